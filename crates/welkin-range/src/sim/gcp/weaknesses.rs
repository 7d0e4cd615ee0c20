use welkin_model::Cloud;

use crate::sim::Weakness;

const fn weakness(id: &'static str, asset: &'static str, what: &'static str) -> Weakness {
    Weakness { id, cloud: Cloud::Gcp, asset, what }
}

#[rustfmt::skip]
pub(crate) const WEAKNESSES: &[Weakness] = &[
    weakness("TB-GCP-01", "//storage.googleapis.com/tb-asia-reports", "The whole internet may read the objects of a bucket with reports."),
    weakness("TB-GCP-02", "//iam.googleapis.com/projects/730011223344/locations/global/workloadIdentityPools/github/providers/github", "A provider of workload identity takes tokens of every repository of GitHub: it has no condition."),
    weakness("TB-GCP-03", "//iam.googleapis.com/projects/tb-asia-ml/serviceAccounts/104857600123456789012", "The account that CI publishes models with is an editor of the whole project."),
    weakness("TB-GCP-04", "//iam.googleapis.com/projects/tb-asia-prod/serviceAccounts/110000000000000000111/keys/c07a44be19d35f6281e0b9f7ac5d2e8136f4907b", "A key of an editor's service account is older than three years."),
    weakness("TB-GCP-05", "//notebooks.googleapis.com/projects/tb-asia-sandbox/locations/asia-southeast1-b/instances/wb-scratch", "A notebook has a public address, root access and the default account, which may edit the project."),
    weakness("TB-GCP-06", "//aiplatform.googleapis.com/projects/730011223344/locations/asia-southeast1/endpoints/5520193847561029384", "The fraud endpoint is public, without a key of the bank's own and without a log of requests."),
    weakness("TB-GCP-07", "//compute.googleapis.com/projects/tb-asia-ml/global/firewalls/allow-ssh-anywhere", "All addresses reach SSH of the training machines, one of which has a public address."),
    weakness("TB-GCP-08", "//accesscontextmanager.googleapis.com/accessPolicies/845500112233/servicePerimeters/ml_perimeter", "The perimeter around training data and models is a dry run only."),
    weakness("TB-GCP-09", "//apikeys.googleapis.com/projects/912244886630/locations/global/keys/c41d9e70-2a6b-4f85-8c1e-90d3b7a5e2f4", "An API key has no restrictions and opens Gemini."),
    weakness("TB-GCP-10", "//secretmanager.googleapis.com/projects/730011223344/secrets/aws-legacy-export", "A secret holds a long-lived AWS key, is never rotated, and all data scientists may read it."),
    weakness("TB-GCP-11", "//storage.googleapis.com/tb-asia-training", "Two whole departments may overwrite training data in a bucket without versions and with access lists."),
    weakness("TB-GCP-12", "//aiplatform.googleapis.com/projects/845522119037/locations/asia-southeast1/reasoningEngines/2847561029384", "The customers' agent runs as an account that may edit production."),
    weakness("TB-GCP-13", "//container.googleapis.com/projects/tb-asia-ml/locations/asia-southeast1/clusters/research", "A cluster with GPUs has a control plane that is open to all addresses, and legacy authorisation."),
    weakness("TB-GCP-14", "//logging.googleapis.com/projects/tb-asia-ml/sinks/security-lake", "The sink to the security lake leaves out all calls to Vertex AI."),
];

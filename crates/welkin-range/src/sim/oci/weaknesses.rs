use welkin_model::Cloud;

use crate::sim::Weakness;

const fn weakness(id: &'static str, asset: &'static str, what: &'static str) -> Weakness {
    Weakness { id, cloud: Cloud::Oci, asset, what }
}

#[rustfmt::skip]
pub(crate) const WEAKNESSES: &[Weakness] = &[
    weakness("TB-OCI-01", "ocid1.user.oc1..aaaaaaaa6lnoraxltdvnirsmhze2xw3biqyxcdnsq3x7hsppppaj2smrmvdi", "The service user `legacy-batch` has an API key and a customer secret key that are more than two years old."),
    weakness("TB-OCI-02", "ocid1.policy.oc1..amaaaaaatechnobanknotebooks", "Every notebook session may manage all buckets and objects of the tenancy, the archives among them."),
    weakness("TB-OCI-03", "ocid1.bucket.oc1.iad.aaaaaaaatechnobankcredit-lab-scratch", "A bucket with restricted training data can be read by anyone on the internet."),
    weakness("TB-OCI-04", "ocid1.bucket.oc1.iad.aaaaaaaatechnobankarchive-models", "A pre-authenticated request until 2029 lets whoever knows it list, read and overwrite the archived models."),
    weakness("TB-OCI-05", "ocid1.generativeaiendpoint.oc1.iad.amaaaaaatechnobanklabassistant", "A Generative AI endpoint has no content moderation, prompt injection or personal data protection."),
    weakness("TB-OCI-06", "ocid1.genaiagentendpoint.oc1.iad.amaaaaaatechnobanklab", "An agent that runs SQL answers without guardrails, human approval or traces."),
    weakness("TB-OCI-07", "ocid1.policy.oc1..amaaaaaatechnobankanyone", "Any principal of the tenancy, workloads too, may talk to the agents of the lab."),
    weakness("TB-OCI-08", "ocid1.securitylist.oc1.iad.aaaaaaaatechnobankainotebooks", "The subnet of the notebooks takes SSH from the whole internet."),
    weakness("TB-OCI-09", "ocid1.datasciencemodeldeployment.oc1.phx.amaaaaaatechnobankforgotten", "A forgotten pilot in the second region serves the credit risk model with internet access and without logs."),
    weakness("TB-OCI-10", "ocid1.generativeaihostedapplication.oc1.iad.amaaaaaatechnobankdemo", "A hosted application is public, asks for no authentication and carries a password in plain text."),
    weakness("TB-OCI-11", "ocid1.instance.oc1.iad.amaaaaaatechnobankgpulab", "A GPU instance with a public address still answers on the old metadata endpoint and does not scan for vulnerabilities."),
    weakness("TB-OCI-12", "ocid1.generativeaiimportedmodel.oc1.iad.amaaaaaatechnobankqwenlab", "A model was imported from the branch of a stranger's repository without a pinned commit."),
    weakness("TB-OCI-13", "ocid1.generativeaiapikey.oc1.iad.amaaaaaatechnobankvendor", "Two Generative AI API keys of a vendor never expire."),
    weakness("TB-OCI-14", "ocid1.cluster.oc1.iad.amaaaaaatechnobanklab", "The API of a Kubernetes cluster with GPUs is public, in no network security group, and its secrets have no key of the bank."),
];

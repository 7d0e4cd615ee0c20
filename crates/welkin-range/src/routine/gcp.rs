use welkin_model::Millis;

use crate::actor::{GcpActor, ci_principal};
use crate::calendar::{Form, SECOND, Stamp};
use crate::emit::{AuditLog, GcpCall};
use crate::estate::{ASIA_MODELS, DEPLOYER, GCP_ML, GCP_PROD};
use crate::routine::aws::RUNNERS;
use crate::scribe::Scribe;

const PYTHON: &str = "gl-python/3.12.11 grpc/1.76.0 gax/2.28.0 gapic/1.124.0,gzip(gfe)";
const AUTH_ACTION: &str = "google-github-actions:auth/3.0.0";

pub(crate) fn risk_inference(scribe: &mut Scribe, at: Millis) {
    let email = "risk-inference@tb-asia-prod.iam.gserviceaccount.com";
    let pod = scribe.rng.pick(&["10.128.4.8", "10.128.4.19"]);
    let actor = GcpActor::account(email, pod, PYTHON);
    let resource = "projects/tb-asia-prod/locations/asia-southeast1/endpoints/7741029385610293847";
    let call = GcpCall::new(
        AuditLog::DataAccess,
        GCP_PROD,
        "aiplatform.googleapis.com",
        "google.cloud.aiplatform.v1.PredictionService.Predict",
    )
    .on("aiplatform.endpoints.predict", resource)
    .kind("aiplatform.googleapis.com/Endpoint", r#","endpoint_id":"7741029385610293847""#);
    scribe.gcp_audit(at, &actor, call);
}

pub(crate) fn assistant(scribe: &mut Scribe, at: Millis) {
    let email = "assistant-asia@tb-asia-prod.iam.gserviceaccount.com";
    let actor = GcpActor::account(email, "10.128.6.4", PYTHON);
    let resource =
        "projects/tb-asia-prod/locations/asia-southeast1/publishers/google/models/gemini-2.5-flash";
    let call = GcpCall::new(
        AuditLog::DataAccess,
        GCP_PROD,
        "aiplatform.googleapis.com",
        "google.cloud.aiplatform.v1.PredictionService.GenerateContent",
    )
    .on("aiplatform.endpoints.predict", resource);
    scribe.gcp_audit(at, &actor, call);
}

pub(crate) fn warehouse(scribe: &mut Scribe, at: Millis) {
    let email = "warehouse@tb-asia-prod.iam.gserviceaccount.com";
    let actor =
        GcpActor::account(email, "10.128.9.2", "google-api-python-client/2.187.0 gzip airflow/2.10.5");
    if scribe.rng.chance(60) {
        let name = format!("landing/dt={}/txn-{:05}.avro", Stamp(at, Form::Date), scribe.rng.below(900));
        let verb = scribe.rng.pick(&["get", "create", "list"]);
        return scribe.gcs_object(at, &actor, GCP_PROD, verb, "tb-asia-landing", &name);
    }
    let job = format!("projects/{GCP_PROD}/jobs/airflow_{:010x}", scribe.rng.below(1 << 40));
    let request = r#"{"@type":"type.googleapis.com/google.cloud.bigquery.v2.InsertJobRequest","projectId":"tb-asia-prod"}"#;
    let call = GcpCall::new(
        AuditLog::DataAccess,
        GCP_PROD,
        "bigquery.googleapis.com",
        "google.cloud.bigquery.v2.JobService.InsertJob",
    )
    .on("bigquery.jobs.create", &job)
    .kind("bigquery_project", "")
    .request(request);
    scribe.gcp_audit(at, &actor, call);
}

pub(crate) fn training(scribe: &mut Scribe, at: Millis) {
    let email = "vertex-training@tb-asia-ml.iam.gserviceaccount.com";
    let actor = GcpActor::account(email, "10.132.2.17", PYTHON);
    let name = format!("fraud/shard-{:04}.tfrecord", scribe.rng.below(700));
    scribe.gcs_object(at, &actor, GCP_ML, "get", "tb-asia-training", &name);
}

/// CI deploys models: the federated principal takes the deployer's token and publishes.
pub(crate) fn deploy(scribe: &mut Scribe, at: Millis) {
    let (runner, subject) = (scribe.rng.pick(&RUNNERS), ci_principal());
    let federated = GcpActor { email: "", subject: &subject, ip: runner, agent: AUTH_ACTION };
    scribe.gcp_access_token(at, &federated, GCP_ML, DEPLOYER);
    let agent = "google-cloud-sdk gcloud/546.0.0 command/gcloud.ai.models.upload from-script/True python/3.12.8 (Linux 6.11.0-1018-azure),gzip(gfe)";
    let deployer = GcpActor { email: DEPLOYER, subject: &subject, ip: runner, agent };
    if scribe.rng.chance(50) {
        return scribe.gcs_object(
            at + 5 * SECOND,
            &deployer,
            GCP_ML,
            "create",
            ASIA_MODELS,
            "risk/candidate/model.tar.gz",
        );
    }
    let resource = "projects/730011223344/locations/asia-southeast1";
    let call = GcpCall::new(
        AuditLog::Activity,
        GCP_ML,
        "aiplatform.googleapis.com",
        "google.cloud.aiplatform.v1.ModelService.UploadModel",
    )
    .on("aiplatform.models.upload", resource);
    scribe.gcp_audit(at + 5 * SECOND, &deployer, call);
}

pub(crate) fn platform(scribe: &mut Scribe, at: Millis) {
    let email = "terraform@tb-asia-prod.iam.gserviceaccount.com";
    let runner = scribe.rng.pick(&RUNNERS);
    let actor = GcpActor::account(
        email,
        runner,
        "Terraform/1.13.5 (+https://www.terraform.io) terraform-provider-google/7.11.0,gzip(gfe)",
    );
    let (service, method, permission, resource) = match scribe.rng.below(4) {
        0 => (
            "compute.googleapis.com",
            "v1.compute.instances.list",
            "compute.instances.list",
            "projects/tb-asia-prod/zones/asia-southeast1-b/instances",
        ),
        1 => (
            "iam.googleapis.com",
            "google.iam.admin.v1.ListServiceAccounts",
            "iam.serviceAccounts.list",
            "projects/tb-asia-prod",
        ),
        2 => (
            "cloudresourcemanager.googleapis.com",
            "GetIamPolicy",
            "resourcemanager.projects.getIamPolicy",
            "projects/tb-asia-prod",
        ),
        _ => (
            "storage.googleapis.com",
            "storage.buckets.get",
            "storage.buckets.get",
            "projects/_/buckets/tb-asia-landing",
        ),
    };
    let call = GcpCall::new(AuditLog::DataAccess, GCP_PROD, service, method).on(permission, resource);
    scribe.gcp_audit(at, &actor, call);
}

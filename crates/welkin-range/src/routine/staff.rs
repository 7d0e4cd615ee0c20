use welkin_model::Millis;

use crate::actor::{AwsActor, AzureActor, GcpActor};
use crate::calendar::SECOND;
use crate::emit::{
    Activity, AuditLog, BlobAccess, BlobAuth, Call, GcpCall, Invocation, OktaEvent, Query, S3Access,
};
use crate::estate::{AWS_PROD, AWS_TRAINING, CLAUDE, FEATURES, GCP_PROD, TRAINING_DATA};
use crate::people::{Person, Team};
use crate::scribe::Scribe;

/// What the Azure portal calls itself.
pub(crate) const PORTAL_APP: &str = "c44b4083-3bb0-49c1-b47d-974e53cbdf3c";

/// One thing that a person does at work: signs in, or works in the cloud of the region.
pub(crate) fn act(scribe: &mut Scribe, at: Millis, person: &'static Person) {
    let ip = person.address(&mut scribe.rng);
    let dice = scribe.rng.below(100);
    match (dice, person.office.country_code) {
        (0..=15, _) => sign_in(scribe, at, person, ip),
        (16..=21, _) => ask_a_model(scribe, at, person, ip),
        (_, "US") => aws(scribe, at, person, ip),
        (_, "DE") => azure(scribe, at, person, ip),
        _ => gcp(scribe, at, person, ip),
    }
}

fn sign_in(scribe: &mut Scribe, at: Millis, person: &'static Person, ip: &'static str) {
    if scribe.rng.chance(4) {
        scribe.okta(at, person, person.office, ip, OktaEvent::WrongPassword);
    }
    if scribe.rng.chance(35) {
        scribe.okta(at + 12 * SECOND, person, person.office, ip, OktaEvent::SessionStart);
        scribe.okta(at + 17 * SECOND, person, person.office, ip, OktaEvent::Mfa);
    }
    let at = at + 20 * SECOND;
    match person.office.country_code {
        "US" => {
            scribe.okta(at, person, person.office, ip, OktaEvent::Sso("AWS IAM Identity Center"));
            let (account, role) = aws_role(person);
            let mail = person.mail();
            scribe.assume_role_with_saml(at + 2 * SECOND, account, role, &mail, ip, person.browser());
            if scribe.rng.chance(50) {
                let actor = AwsActor::role(account, role, &mail, ip, person.browser());
                let call = Call::write("signin", "ConsoleLogin").response(r#"{"ConsoleLogin":"Success"}"#);
                scribe.cloudtrail(at + 3 * SECOND, &actor, call);
            }
        }
        "DE" => {
            scribe.okta(at, person, person.office, ip, OktaEvent::Sso("Microsoft 365"));
            let app = scribe.rng.pick(&[
                "Azure Portal",
                "Office 365 Exchange Online",
                "Azure Machine Learning Studio",
            ]);
            scribe.entra_user_signin(at + 2 * SECOND, person, person.office, ip, app);
        }
        _ => scribe.okta(at, person, person.office, ip, OktaEvent::Sso("Google Workspace")),
    }
}

fn ask_a_model(scribe: &mut Scribe, at: Millis, person: &'static Person, ip: &'static str) {
    let (tokens_in, tokens_out) = (scribe.rng.bytes(240), scribe.rng.bytes(420));
    let mail = person.mail();
    let query = Query {
        principal: &mail,
        kind: "user",
        ip,
        agent: person.browser(),
        cloud: "azure",
        provider: "openai",
        model: "gpt-4.1",
        version: "2025-04-14",
        operation: "chat",
        tokens_in,
        tokens_out,
        verdict: "pass",
        session: u64::try_from(at / 3_600_000).unwrap_or(0),
    };
    scribe.gateway(at, query);
}

fn aws_role(person: &Person) -> (&'static str, &'static str) {
    match person.team {
        Team::DataScience => (AWS_TRAINING, "data-scientist"),
        Team::Platform => (AWS_PROD, "platform-engineer"),
        Team::Security => (AWS_PROD, "security-audit"),
        Team::Analytics => (AWS_PROD, "analyst"),
        Team::Engineering => (AWS_PROD, "developer"),
    }
}

fn aws(scribe: &mut Scribe, at: Millis, person: &'static Person, ip: &'static str) {
    let (account, role) = aws_role(person);
    let mail = person.mail();
    let actor = AwsActor::role(account, role, &mail, ip, person.browser());
    match (person.team, scribe.rng.below(6)) {
        (Team::DataScience, 0) => {
            let input = scribe.rng.bytes(1_500);
            let output = scribe.rng.bytes(600);
            let call = Invocation {
                operation: "Converse",
                model: CLAUDE,
                region: "us-east-1",
                input,
                output,
                allowed: true,
            };
            scribe.bedrock(at, &actor, call);
        }
        (Team::DataScience, 1 | 2) => {
            let key = format!("fraud/curated/shard-{:04}.tfrecord", scribe.rng.below(900));
            let size = scribe.rng.bytes(8_000_000);
            scribe.s3_object(at, &actor, "GetObject", TRAINING_DATA, &key, size);
        }
        (Team::DataScience, 3) => {
            let params = r#"{"sortBy":"CreationTime","sortOrder":"Descending","maxResults":10}"#;
            scribe.cloudtrail(at, &actor, Call::read("sagemaker", "ListTrainingJobs").params(params));
        }
        (Team::Analytics, 0..=3) => {
            let key = format!("reports/2026/q4/table-{:03}.parquet", scribe.rng.below(120));
            let size = scribe.rng.bytes(900_000);
            scribe.s3_object(at, &actor, "GetObject", FEATURES, &key, size);
            let access = S3Access { bucket: FEATURES, operation: "REST.GET.OBJECT", key: &key, size };
            scribe.s3_access(at, &actor, access);
        }
        (Team::Security, _) => {
            let name = scribe.rng.pick(&["ListFindings", "GetFindings", "ListDetectors"]);
            scribe.cloudtrail(at, &actor, Call::read("guardduty", name));
        }
        (_, dice) => {
            let (service, name, params) = match dice {
                0 => (
                    "logs",
                    "FilterLogEvents",
                    r#"{"logGroupName":"/aws/eks/inference/containers","limit":100}"#,
                ),
                1 => ("ec2", "DescribeInstances", r#"{"instancesSet":{},"filterSet":{}}"#),
                2 => ("lambda", "ListFunctions20150331", r#"{"maxItems":50}"#),
                3 => ("sagemaker", "DescribeEndpoint", r#"{"endpointName":"fraud-scoring-us"}"#),
                4 => ("cloudformation", "DescribeStacks", r#"{"stackName":"inference"}"#),
                _ => ("monitoring", "DescribeAlarms", r#"{"maxRecords":100}"#),
            };
            let call = Call::read(service, name).params(params);
            // Now and then someone looks where they may not.
            let permission = format!("{service}:{name}");
            let call = if scribe.rng.chance(3) { call.denied(&permission) } else { call };
            scribe.cloudtrail(at, &actor, call);
        }
    }
}

fn azure(scribe: &mut Scribe, at: Millis, person: &'static Person, ip: &'static str) {
    let (mail, object_id) = (person.mail(), person.object_id().to_string());
    let actor = AzureActor {
        name: &mail,
        object_id: &object_id,
        app_id: PORTAL_APP,
        is_app: false,
        ip,
        agent: person.browser(),
    };
    match (person.team, scribe.rng.below(4)) {
        (Team::DataScience | Team::Analytics, 0..=2) => {
            let key = format!("curated/reports/segment-{:03}.parquet", scribe.rng.below(90));
            let size = scribe.rng.bytes(700_000);
            let access = BlobAccess { operation: "GetBlob", key: &key, size, auth: BlobAuth::OAuth };
            scribe.azure_blob(at, &actor, access);
        }
        (_, dice) => {
            let (action, resource) = match dice {
                0 => (
                    "Microsoft.MachineLearningServices/workspaces/jobs/write",
                    "resourceGroups/rg-ai-eu/providers/Microsoft.MachineLearningServices/workspaces/mlw-tb-eu/jobs/experiment",
                ),
                1 => (
                    "Microsoft.Web/sites/restart/action",
                    "resourceGroups/rg-app-eu/providers/Microsoft.Web/sites/app-assistant-eu",
                ),
                2 => (
                    "Microsoft.Insights/dashboards/write",
                    "resourceGroups/rg-ops-eu/providers/Microsoft.Portal/dashboards/inference",
                ),
                _ => (
                    "Microsoft.DataFactory/factories/pipelines/createRun/action",
                    "resourceGroups/rg-data-eu/providers/Microsoft.DataFactory/factories/adf-tb-eu/pipelines/customers",
                ),
            };
            let activity = Activity { action, resource, role: "Contributor", ok: true, body: "" };
            scribe.azure_activity(at, &actor, activity);
        }
    }
}

fn gcp(scribe: &mut Scribe, at: Millis, person: &'static Person, ip: &'static str) {
    let mail = person.mail();
    let agent = person.browser();
    let actor = GcpActor::account(&mail, ip, agent);
    if scribe.rng.chance(40) {
        let name = format!("reports/2026/{:03}.parquet", scribe.rng.below(200));
        return scribe.gcs_object(at, &actor, GCP_PROD, "get", "tb-asia-reports", &name);
    }
    let (service, method, permission, resource) = match scribe.rng.below(4) {
        0 => (
            "bigquery.googleapis.com",
            "google.cloud.bigquery.v2.JobService.InsertJob",
            "bigquery.jobs.create",
            "projects/tb-asia-prod/jobs/console",
        ),
        1 => (
            "aiplatform.googleapis.com",
            "google.cloud.aiplatform.v1.EndpointService.ListEndpoints",
            "aiplatform.endpoints.list",
            "projects/tb-asia-prod/locations/asia-southeast1",
        ),
        2 => (
            "logging.googleapis.com",
            "google.logging.v2.LoggingServiceV2.ListLogEntries",
            "logging.logEntries.list",
            "projects/tb-asia-prod",
        ),
        _ => (
            "container.googleapis.com",
            "google.container.v1.ClusterManager.ListClusters",
            "container.clusters.list",
            "projects/tb-asia-prod/locations/asia-southeast1",
        ),
    };
    let call = GcpCall::new(AuditLog::DataAccess, GCP_PROD, service, method).on(permission, resource);
    scribe.gcp_audit(at, &actor, call);
}

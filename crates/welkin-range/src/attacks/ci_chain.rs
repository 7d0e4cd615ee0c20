use welkin_model::{Cloud, Millis};

use super::{HOSTING, Plot, after};
use crate::actor::{AwsActor, AwsWho, AzureActor, GcpActor, ci_principal};
use crate::calendar::{Form, Stamp};
use crate::emit::{
    Activity, AuditLog, BlobAccess, BlobAuth, Call, Credential, DirectoryChange, GcpCall, GuardDuty,
    VaultAccess,
};
use crate::estate::{
    ASIA_MODELS, AWS_PROD, CI_ISSUER, CI_MAIL, CI_SUBJECT, DEPLOYER, ETL_APP, ETL_OBJECT, FRAUD_MODEL,
    GCP_ML, GCP_ML_NUMBER, INTRUDER, INTRUDER_V6, STORAGE,
};
use crate::routine::aws::CI_KEY;
use crate::scribe::Scribe;

const NEW_KEY: &str = "AKIAQTB7N3WKEYC2P5VZ";
const CLI: &str =
    "aws-cli/1.44.2 md/Botocore#1.42.2 ua/2.1 os/linux#6.12.0-kali md/arch#x86_64 lang/python#3.13.9";
const CURL: &str = "curl/8.15.0";
const REQUESTS: &str = "python-requests/2.32.5";

pub(crate) static PLOT: Plot = Plot {
    name: "ci-chain",
    title: "Stolen CI credential: AWS to Azure to Google Cloud",
    description: "A leaked access key of the CI user ci-deploy is used from a foreign address. Secrets Manager gives \
                  up the secret of the ETL application, with which the intruder signs in to Entra, lists the storage \
                  keys, reads customer training data and a federation secret from Key Vault; as the CI's federated \
                  subject the intruder impersonates model-deployer in Google Cloud, exports the fraud model and \
                  deletes the logging sink.",
    benign: false,
    clouds: &[Cloud::Aws, Cloud::Azure, Cloud::Gcp],
    principals: &[
        "arn:aws:iam::111122223333:user/ci-deploy",
        CI_SUBJECT,
        ETL_APP,
        "model-deployer@tb-asia-ml.iam.gserviceaccount.com",
    ],
    perform,
};

fn perform(scribe: &mut Scribe, begin: Millis) {
    aws(scribe, begin);
    azure(scribe, begin);
    gcp(scribe, begin);
}

fn aws(scribe: &mut Scribe, begin: Millis) {
    let ci = AwsActor::user("ci-deploy", CI_KEY, INTRUDER, CLI);
    let at = |minutes| after(begin, minutes);
    scribe.cloudtrail(at(0.0), &ci, Call::read("sts", "GetCallerIdentity"));
    scribe.cloudtrail(at(0.9), &ci, Call::read("s3", "ListBuckets").params(r#"{"Host":"s3.amazonaws.com"}"#));
    scribe.cloudtrail(at(1.4), &ci, Call::read("iam", "ListUsers").denied("iam:ListUsers"));
    let user = r#"{"userName":"ci-deploy"}"#;
    scribe.cloudtrail(at(1.8), &ci, Call::read("iam", "ListAccessKeys").params(user));
    scribe.cloudtrail(at(2.1), &ci, Call::read("iam", "ListUserTags").params(user));
    scribe.cloudtrail(
        at(3.0),
        &ci,
        Call::read("secretsmanager", "ListSecrets").params(r#"{"maxResults":100}"#),
    );
    let etl_secret =
        format!(r#"{{"secretId":"azure/etl-service-principal/{ETL_APP}","versionStage":"AWSCURRENT"}}"#);
    scribe.cloudtrail(at(5.0), &ci, Call::read("secretsmanager", "GetSecretValue").params(&etl_secret));
    let broker = r#"{"secretId":"github/technobank-deploy/oidc-broker"}"#;
    scribe.cloudtrail(at(5.3), &ci, Call::read("secretsmanager", "GetSecretValue").params(broker));
    let core = r#"{"secretId":"prod/core-banking/db"}"#;
    let refused = Call::read("secretsmanager", "GetSecretValue").params(core);
    scribe.cloudtrail(at(5.6), &ci, refused.denied("secretsmanager:GetSecretValue"));
    let created = format!(
        r#"{{"accessKey":{{"userName":"ci-deploy","accessKeyId":"{NEW_KEY}","status":"Active","createDate":"{}"}}}}"#,
        Stamp(at(8.0), Form::Java)
    );
    scribe.cloudtrail(at(8.0), &ci, Call::write("iam", "CreateAccessKey").params(user).response(&created));

    let again = AwsActor::user("ci-deploy", NEW_KEY, INTRUDER_V6, CLI);
    scribe.cloudtrail(at(9.2), &again, Call::read("sts", "GetCallerIdentity"));
    let trail = r#"{"name":"technobank-org-trail"}"#;
    scribe.cloudtrail(
        at(11.0),
        &again,
        Call::write("cloudtrail", "StopLogging").params(trail).denied("cloudtrail:StopLogging"),
    );
    scribe.cloudtrail(
        at(11.2),
        &again,
        Call::write("cloudtrail", "DeleteTrail").params(trail).denied("cloudtrail:DeleteTrail"),
    );
    scribe.guardduty(
        at(12.0),
        &ci,
        GuardDuty {
            kind: "UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom",
            severity: 5,
            title: "API GetSecretValue was invoked from an IP address on a custom threat list.",
            service: "secretsmanager",
            api: "GetSecretValue",
            user: "ci-deploy",
            key: CI_KEY,
        },
    );
    // With the broker's token the intruder is the pipeline itself.
    scribe.assume_role_with_web_identity(at(13.0), AWS_PROD, "deploy-pipeline", "oidc-broker", INTRUDER, CLI);
    let who = AwsWho::CiRole { role: "deploy-pipeline", session: "oidc-broker" };
    let pipeline = AwsActor { account: AWS_PROD, who, ip: INTRUDER, agent: CLI };
    scribe.cloudtrail(
        at(13.2),
        &pipeline,
        Call::read("sagemaker", "ListModels").params(r#"{"maxResults":100}"#),
    );
    scribe.cloudtrail(at(13.4), &pipeline, Call::read("iam", "ListOpenIDConnectProviders"));
}

fn azure(scribe: &mut Scribe, begin: Millis) {
    let at = |minutes| after(begin, minutes);
    let etl = AzureActor {
        name: "technobank-etl",
        object_id: ETL_OBJECT,
        app_id: ETL_APP,
        is_app: true,
        ip: INTRUDER,
        agent: REQUESTS,
    };
    scribe.entra_app_signin(at(18.0), &etl, &HOSTING, "Azure Resource Manager", Credential::Secret);
    let account = format!("resourceGroups/rg-data-eu/providers/Microsoft.Storage/storageAccounts/{STORAGE}");
    let keys = Activity {
        action: "Microsoft.Storage/storageAccounts/listKeys/action",
        resource: &account,
        role: "Storage Account Contributor",
        ok: true,
        body: "",
    };
    scribe.azure_activity(at(19.5), &etl, keys);
    scribe.entra_app_signin(at(20.5), &etl, &HOSTING, "Azure Storage", Credential::Secret);
    let list = BlobAccess { operation: "ListBlobs", key: "training", size: 48_000, auth: BlobAuth::OAuth };
    scribe.azure_blob(at(21.0), &etl, list);
    for nth in 0..72 {
        let key = format!("training/customers/part-{nth:04}.parquet");
        let size = scribe.rng.bytes(52_000_000);
        let auth = if nth < 30 { BlobAuth::OAuth } else { BlobAuth::AccountKey };
        let access = BlobAccess { operation: "GetBlob", key: &key, size, auth };
        scribe.azure_blob(at(21.5 + f64::from(nth) * 0.17), &etl, access);
    }
    scribe.entra_app_signin(at(35.0), &etl, &HOSTING, "Azure Key Vault", Credential::Secret);
    scribe.azure_vault(at(35.4), &etl, VaultAccess { operation: "SecretList", secret: "" });
    let secret = "gcp-model-deployer-tb-asia-ml";
    scribe.azure_vault(at(35.9), &etl, VaultAccess { operation: "SecretGet", secret });
    let modified = format!(
        r#"{{"displayName":"FederatedIdentityCredentials","oldValue":"[]","newValue":"[{{\"Name\":\"ci-backup\",\"Issuer\":\"https://{CI_ISSUER}\",\"Subject\":\"{CI_SUBJECT}\",\"Audiences\":[\"api://AzureADTokenExchange\"]}}]"}},{{"displayName":"Notes","oldValue":"\"\"","newValue":"\"owner: {CI_MAIL}\""}}"#
    );
    let change = DirectoryChange {
        operation: "Update application",
        category: "ApplicationManagement",
        target: "2f6b8d04-9c1e-4753-8a0d-6e5f3b7c9a12",
        target_name: "technobank-etl",
        target_type: "Application",
        modified: &modified,
    };
    scribe.entra_audit(at(38.0), &etl, change);
    scribe.entra_app_signin(
        at(40.0),
        &etl,
        &HOSTING,
        "Azure Resource Manager",
        Credential::Federated(CI_SUBJECT),
    );
}

fn gcp(scribe: &mut Scribe, begin: Millis) {
    let at = |minutes| after(begin, minutes);
    let subject = ci_principal();
    let federated = GcpActor { email: "", subject: &subject, ip: INTRUDER, agent: CURL };
    scribe.gcp_access_token(at(45.0), &federated, GCP_ML, DEPLOYER);
    let deployer = GcpActor { email: DEPLOYER, subject: &subject, ip: INTRUDER, agent: REQUESTS };
    let vertex = |log, method| GcpCall::new(log, GCP_ML, "aiplatform.googleapis.com", method);
    let parent = format!("projects/{GCP_ML_NUMBER}/locations/asia-southeast1");
    let list = vertex(AuditLog::DataAccess, "google.cloud.aiplatform.v1.ModelService.ListModels");
    scribe.gcp_audit(at(46.5), &deployer, list.on("aiplatform.models.list", &parent));
    let model = format!("{parent}/models/{FRAUD_MODEL}");
    let request = format!(
        r#"{{"@type":"type.googleapis.com/google.cloud.aiplatform.v1.ExportModelRequest","name":"{model}","outputConfig":{{"exportFormatId":"custom-trained","artifactDestination":{{"outputUriPrefix":"gs://mlx-drop-77af/fraud/"}}}}}}"#
    );
    let response = format!(
        r#"{{"@type":"type.googleapis.com/google.longrunning.Operation","name":"{model}/operations/4410293847560192"}}"#
    );
    let export = vertex(AuditLog::Activity, "google.cloud.aiplatform.v1.ModelService.ExportModel")
        .on("aiplatform.models.export", &model)
        .kind("aiplatform.googleapis.com/Model", "")
        .request(&request)
        .response(&response);
    scribe.gcp_audit(at(50.0), &deployer, export);
    scribe.gcp_access_token(at(52.0), &federated, GCP_ML, DEPLOYER);
    scribe.gcs_object(at(52.5), &deployer, GCP_ML, "list", ASIA_MODELS, "fraud");
    for nth in 0..26 {
        let name = format!("fraud/{FRAUD_MODEL}/variables-{nth:05}-of-00026.safetensors");
        scribe.gcs_object(at(53.0 + f64::from(nth) * 0.4), &deployer, GCP_ML, "get", ASIA_MODELS, &name);
    }
    let sink = "projects/tb-asia-ml/sinks/security-lake";
    let request = r#"{"@type":"type.googleapis.com/google.logging.v2.DeleteSinkRequest","sinkName":"projects/tb-asia-ml/sinks/security-lake"}"#;
    let delete = GcpCall::new(
        AuditLog::Activity,
        GCP_ML,
        "logging.googleapis.com",
        "google.logging.v2.ConfigServiceV2.DeleteSink",
    )
    .on("logging.sinks.delete", sink)
    .kind("logging_sink", r#","name":"security-lake","destination":"""#)
    .request(request);
    scribe.gcp_audit(at(66.0), &deployer, delete);
    let account = format!("projects/{GCP_ML}/serviceAccounts/{DEPLOYER}");
    let key = GcpCall::new(
        AuditLog::Activity,
        GCP_ML,
        "iam.googleapis.com",
        "google.iam.admin.v1.CreateServiceAccountKey",
    )
    .on("iam.serviceAccountKeys.create", &account)
    .kind("service_account", "")
    .refused();
    scribe.gcp_audit(at(69.0), &deployer, key);
}

use welkin_model::Millis;

use crate::actor::AzureActor;
use crate::calendar::{Form, SECOND, Stamp};
use crate::emit::{Activity, BlobAccess, BlobAuth, Credential, DirectoryChange, OpenAiCall, VaultAccess};
use crate::estate::{CI_SUBJECT, ETL_APP, ETL_OBJECT};
use crate::ids::Uuid;
use crate::people::{FRANKFURT, PEOPLE, named};
use crate::routine::aws::RUNNERS;
use crate::routine::staff::PORTAL_APP;
use crate::scribe::Scribe;

const SDK: &str =
    "azsdk-python-storage-blob/12.27.1 Python/3.12.11 (Linux-6.8.0-1041-azure-x86_64-with-glibc2.39)";

/// The ETL application at its usual place.
pub(crate) const ETL: AzureActor<'_> = AzureActor {
    name: "technobank-etl",
    object_id: ETL_OBJECT,
    app_id: ETL_APP,
    is_app: true,
    ip: "10.60.3.14",
    agent: SDK,
};

const TRAINER: AzureActor<'_> = AzureActor {
    name: "technobank-training-eu",
    object_id: "0b6c2f19-5d8e-4a73-b1f4-7c9d3e2a6058",
    app_id: "d3f8a1c4-6b27-4e90-8d5c-2f1b0a9e7c36",
    is_app: true,
    ip: "10.60.5.20",
    agent: "azsdk-python-ai-ml/1.30.0 Python/3.11.13 (Linux-5.15.0-1097-azure-x86_64)",
};

const ASSISTANT: &str = "6e0d1f84-3a5b-4c72-9e68-b4a7c2d5f013";

pub(crate) fn etl(scribe: &mut Scribe, at: Millis) {
    match scribe.rng.below(40) {
        0 => scribe.azure_vault(at, &ETL, VaultAccess { operation: "SecretGet", secret: "sql-customer-ro" }),
        1 | 2 => scribe.entra_app_signin(at, &ETL_EGRESS, &FRANKFURT, "Azure Storage", Credential::Secret),
        _ => {
            let writes = scribe.rng.chance(40);
            let key = format!(
                "curated/dt={}/customers-{:04}.parquet",
                Stamp(at, Form::Date),
                scribe.rng.below(300)
            );
            let size = scribe.rng.bytes(1_800_000);
            let operation = if writes { "PutBlob" } else { "GetBlob" };
            scribe.azure_blob(at, &ETL, BlobAccess { operation, key: &key, size, auth: BlobAuth::OAuth });
        }
    }
}

/// Where the ETL application's sign-ins come from: the egress of its network.
const ETL_EGRESS: AzureActor<'_> = AzureActor { ip: "203.0.113.130", ..ETL };

pub(crate) fn assistant(scribe: &mut Scribe, at: Millis) {
    let embeds = scribe.rng.chance(30);
    let (request, response) = (scribe.rng.bytes(3_600), scribe.rng.bytes(1_900));
    let call = OpenAiCall {
        operation: if embeds { "Embeddings_Create" } else { "ChatCompletions_Create" },
        deployment: if embeds { "embed-eu" } else { "assistant-eu" },
        model: if embeds { "text-embedding-3-large" } else { "gpt-4.1" },
        version: if embeds { "1" } else { "2025-04-14" },
        object_id: ASSISTANT,
        ip: "10.60.7.31",
        status: if scribe.rng.chance(1) { 429 } else { 200 },
        request,
        response,
    };
    scribe.azure_openai(at, call);
}

pub(crate) fn training(scribe: &mut Scribe, at: Millis) {
    let key = format!("training/credit/shard-{:04}.parquet", scribe.rng.below(500));
    let size = scribe.rng.bytes(40_000_000);
    scribe.azure_blob(
        at,
        &TRAINER,
        BlobAccess { operation: "GetBlob", key: &key, size, auth: BlobAuth::OAuth },
    );
}

/// Azure Policy and the deployment stack at their rounds.
pub(crate) fn management(scribe: &mut Scribe, at: Millis) {
    let actor = AzureActor {
        name: "technobank-platform",
        object_id: "41d7c0e2-9a3f-4b86-8c15-0e2d7f6a9b53",
        app_id: "b87e5d20-1c4f-4a39-9e06-3d8f2a7c6b15",
        is_app: true,
        ip: "203.0.113.131",
        agent: "HashiCorp Terraform/1.13.5 azurerm/4.53.0",
    };
    let (action, resource) = match scribe.rng.below(5) {
        0 => (
            "Microsoft.Resources/deployments/validate/action",
            "resourceGroups/rg-data-eu/providers/Microsoft.Resources/deployments/nightly",
        ),
        1 => (
            "Microsoft.Authorization/policies/audit/action",
            "resourceGroups/rg-ai-eu/providers/Microsoft.CognitiveServices/accounts/tb-openai-eu",
        ),
        2 => (
            "Microsoft.MachineLearningServices/workspaces/jobs/write",
            "resourceGroups/rg-ai-eu/providers/Microsoft.MachineLearningServices/workspaces/mlw-tb-eu/jobs/credit-nightly",
        ),
        3 => (
            "Microsoft.Insights/metricAlerts/write",
            "resourceGroups/rg-ops-eu/providers/Microsoft.Insights/metricAlerts/latency-assistant-eu",
        ),
        _ => (
            "Microsoft.Resources/tags/write",
            "resourceGroups/rg-data-eu/providers/Microsoft.Resources/tags/default",
        ),
    };
    scribe.azure_activity(at, &actor, Activity { action, resource, role: "Contributor", ok: true, body: "" });
}

pub(crate) fn deploy(scribe: &mut Scribe, at: Millis) {
    let runner = scribe.rng.pick(&RUNNERS);
    let actor = AzureActor { ip: runner, agent: "AZURECLI/2.79.0 (GITHUBACTIONS)", ..ETL };
    scribe.entra_app_signin(
        at,
        &actor,
        &FRANKFURT,
        "Azure Resource Manager",
        Credential::Federated(CI_SUBJECT),
    );
    let resource =
        "resourceGroups/rg-data-eu/providers/Microsoft.DataFactory/factories/adf-tb-eu/pipelines/customers";
    let action = "Microsoft.DataFactory/factories/pipelines/write";
    let activity = Activity { action, resource, role: "Data Factory Contributor", ok: true, body: "" };
    scribe.azure_activity(at + 6 * SECOND, &actor, activity);
}

/// The platform team keeps groups and users of the tenant in order.
pub(crate) fn directory(scribe: &mut Scribe, at: Millis) {
    let admin = named(scribe.rng.pick(&["paul.keller", "walter.schmitt"]));
    let (mail, object_id) = (admin.mail(), admin.object_id().to_string());
    let actor = AzureActor {
        name: &mail,
        object_id: &object_id,
        app_id: PORTAL_APP,
        is_app: false,
        ip: FRANKFURT.egress,
        agent: admin.browser(),
    };
    let nth = usize::try_from(scribe.rng.below(PEOPLE.len() as u64)).unwrap_or(0);
    let Some(person) = PEOPLE.get(nth) else { return };
    let (target, upn) = (person.object_id().to_string(), person.mail());
    let group = format!(
        r#"{{"displayName":"Group.ObjectID","oldValue":null,"newValue":"\"{}\""}},{{"displayName":"Group.DisplayName","oldValue":null,"newValue":"\"ml-readers\""}}"#,
        Uuid::of("ml-readers")
    );
    let (operation, category, modified) = match scribe.rng.below(3) {
        0 => ("Add member to group", "GroupManagement", group.as_str()),
        1 => ("Remove member from group", "GroupManagement", group.as_str()),
        _ => (
            "Update user",
            "UserManagement",
            r#"{"displayName":"Department","oldValue":"[\"Risk\"]","newValue":"[\"Risk Models\"]"}"#,
        ),
    };
    let change = DirectoryChange {
        operation,
        category,
        target: &target,
        target_name: &upn,
        target_type: "User",
        modified,
    };
    scribe.entra_audit(at, &actor, change);
}

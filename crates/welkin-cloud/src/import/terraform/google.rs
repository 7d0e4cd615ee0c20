use std::sync::Arc;

use serde_json::{Map, Value};
use welkin_model::Cloud;
use welkin_model::estate::AssetId;

use super::{Known, member};
use crate::describe::Resource;
use crate::import::google::region;

/// A resource of the Google provider, by the name that Cloud Asset Inventory gives it.
pub(super) fn resource(known: &Known<'_>, map: Map<String, Value>, via: &str) -> Option<Resource> {
    let (_, native, id_field) = TYPES.iter().find(|(name, _, _)| *name == known.native)?;
    let host = native.split('/').next()?;
    let own = member(&map, "self_link").filter(|_| host == "compute.googleapis.com");
    let path = match own.and_then(|link| link.split_once("/projects/")) {
        Some((_, path)) => format!("projects/{path}"),
        None => made(id_field, &map)?,
    };
    let id = format!("//{host}/{path}");
    let project = id.split("projects/").nth(1).and_then(|rest| rest.split('/').next());
    let scope = project.or_else(|| member(&map, "project")).unwrap_or("").to_owned();
    let location = ["location", "region", "zone"].iter().find_map(|field| member(&map, field)).unwrap_or("");
    let location = location.rsplit('/').next().unwrap_or(location);
    Some(Resource {
        cloud: Cloud::Gcp,
        native_type: Arc::from(*native),
        name: known.name(&map),
        region: region(location, &id),
        id: AssetId::new(id),
        scope,
        via: Arc::from(via),
        payload: Value::Object(map),
        unknowns: Vec::new(),
        observed_at: 0,
    })
}

/// Fills the `{fields}` of a path.
fn made(template: &str, map: &Map<String, Value>) -> Option<String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (field, after) = after.split_once('}')?;
        out.push_str(before);
        out.push_str(member(map, field)?);
        rest = after;
    }
    out.push_str(rest);
    Some(out.trim_start_matches('/').to_owned())
}

const ID: &str = "{id}";

/// Terraform's type, that of Cloud Asset Inventory, and the path of its name.
const TYPES: &[(&str, &str, &str)] = &[
    ("google_artifact_registry_repository", "artifactregistry.googleapis.com/Repository", ID),
    ("google_bigquery_dataset", "bigquery.googleapis.com/Dataset", ID),
    ("google_bigquery_table", "bigquery.googleapis.com/Table", ID),
    (
        "google_cloud_run_service",
        "run.googleapis.com/Service",
        "projects/{project}/locations/{location}/services/{name}",
    ),
    ("google_cloud_run_v2_service", "run.googleapis.com/Service", ID),
    ("google_cloudfunctions2_function", "cloudfunctions.googleapis.com/Function", ID),
    ("google_cloudfunctions_function", "cloudfunctions.googleapis.com/CloudFunction", ID),
    ("google_compute_address", "compute.googleapis.com/Address", ID),
    ("google_compute_disk", "compute.googleapis.com/Disk", ID),
    ("google_compute_firewall", "compute.googleapis.com/Firewall", ID),
    ("google_compute_forwarding_rule", "compute.googleapis.com/ForwardingRule", ID),
    ("google_compute_global_address", "compute.googleapis.com/GlobalAddress", ID),
    ("google_compute_global_forwarding_rule", "compute.googleapis.com/GlobalForwardingRule", ID),
    ("google_compute_ha_vpn_gateway", "compute.googleapis.com/VpnGateway", ID),
    ("google_compute_instance", "compute.googleapis.com/Instance", ID),
    ("google_compute_network", "compute.googleapis.com/Network", ID),
    ("google_compute_route", "compute.googleapis.com/Route", ID),
    ("google_compute_router", "compute.googleapis.com/Router", ID),
    ("google_compute_service_attachment", "compute.googleapis.com/ServiceAttachment", ID),
    ("google_compute_subnetwork", "compute.googleapis.com/Subnetwork", ID),
    ("google_compute_vpn_tunnel", "compute.googleapis.com/VpnTunnel", ID),
    ("google_container_cluster", "container.googleapis.com/Cluster", ID),
    ("google_container_node_pool", "container.googleapis.com/NodePool", ID),
    ("google_dialogflow_cx_agent", "dialogflow.googleapis.com/Agent", ID),
    ("google_discovery_engine_chat_engine", "discoveryengine.googleapis.com/Engine", ID),
    ("google_discovery_engine_data_store", "discoveryengine.googleapis.com/DataStore", ID),
    ("google_discovery_engine_search_engine", "discoveryengine.googleapis.com/Engine", ID),
    ("google_iam_workload_identity_pool", "iam.googleapis.com/WorkloadIdentityPool", ID),
    ("google_iam_workload_identity_pool_provider", "iam.googleapis.com/WorkloadIdentityPoolProvider", ID),
    ("google_kms_crypto_key", "cloudkms.googleapis.com/CryptoKey", ID),
    ("google_kms_key_ring", "cloudkms.googleapis.com/KeyRing", ID),
    ("google_logging_project_sink", "logging.googleapis.com/LogSink", ID),
    ("google_notebooks_instance", "notebooks.googleapis.com/Instance", ID),
    ("google_project", "cloudresourcemanager.googleapis.com/Project", "projects/{number}"),
    ("google_project_iam_custom_role", "iam.googleapis.com/Role", ID),
    ("google_pubsub_topic", "pubsub.googleapis.com/Topic", ID),
    ("google_secret_manager_secret", "secretmanager.googleapis.com/Secret", ID),
    (
        "google_service_account",
        "iam.googleapis.com/ServiceAccount",
        "projects/{project}/serviceAccounts/{unique_id}",
    ),
    ("google_service_account_key", "iam.googleapis.com/ServiceAccountKey", ID),
    ("google_spanner_instance", "spanner.googleapis.com/Instance", ID),
    (
        "google_sql_database_instance",
        "sqladmin.googleapis.com/Instance",
        "projects/{project}/instances/{name}",
    ),
    ("google_storage_bucket", "storage.googleapis.com/Bucket", "{name}"),
    ("google_tpu_v2_vm", "tpu.googleapis.com/Node", ID),
    ("google_vertex_ai_dataset", "aiplatform.googleapis.com/Dataset", "{name}"),
    ("google_vertex_ai_deployment_resource_pool", "aiplatform.googleapis.com/DeploymentResourcePool", ID),
    ("google_vertex_ai_endpoint", "aiplatform.googleapis.com/Endpoint", ID),
    ("google_vertex_ai_feature_group", "aiplatform.googleapis.com/FeatureGroup", ID),
    ("google_vertex_ai_feature_online_store", "aiplatform.googleapis.com/FeatureOnlineStore", ID),
    ("google_vertex_ai_featurestore", "aiplatform.googleapis.com/Featurestore", ID),
    ("google_vertex_ai_index", "aiplatform.googleapis.com/Index", ID),
    ("google_vertex_ai_index_endpoint", "aiplatform.googleapis.com/IndexEndpoint", ID),
    ("google_vertex_ai_metadata_store", "aiplatform.googleapis.com/MetadataStore", ID),
    ("google_vertex_ai_reasoning_engine", "aiplatform.googleapis.com/ReasoningEngine", ID),
    ("google_vertex_ai_tensorboard", "aiplatform.googleapis.com/Tensorboard", "{name}"),
    ("google_workbench_instance", "notebooks.googleapis.com/Instance", ID),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_type_is_in_the_table_once_and_in_order() {
        assert!(TYPES.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}

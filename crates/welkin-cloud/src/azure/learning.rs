use serde_json::Value;
use welkin_model::estate::{EdgeKind, Handle, Link};

use super::exposure::get;
use super::id;
use crate::describe::{Draft, Resource, plain};

/// Objects within objects end here.
const DEEPEST: usize = 24;

/// Names that are relative to a learning workspace: `azureml:name:version`, `azureml://datastores/name/paths/…`.
pub(super) fn relative_names(resource: &Resource, draft: &mut Draft<'_>) {
    let own = resource.id.as_str();
    let at = "/providers/microsoft.machinelearningservices/workspaces/";
    let Some((scope, rest)) = own.split_once(at) else { return };
    let workspace = format!("{scope}{at}{}", rest.split('/').next().unwrap_or(""));
    relative(&resource.payload, &workspace, "", draft, 0);
    let properties = resource.payload.get("properties").unwrap_or(&resource.payload);
    let account = get(properties, "accountname").and_then(Value::as_str).unwrap_or("");
    if own.contains("/datastores/") && !account.is_empty() {
        let host = Handle::host(&format!("{account}.blob.core.windows.net"));
        draft.link(Link::to_handle(EdgeKind::Uses, host, "properties.accountName"));
    }
}

fn relative(value: &Value, workspace: &str, name: &str, draft: &mut Draft<'_>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                relative(value, workspace, key, draft, depth + 1);
            }
        }
        Value::Array(items) => {
            items.iter().for_each(|item| relative(item, workspace, name, draft, depth + 1));
        }
        Value::String(text) => {
            let kind = if plain(name) == "modeluri" { EdgeKind::DeployedFrom } else { EdgeKind::Reads };
            if let Some(store) = text.strip_prefix("azureml://datastores/") {
                let store = store.split('/').next().unwrap_or("").to_ascii_lowercase();
                draft.to(kind, id::below(workspace, "datastores", &store, &[]), name);
            } else if let Some((asset, version)) =
                text.strip_prefix("azureml:").and_then(|rest| rest.split_once(':'))
                && !asset.starts_with('/')
            {
                let (asset, version) = (asset.to_ascii_lowercase(), version.to_ascii_lowercase());
                let (of, kind) = match plain(name).as_str() {
                    "model" | "modelid" => ("models", EdgeKind::DeployedFrom),
                    "environment" | "environmentid" => ("environments", EdgeKind::Uses),
                    _ => ("data", EdgeKind::Reads),
                };
                draft.to(kind, id::below(workspace, of, &asset, &["versions", &version]), name);
            }
        }
        _ => {}
    }
}

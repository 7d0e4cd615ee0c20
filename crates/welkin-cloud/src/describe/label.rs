use welkin_model::estate::{EdgeKind, Fact, Handle, HandleKind, Link};

use super::{Draft, identify_anywhere, plain, store_of};

/// Takes a tag or label: keeps it, and reads the conventions that organisations use on every cloud.
pub(super) fn take(draft: &mut Draft<'_>, key: String, value: String) {
    let name = plain(&key);
    match name.as_str() {
        "dataclass" | "dataclassification" | "classification" | "datasensitivity" => {
            draft.fact(Fact::DataClass, value.as_str());
        }
        "owner" | "team" => draft.fact(Fact::Owner, value.as_str()),
        "environment" | "env" | "stage" => draft.fact(Fact::Environment, value.as_str()),
        "modeldigest" | "digest" | "sha256" => digest(draft, &key, &value),
        "modelsource" | "artifact" | "artifacturi" => source(draft, EdgeKind::DeployedFrom, &key, &value),
        "trainingdata" | "trainedfrom" | "dataset" => source(draft, EdgeKind::TrainedFrom, &key, &value),
        _ => {}
    }
    for id in access_keys(&value) {
        let handle = Handle::new(HandleKind::CredentialId, id);
        draft.link(Link::from_handle(EdgeKind::StoredIn, handle, format!("labels.{key}")));
    }
    draft.label(&key, value);
}

/// A digest, also in the forms that label values allow: `sha256-…`, `sha256_…`, or bare.
fn digest(draft: &mut Draft<'_>, key: &str, value: &str) {
    let lower = value.to_ascii_lowercase();
    let hex = lower.trim_start_matches("sha256").trim_start_matches([':', '-', '_']);
    // Google's label values end after 63 characters, so a digest may lack its last one.
    if (63..=64).contains(&hex.len()) && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
        draft.digest(&format!("sha256:{hex}"), &format!("labels.{key}"));
    }
}

fn source(draft: &mut Draft<'_>, kind: EdgeKind, key: &str, value: &str) {
    let field = format!("labels.{key}");
    if let Some(link) = store_of(value, kind, &field) {
        draft.link(link);
    } else if let Some(id) = identify_anywhere(value) {
        draft.to(kind, id, &field);
    }
}

/// Ids of AWS access keys in a text: `AKIA` and 16 more (IAM user guide, unique identifiers).
pub(super) fn access_keys(text: &str) -> impl Iterator<Item = String> {
    const LENGTH: usize = 20;
    text.split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| {
            word.len() == LENGTH && word.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("AKIA"))
        })
        .map(str::to_ascii_uppercase)
}

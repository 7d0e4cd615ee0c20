use serde_json::Value;
use welkin_model::estate::{EdgeKind, Link};

use super::super::name::{Name, is_service_account, mail};
use super::super::vocabulary::VOCABULARY;
use crate::describe::{Draft, Resource, Vocabulary as _, plain};

const DEEPEST: usize = 24;

/// Reads mail addresses of service accounts, and names whose project is spelt otherwise than in the inventory: what they
/// mean is known by another name.
pub(super) fn read(resource: &Resource, draft: &mut Draft<'_>) {
    look(&resource.payload, "", "", draft, 0);
}

/// Fields that are read elsewhere or say nothing of others.
const SKIPPED: &[&str] = &["iampolicy", "memberships", "member", "ancestors", "access", "labels"];

fn look(value: &Value, path: &str, field: &str, draft: &mut Draft<'_>, depth: usize) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                let field = plain(key);
                if SKIPPED.contains(&field.as_str()) {
                    continue;
                }
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                look(inner, &path, &field, draft, depth + 1);
            }
        }
        Value::Array(items) => {
            let path = format!("{path}[]");
            items.iter().for_each(|item| look(item, &path, field, draft, depth + 1));
        }
        Value::String(text) => mention(text, path, field, draft),
        _ => {}
    }
}

fn mention(text: &str, path: &str, field: &str, draft: &mut Draft<'_>) {
    let kind = VOCABULARY.meaning(field);
    let address = text.strip_prefix("serviceAccount:").unwrap_or(text);
    if is_service_account(address) {
        let kind = kind.unwrap_or(if field == "email" { EdgeKind::RunsAs } else { EdgeKind::RefersTo });
        draft.link(Link::to_handle(kind, mail(address), path));
        return;
    }
    if !text.contains('/') {
        return;
    }
    // An image that is named with its digest is that image wherever it lies.
    if let Some((_, digest)) = text.split_once('@').filter(|_| text.contains(".pkg.dev/"))
        && digest.len() == "sha256:".len() + 64
        && digest.starts_with("sha256:")
    {
        draft.digest(digest, path);
    }
    if let Some(name) = Name::full(text).or_else(|| Name::relative(text))
        && !name.is_as_in_inventory()
    {
        let kind = kind.unwrap_or(EdgeKind::RefersTo);
        draft.link(Link::to_handle(kind, name.handle(), path));
    }
}

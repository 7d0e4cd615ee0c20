use serde_json::Value;
use welkin_model::estate::{AssetGroup, AssetId, EdgeKind, Fact, Handle, HandleKind, Link};

use super::arn::{Arn, made};
use crate::describe::{Draft, Resource, plain};

/// Policies within policies end here.
const DEEPEST: usize = 12;

/// Reads policy documents: who may assume a role, what an identity may do with a resource that is named in full, and
/// whether a resource is open to everyone.
pub(super) fn read(resource: &Resource, draft: &mut Draft<'_>) {
    let mut finder = Finder { draft };
    finder.look(&resource.payload, &mut String::new(), 0);
}

struct Finder<'f, 'd> {
    draft: &'f mut Draft<'d>,
}

impl Finder<'_, '_> {
    /// `field` is the way to the value; it is as it was when this returns.
    fn look(&mut self, value: &Value, field: &mut String, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        match value {
            Value::Object(map) if map.contains_key("Statement") => {
                let Some(statement) = map.get("Statement") else { return };
                match statement {
                    Value::Array(all) => all.iter().for_each(|one| self.statement(one, field)),
                    one => self.statement(one, field),
                }
            }
            Value::Object(map) => {
                for (key, value) in map {
                    let length = field.len();
                    if length > 0 {
                        field.push('.');
                    }
                    field.push_str(key);
                    self.look(value, field, depth + 1);
                    field.truncate(length);
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.look(item, field, depth + 1);
                }
            }
            Value::String(text) if text.contains("Statement") => {
                let text = percent_encoding::percent_decode_str(text).decode_utf8_lossy();
                if let Ok(document) = serde_json::from_str(&text) {
                    self.look(&document, field, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn statement(&mut self, statement: &Value, field: &str) {
        if statement.get("Effect").and_then(Value::as_str) != Some("Allow") {
            return;
        }
        let trusts = plain(field).contains("assumerolepolicy");
        match statement.get("Principal") {
            Some(principal) => self.principal(principal, statement, field, trusts),
            None => self.grant(statement, field),
        }
    }

    /// A trust or resource policy: who may.
    fn principal(&mut self, principal: &Value, statement: &Value, field: &str, trusts: bool) {
        let everyone = |value: &Value| texts(value).contains(&"*");
        let open = everyone(principal) || principal.get("AWS").is_some_and(everyone);
        if open && statement.get("Condition").is_none() && self.draft.kind().group() != AssetGroup::Identity {
            self.draft.fact(Fact::Public, "yes");
        }
        let kind = if trusts { EdgeKind::CanAssume } else { verb(statement).unwrap_or(EdgeKind::Uses) };
        for text in principal.get("AWS").map(texts).unwrap_or_default() {
            let account = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
            let id = if account { Some(made("iam", "", text, "root")) } else { asset(text) };
            if let Some(id) = id {
                self.draft.link(Link::from(kind, id, format!("{field}.Principal.AWS")));
            }
        }
        for text in principal.get("Federated").map(texts).unwrap_or_default() {
            let field = format!("{field}.Principal.Federated");
            match asset(text) {
                Some(id) => self.draft.link(Link::from(EdgeKind::CanAssume, id, field.as_str())),
                // `accounts.google.com` and other built-in issuers are named by their host.
                None => self.draft.to(EdgeKind::Trusts, issuer(text), &field),
            }
            self.subjects(text, statement, &field);
        }
    }

    /// The identities of another cloud that the conditions of a federated trust let in.
    fn subjects(&mut self, issuer: &str, statement: &Value, field: &str) {
        let issuer = issuer.split("oidc-provider/").last().unwrap_or(issuer);
        for (_, tests) in statement.get("Condition").and_then(Value::as_object).into_iter().flatten() {
            for (key, values) in tests.as_object().into_iter().flatten() {
                if !(key.ends_with(":sub") || key.ends_with(":oaud") || key.ends_with(":aud")) {
                    continue;
                }
                for subject in texts(values) {
                    let handle = Handle::issuer(issuer);
                    let value = format!("{}|{subject}", handle.value);
                    let handle = Handle::new(HandleKind::Subject, value);
                    self.draft.link(Link::from_handle(EdgeKind::CanAssume, handle, field));
                }
            }
        }
        self.draft.link(Link::from_handle(EdgeKind::CanAssume, Handle::issuer(issuer), field));
    }

    /// An identity's policy: what it may do, as far as the resource is named in full.
    fn grant(&mut self, statement: &Value, field: &str) {
        for text in statement.get("Resource").map(texts).unwrap_or_default() {
            let Some(arn) = Arn::parse(text) else { continue };
            // `arn:aws:s3:::bucket/*` names a bucket; any other pattern names no single resource.
            if arn.is_pattern() && (arn.service != "s3" || arn.asset().as_str().contains(['*', '?'])) {
                continue;
            }
            if let Some(kind) = verb(statement) {
                let field = format!("{field}.Statement.Resource");
                self.draft.to(kind, arn.asset(), &field);
            }
        }
    }
}

/// What a statement's actions amount to.
fn verb(statement: &Value) -> Option<EdgeKind> {
    let actions: Vec<String> = statement
        .get("Action")
        .map(texts)
        .unwrap_or_default()
        .iter()
        .map(|a| a.to_ascii_lowercase())
        .collect();
    let any = |tests: &[&str]| actions.iter().any(|action| tests.iter().any(|test| action.starts_with(test)));
    if any(&["sts:assumerole"]) {
        Some(EdgeKind::CanAssume)
    } else if any(&[
        "sagemaker:invokeendpoint",
        "bedrock:invoke",
        "lambda:invoke",
        "bedrock-agentcore:invoke",
    ]) {
        Some(EdgeKind::CanInvoke)
    } else if any(&["s3:put", "s3:delete", "s3:*", "*", "dynamodb:put", "dynamodb:*", "sagemaker:create"]) {
        Some(EdgeKind::Writes)
    } else if any(&["s3:get", "s3:list", "dynamodb:get", "dynamodb:query", "secretsmanager:getsecret"]) {
        Some(EdgeKind::Reads)
    } else if actions.is_empty() {
        None
    } else {
        Some(EdgeKind::Uses)
    }
}

fn asset(text: &str) -> Option<AssetId> {
    let arn = Arn::parse(text)?;
    (!arn.is_pattern()).then(|| arn.asset())
}

fn issuer(text: &str) -> AssetId {
    AssetId::new(format!("https://{text}"))
}

/// One text or a list of them.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

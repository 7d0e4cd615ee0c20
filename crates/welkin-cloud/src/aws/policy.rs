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
        let kinds = if trusts { vec![EdgeKind::CanAssume] } else { verbs(statement, "") };
        for text in principal.get("AWS").map(texts).unwrap_or_default() {
            let account = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
            let id = if account { Some(made("iam", "", text, "root")) } else { asset(text) };
            for kind in id.iter().flat_map(|_| &kinds) {
                let Some(id) = id.clone() else { continue };
                self.draft.link(Link::from(*kind, id, format!("{field}.Principal.AWS")));
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
            let Some(id) = arn.single() else { continue };
            for kind in verbs(statement, arn.service) {
                let field = format!("{field}.Statement.Resource");
                self.draft.to(kind, id.clone(), &field);
            }
        }
    }
}

/// What actions of a service amount to, by the beginning of their names; any other action uses the resource.
const VERBS: &[(&str, &str, EdgeKind)] = &[
    ("bedrock", "applyguardrail", EdgeKind::Uses),
    ("bedrock", "converse", EdgeKind::CanInvoke),
    ("bedrock", "invoke", EdgeKind::CanInvoke),
    ("bedrock", "retrieve", EdgeKind::Reads),
    ("bedrock", "create", EdgeKind::Writes),
    ("bedrock", "delete", EdgeKind::Writes),
    ("bedrock", "update", EdgeKind::Writes),
    ("bedrock-agentcore", "invoke", EdgeKind::CanInvoke),
    ("bedrock-agentcore", "retrievememory", EdgeKind::Reads),
    ("bedrock-agentcore", "createevent", EdgeKind::Writes),
    ("bedrock-agentcore", "update", EdgeKind::Writes),
    ("dynamodb", "batchget", EdgeKind::Reads),
    ("dynamodb", "getitem", EdgeKind::Reads),
    ("dynamodb", "query", EdgeKind::Reads),
    ("dynamodb", "scan", EdgeKind::Reads),
    ("dynamodb", "put", EdgeKind::Writes),
    ("dynamodb", "update", EdgeKind::Writes),
    ("dynamodb", "delete", EdgeKind::Writes),
    ("iam", "passrole", EdgeKind::Uses),
    ("lambda", "invoke", EdgeKind::CanInvoke),
    ("lambda", "update", EdgeKind::Writes),
    ("s3", "getobject", EdgeKind::Reads),
    ("s3", "listbucket", EdgeKind::Reads),
    ("s3", "putobject", EdgeKind::Writes),
    ("s3", "deleteobject", EdgeKind::Writes),
    ("sagemaker", "invokeendpoint", EdgeKind::CanInvoke),
    ("sagemaker", "create", EdgeKind::Writes),
    ("sagemaker", "delete", EdgeKind::Writes),
    ("sagemaker", "update", EdgeKind::Writes),
    ("secretsmanager", "getsecret", EdgeKind::Reads),
    ("secretsmanager", "put", EdgeKind::Writes),
    ("sts", "assumerole", EdgeKind::CanAssume),
];

/// What a statement's actions amount to for a resource of a service; of any service if it is empty.
fn verbs(statement: &Value, service: &str) -> Vec<EdgeKind> {
    let mut kinds = Vec::new();
    for action in statement.get("Action").map(texts).unwrap_or_default() {
        let action = action.to_ascii_lowercase();
        let (of, name) = match action.split_once(':') {
            Some((of, name)) => (of, name),
            None if action == "*" => (service, "*"),
            None => continue,
        };
        // Roles are resources of IAM and assumed at STS.
        let meant = service.is_empty() || of == service || (of == "sts" && service == "iam");
        if !meant {
            continue;
        }
        let told = VERBS.iter().filter(|(known, begin, _)| *known == of && matches(name, begin));
        let before = kinds.len();
        kinds.extend(told.map(|(_, _, kind)| *kind));
        if kinds.len() == before {
            kinds.push(EdgeKind::Uses);
        }
    }
    kinds.sort_unstable();
    kinds.dedup();
    kinds
}

/// Whether an action, perhaps with `*` behind, takes in actions that begin so.
fn matches(action: &str, begin: &str) -> bool {
    match action.split_once('*') {
        Some((stem, _)) => begin.starts_with(stem) || stem.starts_with(begin),
        None => action.starts_with(begin),
    }
}

fn asset(text: &str) -> Option<AssetId> {
    Arn::parse(text)?.single()
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(action: Value, service: &str, expect: &[EdgeKind]) {
        assert_eq!(verbs(&json!({ "Action": action }), service), expect, "{action} on {service}");
    }

    #[test]
    fn actions_amount_to_relations() {
        check(json!("s3:GetObject"), "s3", &[EdgeKind::Reads]);
        check(json!("s3:*"), "s3", &[EdgeKind::Reads, EdgeKind::Writes]);
        check(json!("*"), "s3", &[EdgeKind::Reads, EdgeKind::Writes]);
        check(json!(["s3:PutObject", "kms:Decrypt"]), "kms", &[EdgeKind::Uses]);
        check(json!("s3:Get*"), "s3", &[EdgeKind::Reads]);
        check(json!("bedrock:InvokeModelWithResponseStream"), "bedrock", &[EdgeKind::CanInvoke]);
        check(json!("bedrock-agentcore:InvokeAgentRuntime"), "bedrock-agentcore", &[EdgeKind::CanInvoke]);
        check(json!("sagemaker:InvokeEndpoint"), "sagemaker", &[EdgeKind::CanInvoke]);
        check(json!("sts:AssumeRole"), "iam", &[EdgeKind::CanAssume]);
        check(json!("iam:PassRole"), "iam", &[EdgeKind::Uses]);
        check(json!("s3:GetObject"), "kms", &[]);
        check(json!(7), "s3", &[]);
    }
}

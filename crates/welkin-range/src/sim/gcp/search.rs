use serde_json::{Map, Value, json};
use welkin_model::Millis;

use super::Gcp;
use super::authorise::{Question, bindings, strings};
use super::caller::Caller;
use super::error::{ApiError, Outcome};
use super::estate::{Asset, text};
use super::inventory::{is_wanted, many, place};
use super::names::{last, relative};
use super::page::Page;
use super::roles;
use super::route::Action;
use crate::calendar::{Form, Stamp};
use crate::sim::Request;

impl Gcp {
    pub(super) fn search_resources(&self, action: &Action, request: &Request, seen: Millis) -> Outcome {
        let query = Query::read(&request.parameter("query").unwrap_or_default())?;
        let types = many(request, "assetTypes");
        let order = request.parameter("orderBy").unwrap_or_default();
        let scope = relative(&action.key);
        let mut items = Vec::new();
        for (key, asset) in self.within(scope) {
            let Some(kind) = asset.kind.asset_type().filter(|kind| is_wanted(&types, kind)) else { continue };
            let Some((since, Some(data))) = asset.versions().since(seen) else { continue };
            let found = self.result(key, &kind, asset, data, since);
            if query.finds(&found) {
                let rank = match order.split(' ').next().unwrap_or("") {
                    "updateTime" | "createTime" => format!("{since:020} {key}"),
                    _ => key.to_owned(),
                };
                items.push((rank, found));
            }
        }
        items.sort_by(|(one, _), (other, _)| one.cmp(other));
        let what = format!("{scope}{types:?}{order}{}", request.parameter("query").unwrap_or_default());
        let (results, next) = Page::of(request, &what, 100, 500)?.cut(items);
        Ok(paged("results", results, next))
    }

    fn result(&self, key: &str, kind: &str, asset: &Asset, data: &Value, since: Millis) -> Value {
        let mut found = self.containers(key);
        let mut put = |name: &str, value: Value| {
            found.insert(name.to_owned(), value);
        };
        put("name", json!(key));
        put("assetType", json!(kind));
        let named = ["displayName", "name"].iter().map(|f| text(data, f)).find(|name| !name.is_empty());
        put("displayName", json!(last(named.unwrap_or(last(key)))));
        put("location", json!(place(key, data)));
        put("updateTime", json!(Stamp(since, Form::Millis).to_string()));
        put("parentFullResourceName", json!(self.parent_of(key)));
        for field in ["description", "state", "labels"] {
            if let Some(value) = data.get(field) {
                put(field, value.clone());
            }
        }
        let keys: Vec<&str> = [
            "/encryptionSpec/kmsKeyName",
            "/encryption/defaultKmsKeyName",
            "/defaultEncryptionConfiguration/kmsKeyName",
            "/diskEncryptionKey/kmsKeyName",
        ]
        .iter()
        .filter_map(|path| data.pointer(path).and_then(Value::as_str))
        .collect();
        if !keys.is_empty() {
            put("kmsKeys", json!(keys));
        }
        if asset.kind.asset == "Instance"
            && let Some(tags) = data.pointer("/tags/items")
        {
            put("networkTags", tags.clone());
        }
        Value::Object(found)
    }

    /// `project`, `folders`, `organization` of a search result.
    fn containers(&self, key: &str) -> Map<String, Value> {
        let ancestors = self.estate.ancestors(key);
        let of =
            |kind: &str| ancestors.iter().filter(|name| name.starts_with(kind)).cloned().collect::<Vec<_>>();
        let mut fields = Map::new();
        if let Some(project) = of("projects/").first() {
            fields.insert("project".to_owned(), json!(project));
        }
        fields.insert("folders".to_owned(), json!(of("folders/")));
        fields.insert("organization".to_owned(), json!(of("organizations/").first()));
        fields
    }

    /// One result for each policy with a binding that the query finds, which is all that it then shows.
    pub(super) fn search_policies(&self, action: &Action, request: &Request, seen: Millis) -> Outcome {
        let text = request.parameter("query").unwrap_or_default();
        let query = Query::read(&text)?;
        let types = many(request, "assetTypes");
        let scope = relative(&action.key);
        let mut items = Vec::new();
        for (key, asset) in self.within(scope) {
            let Some(kind) = asset.kind.asset_type().filter(|kind| is_wanted(&types, kind)) else { continue };
            let Some(policy) = self.estate.policy(key).and_then(|versions| versions.at(seen)) else {
                continue;
            };
            let shown: Vec<&Value> =
                bindings(policy).filter(|binding| query.finds_binding(key, binding)).collect();
            if shown.is_empty() {
                continue;
            }
            let mut found = self.containers(key);
            found.insert("resource".to_owned(), json!(key));
            found.insert("assetType".to_owned(), json!(kind));
            found.insert("policy".to_owned(), json!({"bindings": shown}));
            items.push((key.to_owned(), Value::Object(found)));
        }
        let (results, next) = Page::of(request, &format!("{scope}{types:?}{text}"), 100, 500)?.cut(items);
        Ok(paged("results", results, next))
    }

    /// Which identities have which roles or permissions on a resource: by allow policies alone, as the provider does.
    pub(super) fn analyze(&self, action: &Action, request: &Request, seen: Millis) -> Outcome {
        let one = |name: &str| request.parameter(&format!("analysisQuery.{name}")).unwrap_or_default();
        let resource = one("resourceSelector.fullResourceName");
        let identity = one("identitySelector.identity");
        let permissions = many(request, "analysisQuery.accessSelector.permissions");
        let wanted = many(request, "analysisQuery.accessSelector.roles");
        if resource.is_empty() && identity.is_empty() {
            return Err(ApiError::invalid(
                "At least one of resourceSelector and identitySelector must be set.",
            ));
        }
        let scope = relative(&action.key);
        let attached: Vec<String> = if resource.is_empty() {
            self.within(scope).map(|(key, _)| key.to_owned()).collect()
        } else {
            if self.estate.get(&resource).is_none() {
                return Err(ApiError::not_found(&resource));
            }
            self.estate.lineage(&resource)
        };
        let mut results = Vec::new();
        for key in attached {
            let Some(policy) = self.estate.policy(&key).and_then(|versions| versions.at(seen)) else {
                continue;
            };
            for binding in bindings(policy) {
                let role = text(binding, "role");
                let held: Vec<&String> = permissions.iter().filter(|p| roles::grants(role, p)).collect();
                let selected = (permissions.is_empty() && wanted.is_empty())
                    || !held.is_empty()
                    || wanted.iter().any(|wanted| wanted == role);
                let who: Vec<&str> = strings(binding, "members")
                    .filter(|member| identity.is_empty() || *member == identity)
                    .collect();
                if !selected || who.is_empty() {
                    continue;
                }
                let mut accesses: Vec<Value> = held.iter().map(|p| json!({"permission": p})).collect();
                if accesses.is_empty() {
                    accesses.push(json!({"role": role}));
                }
                let target = if resource.is_empty() { key.as_str() } else { resource.as_str() };
                let identities: Vec<Value> = who.iter().map(|name| json!({"name": name})).collect();
                results.push(json!({
                    "attachedResourceFullName": key, "iamBinding": binding,
                    "accessControlLists": [{"resources": [{"fullResourceName": target}], "accesses": accesses}],
                    "identityList": {"identities": identities}, "fullyExplored": true,
                }));
            }
        }
        let analysis =
            json!({"analysisQuery": {"scope": scope}, "analysisResults": results, "fullyExplored": true});
        Ok(json!({"mainAnalysis": analysis, "fullyExplored": true}))
    }

    /// `projects:search` and its like: those that the caller may get.
    pub(super) fn search_tree(
        &self,
        action: &Action,
        caller: &Caller,
        request: &Request,
        at: Millis,
    ) -> Outcome {
        let Some(kind) = action.kind else { return Ok(json!({})) };
        let permission = format!("{}.get", kind.permission);
        let items: Vec<(String, Value)> = self
            .estate
            .under("//cloudresourcemanager.googleapis.com/")
            .filter(|(_, asset)| asset.kind.is(kind))
            .filter(|(key, _)| {
                let question = Question { caller, permission: &permission, resource: key, at };
                question.decide(&self.estate, self.delays).is_ok()
            })
            .filter_map(|(key, asset)| Some((key.to_owned(), asset.now()?.clone())))
            .collect();
        let (items, next) = Page::of(request, kind.pattern, 100, kind.page)?.cut(items);
        Ok(paged(kind.field, items, next))
    }
}

fn paged(field: &str, items: Vec<Value>, next: Option<String>) -> Value {
    let mut answer = json!({field: items});
    if let (Some(next), Some(fields)) = (next, answer.as_object_mut()) {
        fields.insert("nextPageToken".to_owned(), json!(next));
    }
    answer
}

/// The part of the search language that is understood: words and `field:value` or `field=value`, all of which must be
/// found, each with `NOT` or `-` before it.
#[derive(Debug, Default)]
struct Query(Vec<Word>);

#[derive(Debug)]
struct Word {
    negated: bool,
    field: String,
    exact: bool,
    value: String,
}

impl Query {
    fn read(text: &str) -> Result<Query, ApiError> {
        if text.len() > 2_048 || text.contains(['(', ')']) || text.contains(" OR ") {
            return Err(ApiError::invalid("The query is invalid: neither parentheses nor OR are served."));
        }
        let mut words = Vec::new();
        let mut negated = false;
        for part in text.split_whitespace() {
            match part {
                "AND" => continue,
                "NOT" => {
                    negated = true;
                    continue;
                }
                _ => {}
            }
            let bare = part.strip_prefix('-').unwrap_or(part);
            negated |= bare.len() != part.len();
            let at = bare.find([':', '=']).filter(|at| {
                bare.get(..*at).is_some_and(|f| FIELDS.contains(&f.split('.').next().unwrap_or("")))
            });
            let (field, value) = match at {
                Some(at) => (bare.get(..at).unwrap_or(""), bare.get(at + 1..).unwrap_or("")),
                None => ("", bare),
            };
            let exact = at.is_some_and(|at| bare.get(at..).is_some_and(|rest| rest.starts_with('=')));
            let value = value.trim_matches(['"', '\'']).trim_matches('*').to_lowercase();
            words.push(Word { negated, field: field.to_owned(), exact, value });
            negated = false;
        }
        Ok(Query(words))
    }

    fn finds(&self, found: &Value) -> bool {
        self.0.iter().all(|word| {
            let holds = if word.field.is_empty() {
                found.to_string().to_lowercase().contains(&word.value)
            } else {
                super::filter::lookup(found, &word.field).is_some_and(|value| word.is(value))
            };
            holds != word.negated
        })
    }

    fn finds_binding(&self, resource: &str, binding: &Value) -> bool {
        self.0.iter().all(|word| {
            let holds = match word.field.as_str() {
                "resource" => word.is(&json!(resource)),
                "roles" => word.is(binding.get("role").unwrap_or(&Value::Null)),
                "memberTypes" => {
                    strings(binding, "members").any(|member| member.to_lowercase().starts_with(&word.value))
                }
                _ => binding.to_string().to_lowercase().contains(&word.value),
            };
            holds != word.negated
        })
    }
}

const FIELDS: [&str; 14] = [
    "name",
    "displayName",
    "description",
    "location",
    "labels",
    "state",
    "project",
    "assetType",
    "kmsKeys",
    "networkTags",
    "policy",
    "resource",
    "roles",
    "memberTypes",
];

impl Word {
    fn is(&self, value: &Value) -> bool {
        let text = match value {
            Value::String(text) => text.to_lowercase(),
            other => other.to_string().to_lowercase(),
        };
        if self.exact { text == self.value } else { text.contains(&self.value) }
    }
}

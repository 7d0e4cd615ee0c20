use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::Gcp;
use super::error::Outcome;
use super::estate::text;
use super::filter::Filter;
use super::kind::Kind;
use super::names::{head, location};
use super::page::Page;
use super::route::Action;
use crate::sim::Request;

impl Gcp {
    pub(super) fn list(&self, action: &Action, request: &Request) -> Outcome {
        let Some(kind) = action.kind else { return Ok(json!({})) };
        let filter = self.filter(kind, request)?;
        let items: Vec<(String, Value)> = self
            .children(kind, action, request)
            .into_iter()
            .filter(|(_, data)| filter.passes(data))
            .map(|(key, data)| (key, super::get::shown(kind, data, request)))
            .collect();
        let what =
            format!("{}{}{}", action.key, kind.pattern, request.parameter("filter").unwrap_or_default());
        let page = Page::of(request, &what, kind.page.min(100), kind.page)?;
        let total = items.len();
        let (items, next) = page.cut(items);
        let mut answer = Map::new();
        match kind.service {
            "compute" => {
                answer.insert("kind".to_owned(), json!("compute#list"));
                answer.insert("id".to_owned(), json!(head(&action.key).1));
            }
            "bigquery" => {
                answer.insert("kind".to_owned(), json!("bigquery#list"));
                if kind.asset == "Table" {
                    answer.insert("totalItems".to_owned(), json!(total));
                }
            }
            "secretmanager" => {
                answer.insert("totalSize".to_owned(), json!(total));
            }
            _ => {}
        }
        if !items.is_empty() {
            answer.insert(kind.field.to_owned(), json!(items));
        }
        if let Some(next) = next {
            answer.insert("nextPageToken".to_owned(), json!(next));
        }
        Ok(Value::Object(answer))
    }

    /// The filter of the request; parents stand in it for Storage Transfer, which is read elsewhere.
    fn filter(&self, kind: &Kind, request: &Request) -> Result<Filter, super::error::ApiError> {
        if matches!(kind.service, "storagetransfer" | "bigquery") {
            return Ok(Filter::default());
        }
        Filter::read(&request.parameter("filter").unwrap_or_default())
    }

    /// What exists of a kind below the parent that the action names.
    fn children(&self, kind: &Kind, action: &Action, request: &Request) -> Vec<(String, Value)> {
        let parent = head(&action.key).1;
        let flat = matches!(
            (kind.service, kind.collection()),
            ("cloudresourcemanager", _)
                | ("cloudidentity", "groups")
                | ("accesscontextmanager", "accessPolicies")
                | ("storage", "b")
                | ("storagetransfer", _)
        );
        let prefix = match (flat, parent.strip_suffix("/-")) {
            (true, _) => format!("//{}.googleapis.com/", kind.service),
            (false, _) if kind.service == "cloudidentity" => match request.segments().iter().rev().nth(1) {
                Some(group) => format!("//cloudidentity.googleapis.com/groups/{group}/memberships/"),
                None => return Vec::new(),
            },
            // `locations/-`: of all of them.
            (false, Some(all)) => format!("//{}.googleapis.com/{all}/", kind.service),
            (false, None) => format!("{}/{}/", action.key, kind.collection()),
        };
        let wanted = match kind.service {
            "cloudidentity" => String::new(),
            _ => parent.to_owned(),
        };
        self.estate
            .under(&prefix)
            .filter(|(_, asset)| asset.kind.is(kind))
            .filter(|(key, _)| !flat || wanted.is_empty() || self.is_child(key, kind, &wanted))
            .filter(|(_, asset)| is_shown(asset.now(), request))
            .filter_map(|(key, asset)| Some((key.to_owned(), asset.now()?.clone())))
            .collect()
    }

    fn is_child(&self, key: &str, kind: &Kind, parent: &str) -> bool {
        let of = |field: &str| self.estate.get(key).map_or("", |data| text(data, field)).to_owned();
        match kind.service {
            "cloudresourcemanager" if kind.collection() == "tagBindings" => {
                let bound = of("parent");
                super::names::relative(&bound) == parent
            }
            "cloudresourcemanager" => of("parent") == parent,
            _ => self.estate.ancestors(key).first().is_some_and(|home| home == parent),
        }
    }

    /// Of all zones and regions of a project, by scope.
    pub(super) fn aggregated(&self, action: &Action, request: &Request) -> Outcome {
        let Some(kind) = action.kind else { return Ok(json!({})) };
        let filter = self.filter(kind, request)?;
        let items: Vec<(String, (String, Value))> = self
            .estate
            .under(&format!("{}/", action.key))
            .filter(|(_, asset)| {
                asset.kind.service == "compute" && asset.kind.collection() == kind.collection()
            })
            .filter_map(|(key, asset)| {
                let data = asset.now().filter(|data| filter.passes(data))?;
                let scope = match (location(key), key.contains("/zones/")) {
                    ("", _) => "global".to_owned(),
                    (zone, true) => format!("zones/{zone}"),
                    (region, false) => format!("regions/{region}"),
                };
                Some((key.to_owned(), (scope, data.clone())))
            })
            .collect();
        let page = Page::of(request, &format!("{}{}", action.key, action.method), 500, 500)?;
        let (items, next) = page.cut(items);
        let mut scopes: BTreeMap<String, Vec<Value>> = BTreeMap::new();
        for (scope, data) in items {
            scopes.entry(scope).or_default().push(data);
        }
        let scopes: Map<String, Value> =
            scopes.into_iter().map(|(scope, items)| (scope, json!({kind.collection(): items}))).collect();
        let mut answer =
            json!({"kind": "compute#aggregatedList", "id": head(&action.key).1, "items": scopes});
        if let (Some(next), Some(fields)) = (next, answer.as_object_mut()) {
            fields.insert("nextPageToken".to_owned(), json!(next));
        }
        Ok(answer)
    }
}

/// What was deleted and may come back is listed on request alone.
fn is_shown(data: Option<&Value>, request: &Request) -> bool {
    data.is_some_and(|data| data.get("deleteTime").is_none())
        || request.parameter("showDeleted").as_deref() == Some("true")
}

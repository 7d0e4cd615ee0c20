use serde_json::{Map, Value, json};
use welkin_model::{Millis, parse_time};

use super::Gcp;
use super::authorise::{bindings, strings};
use super::error::{ApiError, Outcome};
use super::estate::{Asset, text};
use super::names::{head, location, relative};
use super::page::Page;
use super::route::Action;
use crate::calendar::{Form, HOUR, Stamp};
use crate::sim::Request;

/// How far back the inventory remembers.
const DAYS_KEPT: Millis = 35 * 24 * HOUR;

/// What is asked of each asset: one per call.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Content {
    Names,
    Resource,
    IamPolicy,
    OrgPolicy,
    AccessPolicy,
    Relationship,
}

impl Gcp {
    /// Cloud Asset Inventory: sees what was, some seconds ago.
    pub(super) fn inventory(
        &mut self,
        name: &str,
        action: &Action,
        request: &Request,
        at: Millis,
    ) -> Outcome {
        if self.estate.get(&action.key).is_none() {
            return Err(ApiError::not_found(relative(&action.key)));
        }
        let seen = at - self.delays.inventory;
        match name {
            "assets" => self.list_assets(action, request, at),
            "searchAllResources" => self.search_resources(action, request, seen),
            "searchAllIamPolicies" => self.search_policies(action, request, seen),
            "batchGetAssetsHistory" => self.history(action, request, seen),
            "exportAssets" => self.export_assets(action, request, seen, at),
            "effectiveIamPolicies" => self.effective_policies(action, request, seen),
            _ => self.analyze(action, request, seen),
        }
    }

    fn list_assets(&self, action: &Action, request: &Request, at: Millis) -> Outcome {
        let content = content(request.parameter("contentType").as_deref())?;
        let types = types(request);
        // A time in the past is given exactly; the present is what has arrived.
        let latest = at - self.delays.inventory;
        let (seen, read) = match request.parameter("readTime") {
            None => (latest, at),
            Some(text) => {
                let wanted = parse_time(&text).filter(|wanted| (at - DAYS_KEPT..=at).contains(wanted));
                let wanted =
                    wanted.ok_or_else(|| ApiError::invalid("readTime must be within the past 35 days."))?;
                (wanted.min(latest), wanted)
            }
        };
        let scope = relative(&action.key);
        let mut items = Vec::new();
        for (key, asset) in self.within(scope) {
            for (nth, shown) in self.shown_asset(key, asset, content, &types, seen).into_iter().enumerate() {
                items.push((format!("{key} {nth:03}"), shown));
            }
        }
        let what = format!("{scope}{content:?}{types:?}{:?}", request.parameter("readTime"));
        let (assets, next) = Page::of(request, &what, 100, 1_000)?.cut(items);
        let mut answer = json!({"readTime": Stamp(read, Form::Millis).to_string(), "assets": assets});
        if let (Some(next), Some(fields)) = (next, answer.as_object_mut()) {
            fields.insert("nextPageToken".to_owned(), json!(next));
        }
        Ok(answer)
    }

    /// The assets in an organisation, folder or project; those that the inventory does not know are left out.
    pub(super) fn within(&self, scope: &str) -> impl Iterator<Item = (&str, &Asset)> {
        self.estate.all().filter(move |(key, asset)| {
            !asset.kind.asset.is_empty()
                && self.estate.ancestors(key).iter().any(|ancestor| ancestor == scope)
        })
    }

    fn shown_asset(
        &self,
        key: &str,
        asset: &Asset,
        content: Content,
        types: &[String],
        seen: Millis,
    ) -> Vec<Value> {
        let Some(kind) = asset.kind.asset_type().filter(|kind| is_wanted(types, kind)) else {
            return Vec::new();
        };
        let Some((since, Some(data))) = asset.versions().since(seen) else { return Vec::new() };
        let base = self.envelope(key, &kind, since);
        let with = |name: &str, value: Value| {
            let mut shown = base.clone();
            shown.insert(name.to_owned(), value);
            vec![Value::Object(shown)]
        };
        match content {
            Content::Names => vec![Value::Object(base)],
            Content::Resource => with("resource", self.resource(key, asset, data)),
            Content::IamPolicy => match self.estate.policy(key).and_then(|versions| versions.at(seen)) {
                Some(policy) => with("iamPolicy", policy.clone()),
                None => Vec::new(),
            },
            Content::OrgPolicy => {
                let policies = self.org_policies(key, seen);
                if policies.is_empty() { Vec::new() } else { with("orgPolicy", json!(policies)) }
            }
            Content::AccessPolicy => match asset.kind.asset {
                "AccessPolicy" => with("accessPolicy", data.clone()),
                "AccessLevel" => with("accessLevel", data.clone()),
                "ServicePerimeter" => with("servicePerimeter", data.clone()),
                _ => Vec::new(),
            },
            Content::Relationship => self
                .related(key, data)
                .into_iter()
                .filter_map(|(relation, other)| {
                    let related = self.estate.asset(&other)?;
                    let mut shown = base.clone();
                    shown.insert(
                        "relatedAsset".to_owned(),
                        json!({
                            "asset": other, "assetType": related.kind.asset_type(), "relationshipType": relation,
                            "ancestors": self.estate.ancestors(&other),
                        }),
                    );
                    Some(Value::Object(shown))
                })
                .collect(),
        }
    }

    fn envelope(&self, key: &str, kind: &str, since: Millis) -> Map<String, Value> {
        let mut fields = Map::new();
        fields.insert("name".to_owned(), json!(key));
        fields.insert("assetType".to_owned(), json!(kind));
        fields.insert("ancestors".to_owned(), json!(self.estate.ancestors(key)));
        fields.insert("updateTime".to_owned(), json!(Stamp(since, Form::Millis).to_string()));
        fields
    }

    fn resource(&self, key: &str, asset: &Asset, data: &Value) -> Value {
        let service = asset.kind.service;
        let version = match service {
            "compute" | "storage" | "aiplatform" | "iam" | "container" | "dns" => "v1",
            "cloudresourcemanager" | "dialogflow" => "v3",
            "logging" | "orgpolicy" | "apikeys" | "run" | "notebooks" | "bigquery" | "tpu" => "v2",
            _ => "v1",
        };
        let mut data = data.clone();
        super::iam::without_private(&mut data);
        json!({
            "version": version, "discoveryName": asset.kind.asset,
            "discoveryDocumentUri": format!("https://{service}.googleapis.com/$discovery/rest?version={version}"),
            "parent": self.parent_of(key), "location": place(key, &data), "data": data,
        })
    }

    /// The full name of what an asset stands in.
    pub(super) fn parent_of(&self, key: &str) -> String {
        self.estate.lineage(key).into_iter().nth(1).unwrap_or_default()
    }

    /// The policies of a container in the shape of version 1 of the organisation policy API, as the inventory has them.
    fn org_policies(&self, key: &str, seen: Millis) -> Vec<Value> {
        let (service, path) = head(key);
        if service != "cloudresourcemanager" {
            return Vec::new();
        }
        self.estate
            .under(&format!("//orgpolicy.googleapis.com/{path}/policies/"))
            .filter_map(|(_, asset)| asset.versions().at(seen))
            .filter_map(|policy| {
                let constraint = format!("constraints/{}", text(policy, "name").rsplit('/').next()?);
                let rule = policy.pointer("/spec/rules/0")?;
                let part = match rule.get("values") {
                    Some(values) => ("listPolicy", values.clone()),
                    None if rule.get("denyAll").is_some() => ("listPolicy", json!({"allValues": "DENY"})),
                    None => {
                        let enforced = rule.get("enforce").and_then(Value::as_bool) == Some(true);
                        ("booleanPolicy", json!({"enforced": enforced}))
                    }
                };
                let mut shown = json!({"constraint": constraint});
                shown.as_object_mut()?.insert(part.0.to_owned(), part.1);
                Some(shown)
            })
            .collect()
    }

    /// Relations of an asset to others by the links in it.
    fn related(&self, key: &str, data: &Value) -> Vec<(&'static str, String)> {
        let (service, path) = head(key);
        if service != "compute" || !path.contains("/instances/") {
            return Vec::new();
        }
        let full = |link: &str| {
            let path = link.split("/compute/v1/").nth(1).unwrap_or(link);
            format!("//compute.googleapis.com/{path}")
        };
        let each = |list: &str, field: &'static str, relation: &'static str| {
            let all = data.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            all.iter().map(move |item| (relation, full(text(item, field)))).collect::<Vec<_>>()
        };
        let mut related = each("networkInterfaces", "network", "COMPUTE_INSTANCE_USE_NETWORK");
        related.extend(each("networkInterfaces", "subnetwork", "COMPUTE_INSTANCE_USE_SUBNETWORK"));
        related.extend(each("disks", "source", "COMPUTE_INSTANCE_USE_DISK"));
        related
    }

    fn history(&self, action: &Action, request: &Request, seen: Millis) -> Outcome {
        let content = content(request.parameter("contentType").as_deref())?;
        let names = many(request, "assetNames");
        if names.is_empty() || names.len() > 100 {
            return Err(ApiError::invalid("assetNames must hold 1 to 100 names."));
        }
        let edge = |name: &str, otherwise: Millis| match request.parameter(&format!("readTimeWindow.{name}"))
        {
            None => Ok(otherwise),
            Some(text) => parse_time(&text).ok_or_else(|| ApiError::invalid("Invalid readTimeWindow.")),
        };
        let (from, to) = (edge("startTime", seen - DAYS_KEPT)?, edge("endTime", seen)?);
        let scope = relative(&action.key);
        let mut windows = Vec::new();
        for name in &names {
            let Some(asset) = self.estate.asset(name) else { continue };
            let Some(kind) = asset.kind.asset_type() else { continue };
            if !self.estate.ancestors(name).iter().any(|ancestor| ancestor == scope) {
                continue;
            }
            let all = match content {
                Content::IamPolicy => self.estate.policy(name).map_or(&[][..], |versions| versions.all()),
                _ => asset.versions().all(),
            };
            for (nth, (since, data)) in all.iter().enumerate() {
                let until = all.get(nth + 1).map(|(until, _)| *until);
                if *since > to.min(seen) || until.is_some_and(|until| until <= from) {
                    continue;
                }
                let mut shown = self.envelope(name, &kind, *since);
                match (content, data) {
                    (Content::Resource, Some(data)) => {
                        shown.insert("resource".to_owned(), self.resource(name, asset, data));
                    }
                    (Content::IamPolicy, Some(policy)) => {
                        shown.insert("iamPolicy".to_owned(), policy.clone());
                    }
                    _ => {}
                }
                let mut window = json!({
                    "window": {"startTime": Stamp(*since, Form::Millis).to_string()},
                    "deleted": data.is_none(), "asset": shown,
                });
                if let (Some(until), Some(window)) =
                    (until, window.pointer_mut("/window").and_then(Value::as_object_mut))
                {
                    window.insert("endTime".to_owned(), json!(Stamp(until, Form::Millis).to_string()));
                }
                windows.push(window);
            }
        }
        Ok(json!({"assets": windows}))
    }

    /// All assets as lines of JSON in a bucket.
    fn export_assets(&mut self, action: &Action, request: &Request, seen: Millis, at: Millis) -> Outcome {
        let body = request.json();
        let content = content(body.get("contentType").and_then(Value::as_str))?;
        let types: Vec<String> = strings(&body, "assetTypes").map(str::to_owned).collect();
        let uri = body.pointer("/outputConfig/gcsDestination/uri").and_then(Value::as_str).unwrap_or("");
        let target = uri.strip_prefix("gs://").and_then(|rest| rest.split_once('/'));
        let (bucket, object) = target.ok_or_else(|| {
            ApiError::invalid("outputConfig.gcsDestination.uri must be gs://BUCKET/OBJECT.")
        })?;
        let key = format!("//storage.googleapis.com/{bucket}");
        if self.estate.get(&key).is_none() {
            return Err(ApiError::precondition(format!("Bucket {bucket} does not exist.")));
        }
        let scope = relative(&action.key).to_owned();
        let mut lines = String::new();
        for (name, asset) in self.within(&scope) {
            for shown in self.shown_asset(name, asset, content, &types, seen) {
                lines.push_str(&shown.to_string());
                lines.push('\n');
            }
        }
        let key = format!("{key}/o/{object}");
        if !self.estate.admit() {
            return Err(ApiError::precondition("The range keeps no more objects."));
        }
        self.store(&key, json!({"contentType": "application/json"}), lines.into_bytes(), at)?;
        let response = json!({
            "@type": "type.googleapis.com/google.cloud.asset.v1.ExportAssetsResponse",
            "readTime": Stamp(at, Form::Millis).to_string(),
            "outputConfig": {"gcsDestination": {"uri": uri}}, "outputResult": {"gcsResult": {"uris": [uri]}},
        });
        let serial = self.serial();
        Ok(self.operations.begin(&scope, &response, "google.cloud.asset.v1.ExportAssetsRequest", serial, at))
    }

    fn effective_policies(&self, action: &Action, request: &Request, seen: Millis) -> Outcome {
        let names = many(request, "names");
        if names.is_empty() || names.len() > 20 {
            return Err(ApiError::invalid("names must hold 1 to 20 names."));
        }
        let scope = relative(&action.key);
        let results: Vec<Value> = names
            .iter()
            .filter(|name| self.estate.ancestors(name).iter().any(|ancestor| ancestor == scope))
            .map(|name| {
                let policies: Vec<Value> = self
                    .estate
                    .lineage(name)
                    .into_iter()
                    .filter_map(|attached| {
                        let policy = self.estate.policy(&attached)?.at(seen)?.clone();
                        bindings(&policy).next()?;
                        Some(json!({"attachedResource": attached, "policy": policy}))
                    })
                    .collect();
                json!({"fullResourceName": name, "policies": policies})
            })
            .collect();
        Ok(json!({"policyResults": results}))
    }
}

/// Where an asset is, as the inventory says it.
pub(super) fn place(key: &str, data: &Value) -> String {
    match (location(key), text(data, "location")) {
        ("", "") => "global".to_owned(),
        ("", given) => given.to_lowercase(),
        (found, _) => found.to_owned(),
    }
}

/// By name, or by number as generated clients send enums.
fn content(name: Option<&str>) -> Result<Content, ApiError> {
    Ok(match name {
        None | Some("" | "CONTENT_TYPE_UNSPECIFIED" | "0") => Content::Names,
        Some("RESOURCE" | "1") => Content::Resource,
        Some("IAM_POLICY" | "2") => Content::IamPolicy,
        Some("ORG_POLICY" | "4") => Content::OrgPolicy,
        Some("ACCESS_POLICY" | "5") => Content::AccessPolicy,
        Some("RELATIONSHIP" | "7") => Content::Relationship,
        Some(other) => {
            return Err(ApiError::invalid(format!("Invalid value at 'content_type': \"{other}\"")));
        }
    })
}

fn types(request: &Request) -> Vec<String> {
    many(request, "assetTypes")
}

/// All values of a parameter that may be repeated.
pub(super) fn many(request: &Request, name: &str) -> Vec<String> {
    let all = request.parameters().into_iter().filter(|(key, _)| key == name);
    all.flat_map(|(_, value)| value.split(',').map(str::to_owned).collect::<Vec<_>>())
        .filter(|v| !v.is_empty())
        .collect()
}

/// Whether a type is among those asked for: regular expressions, of which `.*` is understood.
pub(super) fn is_wanted(types: &[String], kind: &str) -> bool {
    types.is_empty()
        || types.iter().any(|wanted| {
            let wanted = wanted.trim_start_matches('^').trim_end_matches('$').replace("\\.", ".");
            super::roles::covers(&wanted.replace(".*", "*"), kind)
        })
}

//! Azure Resource Graph (learn.microsoft.com/rest/api/azureresourcegraph/resourcegraph/resources/resources).

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use welkin_model::Millis;

use super::Azure;
use super::caller::Caller;
use super::error::Fault;
use super::json::{at as value_at, list, text};
use super::kinds::{self, Kind};
use super::kql::{self, Table};
use super::page;
use super::target::{SUBSCRIPTIONS, resource_group, subscription};
use crate::estate::TENANT;
use crate::sim::{Request, Response};

/// How far the index lags behind Resource Manager. Azure promises nothing; seconds to minutes are seen.
pub(super) const INDEX_LAGS: Millis = 5_000;
/// learn.microsoft.com/azure/governance/resource-graph/concepts/guidance-for-throttled-requests
pub(super) const QUERIES: u32 = 15;
pub(super) const WINDOW: Millis = 5_000;
const PAGE: usize = 100;
const LARGEST_PAGE: usize = 1_000;
const MOST_CALLERS: usize = 1_000;

/// How many queries each caller has made in the window that began then.
pub(super) type Quota = BTreeMap<String, (Millis, u32)>;

impl Azure {
    pub(super) fn resource_graph(
        &mut self,
        request: &Request,
        caller: &Caller,
        at: Millis,
    ) -> Result<Response, Fault> {
        let remaining = self.spend(&caller.object_id, at);
        let given = request.json();
        let invalid = |code: &'static str, message: String| {
            Fault::new(400, "BadRequest", "Please provide below info when asking for support: timestamp and correlationId.")
                .because("InvalidQuery", "Query is invalid. Please refer to the documentation for the Azure Resource Graph service and fix the error before retrying.")
                .because(code, message)
        };
        let query = kql::parse(text(&given, "query")).map_err(|message| invalid("ParserFailure", message))?;
        let table = match query.table.to_ascii_lowercase().as_str() {
            "resources" => kinds::Table::Resources,
            "resourcecontainers" => kinds::Table::Containers,
            "authorizationresources" => kinds::Table::Authorization,
            "policyresources" => kinds::Table::Policy,
            // Tables that exist and that nothing of the estate is in.
            "securityresources" | "healthresources" | "advisorresources" => kinds::Table::None,
            other => {
                return Err(invalid(
                    "DisallowedLogicalTableName",
                    format!("Table {other} is invalid, unsupported or disallowed."),
                ));
            }
        };
        let rows = self.rows(table, &given, caller, at);
        let rows = kql::run(&query, rows).map_err(|message| invalid("UnknownFunction", message))?;

        let option = |name: &str| value_at(&given, "options").and_then(|options| options.get(name));
        let number = |name: &str| option(name).and_then(Value::as_u64).and_then(|n| usize::try_from(n).ok());
        let top = number("$top").unwrap_or(PAGE);
        if top == 0 || top > LARGEST_PAGE {
            return Err(invalid(
                "InvalidTop",
                format!("The value of $top must be between 1 and 1000, not {top}."),
            ));
        }
        let collection = format!("graph:{}", text(&given, "query"));
        let from = match option("$skipToken").and_then(Value::as_str) {
            Some(token) => page::open(token, &collection).ok_or_else(|| {
                invalid("InvalidSkipToken", "The skip token is not one of this query.".to_owned())
            })?,
            None => number("$skip").unwrap_or(0),
        };
        let total = rows.len();
        let page: Table = rows.into_iter().skip(from).take(top).collect();
        let count = page.len();
        let more = from + count < total;
        let data = if option("resultFormat").and_then(Value::as_str) == Some("table") {
            tabled(page)
        } else {
            page.into_iter().map(Value::Object).collect()
        };
        let mut body = json!({"totalRecords": total, "count": count, "data": data, "facets": [],
            "resultTruncated": if more { "true" } else { "false" }});
        // Rows that the query itself cut off have no next page: whoever takes no token for the end loses rows.
        if more && !query.is_cut() {
            super::json::set(&mut body, "$skipToken", json!(page::seal(from + count, &collection)));
        }
        let resets = self.quota.get(&caller.object_id).map_or(0, |(since, _)| (since + WINDOW - at).max(0));
        Ok(Response::json(200, &body)
            .with("x-ms-user-quota-remaining", remaining.to_string())
            .with("x-ms-user-quota-resets-after", format!("00:00:{:02}", (resets + 999) / 1_000))
            .with("x-ms-resource-graph-request-duration", "0:00:00:00.0211000"))
    }

    fn spend(&mut self, object_id: &str, at: Millis) -> u32 {
        self.quota.retain(|_, (since, _)| *since + WINDOW > at);
        if self.quota.len() >= MOST_CALLERS {
            self.quota.clear();
        }
        let (_, used) = self.quota.entry(object_id.to_owned()).or_insert((at, 0));
        *used = used.saturating_add(1);
        QUERIES.saturating_sub(*used)
    }

    /// The rows of a table that the caller may read, as the index had them a while ago.
    fn rows(&self, table: kinds::Table, given: &Value, caller: &Caller, at: Millis) -> kql::Table {
        if table == kinds::Table::None {
            return Vec::new();
        }
        let then = at.saturating_sub(INDEX_LAGS);
        let rights = self.rights(&caller.object_id, at);
        let names = |path: &str| -> Vec<String> {
            list(given, path).iter().filter_map(|id| id.as_str().map(str::to_ascii_lowercase)).collect()
        };
        let (subscriptions, groups) = (names("subscriptions"), names("managementGroups"));
        let mut rows = Vec::new();
        for (key, kind, body) in self.estate.all(then) {
            let Some(known) = Kind::of(kind).filter(|known| known.table == table) else { continue };
            let scopes = self.above(key, at);
            let in_subscription =
                subscription(key).is_some_and(|id| subscriptions.iter().any(|known| known == id));
            let in_group = groups.iter().any(|group| {
                scopes.iter().any(|scope| scope.ends_with(&format!("/managementgroups/{group}")))
            });
            let asked = (subscriptions.is_empty() && groups.is_empty()) || in_subscription || in_group;
            let action = format!("{}/read", known.name);
            if asked && rights.allows(&action, &scopes, false).is_some() {
                let mut row = row(key, kind, body, &self.rendered(key, then).unwrap_or(Value::Null));
                if kind == SUBSCRIPTIONS {
                    row.insert("properties".to_owned(), placed(body, &scopes));
                }
                rows.push(row);
            }
        }
        rows
    }
}

/// The columns of a row. Types are in lower case, and so is the resource group.
fn row(key: &str, kind: &str, body: &Value, whole: &Value) -> Map<String, Value> {
    let id = text(body, "id");
    let of = subscription(id).unwrap_or("");
    let name = if kind == SUBSCRIPTIONS { text(body, "displayName") } else { text(body, "name") };
    let mut row = Map::new();
    for (column, value) in [
        ("id", json!(id)),
        ("name", json!(name)),
        ("type", json!(kind)),
        ("tenantId", json!(TENANT)),
        ("kind", json!(text(body, "kind"))),
        ("location", json!(text(body, "location"))),
        ("resourceGroup", json!(resource_group(key).unwrap_or(""))),
        ("subscriptionId", json!(of)),
        ("managedBy", json!(text(body, "managedBy"))),
    ] {
        row.insert(column.to_owned(), value);
    }
    for column in ["sku", "plan", "tags", "identity", "zones", "extendedLocation"] {
        row.insert(column.to_owned(), body.get(column).cloned().unwrap_or(Value::Null));
    }
    row.insert("properties".to_owned(), whole.get("properties").cloned().unwrap_or(json!({})));
    row
}

/// A subscription's properties: its state, and the management groups above it, the nearest first.
fn placed(body: &Value, scopes: &[String]) -> Value {
    let groups = scopes.iter().filter_map(|scope| scope.rsplit_once("/managementgroups/"));
    let chain: Vec<Value> = groups.map(|(_, name)| json!({"name": name, "displayName": name})).collect();
    json!({"managementGroupAncestorsChain": chain, "state": text(body, "state"),
        "subscriptionPolicies": body.get("subscriptionPolicies")})
}

fn tabled(rows: Table) -> Value {
    let names: Vec<String> = rows.first().into_iter().flatten().map(|(name, _)| name.clone()).collect();
    let columns: Vec<Value> = names.iter().map(|name| json!({"name": name, "type": "object"})).collect();
    let rows: Vec<Vec<Value>> = rows
        .into_iter()
        .map(|mut row| names.iter().map(|name| row.remove(name).unwrap_or(Value::Null)).collect())
        .collect();
    json!({"columns": columns, "rows": rows})
}

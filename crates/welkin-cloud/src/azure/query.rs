use serde_json::{Value, json};
use welkin_model::estate::UnknownReason;

use super::ask::{About, Ask, MOST_PAGES, hole, text, unknown};
use super::place::QUERIES;
use crate::discovery::{Discovery, Scope};

/// A table of Resource Graph and what is wanted of it
/// (<https://learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources>).
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Query {
    pub(super) table: &'static str,
    /// A condition in Kusto, empty for all rows.
    pub(super) only: String,
    /// What the caller must be allowed to see the rows: Resource Graph leaves out what one may not read.
    pub(super) permission: String,
}

/// The most that a page may hold.
const PAGE: usize = 1_000;

/// The queries that a scope asks for.
pub(super) fn queries(scope: &Scope) -> Vec<Query> {
    let query = |table, only: &str, permission: &str| Query {
        table,
        only: only.to_owned(),
        permission: permission.to_owned(),
    };
    let mut all = vec![
        query(
            "resourcecontainers",
            "type in~ ('microsoft.resources/subscriptions', 'microsoft.resources/subscriptions/resourcegroups')",
            "Microsoft.Resources/subscriptions/resourceGroups/read",
        ),
        query(
            "resourcecontainers",
            "type =~ 'microsoft.management/managementgroups'",
            "Microsoft.Management/managementGroups/read",
        ),
    ];
    if scope.wants_service("authorization") {
        all.push(query(
            "authorizationresources",
            "type in~ ('microsoft.authorization/roleassignments', 'microsoft.authorization/roledefinitions')",
            "Microsoft.Authorization/*/read",
        ));
        all.push(query(
            "policyresources",
            "type =~ 'microsoft.authorization/policyassignments' or (type in~ \
             ('microsoft.authorization/policydefinitions', 'microsoft.authorization/policysetdefinitions') and \
             properties.policyType =~ 'Custom')",
            "Microsoft.Authorization/*/read",
        ));
    }
    if scope.services.is_empty() {
        all.push(query("resources", "", "*/read"));
    }
    // Names of services go into the text of a query, so only what can be one is taken.
    let is_name =
        |name: &&String| !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'.');
    for service in scope.services.iter().filter(is_name) {
        let service = service.to_ascii_lowercase();
        if !["authorization", "entra", "graph"].contains(&service.as_str()) {
            let only = format!("type startswith 'microsoft.{service}/'");
            all.push(query("resources", &only, &format!("Microsoft.{service}/*/read")));
        }
    }
    all
}

impl Query {
    fn text(&self) -> String {
        let only = if self.only.is_empty() { String::new() } else { format!(" | where {}", self.only) };
        // Pages neither overlap nor leave gaps only if the order is total.
        format!("{}{only} | order by id asc", self.table)
    }
}

/// All rows of a query; what stopped it or was left out is told as holes.
pub(super) async fn rows(ask: &Ask, query: &Query, subscriptions: &[String], into: &Discovery) -> Vec<Value> {
    let about = About { operation: query.table, permission: &query.permission, scope: "" };
    let told = || format!("{QUERIES}:{}", query.table);
    let lacking = |unknown| {
        if subscriptions.is_empty() {
            into.hole(hole("", unknown));
        } else {
            subscriptions.iter().for_each(|subscription| into.hole(hole(subscription, unknown.clone())));
        }
    };
    let mut rows: Vec<Value> = Vec::new();
    let mut token = String::new();
    for page in 0..=MOST_PAGES {
        if page == MOST_PAGES {
            lacking(unknown(
                told(),
                UnknownReason::Bounded,
                format!("there are more than {MOST_PAGES} pages"),
            ));
            break;
        }
        let mut options = json!({"$top": PAGE, "resultFormat": "objectArray"});
        if let (Some(options), false) = (options.as_object_mut(), token.is_empty()) {
            options.insert("$skipToken".to_owned(), json!(token));
        }
        let mut body = json!({"query": query.text(), "options": options});
        if let (Some(body), false) = (body.as_object_mut(), subscriptions.is_empty()) {
            body.insert("subscriptions".to_owned(), json!(subscriptions));
        }
        let answer = match ask.query(about, &body).await {
            Ok(answer) => answer,
            Err(error) => {
                lacking(error.unknown_on(page));
                break;
            }
        };
        let Some((answer, mut body)) = answer else { break };
        let Some(data) = body.get_mut("data").and_then(Value::as_array_mut) else {
            lacking(unknown(told(), UnknownReason::Garbled, "the answer has no rows"));
            break;
        };
        rows.append(data);
        if answer.header("x-ms-tenant-subscription-limit-hit").eq_ignore_ascii_case("true") {
            let detail = "the tenant has more subscriptions than one query reaches";
            lacking(unknown(told(), UnknownReason::Bounded, detail));
        }
        let next = text(&body, "$skipToken").to_owned();
        if next.is_empty() || next == token {
            let total = body.get("totalRecords").and_then(Value::as_u64).unwrap_or(0);
            let cut = text(&body, "resultTruncated").eq_ignore_ascii_case("true")
                || usize::try_from(total).is_ok_and(|total| total > rows.len());
            if cut {
                let detail = format!("{} of {total} rows were told", rows.len());
                lacking(unknown(told(), UnknownReason::Incomplete, detail));
            }
            break;
        }
        token = next;
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_query_has_a_total_order_and_no_cut() {
        for query in queries(&Scope::default()) {
            let text = query.text();
            assert!(
                text.ends_with("| order by id asc") && !text.contains("take") && !text.contains("limit"),
                "{text}"
            );
        }
    }

    #[test]
    fn services_narrow_the_query_and_cannot_break_out_of_it() {
        let services =
            ["CognitiveServices", "entra", "x' or '1'=='1"].map(str::to_owned).into_iter().collect();
        let scope = Scope { services, ..Scope::default() };
        let texts: Vec<String> = queries(&scope).iter().map(Query::text).collect();
        assert_eq!(
            texts.last().map(String::as_str),
            Some("resources | where type startswith 'microsoft.cognitiveservices/' | order by id asc")
        );
        assert_eq!(texts.len(), 3, "{texts:?}");
    }
}

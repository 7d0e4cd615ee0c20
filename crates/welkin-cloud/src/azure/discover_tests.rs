use std::sync::Mutex;

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use serde_json::json;
use welkin_model::estate::{Graph, UnknownReason};

use super::*;
use crate::transport::{Answer, TransportOptions, Wire, WireError};

/// Answers by path and, for queries, by the token of the page.
#[derive(Debug, Default)]
struct Scripted {
    answers: Vec<(&'static str, u16, Value)>,
    asked: Mutex<Vec<String>>,
}

#[async_trait]
impl Wire for Scripted {
    async fn send(&self, request: Request<Bytes>) -> Result<Answer, WireError> {
        let body = String::from_utf8_lossy(request.body()).into_owned();
        let asked = format!("{} {body}", request.uri());
        self.asked.lock().unwrap().push(asked.clone());
        let token = json!({"access_token": "t", "expires_in": 3600});
        let found = self.answers.iter().find(|(part, _, _)| part.split('&').all(|part| asked.contains(part)));
        let (status, body) = match found {
            Some((_, status, body)) => (*status, body.clone()),
            None if asked.contains("/oauth2/") => (200, token),
            None => (200, json!({"data": [], "value": [], "totalRecords": 0})),
        };
        let status = StatusCode::from_u16(status).unwrap();
        Ok(Answer { status, headers: HeaderMap::new(), body: body.to_string().into() })
    }
}

async fn found(answers: Vec<(&'static str, u16, Value)>) -> (Graph, Vec<String>) {
    let variables = [("AZURE_TENANT_ID", "t"), ("AZURE_CLIENT_ID", "c"), ("AZURE_CLIENT_SECRET", "s")];
    let environment =
        Environment::new(variables.map(|(name, value)| (name.to_owned(), value.to_owned())), None);
    let wire = Arc::new(Scripted { answers, asked: Mutex::default() });
    let transport = Transport::new(Arc::clone(&wire) as Arc<_>, TransportOptions::default());
    let azure = Azure::new(&environment, &Endpoints::default(), Arc::new(transport)).unwrap();
    let discovery = Discovery::new(1);
    let scope = Scope { services: BTreeSet::from(["search".to_owned()]), ..Scope::default() };
    azure.discover(&scope, &discovery).await;
    let asked = wire.asked.lock().unwrap().clone();
    (discovery.into_builder().finish(), asked)
}

const BASE: &str = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices";

fn row(name: &str) -> Value {
    json!({"id": format!("{BASE}/{name}"), "name": name, "type": "microsoft.search/searchservices",
        "location": "westeurope", "tenantId": "t", "subscriptionId": "s", "properties": {}})
}

const QUERY: &str = "resources | where";

#[tokio::test(start_paused = true)]
async fn a_query_is_read_page_by_page_to_its_end() {
    let (graph, asked) = found(vec![
        (
            "resources | where&skipToken",
            200,
            json!({"data": [row("b")], "totalRecords": 2, "resultTruncated": "false"}),
        ),
        (
            QUERY,
            200,
            json!({"data": [row("a")], "totalRecords": 2, "resultTruncated": "true", "$skipToken": "two"}),
        ),
    ])
    .await;
    assert_eq!(graph.assets().len(), 2);
    assert!(graph.holes().is_empty(), "{:?}", graph.holes());
    assert!(asked.iter().any(|asked| asked.contains("\"$skipToken\":\"two\"")));
}

#[tokio::test(start_paused = true)]
async fn rows_that_are_cut_off_without_a_next_page_are_told() {
    let (graph, _) =
        found(vec![(QUERY, 200, json!({"data": [row("a")], "totalRecords": 7, "resultTruncated": "true"}))])
            .await;
    let [hole] = graph.holes() else { panic!("{:?}", graph.holes()) };
    assert_eq!(
        (hole.unknown.reason, hole.unknown.detail.as_str()),
        (UnknownReason::Incomplete, "1 of 7 rows were told")
    );
}

#[tokio::test(start_paused = true)]
async fn a_later_page_that_fails_makes_the_table_incomplete() {
    let (graph, _) = found(vec![
        ("resources | where&skipToken", 500, json!({"error": {"code": "InternalServerError"}})),
        (QUERY, 200, json!({"data": [row("a")], "totalRecords": 2, "$skipToken": "two"})),
    ])
    .await;
    let [hole] = graph.holes() else { panic!("{:?}", graph.holes()) };
    assert_eq!((graph.assets().len(), hole.unknown.reason), (1, UnknownReason::Incomplete));
}

#[tokio::test(start_paused = true)]
async fn a_list_below_a_resource_is_followed_at_the_same_host_and_told_if_it_breaks() {
    let setting = |name: &str| json!({"id": format!("{BASE}/a/providers/Microsoft.Insights/diagnosticSettings/{name}"), "name": name, "properties": {"logs": []}});
    let next = "https://evil.example/next?token=2";
    let rows = (QUERY, 200, json!({"data": [row("a")], "totalRecords": 1}));
    let first = ("diagnosticSettings", 200, json!({"value": [setting("one")], "nextLink": next}));
    let second = ("/next?token=2", 200, json!({"value": [setting("two")]}));
    let (graph, asked) = found(vec![rows.clone(), first.clone(), second]).await;
    assert_eq!(graph.assets().len(), 3);
    assert!(asked.iter().all(|asked| !asked.contains("evil.example")), "{asked:?}");
    let (graph, _) =
        found(vec![rows, first, ("/next?token=2", 403, json!({"error": {"code": "AuthorizationFailed"}}))])
            .await;
    let asset = graph.asset(&format!("{BASE}/a").to_ascii_lowercase()).unwrap();
    let [unknown] = asset.unknowns.as_slice() else { panic!("{:?}", asset.unknowns) };
    assert_eq!(unknown.permission.as_deref(), Some("Microsoft.Insights/diagnosticSettings/read"));
    assert_eq!(asset.fact(welkin_model::estate::Fact::Logged), None, "half a list says nothing of the whole");
}

#[tokio::test(start_paused = true)]
async fn items_without_an_id_and_tenants_that_are_too_large_are_told() {
    let (graph, _) = found(vec![(QUERY, 200, json!({"data": [{"name": "x"}], "totalRecords": 1}))]).await;
    let [hole] = graph.holes() else { panic!("{:?}", graph.holes()) };
    assert_eq!(hole.unknown.reason, UnknownReason::Garbled);
    let (graph, _) = found(vec![(QUERY, 200, json!({"rows": []}))]).await;
    assert_eq!(graph.holes().first().map(|hole| hole.unknown.reason), Some(UnknownReason::Garbled));
}

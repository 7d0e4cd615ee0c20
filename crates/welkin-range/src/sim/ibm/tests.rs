use std::collections::BTreeSet;

use http::{HeaderMap, HeaderValue};
use serde_json::{Value, json};

use super::estate::models::{CREDIT_MODEL, PRODUCTION};
use super::*;
use crate::estate::{IBM_ACCOUNT, IBM_KEYS};
use crate::sim::{Method, Weakness};

const START: Millis = 1_795_516_496_000;

/// A range, the time, and who calls it.
struct Client {
    ibm: Ibm,
    at: Millis,
    token: String,
}

impl Client {
    fn of(name: &str) -> Client {
        let mut client = Client { ibm: Ibm::technobank(7, START), at: START, token: String::new() };
        client.log_in(name);
        client
    }

    fn log_in(&mut self, name: &str) {
        let key = self.ibm.keys.of(name).to_owned();
        let (status, body) =
            self.grant(&[("grant_type", "urn:ibm:params:oauth:grant-type:apikey"), ("apikey", &key)]);
        assert_eq!(status, 200, "{body}");
        self.token = body["access_token"].as_str().unwrap().to_owned();
    }

    fn grant(&mut self, fields: &[(&str, &str)]) -> (u16, Value) {
        let form: Vec<String> =
            fields.iter().map(|(name, value)| format!("{name}={}", value.replace('+', "%2B"))).collect();
        let request = request(Method::POST, "/iam/identity/token", form.join("&").into_bytes(), &[]);
        self.send(&request)
    }

    fn send(&mut self, request: &Request) -> (u16, Value) {
        let operation = self.ibm.operation(request);
        let response = self.ibm.answer(&operation, request, self.at);
        (response.status.as_u16(), serde_json::from_slice(&response.body).unwrap_or_default())
    }

    fn call(&mut self, method: &str, path: &str, body: Value) -> (u16, Value) {
        self.call_with(method, path, body, &[])
    }

    fn call_with(
        &mut self,
        method: &str,
        path: &str,
        body: Value,
        headers: &[(&'static str, &str)],
    ) -> (u16, Value) {
        let bearer = format!("Bearer {}", self.token);
        let mut all = vec![("authorization", bearer.as_str()), ("bluemix-instance", IBM_KEYS)];
        all.extend(headers);
        let body = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.send(&request(method.parse().unwrap(), path, body, &all))
    }

    fn get(&mut self, path: &str) -> (u16, Value) {
        self.call("GET", path, Value::Null)
    }

    fn records(&mut self) -> Vec<Value> {
        self.ibm.take_records().iter().filter_map(|record| serde_json::from_str(&record.text).ok()).collect()
    }
}

fn request(method: Method, path: &str, body: Vec<u8>, headers: &[(&'static str, &str)]) -> Request {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut all = HeaderMap::new();
    for (name, value) in headers {
        all.insert(*name, HeaderValue::from_str(value).unwrap());
    }
    Request { method, path: path.to_owned(), query: query.to_owned(), headers: all, body }
}

const ML: &str = "version=2025-11-01";
const CREDIT: &str = "b5d0e7a2-8c14-4f69-a3b8-1e7f9c2d6054";

#[test]
fn every_weakness_is_one_of_an_asset_that_exists() {
    let ibm = Ibm::technobank(7, START);
    for weakness in WEAKNESSES {
        assert!(ibm.world.store.has(weakness.asset), "{} {}", weakness.id, weakness.asset);
    }
    let ids: BTreeSet<&str> = Weakness::all().map(|weakness| weakness.id).collect();
    assert!(WEAKNESSES.iter().all(|weakness| ids.contains(weakness.id)));
    assert!((8..=14).contains(&WEAKNESSES.len()));
}

#[test]
fn the_estate_is_large_and_holds_what_the_logs_name() {
    let ibm = Ibm::technobank(7, START);
    let assets: BTreeSet<&str> =
        ibm.world.store.kinds().map(|(_, e)| e.crn.as_str()).filter(|crn| !crn.is_empty()).collect();
    println!("{} assets with a CRN, {} resources", assets.len(), ibm.world.store.kinds().count());
    assert!(assets.len() >= 150, "{}", assets.len());
    let account = format!("a/{IBM_ACCOUNT}");
    let is = format!("crn:v1:bluemix:public:is:us-south-1:{account}:");
    for crn in [
        format!("crn:v1:bluemix:public:kms:us-south:{account}:{IBM_KEYS}:{}", crate::routine::ibm::ROOT_KEY),
        format!(
            "crn:v1:bluemix:public:pm-20:us-south:{account}:{}:deployment:{CREDIT}",
            crate::estate::IBM_WATSONX
        ),
        format!("{is}:vpc:{}", crate::ids::Uuid::of("vpc-core")),
        format!("{is}:flow-log-collector:{}", crate::ids::Uuid::of("collector")),
        format!("{is}:instance:{}", crate::ids::Uuid::of("core-ledger")),
        format!("{is}:instance:{}", crate::ids::Uuid::of("credit-scoring")),
        format!("{is}:virtual-network-interface:{}", crate::ids::Uuid::of("10.240.0.12")),
        format!("{is}:virtual-network-interface:{}", crate::ids::Uuid::of("10.240.4.21")),
    ] {
        assert!(assets.contains(crn.as_str()), "{crn}");
    }
    let keys = ibm.world.store.all(service::kms::KEYS);
    assert!(
        keys.into_iter().any(|key| key.id == crate::sim::crossings::EXTERNAL_KEY_ID && key.region == "eu-de")
    );
}

#[test]
fn no_call_goes_without_a_valid_token() {
    let mut client = Client::of("welkin-auditor");
    let path = format!("/iam/v2/policies?account_id={IBM_ACCOUNT}");
    assert_eq!(client.get(&path).0, 200);
    let good = client.token.clone();
    for bad in ["", "x", "a.b.c", good.trim_end_matches(|c: char| c != '.')] {
        client.token = bad.to_owned();
        assert_eq!(client.get(&path).0, 401, "{bad}");
    }
    client.token = good;
    client.at += 3_600_000;
    let (status, body) = client.get(&path);
    assert_eq!((status, body["errors"][0]["message"].as_str()), (401, Some("Provided token is expired.")));
}

#[test]
fn grants_that_do_not_hold_are_refused_in_iams_shape() {
    let mut client = Client::of("welkin-auditor");
    let (status, body) =
        client.grant(&[("grant_type", "urn:ibm:params:oauth:grant-type:apikey"), ("apikey", "wrong")]);
    assert_eq!((status, body["errorCode"].as_str()), (400, Some("BXNIM0415E")));
    assert!(body["context"]["requestId"].is_string());
    assert_eq!(client.grant(&[]).1["errorCode"], "BXNIM0109E");
    assert_eq!(client.grant(&[("grant_type", "x")]).0, 400);
}

#[test]
fn a_compute_resource_opens_only_the_profile_that_links_it() {
    let mut client = Client::of("welkin-auditor");
    let proof = client.ibm.keys.proof().to_owned();
    let grant = "urn:ibm:params:oauth:grant-type:cr-token";
    let mut ask = |name: &str, token: &str| {
        client.grant(&[("grant_type", grant), ("profile_name", name), ("cr_token", token)])
    };
    assert_eq!(ask("core-ledger-host", &proof).0, 200);
    for (name, token) in [("vendor-mlops", proof.as_str()), ("scoring-pods", &proof), ("nobody", &proof)] {
        assert_eq!(ask(name, token).1["errorCode"], "BXNIM0398E", "{name}");
    }
    // An access token is no proof of a compute resource.
    let token = client.token.clone();
    assert_eq!(
        client.grant(&[("grant_type", grant), ("profile_name", "core-ledger-host"), ("cr_token", &token)]).0,
        400
    );
    client.at += 90_000_000;
    assert_eq!(
        client.grant(&[("grant_type", grant), ("profile_name", "core-ledger-host"), ("cr_token", &proof)]).0,
        400
    );
}

#[test]
fn a_profile_is_assumed_by_the_identities_that_it_names() {
    let mut client = Client::of("welkin-admin");
    let profile = "Profile-93c6ea08-2d7f-414b-ae53-0bf9c816d427";
    let token = client.token.clone();
    let assume = [
        ("grant_type", "urn:ibm:params:oauth:grant-type:assume"),
        ("profile_id", profile),
        ("access_token", token.as_str()),
    ];
    assert_eq!(client.grant(&assume).1["errorCode"], "BXNIM0398E");
    let me = format!("iam-{}", entry::IDENTITIES[1].id);
    let body =
        json!({"identities": [{"type": "serviceid", "iam_id": me, "identifier": entry::IDENTITIES[1].id}]});
    let path = format!("/iam/v1/profiles/{profile}/identities");
    let (_, tag) = client.get(&path);
    let tag = tag["entity_tag"].as_str().unwrap().to_owned();
    assert_eq!(client.call_with("PUT", &path, body, &[("if-match", &tag)]).0, 200);
    let (status, issued) = client.grant(&assume);
    assert_eq!(status, 200);
    client.token = issued["access_token"].as_str().unwrap().to_owned();
    // The profile may write to watsonx.ai and no longer read policies.
    assert_eq!(client.get(&format!("/us-south/ml/ml/v4/deployments/{CREDIT}?{ML}")).0, 200);
    assert_eq!(client.get(&format!("/iam/v2/policies?account_id={IBM_ACCOUNT}")).0, 403);
}

#[test]
fn deleting_locking_or_disabling_a_key_leaves_its_tokens_alive_until_they_expire() {
    let mut client = Client::of("welkin-restricted");
    let stolen = client.token.clone();
    let key = format!("ApiKey-{}", crate::ids::Uuid::of("welkin-restricted"));
    let secret = client.ibm.keys.of("welkin-restricted").to_owned();
    let login = [("grant_type", "urn:ibm:params:oauth:grant-type:apikey"), ("apikey", secret.as_str())];
    client.log_in("welkin-admin");
    let path = format!("/iam/v1/apikeys/{key}");
    // A lock keeps the key from being changed; whoever has it still gets in.
    assert_eq!(client.call("POST", &format!("{path}/lock"), Value::Null).0, 204);
    assert_eq!(client.grant(&login).0, 200);
    assert_eq!(client.call("DELETE", &path, Value::Null).0, 409);
    assert_eq!(client.call("DELETE", &format!("{path}/lock"), Value::Null).0, 204);
    assert_eq!(client.call("POST", &format!("{path}/disable"), Value::Null).0, 204);
    assert_eq!(client.grant(&login).0, 400);
    assert_eq!(client.call("DELETE", &format!("{path}/disable"), Value::Null).0, 204);
    assert_eq!(client.grant(&login).0, 200);
    assert_eq!(client.call("DELETE", &path, Value::Null).0, 204);
    assert_eq!(client.grant(&login).1["errorCode"], "BXNIM0415E");
    client.token = stolen;
    let read = format!("/us-south/ml/ml/v4/deployments?{ML}");
    client.at += 3_500_000;
    assert_eq!(client.get(&read).0, 200, "the token outlives its key");
    client.at += 100_000;
    assert_eq!(client.get(&read).0, 401);
}

#[test]
fn policies_take_a_while_to_bite_in_both_directions() {
    let mut client = Client::of("welkin-admin");
    let (admin, restricted) = (client.token.clone(), {
        client.log_in("welkin-restricted");
        client.token.clone()
    });
    let read = "/us-south/vpc/v1/vpcs?version=2026-10-06&generation=2";
    assert_eq!(client.get(read).0, 403);
    client.token.clone_from(&admin);
    let policy = json!({
        "type": "access",
        "subject": {"attributes": [{"key": "iam_id", "operator": "stringEquals", "value": format!("iam-{}", entry::IDENTITIES[2].id)}]},
        "resource": {"attributes": [{"key": "serviceName", "operator": "stringEquals", "value": "is"}]},
        "control": {"grant": {"roles": [{"role_id": "crn:v1:bluemix:public:iam::::role:Viewer"}]}},
    });
    let (status, created) = client.call("POST", "/iam/v2/policies", policy.clone());
    assert_eq!(status, 201);
    assert_eq!(client.call("POST", "/iam/v2/policies", policy).0, 409, "the same again");
    let path = format!("/iam/v2/policies/{}", created["id"].as_str().unwrap());
    assert_eq!(client.get(&path).0, 200, "it is there at once");
    let delay = client.ibm.world.delays.policies;
    client.token.clone_from(&restricted);
    client.at += delay - 1;
    assert_eq!(client.get(read).0, 403);
    client.at += 1;
    assert_eq!(client.get(read).0, 200);
    client.token.clone_from(&admin);
    assert_eq!(client.call("DELETE", &path, Value::Null).0, 204);
    client.token = restricted;
    client.at += delay - 1;
    assert_eq!(client.get(read).0, 200, "what was allowed is still allowed");
    client.at += 1;
    assert_eq!(client.get(read).0, 403);
}

#[test]
fn an_account_has_no_more_than_4020_policies() {
    let mut client = Client::of("welkin-admin");
    let seeded = client.ibm.world.store.all(service::policies::POLICIES).count();
    for nth in seeded..service::policies::MOST_POLICIES - 1 {
        let policy =
            service::policies::policy(&format!("policy-{nth}"), json!({"type": "access"}), &json!({}));
        client.ibm.world.store.seed(service::policies::POLICIES, policy);
    }
    let policy = |who: &str| {
        json!({
            "type": "access", "subjects": [{"attributes": [{"name": "iam_id", "value": who}]}],
            "roles": [{"role_id": "crn:v1:bluemix:public:iam::::role:Viewer"}],
            "resources": [{"attributes": [{"name": "serviceName", "value": "is"}]}],
        })
    };
    assert_eq!(client.call("POST", "/iam/v1/policies", policy("IBMid-1")).0, 201);
    let (status, body) = client.call("POST", "/iam/v1/policies", policy("IBMid-2"));
    assert_eq!((status, body["errors"][0]["code"].as_str()), (409, Some("over_quota")));
}

#[test]
fn restrictions_deny_report_or_say_nothing() {
    let mut client = Client::of("welkin-admin");
    let (status, zone) = client.call("POST", "/cbr/v1/zones", json!({"name": "elsewhere", "account_id": IBM_ACCOUNT, "addresses": [{"type": "subnet", "value": "198.51.100.0/24"}]}));
    assert_eq!(status, 201);
    let rule = |mode: &str| {
        json!({
            "description": "probe", "enforcement_mode": mode, "contexts": [{"attributes": [{"name": "networkZoneId", "value": zone["id"]}]}],
            "resources": [{"attributes": [{"name": "accountId", "value": IBM_ACCOUNT}, {"name": "serviceName", "value": "pm-20"}]}],
        })
    };
    let read = format!("/us-south/ml/ml/v4/deployments?{ML}");
    let delay = client.ibm.world.delays.perimeter;
    let (status, made) = client.call("POST", "/cbr/v1/rules", rule("enabled"));
    assert_eq!(status, 201);
    let path = format!("/cbr/v1/rules/{}", made["id"].as_str().unwrap());
    assert_eq!(client.get(&read).0, 200, "not yet in force");
    client.at += delay;
    assert_eq!(client.get(&read).0, 403, "an administrator is denied too");
    // Replacing needs the version that was read.
    assert_eq!(client.call("PUT", &path, rule("report")).0, 400);
    assert_eq!(client.call_with("PUT", &path, rule("report"), &[("if-match", "\"stale\"")]).0, 412);
    let tag = client.ibm.world.store.find(perimeter::RULES, made["id"].as_str().unwrap()).unwrap().etag();
    assert_eq!(
        client.call_with("PUT", &path, rule("report"), &[("if-match", &tag), ("transaction-id", "t")]).0,
        200
    );
    client.at += delay;
    client.records();
    assert_eq!(client.get(&read).0, 200);
    let records = client.records();
    let unmet =
        records.iter().find(|record| record["action"] == "context-based-restrictions.policy.eval").unwrap();
    assert_eq!(unmet["responseData"], json!({"decision": "Deny", "isEnforced": false}));
    assert_eq!(
        client.call("DELETE", &format!("/cbr/v1/zones/{}", zone["id"].as_str().unwrap()), Value::Null).0,
        409
    );
    let (_, settings) = client.get(&format!("/cbr/v1/account_settings/{IBM_ACCOUNT}"));
    assert_eq!(settings["rule_count_limit"], 4_020);
}

#[test]
fn another_model_takes_the_place_of_the_deployed_one_under_the_same_id() {
    let mut client = Client::of("welkin-admin");
    let path = format!("/us-south/ml/ml/v4/deployments/{CREDIT}?{ML}");
    let score = format!("/us-south/ml/ml/v4/deployments/{CREDIT}/predictions?{ML}");
    let rows = json!({"input_data": [{"fields": ["a"], "values": [[1], [2]]}]});
    let before = client.get(&path).1;
    let scored = client.call("POST", &score, rows.clone()).1;
    assert_eq!(scored["predictions"][0]["values"].as_array().map(Vec::len), Some(2));
    let swap = |id: &str| json!([{"op": "replace", "path": "/asset", "value": {"id": id}}]);
    let foreign = "f1c7d2e9-0a83-4b56-9e14-7c8d5a3b2f60";
    assert_eq!(client.call("PATCH", &path, swap("nothing")).0, 400);
    assert_eq!(client.call("PATCH", &path, swap(foreign)).0, 200);
    let after = client.get(&path).1;
    assert_eq!(after["metadata"]["id"], before["metadata"]["id"]);
    assert_eq!(after["entity"]["status"], before["entity"]["status"], "the URL stays");
    assert_eq!(after["entity"]["asset"]["id"], foreign);
    assert_ne!(client.call("POST", &score, rows.clone()).1, scored);
    let model = format!("/us-south/ml/ml/v4/models/{foreign}?{ML}");
    assert_eq!(client.call("DELETE", &model, Value::Null).0, 409, "deployed");
    assert_eq!(client.call("PATCH", &path, swap(CREDIT_MODEL)).0, 200);
    assert_eq!(client.call("POST", &score, rows).1, scored);
    let record =
        client.records().into_iter().rfind(|record| record["action"] == "pm-20.deployment.update").unwrap();
    assert_eq!(record["requestData"]["patch"][0]["path"], "/asset");
    assert!(record["target"]["id"].as_str().unwrap().ends_with(&format!("deployment:{CREDIT}")));
    assert_eq!(
        client.get(&format!("/us-south/ml/ml/v4/deployments?space_id={PRODUCTION}")).0,
        400,
        "no version"
    );
}

#[test]
fn a_security_group_stops_new_connections_and_leaves_the_open_ones() {
    let mut client = Client::of("welkin-admin");
    let dated = "version=2026-10-06&generation=2";
    let groups = client.get(&format!("/us-south/vpc/v1/security_groups?{dated}")).1;
    let group = groups["security_groups"]
        .as_array()
        .unwrap()
        .iter()
        .find(|g| g["name"] == "sg-core-data")
        .unwrap()
        .clone();
    let rule =
        group["rules"].as_array().unwrap().iter().find(|rule| rule["port_min"] == 50_000).unwrap().clone();
    assert!(client.ibm.world.admits("10.240.0.12", "10.240.8.3", 50_000));
    let path = format!(
        "/us-south/vpc/v1/security_groups/{}/rules/{}?{dated}",
        group["id"].as_str().unwrap(),
        rule["id"].as_str().unwrap()
    );
    client.records();
    assert_eq!(client.call("DELETE", &path, Value::Null).0, 204);
    assert!(!client.ibm.world.admits("10.240.0.12", "10.240.8.3", 50_000));
    let flows: Vec<Value> =
        client.records().into_iter().filter(|record| record["collector_crn"].is_string()).collect();
    let fate = |action: &str| {
        flows
            .iter()
            .filter(|f| f["flow_logs"][0]["action"] == action && f["flow_logs"][0]["target_port"] == 50_000)
            .count()
    };
    assert_eq!((fate("accepted"), fate("rejected")), (1, 1), "the open one goes on, a new one is refused");
}

#[test]
fn an_interface_keeps_one_security_group() {
    let mut client = Client::of("welkin-admin");
    let dated = "version=2026-10-06";
    let groups = client.get(&format!("/us-south/vpc/v1/security_groups?{dated}")).1;
    let id = |name: &str| {
        groups["security_groups"].as_array().unwrap().iter().find(|g| g["name"] == name).unwrap()["id"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let interface = crate::ids::Uuid::of("10.240.4.21");
    let path =
        |group: &str| format!("/us-south/vpc/v1/security_groups/{}/targets/{interface}?{dated}", id(group));
    assert_eq!(client.call("DELETE", &path("sg-scoring"), Value::Null).0, 409);
    assert_eq!(client.call("PUT", &path("sg-quarantine"), Value::Null).0, 200);
    assert_eq!(client.call("DELETE", &path("sg-scoring"), Value::Null).0, 204);
    assert!(!client.ibm.world.admits("10.240.0.12", "10.240.4.21", 443));
}

#[test]
fn who_may_only_read_writes_nothing() {
    let mut client = Client::of("welkin-auditor");
    let before: Vec<String> =
        client.ibm.world.store.kinds().map(|(kind, e)| format!("{kind} {} {}", e.id, e.revision)).collect();
    let mut denied = 0;
    for service in service::ALL {
        for route in
            service.routes.iter().filter(|route| !matches!(route.method, "GET" | "HEAD" | "GET?legalHold"))
        {
            if route.need == route::Need::Open || ["search"].contains(&route.name) {
                continue;
            }
            let region = if service.regional { "/us-south" } else { "" };
            let path =
                format!("{region}/{}{}", service.prefix, route.path.replace("{*}", "x").replace("{}", "x"));
            let method = route.method.split('?').next().unwrap();
            let (status, body) =
                client.call(method, &format!("{path}?legalHold&version=2026-10-06"), json!({"query": "*"}));
            assert!(
                status == 403
                    || [400, 404].contains(&status) && route.need == route::Need::Token
                    || route.name == "search_asset",
                "{method} {path} {status} {body}"
            );
            denied += usize::from(status == 403);
        }
    }
    assert!(denied > 60, "{denied}");
    let after: Vec<String> =
        client.ibm.world.store.kinds().map(|(kind, e)| format!("{kind} {} {}", e.id, e.revision)).collect();
    assert_eq!(before, after);
}

#[test]
fn pages_are_complete() {
    let mut client = Client::of("welkin-auditor");
    let total = client.ibm.world.store.all(service::policies::POLICIES).count();
    let mut path = format!("/iam/v2/policies?account_id={IBM_ACCOUNT}&limit=7");
    let mut seen = BTreeSet::new();
    loop {
        let (status, body) = client.get(&path);
        assert_eq!(status, 200);
        let policies = body["policies"].as_array().unwrap();
        assert!(policies.len() <= 7);
        seen.extend(policies.iter().map(|policy| policy["id"].as_str().unwrap().to_owned()));
        let Some(next) = body["next"]["href"].as_str() else { break };
        path = next.split_once("127.0.0.1").unwrap().1.to_owned();
    }
    assert_eq!(seen.len(), total);
    for wrong in ["limit=0", "limit=101", "limit=x", "start=%00"] {
        assert_eq!(
            client.get(&format!("/iam/v2/policies?account_id={IBM_ACCOUNT}&{wrong}")).0,
            400,
            "{wrong}"
        );
    }
}

#[test]
fn search_finds_what_the_index_has_and_the_caller_may_see() {
    let mut client = Client::of("welkin-auditor");
    let search = |client: &mut Client, body: Value| {
        client.call("POST", "/global-search/v3/resources/search?limit=20", body).1
    };
    let (mut all, mut cursor) = (Vec::new(), Value::Null);
    loop {
        // With a cursor the query is ignored.
        let body = if cursor.is_null() {
            json!({"query": "*"})
        } else {
            json!({"query": "name:nothing", "search_cursor": cursor})
        };
        let page = search(&mut client, body);
        let items = page["items"].as_array().unwrap().clone();
        all.extend(items.iter().map(|item| item["crn"].as_str().unwrap().to_owned()));
        assert!(
            items.iter().all(|item| item.as_object().unwrap().len() == 5),
            "five fields without `fields`"
        );
        match page.get("search_cursor") {
            Some(next) => cursor = next.clone(),
            None => break,
        }
    }
    let distinct: BTreeSet<&String> = all.iter().collect();
    assert_eq!(distinct.len(), all.len());
    assert!(all.len() > 70, "{}", all.len());
    assert!(all.iter().all(|crn| !crn.contains("iam-identity") && !crn.contains("context-based")));
    client.log_in("welkin-restricted");
    let mine = search(&mut client, json!({"query": "*", "fields": ["*"]}));
    let services: BTreeSet<&str> =
        mine["items"].as_array().unwrap().iter().map(|item| item["service_name"].as_str().unwrap()).collect();
    assert_eq!(services, BTreeSet::from(["pm-20"]));
}

#[test]
fn the_index_learns_of_new_resources_later() {
    let mut client = Client::of("welkin-admin");
    let volume =
        client.get("/us-south/vpc/v1/volumes?version=2026-10-06&limit=1").1["volumes"][0]["id"].clone();
    let (status, _) = client.call(
        "POST",
        "/us-south/vpc/v1/snapshots?version=2026-10-06",
        json!({"name": "evidence", "source_volume": {"id": volume}}),
    );
    assert_eq!(status, 201);
    let find = |client: &mut Client| {
        client.call("POST", "/global-search/v3/resources/search", json!({"query": "name:evidence"})).1["items"].as_array().map(Vec::len)
    };
    assert_eq!(find(&mut client), Some(0));
    client.at += client.ibm.world.delays.index;
    assert_eq!(find(&mut client), Some(1));
}

#[test]
fn records_say_who_did_what_and_hold_no_secret() {
    let mut client = Client::of("welkin-admin");
    let key = client.ibm.keys.of("welkin-admin").to_owned();
    client.call(
        "POST",
        "/iam/v1/apikeys",
        json!({"name": "new", "iam_id": format!("iam-{}", entry::IDENTITIES[1].id)}),
    );
    client.log_in("welkin-restricted");
    client.call_with(
        "DELETE",
        &format!("/us-south/kms/api/v2/keys/{}?force=true", "7c1e9b34-6a2d-4f80-95b7-d0e3a8f26c41"),
        Value::Null,
        &[("user-agent", "prober \"quoted\"/1")],
    );
    let records = client.ibm.take_records();
    assert!(records.iter().all(|record| !record.text.contains(&key) && !record.text.contains(&client.token)));
    let records: Vec<Value> =
        records.iter().map(|record| serde_json::from_str(&record.text).unwrap()).collect();
    let last = records.last().unwrap();
    assert_eq!(last["action"], "kms.secrets.delete");
    assert_eq!(
        (last["outcome"].as_str(), last["reason"]["reasonCode"].as_u64()),
        (Some("failure"), Some(403))
    );
    assert_eq!(last["initiator"]["id"], format!("iam-{}", entry::IDENTITIES[2].id));
    assert_eq!(last["initiator"]["host"]["agent"], "prober \"quoted\"/1");
    assert!(last["target"]["id"].as_str().unwrap().contains(&format!("{IBM_KEYS}:key:7c1e9b34")));
    assert_eq!(records[0]["action"], "iam-identity.serviceid-apikey.login");
    assert_eq!(records[0]["initiator"]["name"], "welkin-admin");
}

#[test]
fn untaken_records_are_bounded() {
    let mut client = Client::of("welkin-auditor");
    for nth in 0..10_200 {
        client.ibm.world.log("ibm.activity", nth, String::new());
    }
    assert_eq!(client.ibm.take_records().len(), 10_000);
}

#[test]
fn keys_under_retention_and_holds_stay() {
    let mut client = Client::of("welkin-admin");
    let object = "/us-south/cos/core-ledger/core-ledger/eod/positions.csv.gz";
    assert_eq!(client.call("DELETE", object, Value::Null).0, 403, "retention in compliance mode");
    assert_eq!(client.call("POST", &format!("{object}?legalHold&add=case-7"), Value::Null).0, 200);
    let open = "/us-south/cos/credit-features/features/2026-11.parquet";
    assert_eq!(
        client.call("POST", &format!("{open}?legalHold&add=case-7"), Value::Null).0,
        400,
        "no retention policy"
    );
    assert_eq!(client.call("DELETE", open, Value::Null).0, 204);
    client.token.clear();
    let anonymous =
        |client: &mut Client, path: &str| client.send(&request(Method::GET, path, Vec::new(), &[])).0;
    assert_eq!(anonymous(&mut client, "/us-south/cos/model-demo"), 200, "the bucket is open to everyone");
    assert_eq!(anonymous(&mut client, "/us-south/cos/model-demo/fraud/v12/model.tar.gz"), 200);
    assert_eq!(anonymous(&mut client, "/us-south/cos/credit-features"), 401);
    // Taking the policy away closes it, after a while.
    client.log_in("welkin-admin");
    let policies = client
        .get(&format!("/iam/v2/policies?account_id={IBM_ACCOUNT}&access_group_id={}", rights::PUBLIC_ACCESS))
        .1;
    let path = format!("/iam/v2/policies/{}", policies["policies"][0]["id"].as_str().unwrap());
    assert_eq!(client.call("DELETE", &path, Value::Null).0, 204);
    assert_eq!(anonymous(&mut client, "/us-south/cos/model-demo"), 200);
    client.at += client.ibm.world.delays.policies;
    assert_eq!(anonymous(&mut client, "/us-south/cos/model-demo"), 401);
}

#[test]
fn every_refusal_has_a_shape() {
    let client = Client::of("welkin-auditor");
    for service in service::ALL {
        let operation =
            Operation { service: service.name.to_owned(), name: "x".to_owned(), region: String::new() };
        for refusal in [
            Refusal::Denied,
            Refusal::Throttled { retry_after: 1_500 },
            Refusal::Broken,
            Refusal::Unavailable,
        ] {
            let response = client.ibm.refuse(&operation, refusal);
            assert!(response.body.len() > 40, "{}", service.name);
            let waits = response.headers.iter().any(|(name, value)| name == "retry-after" && value == "2");
            assert_eq!(waits, response.status == 429);
        }
    }
}

#[test]
fn no_request_whatever_breaks_it() {
    let mut client = Client::of("welkin-admin");
    let mut rng = crate::rng::Rng::of(&[5]);
    let parts = [
        "",
        "x",
        "{}",
        "..",
        "%00",
        "%ff",
        "\u{e9}",
        "7c1e9b34-6a2d-4f80-95b7-d0e3a8f26c41",
        CREDIT,
        "core-ledger",
    ];
    let bodies = [
        "",
        "{",
        "null",
        "[]",
        "{}",
        "[1,{\"op\":1}]",
        "{\"resources\":7}",
        "{\"name\":[],\"query\":\"((\"}",
        "\u{0}",
    ];
    let queries = [
        "",
        "limit=-1",
        "limit=99999999999999999999",
        "start=x&version=2026-01-01",
        "offset=18446744073709551615&version=2026-01-01",
        "%%%=&&",
        "state=,,",
        "legalHold&add=x",
    ];
    for _ in 0..4_000 {
        let service = service::ALL[usize::try_from(rng.below(service::ALL.len() as u64)).unwrap()];
        let route = &service.routes[usize::try_from(rng.below(service.routes.len() as u64)).unwrap()];
        let region = if service.regional { "/us-south" } else { "" };
        let path = route.path.replace("{*}", rng.pick(&parts)).replace("{}", rng.pick(&parts));
        let method = if rng.chance(20) {
            rng.pick(&["PUT", "POST", "PATCH", "DELETE", "OPTIONS", "TRACE"])
        } else {
            route.method.split('?').next().unwrap()
        };
        let bearer = format!("Bearer {}", client.token);
        let headers = if rng.chance(90) {
            vec![("authorization", bearer.as_str()), ("bluemix-instance", IBM_KEYS)]
        } else {
            vec![("authorization", "Bearer é")]
        };
        let headers: Vec<_> = headers.into_iter().filter(|(_, value)| value.is_ascii()).collect();
        let request = request(
            method.parse().unwrap(),
            &format!("{region}/{}{path}?{}", service.prefix, rng.pick(&queries)),
            rng.pick(&bodies).as_bytes().to_vec(),
            &headers,
        );
        let operation = client.ibm.operation(&request);
        client.ibm.limit(&operation);
        let response = client.ibm.answer(&operation, &request, client.at);
        assert_ne!(response.status, 500, "{method} {path}");
    }
}

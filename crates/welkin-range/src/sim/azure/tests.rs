use http::HeaderMap;
use serde_json::{Value, json};

use super::*;
use crate::estate::SUBSCRIPTION;
use crate::sim::Method;

const NOW: Millis = 1_795_516_496_120;
const V: &str = "api-version=2025-09-01";
const ACCOUNT: &str = "/subscriptions/c0ffee12-8d3a-4b7e-9f15-2a6b7c8d9e0f/resourceGroups/rg-ai-eu/providers/Microsoft.CognitiveServices/accounts/tb-openai-eu";
const ENDPOINT: &str = "/subscriptions/c0ffee12-8d3a-4b7e-9f15-2a6b7c8d9e0f/resourceGroups/rg-ai-eu/providers/Microsoft.MachineLearningServices/workspaces/mlw-tb-eu/onlineEndpoints/fraud-scoring-eu";
const NSG: &str = "/subscriptions/c0ffee12-8d3a-4b7e-9f15-2a6b7c8d9e0f/resourceGroups/rg-net-eu/providers/Microsoft.Network/networkSecurityGroups/nsg-jump";
const NIC: &str = "/subscriptions/c0ffee12-8d3a-4b7e-9f15-2a6b7c8d9e0f/resourceGroups/rg-net-eu/providers/Microsoft.Network/networkInterfaces/nic-jump-eu";
const READER: &str = "acdd72a7-3385-48ef-bd42-f606fba81ae7";

/// A cloud and the time on its clock.
struct Bench {
    azure: Azure,
    at: Millis,
}

#[derive(Clone, Copy)]
enum Who {
    Auditor,
    Admin,
    Restricted,
}

impl Bench {
    fn new() -> Bench {
        Bench { azure: Azure::technobank(7, NOW), at: NOW }
    }

    fn send(
        &mut self,
        method: Method,
        path: &str,
        headers: &[(&'static str, String)],
        body: impl Into<Vec<u8>>,
    ) -> (u16, Value) {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut map = HeaderMap::new();
        map.insert("host", "127.0.0.1:1".parse().unwrap());
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        let request = Request {
            method,
            path: path.to_owned(),
            query: query.to_owned(),
            headers: map,
            body: body.into(),
        };
        let operation = self.azure.operation(&request);
        let response = self.azure.answer(&operation, &request, self.at);
        (response.status.as_u16(), serde_json::from_slice(&response.body).unwrap_or(Value::Null))
    }

    fn grant(&mut self, form: &str) -> (u16, Value) {
        self.send(Method::POST, &format!("/{TENANT}/oauth2/v2.0/token"), &[], form)
    }

    fn secret(&self, who: Who) -> (&'static str, String) {
        let (_, app_id, secret) = self.azure.access.secrets[who as usize].clone();
        (app_id, secret)
    }

    fn token(&mut self, who: Who, resource: &str) -> String {
        let (app_id, secret) = self.secret(who);
        let form = format!(
            "grant_type=client_credentials&client_id={app_id}&client_secret={secret}&scope={resource}/.default"
        );
        let (status, body) = self.grant(&form);
        assert_eq!(status, 200, "{body}");
        body["access_token"].as_str().unwrap().to_owned()
    }

    fn call(&mut self, who: Who, method: Method, path: &str, body: Value) -> (u16, Value) {
        let resource = if path.starts_with("/v1.0") {
            "https://graph.microsoft.com"
        } else {
            "https://management.azure.com"
        };
        let token = self.token(who, resource);
        let path = if path.contains('?') || path.starts_with("/v1.0") {
            path.to_owned()
        } else {
            format!("{path}?{V}")
        };
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send(method, &path, &[("authorization", format!("Bearer {token}"))], body)
    }

    fn get(&mut self, who: Who, path: &str) -> (u16, Value) {
        self.call(who, Method::GET, path, Value::Null)
    }

    fn assert(&mut self, claims: &Value) -> (u16, Value) {
        let assertion = self.azure.outside.sign(claims);
        self.grant(&format!("grant_type=client_credentials&client_id={ETL_APP}&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&client_assertion={assertion}&scope=https://management.azure.com/.default"))
    }
}

fn claims(subject: &str) -> Value {
    let now = NOW / 1_000;
    json!({"iss": GITHUB_ISSUER, "sub": subject, "aud": "api://AzureADTokenExchange", "nbf": now - 60, "exp": now + 3_600})
}

fn code(body: &Value) -> &str {
    body["error"]["code"].as_str().unwrap_or("")
}

#[test]
fn every_weakness_stands_in_the_estate_and_the_estate_is_large() {
    let azure = Azure::technobank(7, NOW);
    for weakness in WEAKNESSES {
        let found = match weakness.asset.strip_prefix("https://graph.microsoft.com/v1.0/") {
            Some(key) => azure.directory.get(key, NOW),
            None => azure.estate.get(weakness.asset, NOW),
        };
        assert!(found.is_some(), "{} names {}", weakness.id, weakness.asset);
    }
    assert!((8..=14).contains(&WEAKNESSES.len()));
    assert!(azure.estate.all(NOW).count() >= 150, "{}", azure.estate.all(NOW).count());
    assert!(azure.directory.all(NOW).count() >= 90);
}

#[test]
fn every_seeded_kind_is_served_and_every_parent_exists() {
    let azure = Azure::technobank(7, NOW);
    for (key, kind, _) in azure.estate.all(NOW) {
        assert!(kinds::Kind::of(kind).is_some(), "{kind}");
        let target = target::Target::of(key).unwrap();
        assert_eq!(target.kind, kind, "{key}");
        if let Some(parent) = target.parent().filter(|parent| {
            !parent.contains("/locations/") && !parent.ends_with("/providers/microsoft.cognitiveservices")
        }) {
            let known =
                target::Target::of(&parent).is_some_and(|target| kinds::Kind::of(&target.kind).is_some());
            assert!(!known || azure.estate.get(&parent, NOW).is_some(), "{key} has no parent");
        }
    }
}

#[test]
fn tokens_are_given_for_the_right_secret_alone() {
    let mut bench = Bench::new();
    let (app_id, _) = bench.secret(Who::Auditor);
    let form = |secret: &str, scope: &str| {
        format!("grant_type=client_credentials&client_id={app_id}&client_secret={secret}&scope={scope}")
    };
    let (status, body) = bench.grant(&form("wrong", "https://management.azure.com/.default"));
    assert_eq!((status, &body["error_codes"][0]), (401, &json!(7_000_215)));
    let (_, body) = bench.grant(&form("", "https://management.azure.com/.default"));
    assert_eq!(body["error_codes"][0], 7_000_216);
    let (_, body) = bench.grant(&form("x", "https://elsewhere.example/.default"));
    assert_eq!(body["error_codes"][0], 500_011);
    let (_, body) = bench.grant("grant_type=client_credentials&client_id=nobody&client_secret=x&scope=https://management.azure.com/.default");
    assert_eq!(body["error_codes"][0], 700_016);
    bench.at += SECRETS_LIVE;
    let (_, secret) = bench.secret(Who::Auditor);
    let (_, body) = bench.grant(&form(&secret, "https://management.azure.com/.default"));
    assert_eq!(body["error_codes"][0], 7_000_222);
}

#[test]
fn a_credential_that_the_directory_lost_opens_nothing() {
    let mut bench = Bench::new();
    let path = format!("/v1.0/applications/{}", Uuid::of("welkin-restricted"));
    assert_eq!(bench.call(Who::Admin, Method::PATCH, &path, json!({"passwordCredentials": []})).0, 204);
    let (app_id, secret) = bench.secret(Who::Restricted);
    let form = format!(
        "grant_type=client_credentials&client_id={app_id}&client_secret={secret}&scope=https://management.azure.com/.default"
    );
    assert_eq!(bench.grant(&form).1["error_codes"][0], 7_000_215);
    assert_eq!(bench.call(Who::Admin, Method::DELETE, &path, Value::Null).0, 204);
    assert_eq!(bench.grant(&form).1["error_codes"][0], 700_016);
}

#[test]
fn the_metadata_service_speaks_to_the_machine_alone() {
    let mut bench = Bench::new();
    let path =
        "/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://management.azure.com/";
    let metadata = ("metadata", "true".to_owned());
    assert_eq!(bench.send(Method::GET, path, &[], "").0, 400);
    assert_eq!(
        bench
            .send(Method::GET, path, &[metadata.clone(), ("x-forwarded-for", "198.51.100.77".to_owned())], "")
            .0,
        400
    );
    let (status, body) = bench.send(Method::GET, path, std::slice::from_ref(&metadata), "");
    assert_eq!(status, 200);
    let token = body["access_token"].as_str().unwrap().to_owned();
    // The runner's identity may change the whole subscription, as weakness 14 says.
    let (status, _) = bench.send(
        Method::PATCH,
        &format!("{ACCOUNT}?{V}"),
        &[("authorization", format!("Bearer {token}"))],
        "{\"tags\":{\"x\":\"y\"}}",
    );
    assert_eq!(status, 202);
    // It is no owner: it gives nobody a role.
    let role = format!(
        "/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/roleAssignments/55d2c4d5-8e6f-4071-ac9d-1e2f3a4b5c6d?{V}"
    );
    let (status, _) = bench.send(Method::PUT, &role, &[("authorization", format!("Bearer {token}"))], "{}");
    assert_eq!(status, 403);
    let principal = "/v1.0/servicePrincipals/9140c2b7-6d8e-4fa5-b19b-e7daf5082346";
    assert_eq!(bench.call(Who::Admin, Method::PATCH, principal, json!({"accountEnabled": false})).0, 204);
    assert_eq!(bench.send(Method::GET, path, &[metadata], "").0, 400);
}

#[test]
fn a_token_opens_its_audience_alone_and_until_it_runs_out() {
    let mut bench = Bench::new();
    let path = format!("/subscriptions?{V}");
    assert_eq!(code(&bench.send(Method::GET, &path, &[], "").1), "AuthenticationFailed");
    let bearer = |token: &str| [("authorization", format!("Bearer {token}"))];
    assert_eq!(code(&bench.send(Method::GET, &path, &bearer("a.b.c"), "").1), "InvalidAuthenticationToken");
    let graph = bench.token(Who::Auditor, "https://graph.microsoft.com");
    assert_eq!(
        code(&bench.send(Method::GET, &path, &bearer(&graph), "").1),
        "InvalidAuthenticationTokenAudience"
    );
    let foreign = SigningKey::generate()
        .sign(&json!({"aud": "https://management.azure.com", "tid": TENANT, "oid": "x", "exp": NOW}));
    assert_eq!(bench.send(Method::GET, &path, &bearer(&foreign), "").0, 401);
    let token = bench.token(Who::Auditor, "https://management.azure.com");
    assert_eq!(bench.send(Method::GET, &path, &bearer(&token), "").0, 200);
    bench.at += 59 * 60_000;
    assert_eq!(bench.send(Method::GET, &path, &bearer(&token), "").0, 200);
    bench.at += 31 * 60_000;
    assert_eq!(code(&bench.send(Method::GET, &path, &bearer(&token), "").1), "ExpiredAuthenticationToken");
}

#[test]
fn an_outside_token_must_match_issuer_subject_and_audience_exactly() {
    let mut bench = Bench::new();
    assert_eq!(bench.assert(&claims(CI_SUBJECT)).0, 200);
    for (name, value) in [
        ("sub", json!("repo:technobank/deploy:ref:refs/heads/Main")),
        ("iss", json!(format!("{GITHUB_ISSUER}/"))),
        ("aud", json!("api://other")),
    ] {
        let mut claims = claims(CI_SUBJECT);
        claims[name] = value;
        assert_eq!(bench.assert(&claims).1["error_codes"][0], 70021, "{name}");
    }
    let mut late = claims(CI_SUBJECT);
    late["exp"] = json!(NOW / 1_000);
    assert_eq!(bench.assert(&late).1["error_codes"][0], 700_024);
    bench.azure.outside = SigningKey::generate();
    assert_eq!(bench.assert(&claims(CI_SUBJECT)).1["error_codes"][0], 5_001_255);
}

#[test]
fn a_new_federated_credential_is_known_only_after_a_while_and_a_deleted_one_too() {
    let mut bench = Bench::new();
    let path = "/v1.0/applications/2f6b8d04-9c1e-4753-8a0d-6e5f3b7c9a12/federatedIdentityCredentials";
    let body = json!({"name": "release", "issuer": GITHUB_ISSUER, "subject": "repo:x:release", "audiences": ["api://AzureADTokenExchange"]});
    let (status, made) = bench.call(Who::Admin, Method::POST, path, body.clone());
    assert_eq!(status, 201);
    assert_eq!(bench.call(Who::Admin, Method::POST, path, body).0, 409);
    assert_eq!(bench.assert(&claims("repo:x:release")).1["error_codes"][0], 70021);
    bench.at += entra::FEDERATION_SPREADS;
    assert_eq!(bench.assert(&claims("repo:x:release")).0, 200);
    let one = format!("{path}/{}", made["id"].as_str().unwrap());
    assert_eq!(bench.call(Who::Admin, Method::DELETE, &one, Value::Null).0, 204);
    assert_eq!(bench.assert(&claims("repo:x:release")).0, 200);
    bench.at += entra::FEDERATION_SPREADS;
    assert_eq!(bench.assert(&claims("repo:x:release")).0, 401);
}

#[test]
fn an_application_takes_twenty_federated_credentials() {
    let mut bench = Bench::new();
    let path = "/v1.0/applications/2f6b8d04-9c1e-4753-8a0d-6e5f3b7c9a12/federatedIdentityCredentials";
    let mut made = Vec::new();
    for nth in 0..20 {
        let body = json!({"name": format!("n{nth}"), "issuer": "https://i.example", "subject": format!("s{nth}"), "audiences": ["api://AzureADTokenExchange"]});
        made.push(bench.call(Who::Admin, Method::POST, path, body).0);
    }
    assert_eq!(made.iter().filter(|status| **status == 201).count(), 18);
}

#[test]
fn access_tokens_outlive_revoked_sessions_and_disabled_accounts() {
    let mut bench = Bench::new();
    let password = bench.azure.credentials.password(USERS[0]).to_owned();
    let form = format!(
        "grant_type=password&client_id=x&username={}&password={password}&scope=https://management.azure.com/.default",
        USERS[0]
    );
    let (_, given) = bench.grant(&form);
    let (access, refresh) = (
        given["access_token"].as_str().unwrap().to_owned(),
        given["refresh_token"].as_str().unwrap().to_owned(),
    );
    let read = |bench: &mut Bench| {
        bench
            .send(
                Method::GET,
                &format!("{ACCOUNT}?{V}"),
                &[("authorization", format!("Bearer {access}"))],
                "",
            )
            .0
    };
    let again = format!(
        "grant_type=refresh_token&client_id=x&refresh_token={refresh}&scope=https://management.azure.com/.default"
    );
    assert_eq!(bench.grant(&again).0, 200);
    bench.at += 1_000;
    assert_eq!(
        bench
            .call(
                Who::Admin,
                Method::POST,
                &format!("/v1.0/users/{}/revokeSignInSessions", USERS[0]),
                Value::Null
            )
            .0,
        200
    );
    assert_eq!(bench.grant(&again).1["error_codes"][0], 50173);
    assert_eq!(read(&mut bench), 200);
    assert_eq!(
        bench
            .call(
                Who::Admin,
                Method::PATCH,
                &format!("/v1.0/users/{}", USERS[0]),
                json!({"accountEnabled": false})
            )
            .0,
        204
    );
    assert_eq!(bench.grant(&form).1["error_codes"][0], 50057);
    assert_eq!(read(&mut bench), 200);
    bench.at += 90 * 60_000;
    assert_eq!(read(&mut bench), 401);
}

#[test]
fn a_disabled_application_gets_no_new_token_and_keeps_the_old_one() {
    let mut bench = Bench::new();
    let old = bench.token(Who::Restricted, "https://management.azure.com");
    let path = "/v1.0/servicePrincipals(appId='a306e9db-27f4-4c1a-95e8-39c2d5fa04b3')";
    assert_eq!(bench.call(Who::Admin, Method::PATCH, path, json!({"accountEnabled": false})).0, 204);
    let (app_id, secret) = bench.secret(Who::Restricted);
    let (_, body) = bench.grant(&format!("grant_type=client_credentials&client_id={app_id}&client_secret={secret}&scope=https://management.azure.com/.default"));
    assert_eq!(body["error_codes"][0], 7_000_112);
    assert_eq!(
        bench
            .send(
                Method::GET,
                &format!("/subscriptions?{V}"),
                &[("authorization", format!("Bearer {old}"))],
                ""
            )
            .0,
        200
    );
}

#[test]
fn a_reader_reads_and_neither_writes_nor_lists_keys() {
    let mut bench = Bench::new();
    assert_eq!(bench.get(Who::Auditor, ACCOUNT).0, 200);
    for (method, path, body) in [
        (Method::PATCH, ACCOUNT.to_owned(), json!({"tags": {}})),
        (Method::DELETE, ACCOUNT.to_owned(), Value::Null),
        (Method::POST, format!("{ACCOUNT}/listKeys"), Value::Null),
        (Method::GET, "/range/flows".to_owned(), Value::Null),
    ] {
        let (status, answer) = bench.call(Who::Auditor, method, &path, body);
        assert_eq!((status, code(&answer)), (403, "AuthorizationFailed"), "{path}");
    }
    assert_eq!(bench.get(Who::Restricted, ACCOUNT).0, 403);
    assert_eq!(bench.get(Who::Restricted, NSG).0, 200);
    assert_eq!(bench.get(Who::Restricted, "/v1.0/users").0, 403);
    assert_eq!(bench.get(Who::Auditor, "/v1.0/users").0, 200);
    assert_eq!(
        bench
            .call(
                Who::Auditor,
                Method::PATCH,
                &format!("/v1.0/users/{}", USERS[0]),
                json!({"accountEnabled": false})
            )
            .0,
        403
    );
}

#[test]
fn a_role_takes_effect_and_ends_a_while_after_it_is_assigned_and_removed() {
    let mut bench = Bench::new();
    let path = format!(
        "/subscriptions/{SUBSCRIPTION}/resourceGroups/rg-ai-eu/providers/Microsoft.Authorization/roleAssignments/33d2c4d5-8e6f-4071-ac9d-1e2f3a4b5c6d"
    );
    let body = json!({"properties": {"roleDefinitionId": format!("/providers/Microsoft.Authorization/roleDefinitions/{READER}"), "principalId": "306e9db2-7f4c-41a5-9e83-9c2d5fa04b37"}});
    let (status, answer) = bench.call(Who::Admin, Method::PUT, &path, body.clone());
    assert_eq!(status, 201, "{answer}");
    assert_eq!(answer["properties"]["principalType"], "ServicePrincipal");
    assert_eq!(bench.get(Who::Restricted, ACCOUNT).0, 403);
    bench.at += rbac::ROLES_SPREAD;
    assert_eq!(bench.get(Who::Restricted, ACCOUNT).0, 200);
    let other = path.replace("33d2c4d5", "44d2c4d5");
    assert_eq!(code(&bench.call(Who::Admin, Method::PUT, &other, body).1), "RoleAssignmentExists");
    assert_eq!(bench.call(Who::Admin, Method::DELETE, &path, Value::Null).0, 200);
    assert_eq!(bench.get(Who::Restricted, ACCOUNT).0, 200);
    bench.at += rbac::ROLES_SPREAD;
    assert_eq!(bench.get(Who::Restricted, ACCOUNT).0, 403);
}

#[test]
fn pages_together_are_the_whole_collection() {
    let mut bench = Bench::new();
    let mut path = format!("/subscriptions/{SUBSCRIPTION}/resources?{V}&$top=7");
    let mut seen = Vec::new();
    loop {
        let (status, body) = bench.get(Who::Auditor, &path);
        assert_eq!(status, 200, "{body}");
        seen.extend(
            body["value"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap().to_owned()),
        );
        match body["nextLink"].as_str() {
            Some(link) => path = link.trim_start_matches("https://127.0.0.1:1").to_owned(),
            None => break,
        }
    }
    let distinct: std::collections::BTreeSet<_> = seen.iter().collect();
    assert_eq!(distinct.len(), seen.len());
    assert!(seen.len() > 70, "{}", seen.len());
    let foreign = page::seal(7, "/elsewhere");
    assert_eq!(
        code(
            &bench
                .get(
                    Who::Auditor,
                    &format!("/subscriptions/{SUBSCRIPTION}/resources?{V}&$skiptoken={foreign}")
                )
                .1
        ),
        "InvalidSkipToken"
    );
}

fn ask(bench: &mut Bench, query: &str, options: Value) -> (u16, Value) {
    let body = json!({"query": query, "options": options});
    bench.call(
        Who::Auditor,
        Method::POST,
        "/providers/Microsoft.ResourceGraph/resources?api-version=2021-03-01",
        body,
    )
}

#[test]
fn resource_graph_pages_by_token_and_a_cut_query_has_none() {
    let mut bench = Bench::new();
    let (_, all) = ask(&mut bench, "Resources | project id | order by id asc", json!({"$top": 1000}));
    let (mut seen, mut options) = (0, json!({"$top": 20}));
    loop {
        let (status, body) = ask(&mut bench, "Resources | project id | order by id asc", options.clone());
        assert_eq!(status, 200, "{body}");
        seen += body["count"].as_u64().unwrap();
        match body.get("$skipToken") {
            Some(token) => options = json!({"$top": 20, "$skipToken": token}),
            None => break,
        }
    }
    assert_eq!(Some(seen), all["totalRecords"].as_u64());
    let (_, cut) = ask(&mut bench, "Resources | take 30 | project id", json!({"$top": 10}));
    assert_eq!((cut["count"].as_u64(), cut.get("$skipToken")), (Some(10), None));
    assert_eq!(ask(&mut bench, "Resources | wher", json!({})).0, 400);
    let (_, none) = ask(
        &mut bench,
        "Resources | where type =~ 'Microsoft.CognitiveServices/accounts/deployments'",
        json!({}),
    );
    assert_eq!(none["count"], 0, "children are not in the index");
}

#[test]
fn resource_graph_lags_behind_what_is_written() {
    let mut bench = Bench::new();
    let path = format!("{ACCOUNT}/providers/Microsoft.Resources/tags/default");
    let body = json!({"operation": "Merge", "properties": {"tags": {"quarantine": "yes"}}});
    assert_eq!(bench.call(Who::Admin, Method::PATCH, &path, body).0, 200);
    let query = "Resources | where tags.quarantine == 'yes' | count";
    assert_eq!(ask(&mut bench, query, json!({})).1["data"][0]["Count"], 0);
    assert_eq!(bench.get(Who::Auditor, ACCOUNT).1["tags"]["quarantine"], "yes");
    bench.at += resource_graph::INDEX_LAGS;
    assert_eq!(ask(&mut bench, query, json!({})).1["data"][0]["Count"], 1);
}

#[test]
fn the_deployment_header_reaches_a_model_without_traffic() {
    let mut bench = Bench::new();
    let keys = bench.call(Who::Admin, Method::POST, &format!("{ENDPOINT}/listKeys"), Value::Null).1;
    let key = keys["primaryKey"].as_str().unwrap().to_owned();
    let score = |bench: &mut Bench, header: &str, key: &str| {
        let mut headers = vec![("authorization", format!("Bearer {key}"))];
        if !header.is_empty() {
            headers.push(("azureml-model-deployment", header.to_owned()));
        }
        bench.send(Method::POST, "/onlineEndpoints/mlw-tb-eu/fraud-scoring-eu/score", &headers, "{}").0
    };
    assert_eq!(score(&mut bench, "", &key), 200);
    assert_eq!(score(&mut bench, "", "wrong"), 401);
    let traffic = |blue: i64, green: i64| json!({"properties": {"traffic": {"blue": blue, "green": green}}});
    assert_eq!(bench.call(Who::Admin, Method::PATCH, ENDPOINT, traffic(30, 30)).0, 400);
    assert_eq!(bench.call(Who::Admin, Method::PATCH, ENDPOINT, traffic(0, 0)).0, 202);
    assert_eq!(
        bench.call(Who::Admin, Method::PATCH, ENDPOINT, traffic(0, 0)).0,
        409,
        "a change is under way"
    );
    bench.at += operations::SLOW;
    assert_eq!(score(&mut bench, "", &key), 404);
    assert_eq!(score(&mut bench, "green", &key), 200);
    // Only a new key, or no public network, keeps the caller out.
    bench.call(
        Who::Admin,
        Method::POST,
        &format!("{ENDPOINT}/regenerateKeys"),
        json!({"keyType": "Primary"}),
    );
    assert_eq!(score(&mut bench, "green", &key), 401);
}

#[test]
fn a_deny_rule_leaves_live_flows_alone_and_stops_new_ones() {
    let mut bench = Bench::new();
    let open = |bench: &mut Bench| {
        bench.call(
            Who::Admin,
            Method::POST,
            "/range/flows",
            json!({"networkInterface": NIC, "from": "198.51.100.77", "to": "10.20.1.4", "port": 22}),
        )
    };
    let (status, flow) = open(&mut bench);
    assert_eq!((status, flow["rule"].as_str()), (201, Some("securityRules/AllowAnyManagement")));
    let rule = json!({"properties": {"priority": 110, "direction": "Inbound", "access": "Deny", "protocol": "*", "sourceAddressPrefix": "*", "sourcePortRange": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"}});
    assert_eq!(
        bench.call(Who::Admin, Method::PUT, &format!("{NSG}/securityRules/DenyAll"), rule.clone()).0,
        201
    );
    bench.at += operations::SLOW;
    assert_eq!(open(&mut bench).0, 403);
    assert_eq!(bench.get(Who::Admin, "/range/flows").1["value"].as_array().unwrap().len(), 1);
    bench.at += 24 * HOUR;
    assert_eq!(bench.get(Who::Admin, "/range/flows").1["value"].as_array().unwrap().len(), 1);
    assert_eq!(
        code(&bench.call(Who::Admin, Method::PUT, &format!("{NSG}/securityRules/Other"), rule).1),
        "SecurityRuleConflict"
    );
    let id = flow["id"].as_str().unwrap().to_owned();
    bench.call(Who::Admin, Method::DELETE, &format!("/range/flows/{id}"), Value::Null);
    assert!(bench.azure.flows.is_empty());
}

#[test]
fn a_locked_scope_and_a_denying_policy_keep_even_an_owner_from_writing() {
    let mut bench = Bench::new();
    assert_eq!(code(&bench.call(Who::Admin, Method::DELETE, NSG, Value::Null).1), "ScopeLocked");
    let account = ACCOUNT.replace("tb-openai-eu", "new");
    let body = json!({"location": "eastus", "kind": "OpenAI", "properties": {}});
    assert_eq!(code(&bench.call(Who::Admin, Method::PUT, &account, body).1), "RequestDisallowedByPolicy");
    let definition = "/providers/Microsoft.Management/managementGroups/technobank/providers/Microsoft.Authorization/policyDefinitions/ai-public-network";
    let assignment =
        format!("/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Authorization/policyAssignments/freeze");
    let body = json!({"properties": {"displayName": "freeze", "policyDefinitionId": definition, "parameters": {"effect": {"value": "Deny"}}}});
    assert_eq!(bench.call(Who::Admin, Method::PUT, &assignment, body).0, 201);
    let open = json!({"properties": {"publicNetworkAccess": "Enabled"}});
    assert_eq!(bench.call(Who::Admin, Method::PATCH, ACCOUNT, open.clone()).0, 202);
    bench.at += policy::POLICY_SPREADS;
    assert_eq!(code(&bench.call(Who::Admin, Method::PATCH, ACCOUNT, open).1), "RequestDisallowedByPolicy");
}

#[test]
fn what_happens_is_written_down_and_reading_is_not() {
    let mut bench = Bench::new();
    bench.get(Who::Auditor, ACCOUNT);
    let sources = |bench: &mut Bench| -> Vec<(String, Value)> {
        let taken = bench.azure.take_records();
        taken
            .into_iter()
            .map(|record| (record.source.as_str().to_owned(), serde_json::from_str(&record.text).unwrap()))
            .collect()
    };
    let read = sources(&mut bench);
    assert!(read.iter().all(|(source, _)| source == "entra.signin") && !read.is_empty());
    bench.call(Who::Auditor, Method::POST, &format!("{ACCOUNT}/listKeys"), Value::Null);
    let denied = sources(&mut bench);
    let (_, record) = denied.iter().find(|(source, _)| source == "azure.activity").unwrap();
    assert_eq!(record["operationName"], "MICROSOFT.COGNITIVESERVICES/ACCOUNTS/LISTKEYS/ACTION");
    assert_eq!(
        (record["resultType"].as_str(), record["resultSignature"].as_str()),
        (Some("Failure"), Some("Failed.Forbidden"))
    );
    bench.call(
        Who::Admin,
        Method::PATCH,
        &format!("/v1.0/users/{}", USERS[0]),
        json!({"accountEnabled": false}),
    );
    let changed = sources(&mut bench);
    let (_, record) = changed.iter().find(|(source, _)| source == "entra.audit").unwrap();
    assert_eq!(record["operationName"], "Disable account");
    bench.grant("grant_type=client_credentials&client_id=x&client_secret=y&scope=https://management.azure.com/.default");
    assert_eq!(sources(&mut bench)[0].1["resultType"], "700016");
}

#[test]
fn garbage_is_answered_and_never_panics() {
    let mut bench = Bench::new();
    let token = bench.token(Who::Admin, "https://management.azure.com");
    let graph = bench.token(Who::Admin, "https://graph.microsoft.com");
    let mut rng = Rng::of(&[1]);
    let parts = [
        "",
        "subscriptions",
        SUBSCRIPTION,
        "resourceGroups",
        "rg-ai-eu",
        "providers",
        "Microsoft.CognitiveServices",
        "accounts",
        "tb-openai-eu",
        "%00",
        "%ff%2f",
        "..",
        "v1.0",
        "users",
        "$ref",
        "range",
        "flows",
        "metadata",
        "(appId='",
        "applications(appId='x')",
        "tags",
        "default",
        "Microsoft.Resources",
        "listKeys",
        "é",
        "onlineEndpoints",
        "score",
        "securityRules",
        "oauth2",
        "v2.0",
        "token",
        TENANT,
        "locations",
        "operationsStatus",
    ];
    let bodies = [
        "",
        "{",
        "null",
        "[]",
        "1",
        "{\"properties\":1}",
        "{\"properties\":{\"traffic\":{\"a\":1e99}},\"location\":7}",
        "{\"query\":\"Resources | where ((((\"}",
        "a=b&client_assertion=x.y.z&grant_type=client_credentials&scope=https://management.azure.com/.default",
    ];
    let methods = [
        Method::GET,
        Method::PUT,
        Method::PATCH,
        Method::POST,
        Method::DELETE,
        Method::HEAD,
        Method::OPTIONS,
    ];
    for nth in 0..2_000usize {
        let length = usize::try_from(rng.below(14)).unwrap();
        let path: String = (0..=length).map(|_| format!("/{}", rng.pick(&parts))).collect();
        let method = methods[nth % methods.len()].clone();
        let body = bodies[nth % bodies.len()];
        let token = if path.starts_with("/v1.0") { &graph } else { &token };
        let query = [
            "api-version=2024-01-01",
            "api-version=é",
            "",
            "api-version=2024-01-01&$top=x&$skiptoken=%ff&$filter=a eq",
        ][nth % 4];
        let (status, _) = bench.send(
            method,
            &format!("{path}?{query}"),
            &[("authorization", format!("Bearer {token}"))],
            body,
        );
        assert!((200..600).contains(&status));
    }
}

#[test]
fn deny_assignments_bind_owners_of_the_subscription_and_not_whom_they_except() {
    let mut bench = Bench::new();
    let group = format!("/subscriptions/{SUBSCRIPTION}/resourceGroups/databricks-rg-dbw-tb-eu");
    let path = format!("{group}/providers/Microsoft.Resources/tags/default");
    let tags = json!({"operation": "Merge", "properties": {"tags": {"a": "b"}}});
    let password = bench.azure.credentials.password(USERS[1]).to_owned();
    let form = format!(
        "grant_type=password&client_id=x&username={}&password={password}&scope=https://management.azure.com/.default",
        USERS[1]
    );
    let (_, given) = bench.grant(&form);
    let headers = [("authorization", format!("Bearer {}", given["access_token"].as_str().unwrap()))];
    let (status, body) = bench.send(Method::PATCH, &format!("{path}?{V}"), &headers, tags.to_string());
    assert_eq!((status, code(&body)), (403, "DenyAssignmentAuthorizationFailed"));
    let elsewhere = path.replace("databricks-rg-dbw-tb-eu", "rg-app-eu");
    assert_eq!(bench.send(Method::PATCH, &format!("{elsewhere}?{V}"), &headers, tags.to_string()).0, 200);
    assert_eq!(bench.call(Who::Admin, Method::PATCH, &path, tags).0, 200);
}

#[test]
fn untaken_records_are_bounded() {
    let mut bench = Bench::new();
    for _ in 0..10_050 {
        bench.grant("grant_type=client_credentials&client_id=x&client_secret=y&scope=https://management.azure.com/.default");
    }
    assert_eq!(bench.azure.take_records().len(), 10_000);
    assert!(bench.azure.take_records().is_empty());
}

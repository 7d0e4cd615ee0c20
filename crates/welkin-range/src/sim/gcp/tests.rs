//! What every client of the simulated Google Cloud may rely on.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use welkin_model::Millis;

use super::caller::Caller;
use super::way_in::{ADMIN, AUDITOR, RESTRICTED};
use super::*;
use crate::calendar::{HOUR, MINUTE, SECOND};
use crate::sim::Method;

const START: Millis = 1_795_532_400_000;
const FRAUD: &str = "/aiplatform/v1/projects/tb-asia-ml/locations/asia-southeast1/endpoints/5520193847561029384";
const TRAINING: &str = "vertex-training@tb-asia-ml.iam.gserviceaccount.com";

fn gcp() -> Gcp {
    Gcp::technobank(7, START)
}

/// A token as if its owner had proved who they are.
fn token(gcp: &mut Gcp, email: &str, at: Millis) -> String {
    gcp.tokens.issue(Caller::account(email), at + HOUR)
}

fn request(method: Method, target: &str, token: &str, body: &Value) -> Request {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = HeaderMap::new();
    if !token.is_empty() {
        headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {token}")).unwrap());
    }
    headers.insert("user-agent", HeaderValue::from_static("welkin \"quoted\""));
    Request {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
    }
}

fn call(gcp: &mut Gcp, method: Method, target: &str, token: &str, body: &Value, at: Millis) -> (u16, Value) {
    let request = request(method, target, token, body);
    let operation = gcp.operation(&request);
    let response = gcp.answer(&operation, &request, at);
    (response.status.as_u16(), serde_json::from_slice(&response.body).unwrap_or_default())
}

fn get(gcp: &mut Gcp, target: &str, token: &str, at: Millis) -> (u16, Value) {
    call(gcp, Method::GET, target, token, &Value::Null, at)
}

fn form(path: &str, fields: &[(&str, &str)], host: &str) -> Request {
    let encode = |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let mut request = request(Method::POST, path, "", &Value::Null);
    request.body = body.join("&").into_bytes();
    request.headers.insert("host", HeaderValue::from_str(host).unwrap());
    request
}

fn answered(gcp: &mut Gcp, request: &Request, at: Millis) -> (u16, Value) {
    let operation = gcp.operation(request);
    let response = gcp.answer(&operation, request, at);
    (response.status.as_u16(), serde_json::from_slice(&response.body).unwrap_or_default())
}

#[test]
fn the_estate_is_large_and_every_weakness_is_in_it() {
    let gcp = gcp();
    let all = gcp.estate.all().filter(|(_, asset)| asset.kind.collection() != "o").count();
    let known = gcp.estate.all().filter(|(_, asset)| !asset.kind.asset.is_empty()).count();
    println!("{all} resources, {known} of them in the inventory");
    assert!(known >= 90, "{known}");
    assert!((8..=14).contains(&WEAKNESSES.len()));
    for weakness in WEAKNESSES {
        assert!(gcp.estate.get(weakness.asset).is_some(), "{} {}", weakness.id, weakness.asset);
    }
    for (key, asset) in gcp.estate.all().filter(|(_, asset)| !asset.kind.asset.is_empty()) {
        let ancestors = gcp.estate.ancestors(key);
        assert_eq!(ancestors.last().map(String::as_str), Some("organizations/402917365518"), "{key} {asset:?}");
    }
}

#[test]
fn links_in_the_estate_lead_to_what_exists() {
    let gcp = gcp();
    let all: String = gcp.estate.all().filter_map(|(_, asset)| asset.now()).map(Value::to_string).collect();
    let missing: Vec<&str> = all
        .split('"')
        .filter_map(|text| text.strip_prefix("https://www.googleapis.com/compute/v1/"))
        .filter(|path| ["/networks/", "/subnetworks/", "/disks/", "/vpn", "/backendServices/"].iter().any(|p| path.contains(p)))
        .filter(|path| gcp.estate.get(&format!("//compute.googleapis.com/{path}")).is_none())
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn an_assertion_is_verified_in_every_part() {
    let mut gcp = gcp();
    let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    let seconds = START / 1_000;
    let good = json!({"iss": AUDITOR, "sub": AUDITOR, "aud": "http://127.0.0.1:9/token", "scope": "s", "iat": seconds, "exp": seconds + 3_600});
    let mut ask = |gcp: &mut Gcp, claims: &Value, key: &str, at: Millis| {
        let assertion = gcp.keys[key].token(key, claims);
        answered(gcp, &form("/token", &[("grant_type", grant), ("assertion", &assertion)], "127.0.0.1:9"), at)
    };
    let (status, answer) = ask(&mut gcp, &good, way_in::AUDITOR_KEY, START);
    assert_eq!(status, 200);
    let token = answer["access_token"].as_str().unwrap().to_owned();
    let project = "/v3/projects/tb-asia-prod";
    assert_eq!(get(&mut gcp, project, &token, START).0, 200);
    assert_eq!(get(&mut gcp, project, &token, START + HOUR).0, 401, "expired");

    let with = |name: &str, value: Value| {
        let mut claims = good.clone();
        claims[name] = value;
        claims
    };
    for (claims, key) in [
        (good.clone(), way_in::RESTRICTED_KEY),
        (with("aud", json!("https://evil.example/token")), way_in::AUDITOR_KEY),
        (with("exp", json!(seconds - 1)), way_in::AUDITOR_KEY),
        (with("exp", json!(seconds + 7_200)), way_in::AUDITOR_KEY),
        (with("iat", json!(seconds + 3_000)), way_in::AUDITOR_KEY),
        (with("iss", json!(ADMIN)), way_in::AUDITOR_KEY),
        (with("iss", json!("nobody@x")), way_in::AUDITOR_KEY),
    ] {
        let (status, answer) = ask(&mut gcp, &claims, key, START);
        assert_eq!((status, answer["error"].as_str()), (400, Some("invalid_grant")), "{claims}");
    }
}

#[test]
fn an_outside_token_is_verified_and_bound_to_its_provider() {
    let mut gcp = gcp();
    let audience = way_in::provider_of("workloads");
    let seconds = START / 1_000;
    let claims = |subject: &str, aud: &str, exp: i64| {
        json!({"iss": way_in::SPIFFE_ISSUER, "sub": subject, "aud": aud, "iat": seconds, "exp": exp})
    };
    let exchange = |gcp: &mut Gcp, claims: &Value, key: &str, audience: &str| {
        let token = gcp.keys[key].token("k", claims);
        let fields = [
            ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange"),
            ("audience", audience),
            ("scope", "https://www.googleapis.com/auth/cloud-platform"),
            ("subject_token_type", "urn:ietf:params:oauth:token-type:jwt"),
            ("subject_token", &token),
        ];
        answered(gcp, &form("/sts/v1/token", &fields, "h"), START)
    };
    let aud = format!("https:{audience}");
    let good = claims(way_in::SPIFFE_SUBJECT, &aud, seconds + 300);
    let (status, answer) = exchange(&mut gcp, &good, "issuer-spiffe", &audience);
    assert_eq!(status, 200, "{answer}");
    let federated = answer["access_token"].as_str().unwrap().to_owned();
    let impersonate = format!("/iamcredentials/v1/projects/-/serviceAccounts/{AUDITOR}:generateAccessToken");
    let scope = json!({"scope": ["https://www.googleapis.com/auth/cloud-platform"]});
    assert_eq!(call(&mut gcp, Method::POST, &impersonate, &federated, &scope, START).0, 200);
    let admin = impersonate.replace("welkin-auditor", "welkin-admin");
    assert_eq!(call(&mut gcp, Method::POST, &admin, &federated, &scope, START).0, 403);

    for (claims, key, audience) in [
        (good.clone(), "issuer-github", audience.as_str()),
        (claims(way_in::SPIFFE_SUBJECT, "https://other", seconds + 300), "issuer-spiffe", &audience),
        (claims(way_in::SPIFFE_SUBJECT, &aud, seconds - 1), "issuer-spiffe", &audience),
        (claims(way_in::SPIFFE_SUBJECT, &aud, seconds + 49 * 3_600), "issuer-spiffe", &audience),
        (claims("spiffe://evil.example/x", &aud, seconds + 300), "issuer-spiffe", &audience),
        (good.clone(), "issuer-spiffe", "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/x/providers/x"),
    ] {
        assert_eq!(exchange(&mut gcp, &claims, key, audience).0, 400, "{claims} {audience}");
    }
}

#[test]
fn a_policy_is_felt_after_two_minutes() {
    let mut gcp = gcp();
    let [admin, restricted] = [ADMIN, RESTRICTED].map(|email| token(&mut gcp, email, START));
    assert_eq!(get(&mut gcp, FRAUD, &restricted, START).0, 403);
    let project = "/cloudresourcemanager/v3/projects/tb-asia-ml";
    let (_, mut policy) = call(&mut gcp, Method::POST, &format!("{project}:getIamPolicy"), &admin, &json!({}), START);
    let binding = json!({"role": "roles/aiplatform.viewer", "members": [format!("serviceAccount:{RESTRICTED}")]});
    policy["bindings"].as_array_mut().unwrap().push(binding);
    let (status, _) = call(&mut gcp, Method::POST, &format!("{project}:setIamPolicy"), &admin, &json!({"policy": policy}), START);
    assert_eq!(status, 200);
    assert_eq!(get(&mut gcp, FRAUD, &restricted, START + 2 * MINUTE - 1).0, 403);
    assert_eq!(get(&mut gcp, FRAUD, &restricted, START + 2 * MINUTE).0, 200);
}

#[test]
fn a_deny_policy_closes_the_bypass_of_explain_and_even_the_owner_obeys() {
    let mut gcp = gcp();
    let admin = token(&mut gcp, ADMIN, START);
    let instances = json!({"instances": [{}], "deployedModelId": "3002"});
    let emptied = json!({"trafficSplit": {}});
    assert_eq!(call(&mut gcp, Method::PATCH, &format!("{FRAUD}?updateMask=trafficSplit"), &admin, &emptied, START).0, 200);
    assert_eq!(call(&mut gcp, Method::POST, &format!("{FRAUD}:predict"), &admin, &instances, START).0, 400);
    assert_eq!(call(&mut gcp, Method::POST, &format!("{FRAUD}:explain"), &admin, &instances, START).0, 200);
    let point = "/iam/v2/policies/cloudresourcemanager.googleapis.com%2Fprojects%2F730011223344/denypolicies";
    let rule = json!({"rules": [{"denyRule": {
        "deniedPrincipals": ["principalSet://goog/public:all"],
        "deniedPermissions": ["aiplatform.googleapis.com/endpoints.predict", "aiplatform.googleapis.com/endpoints.explain"],
    }}]});
    assert_eq!(call(&mut gcp, Method::POST, &format!("{point}?policyId=q"), &admin, &rule, START).0, 200);
    assert_eq!(call(&mut gcp, Method::POST, &format!("{FRAUD}:explain"), &admin, &instances, START + MINUTE).0, 200);
    let later = START + 3 * MINUTE;
    assert_eq!(call(&mut gcp, Method::POST, &format!("{FRAUD}:explain"), &admin, &instances, later).0, 403);
    assert_eq!(get(&mut gcp, FRAUD, &admin, later).0, 200, "nothing else is denied");
    assert_eq!(call(&mut gcp, Method::DELETE, &format!("{point}/q"), &admin, &Value::Null, later).0, 200);
    assert_eq!(call(&mut gcp, Method::POST, &format!("{FRAUD}:explain"), &admin, &instances, later + MINUTE).0, 403);
    assert_eq!(call(&mut gcp, Method::POST, &format!("{FRAUD}:explain"), &admin, &instances, later + 3 * MINUTE).0, 200);
}

#[test]
fn an_enforced_perimeter_keeps_out_whom_no_rule_admits() {
    let mut gcp = gcp();
    let [admin, training] = [ADMIN, TRAINING].map(|email| token(&mut gcp, email, START));
    let shard = "/storage/v1/b/tb-asia-training/o/fraud%2Fshard-0000.tfrecord";
    assert_eq!(get(&mut gcp, shard, &training, START).0, 200);
    let perimeter = "/accesscontextmanager/v1/accessPolicies/845500112233/servicePerimeters/ml_perimeter";
    let (_, present) = get(&mut gcp, perimeter, &admin, START);
    let enforced = json!({"status": present["spec"]});
    let (status, operation) = call(&mut gcp, Method::PATCH, &format!("{perimeter}?updateMask=status"), &admin, &enforced, START);
    assert_eq!(status, 200);
    assert!(operation["name"].as_str().unwrap().starts_with("operations/"));
    let later = START + 2 * MINUTE;
    let (status, error) = get(&mut gcp, shard, &training, later);
    assert_eq!(status, 403);
    assert!(error["error"]["message"].as_str().unwrap().contains("vpcServiceControlsUniqueIdentifier"), "{error}");
    assert_eq!(get(&mut gcp, shard, &admin, later).0, 200);
}

#[test]
fn disabling_rejects_existing_tokens_and_enabling_revives_them() {
    let mut gcp = gcp();
    let [admin, training] = [ADMIN, TRAINING].map(|email| token(&mut gcp, email, START));
    let account = format!("/iam/v1/projects/-/serviceAccounts/{TRAINING}");
    let shard = "/storage/v1/b/tb-asia-training/o/fraud%2Fshard-0000.tfrecord";
    assert_eq!(call(&mut gcp, Method::POST, &format!("{account}:disable"), &admin, &json!({}), START).0, 200);
    assert_eq!(get(&mut gcp, shard, &training, START + SECOND - 1).0, 200);
    assert_eq!(get(&mut gcp, shard, &training, START + SECOND).0, 401);
    assert_eq!(call(&mut gcp, Method::POST, &format!("{account}:enable"), &admin, &json!({}), START + MINUTE).0, 200);
    assert_eq!(get(&mut gcp, shard, &training, START + 2 * MINUTE).0, 200, "the very same token");
}

#[test]
fn the_inventory_sees_a_write_later_and_the_past_as_it_was() {
    let mut gcp = gcp();
    let admin = token(&mut gcp, ADMIN, START);
    let patch = json!({"displayName": "renamed"});
    call(&mut gcp, Method::PATCH, &format!("{FRAUD}?updateMask=displayName"), &admin, &patch, START);
    let list = "/cloudasset/v1/organizations/402917365518/assets?contentType=RESOURCE&assetTypes=aiplatform.googleapis.com/Endpoint";
    let named = |gcp: &mut Gcp, target: &str, at: Millis| get(gcp, target, &admin, at).1.to_string().contains("renamed");
    assert!(!named(&mut gcp, list, START + 5 * SECOND - 1));
    assert!(named(&mut gcp, list, START + 5 * SECOND));
    let before = format!("{list}&readTime={}", welkin_model::format_time(START - HOUR));
    assert!(!named(&mut gcp, &before, START + HOUR - 1));
    let history = "/cloudasset/v1/organizations/402917365518:batchGetAssetsHistory?contentType=RESOURCE&readTimeWindow.startTime=2020-01-01T00:00:00Z&assetNames=//aiplatform.googleapis.com/projects/730011223344/locations/asia-southeast1/endpoints/5520193847561029384";
    let (_, answer) = get(&mut gcp, history, &admin, START + MINUTE);
    assert_eq!(answer["assets"].as_array().map(Vec::len), Some(2));
    assert!(answer["assets"][0]["window"]["endTime"].is_string());
}

#[test]
fn pages_of_the_inventory_are_complete() {
    let mut gcp = gcp();
    let auditor = token(&mut gcp, AUDITOR, START);
    let base = "/cloudasset/v1/organizations/402917365518/assets?pageSize=7&contentType=RESOURCE";
    let (mut names, mut target) = (std::collections::BTreeSet::new(), base.to_owned());
    loop {
        let (status, page) = get(&mut gcp, &target, &auditor, START);
        assert_eq!(status, 200);
        for asset in page["assets"].as_array().unwrap() {
            assert!(names.insert(asset["name"].as_str().unwrap().to_owned()));
        }
        let Some(next) = page["nextPageToken"].as_str() else { break };
        target = format!("{base}&pageToken={next}");
    }
    assert_eq!(names.len(), gcp.estate.all().filter(|(_, asset)| !asset.kind.asset.is_empty()).count());
}

#[test]
fn reads_are_the_auditors_and_writes_are_not() {
    let mut gcp = gcp();
    let auditor = token(&mut gcp, AUDITOR, START);
    for (method, target) in [
        (Method::PATCH, FRAUD.to_owned()),
        (Method::DELETE, FRAUD.to_owned()),
        (Method::POST, format!("{FRAUD}:undeployModel")),
        (Method::POST, format!("{FRAUD}:predict")),
        (Method::POST, "/v3/projects/tb-asia-ml:setIamPolicy".to_owned()),
        (Method::POST, format!("/iam/v1/projects/-/serviceAccounts/{TRAINING}:disable")),
        (Method::POST, format!("/iam/v1/projects/tb-asia-ml/serviceAccounts/{TRAINING}/keys")),
        (Method::DELETE, "/storage/v1/b/tb-asia-models".to_owned()),
        (Method::POST, "/compute/v1/projects/tb-asia-prod/global/firewallPolicies/asia-baseline/addRule".to_owned()),
        (Method::GET, "/secretmanager/v1/projects/tb-asia-ml/secrets/aws-legacy-export/versions/1:access".to_owned()),
    ] {
        assert_eq!(call(&mut gcp, method, &target, &auditor, &json!({}), START).0, 403, "{target}");
    }
}

#[test]
fn every_call_is_in_the_log_with_who_what_and_how_it_ended() {
    let mut gcp = gcp();
    let auditor = token(&mut gcp, AUDITOR, START);
    get(&mut gcp, FRAUD, &auditor, START);
    call(&mut gcp, Method::DELETE, FRAUD, &auditor, &Value::Null, START + 1);
    let records = gcp.take_records();
    assert_eq!(records.len(), 2);
    let [read, refused] = [0, 1].map(|nth: usize| serde_json::from_str::<Value>(&records[nth].text).unwrap());
    assert!(records[0].event_id().is_some_and(|id| id.len() == 13));
    let payload = &read["protoPayload"];
    assert_eq!(payload["authenticationInfo"]["principalEmail"], AUDITOR);
    assert_eq!(payload["methodName"], "google.cloud.aiplatform.v1.EndpointService.GetEndpoint");
    assert_eq!(payload["resourceName"], "projects/730011223344/locations/asia-southeast1/endpoints/5520193847561029384");
    assert_eq!(payload["requestMetadata"]["callerSuppliedUserAgent"], "welkin \"quoted\"");
    assert_eq!(payload["resourceLocation"]["currentLocations"][0], "asia-southeast1");
    assert_eq!(read["logName"], "projects/tb-asia-ml/logs/cloudaudit.googleapis.com%2Fdata_access");
    assert_eq!(refused["logName"], "projects/tb-asia-ml/logs/cloudaudit.googleapis.com%2Factivity");
    assert_eq!(refused["protoPayload"]["status"]["code"], 7);
    assert_eq!(refused["protoPayload"]["authorizationInfo"][0]["granted"], false);
    assert!(gcp.take_records().is_empty());
    for _ in 0..10_100 {
        get(&mut gcp, "/v3/projects/none", &auditor, START);
    }
    assert_eq!(gcp.take_records().len(), 10_000);
}

#[test]
fn limits_are_those_of_the_scope() {
    let gcp = gcp();
    let limit = |target: &str| gcp.limit(&gcp.operation(&request(Method::GET, target, "", &Value::Null))).map(|l| l.calls);
    assert_eq!(limit("/cloudasset/v1/organizations/402917365518/assets"), Some(800));
    assert_eq!(limit("/cloudasset/v1/projects/tb-asia-ml/assets"), Some(100));
    assert_eq!(limit("/v1/projects/tb-asia-ml:searchAllResources"), Some(400));
    let operation = gcp.operation(&request(Method::GET, "/cloudasset/v1/projects/tb-asia-ml/assets", "", &Value::Null));
    let response = gcp.refuse(&operation, Refusal::Throttled { retry_after: 1_500 });
    let error: Value = serde_json::from_slice(&response.body).unwrap();
    assert_eq!(response.status.as_u16(), 429);
    assert_eq!(error["error"]["details"][1]["retryDelay"], "1.500s");
}

#[test]
fn what_is_created_is_bounded() {
    let mut gcp = gcp();
    let admin = token(&mut gcp, ADMIN, START);
    let mut last = 0;
    for nth in 0..5_000 {
        let body = json!({"name": format!("f-{nth}"), "denied": [{"IPProtocol": "all"}]});
        last = call(&mut gcp, Method::POST, "/compute/v1/projects/tb-asia-ml/global/firewalls", &admin, &body, START).0;
    }
    assert_eq!(last, 429);
}

#[test]
fn garbage_never_panics() {
    let mut gcp = gcp();
    let admin = token(&mut gcp, ADMIN, START);
    let mut rng = Rng::of(&[1]);
    let parts = [
        "v1", "v2", "v3", "projects", "tb-asia-ml", "-", "locations", "asia-southeast1", "endpoints", "é%ff", "%2F", "..",
        "b", "o", "iam", "tb-asia-models", "organizations", "402917365518", "assets", "serviceAccounts", "policies",
        "denypolicies", "global", "firewallPolicies", "asia-baseline", "addRule", "storage", "compute", "aiplatform", "sts",
        "token", "operations", ":predict", "5520193847561029384:explain", "a:b:c", "computeMetadata", "groups", "upload",
        "aggregated", "instances", "cloudasset", "transferJobs", "accessPolicies", "operations:wait", "@", "x@1",
    ];
    let queries = ["", "pageToken=%00", "pageSize=99999999999999999999", "filter=a=b&updateMask=a.b.c,name", "alt=media", "uploadType=multipart&name=%00", "readTime=x&contentType=RESOURCE", "query=-:", "assetTypes=*.*&query=name:%C3%A9"];
    let bodies = ["", "{", "[]", "null", "{\"instances\":1}", "{\"policy\":{\"bindings\":[1,{\"members\":[2]}]}}", "{\"trafficSplit\":{\"x\":-1}}", "{\"name\":\"\\u0000\"}", "{\"labels\":3,\"rules\":[{}],\"deployedModel\":{}}"];
    let methods = [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS];
    for _ in 0..6_000 {
        let path: String = (0..rng.below(8)).map(|_| format!("/{}", rng.pick(&parts))).collect();
        let method = methods[usize::try_from(rng.below(6)).unwrap()].clone();
        let mut request = request(method, &format!("{path}?{}", rng.pick(&queries)), &admin, &Value::Null);
        if request.path.is_empty() {
            request.path = "/".to_owned();
        }
        request.body = rng.pick(&bodies).as_bytes().to_vec();
        let name = HeaderName::from_static("content-type");
        request.headers.insert(name, HeaderValue::from_static("multipart/related; boundary=x"));
        let (status, _) = answered(&mut gcp, &request, START);
        assert!((200..600).contains(&status));
    }
}

#[test]
fn secrets_are_in_no_debug_output_and_no_log() {
    let mut gcp = gcp();
    let admin = token(&mut gcp, ADMIN, START);
    let keys = format!("/iam/v1/projects/-/serviceAccounts/{TRAINING}/keys");
    let (status, key) = call(&mut gcp, Method::POST, &keys, &admin, &json!({}), START);
    assert_eq!(status, 200);
    let private = key["privateKeyData"].as_str().unwrap();
    let all = format!("{gcp:?}");
    assert!(!all.contains(&admin) && !all.contains(private));
    assert!(!format!("{:?}", gcp.take_records()).contains(private));
    assert!(get(&mut gcp, &keys, &admin, START).1.to_string().contains("keyAlgorithm"));
}

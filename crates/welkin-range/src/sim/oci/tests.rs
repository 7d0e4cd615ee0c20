use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};

use super::access::{ADMIN, AUDITOR, RESTRICTED, user_id};
use super::keys::{Pair, fingerprint};
use super::*;
use crate::calendar::{Form, HOUR, SECOND, Stamp};
use crate::estate::{OCI_COMPARTMENT, OCI_MODEL, OCI_TENANCY};
use crate::sim::{Method, crossings};

/// 2026-11-24T15:00:00Z, a Tuesday.
const NOW: Millis = 1_795_532_400_000;
const AI_PROD: &str = "ocid1.compartment.oc1..aaaaaaaatechnobankaiprod";
const AI_LAB: &str = "ocid1.compartment.oc1..aaaaaaaatechnobankailab";
const DEPLOYMENT: &str = "ocid1.datasciencemodeldeployment.oc1.iad.amaaaaaatechnobankfraud";

fn oci() -> Oci {
    Oci::technobank(7, NOW)
}

fn request(method: &str, target: &str, body: &str) -> Request {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    Request {
        method: Method::from_bytes(method.as_bytes()).unwrap(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers: HeaderMap::new(),
        body: body.as_bytes().to_vec(),
    }
}

fn set(request: &mut Request, name: &str, value: &str) {
    request.headers.insert(HeaderName::try_from(name).unwrap(), HeaderValue::try_from(value).unwrap());
}

fn http_date(at: Millis) -> String {
    // The day of the week is not checked by anyone.
    let text = Stamp(at, Form::Access).to_string();
    let (date, time) = text.split_at(11);
    format!("Tue, {} {} GMT", date.replace('/', " "), time.get(1..9).unwrap())
}

/// Signs as the SDKs do.
fn sign(request: &mut Request, key_id: &str, pair: &Pair, headers: &[&str], at: Millis) {
    set(request, "host", "127.0.0.1:7000");
    set(request, "date", &http_date(at));
    set(request, "content-type", "application/json");
    set(request, "content-length", &request.body.len().to_string());
    let hash = STANDARD.encode(digest(&SHA256, &request.body));
    set(request, "x-content-sha256", &hash);
    let query = if request.query.is_empty() { String::new() } else { format!("?{}", request.query) };
    let target = format!("{} {}{query}", request.method.as_str().to_ascii_lowercase(), request.path);
    let lines: Vec<String> = headers
        .iter()
        .map(|name| {
            let value =
                if *name == "(request-target)" { target.clone() } else { request.header(name).to_owned() };
            format!("{name}: {value}")
        })
        .collect();
    let signature = STANDARD.encode(pair.sign(lines.join("\n").as_bytes()));
    let text = format!(
        r#"Signature algorithm="rsa-sha256",headers="{}",keyId="{key_id}",signature="{signature}",version="1""#,
        headers.join(" ")
    );
    set(request, "authorization", &text);
}

const ALL: [&str; 6] =
    ["date", "(request-target)", "host", "content-length", "content-type", "x-content-sha256"];

fn key_id(oci: &Oci, name: &str) -> String {
    format!("{OCI_TENANCY}/{}/{}", user_id(name), fingerprint(&oci.principals.pair(name).spki))
}

fn send(oci: &mut Oci, request: &Request, at: Millis) -> Response {
    let operation = oci.operation(request);
    oci.answer(&operation, request, at)
}

fn status(response: &Response) -> u16 {
    response.status.as_u16()
}

fn read(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap_or_default()
}

fn header<'a>(response: &'a Response, name: &str) -> Option<&'a str> {
    response.headers.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}

fn call_as(oci: &mut Oci, name: &str, method: &str, target: &str, body: &str, at: Millis) -> Response {
    let mut request = request(method, target, body);
    let id = key_id(oci, name);
    sign(&mut request, &id, oci.principals.pair(name), &ALL, at);
    send(oci, &request, at)
}

fn admin(oci: &mut Oci, method: &str, target: &str, body: &Value, at: Millis) -> Response {
    let body = if body.is_null() { String::new() } else { body.to_string() };
    call_as(oci, ADMIN, method, target, &body, at)
}

#[test]
fn every_weakness_is_of_an_asset_that_exists() {
    let oci = oci();
    assert!((8..=14).contains(&WEAKNESSES.len()));
    let ids: BTreeSet<&str> = WEAKNESSES.iter().map(|one| one.id).collect();
    assert_eq!(ids.len(), WEAKNESSES.len());
    for weakness in WEAKNESSES {
        assert!(oci.store.get(weakness.asset).is_some(), "{}", weakness.asset);
    }
}

#[test]
fn the_estate_is_large_and_its_parts_name_parts_that_exist() {
    let oci = oci();
    let assets = oci.store.all().count();
    assert!(assets >= 150, "{assets}");
    let kinds: BTreeSet<&str> = catalogue::KINDS.iter().map(|kind| kind.ocid).collect();
    let planted: BTreeSet<&str> = oci.store.all().map(|one| one.kind.ocid).collect();
    for resource in oci.store.all() {
        let text = format!("{}{:?}", resource.body, resource.parts);
        for id in text.split(['"', '\'', '/', ' ']).filter(|word| word.starts_with("ocid1.")) {
            let kind = id.split('.').nth(1).unwrap_or("");
            let outside = ["wrapping", "securityzonesrecipe", "ol9gpu"].iter().any(|one| id.ends_with(one));
            if kinds.contains(kind) && planted.contains(kind) && !outside {
                assert!(oci.store.get(id).is_some(), "{} names {id}", resource.id);
            }
        }
    }
}

#[test]
fn every_kind_of_the_logs_and_of_the_crossings_is_there() {
    let oci = oci();
    let all: String = oci.store.all().map(|one| format!("{}{:?}", one.body, one.parts)).collect();
    for value in [
        crossings::CREDIT_DIGEST,
        crossings::CREDIT_TRAINING,
        crossings::FRAUD_DIGEST,
        crossings::FRAUD_SOURCE,
        crossings::AZURE_VPN_ADDRESS,
        crossings::OCI_VPN_ADDRESS,
        crossings::AZURE_CIDR,
        crossings::OCI_CIDR,
        crossings::ARCHIVE_HOST,
    ] {
        assert!(all.contains(value), "{value}");
    }
    for id in [
        OCI_MODEL,
        OCI_COMPARTMENT,
        "ocid1.bucket.oc1.iad.aaaaaaaatechnobankarchive-ledger",
        "ocid1.datascienceproject.oc1.iad.amaaaaaatechnobankrisk",
        "ocid1.loggroup.oc1.iad.amaaaaaatechnobankflows",
        "ocid1.subnet.oc1.iad.aaaaaaaatechnobankarchives",
        &access::instance_id(),
        &user_id("karen.boyd@technobank.example"),
    ] {
        assert!(oci.store.get(id).is_some(), "{id}");
    }
}

#[test]
fn a_signed_request_is_answered_and_an_unsigned_one_is_not() {
    let mut oci = oci();
    let target = format!("/datascience/20190101/models?compartmentId={OCI_COMPARTMENT}");
    assert_eq!(status(&call_as(&mut oci, AUDITOR, "GET", &target, "", NOW)), 200);
    let refused = send(&mut oci, &request("GET", &target, ""), NOW);
    assert_eq!((status(&refused), read(&refused)["code"].as_str()), (401, Some("NotAuthenticated")));
    assert!(header(&refused, "opc-request-id").is_some());
}

#[test]
fn whatever_is_changed_after_signing_is_refused() {
    let mut oci = oci();
    let id = key_id(&oci, ADMIN);
    let target = "/datascience/20190101/projects";
    let body = json!({"compartmentId": AI_LAB, "displayName": "x"}).to_string();
    let signed = |oci: &Oci, headers: &[&str], at| {
        let mut request = request("POST", target, &body);
        sign(&mut request, &id, oci.principals.pair(ADMIN), headers, at);
        request
    };
    let good = signed(&oci, &ALL, NOW);
    assert_eq!(status(&send(&mut oci, &good, NOW)), 200);

    let mut other_body = signed(&oci, &ALL, NOW);
    other_body.body = body.replace('x', "y").into_bytes();
    let mut other_path = signed(&oci, &ALL, NOW);
    other_path.path = "/datascience/20190101/jobs".to_owned();
    let mut other_query = signed(&oci, &ALL, NOW);
    other_query.query = "a=b".to_owned();
    let mut other_method = signed(&oci, &ALL, NOW);
    other_method.method = Method::PUT;
    let mut other_host = signed(&oci, &ALL, NOW);
    set(&mut other_host, "host", "127.0.0.1:7001");
    for wrong in [other_body, other_path, other_query, other_method, other_host] {
        assert_eq!(status(&send(&mut oci, &wrong, NOW)), 401);
    }
    // What must be signed: the target, the date, the host, and of bodies their digest.
    for left_out in ALL {
        let fewer: Vec<&str> = ALL.into_iter().filter(|name| *name != left_out).collect();
        let wrong = signed(&oci, &fewer, NOW);
        assert_eq!(status(&send(&mut oci, &wrong, NOW)), 401, "{left_out}");
    }
    for (off, expected) in [(4 * 60 + 58, 200), (5 * 60 + 2, 401)] {
        for way in [-1, 1] {
            let late = signed(&oci, &ALL, NOW + way * off * SECOND);
            assert_eq!(status(&send(&mut oci, &late, NOW)), expected, "{off} s");
        }
    }
}

#[test]
fn a_token_is_good_with_its_key_and_until_it_expires() {
    let mut oci = oci();
    let (pair, token) = oci.principals.workload(&oci.issuer);
    let id = format!("ST${token}");
    let target = format!("/datascience/20190101/modelDeployments?compartmentId={AI_PROD}");
    let signed = |pair: &Pair, at| {
        let mut request = request("GET", &target, "");
        sign(&mut request, &id, pair, &ALL, at);
        request
    };
    let (good, late, stolen) =
        (signed(pair, NOW), signed(pair, NOW + 12 * HOUR), signed(oci.principals.pair(ADMIN), NOW));
    assert_eq!(status(&send(&mut oci, &good, NOW)), 200);
    assert_eq!(status(&send(&mut oci, &late, NOW + 12 * HOUR)), 401);
    assert_eq!(status(&send(&mut oci, &stolen, NOW)), 401);
}

#[test]
fn an_exchanged_token_is_of_the_user_whom_the_trust_names() {
    let mut oci = oci();
    let session = Pair::generate().unwrap();
    let ask = |oci: &mut Oci, subject: &str, secret: &str, expires: Millis| {
        let body = json!({"iss": access::TRUSTED_ISSUER, "sub": subject, "exp": expires / SECOND});
        let token = token::sign(oci.principals.exchange_pair(), &body);
        let key: String =
            STANDARD.encode(&session.spki).replace('+', "%2B").replace('/', "%2F").replace('=', "%3D");
        let form = format!(
            "grant_type=urn:ietf:params:oauth:grant-type:token-exchange&requested_token_type=urn:oci:token-type:oci-upst&subject_token_type=jwt&subject_token={token}&public_key={key}"
        );
        let mut request = request("POST", "/oauth2/v1/token", &form);
        set(&mut request, "authorization", &format!("Basic {}", STANDARD.encode(secret)));
        send(oci, &request, NOW)
    };
    let (client, auditor) =
        (oci.principals.client().to_owned(), "spiffe://technobank.example/welkin/auditor");
    let answer = ask(&mut oci, auditor, &client, NOW + HOUR);
    let token = read(&answer)["token"].as_str().unwrap().to_owned();
    let record: Value = serde_json::from_str(&oci.take_records().pop().unwrap().text).unwrap();
    assert_eq!(record["data"]["identity"]["principalId"], user_id(AUDITOR));
    assert!(!record.to_string().contains(&token));
    let mut request = request("GET", "/identity/20160918/regions", "");
    sign(&mut request, &format!("ST${token}"), &session, &ALL, NOW);
    assert_eq!(status(&send(&mut oci, &request, NOW)), 200);
    let record: Value = serde_json::from_str(&oci.take_records().pop().unwrap().text).unwrap();
    assert_eq!(record["data"]["identity"]["principalName"], AUDITOR);

    assert_eq!(status(&ask(&mut oci, auditor, "id:wrong", NOW + HOUR)), 401);
    assert_eq!(status(&ask(&mut oci, auditor, &client, NOW)), 401);
    assert_eq!(status(&ask(&mut oci, "spiffe://elsewhere/x", &client, NOW + HOUR)), 401);
}

#[test]
fn pages_of_any_size_give_everything_once() {
    let mut oci = oci();
    for limit in [1, 3, 7, 1_000] {
        let mut names = Vec::new();
        let mut page = String::new();
        loop {
            let target =
                format!("/identity/20160918/users?compartmentId={OCI_TENANCY}&limit={limit}&page={page}");
            let answer = call_as(&mut oci, AUDITOR, "GET", &target, "", NOW);
            names.extend(read(&answer).as_array().unwrap().iter().map(|one| one["name"].to_string()));
            match header(&answer, "opc-next-page") {
                Some(next) => next.clone_into(&mut page),
                None => break,
            }
        }
        let unique: BTreeSet<&String> = names.iter().collect();
        assert_eq!((names.len(), unique.len()), (14, 14), "{limit}");
    }
    let far = format!("/identity/20160918/users?compartmentId={OCI_TENANCY}&limit=1");
    let token = call_as(&mut oci, AUDITOR, "GET", &far, "", NOW);
    let elsewhere = format!(
        "/identity/20160918/groups?compartmentId={OCI_TENANCY}&page={}",
        header(&token, "opc-next-page").unwrap()
    );
    assert_eq!(status(&call_as(&mut oci, AUDITOR, "GET", &elsewhere, "", NOW)), 400);
}

#[test]
fn the_restricted_user_sees_its_compartment_and_nothing_else() {
    let mut oci = oci();
    for (target, expected) in [
        (format!("/datascience/20190101/modelDeployments?compartmentId={AI_PROD}"), 200),
        (format!("/datascience/20190101/models?compartmentId={AI_LAB}"), 404),
        (format!("/datascience/20190101/models/{OCI_MODEL}"), 404),
        (format!("/identity/20160918/users?compartmentId={OCI_TENANCY}"), 404),
        ("/datascience/20190101/models".to_owned(), 400),
        (format!("/datascience/20190101/modelDeployments/{DEPLOYMENT}"), 200),
    ] {
        assert_eq!(status(&call_as(&mut oci, RESTRICTED, "GET", &target, "", NOW)), expected, "{target}");
    }
    let predict = format!("/modeldeployment/{DEPLOYMENT}/predict");
    assert_eq!(status(&call_as(&mut oci, RESTRICTED, "POST", &predict, "{}", NOW)), 200);
    // The condition lets it predict only.
    let stop = format!("/datascience/20190101/modelDeployments/{DEPLOYMENT}/actions/deactivate");
    assert_eq!(status(&call_as(&mut oci, RESTRICTED, "POST", &stop, "", NOW)), 404);
}

#[test]
fn the_auditor_reads_every_list_and_writes_nothing() {
    let mut oci = oci();
    for kind in &catalogue::KINDS {
        if [catalogue::BUCKET, "tenancies"].contains(&kind.collection) {
            continue;
        }
        let target = format!("/{}/{}/{}", kind.service, kind.version, kind.collection);
        let listed = format!("{target}?compartmentId={OCI_TENANCY}");
        assert_eq!(status(&call_as(&mut oci, AUDITOR, "GET", &listed, "", NOW)), 200, "{listed}");
        let body = json!({"compartmentId": OCI_TENANCY, "name": "x", "statements": ["x"]}).to_string();
        assert_eq!(status(&call_as(&mut oci, AUDITOR, "POST", &target, &body, NOW)), 404, "{target}");
    }
    let ids: Vec<(String, String)> = oci
        .store
        .all()
        .filter(|one| one.kind.collection != catalogue::BUCKET)
        .map(|one| {
            let region = if one.region.is_empty() { "us-ashburn-1" } else { &one.region };
            (
                one.id.clone(),
                format!("/{region}/{}/{}/{}", one.kind.service, one.kind.version, one.kind.collection),
            )
        })
        .collect();
    for (id, collection) in ids {
        let target = format!("{collection}/{id}");
        assert_eq!(status(&call_as(&mut oci, AUDITOR, "GET", &target, "", NOW)), 200, "{target}");
        for (method, body) in [("PUT", "{}"), ("DELETE", "")] {
            assert_eq!(
                status(&call_as(&mut oci, AUDITOR, method, &target, body, NOW)),
                404,
                "{method} {target}"
            );
        }
    }
}

#[test]
fn a_policy_counts_ten_seconds_after_it_was_written_or_deleted() {
    let mut oci = oci();
    let list = format!("/datascience/20190101/modelDeployments?compartmentId={AI_PROD}");
    let sees = |oci: &mut Oci, at| status(&call_as(oci, RESTRICTED, "GET", &list, "", at)) == 200;
    let policy = json!({"compartmentId": OCI_TENANCY, "name": "lockdown", "description": "x", "statements": ["Deny group science-viewers to inspect all-resources in tenancy"]});
    let made = read(&admin(&mut oci, "POST", "/identity/20160918/policies", &policy, NOW));
    assert!(sees(&mut oci, NOW + 9_999));
    assert!(!sees(&mut oci, NOW + 10_000));
    let gone = NOW + 60 * SECOND;
    let target = format!("/identity/20160918/policies/{}", made["id"].as_str().unwrap());
    assert_eq!(status(&admin(&mut oci, "DELETE", &target, &Value::Null, gone)), 204);
    assert!(!sees(&mut oci, gone + 9_999));
    assert!(sees(&mut oci, gone + 10_000));
}

#[test]
fn the_path_of_a_compartment_holds_five_hundred_statements() {
    let mut oci = oci();
    let policy = |compartment: &str, count: usize| {
        let statements = vec!["Allow group a to read buckets in tenancy"; count];
        json!({"compartmentId": compartment, "name": format!("p{count}"), "description": "x", "statements": statements})
    };
    let before: usize = oci
        .store
        .of("identity", "policies")
        .map(|one| one.body["statements"].as_array().unwrap().len())
        .sum();
    let target = "/identity/20160918/policies";
    let answer = admin(&mut oci, "POST", target, &policy(AI_PROD, 501 - before), NOW);
    assert_eq!(read(&answer)["code"], "LimitExceeded");
    assert_eq!(status(&admin(&mut oci, "POST", target, &policy(AI_PROD, 500 - before), NOW)), 200);
    // Another branch of the tree has its own path.
    assert_eq!(status(&admin(&mut oci, "POST", target, &policy(OCI_COMPARTMENT, 499 - before), NOW)), 200);
}

#[test]
fn a_deactivated_deployment_keeps_its_url_and_refuses_to_predict() {
    let mut oci = oci();
    let target = format!("/datascience/20190101/modelDeployments/{DEPLOYMENT}");
    let predict = format!("/modeldeployment/{DEPLOYMENT}/predict");
    let before = read(&admin(&mut oci, "GET", &target, &Value::Null, NOW));
    let answer = admin(&mut oci, "POST", &format!("{target}/actions/deactivate"), &Value::Null, NOW);
    assert_eq!(status(&answer), 202);
    let work = header(&answer, "opc-work-request-id").unwrap().to_owned();
    let work = format!("/datascience/20190101/workRequests/{work}");
    // Until the work is done it still serves: what the API answered is no proof.
    assert_eq!(status(&admin(&mut oci, "POST", &predict, &json!({}), NOW + 1)), 200);
    assert_eq!(read(&admin(&mut oci, "GET", &work, &Value::Null, NOW + 1))["status"], "IN_PROGRESS");
    let done = NOW + plain::WORK;
    assert_eq!(read(&admin(&mut oci, "GET", &work, &Value::Null, done))["status"], "SUCCEEDED");
    let after = read(&admin(&mut oci, "GET", &target, &Value::Null, done));
    assert_eq!(after["lifecycleState"], "INACTIVE");
    assert_eq!(after["modelDeploymentUrl"], before["modelDeploymentUrl"]);
    assert_eq!(status(&admin(&mut oci, "POST", &predict, &json!({}), done)), 404);
}

#[test]
fn a_retention_rule_protects_after_half_a_minute() {
    let mut oci = oci();
    let bucket = "/objectstorage/n/technobank/b/credit-lab-scratch";
    let rule = json!({"displayName": "freeze", "duration": {"timeAmount": 90, "timeUnit": "DAYS"}});
    assert_eq!(status(&admin(&mut oci, "POST", &format!("{bucket}/retentionRules"), &rule, NOW)), 200);
    let put = |oci: &mut Oci, at| {
        status(&call_as(oci, ADMIN, "PUT", &format!("{bucket}/o/sample/customers-2026-10.csv"), "x", at))
    };
    assert_eq!(put(&mut oci, NOW + 29_999), 200);
    assert_eq!(put(&mut oci, NOW + 30_000), 403);
    assert_eq!(
        status(&admin(
            &mut oci,
            "DELETE",
            &format!("{bucket}/o/sample/customers-2026-10.csv"),
            &Value::Null,
            NOW + 30_000
        )),
        403
    );
    // New objects may still come.
    assert_eq!(status(&call_as(&mut oci, ADMIN, "PUT", &format!("{bucket}/o/new"), "x", NOW + 30_000)), 200);
}

#[test]
fn versioning_is_suspended_and_never_disabled() {
    let mut oci = oci();
    let bucket = "/objectstorage/n/technobank/b/archive-models";
    for (versioning, expected) in [("Disabled", 400), ("Suspended", 200), ("Whatever", 400)] {
        let answer = admin(&mut oci, "POST", bucket, &json!({"versioning": versioning}), NOW);
        assert_eq!(status(&answer), expected, "{versioning}");
    }
}

#[test]
fn the_index_of_search_catches_up_later() {
    let mut oci = oci();
    let found = |oci: &mut Oci, query: &str, at| {
        let body = json!({"type": "Structured", "query": query}).to_string();
        let answer = call_as(oci, AUDITOR, "POST", "/query/20180409/resources?limit=1000", &body, at);
        read(&answer)["items"].as_array().unwrap().len()
    };
    let stop = format!("/datascience/20190101/modelDeployments/{DEPLOYMENT}/actions/deactivate");
    admin(&mut oci, "POST", &stop, &Value::Null, NOW);
    let query = "query datasciencemodeldeployment resources where lifecycleState = 'ACTIVE'";
    let done = NOW + plain::WORK;
    assert_eq!(found(&mut oci, query, done + store::INDEX_LAG - 1), 2);
    assert_eq!(found(&mut oci, query, done + store::INDEX_LAG), 1);
    assert!(found(&mut oci, "query all resources", NOW + HOUR) > 100);
}

#[test]
fn the_state_of_a_user_cannot_block_it_and_its_capabilities_can() {
    let mut oci = oci();
    let user = format!("/identity/20160918/users/{}", user_id(RESTRICTED));
    for (body, expected) in
        [(json!({"blocked": true}), 400), (json!({}), 400), (json!({"blocked": false}), 200)]
    {
        assert_eq!(status(&admin(&mut oci, "PUT", &format!("{user}/state"), &body, NOW)), expected);
    }
    let regions = "/identity/20160918/regions";
    assert_eq!(status(&call_as(&mut oci, RESTRICTED, "GET", regions, "", NOW)), 200);
    admin(&mut oci, "PUT", &format!("{user}/capabilities"), &json!({"canUseApiKeys": false}), NOW);
    assert_eq!(status(&call_as(&mut oci, RESTRICTED, "GET", regions, "", NOW)), 401);
    let unknown = json!({"canFly": true});
    assert_eq!(status(&admin(&mut oci, "PUT", &format!("{user}/capabilities"), &unknown, NOW)), 400);
}

#[test]
fn a_resource_of_another_region_is_found_there_alone() {
    let mut oci = oci();
    let id = "ocid1.datasciencemodeldeployment.oc1.phx.amaaaaaatechnobankforgotten";
    for (region, expected) in
        [("us-phoenix-1", 200), ("us-ashburn-1", 404), ("eu-frankfurt-1", 404), ("uk-london-1", 401)]
    {
        let target = format!("/{region}/datascience/20190101/modelDeployments/{id}");
        assert_eq!(status(&call_as(&mut oci, AUDITOR, "GET", &target, "", NOW)), expected, "{region}");
    }
}

#[test]
fn every_call_leaves_one_record_that_names_who_did_what() {
    let mut oci = oci();
    let target = format!("/datascience/20190101/models/{OCI_MODEL}");
    call_as(&mut oci, AUDITOR, "GET", &target, "", NOW);
    call_as(&mut oci, RESTRICTED, "GET", &target, "", NOW);
    send(&mut oci, &request("GET", &target, ""), NOW);
    let records: Vec<Value> =
        oci.take_records().iter().map(|record| serde_json::from_str(&record.text).unwrap()).collect();
    let told: Vec<(String, String, String)> = records
        .iter()
        .map(|record| {
            let data = &record["data"];
            let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
            (
                text(&data["eventName"]),
                text(&data["identity"]["principalName"]),
                text(&data["response"]["status"]),
            )
        })
        .collect();
    assert_eq!(
        told,
        [
            ("GetModel".to_owned(), AUDITOR.to_owned(), "200".to_owned()),
            ("GetModel".to_owned(), RESTRICTED.to_owned(), "404".to_owned()),
            ("GetModel".to_owned(), String::new(), "401".to_owned()),
        ]
    );
    assert_eq!(records[0]["data"]["resourceId"], OCI_MODEL);
    assert_eq!(records[0]["type"], "com.oraclecloud.DataScience.GetModel");
    assert_eq!(records[0]["data"]["request"]["path"], format!("/20190101/models/{OCI_MODEL}"));
    assert_eq!(records[1]["data"]["response"]["message"], "NotAuthorizedOrNotFound");
    assert!(oci.take_records().is_empty());
}

#[test]
fn a_record_names_what_is_gone_and_what_is_new() {
    let mut oci = oci();
    let policy = "ocid1.policy.oc1..amaaaaaatechnobankanyone";
    admin(&mut oci, "DELETE", &format!("/identity/20160918/policies/{policy}"), &Value::Null, NOW);
    let body = json!({"compartmentId": AI_LAB, "displayName": "brand-new"});
    let made = read(&admin(&mut oci, "POST", "/datascience/20190101/projects", &body, NOW));
    admin(&mut oci, "POST", "/objectstorage/n/technobank/b/archive-models", &json!({"metadata": {}}), NOW);
    let records: Vec<Value> =
        oci.take_records().iter().map(|record| serde_json::from_str(&record.text).unwrap()).collect();
    assert_eq!(records[0]["data"]["resourceId"], policy);
    assert_eq!(records[1]["data"]["resourceId"], made["id"]);
    assert_eq!(records[1]["data"]["compartmentId"], AI_LAB);
    assert_eq!(records[2]["data"]["resourceName"], "archive-models");
    assert_eq!(records[2]["data"]["compartmentId"], OCI_COMPARTMENT);
}

#[test]
fn records_that_nobody_takes_do_not_grow_without_end() {
    let mut oci = oci();
    let probe = request("GET", "/datascience/20190101/models", "");
    for _ in 0..10_050 {
        send(&mut oci, &probe, NOW);
    }
    assert_eq!(oci.take_records().len(), 10_000);
}

#[test]
fn clients_cannot_make_more_than_the_tenancy_holds() {
    let mut oci = oci();
    let body = json!({"compartmentId": AI_LAB, "displayName": "x"});
    let mut refused = 0;
    for _ in 0..1_010 {
        let answer = admin(&mut oci, "POST", "/datascience/20190101/projects", &body, NOW);
        refused += u32::from(read(&answer)["code"] == "LimitExceeded");
    }
    assert_eq!(refused, 10);
}

#[test]
fn nothing_grows_without_end() {
    let mut oci = oci();
    let project = "/datascience/20190101/projects/ocid1.datascienceproject.oc1.iad.amaaaaaatechnobanklab";
    let mut last = 0;
    for nth in 0..4 {
        let body = json!({format!("field{nth}"): "x".repeat(60 << 10)});
        last = status(&admin(&mut oci, "PUT", project, &body, NOW));
    }
    assert_eq!(last, 400);
    let large = json!({"description": "x".repeat(64 << 10)});
    assert_eq!(status(&admin(&mut oci, "PUT", project, &large, NOW)), 413);

    let object = |nth| format!("/objectstorage/n/technobank/b/credit-lab-scratch/o/{nth}");
    let content = "x".repeat(256 << 10);
    let mut put = |nth| status(&call_as(&mut oci, ADMIN, "PUT", &object(nth), &content, NOW));
    assert!((0..64).all(|nth| put(nth) == 200));
    assert_eq!(put(64), 400);
    assert_eq!(status(&admin(&mut oci, "DELETE", &object(0), &Value::Null, NOW)), 204);
    assert_eq!(status(&call_as(&mut oci, ADMIN, "PUT", &object(64), &content, NOW)), 200);
}

#[test]
fn secrets_do_not_show() {
    let oci = oci();
    let shown = format!("{oci:?}");
    let secret = oci.principals.client().split(':').nth(1).unwrap();
    assert!(
        !shown.contains("PRIVATE KEY")
            && !shown.contains(secret)
            && !shown.contains(oci.principals.workload(&oci.issuer).1)
    );
}

#[test]
fn the_environment_is_that_of_the_command_line_and_names_files_that_are_written() {
    let oci = oci();
    let bases = Bases {
        plain: "http://127.0.0.1:1".to_owned(),
        tls: "https://127.0.0.1:2".to_owned(),
        ca_file: "/range/ca.pem".to_owned(),
        folder: "/range".to_owned(),
    };
    let access = oci.access(&bases);
    let environment: BTreeMap<String, String> = access.environment.iter().cloned().collect();
    assert_eq!(environment["OCI_CLI_USER"], user_id(AUDITOR));
    assert_eq!(environment["WELKIN_ADMIN_OCI_CLI_USER"], user_id(ADMIN));
    assert_eq!(environment["WELKIN_RESTRICTED_OCI_CLI_USER"], user_id(RESTRICTED));
    let files: BTreeSet<String> = access.files.iter().map(|file| format!("/range/{}", file.name)).collect();
    for (name, value) in environment.iter().filter(|(_, value)| value.starts_with("/range/")) {
        assert!(files.contains(value), "{name}");
    }
    assert!(
        access
            .endpoints
            .contains(&("us-phoenix-1/query".to_owned(), "http://127.0.0.1:1/us-phoenix-1/query".to_owned()))
    );
}

#[test]
fn no_request_is_too_odd_to_be_answered() {
    let mut oci = oci();
    let mut rng = crate::rng::Rng::of(&[17]);
    let words = [
        "identity",
        "20160918",
        "users",
        "datascience",
        "20190101",
        "models",
        OCI_MODEL,
        "actions",
        "deactivate",
        "n",
        "technobank",
        "b",
        "archive-models",
        "o",
        "..",
        "%2F",
        "%ff",
        "us-phoenix-1",
        "kms-management",
        "keys",
        "query",
        "resources",
        "admin",
        "v1",
        "Users",
        "oauth2",
        "token",
        "modeldeployment",
        DEPLOYMENT,
        "predict",
        "workRequests",
        "securityRules",
        "retentionRules",
        "p",
        "apiKeys",
        "",
        "💥",
        "tenancies",
        OCI_TENANCY,
        "state",
        "auth",
        "x509",
        "policies",
        "logging",
        "logGroups",
        "logs",
        "audit",
        "auditEvents",
        "generativeai",
        "apikeys",
    ];
    let methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "ODD"];
    let bodies = [
        "",
        "{}",
        "[]",
        "null",
        "\"",
        "{\"compartmentId\":7}",
        "{\"statements\":[1]}",
        "{\"keys\":{}}",
        "{\"type\":\"Structured\",\"query\":\"query all resources where ((\"}",
        "\u{0}\u{1}",
        "{\"blocked\":\"no\"}",
        "{\"securityRules\":[{}]}",
        "{\"duration\":{\"timeAmount\":9223372036854775807,\"timeUnit\":\"YEARS\"}}",
        "{\"volumeId\":\"x\"}",
        "{\"timeOfDeletion\":\"yesterday\"}",
        "{\"timeExpires\":\"9999-12-31T00:00:00Z\"}",
    ];
    let queries = [
        "",
        "limit=0",
        "limit=x&page=%%%",
        "page=AAAA",
        "compartmentId=",
        "startIndex=0&count=99999999",
        "&&=&",
        "action=FLY",
        "filter=a%20eq",
    ];
    for nth in 0..4_000i64 {
        let depth = rng.between(0, 7);
        let path: String = (0..depth).map(|_| format!("/{}", rng.pick(&words))).collect();
        let target = format!("/{path}?{}", rng.pick(&queries));
        let mut odd = request(rng.pick(&methods), &target, rng.pick(&bodies));
        match nth % 3 {
            0 => {
                let id = key_id(&oci, ADMIN);
                sign(&mut odd, &id, oci.principals.pair(ADMIN), &ALL, NOW + nth);
            }
            1 => set(
                &mut odd,
                "authorization",
                "Signature algorithm=\"rsa-sha256\",headers=\"\",keyId=\"ST$a.b.c\",signature=\"AA==\",version=\"1\"",
            ),
            _ => {}
        }
        let answer = send(&mut oci, &odd, NOW + nth);
        assert!((200..600).contains(&status(&answer)));
    }
}

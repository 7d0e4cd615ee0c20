use super::*;

#[test]
fn the_inventory_sees_a_write_later_and_the_past_as_it_was() {
    let mut gcp = gcp();
    let admin = token(&mut gcp, ADMIN, START);
    let patch = json!({"displayName": "renamed"});
    call(&mut gcp, Method::PATCH, &format!("{FRAUD}?updateMask=displayName"), &admin, &patch, START);
    let list = "/cloudasset/v1/organizations/402917365518/assets?contentType=RESOURCE&assetTypes=aiplatform.googleapis.com/Endpoint";
    let named = |gcp: &mut Gcp, target: &str, at: Millis| {
        get(gcp, target, &admin, at).1.to_string().contains("renamed")
    };
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
    assert_eq!(
        payload["request"]["@type"],
        "type.googleapis.com/google.cloud.aiplatform.v1.GetEndpointRequest"
    );
    assert_eq!(payload["authenticationInfo"]["principalEmail"], AUDITOR);
    assert_eq!(payload["methodName"], "google.cloud.aiplatform.v1.EndpointService.GetEndpoint");
    assert_eq!(
        payload["resourceName"],
        "projects/730011223344/locations/asia-southeast1/endpoints/5520193847561029384"
    );
    assert_eq!(payload["requestMetadata"]["callerSuppliedUserAgent"], "welkin \"quoted\"");
    assert_eq!(payload["resourceLocation"]["currentLocations"][0], "asia-southeast1");
    assert_eq!(read["logName"], "projects/tb-asia-ml/logs/cloudaudit.googleapis.com%2Fdata_access");
    assert_eq!(refused["logName"], "projects/tb-asia-ml/logs/cloudaudit.googleapis.com%2Factivity");
    assert_eq!(refused["protoPayload"]["status"]["code"], 7);
    assert_eq!(refused["protoPayload"]["authorizationInfo"][0]["granted"], false);
    assert!(gcp.take_records().is_empty());
    for _ in 0..10_100 {
        get(&mut gcp, "/iam/v1/roles/none", &auditor, START);
    }
    assert_eq!(gcp.take_records().len(), 10_000);
}

#[test]
fn limits_are_those_of_the_scope() {
    let gcp = gcp();
    let limit = |target: &str| {
        gcp.limit(&gcp.operation(&request(Method::GET, target, "", &Value::Null))).map(|l| l.calls)
    };
    assert_eq!(limit("/cloudasset/v1/organizations/402917365518/assets"), Some(800));
    assert_eq!(limit("/cloudasset/v1/projects/tb-asia-ml/assets"), Some(100));
    assert_eq!(limit("/v1/projects/tb-asia-ml:searchAllResources"), Some(400));
    let operation =
        gcp.operation(&request(Method::GET, "/cloudasset/v1/projects/tb-asia-ml/assets", "", &Value::Null));
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
    for nth in 0..2_100 {
        let body = json!({"name": format!("f-{nth}"), "denied": [{"IPProtocol": "all"}]});
        last = call(
            &mut gcp,
            Method::POST,
            "/compute/v1/projects/tb-asia-ml/global/firewalls",
            &admin,
            &body,
            START,
        )
        .0;
    }
    assert_eq!(last, 429);
}

#[test]
fn garbage_never_panics() {
    let mut gcp = gcp();
    let admin = token(&mut gcp, ADMIN, START);
    let mut rng = Rng::of(&[1]);
    let parts = [
        "v1",
        "v2",
        "v3",
        "projects",
        "tb-asia-ml",
        "-",
        "locations",
        "asia-southeast1",
        "endpoints",
        "é%ff",
        "%2F",
        "..",
        "b",
        "o",
        "iam",
        "tb-asia-models",
        "organizations",
        "402917365518",
        "assets",
        "serviceAccounts",
        "policies",
        "denypolicies",
        "global",
        "firewallPolicies",
        "asia-baseline",
        "addRule",
        "storage",
        "compute",
        "aiplatform",
        "sts",
        "token",
        "operations",
        ":predict",
        "5520193847561029384:explain",
        "a:b:c",
        "computeMetadata",
        "groups",
        "upload",
        "aggregated",
        "instances",
        "cloudasset",
        "transferJobs",
        "accessPolicies",
        "operations:wait",
        "@",
        "x@1",
    ];
    let queries = [
        "",
        "pageToken=%00",
        "pageSize=99999999999999999999",
        "filter=a=b&updateMask=a.b.c,name",
        "alt=media",
        "uploadType=multipart&name=%00",
        "readTime=x&contentType=RESOURCE",
        "query=-:",
        "assetTypes=*.*&query=name:%C3%A9",
    ];
    let bodies = [
        "",
        "{",
        "[]",
        "null",
        "{\"instances\":1}",
        "{\"policy\":{\"bindings\":[1,{\"members\":[2]}]}}",
        "{\"trafficSplit\":{\"x\":-1}}",
        "{\"name\":\"\\u0000\"}",
        "{\"labels\":3,\"rules\":[{}],\"deployedModel\":{}}",
    ];
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
fn a_locked_retention_holds_until_its_time() {
    let mut gcp = gcp();
    let admin = token(&mut gcp, ADMIN, START);
    let object = "/storage/v1/b/tb-asia-models/o/risk%2Fcandidate%2Fmodel.tar.gz";
    let until = |hours: i64| welkin_model::format_time(START + hours * HOUR);
    let lock = |mode: &str, hours: i64| json!({"retention": {"mode": mode, "retainUntilTime": until(hours)}});
    assert_eq!(call(&mut gcp, Method::PATCH, object, &admin, &lock("Locked", 2), START).0, 200);
    for (body, status) in [(lock("Locked", 1), 403), (lock("Unlocked", 3), 403), (lock("Locked", 3), 200)] {
        assert_eq!(call(&mut gcp, Method::PATCH, object, &admin, &body, START).0, status, "{body}");
    }
    // A token lives an hour.
    let admin = token(&mut gcp, ADMIN, START + 3 * HOUR - 1);
    assert_eq!(call(&mut gcp, Method::DELETE, object, &admin, &Value::Null, START + 3 * HOUR - 1).0, 403);
    assert_eq!(call(&mut gcp, Method::DELETE, object, &admin, &Value::Null, START + 3 * HOUR).0, 204);
}

#[test]
fn an_operation_is_done_a_moment_later() {
    let mut gcp = gcp();
    let admin = token(&mut gcp, ADMIN, START);
    let body = json!({"contentType": "RESOURCE", "outputConfig": {"gcsDestination": {"uri": "gs://tb-asia-handbook/export.json"}}});
    let (status, begun) = call(
        &mut gcp,
        Method::POST,
        "/cloudasset/v1/organizations/402917365518:exportAssets",
        &admin,
        &body,
        START,
    );
    assert_eq!((status, begun.get("done")), (200, None));
    let name = format!("/cloudasset/v1/{}", begun["name"].as_str().unwrap());
    assert!(get(&mut gcp, &name, &admin, START + 299).1.get("done").is_none());
    let (_, done) = get(&mut gcp, &name, &admin, START + 300);
    assert_eq!(done["done"], true);
    assert_eq!(done["response"]["outputResult"]["gcsResult"]["uris"][0], "gs://tb-asia-handbook/export.json");
    let export =
        request(Method::GET, "/storage/v1/b/tb-asia-handbook/o/export.json?alt=media", &admin, &Value::Null);
    let operation = gcp.operation(&export);
    let body = gcp.answer(&operation, &export, START).body;
    let lines: Vec<Value> =
        body.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect();
    assert!(lines.len() >= 90 && lines.iter().all(|asset| asset["resource"]["data"].is_object()));
}

#[test]
fn states_are_switched_and_switched_back() {
    let mut gcp = gcp();
    let admin = token(&mut gcp, ADMIN, START);
    let notebook = "/notebooks/v2/projects/tb-asia-ml/locations/asia-southeast1-b/instances/wb-fraud";
    let version = "/cloudkms/v1/projects/tb-asia-security/locations/asia-southeast1/keyRings/ai/cryptoKeys/models/cryptoKeyVersions/1";
    let run = |gcp: &mut Gcp, target: &str| call(gcp, Method::POST, target, &admin, &json!({}), START).0;
    let state = |gcp: &mut Gcp, target: &str| get(gcp, target, &admin, START).1["state"].clone();
    assert_eq!(run(&mut gcp, &format!("{notebook}:stop")), 200);
    assert_eq!(state(&mut gcp, notebook), "STOPPED");
    assert_eq!(run(&mut gcp, &format!("{notebook}:start")), 200);
    assert_eq!(state(&mut gcp, notebook), "ACTIVE");
    assert_eq!(run(&mut gcp, &format!("{version}:destroy")), 200);
    assert_eq!(state(&mut gcp, version), "DESTROY_SCHEDULED");
    assert_eq!(run(&mut gcp, &format!("{version}:restore")), 200);
    assert_eq!(state(&mut gcp, version), "DISABLED");
}

#[test]
fn clients_cannot_make_up_operations_without_end() {
    let gcp = gcp();
    let mut seen = std::collections::BTreeSet::new();
    for nth in 0..200 {
        for target in [
            format!("/aiplatform/v1/projects/p{nth}/locations/l{nth}/endpoints/e{nth}"),
            format!("/cloudasset/v1/s{nth}/x{nth}/assets"),
            format!("/v{nth}/x{nth}:verb"),
            format!("/compute/v1/projects/p{nth}/zones/z{nth}/instances/i/verb{nth}"),
            format!("/computeMetadata/v1/{nth}"),
        ] {
            let method = Method::from_bytes(format!("M{nth}").as_bytes()).unwrap();
            for method in [Method::GET, Method::POST, method] {
                seen.insert(gcp.operation(&request(method, &target, "", &Value::Null)));
            }
        }
    }
    assert!(seen.len() < 25, "{seen:?}");
}

#[test]
fn a_body_that_is_too_large_is_refused() {
    let mut gcp = gcp();
    let admin = token(&mut gcp, ADMIN, START);
    let body = json!({"displayName": "x".repeat(300 << 10)});
    assert_eq!(
        call(&mut gcp, Method::PATCH, &format!("{FRAUD}?updateMask=displayName"), &admin, &body, START).0,
        400
    );
}

#[test]
fn the_log_says_which_bindings_were_added_and_removed() {
    let mut gcp = gcp();
    let admin = token(&mut gcp, ADMIN, START);
    let policy = json!({"policy": {"bindings": [{"role": "roles/viewer", "members": ["group:security@technobank.example"]}]}});
    let target = "/v3/projects/tb-asia-sandbox:setIamPolicy";
    assert_eq!(call(&mut gcp, Method::POST, target, &admin, &policy, START).0, 200);
    let records = gcp.take_records();
    let record: Value = serde_json::from_str(&records[0].text).unwrap();
    let deltas = record["protoPayload"]["serviceData"]["policyDelta"]["bindingDeltas"].as_array().unwrap();
    let count = |action: &str| deltas.iter().filter(|delta| delta["action"] == action).count();
    assert_eq!((count("ADD"), count("REMOVE")), (1, 2));
    assert_eq!(record["protoPayload"]["methodName"], "SetIamPolicy");
    assert_eq!(record["protoPayload"]["resourceName"], "projects/912244886630");
    assert_eq!(record["resource"]["type"], "project");
}

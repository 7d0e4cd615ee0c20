use super::*;

#[test]
fn an_assertion_is_verified_in_every_part() {
    let mut gcp = gcp();
    let grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    let seconds = START / 1_000;
    let good = json!({"iss": AUDITOR, "sub": AUDITOR, "aud": "http://127.0.0.1:9/token", "scope": "s", "iat": seconds, "exp": seconds + 3_600});
    let ask = |gcp: &mut Gcp, claims: &Value, key: &str, at: Millis| {
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
    let claims = |subject: &str, aud: &str, exp: i64| json!({"iss": way_in::SPIFFE_ISSUER, "sub": subject, "aud": aud, "iat": seconds, "exp": exp});
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
    let records = gcp.take_records();
    assert_eq!(records.len(), 1);
    assert!(
        records[0].text.contains("workloadIdentityPools/workloads/subject/spiffe://")
            && records[0].text.contains("ExchangeToken")
    );
    assert!(!records[0].text.contains(&federated) && !records[0].text.contains("eyJ"));
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
        (
            good.clone(),
            "issuer-spiffe",
            "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/x/providers/x",
        ),
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
    let (_, mut policy) =
        call(&mut gcp, Method::POST, &format!("{project}:getIamPolicy"), &admin, &json!({}), START);
    let binding =
        json!({"role": "roles/aiplatform.viewer", "members": [format!("serviceAccount:{RESTRICTED}")]});
    policy["bindings"].as_array_mut().unwrap().push(binding);
    let (status, _) = call(
        &mut gcp,
        Method::POST,
        &format!("{project}:setIamPolicy"),
        &admin,
        &json!({"policy": policy}),
        START,
    );
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
    assert_eq!(
        call(&mut gcp, Method::PATCH, &format!("{FRAUD}?updateMask=trafficSplit"), &admin, &emptied, START).0,
        200
    );
    assert_eq!(call(&mut gcp, Method::POST, &format!("{FRAUD}:predict"), &admin, &instances, START).0, 400);
    assert_eq!(call(&mut gcp, Method::POST, &format!("{FRAUD}:explain"), &admin, &instances, START).0, 200);
    let point = "/iam/v2/policies/cloudresourcemanager.googleapis.com%2Fprojects%2F730011223344/denypolicies";
    let rule = json!({"rules": [{"denyRule": {
        "deniedPrincipals": ["principalSet://goog/public:all"],
        "deniedPermissions": ["aiplatform.googleapis.com/endpoints.predict", "aiplatform.googleapis.com/endpoints.explain"],
    }}]});
    assert_eq!(call(&mut gcp, Method::POST, &format!("{point}?policyId=q"), &admin, &rule, START).0, 200);
    assert_eq!(
        call(&mut gcp, Method::POST, &format!("{FRAUD}:explain"), &admin, &instances, START + MINUTE).0,
        200
    );
    let later = START + 3 * MINUTE;
    assert_eq!(call(&mut gcp, Method::POST, &format!("{FRAUD}:explain"), &admin, &instances, later).0, 403);
    assert_eq!(get(&mut gcp, FRAUD, &admin, later).0, 200, "nothing else is denied");
    assert_eq!(call(&mut gcp, Method::DELETE, &format!("{point}/q"), &admin, &Value::Null, later).0, 200);
    assert_eq!(
        call(&mut gcp, Method::POST, &format!("{FRAUD}:explain"), &admin, &instances, later + MINUTE).0,
        403
    );
    assert_eq!(
        call(&mut gcp, Method::POST, &format!("{FRAUD}:explain"), &admin, &instances, later + 3 * MINUTE).0,
        200
    );
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
    let (status, operation) =
        call(&mut gcp, Method::PATCH, &format!("{perimeter}?updateMask=status"), &admin, &enforced, START);
    assert_eq!(status, 200);
    assert!(operation["name"].as_str().unwrap().starts_with("operations/"));
    let later = START + 2 * MINUTE;
    let (status, error) = get(&mut gcp, shard, &training, later);
    assert_eq!(status, 403);
    assert!(
        error["error"]["message"].as_str().unwrap().contains("vpcServiceControlsUniqueIdentifier"),
        "{error}"
    );
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
    assert_eq!(
        call(&mut gcp, Method::POST, &format!("{account}:enable"), &admin, &json!({}), START + MINUTE).0,
        200
    );
    assert_eq!(get(&mut gcp, shard, &training, START + 2 * MINUTE).0, 200, "the very same token");
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
        (
            Method::POST,
            "/compute/v1/projects/tb-asia-prod/global/firewallPolicies/asia-baseline/addRule".to_owned(),
        ),
        (
            Method::GET,
            "/secretmanager/v1/projects/tb-asia-ml/secrets/aws-legacy-export/versions/1:access".to_owned(),
        ),
    ] {
        assert_eq!(call(&mut gcp, method, &target, &auditor, &json!({}), START).0, 403, "{target}");
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

#[test]
fn a_token_that_the_account_signed_itself_is_taken_for_an_api() {
    let mut gcp = gcp();
    let seconds = START / 1_000;
    let claims = json!({"iss": AUDITOR, "sub": AUDITOR, "aud": "https://cloudresourcemanager.googleapis.com/", "iat": seconds, "exp": seconds + 3_600});
    let good = gcp.keys[way_in::AUDITOR_KEY].token(way_in::AUDITOR_KEY, &claims);
    let forged = gcp.keys[way_in::RESTRICTED_KEY].token(way_in::AUDITOR_KEY, &claims);
    let project = "/v3/projects/tb-asia-prod";
    assert_eq!(get(&mut gcp, project, &good, START).0, 200);
    assert_eq!(get(&mut gcp, project, &forged, START).0, 401);
    assert_eq!(get(&mut gcp, project, &good, START + HOUR).0, 401);
    let mut other = claims.clone();
    other["aud"] = json!("https://evil.example/");
    let other = gcp.keys[way_in::AUDITOR_KEY].token(way_in::AUDITOR_KEY, &other);
    assert_eq!(get(&mut gcp, project, &other, START).0, 401);
}

#[test]
fn predefined_roles_show_what_they_hold() {
    let mut gcp = gcp();
    let restricted = token(&mut gcp, RESTRICTED, START);
    let (_, role) = get(&mut gcp, "/iam/v1/roles/aiplatform.viewer", &restricted, START);
    let held: Vec<&str> =
        role["includedPermissions"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(
        held.contains(&"aiplatform.endpoints.get") && !held.contains(&"aiplatform.endpoints.update"),
        "{held:?}"
    );
    let (_, all) = get(&mut gcp, "/iam/v1/roles?pageSize=1000", &restricted, START);
    assert!(all["roles"].as_array().is_some_and(|roles| roles.len() > 30));
    assert_eq!(get(&mut gcp, "/iam/v1/roles/none", &restricted, START).0, 404);
}

//! What holds of the simulated cloud as a whole, with time as an argument.

use std::collections::BTreeMap;

use http::HeaderMap;
use serde_json::{Value, json};
use welkin_model::Millis;

use super::settling::PROPAGATION;
use super::signature::sign;
use super::*;
use crate::calendar::{HOUR, MINUTE};
use crate::rng::Rng;
use crate::sim::Method;

const NOW: Millis = 1_795_860_000_000;

/// Who signs: an access key, its secret, and the token of a session.
#[derive(Clone)]
struct Signer {
    key: String,
    secret: secret::Secret,
    token: String,
}

impl Signer {
    fn handed(aws: &Aws, prefix: &str) -> Signer {
        let handed = aws.keys.iter().find(|handed| handed.prefix == prefix).unwrap();
        Signer { key: handed.id.clone(), secret: handed.secret.clone(), token: String::new() }
    }

    /// A session of a role that the signer may assume.
    fn assume(&self, aws: &mut Aws, account: &str, role: &str, at: Millis) -> Signer {
        let arn = format!("arn:aws:iam::{account}:role/{role}");
        let (status, body) = self.form(
            aws,
            "sts",
            &[("Action", "AssumeRole"), ("RoleArn", &arn), ("RoleSessionName", "test")],
            at,
        );
        assert_eq!(status, 200, "{body}");
        session(aws, &body)
    }

    fn send(&self, aws: &mut Aws, mut request: Request, service: &str, at: Millis) -> (u16, String) {
        if !self.token.is_empty() {
            request.headers.insert("x-amz-security-token", self.token.parse().unwrap());
        }
        sign(&mut request, &self.key, &self.secret, "us-east-1", service, at);
        let operation = aws.operation(&request);
        let response = aws.answer(&operation, &request, at);
        (response.status.as_u16(), String::from_utf8_lossy(&response.body).into_owned())
    }

    fn form(&self, aws: &mut Aws, service: &str, fields: &[(&str, &str)], at: Millis) -> (u16, String) {
        self.send(aws, form(fields), service, at)
    }

    fn json(&self, aws: &mut Aws, service: &str, target: &str, body: &Value, at: Millis) -> (u16, Value) {
        let mut request = request(Method::POST, "/", body.to_string());
        request.headers.insert("x-amz-target", target.parse().unwrap());
        let (status, body) = self.send(aws, request, service, at);
        (status, serde_json::from_str(&body).unwrap_or_default())
    }

    fn invoke(&self, aws: &mut Aws, variant: &str, at: Millis) -> u16 {
        let mut request = request(Method::POST, "/endpoints/fraud-scoring-us/invocations", "x");
        if !variant.is_empty() {
            request.headers.insert("x-amzn-sagemaker-target-variant", variant.parse().unwrap());
        }
        self.send(aws, request, "sagemaker", at).0
    }

    fn who(&self, aws: &mut Aws, at: Millis) -> u16 {
        self.form(aws, "sts", &[("Action", "GetCallerIdentity")], at).0
    }
}

fn request(method: Method, path: &str, body: impl Into<Vec<u8>>) -> Request {
    Request {
        method,
        path: path.to_owned(),
        query: String::new(),
        headers: HeaderMap::new(),
        body: body.into(),
    }
}

fn form(fields: &[(&str, &str)]) -> Request {
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let body: Vec<String> = fields.iter().map(|(k, v)| format!("{}={}", encode(k), encode(v))).collect();
    let mut request = request(Method::POST, "/", body.join("&"));
    request.headers.insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
    request
}

fn session(aws: &Aws, body: &str) -> Signer {
    let key = xml::find(body, "AccessKeyId").unwrap();
    let held = aws.estate.sessions.get(&key).unwrap();
    assert_eq!(xml::find(body, "SecretAccessKey").as_deref(), Some(held.secret.expose()));
    Signer { key, secret: held.secret.clone(), token: held.token.expose().to_owned() }
}

fn range() -> Aws {
    Aws::technobank(7, NOW)
}

fn deny(action: &str) -> String {
    json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": action, "Resource": "*"}]})
        .to_string()
}

#[test]
fn every_weakness_has_its_asset_and_an_id_of_its_own() {
    let aws = range();
    let mut ids = BTreeMap::new();
    for weakness in WEAKNESSES {
        let is_principal = aws.estate.iam.iter().any(|(account, iam)| {
            let all = [(iam::Sort::User, &iam.users), (iam::Sort::Role, &iam.roles)];
            all.into_iter()
                .any(|(sort, map)| map.values().any(|one| one.arn(sort, account) == weakness.asset))
        });
        assert!(is_principal || aws.estate.shelf.has(weakness.asset), "{}", weakness.asset);
        assert!(ids.insert(weakness.id, weakness.asset).is_none(), "{}", weakness.id);
    }
    assert!((8..=14).contains(&WEAKNESSES.len()));
}

#[test]
fn the_estate_is_large_enough_and_the_logs_names_are_in_it() {
    let aws = range();
    let principals: usize =
        aws.estate.iam.values().map(|iam| iam.users.len() + iam.roles.len() + iam.groups.len()).sum();
    let assets = aws.estate.shelf.everything().count() + principals + aws.estate.organization.accounts.len();
    assert!(assets >= 200, "{assets}");
    for arn in [
        "arn:aws:sagemaker:us-east-1:111122223333:endpoint/fraud-scoring-us",
        "arn:aws:sagemaker:us-east-1:111122223333:endpoint/assistant-router-us",
        "arn:aws:sagemaker:us-east-1:444455556666:notebook-instance/fraud-lab-02",
        "arn:aws:s3:::technobank-training-us",
        "arn:aws:kms:us-east-1:111122223333:key/8d1f0b7e-2a94-4c65-9f03-6e7b5a1d2c48",
        "arn:aws:ec2:us-east-1:111122223333:vpc/vpc-0b7a1c5d9e3f24680",
        "arn:aws:cloudtrail:us-east-1:777788889999:trail/technobank-org-trail",
        "arn:aws:lambda:us-east-1:111122223333:function:feature-trigger",
    ] {
        assert!(aws.estate.shelf.has(arn), "{arn}");
    }
    for role in
        ["fraud-inference", "assistant-us", "feature-etl", "deploy-pipeline", "platform-engineer", "eks-node"]
    {
        assert!(aws.estate.iam.get(seed::PROD).unwrap().roles.contains_key(role), "{role}");
    }
    for role in
        ["sagemaker-training", "data-scientist", "web-analytics", "notebook-execution", "gcp-model-deployer"]
    {
        assert!(aws.estate.iam.get(seed::TRAINING).unwrap().roles.contains_key(role), "{role}");
    }
}

#[test]
fn references_of_the_estate_lead_somewhere() {
    let aws = range();
    let mut checked = 0;
    let all: Vec<(&shelf::Key, &Value)> = aws.estate.shelf.everything().collect();
    for (key, value) in &all {
        for (field, kind) in [
            ("vpcId", "ec2:vpc"),
            ("subnetId", "ec2:subnet"),
            ("customerGatewayId", "ec2:customer-gateway"),
            ("TargetKeyId", "kms:key"),
        ] {
            let id = field::text(value, field);
            if !id.is_empty() {
                assert!(
                    aws.estate.shelf.find(kind, &key.account, &key.region, id).is_some(),
                    "{key:?} {field} {id}"
                );
                checked += 1;
            }
        }
        for field in ["RoleArn", "ExecutionRoleArn", "agentResourceRoleArn", "roleArn", "Role"] {
            let role = field::text(value, field);
            if let Some((account, name)) =
                role.strip_prefix("arn:aws:iam::").and_then(|rest| rest.split_once(":role/"))
            {
                assert!(aws.estate.iam.get(account).unwrap().roles.contains_key(name), "{key:?} {role}");
                checked += 1;
            }
        }
    }
    assert!(checked > 60, "{checked}");
}

#[test]
fn a_denial_of_a_role_bites_after_the_propagation_and_not_before() {
    let mut aws = range();
    let admin = Signer::handed(&aws, "WELKIN_ADMIN_");
    let attacker = admin.assume(&mut aws, seed::TRAINING, "OrganizationAccountAccessRole", NOW);
    let responder = admin.assume(&mut aws, seed::TRAINING, "OrganizationAccountAccessRole", NOW);
    let put = [
        ("Action", "PutRolePolicy"),
        ("RoleName", "OrganizationAccountAccessRole"),
        ("PolicyName", "quarantine"),
        ("PolicyDocument", &deny("sagemaker:*")),
    ];
    assert_eq!(responder.form(&mut aws, "iam", &put, NOW).0, 200);
    let mut lists = |at| attacker.json(&mut aws, "sagemaker", "SageMaker.ListModels", &json!({}), at);
    assert_eq!(lists(NOW + PROPAGATION - 1).0, 200);
    let (status, body) = lists(NOW + PROPAGATION);
    assert_eq!((status, field::text(&body, "__type")), (400, "AccessDeniedException"));
    assert!(field::text(&body, "message").contains("explicit deny in an identity-based policy"));
}

#[test]
fn a_key_switched_off_stays_good_for_a_moment_and_can_be_revived() {
    let mut aws = range();
    let (admin, ci) = (Signer::handed(&aws, "WELKIN_ADMIN_"), Signer::handed(&aws, "WELKIN_CI_"));
    let switch = |aws: &mut Aws, status: &str, at| {
        let fields = [
            ("Action", "UpdateAccessKey"),
            ("UserName", "ci-deploy"),
            ("AccessKeyId", ci.key.as_str()),
            ("Status", status),
        ];
        assert_eq!(admin.form(aws, "iam", &fields, at).0, 200);
    };
    switch(&mut aws, "Inactive", NOW);
    assert_eq!(ci.who(&mut aws, NOW + 1), 200);
    assert_eq!(ci.who(&mut aws, NOW + PROPAGATION), 403);
    switch(&mut aws, "Active", NOW + MINUTE);
    assert_eq!(ci.who(&mut aws, NOW + 2 * MINUTE), 200);
}

#[test]
fn older_sessions_are_revoked_and_younger_ones_are_not() {
    let mut aws = range();
    let admin = Signer::handed(&aws, "WELKIN_ADMIN_");
    let old = admin.assume(&mut aws, seed::TRAINING, "WelkinAudit", NOW);
    let responder = admin.assume(&mut aws, seed::TRAINING, "OrganizationAccountAccessRole", NOW);
    let moment = crate::calendar::Stamp(NOW + MINUTE, crate::calendar::Form::Millis).to_string();
    let revoke = json!({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": ["*"], "Resource": ["*"],
        "Condition": {"DateLessThan": {"aws:TokenIssueTime": moment}}}]});
    let put = [
        ("Action", "PutRolePolicy"),
        ("RoleName", "WelkinAudit"),
        ("PolicyName", "AWSRevokeOlderSessions"),
        ("PolicyDocument", &revoke.to_string()),
    ];
    assert_eq!(responder.form(&mut aws, "iam", &put, NOW + MINUTE).0, 200);
    let later = NOW + 2 * MINUTE;
    let young = admin.assume(&mut aws, seed::TRAINING, "WelkinAudit", later);
    let mut lists =
        |signer: &Signer| signer.json(&mut aws, "sagemaker", "SageMaker.ListModels", &json!({}), later).0;
    assert_eq!((lists(&old), lists(&young)), (400, 200));
}

#[test]
fn a_service_control_policy_bites_late_beats_administrators_and_spares_the_management_account() {
    let mut aws = range();
    let admin = Signer::handed(&aws, "WELKIN_ADMIN_");
    let root = admin.assume(&mut aws, seed::MANAGEMENT, "OrganizationAccountAccessRole", NOW);
    let target = |name: &str| format!("AWSOrganizationsV20161128.{name}");
    let policy = json!({"Name": "stop", "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": deny("sagemaker:InvokeEndpoint")});
    let (status, made) = root.json(&mut aws, "organizations", &target("CreatePolicy"), &policy, NOW);
    assert_eq!(status, 200, "{made}");
    let id = made.pointer("/Policy/PolicySummary/Id").and_then(Value::as_str).unwrap().to_owned();
    let on = json!({"PolicyId": id, "TargetId": seed::PROD});
    assert_eq!(admin.invoke(&mut aws, "", NOW), 200);
    assert_eq!(root.json(&mut aws, "organizations", &target("AttachPolicy"), &on, NOW).0, 200);
    assert_eq!(admin.invoke(&mut aws, "champion", NOW + PROPAGATION - 1), 200);
    assert_eq!(admin.invoke(&mut aws, "champion", NOW + PROPAGATION), 403);
    let later = NOW + MINUTE;
    assert_eq!(root.json(&mut aws, "organizations", &target("DetachPolicy"), &on, later).0, 200);
    assert_eq!(admin.invoke(&mut aws, "champion", later), 403);
    assert_eq!(admin.invoke(&mut aws, "champion", later + PROPAGATION), 200);
}

#[test]
fn weights_shift_after_the_update_and_never_keep_a_pinned_call_out() {
    let mut aws = range();
    let admin = Signer::handed(&aws, "WELKIN_ADMIN_");
    let body = json!({"EndpointName": "fraud-scoring-us", "DesiredWeightsAndCapacities": [
        {"VariantName": "champion", "DesiredWeight": 0.0}, {"VariantName": "challenger", "DesiredWeight": 0.0}]});
    let weigh = "SageMaker.UpdateEndpointWeightsAndCapacities";
    assert_eq!(admin.json(&mut aws, "sagemaker", weigh, &body, NOW).0, 200);
    assert_eq!(admin.json(&mut aws, "sagemaker", weigh, &body, NOW).0, 400);
    assert_eq!(admin.invoke(&mut aws, "", NOW + sagemaker::UPDATE - 1), 200);
    assert_eq!(admin.invoke(&mut aws, "", NOW + sagemaker::UPDATE), 400);
    assert_eq!(admin.invoke(&mut aws, "champion", NOW + sagemaker::UPDATE), 200);
}

#[test]
fn a_session_ends_when_it_says_and_its_token_belongs_to_it() {
    let mut aws = range();
    let auditor = Signer::handed(&aws, "");
    let session = auditor.assume(&mut aws, seed::TRAINING, "WelkinAudit", NOW);
    assert_eq!(session.who(&mut aws, NOW + HOUR - 1), 200);
    let (status, body) = session.form(&mut aws, "sts", &[("Action", "GetCallerIdentity")], NOW + HOUR);
    assert_eq!((status, xml::find(&body, "Code").as_deref()), (403, Some("ExpiredToken")));
    let other = auditor.assume(&mut aws, seed::TRAINING, "WelkinAudit", NOW);
    let mixed = Signer { token: other.token, ..session };
    assert_eq!(mixed.who(&mut aws, NOW), 403);
}

#[test]
fn a_web_identity_runs_out_and_needs_the_roles_trust() {
    let mut aws = range();
    let token = aws.tokens.iter().find(|token| token.prefix == "WELKIN_GITHUB_").unwrap().clone();
    let mut assume = |role: &str, token: &str, at| {
        let request = form(&[
            ("Action", "AssumeRoleWithWebIdentity"),
            ("RoleArn", role),
            ("RoleSessionName", "ci"),
            ("WebIdentityToken", token),
        ]);
        let operation = aws.operation(&request);
        let response = aws.answer(&operation, &request, at);
        (
            response.status.as_u16(),
            xml::find(&String::from_utf8_lossy(&response.body), "Code").unwrap_or_default(),
        )
    };
    assert_eq!(assume(&token.role, &token.token, NOW).0, 200);
    assert_eq!(
        assume(&token.role, &token.token, NOW + 8 * 24 * HOUR),
        (400, "ExpiredTokenException".to_owned())
    );
    // The infrastructure's role trusts another repository.
    let infra = format!("arn:aws:iam::{}:role/terraform-plan", seed::PROD);
    assert_eq!(assume(&infra, &token.token, NOW), (403, "AccessDenied".to_owned()));
    assert_eq!(assume(&token.role, "a.b.c", NOW), (400, "InvalidIdentityToken".to_owned()));
    let events: String = aws.take_records().into_iter().map(|record| record.text).collect();
    assert!(
        events.contains(r#""type":"WebIdentityUser""#)
            && events.contains(r#""userName":"repo:technobank/deploy"#)
    );
    assert!(!events.contains(&token.token));
}

#[test]
fn every_call_leaves_its_event_and_no_secret() {
    let mut aws = range();
    let (auditor, admin) = (Signer::handed(&aws, ""), Signer::handed(&aws, "WELKIN_ADMIN_"));
    auditor.json(
        &mut aws,
        "sagemaker",
        "SageMaker.DescribeModel",
        &json!({"ModelName": "churn-us-2026-08"}),
        NOW,
    );
    auditor.json(
        &mut aws,
        "sagemaker",
        "SageMaker.DeleteEndpoint",
        &json!({"EndpointName": "churn-us"}),
        NOW,
    );
    let session = admin.assume(&mut aws, seed::TRAINING, "OrganizationAccountAccessRole", NOW);
    session.form(&mut aws, "iam", &[("Action", "CreateAccessKey"), ("UserName", "legacy-export")], NOW);
    admin.invoke(&mut aws, "champion", NOW);
    let records = aws.take_records();
    let events: Vec<Value> = records
        .iter()
        .filter(|r| r.source.as_str() == "aws.cloudtrail")
        .map(|r| serde_json::from_str(&r.text).unwrap())
        .collect();
    let of = |name: &str| events.iter().find(|event| field::text(event, "eventName") == name).unwrap();
    let read = of("DescribeModel");
    assert_eq!(read.pointer("/requestParameters/modelName").unwrap(), "churn-us-2026-08");
    assert_eq!(read.pointer("/userIdentity/arn").unwrap(), "arn:aws:iam::111122223333:user/welkin-auditor");
    assert_eq!(read.get("readOnly").unwrap(), true);
    let refused = of("DeleteEndpoint");
    assert_eq!(field::text(refused, "errorCode"), "AccessDenied");
    assert!(field::text(refused, "errorMessage").contains("sagemaker:DeleteEndpoint"));
    assert_eq!(field::text(of("AssumeRole"), "recipientAccountId"), seed::TRAINING);
    assert_eq!(of("CreateAccessKey").pointer("/userIdentity/type").unwrap(), "AssumedRole");
    let invoked = of("InvokeEndpoint");
    assert_eq!(field::text(invoked, "eventCategory"), "Data");
    assert_eq!(invoked.pointer("/requestParameters/targetVariant").unwrap(), "champion");
    let all: String = records.iter().map(|record| record.text.as_str()).collect();
    let secrets = aws.estate.iam.values().flat_map(|iam| iam.keys.values()).map(|key| key.secret.expose());
    let tokens =
        aws.estate.sessions.values().flat_map(|session| [session.secret.expose(), session.token.expose()]);
    for secret in secrets.chain(tokens) {
        assert!(!all.contains(secret));
        assert!(!format!("{aws:?}").contains(secret));
    }
    assert!(aws.take_records().is_empty());
}

#[test]
fn untaken_records_do_not_pile_up() {
    let mut aws = range();
    let auditor = Signer::handed(&aws, "");
    for _ in 0..10_100 {
        auditor.who(&mut aws, NOW);
    }
    assert_eq!(aws.take_records().len(), 10_000);
}

#[test]
fn a_client_cannot_fill_the_cloud() {
    let mut aws = range();
    let admin = Signer::handed(&aws, "WELKIN_ADMIN_");
    let mut last = 200;
    for nth in 0..2_100 {
        let variant = json!({"VariantName": "a", "ModelName": "churn-us-2026-08"});
        let body = json!({"EndpointConfigName": format!("c{nth}"), "ProductionVariants": [variant]});
        last = admin.json(&mut aws, "sagemaker", "SageMaker.CreateEndpointConfig", &body, NOW).0;
    }
    assert_eq!(last, 400);
    let huge = "x".repeat(LARGEST_REQUEST + 1);
    assert_eq!(admin.json(&mut aws, "sagemaker", "SageMaker.ListModels", &json!(huge), NOW).0, 413);
}

#[test]
fn nothing_that_is_sent_brings_the_cloud_down() {
    let mut aws = range();
    let admin = Signer::handed(&aws, "WELKIN_ADMIN_");
    let mut rng = Rng::of(&[42]);
    let methods = [Method::GET, Method::POST, Method::PUT, Method::DELETE, Method::HEAD, Method::OPTIONS];
    let paths = [
        "/",
        "//",
        "/%00",
        "/%ff/%",
        "/agents/x/agentaliases",
        "/technobank-models-us/a/../b",
        "/model/é/invoke",
        "/2015-03-31/functions",
        "/tags/%2F",
        "/endpoints//invocations",
    ];
    let queries = [
        "",
        "policy",
        "versioning&versioning",
        "list-type=2&max-keys=-1",
        "Action=ListUsers&MaxItems=x",
        "maxResults=99999999999999999999",
        "%",
        "=&=&=",
        "X-Amz-Signature=x",
        "legal-hold",
    ];
    let bodies: [&[u8]; 9] = [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"{\"MaxResults\":-1,\"NextToken\":7,\"ModelName\":{\"a\":[]}}",
        b"<Status>",
        b"Action=DescribeVpcs&Filter.1.Value.1=x&Filter..=",
        b"\xff\xfe\x00",
        b"Action=GetRole&RoleName.1.1.1.1.1.1.1.1.1.1=x",
    ];
    let targets = [
        "",
        "SageMaker.ListModels",
        "SageMaker.",
        "x",
        "CloudApiService.ListResources",
        "StarlingDoveService.SelectResourceConfig",
        "TrentService.DescribeKey",
        "secretsmanager.RotateSecret",
    ];
    let services = [
        "sagemaker",
        "s3",
        "iam",
        "ec2",
        "bedrock",
        "lambda",
        "sts",
        "organizations",
        "kms",
        "config",
        "cloudcontrolapi",
        "nonsense",
        "elasticloadbalancing",
    ];
    for round in 0..4_000 {
        let mut pick = |most: usize| usize::try_from(rng.below(most as u64)).unwrap();
        let mut sent = request(
            methods[pick(methods.len())].clone(),
            paths[pick(paths.len())],
            bodies[pick(bodies.len())],
        );
        sent.query = queries[pick(queries.len())].to_owned();
        let target = targets[pick(targets.len())];
        if !target.is_empty() {
            sent.headers.insert("x-amz-target", target.parse().unwrap());
        }
        if pick(2) == 0 {
            sent.headers.insert("content-type", "application/x-www-form-urlencoded".parse().unwrap());
        }
        let service = services[pick(services.len())];
        let status = if round % 3 == 0 {
            let operation = aws.operation(&sent);
            aws.answer(&operation, &sent, NOW).status.as_u16()
        } else {
            admin.send(&mut aws, sent, service, NOW).0
        };
        assert!((200..600).contains(&status));
    }
}

#[test]
fn clients_find_their_way_by_the_environment() {
    let aws = range();
    let bases = Bases {
        plain: "http://127.0.0.1:1".into(),
        tls: "https://127.0.0.1:2".into(),
        ca_file: "/ca.pem".into(),
        folder: "/folder".into(),
    };
    let access = aws.access(&bases);
    let value =
        |name: &str| access.environment.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    assert_eq!(value("AWS_ENDPOINT_URL"), Some("http://127.0.0.1:1"));
    for prefix in ["", "WELKIN_ADMIN_", "WELKIN_RESTRICTED_"] {
        assert!(value(&format!("{prefix}AWS_ACCESS_KEY_ID")).is_some_and(|id| id.len() == 20), "{prefix}");
        assert!(
            value(&format!("{prefix}AWS_SECRET_ACCESS_KEY")).is_some_and(|secret| secret.len() == 40),
            "{prefix}"
        );
    }
    assert_eq!(access.files.len(), 4);
}

#[test]
fn both_sides_of_what_crosses_clouds_are_named() {
    use crate::sim::crossings;
    let aws = range();
    let shelf: String = aws
        .estate
        .shelf
        .everything()
        .map(|(key, value)| format!("{key:?} {value} {:?}\n", aws.estate.shelf.tags(&key.arn())))
        .collect();
    for crossing in [
        crossings::FRAUD_DIGEST,
        crossings::FRAUD_SOURCE,
        crossings::CREDIT_DIGEST,
        crossings::CREDIT_TRAINING,
        crossings::AWS_CIDR,
        crossings::AWS_VPN_ADDRESS,
        crossings::GCP_VPN_ADDRESS,
        crossings::AZURE_VPN_ADDRESS,
        crossings::IBM_VPN_ADDRESS,
        crossings::TRANSFER_SOURCE,
        crossings::TRANSFER_SINK,
        crossings::INFERENCE_HOST,
        crossings::CROSS_CLOUD_ROLE,
    ] {
        assert!(shelf.contains(crossing), "{crossing}");
    }
    let training = aws.estate.iam.get(seed::TRAINING).unwrap();
    assert!(training.keys.contains_key(crossings::EXPORT_KEY_ID));
    let trust = training.roles.get("gcp-model-deployer").unwrap().trust.latest().to_string();
    assert!(trust.contains(crossings::DEPLOYER_SUBJECT));
}

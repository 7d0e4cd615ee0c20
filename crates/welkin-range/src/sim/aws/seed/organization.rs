use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::{MADE, MANAGEMENT, PROD, TRAINING};
use crate::sim::aws::organization::{OrgPolicy, Organization};
use crate::sim::aws::settling::Settling;

const ID: &str = "o-tb7x4n2k9q";
const ROOT: &str = "r-tb01";
const WORKLOADS: &str = "ou-tb01-workl0ad";
const INFERENCE: &str = "ou-tb01-inf3r3nc";
const RESEARCH: &str = "ou-tb01-r3s3arch";

/// Id, name, type, description, content and targets; those with an id of AWS are AWS' own.
type Policy = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const POLICIES: &[Policy] = &[
    ("p-FullAWSAccess", "FullAWSAccess", "SERVICE_CONTROL_POLICY", "Allows access to every operation",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#,
        &[ROOT, WORKLOADS, INFERENCE, RESEARCH, PROD, TRAINING, MANAGEMENT]),
    ("p-RCPFullAWSAccess", "RCPFullAWSAccess", "RESOURCE_CONTROL_POLICY", "Allows access to every resource",
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]}"#,
        &[ROOT, WORKLOADS, INFERENCE, RESEARCH, PROD, TRAINING, MANAGEMENT]),
    ("p-7hq2trail", "protect-audit-trail", "SERVICE_CONTROL_POLICY", "Nobody stops or deletes the trail",
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"Trail","Effect":"Deny","Action":["cloudtrail:StopLogging","cloudtrail:DeleteTrail","cloudtrail:UpdateTrail","config:DeleteConfigurationRecorder","config:StopConfigurationRecorder"],"Resource":"*"}]}"#,
        &[WORKLOADS]),
    ("p-3k9region", "regions-in-use", "SERVICE_CONTROL_POLICY", "AI services only where they are watched",
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"Regions","Effect":"Deny","Action":["sagemaker:Create*","bedrock:Create*","bedrock-agentcore:Create*"],"Resource":"*","Condition":{"StringNotEquals":{"aws:RequestedRegion":["us-east-1","us-west-2"]}}}]}"#,
        &[WORKLOADS]),
    ("p-9d4datapr", "data-perimeter", "RESOURCE_CONTROL_POLICY", "Research data only to the organization",
        r#"{"Version":"2012-10-17","Statement":[{"Sid":"Perimeter","Effect":"Deny","Principal":"*","Action":["s3:GetObject","s3:PutObject"],"Resource":"*","Condition":{"StringNotEqualsIfExists":{"aws:PrincipalOrgID":"o-tb7x4n2k9q"},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}}]}"#,
        &[RESEARCH]),
];

pub(super) fn seed() -> Organization {
    let account = |id: &str, name: &str, mail: &str| {
        let value = json!({"Id": id, "Arn": format!("arn:aws:organizations::{MANAGEMENT}:account/{ID}/{id}"), "Email": mail, "Name": name,
            "Status": "ACTIVE", "State": "ACTIVE", "JoinedMethod": if id == MANAGEMENT { "INVITED" } else { "CREATED" }, "JoinedTimestamp": MADE});
        (id.to_owned(), value)
    };
    let mut attached: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut policies = BTreeMap::new();
    for (id, name, sort, description, content, targets) in POLICIES {
        let policy = OrgPolicy {
            name: (*name).to_owned(),
            description: (*description).to_owned(),
            sort: (*sort).to_owned(),
            content: (*content).to_owned(),
            aws_managed: id.ends_with("FullAWSAccess"),
        };
        policies.insert((*id).to_owned(), policy);
        for target in *targets {
            attached.entry((*target).to_owned()).or_default().insert((*id).to_owned());
        }
    }
    let pairs =
        |pairs: &[(&str, &str)]| pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
    Organization {
        id: ID.to_owned(),
        management: MANAGEMENT.to_owned(),
        root: ROOT.to_owned(),
        accounts: [
            account(MANAGEMENT, "technobank-management", "aws-root@technobank.example"),
            account(PROD, "technobank-inference", "aws-inference@technobank.example"),
            account(TRAINING, "technobank-training", "aws-training@technobank.example"),
        ]
        .into_iter()
        .collect(),
        units: pairs(&[(WORKLOADS, "workloads"), (INFERENCE, "inference"), (RESEARCH, "research")]),
        parents: pairs(&[
            (MANAGEMENT, ROOT),
            (WORKLOADS, ROOT),
            (INFERENCE, WORKLOADS),
            (RESEARCH, WORKLOADS),
            (PROD, INFERENCE),
            (TRAINING, RESEARCH),
        ]),
        policies,
        attached: Settling::new(attached),
    }
}

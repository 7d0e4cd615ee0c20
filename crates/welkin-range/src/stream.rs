use std::collections::VecDeque;

use welkin_model::Millis;

use crate::Record;
use crate::actor::AwsActor;
use crate::calendar::SECOND;
use crate::emit::Call;
use crate::estate::AWS_PROD;
use crate::people::PEOPLE;
use crate::rng::Rng;
use crate::routine::{aws, staff};
use crate::scribe::Scribe;
use crate::technobank::Feed;

/// 2026-11-24T09:00:00Z, a Tuesday.
const BENCHMARK_START: Millis = 1_795_510_800_000;

/// `n` CloudTrail records of one busy account, in the order of their time, about two in a hundred of which matter to
/// security. For benchmarks: cheap, varied, endless in kind.
pub fn cloudtrail_stream(seed: u64, n: usize) -> CloudtrailStream {
    let scribe = Scribe::new(Rng::of(&[seed, 1]));
    CloudtrailStream { scribe, ready: VecDeque::new(), at: BENCHMARK_START, left: n }
}

/// `n` records of all sources in the order of delivery, the scenarios among them.
pub fn mixed_stream(seed: u64, n: usize) -> MixedStream {
    let feed = Feed::new(seed, BENCHMARK_START, BENCHMARK_START, BENCHMARK_START);
    MixedStream { feed, left: n }
}

/// The records of [`cloudtrail_stream`].
#[derive(Debug)]
pub struct CloudtrailStream {
    scribe: Scribe,
    ready: VecDeque<String>,
    at: Millis,
    left: usize,
}

impl Iterator for CloudtrailStream {
    type Item = String;

    fn next(&mut self) -> Option<String> {
        self.left = self.left.checked_sub(1)?;
        while self.ready.is_empty() {
            self.at += SECOND / 20;
            self.write();
        }
        self.ready.pop_front()
    }
}

impl CloudtrailStream {
    fn write(&mut self) {
        let (scribe, at) = (&mut self.scribe, self.at);
        match scribe.rng.below(100) {
            0..=13 => aws::fraud_inference(scribe, at),
            14..=21 => aws::assistant(scribe, at),
            22..=37 => aws::feature_etl(scribe, at),
            38..=49 => aws::terraform(scribe, at),
            50..=57 => aws::scanner(scribe, at),
            58..=67 => aws::monitoring(scribe, at),
            68..=74 => aws::services(scribe, at),
            75..=79 => aws::registry(scribe, at),
            80..=81 => aws::deploy(scribe, at),
            82..=83 => notable(scribe, at),
            _ => {
                let nth = usize::try_from(scribe.rng.below(13)).unwrap_or(0);
                if let Some(person) = PEOPLE.get(nth) {
                    staff::act(scribe, at, person);
                }
            }
        }
        let records = scribe.drain().filter(|record| record.source.as_str() == "aws.cloudtrail");
        self.ready.extend(records.map(|record| record.text));
    }
}

/// A change that a security engineer wants to know of.
fn notable(scribe: &mut Scribe, at: Millis) {
    let ip = scribe.rng.pick(&["203.0.113.10", "198.51.100.23", "192.0.2.9"]);
    let actor = AwsActor::role(
        AWS_PROD,
        "platform-engineer",
        "jack.turner@technobank.example",
        ip,
        "aws-cli/2.31.33 md/awscrt#0.28.2 ua/2.1 os/linux#6.8.0 md/arch#x86_64 lang/python#3.13.7",
    );
    let (service, name, params) = match scribe.rng.below(10) {
        0 => ("iam", "CreateUser", r#"{"userName":"svc-report"}"#),
        1 => (
            "iam",
            "AttachRolePolicy",
            r#"{"roleName":"analyst","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}"#,
        ),
        2 => ("cloudtrail", "StopLogging", r#"{"name":"technobank-org-trail"}"#),
        3 => (
            "ec2",
            "AuthorizeSecurityGroupIngress",
            r#"{"groupId":"sg-0c4b8a1d2e3f56789","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":22,"toPort":22,"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]}}]}}"#,
        ),
        4 => (
            "s3",
            "PutBucketPolicy",
            r#"{"bucketName":"technobank-features-us","bucketPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::technobank-features-us/*"}]}}"#,
        ),
        5 => ("bedrock", "DeleteGuardrail", r#"{"guardrailIdentifier":"gr7a2c9e1b4d"}"#),
        6 => ("bedrock", "DeleteModelInvocationLoggingConfiguration", "null"),
        7 => (
            "kms",
            "ScheduleKeyDeletion",
            r#"{"keyId":"8d1f0b7e-2a94-4c65-9f03-6e7b5a1d2c48","pendingWindowInDays":7}"#,
        ),
        8 => ("iam", "CreateAccessKey", r#"{"userName":"ci-deploy"}"#),
        _ => ("secretsmanager", "GetSecretValue", r#"{"secretId":"prod/core-banking/db"}"#),
    };
    scribe.cloudtrail(at, &actor, Call::write(service, name).params(params));
}

/// The records of [`mixed_stream`].
#[derive(Clone, Debug)]
pub struct MixedStream {
    feed: Feed,
    left: usize,
}

impl Iterator for MixedStream {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        self.left = self.left.checked_sub(1)?;
        self.feed.next_before(Millis::MAX)
    }
}

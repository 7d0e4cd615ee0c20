//! What looks like an attack and is none.

use welkin_model::{Cloud, Millis};

use super::{Plot, after};
use crate::actor::AwsActor;
use crate::calendar::{Form, Stamp};
use crate::emit::{Call, OktaEvent};
use crate::estate::{AWS_PROD, AWS_TRAINING, TRAINING_DATA, VPN};
use crate::people::{FRANKFURT, Office, PEOPLE, named};
use crate::routine::aws;
use crate::scribe::Scribe;

const fn benign(
    name: &'static str,
    title: &'static str,
    description: &'static str,
    clouds: &'static [Cloud],
    principals: &'static [&'static str],
    perform: fn(&mut Scribe, Millis),
) -> Plot {
    Plot { name, title, description, benign: true, clouds, principals, perform }
}

pub(crate) static NIGHTLY_TRAINING: Plot = benign(
    "benign-nightly-training",
    "The nightly training moves 50 GB",
    "A training job of the pipeline reads the whole curated data set.",
    &[Cloud::Aws],
    &["arn:aws:sts::444455556666:assumed-role/sagemaker-training/SageMaker"],
    nightly_training,
);

pub(crate) static TRAVELLER: Plot = benign(
    "benign-traveller",
    "A traveller signs in from two cities",
    "A data scientist signs in at Frankfurt and, an hour and a half later, in Zurich.",
    &[Cloud::Azure],
    &["noah.fischer@technobank.example"],
    traveller,
);

pub(crate) static SHARED_NAT: Plot = benign(
    "benign-shared-nat",
    "Thirty people behind one address",
    "After lunch thirty people sign in through the VPN's one address, some with a wrong password at first.",
    &[Cloud::Other],
    &["203.0.113.5"],
    shared_nat,
);

pub(crate) static RELEASE_DAY: Plot = benign(
    "benign-release-day",
    "A CI role used by everyone",
    "Many merges in a row deploy under the same role and federated subject.",
    &[Cloud::Aws],
    &["arn:aws:sts::111122223333:assumed-role/deploy-pipeline/GitHubActions"],
    release_day,
);

pub(crate) static ON_CALL: Plot = benign(
    "benign-on-call",
    "The on-call engineer makes approved changes",
    "A platform engineer with MFA swaps an endpoint, opens a port for an hour and rotates a key, each change approved.",
    &[Cloud::Aws],
    &["jack.turner@technobank.example"],
    on_call,
);

pub(crate) static SCANNER: Plot = benign(
    "benign-scanner",
    "The posture scanner lists everything",
    "The weekly deep scan lists every service in every region, is refused here and there, and changes nothing.",
    &[Cloud::Aws],
    &["arn:aws:sts::111122223333:assumed-role/posture-scanner/prowler"],
    scanner,
);

fn nightly_training(scribe: &mut Scribe, begin: Millis) {
    let agent = "Boto3/1.40.70 md/Botocore#1.40.70 ua/2.1 os/linux lang/python#3.12.11";
    let pipeline = AwsActor::role(AWS_TRAINING, "training-pipeline", "nightly", "10.40.1.10", agent);
    let job = format!("fraud-nightly-{}", Stamp(begin, Form::Date));
    let params = format!(
        r#"{{"trainingJobName":"{job}","roleArn":"arn:aws:iam::{AWS_TRAINING}:role/sagemaker-training"}}"#
    );
    scribe.cloudtrail(begin, &pipeline, Call::write("sagemaker", "CreateTrainingJob").params(&params));
    let job = AwsActor::role(AWS_TRAINING, "sagemaker-training", "SageMaker", "10.40.2.31", agent);
    for nth in 0..400 {
        let key = format!("fraud/curated/shard-{nth:04}.tfrecord");
        let at = after(begin, 3.0 + f64::from(nth) * 0.1);
        scribe.s3_object(at, &job, "GetObject", TRAINING_DATA, &key, 128_000_000);
    }
}

fn traveller(scribe: &mut Scribe, begin: Millis) {
    static ZURICH: Office = Office {
        city: "Zurich",
        state: "Zurich",
        country: "Switzerland",
        country_code: "CH",
        egress: "192.0.2.201",
        utc_offset: 1,
        latitude: 47.3769,
        longitude: 8.5417,
    };
    let person = named("noah.fischer");
    scribe.okta(begin, person, &FRANKFURT, FRANKFURT.egress, OktaEvent::SessionStart);
    scribe.entra_user_signin(after(begin, 0.2), person, &FRANKFURT, FRANKFURT.egress, "Azure Portal");
    scribe.okta(after(begin, 85.0), person, &ZURICH, ZURICH.egress, OktaEvent::SessionStart);
    scribe.okta(after(begin, 85.2), person, &ZURICH, ZURICH.egress, OktaEvent::Mfa);
    scribe.entra_user_signin(after(begin, 85.4), person, &ZURICH, ZURICH.egress, "Azure Portal");
}

fn shared_nat(scribe: &mut Scribe, begin: Millis) {
    for (nth, person) in (0u32..).zip(PEOPLE.iter().take(30)) {
        let minutes = f64::from(nth) * 0.5;
        if nth % 5 == 0 {
            scribe.okta(after(begin, minutes), person, person.office, VPN, OktaEvent::WrongPassword);
        }
        scribe.okta(after(begin, minutes + 0.3), person, person.office, VPN, OktaEvent::SessionStart);
        scribe.okta(after(begin, minutes + 0.4), person, person.office, VPN, OktaEvent::Mfa);
    }
}

fn release_day(scribe: &mut Scribe, begin: Millis) {
    for nth in 0..16 {
        aws::deploy(scribe, after(begin, f64::from(nth) * 0.9));
    }
}

fn on_call(scribe: &mut Scribe, begin: Millis) {
    let at = |minutes| after(begin, minutes);
    let person = named("jack.turner");
    let (mail, agent) = (person.mail(), person.browser());
    scribe.okta(at(0.0), person, person.office, person.office.egress, OktaEvent::SessionStart);
    scribe.okta(at(0.1), person, person.office, person.office.egress, OktaEvent::Mfa);
    scribe.assume_role_with_saml(at(0.3), AWS_PROD, "platform-engineer", &mail, person.office.egress, agent);
    let actor = AwsActor::role(AWS_PROD, "platform-engineer", &mail, person.office.egress, agent);
    let config = r#"{"endpointName":"fraud-scoring-us","endpointConfigName":"fraud-scoring-us-2026-11b"}"#;
    scribe.cloudtrail(at(3.0), &actor, Call::write("sagemaker", "UpdateEndpoint").params(config));
    let open = r#"{"groupId":"sg-0c4b8a1d2e3f56789","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":5432,"toPort":5432,"ipRanges":{"items":[{"cidrIp":"10.20.250.0/24","description":"CHG-20931"}]}}]}}"#;
    scribe.cloudtrail(at(6.0), &actor, Call::write("ec2", "AuthorizeSecurityGroupIngress").params(open));
    scribe.cloudtrail(at(55.0), &actor, Call::write("ec2", "RevokeSecurityGroupIngress").params(open));
    let key = r#"{"keyId":"8d1f0b7e-2a94-4c65-9f03-6e7b5a1d2c48","rotationPeriodInDays":180}"#;
    scribe.cloudtrail(at(12.0), &actor, Call::write("kms", "EnableKeyRotation").params(key));
}

fn scanner(scribe: &mut Scribe, begin: Millis) {
    let agent = "Boto3/1.40.61 md/Botocore#1.40.61 ua/2.1 os/linux lang/python#3.12.9 prowler/5.13.1";
    let actor = AwsActor::role(AWS_PROD, "posture-scanner", "prowler", "10.20.250.9", agent);
    let lists = [
        ("iam", "ListRoles"),
        ("secretsmanager", "ListSecrets"),
        ("s3", "GetBucketPolicy"),
        ("sagemaker", "ListModels"),
        ("bedrock", "ListFoundationModels"),
        ("ec2", "DescribeSecurityGroups"),
        ("lambda", "ListFunctions20150331"),
        ("rds", "DescribeDBInstances"),
    ];
    let regions = ["us-east-1", "us-east-2", "us-west-1", "us-west-2", "eu-central-1", "ap-southeast-1"];
    let calls =
        regions.iter().flat_map(|region| lists.iter().map(move |(service, name)| (region, service, name)));
    for (nth, (region, service, name)) in (0u32..).zip(calls) {
        let call = Call::read(service, name).region(region);
        let permission = format!("{service}:{name}");
        let call = if nth % 11 == 0 { call.denied(&permission) } else { call };
        scribe.cloudtrail(after(begin, f64::from(nth) * 0.06), &actor, call);
    }
}

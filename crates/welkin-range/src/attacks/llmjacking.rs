use welkin_model::{Cloud, Millis};

use super::{Plot, after};
use crate::actor::AwsActor;
use crate::emit::{Call, Invocation};
use crate::estate::CLAUDE;
use crate::scribe::Scribe;

const KEY: &str = "AKIAQTB7BEDROCKPOC5J";

pub(crate) static PLOT: Plot = Plot {
    name: "llmjacking",
    title: "LLM-jacking of Amazon Bedrock with a leaked key",
    description: "The key of a forgotten proof-of-concept user is tried on Bedrock in many regions, asks for access to \
                  models by a made-up use case and then sells invocations in bursts.",
    benign: false,
    clouds: &[Cloud::Aws],
    principals: &["arn:aws:iam::111122223333:user/bedrock-poc"],
    perform,
};

fn perform(scribe: &mut Scribe, begin: Millis) {
    let at = |minutes| after(begin, minutes);
    let agent = "Boto3/1.35.99 md/Botocore#1.35.99 ua/2.0 os/windows#10 md/arch#amd64 lang/python#3.10.6 keychecker/2.1";
    let thief = AwsActor::user("bedrock-poc", KEY, "198.51.100.140", agent);
    scribe.cloudtrail(at(0.0), &thief, Call::read("sts", "GetCallerIdentity"));
    scribe.cloudtrail(at(0.2), &thief, Call::read("bedrock", "GetModelInvocationLoggingConfiguration"));
    let regions = [
        "us-east-1",
        "us-east-2",
        "us-west-2",
        "eu-central-1",
        "eu-west-1",
        "eu-west-3",
        "ap-northeast-1",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1",
        "sa-east-1",
    ];
    for (nth, region) in (0u32..).zip(regions) {
        let minutes = 0.5 + f64::from(nth) * 0.25;
        scribe.cloudtrail(at(minutes), &thief, Call::read("bedrock", "ListFoundationModels").region(region));
        let availability = format!(r#"{{"modelId":"{CLAUDE}"}}"#);
        let call =
            Call::read("bedrock", "GetFoundationModelAvailability").region(region).params(&availability);
        scribe.cloudtrail(at(minutes + 0.05), &thief, call);
        let invoke = Invocation {
            operation: "InvokeModel",
            model: CLAUDE,
            region,
            input: 8,
            output: 0,
            allowed: false,
        };
        scribe.bedrock(at(minutes + 0.1), &thief, invoke);
    }
    let form = r#"{"formData":"eyJjb21wYW55TmFtZSI6InRlY2gifQ=="}"#;
    scribe.cloudtrail(at(4.5), &thief, Call::write("bedrock", "PutUseCaseForModelAccess").params(form));
    let agreement = format!(r#"{{"modelId":"{CLAUDE}","offerToken":"HIDDEN_DUE_TO_SECURITY_REASONS"}}"#);
    scribe.cloudtrail(
        at(4.8),
        &thief,
        Call::write("bedrock", "CreateFoundationModelAgreement").params(&agreement),
    );
    let entitlement = format!(r#"{{"modelId":"{CLAUDE}"}}"#);
    scribe.cloudtrail(
        at(5.0),
        &thief,
        Call::write("bedrock", "PutFoundationModelEntitlement").params(&entitlement),
    );
    for nth in 0..180 {
        let region = if nth % 3 == 0 { "us-west-2" } else { "us-east-1" };
        let (input, output) = (scribe.rng.bytes(2_600), scribe.rng.bytes(1_900));
        let operation = "InvokeModelWithResponseStream";
        let invoke = Invocation { operation, model: CLAUDE, region, input, output, allowed: true };
        scribe.bedrock(at(7.0 + f64::from(nth) * 0.08), &thief, invoke);
    }
}

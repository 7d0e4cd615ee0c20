use welkin_model::Millis;

use crate::actor::AwsActor;
use crate::calendar::{Form, Stamp, whole_seconds};
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"schemaType":"ModelInvocationLog","schemaVersion":"1.0","timestamp":"$time$","accountId":"$account$","#,
    r#""identity":{"arn":"$arn$"},"region":"$region$","requestId":"$request$","operation":"$operation$","#,
    r#""modelId":"$model$","input":{"inputContentType":"application/json","inputBodyS3Path":"s3://technobank-bedrock-logs/$request$/input.json.gz","#,
    r#""inputTokenCount":$input$},"output":{"outputContentType":"application/json","outputTokenCount":$output$}}"#
);

/// An invocation of a Bedrock model: its CloudTrail event, and its own log line if it was let through.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Invocation<'a> {
    pub(crate) operation: &'a str,
    pub(crate) model: &'a str,
    pub(crate) region: &'a str,
    pub(crate) input: u64,
    pub(crate) output: u64,
    pub(crate) allowed: bool,
}

impl Scribe {
    pub(crate) fn bedrock(&mut self, at: Millis, actor: &AwsActor<'_>, call: Invocation<'_>) {
        let Invocation { operation, model, region, .. } = call;
        let params = format!(r#"{{"modelId":"{model}"}}"#);
        let permission = format!("bedrock:{operation}");
        let event =
            super::Call::read("bedrock", operation).region(region).params(&params).host("bedrock-runtime");
        self.cloudtrail(at, actor, if call.allowed { event } else { event.denied(&permission) });
        if !call.allowed {
            return;
        }
        let time = whole_seconds(at);
        let text = fill(
            RECORD,
            &[
                ("time", &Stamp(time, Form::Seconds)),
                ("account", &actor.account),
                ("arn", &actor.arn()),
                ("region", &region),
                ("request", &self.uuid()),
                ("operation", &operation),
                ("model", &model),
                ("input", &call.input),
                ("output", &call.output),
            ],
        );
        self.push("aws.bedrock", time, text);
    }
}

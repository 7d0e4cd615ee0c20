use welkin_model::Millis;

use crate::calendar::{Form, Stamp};
use crate::estate::{OPENAI, SUBSCRIPTION, TENANT};
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"time":"$time$","resourceId":"/SUBSCRIPTIONS/$subscription$/RESOURCEGROUPS/RG-AI-EU/PROVIDERS/MICROSOFT.COGNITIVESERVICES/ACCOUNTS/$account$","#,
    r#""category":"RequestResponse","operationName":"$operation$","resultSignature":"$status$","durationMs":$duration$,"callerIPAddress":"$ip$","correlationId":"$correlation$","#,
    r#""event":"ShoeboxCallResult","location":"swedencentral","tenant":"swedencentral","properties":{"apiName":"Azure OpenAI API version 2024-10-21","#,
    r#""requestTime":$ticks$,"requestLength":$request$,"responseTime":$ticks$,"responseLength":$response$,"objectId":"$object$","streamType":"Non-Streaming","#,
    r#""modelDeploymentName":"$deployment$","modelName":"$model$","modelVersion":"$version$","tenantId":"$tenantid$"}}"#
);

/// One call of a model of the European Azure OpenAI account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OpenAiCall<'a> {
    pub(crate) operation: &'a str,
    pub(crate) deployment: &'a str,
    pub(crate) model: &'a str,
    pub(crate) version: &'a str,
    /// The caller's object id, or empty for an account key.
    pub(crate) object_id: &'a str,
    /// The service masks the last part of the address.
    pub(crate) ip: &'a str,
    pub(crate) status: u16,
    pub(crate) request: u64,
    pub(crate) response: u64,
}

impl Scribe {
    pub(crate) fn azure_openai(&mut self, at: Millis, call: OpenAiCall<'_>) {
        const UNIX_EPOCH_TICKS: Millis = 621_355_968_000_000_000;
        let masked = call.ip.rsplit_once('.').map_or(call.ip, |(network, _)| network);
        let text = fill(
            RECORD,
            &[
                ("time", &Stamp(at, Form::Ticks)),
                ("subscription", &SUBSCRIPTION.to_uppercase()),
                ("account", &OPENAI.to_uppercase()),
                ("operation", &call.operation),
                ("status", &call.status),
                ("duration", &self.rng.between(180, 6_000)),
                ("ip", &format_args!("{masked}.***")),
                ("correlation", &self.uuid()),
                ("ticks", &(UNIX_EPOCH_TICKS + at * 10_000)),
                ("request", &call.request),
                ("response", &call.response),
                ("object", &call.object_id),
                ("deployment", &call.deployment),
                ("model", &call.model),
                ("version", &call.version),
                ("tenantid", &TENANT),
            ],
        );
        self.push("azure.openai", at, text);
    }
}

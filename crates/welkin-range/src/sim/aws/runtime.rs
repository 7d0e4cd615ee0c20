//! Inference: SageMaker's `InvokeEndpoint` and Bedrock's `InvokeModel` and `Converse`.

use serde_json::{Value, json};

use super::call::Call;
use super::estate::Estate;
use super::fail::Fail;
use super::field::{list, text};
use super::shelf::Key;
use crate::rng::number_of;
use crate::sim::Response;

pub(super) fn answer(estate: &Estate, call: &Call<'_>) -> Option<Result<Response, Fail>> {
    match call.name() {
        "InvokeEndpoint" => Some(invoke_endpoint(estate, call)),
        "InvokeModel" => Some(invoke_model(estate, call)),
        "Converse" => Some(converse(estate, call)),
        _ => None,
    }
}

/// A call that names a variant reaches it whatever the weights are, also at weight 0: shifting traffic is no quarantine.
fn invoke_endpoint(estate: &Estate, call: &Call<'_>) -> Result<Response, Fail> {
    let name = call.required("EndpointName")?;
    let key = Key::new("sagemaker:endpoint", call.account(), call.region(), name);
    let Some(endpoint) = estate
        .shelf
        .get(&key)
        .filter(|endpoint| matches!(text(endpoint, "EndpointStatus"), "InService" | "Updating"))
    else {
        let message = format!("Endpoint {name} of account {} not found.", call.account());
        return Err(Fail::new("ValidationError", 400, message));
    };
    let variants = list(endpoint, "ProductionVariants");
    let pinned = call.request.header("x-amzn-sagemaker-target-variant");
    let variant = if pinned.is_empty() {
        weighted(variants, number_of(&String::from_utf8_lossy(&call.request.body)))
    } else {
        variants.iter().find(|variant| text(variant, "VariantName") == pinned)
    };
    let Some(variant) = variant else {
        let message = if pinned.is_empty() {
            "No production variant of the endpoint takes traffic.".to_owned()
        } else {
            format!("Variant {pinned} not found for Endpoint {name}")
        };
        return Err(Fail::new("ValidationError", 400, message));
    };
    let body = json!({"predictions": [{"score": 0.07}]});
    let variant = text(variant, "VariantName");
    Ok(Response::json(200, &body).with("x-amzn-invoked-production-variant", variant))
}

/// The variant that a draw falls on, by weight.
fn weighted(variants: &[Value], draw: u64) -> Option<&Value> {
    let weight =
        |variant: &Value| variant.get("CurrentWeight").and_then(Value::as_f64).unwrap_or(0.0).max(0.0);
    let total: f64 = variants.iter().map(weight).sum();
    let thousandth = f64::from(u16::try_from(draw % 1_000).unwrap_or(0)) / 1_000.0;
    let mut left = total * thousandth;
    variants.iter().filter(|variant| weight(variant) > 0.0).find(|variant| {
        left -= weight(variant);
        left < 0.0
    })
}

fn model(estate: &Estate, call: &Call<'_>) -> Result<(), Fail> {
    let given = call.required("modelId")?;
    let (account, region) = (call.account(), call.region());
    let known = [
        "bedrock:foundation-model",
        "bedrock:provisioned-model",
        "bedrock:custom-model-deployment",
        "bedrock:imported-model",
    ]
    .into_iter()
    .any(|kind| estate.shelf.find(kind, account, region, given).is_some());
    if known { Ok(()) } else { Err(Fail::invalid("The provided model identifier is invalid.")) }
}

fn invoke_model(estate: &Estate, call: &Call<'_>) -> Result<Response, Fail> {
    model(estate, call)?;
    let body = json!({"content": [{"type": "text", "text": "This is a simulated answer."}], "stop_reason": "end_turn",
                      "usage": {"input_tokens": input_tokens(call), "output_tokens": OUTPUT_TOKENS}});
    Ok(Response::json(200, &body))
}

fn converse(estate: &Estate, call: &Call<'_>) -> Result<Response, Fail> {
    model(estate, call)?;
    if list(call.input, "messages").is_empty() {
        return Err(Fail::invalid("A conversation must start with a user message."));
    }
    let (input, output) = (input_tokens(call), OUTPUT_TOKENS);
    let body = json!({
        "output": {"message": {"role": "assistant", "content": [{"text": "This is a simulated answer."}]}},
        "stopReason": "end_turn",
        "usage": {"inputTokens": input, "outputTokens": output, "totalTokens": input + output},
        "metrics": {"latencyMs": 412}});
    Ok(Response::json(200, &body))
}

pub(super) const OUTPUT_TOKENS: u64 = 6;

/// About four characters are a token.
pub(super) fn input_tokens(call: &Call<'_>) -> u64 {
    u64::try_from(call.request.body.len() / 4).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variant_of_weight_zero_is_never_drawn() {
        let variants = [
            json!({"VariantName": "a", "CurrentWeight": 0.0}),
            json!({"VariantName": "b", "CurrentWeight": 1.0}),
        ];
        assert!((0..1_000).all(|draw| text(weighted(&variants, draw).unwrap(), "VariantName") == "b"));
        let none = [json!({"VariantName": "a", "CurrentWeight": 0.0})];
        assert!(weighted(&none, 5).is_none());
    }
}

use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::Failure;
use super::super::page::{Page, page};
use super::super::store::{Entry, items, text};
use super::super::world::{World, made};
use super::deployments::{DEPLOYMENTS, MODELS};
use crate::rng::number_of;

/// Foundation models that IBM hosts: <https://dataplatform.cloud.ibm.com/docs/content/wsj/analyze-data/fm-models.html>.
const HOSTED: [(&str, &str, &str, u64); 5] = [
    ("ibm/granite-3-3-8b-instruct", "granite-3-3-8b-instruct", "IBM", 131_072),
    ("ibm/granite-guardian-3-8b", "granite-guardian-3-8b", "IBM", 131_072),
    ("ibm/slate-125m-english-rtrvr-v2", "slate-125m-english-rtrvr-v2", "IBM", 512),
    ("meta-llama/llama-3-3-70b-instruct", "llama-3-3-70b-instruct", "Meta", 131_072),
    ("mistralai/mistral-medium-2505", "mistral-medium-2505", "Mistral AI", 131_072),
];

pub(super) fn specs(_world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let all = HOSTED
        .iter()
        .map(|(id, label, provider, context)| {
            let functions: Vec<Value> = if id.contains("slate") { vec![json!({"id": "embedding"})] } else { vec![json!({"id": "text_chat"}), json!({"id": "text_generation"})] };
            let spec = json!({
                "model_id": id, "label": label, "provider": provider, "source": provider, "functions": functions,
                "input_tier": "class_12", "output_tier": "class_12", "number_params": "8b",
                "model_limits": {"max_sequence_length": context, "max_output_tokens": 8_192},
                "lifecycle": [{"id": "available", "start_date": "2025-04-15"}],
            });
            ((*id).to_owned(), spec)
        })
        .collect();
    Ok(Response::json(200, &page(call, Page::Start { default: 100, most: 200 }, "resources", all)?))
}

/// Longer prompts are refused.
const LONGEST: usize = 131_072;

fn known(call: &Call<'_>) -> Result<&'static str, Failure> {
    let wanted = text(&call.body, "/model_id");
    let found = HOSTED.iter().find(|(id, ..)| *id == wanted);
    found.map(|(id, ..)| *id).ok_or_else(|| {
        Failure::new(404, "model_not_supported", "Model is not supported for this environment.")
    })
}

pub(super) fn generate(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let model = known(call)?;
    if text(&call.body, "/project_id").is_empty() && text(&call.body, "/space_id").is_empty() {
        return Err(Failure::new(
            400,
            "no_associated_service_instance_error",
            "One of `project_id` and `space_id` must be given.",
        ));
    }
    generated(world, call, model)
}

pub(super) fn generate_deployed(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let (_, asset) = deployed(world, call)?;
    let model = asset.text("/entity/base_model").to_owned();
    if model.is_empty() {
        return Err(Failure::new(
            400,
            "deployment_not_supported",
            "The deployment does not serve a foundation model.",
        ));
    }
    generated(world, call, &model)
}

fn generated(_world: &World, call: &Call<'_>, model: &str) -> Result<Response, Failure> {
    let input = text(&call.body, "/input");
    if input.is_empty() || input.len() > LONGEST {
        return Err(Failure::new(400, "invalid_input_argument", "`input` is missing or too long."));
    }
    let answer = answer(model, input);
    Ok(Response::json(
        200,
        &json!({
            "model_id": model, "created_at": text(&made(call), "/created_at"),
            "results": [{"generated_text": answer, "generated_token_count": tokens(&answer), "input_token_count": tokens(input), "stop_reason": "eos_token"}],
        }),
    ))
}

pub(super) fn chat(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let model = known(call)?;
    let messages = items(&call.body, "/messages");
    let Some(last) = messages.last().filter(|_| messages.len() <= 1_000) else {
        return Err(Failure::new(400, "invalid_input_argument", "`messages` is missing or too long."));
    };
    let content = match text(last, "/content") {
        "" => text(last, "/content/0/text"),
        content => content,
    };
    let answer = answer(model, content);
    let (prompt, completion) = (tokens(content), tokens(&answer));
    let id = format!("chatcmpl-{}", world.id());
    Ok(Response::json(
        200,
        &json!({
            "id": id, "model_id": model, "model": model, "created": call.at / 1_000, "created_at": text(&made(call), "/created_at"),
            "choices": [{"index": 0, "message": {"role": "assistant", "content": answer}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion},
        }),
    ))
}

/// The same question gets the same answer of the same model.
fn answer(model: &str, input: &str) -> String {
    let number = number_of(model) ^ number_of(input);
    format!("Answer {number:016x} of {model}.")
}

fn tokens(text: &str) -> usize {
    text.split_whitespace().count().max(1)
}

fn deployed(world: &World, call: &Call<'_>) -> Result<(Entry, Entry), Failure> {
    let missing = || Failure::new(404, "deployment_does_not_exist", "The deployment does not exist.");
    let deployment = world
        .store
        .find(DEPLOYMENTS, call.var(0))
        .filter(|entry| entry.region == call.region)
        .ok_or_else(missing)?;
    let asset = deployment.text("/entity/asset/id");
    let asset =
        world.store.find(MODELS, asset).or_else(|| world.store.find(super::deployments::FUNCTIONS, asset));
    let asset = asset
        .or_else(|| world.store.find(super::deployments::AI_SERVICES, deployment.text("/entity/asset/id")));
    Ok((deployment.clone(), asset.ok_or_else(missing)?.clone()))
}

/// Scores follow from the model that is deployed and the row, so that a swapped model shows.
pub(super) fn predict(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let (_, asset) = deployed(world, call)?;
    let rows = items(&call.body, "/input_data/0/values");
    if rows.is_empty() || rows.len() > 1_000 {
        return Err(Failure::new(
            400,
            "invalid_input_data",
            "`input_data` needs `values` with 1 to 1000 rows.",
        ));
    }
    let values: Vec<Value> = rows
        .iter()
        .map(|row| {
            let score = (number_of(&asset.id) ^ number_of(&row.to_string())) % 10_000;
            let (hit, miss) = (
                f64::from(u16::try_from(score).unwrap_or(0)) / 10_000.0,
                f64::from(u16::try_from(10_000 - score).unwrap_or(0)) / 10_000.0,
            );
            json!([u8::from(score > 5_000), [miss, hit]])
        })
        .collect();
    Ok(Response::json(
        200,
        &json!({"predictions": [{"fields": ["prediction", "probability"], "values": values}]}),
    ))
}

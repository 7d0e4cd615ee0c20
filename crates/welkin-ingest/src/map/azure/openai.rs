use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::{envelope, fields, identity};
use crate::map::ai::{self, AiCall};
use crate::map::{EventId, Source, verb};

/// Diagnostics of Azure OpenAI and the other Azure AI services: calls of models with their lengths, and the use of
/// keys. They do not tell prompts or answers.
///
/// Source: "Monitor Azure OpenAI: resource logs" (categories `Audit`, `RequestResponse`, `Trace`,
/// `AzureOpenAIRequestUsage`), Microsoft Learn.
#[derive(Debug)]
pub(crate) struct OpenAi;

const CATEGORIES: [&str; 4] = ["RequestResponse", "Audit", "Trace", "AzureOpenAIRequestUsage"];

impl Source for OpenAi {
    fn id(&self) -> &'static str {
        "azure.openai"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let provider = fields::raw_text(record, "resourceProvider");
        let ours = |id: &str| fields::contains(id, "/Microsoft.CognitiveServices/");
        fields::is_any(envelope::category(record), &CATEGORIES)
            && (provider.eq_ignore_ascii_case("Microsoft.CognitiveServices")
                || envelope::resource(record).is_some_and(ours))
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        vec![fields::restore_case(record)]
    }

    fn event_id(&self, record: &Native) -> EventId {
        envelope::event_id(record)
    }

    fn map(&self, record: &mut Native) -> Draft {
        for path in ["properties", "Properties", "properties_s"] {
            record.parse_embedded(path);
        }
        let bases = ["properties.", "Properties.", "properties_s."];
        let base =
            bases.into_iter().find(|base| record.has(base.trim_end_matches('.'))).unwrap_or("properties.");
        let operation = envelope::operation(record.as_map()).to_owned();
        let mut draft = Draft::new(Class::API_ACTIVITY, activity_of(&operation));
        envelope::map(record, &mut draft, "Azure OpenAI");
        identity::map(record, &mut draft);
        // The object id of the caller is empty for calls with a key.
        fields::fill(record, &mut draft, "actor.user.uid", base, &["objectId"]);
        fields::fill(record, &mut draft, "api.version", base, &["apiName"]);
        fields::fill(record, &mut draft, "status_detail", base, &["errorMessage", "error"]);
        let request = draft.get("metadata.correlation_uid").cloned();
        draft
            .set("api.request.uid", request)
            .set("http_request.user_agent", fields::take(record, base, &["userAgent"]))
            .set("http_request.body_length", read_int(record, base, &["requestLength"]));
        if let Some(code) =
            draft.get("status_code").and_then(Value::as_str).and_then(|c| c.parse::<u16>().ok())
        {
            draft.put("http_response.code", code);
            draft.set("http_response.body_length", read_int(record, base, &["responseLength"]));
        }
        let deployment = fields::read(record, base, &["modelDeploymentName", "deploymentName"]);
        if let Some(name) = &deployment {
            draft.push(
                "resources",
                json!({"name": name, "type": "Microsoft.CognitiveServices/accounts/deployments"}),
            );
        }
        model(record, &mut draft, base, &operation, deployment);
        draft
    }
}

fn read_int(record: &Native, base: &str, names: &[&str]) -> Option<i64> {
    record.read_int(&fields::find(record, base, names)?)
}

/// `ChatCompletions_Create`, `Files_Upload`, `ListKey`: what comes behind the underscore is the verb.
fn activity_of(operation: &str) -> u8 {
    match operation.split_once('_') {
        Some((_, action)) => match verb::of(action) {
            verb::OTHER => envelope::verb_of(operation, false),
            known => known,
        },
        None => envelope::verb_of(operation, false),
    }
}

fn model(record: &mut Native, draft: &mut Draft, base: &str, operation: &str, deployment: Option<String>) {
    let name = fields::take(record, base, &["modelName"]);
    let infers = [
        "Completion",
        "Embedding",
        "Image",
        "Audio",
        "Speech",
        "Transcription",
        "Translation",
        "Response",
        "Realtime",
    ]
    .iter()
    .any(|word| fields::contains(operation, word));
    let name = name.or(deployment).or_else(|| infers.then(|| "Unknown".to_owned()));
    let provider = maker(name.as_deref().unwrap_or(""));
    ai::operation(
        draft,
        AiCall {
            model: name,
            version: fields::take(record, base, &["modelVersion"]),
            provider,
            service: "Azure OpenAI",
            prompt_tokens: read_int(record, base, &["promptTokens", "prompt_tokens", "inputTokens"]),
            completion_tokens: read_int(
                record,
                base,
                &["completionTokens", "completion_tokens", "outputTokens"],
            ),
            total_tokens: read_int(record, base, &["totalTokens", "total_tokens"]),
        },
    );
}

/// Who made a model, by its name in the catalogue of Azure.
fn maker(model: &str) -> &'static str {
    let makers = [
        ("gpt", "OpenAI"),
        ("o1", "OpenAI"),
        ("o3", "OpenAI"),
        ("o4", "OpenAI"),
        ("text-embedding", "OpenAI"),
        ("dall-e", "OpenAI"),
        ("whisper", "OpenAI"),
        ("tts", "OpenAI"),
        ("sora", "OpenAI"),
        ("davinci", "OpenAI"),
        ("claude", "Anthropic"),
        ("llama", "Meta"),
        ("meta-llama", "Meta"),
        ("mistral", "Mistral AI"),
        ("codestral", "Mistral AI"),
        ("deepseek", "DeepSeek"),
        ("cohere", "Cohere"),
        ("grok", "xAI"),
        ("phi", "Microsoft"),
    ];
    let model = model.to_ascii_lowercase();
    makers.iter().find(|(prefix, _)| model.starts_with(prefix)).map_or("Azure OpenAI", |(_, maker)| maker)
}

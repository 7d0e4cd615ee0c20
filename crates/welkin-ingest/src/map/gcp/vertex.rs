//! Calls of models: Vertex AI and the Gemini API.

use welkin_model::{Draft, Native};

use crate::map::ai::{self, AiCall};

/// Puts the model and its tokens on a prediction call.
///
/// Source: "Vertex AI audit logging information"; `UsageMetadata` of `GenerateContentResponse`, Vertex AI reference.
pub(super) fn map(record: &Native, draft: &mut Draft, service: &str, operation: &str) {
    let service = match service {
        "aiplatform" => "Vertex AI",
        "generativelanguage" => "Gemini API",
        _ => return,
    };
    let short = operation.rsplit('.').next().unwrap_or(operation);
    if !CALLS.contains(&short) {
        return;
    }
    let resource = draft.get("resources").and_then(|r| r.as_array()?.first()?.get("uid")?.as_str());
    let named = ["protoPayload.resourceName", "protoPayload.request.model", "protoPayload.request.endpoint"]
        .into_iter()
        .filter_map(|path| record.str(path));
    let names: Vec<&str> = resource.into_iter().chain(named).collect();
    let model = names.iter().find_map(|name| Model::parse(name)).unwrap_or_else(Model::unknown);
    let version = ["response.modelVersion", "metadata.modelVersion"]
        .into_iter()
        .find_map(|path| record.str(&format!("protoPayload.{path}")))
        .map(str::to_owned);
    let count = |names: [&str; 2]| {
        ["response", "metadata"].into_iter().find_map(|place| {
            ["usageMetadata", "usage"]
                .into_iter()
                .zip(names)
                .find_map(|(usage, name)| record.read_int(&format!("protoPayload.{place}.{usage}.{name}")))
        })
    };
    let total = count(["totalTokenCount", "total_tokens"])
        .or_else(|| record.read_int("protoPayload.response.totalTokens"));
    let call = AiCall {
        version: version.or(model.version),
        model: Some(model.name),
        provider: &model.publisher,
        service,
        prompt_tokens: count(["promptTokenCount", "prompt_tokens"]),
        completion_tokens: count(["candidatesTokenCount", "completion_tokens"]),
        total_tokens: total,
    };
    ai::operation(draft, call);
}

const CALLS: [&str; 18] = [
    "CountTokens",
    "DirectPredict",
    "DirectRawPredict",
    "EmbedContent",
    "BatchEmbedContents",
    "Explain",
    "GenerateContent",
    "Predict",
    "PredictLongRunning",
    "QueryReasoningEngine",
    "StreamQueryReasoningEngine",
    "RawPredict",
    "ServerStreamingPredict",
    "StreamDirectPredict",
    "StreamGenerateContent",
    "StreamingPredict",
    "StreamRawPredict",
    "ChatCompletions",
];

struct Model {
    publisher: String,
    name: String,
    version: Option<String>,
}

impl Model {
    fn unknown() -> Model {
        Model { publisher: "Google".to_owned(), name: "Unknown".to_owned(), version: None }
    }

    /// `projects/p/locations/l/publishers/anthropic/models/claude@20250219`, `models/gemini-2.0-flash`, or an endpoint,
    /// whose deployed model the call does not name.
    fn parse(resource: &str) -> Option<Model> {
        let after = |collection: &str| {
            let (_, rest) = resource.split_once(collection)?;
            rest.split(['/', ':']).next().filter(|part| !part.is_empty())
        };
        let name = after("models/").or_else(|| after("endpoints/")).or_else(|| after("reasoningEngines/"))?;
        let (name, version) = match name.split_once('@') {
            Some((name, version)) => (name, Some(version.to_owned())),
            None => (name, None),
        };
        let publisher = after("publishers/").unwrap_or("Google").to_owned();
        Some(Model { publisher, name: name.to_owned(), version })
    }
}

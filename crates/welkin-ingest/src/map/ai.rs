//! The `ai_operation` profile: which model was called, with how many tokens.

use welkin_model::Draft;

/// Puts the model and the token counts on an event of a class that knows the profile. Does nothing without a model.
pub(crate) fn operation(draft: &mut Draft, call: AiCall<'_>) {
    let Some(model) = call.model else { return };
    draft.put("ai_model.ai_provider", call.provider).put("ai_model.name", model);
    draft.set("ai_model.version", call.version);
    draft.put("message_context.service.name", call.service);
    draft.set("message_context.prompt_tokens", call.prompt_tokens);
    draft.set("message_context.completion_tokens", call.completion_tokens);
    let total = call.total_tokens.or(match (call.prompt_tokens, call.completion_tokens) {
        (Some(prompt), Some(completion)) => prompt.checked_add(completion),
        _ => None,
    });
    draft.set("message_context.total_tokens", total);
}

/// What a record says of a call to a model.
#[derive(Debug, Default)]
pub(crate) struct AiCall<'a> {
    pub(crate) model: Option<String>,
    pub(crate) version: Option<String>,
    /// Who made the model, or who serves it where that is all one knows.
    pub(crate) provider: &'a str,
    /// The service that was called.
    pub(crate) service: &'a str,
    pub(crate) prompt_tokens: Option<i64>,
    pub(crate) completion_tokens: Option<i64>,
    pub(crate) total_tokens: Option<i64>,
}

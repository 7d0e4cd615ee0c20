use crate::oci::list::{ListRule, list};

/// The ready-made AI services.
#[rustfmt::skip]
pub(super) static LISTS: &[ListRule] = &[
    list("language", "AiLanguageProject", "projects", ("Project", "Projects"), "ai-service-language-project"),
    list("language", "AiLanguageModel", "models", ("Model", "Models"), "ai-service-language-model").get("models/{id}"),
    list("language", "AiLanguageEndpoint", "endpoints", ("Endpoint", "Endpoints"), "ai-service-language-endpoint").get("endpoints/{id}"),
    list("language", "AiLanguageJob", "jobs", ("Job", "Jobs"), "ai-service-language-job").get("jobs/{id}"),
    list("vision", "AiVisionProject", "projects", ("Project", "Projects"), "ai-service-vision-project").get("projects/{id}"),
    list("vision", "AiVisionModel", "models", ("Model", "Models"), "ai-service-vision-model").get("models/{id}"),
    list("vision", "AiVisionStreamGroup", "streamGroups", ("StreamGroup", "StreamGroups"), "ai-service-vision-family").get("streamGroups/{id}"),
    list("vision", "AiVisionStreamJob", "streamJobs", ("StreamJob", "StreamJobs"), "ai-service-vision-family").get("streamJobs/{id}"),
    list("vision", "AiVisionStreamSource", "streamSources", ("StreamSource", "StreamSources"), "ai-service-vision-family").get("streamSources/{id}"),
    list("vision", "AiVisionPrivateEndpoint", "visionPrivateEndpoints", ("VisionPrivateEndpoint", "VisionPrivateEndpoints"), "ai-service-vision-family").get("visionPrivateEndpoints/{id}"),
    list("speech", "AiSpeechTranscriptionJob", "transcriptionJobs", ("TranscriptionJob", "TranscriptionJobs"), "ai-service-speech-transcription-job").get("transcriptionJobs/{id}"),
    list("speech", "AiSpeechCustomization", "customizations", ("Customization", "Customizations"), "ai-service-speech-customization").get("customizations/{id}"),
    list("document", "AiDocumentProject", "projects", ("Project", "Projects"), "ai-service-document-project").get("projects/{id}"),
    list("document", "AiDocumentModel", "models", ("Model", "Models"), "ai-service-document-model").get("models/{id}"),
];

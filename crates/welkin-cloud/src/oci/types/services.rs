use welkin_model::estate::EdgeKind::{Contains, DeployedFrom};

use super::ty;
use crate::describe::{How, TypeRule, reference};

/// The ready-made AI services.
#[rustfmt::skip]
pub(super) static TYPES: &[TypeRule] = &[
    ty!("AiLanguageProject", AiWorkspace, [], []),
    ty!("AiLanguageModel", Model, [reference("^projectid", Contains, How::Id).inward()], []),
    ty!("AiLanguageEndpoint", Endpoint, [reference("^projectid", Contains, How::Id).inward(), reference("^modelid", DeployedFrom, How::Id)], []),
    ty!("AiLanguageJob", AiJob, [reference("^projectid", Contains, How::Id).inward()], []),
    ty!("AiVisionProject", AiWorkspace, [], []),
    ty!("AiVisionModel", Model, [reference("^projectid", Contains, How::Id).inward()], []),
    ty!("AiVisionStreamGroup", AiResource, [], []),
    ty!("AiVisionStreamJob", AiJob, [reference("^projectid", Contains, How::Id).inward()], []),
    ty!("AiVisionStreamSource", AiConnection, [], []),
    ty!("AiVisionPrivateEndpoint", PrivateLink, [], []),
    ty!("AiSpeechTranscriptionJob", AiJob, [], []),
    ty!("AiSpeechCustomization", Model, [], []),
    ty!("AiDocumentProject", AiWorkspace, [], []),
    ty!("AiDocumentModel", Model, [reference("^projectid", Contains, How::Id).inward()], []),
];

use welkin_model::Millis;

use crate::actor::IbmActor;
use crate::emit::CadfAction;
use crate::estate::{IBM_KEYS, IBM_WATSONX};
use crate::scribe::Scribe;

pub(crate) const ROOT_KEY: &str = "key:7c1e9b34-6a2d-4f80-95b7-d0e3a8f26c41";
pub(crate) const CREDIT_DEPLOYMENT: &str = "deployment:b5d0e7a2-8c14-4f69-a3b8-1e7f9c2d6054";

pub(crate) fn core(scribe: &mut Scribe, at: Millis) {
    let actor = IbmActor {
        id: "iam-ServiceId-4d7a0c92-3e81-4b5f-a6d9-8f2c1b7e0359",
        name: "core-ledger",
        kind: "serviceid",
        credential: "apikey",
        ip: "10.240.0.12",
        agent: "ibm-cos-sdk-java/2.14.2",
    };
    let action = match scribe.rng.below(10) {
        0..=2 => CadfAction {
            action: "kms.secrets.unwrap",
            message: "Key Protect: unwrap secret core-ledger-root",
            service: "kms",
            instance: IBM_KEYS,
            resource: ROOT_KEY,
            name: "core-ledger-root",
            data: true,
            request: r#"{"requestURI":"/api/v2/keys/7c1e9b34-6a2d-4f80-95b7-d0e3a8f26c41/actions/unwrap"}"#,
            code: 200,
        },
        3..=6 => CadfAction {
            action: "cloud-object-storage.object.read",
            message: "Cloud Object Storage: read object core-ledger-eod",
            service: "cloud-object-storage",
            instance: "5e2a9c71-0d4b-4f36-8b1e-9a7c6d3f2058",
            resource: "bucket:core-ledger",
            name: "core-ledger/eod/positions.csv.gz",
            data: true,
            request: r#"{"requestPath":"/core-ledger/eod/positions.csv.gz"}"#,
            code: 200,
        },
        7 | 8 => CadfAction {
            action: "cloud-object-storage.object.create",
            message: "Cloud Object Storage: create object core-ledger-eod",
            service: "cloud-object-storage",
            instance: "5e2a9c71-0d4b-4f36-8b1e-9a7c6d3f2058",
            resource: "bucket:core-ledger",
            name: "core-ledger/eod/journal.csv.gz",
            data: true,
            request: r#"{"requestPath":"/core-ledger/eod/journal.csv.gz"}"#,
            code: 200,
        },
        _ => CadfAction {
            action: "iam-identity.serviceid-apikey.login",
            message: "IAM Identity Service: login serviceid-apikey core-ledger",
            service: "iam-identity",
            instance: "",
            resource: "apikey:core-ledger",
            name: "token",
            data: false,
            request: r#"{"client_id":"default"}"#,
            code: 200,
        },
    };
    scribe.ibm_activity(at, &actor, action);
}

pub(crate) fn watsonx(scribe: &mut Scribe, at: Millis) {
    let actor = IbmActor {
        id: "iam-ServiceId-9b3e6d15-7f20-4c8a-b4e1-2a6d0f9c8573",
        name: "credit-scoring",
        kind: "serviceid",
        credential: "token",
        ip: "10.240.4.21",
        agent: "ibm-watsonx-ai-python/1.4.6",
    };
    let (action, message, request) = if scribe.rng.chance(70) {
        (
            "pm-20.foundation-model.send",
            "watsonx.ai Runtime: send foundation-model",
            r#"{"model_id":"ibm/granite-3-3-8b-instruct","requestPath":"/ml/v1/text/generation"}"#,
        )
    } else {
        (
            "pm-20.text-chat.send",
            "watsonx.ai Runtime: send text-chat",
            r#"{"model_id":"ibm/granite-3-3-8b-instruct","requestPath":"/ml/v1/text/chat"}"#,
        )
    };
    scribe.ibm_activity(
        at,
        &actor,
        CadfAction {
            action,
            message,
            service: "pm-20",
            instance: IBM_WATSONX,
            resource: CREDIT_DEPLOYMENT,
            name: "credit-scoring",
            data: true,
            request,
            code: 200,
        },
    );
}

use welkin_model::{Cloud, Millis};

use super::{Plot, after};
use crate::actor::IbmActor;
use crate::emit::CadfAction;
use crate::estate::{IBM_KEYS, IBM_WATSONX};
use crate::routine::ibm::{CREDIT_DEPLOYMENT, ROOT_KEY};
use crate::scribe::Scribe;

pub(crate) static PLOT: Plot = Plot {
    name: "ex-contractor",
    title: "Former contractor changes watsonx and deletes a key",
    description: "The trusted profile of a vendor whose contract ended reads and replaces the deployment of the \
                  credit model on watsonx.ai and deletes the root key of the ledger.",
    benign: false,
    clouds: &[Cloud::Ibm],
    principals: &["iam-Profile-6f3b0d82-9a57-4c1e-8b24-5d7e1f0c9a36"],
    perform,
};

fn perform(scribe: &mut Scribe, begin: Millis) {
    let at = |minutes| after(begin, minutes);
    let actor = IbmActor {
        id: "iam-Profile-6f3b0d82-9a57-4c1e-8b24-5d7e1f0c9a36",
        name: "vendor-mlops",
        kind: "trustedprofile",
        credential: "token",
        ip: "198.51.100.182",
        agent: "python-requests/2.31.0",
    };
    let step = |action, message, service, instance, resource, name, request, code| CadfAction {
        action,
        message,
        service,
        instance,
        resource,
        name,
        data: service == "pm-20",
        request,
        code,
    };
    let profile = "profile:6f3b0d82-9a57-4c1e-8b24-5d7e1f0c9a36";
    scribe.ibm_activity(
        at(0.0),
        &actor,
        step(
            "iam-identity.trustedprofile-token.login",
            "IAM Identity Service: login trustedprofile-token vendor-mlops",
            "iam-identity",
            "",
            profile,
            "token",
            r#"{"client_id":"default"}"#,
            200,
        ),
    );
    scribe.ibm_activity(
        at(1.0),
        &actor,
        step(
            "pm-20.deployment.list",
            "watsonx.ai Runtime: list deployment",
            "pm-20",
            IBM_WATSONX,
            CREDIT_DEPLOYMENT,
            "credit-scoring",
            r#"{"requestPath":"/ml/v4/deployments"}"#,
            200,
        ),
    );
    for nth in 0..5 {
        scribe.ibm_activity(
            at(1.5 + f64::from(nth) * 0.4),
            &actor,
            step(
                "pm-20.deployment.read",
                "watsonx.ai Runtime: read deployment credit-scoring",
                "pm-20",
                IBM_WATSONX,
                CREDIT_DEPLOYMENT,
                "credit-scoring",
                r#"{"requestPath":"/ml/v4/deployments/b5d0e7a2-8c14-4f69-a3b8-1e7f9c2d6054"}"#,
                200,
            ),
        );
    }
    scribe.ibm_activity(at(5.0), &actor, step("pm-20.deployment.update", "watsonx.ai Runtime: update deployment credit-scoring", "pm-20", IBM_WATSONX, CREDIT_DEPLOYMENT, "credit-scoring", r#"{"requestPath":"/ml/v4/deployments/b5d0e7a2-8c14-4f69-a3b8-1e7f9c2d6054","patch":[{"op":"replace","path":"/asset","value":{"id":"f1c7d2e9-0a83-4b56-9e14-7c8d5a3b2f60"}}]}"#, 200));
    scribe.ibm_activity(
        at(9.0),
        &actor,
        step(
            "kms.secrets.list",
            "Key Protect: list secrets",
            "kms",
            IBM_KEYS,
            "key:",
            "core-keys",
            r#"{"requestURI":"/api/v2/keys"}"#,
            200,
        ),
    );
    scribe.ibm_activity(
        at(10.0),
        &actor,
        step(
            "kms.secrets.delete",
            "Key Protect: delete secret core-ledger-root -failure",
            "kms",
            IBM_KEYS,
            ROOT_KEY,
            "core-ledger-root",
            r#"{"requestURI":"/api/v2/keys/7c1e9b34-6a2d-4f80-95b7-d0e3a8f26c41"}"#,
            403,
        ),
    );
    scribe.ibm_activity(
        at(10.6),
        &actor,
        step(
            "kms.secrets.delete",
            "Key Protect: delete secret core-ledger-root",
            "kms",
            IBM_KEYS,
            ROOT_KEY,
            "core-ledger-root",
            r#"{"requestURI":"/api/v2/keys/7c1e9b34-6a2d-4f80-95b7-d0e3a8f26c41?force=true"}"#,
            204,
        ),
    );
}

use welkin_model::{Cloud, Millis};

use super::{Plot, after};
use crate::actor::OciActor;
use crate::emit::OciCall;
use crate::estate::{OCI_MODEL, OCI_NAMESPACE};
use crate::scribe::Scribe;

pub(crate) static PLOT: Plot = Plot {
    name: "archive-theft",
    title: "Model artefact and archive taken from Oracle Cloud",
    description: "A compromised user downloads the artefact of the credit-risk model and opens the archive bucket to \
                  the world by a pre-authenticated request.",
    benign: false,
    clouds: &[Cloud::Oci],
    principals: &["karen.boyd@technobank.example"],
    perform,
};

fn perform(scribe: &mut Scribe, begin: Millis) {
    let at = |minutes| after(begin, minutes);
    let browser = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/131.0.0.0 Safari/537.36";
    let name = "karen.boyd@technobank.example";
    let login = OciActor { name, auth: "natv", ip: "198.51.100.161", agent: browser };
    let session = OciCall {
        service: "IdentitySignOn",
        event: "InteractiveLogin",
        verb: "POST",
        path: "/v1/actions/authenticate",
        resource: "",
        resource_name: name,
        details: r#"{"actorType":"USER","eventOutcome":"SUCCESS"}"#,
        state: "null",
    };
    scribe.oci_audit(at(0.0), &login, session);
    let actor = OciActor { agent: "Oracle-PythonCLI/3.68.0", ..login };
    scribe.oci_model(at(2.0), &actor, "ListModels", "/20190101/models");
    let path = format!("/20190101/models/{OCI_MODEL}");
    scribe.oci_model(at(2.4), &actor, "GetModel", &path);
    let content = format!("{path}/artifact/content");
    for nth in 0..3 {
        scribe.oci_model(at(3.0 + f64::from(nth) * 0.5), &actor, "GetModelArtifactContent", &content);
    }
    scribe.oci_object(at(6.0), &actor, "ListObjects", "GET", "archive-models", "credit");
    let request = OciCall {
        service: "objectstorage",
        event: "CreatePreauthenticatedRequest",
        verb: "POST",
        path: &format!("/n/{OCI_NAMESPACE}/b/archive-models/p/"),
        resource: &format!("/n/{OCI_NAMESPACE}/b/archive-models/p/"),
        resource_name: "archive-models",
        details: r#"{"bucketName":"archive-models","namespace":"technobank","accessType":"AnyObjectRead","bucketListingAction":"ListObjects","timeExpires":"2029-12-31T23:59:59.000Z"}"#,
        state: r#"{"name":"sync","accessType":"AnyObjectRead","objectName":null,"timeExpires":"2029-12-31T23:59:59.000Z"}"#,
    };
    scribe.oci_audit(at(7.0), &actor, request);
    for nth in 0..12 {
        let object = format!("credit/2026/risk-{nth:02}.onnx");
        scribe.oci_object(
            at(8.0 + f64::from(nth) * 0.3),
            &actor,
            "GetObject",
            "GET",
            "archive-models",
            &object,
        );
    }
}

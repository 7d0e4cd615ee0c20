use welkin_model::Millis;

use crate::actor::OciActor;
use crate::calendar::{Form, Stamp};
use crate::emit::OciCall;
use crate::estate::{OCI_MODEL, OCI_NAMESPACE};
use crate::scribe::Scribe;

pub(crate) fn archive(scribe: &mut Scribe, at: Millis) {
    let agent = "Oracle-PythonSDK/2.163.0 (python 3.11.13; x86_64-Linux)";
    let actor = OciActor { name: "archive-writer", auth: "instance", ip: "10.80.1.5", agent };
    let (event, verb) = match scribe.rng.below(10) {
        0..=5 => ("PutObject", "PUT"),
        6..=8 => ("HeadObject", "HEAD"),
        _ => ("ListObjects", "GET"),
    };
    let name = format!("ledger/{}/{:05}.zst", Stamp(at, Form::Date), scribe.rng.below(20_000));
    scribe.oci_object(at, &actor, event, verb, "archive-ledger", &name);
}

pub(crate) fn science(scribe: &mut Scribe, at: Millis) {
    let agent = "Oracle-PythonSDK/2.163.0 (python 3.11.13; x86_64-Linux) ads/2.14.2";
    let actor = OciActor { name: "karen.boyd@technobank.example", auth: "natv", ip: "203.0.113.10", agent };
    let (event, path) = match scribe.rng.below(3) {
        0 => ("ListModels", "/20190101/models"),
        1 => ("GetModel", "/20190101/models/credit-risk"),
        _ => ("ListNotebookSessions", "/20190101/notebookSessions"),
    };
    scribe.oci_model(at, &actor, event, path);
}

impl Scribe {
    pub(crate) fn oci_object(
        &mut self,
        at: Millis,
        actor: &OciActor<'_>,
        event: &str,
        verb: &str,
        bucket: &str,
        name: &str,
    ) {
        let path = format!("/n/{OCI_NAMESPACE}/b/{bucket}/o/{name}");
        let details = format!(
            r#"{{"bucketName":"{bucket}","bucketId":"ocid1.bucket.oc1.iad.aaaaaaaatechnobank{bucket}","namespace":"{OCI_NAMESPACE}","objectName":"{name}","archivalState":"Available"}}"#
        );
        let call = OciCall {
            service: "objectstorage",
            event,
            verb,
            path: &path,
            resource: &path,
            resource_name: name,
            details: &details,
            state: "null",
        };
        self.oci_audit(at, actor, call);
    }

    pub(crate) fn oci_model(&mut self, at: Millis, actor: &OciActor<'_>, event: &str, path: &str) {
        let call = OciCall {
            service: "DataScience",
            event,
            verb: "GET",
            path,
            resource: OCI_MODEL,
            resource_name: "credit-risk",
            details: r#"{"projectId":"ocid1.datascienceproject.oc1.iad.amaaaaaatechnobankrisk"}"#,
            state: "null",
        };
        self.oci_audit(at, actor, call);
    }
}

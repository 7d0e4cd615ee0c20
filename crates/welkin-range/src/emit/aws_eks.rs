use welkin_model::Millis;

use crate::actor::{role_id, session_key};
use crate::calendar::{Form, Stamp};
use crate::estate::AWS_PROD;
use crate::ids::Uuid;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"$id$","stage":"ResponseComplete","#,
    r#""requestURI":"/api/v1/namespaces/$namespace$/$resource$/$name$","verb":"$verb$","#,
    r#""user":{"username":"$user$",$identity$},"#,
    r#""sourceIPs":["$ip$"],"userAgent":"$agent$","objectRef":{"resource":"$resource$","namespace":"$namespace$","name":"$name$","apiVersion":"v1"},"#,
    r#""responseStatus":{"metadata":{},"code":$code$},"requestReceivedTimestamp":"$time$","stageTimestamp":"$time$","#,
    r#""annotations":{"authorization.k8s.io/decision":"allow","authorization.k8s.io/reason":"RBAC: allowed by ClusterRoleBinding \"$binding$\""}}"#
);

/// A request to the Kubernetes API of the inference cluster.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KubeRequest<'a> {
    pub(crate) user: &'a str,
    pub(crate) verb: &'a str,
    pub(crate) resource: &'a str,
    pub(crate) namespace: &'a str,
    pub(crate) name: &'a str,
    pub(crate) ip: &'a str,
    pub(crate) agent: &'a str,
}

impl Scribe {
    pub(crate) fn eks(&mut self, at: Millis, request: KubeRequest<'_>) {
        let code = if request.verb == "create" { 201 } else { 200 };
        // Nodes are roles of AWS; service accounts are the cluster's own.
        let identity = if request.user.starts_with("system:node:") {
            let (role, session) = ("eks-node", "i-0a1b2c3d4e5f60718");
            format!(
                r#""uid":"aws-iam-authenticator:{AWS_PROD}:{}","groups":["system:bootstrappers","system:nodes","system:authenticated"],"extra":{{"accessKeyId":["{}"],"arn":["arn:aws:sts::{AWS_PROD}:assumed-role/{role}/{session}"],"canonicalArn":["arn:aws:iam::{AWS_PROD}:role/{role}"],"sessionName":["{session}"]}}"#,
                role_id(role),
                session_key(role, session, at),
            )
        } else {
            format!(
                r#""uid":"{}","groups":["system:serviceaccounts","system:authenticated"]"#,
                Uuid::of(request.user)
            )
        };
        let text = fill(
            RECORD,
            &[
                ("id", &self.uuid()),
                ("namespace", &request.namespace),
                ("resource", &request.resource),
                ("name", &request.name),
                ("verb", &request.verb),
                ("user", &request.user),
                ("identity", &identity),
                ("ip", &request.ip),
                ("agent", &request.agent),
                ("code", &code),
                ("time", &Stamp(at, Form::Millis)),
                ("binding", &request.namespace),
            ],
        );
        self.push("aws.eks", at, text);
    }
}

use welkin_model::Millis;

use crate::actor::GcpActor;
use crate::calendar::{Form, Stamp};
use crate::ids::Token;
use crate::rng::number_of;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"insertId":"$id$","logName":"projects/$project$/logs/cloudaudit.googleapis.com%2F$log$","#,
    r#""protoPayload":{"@type":"type.googleapis.com/google.cloud.audit.AuditLog","authenticationInfo":{$who$},"#,
    r#""authorizationInfo":[{"granted":$granted$,"permission":"$permission$","resource":"$resource$","resourceAttributes":{"name":"$resource$","service":"$service$"}}],"#,
    r#""methodName":"$method$","request":$request$,"requestMetadata":{"callerIp":"$ip$","callerSuppliedUserAgent":"$agent$","destinationAttributes":{},"requestAttributes":{"auth":{},"time":"$time$"}},"#,
    r#""resourceLocation":{"currentLocations":["$location$"]},"resourceName":"$resource$","response":$response$,"serviceName":"$service$","status":$status$},"#,
    r#""receiveTimestamp":"$received$","resource":{"type":"$kind$","labels":{"project_id":"$project$","location":"$location$"$labels$}},"severity":"$severity$","timestamp":"$time$"}"#
);

/// Which of a project's audit logs.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum AuditLog {
    Activity,
    DataAccess,
}

/// One Google Cloud API call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GcpCall<'a> {
    pub(crate) log: AuditLog,
    pub(crate) project: &'a str,
    pub(crate) service: &'a str,
    pub(crate) method: &'a str,
    pub(crate) permission: &'a str,
    pub(crate) resource: &'a str,
    /// The monitored resource type, e.g. `gcs_bucket`.
    pub(crate) kind: &'a str,
    /// More labels of the monitored resource: `,"bucket_name":"…"`.
    pub(crate) labels: &'a str,
    pub(crate) request: &'a str,
    pub(crate) response: &'a str,
    pub(crate) granted: bool,
}

impl<'a> GcpCall<'a> {
    pub(crate) fn new(log: AuditLog, project: &'a str, service: &'a str, method: &'a str) -> GcpCall<'a> {
        GcpCall {
            log,
            project,
            service,
            method,
            permission: "",
            resource: "",
            kind: "audited_resource",
            labels: "",
            request: "{}",
            response: "{}",
            granted: true,
        }
    }

    pub(crate) fn on(self, permission: &'a str, resource: &'a str) -> GcpCall<'a> {
        GcpCall { permission, resource, ..self }
    }

    pub(crate) fn kind(self, kind: &'a str, labels: &'a str) -> GcpCall<'a> {
        GcpCall { kind, labels, ..self }
    }

    pub(crate) fn request(self, request: &'a str) -> GcpCall<'a> {
        GcpCall { request, ..self }
    }

    pub(crate) fn response(self, response: &'a str) -> GcpCall<'a> {
        GcpCall { response, ..self }
    }

    pub(crate) fn refused(self) -> GcpCall<'a> {
        GcpCall { granted: false, ..self }
    }
}

impl Scribe {
    pub(crate) fn gcp_audit(&mut self, at: Millis, actor: &GcpActor<'_>, call: GcpCall<'_>) {
        let GcpActor { email, subject, .. } = *actor;
        let who = match (email, subject) {
            ("", _) => format!(r#""principalSubject":"{subject}""#),
            (_, "") if email.ends_with(".gserviceaccount.com") => {
                format!(r#""principalEmail":"{email}","principalSubject":"serviceAccount:{email}""#)
            }
            (_, "") => format!(r#""principalEmail":"{email}","principalSubject":"user:{email}""#),
            _ => format!(
                r#""principalEmail":"{email}","principalSubject":"serviceAccount:{email}","serviceAccountDelegationInfo":[{{"principalSubject":"{subject}"}}]"#
            ),
        };
        let (log, severity) = match call.log {
            AuditLog::Activity => ("activity", "NOTICE"),
            AuditLog::DataAccess => ("data_access", "INFO"),
        };
        let (status, severity) = if call.granted {
            ("{}".to_owned(), severity)
        } else {
            let permission = call.permission;
            (
                format!(
                    r#"{{"code":7,"message":"Permission '{permission}' denied on resource (or it may not exist)."}}"#
                ),
                "ERROR",
            )
        };
        let received = at + Millis::try_from(self.rng.between(150, 900)).unwrap_or(150);
        let text = fill(
            RECORD,
            &[
                ("id", &Token::lower(self.rng.next(), 13)),
                ("project", &call.project),
                ("log", &log),
                ("who", &who),
                ("granted", &call.granted),
                ("permission", &call.permission),
                ("resource", &call.resource),
                ("service", &call.service),
                ("method", &call.method),
                ("request", &call.request),
                ("response", &call.response),
                ("ip", &actor.ip),
                ("agent", &actor.agent),
                ("time", &Stamp(at, Form::Nanos)),
                ("received", &Stamp(received, Form::Nanos)),
                ("location", &"asia-southeast1"),
                ("status", &status),
                ("kind", &call.kind),
                ("labels", &call.labels),
                ("severity", &severity),
            ],
        );
        self.push("gcp.audit", at, text);
    }

    /// An access token of a service account for someone else.
    pub(crate) fn gcp_access_token(
        &mut self,
        at: Millis,
        actor: &GcpActor<'_>,
        project: &str,
        account: &str,
    ) {
        let unique = format!("1{:020}", number_of(account));
        let resource = format!("projects/-/serviceAccounts/{unique}");
        let labels = format!(r#","email_id":"{account}","unique_id":"{unique}""#);
        let request = format!(
            r#"{{"@type":"type.googleapis.com/google.iam.credentials.v1.GenerateAccessTokenRequest","name":"projects/-/serviceAccounts/{account}","scope":["https://www.googleapis.com/auth/cloud-platform"]}}"#
        );
        let call = GcpCall::new(
            AuditLog::DataAccess,
            project,
            "iamcredentials.googleapis.com",
            "GenerateAccessToken",
        )
        .on("iam.serviceAccounts.getAccessToken", &resource)
        .kind("service_account", &labels)
        .request(&request);
        self.gcp_audit(at, actor, call);
    }

    /// A Cloud Storage object call: `get`, `list`, `create` or `delete`.
    pub(crate) fn gcs_object(
        &mut self,
        at: Millis,
        actor: &GcpActor<'_>,
        project: &str,
        verb: &str,
        bucket: &str,
        name: &str,
    ) {
        let method = format!("storage.objects.{verb}");
        let resource = format!("projects/_/buckets/{bucket}/objects/{name}");
        let labels = format!(r#","bucket_name":"{bucket}""#);
        let call = GcpCall::new(AuditLog::DataAccess, project, "storage.googleapis.com", &method)
            .on(&method, &resource)
            .kind("gcs_bucket", &labels);
        self.gcp_audit(at, actor, call);
    }
}

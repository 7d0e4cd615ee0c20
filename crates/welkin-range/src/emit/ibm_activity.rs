use welkin_model::Millis;

use crate::actor::IbmActor;
use crate::calendar::{Form, Stamp};
use crate::estate::IBM_ACCOUNT;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"eventTime":"$time$","action":"$action$","outcome":"$outcome$","message":"$message$","severity":"$severity$","dataEvent":$data$,"#,
    r#""initiator":{"id":"$id$","name":"$name$","typeURI":"service/security/account/$kind$","host":{"address":"$ip$","addressType":"IPv4","agent":"$agent$"},"credential":{"type":"$credential$"}},"#,
    r#""target":{"id":"$crn$","name":"$target$","typeURI":"$type$","host":{"address":"$host$.cloud.ibm.com"}},"observer":{"name":"ActivityTracker"},"#,
    r#""reason":{"reasonCode":$code$,"reasonType":"$reason$"},"requestData":$request$,"responseData":{},"correlationId":"$correlation$","logSourceCRN":"$log$","saveServiceCopy":true}"#
);

/// One audited action of IBM Cloud.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CadfAction<'a> {
    pub(crate) action: &'a str,
    pub(crate) message: &'a str,
    /// Service name, instance and resource of the target: `pm-20`, `…`, `deployment:…`.
    pub(crate) service: &'a str,
    pub(crate) instance: &'a str,
    pub(crate) resource: &'a str,
    pub(crate) name: &'a str,
    pub(crate) data: bool,
    pub(crate) request: &'a str,
    pub(crate) code: u16,
}

impl Scribe {
    pub(crate) fn ibm_activity(&mut self, at: Millis, actor: &IbmActor<'_>, action: CadfAction<'_>) {
        let CadfAction { service, instance, resource, code, .. } = action;
        let log = format!("crn:v1:bluemix:public:{service}:us-south:a/{IBM_ACCOUNT}:{instance}::");
        let crn = format!("crn:v1:bluemix:public:{service}:us-south:a/{IBM_ACCOUNT}:{instance}:{resource}");
        let noun = resource.split(':').next().unwrap_or("");
        let (outcome, reason) = match code {
            201 => ("success", "Created"),
            204 => ("success", "No Content"),
            403 => ("failure", "Forbidden"),
            _ => ("success", "OK"),
        };
        let severity = match action.action.rsplit('.').next() {
            Some("delete" | "disable") => "critical",
            Some("update" | "create" | "rotate" | "write") => "warning",
            _ => "normal",
        };
        let time = at - at.rem_euclid(10);
        let text = fill(
            RECORD,
            &[
                ("time", &Stamp(time, Form::Cadf)),
                ("action", &action.action),
                ("outcome", &outcome),
                ("message", &action.message),
                ("severity", &severity),
                ("data", &action.data),
                ("id", &actor.id),
                ("name", &actor.name),
                ("kind", &actor.kind),
                ("ip", &actor.ip),
                ("agent", &actor.agent),
                ("credential", &actor.credential),
                ("crn", &crn),
                ("target", &action.name),
                ("type", &format_args!("{service}/{noun}")),
                ("host", &service),
                ("code", &code),
                ("reason", &reason),
                ("request", &action.request),
                ("correlation", &self.uuid()),
                ("log", &log),
            ],
        );
        self.push("ibm.activity", time, text);
    }
}

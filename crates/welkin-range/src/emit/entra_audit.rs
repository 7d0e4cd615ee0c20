use welkin_model::Millis;

use crate::actor::AzureActor;
use crate::calendar::{Form, Stamp};
use crate::estate::TENANT;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"time":"$time$","resourceId":"/tenants/$tenant$/providers/Microsoft.aadiam","operationName":"$operation$","operationVersion":"1.0","#,
    r#""category":"AuditLogs","tenantId":"$tenant$","resultSignature":"None","durationMs":0,"callerIpAddress":"$ip$","correlationId":"$correlation$","identity":"$name$","Level":4,"#,
    r#""properties":{"id":"Directory_$correlation$_$token$","category":"$category$","correlationId":"$correlation$","result":"success","resultReason":"","#,
    r#""activityDisplayName":"$operation$","activityDateTime":"$time$","loggedByService":"Core Directory","operationType":"Update","initiatedBy":$by$,"#,
    r#""targetResources":[{"id":"$target$","displayName":"$targetname$","type":"$targettype$","modifiedProperties":[$modified$],"administrativeUnits":[]}],"#,
    r#""additionalDetails":[{"key":"User-Agent","value":"$agent$"},{"key":"AppId","value":"$app$"}]}}"#
);

/// A change of the directory.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DirectoryChange<'a> {
    pub(crate) operation: &'a str,
    pub(crate) category: &'a str,
    pub(crate) target: &'a str,
    pub(crate) target_name: &'a str,
    pub(crate) target_type: &'a str,
    /// The objects of `modifiedProperties`.
    pub(crate) modified: &'a str,
}

impl Scribe {
    pub(crate) fn entra_audit(&mut self, at: Millis, actor: &AzureActor<'_>, change: DirectoryChange<'_>) {
        let AzureActor { name, object_id, app_id, ip, .. } = *actor;
        let by = if actor.is_app {
            format!(
                r#"{{"app":{{"appId":"{app_id}","displayName":"{name}","servicePrincipalId":"{object_id}","servicePrincipalName":null}}}}"#
            )
        } else {
            format!(
                r#"{{"user":{{"id":"{object_id}","displayName":null,"userPrincipalName":"{name}","ipAddress":"{ip}","roles":[]}}}}"#
            )
        };
        let text = fill(
            RECORD,
            &[
                ("time", &Stamp(at, Form::Ticks)),
                ("tenant", &TENANT),
                ("operation", &change.operation),
                ("ip", &ip),
                ("correlation", &self.uuid()),
                ("token", &crate::ids::Token::upper(self.rng.next(), 5)),
                ("name", &name),
                ("category", &change.category),
                ("by", &by),
                ("target", &change.target),
                ("targetname", &change.target_name),
                ("targettype", &change.target_type),
                ("modified", &change.modified),
                ("agent", &actor.agent),
                ("app", &app_id),
            ],
        );
        self.push("entra.audit", at, text);
    }
}

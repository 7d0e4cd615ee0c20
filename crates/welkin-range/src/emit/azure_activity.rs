use welkin_model::Millis;

use crate::actor::AzureActor;
use crate::calendar::{Form, Stamp};
use crate::estate::{SUBSCRIPTION, TENANT};
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"time":"$time$","resourceId":"$resource$","operationName":"$operation$","category":"Administrative","#,
    r#""resultType":"$result$","resultSignature":"$signature$","durationMs":"$duration$","callerIpAddress":"$ip$","#,
    r#""correlationId":"$correlation$","identity":{"authorization":{"scope":"$resource$","action":"$action$","#,
    r#""evidence":{"role":"$role$","roleAssignmentScope":"/subscriptions/$subscription$","principalId":"$principal$","principalType":"$kind$"}},"#,
    r#""claims":{"aud":"https://management.core.windows.net/","iss":"https://sts.windows.net/$tenant$/","appid":"$app$","appidacr":"1","#,
    r#""http://schemas.microsoft.com/identity/claims/objectidentifier":"$object$","http://schemas.microsoft.com/identity/claims/tenantid":"$tenant$",$upn$"ipaddr":"$ip$","ver":"1.0"}},"#,
    r#""level":"Information","location":"global","properties":{"statusCode":"$status$","serviceRequestId":"$request$","eventCategory":"Administrative","entity":"$resource$","#,
    r#""message":"$action$","hierarchy":"$tenant$/tb-europe/$subscription$","caller":"$caller$","eventDataId":"$event$"$body$},"tenantId":"$tenant$"}"#
);

/// One management operation of Azure.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Activity<'a> {
    /// As the action is spelt, e.g. `Microsoft.Storage/storageAccounts/listKeys/action`.
    pub(crate) action: &'a str,
    /// The resource below the subscription, e.g. `resourceGroups/rg-data/providers/…`.
    pub(crate) resource: &'a str,
    pub(crate) role: &'a str,
    pub(crate) ok: bool,
    /// The request body as an escaped JSON string, or empty.
    pub(crate) body: &'a str,
}

impl Scribe {
    pub(crate) fn azure_activity(&mut self, at: Millis, actor: &AzureActor<'_>, activity: Activity<'_>) {
        let resource = format!("/subscriptions/{SUBSCRIPTION}/{}", activity.resource);
        let upn = if actor.is_app {
            String::new()
        } else {
            format!(
                r#""http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn":"{0}","http://schemas.xmlsoap.org/ws/2005/05/identity/claims/name":"{0}","#,
                actor.name
            )
        };
        let body = if activity.body.is_empty() {
            String::new()
        } else {
            format!(r#","requestbody":"{}""#, activity.body)
        };
        let text = fill(
            RECORD,
            &[
                ("time", &Stamp(at, Form::Ticks)),
                ("resource", &resource),
                ("operation", &activity.action.to_uppercase()),
                ("action", &activity.action),
                ("result", &if activity.ok { "Success" } else { "Failure" }),
                ("signature", &if activity.ok { "Succeeded.OK" } else { "Failed.Forbidden" }),
                ("status", &if activity.ok { "OK" } else { "Forbidden" }),
                ("duration", &self.rng.between(12, 900)),
                ("ip", &actor.ip),
                ("correlation", &self.uuid()),
                ("request", &self.uuid()),
                ("event", &self.uuid()),
                ("role", &activity.role),
                ("subscription", &SUBSCRIPTION),
                ("tenant", &TENANT),
                ("principal", &actor.object_id.replace('-', "")),
                ("object", &actor.object_id),
                ("kind", &if actor.is_app { "ServicePrincipal" } else { "User" }),
                ("app", &actor.app_id),
                ("upn", &upn),
                ("caller", &if actor.is_app { actor.app_id } else { actor.name }),
                ("body", &body),
            ],
        );
        self.push("azure.activity", at, text);
    }
}

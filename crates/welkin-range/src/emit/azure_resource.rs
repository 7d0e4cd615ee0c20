use welkin_model::Millis;

use crate::actor::AzureActor;
use crate::calendar::{Form, Stamp};
use crate::estate::{STORAGE, SUBSCRIPTION, TENANT, VAULT};
use crate::ids::Token;
use crate::scribe::Scribe;
use crate::template::fill;

const BLOB: &str = concat!(
    r#"{"time":"$time$","resourceId":"/subscriptions/$subscription$/resourceGroups/rg-data-eu/providers/Microsoft.Storage/storageAccounts/$account$/blobServices/default","#,
    r#""category":"$category$","operationName":"$operation$","operationVersion":"2024-11-04","schemaVersion":"1.0","statusCode":$status$,"statusText":"Success","durationMs":$duration$,"#,
    r#""callerIpAddress":"$ip$:$port$","correlationId":"$correlation$","identity":$identity$,"location":"westeurope","#,
    r#""properties":{"accountName":"$account$","userAgentHeader":"$agent$","clientRequestId":"$client$","serviceType":"blob","objectKey":"/$account$/$key$","metricResponseType":"Success","#,
    r#""serverLatencyMs":$duration$,"requestHeaderSize":612,"requestBodySize":$in$,"responseHeaderSize":374,"responseBodySize":$out$,"tlsVersion":"TLS 1.3"},"#,
    r#""uri":"https://$account$.blob.core.windows.net:443/$key$","protocol":"HTTPS","resourceType":"Microsoft.Storage/storageAccounts/blobServices"}"#
);

const VAULT_EVENT: &str = concat!(
    r#"{"time":"$time$","category":"AuditEvent","operationName":"$operation$","resultType":"Success","resultSignature":"OK","resultDescription":"","durationMs":"$duration$","#,
    r#""callerIpAddress":"$ip$","correlationId":"$correlation$","identity":{"claim":{"http://schemas.microsoft.com/identity/claims/objectidentifier":"$object$","appid":"$app$"$upn$}},"#,
    r#""properties":{"id":"https://$vault$.vault.azure.net/secrets/$secret$","clientInfo":"$agent$","requestUri":"https://$vault$.vault.azure.net/secrets/$secret$?api-version=7.5","httpStatusCode":200,"isAccessPolicyMatch":false,"isRbacAuthorized":true,"tlsVersion":"TLS1_3"},"#,
    r#""resourceId":"/SUBSCRIPTIONS/$subscription$/RESOURCEGROUPS/RG-DATA-EU/PROVIDERS/MICROSOFT.KEYVAULT/VAULTS/$VAULT$","operationVersion":"7.5","resourceGroup":"RG-DATA-EU","tenantId":"$tenant$"}"#
);

/// How a storage request was authorised.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BlobAuth {
    OAuth,
    AccountKey,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct BlobAccess<'a> {
    /// `GetBlob`, `PutBlob`, `ListBlobs`, …
    pub(crate) operation: &'a str,
    /// `container/name`.
    pub(crate) key: &'a str,
    pub(crate) size: u64,
    pub(crate) auth: BlobAuth,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct VaultAccess<'a> {
    pub(crate) operation: &'a str,
    pub(crate) secret: &'a str,
}

impl Scribe {
    pub(crate) fn azure_blob(&mut self, at: Millis, actor: &AzureActor<'_>, access: BlobAccess<'_>) {
        let writes = access.operation.starts_with("Put");
        let identity = match access.auth {
            BlobAuth::AccountKey => {
                format!(r#"{{"type":"AccountKey","tokenHash":"key1({})"}}"#, Token::hex(11, 64))
            }
            BlobAuth::OAuth => {
                let AzureActor { app_id, object_id, name, .. } = *actor;
                let upn = if actor.is_app { String::new() } else { format!(r#","upn":"{name}""#) };
                format!(
                    r#"{{"type":"OAuth","tokenHash":"{}","requester":{{"appId":"{app_id}","audience":"https://storage.azure.com","objectId":"{object_id}","tenantId":"{TENANT}","tokenIssuer":"https://sts.windows.net/{TENANT}/"{upn}}}}}"#,
                    Token::hex(crate::rng::number_of(object_id), 64)
                )
            }
        };
        let status = if writes { 201 } else { 200 };
        let text = fill(
            BLOB,
            &[
                ("time", &Stamp(at, Form::Ticks)),
                ("subscription", &SUBSCRIPTION),
                ("account", &STORAGE),
                ("category", &if writes { "StorageWrite" } else { "StorageRead" }),
                ("operation", &access.operation),
                ("status", &status),
                ("duration", &self.rng.between(3, 180)),
                ("ip", &actor.ip),
                ("port", &self.rng.between(20_000, 60_000)),
                ("correlation", &self.uuid()),
                ("client", &self.uuid()),
                ("identity", &identity),
                ("agent", &actor.agent),
                ("key", &access.key),
                ("in", &if writes { access.size } else { 0 }),
                ("out", &if writes { 0 } else { access.size }),
            ],
        );
        self.push("azure.resource", at, text);
    }

    pub(crate) fn azure_vault(&mut self, at: Millis, actor: &AzureActor<'_>, access: VaultAccess<'_>) {
        let upn = if actor.is_app {
            String::new()
        } else {
            format!(r#","http://schemas.xmlsoap.org/ws/2005/05/identity/claims/upn":"{}""#, actor.name)
        };
        let text = fill(
            VAULT_EVENT,
            &[
                ("time", &Stamp(at, Form::Ticks)),
                ("operation", &access.operation),
                ("duration", &self.rng.between(5, 60)),
                ("ip", &actor.ip),
                ("correlation", &self.uuid()),
                ("object", &actor.object_id),
                ("app", &actor.app_id),
                ("upn", &upn),
                ("vault", &VAULT),
                ("VAULT", &VAULT.to_uppercase()),
                ("secret", &access.secret),
                ("agent", &actor.agent),
                ("subscription", &SUBSCRIPTION.to_uppercase()),
                ("tenant", &TENANT),
            ],
        );
        self.push("azure.resource", at, text);
    }
}

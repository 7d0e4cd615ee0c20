//! The logs that Azure and Entra write. As in Azure, reading through Resource Manager leaves no trace: the activity log
//! holds writes, deletions and actions alone (learn.microsoft.com/azure/azure-monitor/platform/activity-log).

use std::collections::VecDeque;

use serde_json::{Value, json};
use welkin_model::{Millis, SourceId};

use super::Azure;
use super::actions::action_name;
use super::arm::spelt;
use super::arm_write::Done;
use super::caller::Caller;
use super::directory::{APPS, GROUPS, PRINCIPALS, USERS};
use super::error::Fault;
use super::flows::{Direction, Packet};
use super::json::text;
use super::target::{Target, subscription};
use crate::Record;
use crate::calendar::{Form, Stamp};
use crate::deliver::delay;
use crate::estate::TENANT;
use crate::ids::Uuid;
use crate::rng::Rng;
use crate::sim::{Method, Request};

/// Records that nobody has taken yet.
#[derive(Debug)]
pub(super) struct Journal {
    records: VecDeque<Record>,
    rng: Rng,
}

/// The oldest are dropped when there are more.
const MOST_RECORDS: usize = 10_000;
/// Longer texts of clients are left out.
const LONGEST_TEXT: usize = 8_192;
/// Every client of the range is on this machine.
const CLIENT: &str = "127.0.0.1";

/// An attempt to get a token.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SignIn<'a> {
    pub(super) app_id: &'a str,
    pub(super) object_id: &'a str,
    pub(super) name: &'a str,
    /// UPN, empty for an application.
    pub(super) user: &'a str,
    pub(super) resource: &'a str,
    pub(super) credential: &'a str,
    pub(super) key_id: &'a str,
    /// AADSTS number, 0 for success.
    pub(super) code: u32,
    pub(super) says: &'a str,
}

/// A change of a directory object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Change<'a> {
    pub(super) operation: &'a str,
    pub(super) category: &'a str,
    pub(super) key: &'a str,
    pub(super) old: &'a Value,
    pub(super) new: &'a Value,
}

/// A call of a model.
#[derive(Clone, Debug, Default)]
pub(super) struct Completion<'a> {
    pub(super) account: &'a str,
    pub(super) deployment: &'a str,
    pub(super) operation: &'a str,
    pub(super) object_id: String,
    pub(super) model: String,
    pub(super) version: String,
    pub(super) response: usize,
}

impl Azure {
    /// Writes what a change or an action came to into the activity log.
    pub(super) fn note(
        &mut self,
        target: &Target,
        request: &Request,
        caller: &Caller,
        request_id: &str,
        outcome: &Result<Done, Fault>,
        at: Millis,
    ) {
        let (resource, action) = match request.method {
            Method::POST => (target.subject(), action_name(target)),
            Method::DELETE => (target.path.as_str(), format!("{}/delete", spelt(&target.kind))),
            _ => (target.path.as_str(), format!("{}/write", spelt(&target.kind))),
        };
        let (status, code, role, assignment) = match outcome {
            Ok((response, (role, assignment))) => {
                (response.status.as_u16(), "", role.as_str(), assignment.as_str())
            }
            Err(fault) => (fault.status, fault.code, "", ""),
        };
        let body = request.json();
        let event_id = self.uuid();
        self.journal.activity(
            &Noted {
                resource,
                action: &action,
                status,
                code,
                role,
                assignment,
                body: &body,
                event_id: &event_id,
            },
            caller,
            request,
            request_id,
            at,
        );
    }
}

struct Noted<'a> {
    resource: &'a str,
    action: &'a str,
    status: u16,
    code: &'a str,
    role: &'a str,
    assignment: &'a str,
    body: &'a Value,
    event_id: &'a str,
}

impl Journal {
    pub(super) fn new(seed: u64) -> Journal {
        const JOURNAL: u64 = 0x10_6B;
        Journal { records: VecDeque::new(), rng: Rng::of(&[seed, JOURNAL]) }
    }

    pub(super) fn take(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.records).into()
    }

    fn push(&mut self, source: &str, at: Millis, record: &Value) {
        let Some(source) = SourceId::parse(source) else { return };
        let delivered = at + delay(source, &mut self.rng);
        if self.records.len() >= MOST_RECORDS {
            self.records.pop_front();
        }
        self.records.push_back(Record { source, time: at, delivered, text: record.to_string(), label: None });
    }

    /// learn.microsoft.com/azure/azure-monitor/platform/activity-log-schema, as an export to a storage account writes it.
    fn activity(&mut self, noted: &Noted<'_>, caller: &Caller, request: &Request, trace: &str, at: Millis) {
        let ok = noted.status < 400;
        let of = subscription(noted.resource).unwrap_or("");
        let status = status_name(noted.status);
        let who = if caller.is_app { &caller.app_id } else { &caller.name };
        let mut claims = json!({
            "aud": "https://management.core.windows.net/", "iss": format!("https://sts.windows.net/{TENANT}/"),
            "appid": caller.app_id, "appidacr": if caller.is_app { "1" } else { "0" }, "ipaddr": CLIENT, "ver": "1.0",
            "idtyp": if caller.is_app { "app" } else { "user" },
            "http://schemas.microsoft.com/identity/claims/objectidentifier": caller.object_id,
            "http://schemas.microsoft.com/identity/claims/tenantid": TENANT,
        });
        if let (false, Some(claims)) = (caller.is_app, claims.as_object_mut()) {
            for claim in ["upn", "name"] {
                let name = format!("http://schemas.xmlsoap.org/ws/2005/05/identity/claims/{claim}");
                claims.insert(name, json!(caller.name));
            }
        }
        let mut properties = json!({
            "statusCode": status, "serviceRequestId": trace, "eventCategory": "Administrative", "entity": noted.resource,
            "message": noted.action, "hierarchy": format!("{TENANT}/tb-europe/{of}"), "caller": who, "eventDataId": noted.event_id,
            "httpRequest": {"clientRequestId": request.header("x-ms-client-request-id"), "clientIpAddress": CLIENT,
                "method": request.method.as_str(), "userAgent": agent(request)},
        });
        if let Some(properties) = properties.as_object_mut() {
            // Bodies with secrets in them are left out, as Azure leaves them out.
            let body = noted.body.to_string();
            let secret = noted.action.to_ascii_lowercase().contains("/secrets/");
            if noted.body.is_object() && !secret && body.len() <= LONGEST_TEXT {
                properties.insert("requestbody".to_owned(), json!(body));
            }
            if !ok {
                let message = json!({"error": {"code": noted.code}}).to_string();
                properties.insert("statusMessage".to_owned(), json!(message));
            }
        }
        let scope = noted.assignment.rsplit_once("/providers/").map_or("", |(scope, _)| scope);
        let record = json!({
            "time": Stamp(at, Form::Ticks).to_string(), "resourceId": noted.resource, "operationName": noted.action.to_uppercase(),
            "category": "Administrative", "resultType": if ok { "Success" } else { "Failure" },
            "resultSignature": format!("{}.{status}", if ok { "Succeeded" } else { "Failed" }),
            "durationMs": "42", "callerIpAddress": CLIENT, "correlationId": trace,
            "identity": {
                "authorization": {"scope": noted.resource, "action": noted.action, "evidence": {
                    "role": noted.role, "roleAssignmentScope": scope, "roleAssignmentId": noted.assignment.rsplit('/').next().unwrap_or("").replace('-', ""),
                    "principalId": caller.object_id.replace('-', ""), "principalType": if caller.is_app { "ServicePrincipal" } else { "User" }}},
                "claims": claims,
            },
            "level": if ok { "Information" } else { "Error" }, "location": "global", "properties": properties, "tenantId": TENANT,
        });
        self.push("azure.activity", at, &record);
    }

    /// learn.microsoft.com/entra/identity/monitoring-health/concept-sign-in-log-activity-details
    pub(super) fn sign_in(&mut self, sign_in: &SignIn<'_>, request: &Request, trace: &str, at: Millis) {
        let time = Stamp(at, Form::Ticks).to_string();
        let category = match (sign_in.credential, sign_in.user.is_empty()) {
            ("managedIdentity", _) => "ManagedIdentitySignInLogs",
            (_, true) => "ServicePrincipalSignInLogs",
            (_, false) => "NonInteractiveUserSignInLogs",
        };
        let mut properties = json!({
            "id": trace, "createdDateTime": time, "appId": sign_in.app_id, "ipAddress": CLIENT,
            "userAgent": agent(request),
            "status": {"errorCode": sign_in.code, "failureReason": sign_in.says}, "correlationId": trace,
            "conditionalAccessStatus": "notApplied", "isInteractive": false, "tokenIssuerType": "AzureAD",
            "resourceDisplayName": sign_in.resource, "resourceId": Uuid::of(sign_in.resource).to_string(),
            "resourceTenantId": TENANT, "homeTenantId": TENANT, "riskLevelAggregated": "none", "riskState": "none",
            "location": {"city": "", "state": "", "countryOrRegion": ""}, "uniqueTokenIdentifier": trace.replace('-', ""),
        });
        let own = if sign_in.user.is_empty() {
            json!({"servicePrincipalId": sign_in.object_id, "servicePrincipalName": sign_in.name,
                "servicePrincipalCredentialKeyId": sign_in.key_id, "clientCredentialType": sign_in.credential})
        } else {
            json!({"userId": sign_in.object_id, "userPrincipalName": sign_in.user, "userDisplayName": sign_in.name, "userType": "Member"})
        };
        super::json::merge(&mut properties, &own);
        let record = json!({
            "time": time, "resourceId": format!("/tenants/{TENANT}/providers/Microsoft.aadiam"), "operationName": "Sign-in activity",
            "operationVersion": "1.0", "category": category, "tenantId": TENANT, "resultType": sign_in.code.to_string(),
            "resultDescription": sign_in.says, "resultSignature": "None", "durationMs": 0, "callerIpAddress": CLIENT,
            "correlationId": trace, "Level": 4, "location": "", "properties": properties,
        });
        self.push("entra.signin", at, &record);
    }

    /// learn.microsoft.com/entra/identity/monitoring-health/reference-audit-activities
    pub(super) fn directory(&mut self, change: &Change<'_>, caller: &Caller, trace: &str, at: Millis) {
        let time = Stamp(at, Form::Ticks).to_string();
        let body = if change.new.is_object() { change.new } else { change.old };
        let id = change.key.split('/').nth(1).unwrap_or("");
        let first = change.key.split('/').next().unwrap_or("");
        let kind = match first {
            USERS => "User",
            GROUPS => "Group",
            APPS => "Application",
            PRINCIPALS => "ServicePrincipal",
            _ => "Policy",
        };
        let mut targets = vec![
            json!({"id": id, "displayName": text(body, "displayName"), "userPrincipalName": text(body, "userPrincipalName"),
            "type": kind, "modifiedProperties": modified(change), "administrativeUnits": []}),
        ];
        // The directory names the member first and the group as a property of it.
        if change.key.contains("/members/") {
            let member = change.key.rsplit('/').next().unwrap_or("");
            targets.insert(
                0,
                json!({"id": member, "type": "User", "modifiedProperties": [
                {"displayName": "Group.ObjectID", "oldValue": null, "newValue": json!(id).to_string()}]}),
            );
        }
        let by = if caller.is_app {
            json!({"app": {"appId": caller.app_id, "displayName": caller.name, "servicePrincipalId": caller.object_id, "servicePrincipalName": null}})
        } else {
            json!({"user": {"id": caller.object_id, "displayName": null, "userPrincipalName": caller.name, "ipAddress": CLIENT, "roles": []}})
        };
        let verb = match (change.old.is_null(), change.new.is_null()) {
            (true, _) => "Add",
            (_, true) => "Delete",
            _ => "Update",
        };
        let record = json!({
            "time": time, "resourceId": format!("/tenants/{TENANT}/providers/Microsoft.aadiam"), "operationName": change.operation,
            "operationVersion": "1.0", "category": "AuditLogs", "tenantId": TENANT, "resultSignature": "None", "durationMs": 0,
            "callerIpAddress": CLIENT, "correlationId": trace, "identity": caller.name, "Level": 4,
            "properties": {"id": format!("Directory_{trace}_{}", crate::ids::Token::upper(self.rng.next(), 5)), "category": change.category,
                "correlationId": trace, "result": "success", "resultReason": "", "activityDisplayName": change.operation, "activityDateTime": time,
                "loggedByService": "Core Directory", "operationType": verb, "initiatedBy": by, "targetResources": targets,
                "additionalDetails": [{"key": "AppId", "value": caller.app_id}]},
        });
        self.push("entra.audit", at, &record);
    }

    /// learn.microsoft.com/azure/ai-services/openai/monitor-openai-reference, "RequestResponse"
    pub(super) fn completion(
        &mut self,
        call: &Completion<'_>,
        status: u16,
        request: &Request,
        trace: &str,
        at: Millis,
    ) {
        const UNIX_EPOCH_TICKS: Millis = 621_355_968_000_000_000;
        let operation = match call.operation {
            "chat/completions" => "ChatCompletions_Create",
            "embeddings" => "Embeddings_Create",
            _ => "Unknown",
        };
        let ticks = UNIX_EPOCH_TICKS + at * 10_000;
        let record = json!({
            "time": Stamp(at, Form::Ticks).to_string(), "resourceId": call.account.to_uppercase(), "category": "RequestResponse",
            "operationName": operation, "resultSignature": status.to_string(), "durationMs": 240, "callerIPAddress": "127.0.0.***",
            "correlationId": trace, "event": "ShoeboxCallResult", "location": "swedencentral", "tenant": "swedencentral",
            "properties": {"apiName": format!("Azure OpenAI API version {}", request.parameter("api-version").unwrap_or_default()),
                "requestTime": ticks, "requestLength": request.body.len(), "responseTime": ticks, "responseLength": call.response,
                "objectId": call.object_id, "streamType": "Non-Streaming", "modelDeploymentName": call.deployment,
                "modelName": call.model, "modelVersion": call.version, "tenantId": TENANT},
        });
        self.push("azure.openai", at, &record);
    }

    /// learn.microsoft.com/azure/network-watcher/vnet-flow-logs-overview
    pub(super) fn flow(&mut self, nic: &str, packet: &Packet<'_>, rule: &str, state: &str, at: Millis) {
        let of = crate::estate::SUBSCRIPTION;
        let number = crate::rng::number_of(nic);
        let tuple = format!(
            "{at},{},{},{},{},6,{},{state},NX,12,9000,11,14000",
            packet.from,
            packet.to,
            20_000 + number % 40_000,
            packet.port,
            if packet.direction == Direction::Inbound { "I" } else { "O" }
        );
        let record = json!({
            "time": Stamp(at, Form::Ticks).to_string(), "flowLogVersion": 4, "flowLogGUID": Uuid::of("flowlog").to_string(),
            "macAddress": format!("0022{}", crate::ids::Token::hex(number, 8)), "category": "FlowLogFlowEvent",
            "flowLogResourceID": format!("/SUBSCRIPTIONS/{}/RESOURCEGROUPS/NETWORKWATCHERRG/PROVIDERS/MICROSOFT.NETWORK/NETWORKWATCHERS/NETWORKWATCHER_WESTEUROPE/FLOWLOGS/VNET-TB-EU", of.to_uppercase()),
            "targetResourceID": format!("/subscriptions/{of}/resourceGroups/rg-net-eu/providers/Microsoft.Network/virtualNetworks/vnet-tb-eu"),
            "operationName": "FlowLogFlowEvent",
            "flowRecords": {"flows": [{"aclID": Uuid::of("nsg").to_string(), "flowGroups": [{"rule": rule.rsplit('/').next().unwrap_or(""), "flowTuples": [tuple]}]}]},
        });
        self.push("azure.vnetflow", at, &record);
    }
}

/// The properties that changed, old and new as JSON texts.
fn modified(change: &Change<'_>) -> Vec<Value> {
    let none = serde_json::Map::new();
    let object = |value: &Value| value.as_object().cloned().unwrap_or_else(|| none.clone());
    let (old, new) = (object(change.old), object(change.new));
    let names: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let differs =
        names.into_iter().filter(|name| !name.starts_with("x-") && old.get(*name) != new.get(*name));
    let shown = |value: Option<&Value>| {
        value.map(|value| json!([value]).to_string()).filter(|text| text.len() <= LONGEST_TEXT)
    };
    let collected = differs.map(|name| {
        let title = if change.key.contains("/federatedidentitycredentials/") {
            "FederatedIdentityCredentials"
        } else {
            name.as_str()
        };
        json!({"displayName": title, "oldValue": shown(old.get(name)), "newValue": shown(new.get(name))})
    });
    // A federated credential is one property of its application.
    if change.key.contains("/federatedidentitycredentials/") {
        let one =
            |value: &Value| if value.is_null() { json!("[]") } else { json!(json!([value]).to_string()) };
        return vec![
            json!({"displayName": "FederatedIdentityCredentials", "oldValue": one(change.old), "newValue": one(change.new)}),
        ];
    }
    collected.take(20).collect()
}

fn agent(request: &Request) -> String {
    request.header("user-agent").chars().take(512).collect()
}

fn status_name(status: u16) -> &'static str {
    match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "NoContent",
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        409 => "Conflict",
        412 => "PreconditionFailed",
        _ => "InternalServerError",
    }
}

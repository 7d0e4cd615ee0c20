//! POST operations of Azure Resource Manager.

use serde_json::{Value, json};
use welkin_model::Millis;

use super::Azure;
use super::arm::{missing, spelt};
use super::arm_write::{Done, locations, quota};
use super::caller::Caller;
use super::error::Fault;
use super::flows::{Direction, Packet};
use super::json::{at as value_at, list, set, text};
use super::operations::led;
use super::target::{Shape, Target};
use crate::calendar::{Form, Stamp};
use crate::sim::{Request, Response};

/// Type of the resource, lower-case, and action, lower-case.
const ACTIONS: [(&str, &str); 30] = [
    ("microsoft.cognitiveservices/accounts", "listkeys"),
    ("microsoft.cognitiveservices/accounts", "regeneratekey"),
    ("microsoft.search/searchservices", "listadminkeys"),
    ("microsoft.search/searchservices", "listquerykeys"),
    ("microsoft.search/searchservices/regenerateadminkey", ""),
    ("microsoft.storage/storageaccounts", "listkeys"),
    ("microsoft.storage/storageaccounts", "regeneratekey"),
    ("microsoft.storage/storageaccounts/blobservices/containers", "setlegalhold"),
    ("microsoft.storage/storageaccounts/blobservices/containers", "clearlegalhold"),
    ("microsoft.storage/storageaccounts/blobservices/containers/immutabilitypolicies", "lock"),
    ("microsoft.machinelearningservices/workspaces", "listkeys"),
    ("microsoft.machinelearningservices/workspaces/onlineendpoints", "listkeys"),
    ("microsoft.machinelearningservices/workspaces/onlineendpoints", "regeneratekeys"),
    ("microsoft.machinelearningservices/workspaces/computes", "start"),
    ("microsoft.machinelearningservices/workspaces/computes", "stop"),
    ("microsoft.compute/virtualmachines", "start"),
    ("microsoft.compute/virtualmachines", "deallocate"),
    ("microsoft.compute/virtualmachines", "poweroff"),
    ("microsoft.compute/virtualmachines", "restart"),
    ("microsoft.compute/disks", "begingetaccess"),
    ("microsoft.compute/snapshots", "begingetaccess"),
    ("microsoft.containerservice/managedclusters", "listclusteradmincredential"),
    ("microsoft.containerservice/managedclusters", "listclusterusercredential"),
    ("microsoft.network/networkwatchers", "ipflowverify"),
    ("microsoft.network/networkinterfaces", "effectivenetworksecuritygroups"),
    ("microsoft.containerregistry/registries", "listcredentials"),
    ("microsoft.operationalinsights/workspaces", "sharedkeys"),
    ("microsoft.machinelearningservices/workspaces/connections", "listsecrets"),
    ("microsoft.cognitiveservices", "checkdomainavailability"),
    ("microsoft.databricks/workspaces", "refresh"),
];

impl Azure {
    pub(super) fn is_action(&self, target: &Target) -> bool {
        let (kind, action) = named(target);
        ACTIONS.iter().any(|(of, name)| *of == kind && (*name == action || name.is_empty()))
    }

    pub(super) fn act(
        &mut self,
        target: &Target,
        request: &Request,
        caller: &Caller,
        at: Millis,
    ) -> Result<Done, Fault> {
        let (kind, action) = named(target);
        let subject = if target.shape == Shape::Resource {
            // `searchServices/{name}/regenerateAdminKey/{which}`
            Target::of(target.parent().as_deref().unwrap_or("")).ok_or_else(|| missing(target))?
        } else {
            Target::of(target.subject()).ok_or_else(|| missing(target))?
        };
        if !self.is_action(target) {
            return Err(Fault::new(
                404,
                "NotFound",
                "No HTTP resource was found that matches the request URI.",
            ));
        }
        let by = self.authorise(caller, &action_name(target), &subject.path, at)?;
        self.require_scope(&subject, at)?;
        let body = self.estate.get(&subject.path, at).cloned().ok_or_else(|| missing(&subject))?;
        let given = request.json();
        let id = subject.path.clone();
        let response = match (kind.as_str(), action.as_str()) {
            ("microsoft.cognitiveservices/accounts", "listkeys") => {
                if value_at(&body, "properties.disableLocalAuth") == Some(&json!(true)) {
                    return Err(Fault::new(400, "LocalAuthDisabled", "Failed to list key. disableLocalAuth is set to be true"));
                }
                self.keys(&id, |one, two| json!({"key1": one, "key2": two}))?
            }
            ("microsoft.cognitiveservices/accounts", "regeneratekey") => {
                let second = which(&given, "keyName", "Key1", "Key2")?;
                self.renew(&id, second)?;
                self.keys(&id, |one, two| json!({"key1": one, "key2": two}))?
            }
            ("microsoft.search/searchservices", "listadminkeys") => {
                self.keys(&id, |one, two| json!({"primaryKey": one, "secondaryKey": two}))?
            }
            ("microsoft.search/searchservices", "listquerykeys") => {
                self.keys(&format!("{id}/query"), |one, _| json!({"value": [{"name": null, "key": one}]}))?
            }
            ("microsoft.search/searchservices/regenerateadminkey", _) => {
                let second = which(&json!({"k": target.last}), "k", "primary", "secondary")?;
                self.renew(&id, second)?;
                self.keys(&id, |one, two| json!({"primaryKey": one, "secondaryKey": two}))?
            }
            ("microsoft.storage/storageaccounts", name) => {
                if name == "regeneratekey" {
                    let second = which(&given, "keyName", "key1", "key2")?;
                    self.renew(&id, second)?;
                }
                let made = Stamp(at, Form::Ticks).to_string();
                self.keys(&id, |one, two| {
                    let key = |name: &str, value: &str| json!({"keyName": name, "value": value, "permissions": "FULL", "creationTime": made});
                    json!({"keys": [key("key1", one), key("key2", two)]})
                })?
            }
            (_, name @ ("setlegalhold" | "clearlegalhold")) => self.hold(&subject, body, &given, name == "setlegalhold", at)?,
            (_, "lock") => self.lock_policy(&subject, body, request, at)?,
            ("microsoft.machinelearningservices/workspaces/onlineendpoints", name) => {
                if text(&body, "properties.authMode") == "AADToken" {
                    return Err(Fault::new(400, "BadArgument", "Keys are not available for an endpoint with authMode AADToken."));
                }
                if name == "regeneratekeys" {
                    let second = which(&given, "keyType", "Primary", "Secondary")?;
                    self.renew(&id, second)?;
                    let operation = self.uuid();
                    self.operations.begin(&operation, Value::Null, at);
                    led(Response::empty(202), request, &locations(&subject), &operation)
                } else {
                    self.keys(&id, |one, two| json!({"primaryKey": one, "secondaryKey": two}))?
                }
            }
            ("microsoft.machinelearningservices/workspaces", _) => {
                self.keys(&id, |one, _| json!({"userStorageKey": one, "userStorageResourceId": text(&body, "properties.storageAccount")}))?
            }
            ("microsoft.network/networkwatchers", _) => self.verify_flow(&given, at)?,
            ("microsoft.network/networkinterfaces", _) => {
                let groups: Vec<Value> = self
                    .security_groups(&id, at)
                    .into_iter()
                    .map(|group| json!({"networkSecurityGroup": {"id": group}, "effectiveSecurityRules": self.rules(&group, at)}))
                    .collect();
                Response::json(200, &json!({"value": groups}))
            }
            ("microsoft.containerservice/managedclusters", _) => {
                if value_at(&body, "properties.disableLocalAccounts") == Some(&json!(true)) && action.contains("admin") {
                    return Err(Fault::new(400, "BadRequest", "Getting static credential is not allowed because this cluster is set to disable local accounts."));
                }
                // The range has no cluster behind it: the file names the server and holds no credential.
                Response::json(200, &json!({"kubeconfigs": [{"name": "clusterUser", "value": ""}]}))
            }
            (_, "listcredentials") => self.keys(&id, |one, two| json!({"username": text(&body, "name"), "passwords": [{"name": "password", "value": one}, {"name": "password2", "value": two}]}))?,
            (_, "sharedkeys") => self.keys(&id, |one, two| json!({"primarySharedKey": one, "secondarySharedKey": two}))?,
            (_, "listsecrets") => Response::json(200, &body),
            (_, "begingetaccess") => {
                let operation = self.uuid();
                let sas = json!({"accessSAS": format!("https://md-range.z1.blob.storage.azure.net/{operation}?sv=2018-03-28&sr=b&se={}", Stamp(at + 3_600_000, Form::Seconds))});
                self.operations.begin(&operation, sas, at);
                led(Response::empty(202), request, &locations(&subject), &operation)
            }
            (_, state) => self.power(&subject, body, state, request, at)?,
        };
        Ok((response, by))
    }

    fn keys(&mut self, id: &str, shape: impl Fn(&str, &str) -> Value) -> Result<Response, Fault> {
        let [one, two] = self.credentials.account_keys(id).ok_or_else(quota)?;
        Ok(Response::json(200, &shape(one, two)).with("cache-control", "no-store"))
    }

    fn renew(&mut self, id: &str, second: bool) -> Result<(), Fault> {
        self.credentials.account_keys(id).ok_or_else(quota)?;
        self.credentials.regenerate(id, second);
        Ok(())
    }

    /// learn.microsoft.com/rest/api/storagerp/blob-containers/set-legal-hold
    fn hold(
        &mut self,
        subject: &Target,
        mut body: Value,
        given: &Value,
        sets: bool,
        at: Millis,
    ) -> Result<Response, Fault> {
        let tags: Vec<String> =
            list(given, "tags").iter().filter_map(|tag| tag.as_str().map(str::to_lowercase)).collect();
        let fine = |tag: &String| (3..=23).contains(&tag.len()) && tag.chars().all(char::is_alphanumeric);
        if tags.is_empty() || tags.len() > 10 || !tags.iter().all(fine) {
            return Err(Fault::new(
                400,
                "InvalidLegalHoldTag",
                "Legal hold tags must be 1 to 10 alphanumeric texts of 3 to 23 characters.",
            ));
        }
        let mut held: Vec<String> =
            list(&body, "properties.legalHold.tags").iter().map(|tag| text(tag, "tag").to_owned()).collect();
        held.retain(|tag| !tags.contains(tag));
        if sets {
            held.extend(tags);
        }
        let stamp = Stamp(at, Form::Ticks).to_string();
        let entries: Vec<Value> = held.iter().map(|tag| json!({"tag": tag, "timestamp": stamp})).collect();
        set(&mut body, "properties.hasLegalHold", json!(!held.is_empty()));
        set(&mut body, "properties.legalHold", json!({"hasLegalHold": !held.is_empty(), "tags": entries}));
        self.estate.put(&subject.kind, &subject.path, body, at, at).map_err(|_| quota())?;
        Ok(Response::json(200, &json!({"hasLegalHold": !held.is_empty(), "tags": held})))
    }

    fn lock_policy(
        &mut self,
        subject: &Target,
        mut body: Value,
        request: &Request,
        at: Millis,
    ) -> Result<Response, Fault> {
        let current = self.estate.etag(&subject.path, at).unwrap_or_default();
        if request.header("if-match") != current {
            return Err(Fault::new(
                412,
                "PreconditionFailed",
                "The condition specified using HTTP conditional header(s) is not met.",
            ));
        }
        set(&mut body, "properties.state", json!("Locked"));
        self.estate.put(&subject.kind, &subject.path, body, at, at).map_err(|_| quota())?;
        let shown = self.rendered(&subject.path, at).unwrap_or(Value::Null);
        let etag = self.estate.etag(&subject.path, at).unwrap_or_default();
        Ok(Response::json(200, &shown).with("etag", etag))
    }

    fn power(
        &mut self,
        subject: &Target,
        mut body: Value,
        state: &str,
        request: &Request,
        at: Millis,
    ) -> Result<Response, Fault> {
        let (path, name) = match (subject.kind.as_str(), state) {
            ("microsoft.compute/virtualmachines", "start" | "restart") => {
                ("properties.instanceView", "PowerState/running")
            }
            ("microsoft.compute/virtualmachines", "poweroff") => {
                ("properties.instanceView", "PowerState/stopped")
            }
            ("microsoft.compute/virtualmachines", _) => ("properties.instanceView", "PowerState/deallocated"),
            (_, "start") => ("properties.properties.state", "Running"),
            _ => ("properties.properties.state", "Stopped"),
        };
        let state =
            if path.ends_with("instanceView") { json!({"statuses": [{"code": name}]}) } else { json!(name) };
        set(&mut body, path, state);
        let done = at + super::operations::SLOW;
        self.estate.put(&subject.kind, &subject.path, body, done, at).map_err(|_| quota())?;
        let operation = self.uuid();
        self.operations.begin(&operation, Value::Null, at);
        Ok(led(Response::empty(202), request, &locations(subject), &operation))
    }

    /// Network Watcher's IP flow verify: what a new flow would meet
    /// (learn.microsoft.com/rest/api/network-watcher/network-watchers/verify-ip-flow).
    fn verify_flow(&self, given: &Value, at: Millis) -> Result<Response, Fault> {
        let machine = text(given, "targetResourceId");
        let nic = self.estate.get(machine, at).map(|body| {
            let nics = list(body, "properties.networkProfile.networkInterfaces");
            nics.first().map_or("", |nic| text(nic, "id")).to_owned()
        });
        let Some(nic) = nic.filter(|nic| !nic.is_empty()) else {
            return Err(Fault::new(404, "NotFound", format!("The target resource {machine} was not found.")));
        };
        let inbound = text(given, "direction") == "Inbound";
        let port = |path: &str| text(given, path).parse::<u16>().unwrap_or(0);
        let (local, remote) = (text(given, "localIPAddress"), text(given, "remoteIPAddress"));
        let (from, to) = if inbound { (remote, local) } else { (local, remote) };
        let packet = Packet {
            direction: if inbound { Direction::Inbound } else { Direction::Outbound },
            protocol: text(given, "protocol"),
            from,
            to,
            port: if inbound { port("localPort") } else { port("remotePort") },
        };
        let (allowed, rule) = self.verdict(&nic, &packet, at);
        Ok(Response::json(200, &json!({"access": if allowed { "Allow" } else { "Deny" }, "ruleName": rule})))
    }
}

/// The action as role definitions and the activity log name it.
pub(super) fn action_name(target: &Target) -> String {
    if target.shape == Shape::Resource {
        let (above, action) = target.kind.rsplit_once('/').unwrap_or(("", ""));
        let action = if action == "regenerateadminkey" { "regenerateAdminKey" } else { action };
        return format!("{}/{action}/action", spelt(above));
    }
    format!("{}/{}/action", spelt(target.action().0), target.last)
}

fn named(target: &Target) -> (String, String) {
    if target.shape == Shape::Resource {
        return (target.kind.clone(), target.last.to_ascii_lowercase());
    }
    let (kind, action) = target.action();
    (kind.to_owned(), action.to_ascii_lowercase())
}

/// Which of two keys is named.
fn which(given: &Value, path: &str, first: &str, second: &str) -> Result<bool, Fault> {
    let name = text(given, path);
    if name.eq_ignore_ascii_case(first) {
        return Ok(false);
    }
    if name.eq_ignore_ascii_case(second) {
        return Ok(true);
    }
    Err(Fault::new(
        400,
        "InvalidRequestContent",
        format!("The value of '{path}' must be '{first}' or '{second}'."),
    ))
}

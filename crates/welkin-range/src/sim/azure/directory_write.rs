//! Microsoft Graph: changing the directory.

use serde_json::{Value, json};
use welkin_model::Millis;

use super::Azure;
use super::caller::Caller;
use super::credentials::random;
use super::directory::{
    APP_ROLES, APPS, FEDERATIONS, GROUPS, MEMBERS, PRINCIPALS, USERS, not_a_segment, not_found, permit,
};
use super::error::Fault;
use super::journal::Change;
use super::json::{list, merge, set, text};
use crate::calendar::{Form, Stamp};
use crate::sim::{Method, Request, Response};

/// learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations
const MOST_FEDERATIONS: usize = 20;
const MOST_SECRETS: usize = 50;
const SECRET_LIVES: Millis = 2 * 365 * 24 * 3_600_000;

impl Azure {
    pub(super) fn graph_write(
        &mut self,
        segments: &[String],
        request: &Request,
        caller: &Caller,
        at: Millis,
    ) -> Result<Response, Fault> {
        let lower: Vec<String> = segments.iter().map(|part| part.to_ascii_lowercase()).collect();
        let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
        let body = request.json();
        if matches!(request.method, Method::POST | Method::PATCH)
            && !request.body.is_empty()
            && !body.is_object()
        {
            return Err(Fault::new(
                400,
                "BadRequest",
                "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.",
            ));
        }
        if let (&Method::POST, [head @ .., action]) = (&request.method, lower.as_slice())
            && let ["revokesigninsessions" | "addpassword" | "removepassword"] = [*action]
        {
            let place = self
                .place(head, at)
                .filter(|place| place.is_object)
                .ok_or_else(|| not_a_segment(segments))?;
            permit(caller, place.collection, true)?;
            let old = self.directory.get(&place.key, at).cloned().ok_or_else(|| not_found(&place.key))?;
            return self.graph_action(action, &place.key, old, &body, caller, at);
        }
        // Memberships are written as references.
        let lower = match lower.as_slice() {
            [head @ .., "$ref"] => head,
            whole => whole,
        };
        let place = self.place(lower, at).ok_or_else(|| not_a_segment(segments))?;
        permit(caller, place.collection, true)?;
        match request.method {
            Method::PATCH if place.is_object => {
                self.graph_patch(place.collection, &place.key, &body, caller, at)
            }
            Method::DELETE if place.is_object => {
                let old = self.directory.get(&place.key, at).cloned().ok_or_else(|| not_found(&place.key))?;
                self.directory.remove(&place.key, at, at);
                if place.collection == APPS {
                    // An application takes its principal with it.
                    let all = self.directory.of_kind(PRINCIPALS, "serviceprincipals/", at);
                    let own: Vec<String> = all
                        .filter(|(_, body)| text(body, "appId") == text(&old, "appId"))
                        .map(|(key, _)| key.to_owned())
                        .collect();
                    for key in own {
                        self.directory.remove(&key, at, at);
                    }
                }
                let (operation, category) = match place.collection {
                    MEMBERS => ("Remove member from group", "GroupManagement"),
                    FEDERATIONS => ("Update application", "ApplicationManagement"),
                    APP_ROLES => {
                        ("Remove app role assignment from service principal", "ApplicationManagement")
                    }
                    APPS => ("Delete application", "ApplicationManagement"),
                    PRINCIPALS => ("Remove service principal", "ApplicationManagement"),
                    USERS => ("Delete user", "UserManagement"),
                    _ => ("Delete conditional access policy", "Policy"),
                };
                self.changed(operation, category, &place.key, &old, &Value::Null, caller, at);
                Ok(Response::empty(204))
            }
            Method::POST if !place.is_object => {
                self.graph_create(place.collection, &place.key, body, caller, at)
            }
            _ => Err(Fault::new(
                405,
                "Request_BadRequest",
                "Specified HTTP method is not allowed for the request target.",
            )),
        }
    }

    fn graph_patch(
        &mut self,
        collection: &'static str,
        key: &str,
        body: &Value,
        caller: &Caller,
        at: Millis,
    ) -> Result<Response, Fault> {
        let old = self.directory.get(key, at).cloned().ok_or_else(|| not_found(key))?;
        for fixed in ["id", "appId", "createdDateTime"] {
            if body.get(fixed).is_some_and(|given| Some(given) != old.get(fixed)) {
                return Err(Fault::new(
                    400,
                    "Request_BadRequest",
                    format!("Property '{fixed}' is read-only and cannot be set."),
                ));
            }
        }
        if body.get("accountEnabled").is_some_and(|enabled| !enabled.is_boolean()) {
            return Err(Fault::new(
                400,
                "Request_BadRequest",
                "Invalid value specified for property 'accountEnabled' of resource 'DirectoryObject'.",
            ));
        }
        let mut new = old.clone();
        merge(&mut new, body);
        self.directory.put(collection, key, new.clone(), at, at).map_err(|_| quota())?;
        let (operation, category) = match (collection, body.get("accountEnabled")) {
            (USERS, Some(Value::Bool(false))) => ("Disable account", "UserManagement"),
            (USERS, Some(Value::Bool(true))) => ("Enable account", "UserManagement"),
            (USERS, _) => ("Update user", "UserManagement"),
            (GROUPS, _) => ("Update group", "GroupManagement"),
            (PRINCIPALS, _) => ("Update service principal", "ApplicationManagement"),
            (APPS | FEDERATIONS, _) => ("Update application", "ApplicationManagement"),
            _ => ("Update conditional access policy", "Policy"),
        };
        self.changed(operation, category, key, &old, &new, caller, at);
        Ok(Response::empty(204))
    }

    fn graph_create(
        &mut self,
        collection: &'static str,
        key: &str,
        mut body: Value,
        caller: &Caller,
        at: Millis,
    ) -> Result<Response, Fault> {
        let parent = key.trim_end_matches('/').rsplit_once('/').map_or("", |(parent, _)| parent).to_owned();
        if matches!(collection, MEMBERS | FEDERATIONS | APP_ROLES)
            && self.directory.get(&parent, at).is_none()
        {
            return Err(not_found(&parent));
        }
        let id = match collection {
            MEMBERS => {
                let reference = body.get("@odata.id").and_then(Value::as_str).unwrap_or("");
                let id = reference.rsplit('/').next().unwrap_or("").to_ascii_lowercase();
                let exists = |of: &&str| self.directory.get(&format!("{of}/{id}"), at).is_some();
                if ![USERS, GROUPS, PRINCIPALS].iter().any(exists) {
                    return Err(not_found(&id));
                }
                if self.directory.get(&format!("{key}{id}"), at).is_some() {
                    return Err(Fault::new(
                        400,
                        "Request_BadRequest",
                        "One or more added object references already exist for the following modified properties: 'members'.",
                    ));
                }
                body = json!({"id": id});
                id
            }
            FEDERATIONS => self.check_federation(key, &mut body, at)?,
            APP_ROLES => {
                let id = random(24);
                set(&mut body, "principalId", json!(parent.rsplit('/').next().unwrap_or("")));
                if text(&body, "appRoleId").is_empty() || text(&body, "resourceId").is_empty() {
                    return Err(Fault::new(
                        400,
                        "Request_BadRequest",
                        "Invalid value specified for property 'appRoleId' of resource 'AppRoleAssignment'.",
                    ));
                }
                id
            }
            GROUPS | "identity/conditionalaccess/policies" => {
                if text(&body, "displayName").is_empty() {
                    return Err(Fault::new(
                        400,
                        "Request_BadRequest",
                        "A value is required for property 'displayName' of resource 'Group'.",
                    ));
                }
                self.uuid()
            }
            _ => {
                return Err(Fault::new(
                    400,
                    "Request_BadRequest",
                    "The operation is not supported by the range.",
                ));
            }
        };
        set(&mut body, "id", json!(id));
        let created = format!("{key}{id}");
        self.directory.put(collection, &created, body.clone(), at, at).map_err(|_| quota())?;
        let (operation, category) = match collection {
            MEMBERS => ("Add member to group", "GroupManagement"),
            FEDERATIONS => ("Update application", "ApplicationManagement"),
            APP_ROLES => ("Add app role assignment to service principal", "ApplicationManagement"),
            GROUPS => ("Add group", "GroupManagement"),
            _ => ("Add conditional access policy", "Policy"),
        };
        self.changed(operation, category, &created, &Value::Null, &body, caller, at);
        Ok(if collection == MEMBERS { Response::empty(204) } else { Response::json(201, &body) })
    }

    fn check_federation(&self, key: &str, body: &mut Value, at: Millis) -> Result<String, Fault> {
        let invalid = |message: &str| Fault::new(400, "Request_BadRequest", message);
        for needed in ["name", "issuer", "subject"] {
            if text(body, needed).is_empty() {
                return Err(invalid(&format!(
                    "A value is required for property '{needed}' of resource 'FederatedIdentityCredential'."
                )));
            }
        }
        if list(body, "audiences").len() != 1 {
            return Err(invalid("Property audiences must hold exactly one value."));
        }
        let known: Vec<&Value> = self.directory.of_kind(FEDERATIONS, key, at).map(|(_, body)| body).collect();
        if known.len() >= MOST_FEDERATIONS {
            return Err(Fault::new(
                400,
                "Request_BadRequest",
                "You have exceeded the maximum number of federated identity credentials: 20.",
            ));
        }
        let same = |other: &&Value, name: &str| text(other, name) == text(body, name);
        if known.iter().any(|other| same(other, "name") || (same(other, "issuer") && same(other, "subject")))
        {
            return Err(Fault::new(
                409,
                "Request_MultipleObjectsWithSameKeyValue",
                "FederatedIdentityCredential with issuer and subject, or with this name, already exists.",
            ));
        }
        Ok(crate::ids::Uuid::of(&format!("{key}{}{at}", text(body, "name"))).to_string())
    }

    fn graph_action(
        &mut self,
        action: &str,
        key: &str,
        mut object: Value,
        body: &Value,
        caller: &Caller,
        at: Millis,
    ) -> Result<Response, Fault> {
        let old = object.clone();
        let collection = if key.starts_with(USERS) {
            USERS
        } else if key.starts_with(APPS) {
            APPS
        } else {
            PRINCIPALS
        };
        let app_id = text(&object, "appId").to_owned();
        let unknown =
            || Fault::new(400, "BadRequest", format!("Resource not found for the segment '{action}'."));
        match action {
            // Kills refresh tokens alone: access tokens live on until they run out.
            "revokesigninsessions" if collection == USERS => {
                set(
                    &mut object,
                    "signInSessionsValidFromDateTime",
                    json!(Stamp(at, Form::Seconds).to_string()),
                );
                set(&mut object, "x-valid-from", json!(at));
                self.directory.put(collection, key, object.clone(), at, at).map_err(|_| quota())?;
                let operation = "Update StsRefreshTokenValidFrom Timestamp";
                self.changed(operation, "UserManagement", key, &old, &object, caller, at);
                Ok(Response::json(
                    200,
                    &json!({"@odata.context": "https://graph.microsoft.com/v1.0/$metadata#Edm.Boolean", "value": true}),
                ))
            }
            "addpassword" if collection != USERS => {
                if list(&object, "passwordCredentials").len() >= MOST_SECRETS {
                    return Err(quota());
                }
                let (key_id, secret) = (self.uuid(), random(30));
                let given = text(body, "passwordCredential.displayName").to_owned();
                let hint: String = secret.chars().take(3).collect();
                let mut credential = json!({"keyId": key_id, "displayName": given, "hint": hint,
                    "startDateTime": Stamp(at, Form::Seconds).to_string(),
                    "endDateTime": Stamp(at + SECRET_LIVES, Form::Seconds).to_string()});
                let mut all = list(&object, "passwordCredentials").to_vec();
                all.push(credential.clone());
                set(&mut object, "passwordCredentials", Value::Array(all));
                self.directory.put(collection, key, object.clone(), at, at).map_err(|_| quota())?;
                self.credentials.add_secret(&app_id, &key_id, &secret, at + SECRET_LIVES);
                let operation = "Update application – Certificates and secrets management ";
                self.changed(operation, "ApplicationManagement", key, &old, &object, caller, at);
                set(&mut credential, "secretText", json!(secret));
                Ok(Response::json(200, &credential))
            }
            "removepassword" if collection != USERS => {
                let key_id = text(body, "keyId").to_owned();
                let mut all = list(&object, "passwordCredentials").to_vec();
                let before = all.len();
                all.retain(|credential| text(credential, "keyId") != key_id);
                if all.len() == before {
                    return Err(Fault::new(
                        400,
                        "Request_BadRequest",
                        "No password credential found with keyId.",
                    ));
                }
                set(&mut object, "passwordCredentials", Value::Array(all));
                self.directory.put(collection, key, object.clone(), at, at).map_err(|_| quota())?;
                self.credentials.remove_secret(&app_id, &key_id);
                let operation = "Update application – Certificates and secrets management ";
                self.changed(operation, "ApplicationManagement", key, &old, &object, caller, at);
                Ok(Response::empty(204))
            }
            _ => Err(unknown()),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a change is what it was, what it is, and who did it")]
    fn changed(
        &mut self,
        operation: &str,
        category: &str,
        key: &str,
        old: &Value,
        new: &Value,
        caller: &Caller,
        at: Millis,
    ) {
        let trace = self.uuid();
        self.journal.directory(&Change { operation, category, key, old, new }, caller, &trace, at);
    }
}

fn quota() -> Fault {
    Fault::new(
        403,
        "Directory_QuotaExceeded",
        "The directory object quota limit for the Tenant has been exceeded.",
    )
}

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use welkin_model::Millis;

use super::Gcp;
use super::caller::{Caller, LIFETIME};
use super::error::{ApiError, Code, Outcome};
use super::estate::text;
use super::jwt::SigningKey;
use super::kind::Kind;
use super::names::{last, project};
use super::page::Page;
use super::roles;
use super::route::Action;
use super::shape;
use crate::calendar::{Form, Stamp};
use crate::ids::Token;
use crate::sim::Request;

/// Keys of one service account (cloud.google.com/iam/quotas).
const MOST_KEYS: usize = 10;
/// Keys of all accounts that a client may have made: each is drawn for real.
const MOST_MADE: usize = 64;

impl Gcp {
    /// `disable`, `enable`, `undelete`, and tokens of accounts.
    pub(super) fn iam(
        &mut self,
        verb: &str,
        action: &Action,
        caller: &Caller,
        request: &Request,
        at: Millis,
    ) -> Outcome {
        if verb == "generateAccessToken" {
            return self.impersonate(action, caller, request, at);
        }
        let mut data = self.present(&action.key)?;
        let Some(kind) = action.kind else { return Err(ApiError::not_found(&action.key)) };
        if let Some(fields) = data.as_object_mut() {
            match verb {
                "disable" => {
                    fields.insert("disabled".to_owned(), json!(true));
                    if kind.collection() == "keys" {
                        fields.insert(
                            "disableReason".to_owned(),
                            json!("SERVICE_ACCOUNT_KEY_DISABLE_REASON_USER_INITIATED"),
                        );
                    }
                }
                "enable" => {
                    fields.remove("disabled");
                    fields.remove("disableReason");
                }
                _ => {
                    if fields.remove("deleteTime").is_none() {
                        return Err(ApiError::precondition("The key is not deleted."));
                    }
                    fields.remove("state");
                }
            }
        }
        let serial = self.serial();
        shape::touched(kind, &mut data, serial, at);
        self.estate.set(&action.key, data.clone(), at);
        if kind.service == "apikeys" {
            return Ok(self.written(kind, action, "undelete", &action.key, data, at));
        }
        Ok(json!({}))
    }

    /// Predefined roles: all by pages, or one with its permissions.
    pub(super) fn predefined_roles(&self, action: &Action, request: &Request) -> Outcome {
        let name = super::names::relative(&action.key);
        if name != "roles" {
            return roles::shown(name, true).ok_or_else(|| ApiError::not_found(name));
        }
        let full = request.parameter("view").is_some_and(|view| matches!(view.as_str(), "FULL" | "1"));
        let mut items: Vec<(String, Value)> =
            roles::names().filter_map(|name| Some((name.to_owned(), roles::shown(name, full)?))).collect();
        items.sort_by(|(one, _), (other, _)| one.cmp(other));
        let (items, next) = Page::of(request, "roles", 300, 1_000)?.cut(items);
        let mut answer = json!({"roles": items});
        if let (Some(next), Some(fields)) = (next, answer.as_object_mut()) {
            fields.insert("nextPageToken".to_owned(), json!(next));
        }
        Ok(answer)
    }

    /// A token of another account; that the caller may has been checked.
    fn impersonate(&mut self, action: &Action, caller: &Caller, request: &Request, at: Millis) -> Outcome {
        let account = self.present(&action.key)?;
        let email = text(&account, "email").to_owned();
        if !self.account_is_live(&email, at) {
            return Err(ApiError::precondition(format!("Service account {email} is disabled.")));
        }
        let body = request.json();
        let scopes = body.get("scope").and_then(Value::as_array).is_some_and(|scopes| !scopes.is_empty());
        if !scopes {
            return Err(ApiError::invalid("Request contains an invalid argument: scope is required."));
        }
        let lifetime = match text(&body, "lifetime") {
            "" => LIFETIME,
            text => text
                .strip_suffix('s')
                .and_then(|seconds| seconds.parse::<i64>().ok())
                .map(|seconds| seconds.saturating_mul(1_000))
                .filter(|lifetime| (1..=LIFETIME).contains(lifetime))
                .ok_or_else(|| ApiError::invalid("Invalid lifetime: at most 3600s."))?,
        };
        let mut delegation = vec![caller.principal()];
        delegation.extend(caller.delegation.iter().take(8).cloned());
        let impersonated = Caller { delegation, ..Caller::account(&email) };
        let expires = at + lifetime;
        let token = self.tokens.issue(impersonated, expires);
        Ok(json!({"accessToken": token, "expireTime": Stamp(expires, Form::Seconds).to_string()}))
    }

    /// A service account, or a key of one: the only time that its private part is shown.
    pub(super) fn create_identity(
        &mut self,
        kind: &'static Kind,
        action: &Action,
        request: &Request,
        at: Millis,
    ) -> Outcome {
        if kind.collection() == "keys" {
            return self.create_key(kind, action, at);
        }
        let body = request.json();
        let id = text(&body, "accountId");
        let shaped = (6..=30).contains(&id.len())
            && id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !shaped {
            return Err(ApiError::invalid(
                "Invalid account id: 6 to 30 lower case letters, digits and dashes.",
            ));
        }
        // The parent of accounts is the project.
        let project = self.estate.projects.id(last(&action.key));
        let email = format!("{id}@{project}.iam.gserviceaccount.com");
        if self.estate.account(&email).is_some() {
            return Err(ApiError::exists(&format!("projects/{project}/serviceAccounts/{email}")));
        }
        if !self.estate.admit() {
            return Err(ApiError::new(
                Code::ResourceExhausted,
                "Maximum number of service accounts on project reached.",
            ));
        }
        let mut data = body
            .get("serviceAccount")
            .filter(|value| value.is_object())
            .cloned()
            .unwrap_or_else(|| json!({}));
        let unique = format!("1{:020}", self.serial());
        let key = format!("//iam.googleapis.com/projects/{project}/serviceAccounts/{unique}");
        if let Some(fields) = data.as_object_mut() {
            fields.remove("name");
            fields.insert("email".to_owned(), json!(email));
            fields.insert("uniqueId".to_owned(), json!(unique));
            fields.insert("projectId".to_owned(), json!(project));
        }
        let data = shape::completed(&self.estate, kind, &key, data, at);
        self.estate.put(kind, &key, data.clone(), at);
        Ok(data)
    }

    fn create_key(&mut self, kind: &'static Kind, action: &Action, at: Millis) -> Outcome {
        let account = self.present(&action.key)?;
        let present = self
            .estate
            .under(&format!("{}/keys/", action.key))
            .filter(|(_, key)| key.now().is_some())
            .count();
        if present >= MOST_KEYS || self.keys.len() >= MOST_MADE || !self.estate.admit() {
            return Err(ApiError::precondition("Precondition check failed: too many keys."));
        }
        let id = Token::hex(self.serial(), 40).to_string();
        let name = format!("{}/keys/{id}", action.key);
        let signing = SigningKey::default();
        let (email, project) = (text(&account, "email"), project(text(&account, "name")));
        let file = super::way_in::key_file(
            email,
            project,
            &id,
            &signing.pem(),
            "https://oauth2.googleapis.com/token",
        );
        let data = json!({"validAfterTime": Stamp(at, Form::Seconds).to_string(), "validBeforeTime": "9999-12-31T23:59:59Z"});
        let data = shape::completed(&self.estate, kind, &name, data, at);
        self.estate.put(kind, &name, data.clone(), at);
        self.keys.insert(id, signing);
        let mut shown = data;
        if let Some(fields) = shown.as_object_mut() {
            fields.insert("privateKeyData".to_owned(), json!(STANDARD.encode(file.to_string())));
            fields.insert("privateKeyType".to_owned(), json!("TYPE_GOOGLE_CREDENTIALS_FILE"));
        }
        Ok(shown)
    }
}

/// What is shown of a key after its creation.
pub(super) fn without_private(data: &mut Value) {
    if let Some(fields) = data.as_object_mut() {
        fields.remove("privateKeyData");
    }
}

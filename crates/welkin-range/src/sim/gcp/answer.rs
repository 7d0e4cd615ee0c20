use serde_json::Value;
use welkin_model::Millis;

use super::Gcp;
use super::authorise::Question;
use super::caller::{Caller, Untrusted};
use super::error::{ApiError, Code};
use super::estate::{Versions, text};
use super::journal::Entry;
use super::jwt::Jwt;
use super::route::{Action, Verb, route};
use crate::calendar::HOUR;
use crate::sim::{Request, Response};

/// Larger bodies are refused, but for the contents of objects.
const LARGEST_BODY: usize = 256 << 10;

impl Gcp {
    pub(super) fn answered(&mut self, request: &Request, at: Millis) -> Response {
        if let Some(response) = self.credentials(request, at) {
            return response;
        }
        let action = route(&self.estate, request);
        let before = self.policy_of(&action);
        let mut caller = Caller::default();
        let outcome = match self.authenticate(&action, request, at) {
            Ok(who) => {
                caller = who;
                self.permit(&action, &caller, at).and_then(|()| self.carry_out(&action, &caller, request, at))
            }
            Err(error) => Err(error),
        };
        let change = before.zip(self.policy_of(&action)).filter(|_| outcome.is_ok());
        let serial = self.serial();
        let entry = Entry { action: &action, caller: &caller, request, outcome: &outcome, change, at };
        self.journal.write(&self.estate, &entry, serial);
        outcome.unwrap_or_else(|error| error.response(action.service))
    }

    /// The policy that a call is about to write or has written.
    fn policy_of(&self, action: &Action) -> Option<Value> {
        let policy = self.estate.policy(&action.key).and_then(Versions::now);
        (action.verb == Verb::SetPolicy).then(|| policy.cloned().unwrap_or_default())
    }

    /// Who calls, by an access token or by a token that a service account signed itself.
    fn authenticate(&self, action: &Action, request: &Request, at: Millis) -> Result<Caller, ApiError> {
        let header = request.header("authorization");
        let token =
            header.strip_prefix("Bearer ").or_else(|| header.strip_prefix("bearer ")).unwrap_or("").trim();
        if token.is_empty() {
            // Buckets may be open to everybody.
            return if action.service == "storage" && header.is_empty() {
                Ok(Caller::default())
            } else {
                Err(ApiError::unauthenticated(header.is_empty()))
            };
        }
        let caller = if token.starts_with("ya29.") {
            match self.tokens.find(token, at) {
                Ok(caller) => caller.clone(),
                Err(Untrusted::Expired) => return Err(ApiError::stale("ACCESS_TOKEN_EXPIRED", "")),
                Err(Untrusted::Unknown) => return Err(ApiError::unauthenticated(false)),
            }
        } else {
            self.self_signed(token, at).ok_or_else(|| ApiError::unauthenticated(false))?
        };
        if !caller.email.is_empty() && !self.account_is_live(&caller.email, at) {
            return Err(ApiError::stale("ACCOUNT_STATE_INVALID", &caller.email));
        }
        Ok(caller)
    }

    /// A token of `iss` = `sub` = the account, for an API's host or a scope, an hour at most (AIP-4111).
    fn self_signed(&self, token: &str, at: Millis) -> Option<Caller> {
        let jwt = Jwt::read(token)?;
        let (email, key) = self.signer(&jwt, at)?;
        let audience = jwt
            .audiences()
            .iter()
            .any(|audience| audience.starts_with("https://") && audience.contains(".googleapis.com"));
        let scoped = !jwt.claim("scope").is_empty();
        (jwt.claim("sub") == email && (audience || scoped) && jwt.timely(at, HOUR))
            .then(|| Caller { key, ..Caller::account(&email) })
    }

    /// The account and the key's name, if an enabled key of the issuing account signed.
    pub(super) fn signer(&self, jwt: &Jwt, at: Millis) -> Option<(String, String)> {
        let email = jwt.claim("iss");
        let account = self.estate.account(email)?;
        let name = format!("{account}/keys/{}", jwt.key_id());
        let key = self.estate.asset(&name)?.versions().at(at - self.delays.account)?;
        let disabled = key.get("disabled").and_then(Value::as_bool) == Some(true);
        let signed = self.keys.get(jwt.key_id()).is_some_and(|key| jwt.signed_by(key));
        (!disabled && signed)
            .then(|| (email.to_owned(), format!("//iam.googleapis.com/{}", text(key, "name"))))
    }

    /// Whether an account exists and is not disabled; a change is felt a moment later.
    pub(super) fn account_is_live(&self, email: &str, at: Millis) -> bool {
        self.estate
            .account(email)
            .and_then(|name| self.estate.asset(&name)?.versions().at(at - self.delays.account))
            .is_some_and(|account| account.get("disabled").and_then(Value::as_bool) != Some(true))
    }

    fn permit(&self, action: &Action, caller: &Caller, at: Millis) -> Result<(), ApiError> {
        if action.verb == Verb::Unknown {
            return Err(ApiError::new(Code::NotFound, "The requested URL was not found on this server."));
        }
        if action.permission.is_empty() {
            return Ok(());
        }
        // Names of buckets are everybody's, so that nobody need hide which exist.
        let bucket = action.key.split("/o/").next().unwrap_or("");
        if action.service == "storage"
            && bucket.starts_with("//storage.googleapis.com/")
            && self.estate.get(bucket).is_none()
        {
            return Err(ApiError::new(Code::NotFound, "The specified bucket does not exist."));
        }
        let question = Question { caller, permission: &action.permission, resource: &action.key, at };
        question
            .decide(&self.estate, self.delays)
            .map_err(|error| if caller.is_nobody() { ApiError::unauthenticated(true) } else { error })
    }

    fn carry_out(
        &mut self,
        action: &Action,
        caller: &Caller,
        request: &Request,
        at: Millis,
    ) -> Result<Response, ApiError> {
        let uploads = action.service == "storage" && action.verb == Verb::Create;
        if request.body.len() > LARGEST_BODY && !uploads {
            return Err(ApiError::invalid(format!(
                "Request payload size exceeds the limit: {LARGEST_BODY} bytes."
            )));
        }
        if action.writes && !self.estate.has_room() {
            return Err(ApiError::new(Code::ResourceExhausted, "The range keeps no more writes."));
        }
        if action.service == "storage"
            && let Some(outcome) = self.storage(action, request, at)
        {
            return outcome;
        }
        let value = match action.verb {
            Verb::Get => self.get(action, request),
            Verb::List => self.list(action, request),
            Verb::Aggregated => self.aggregated(action, request),
            Verb::Create => self.create(action, request, at),
            Verb::Update => self.update(action, request, at),
            Verb::Delete => self.delete(action, request, at),
            Verb::GetPolicy => self.get_policy(action),
            Verb::SetPolicy => self.set_policy(action, request, at),
            Verb::TestPermissions => self.test_permissions(action, caller, request, at),
            Verb::Locations => self.locations(action),
            Verb::Roles => self.predefined_roles(action, request),
            Verb::Operation => self.operations.get(&request.segments(), at, self.delays),
            Verb::Inventory(name) => self.inventory(name, action, request, at),
            Verb::Custom(verb) => self.custom(verb, action, caller, request, at),
            Verb::Unknown => Err(ApiError::new(Code::Unimplemented, "Method not found.")),
        }?;
        Ok(Response::json(200, &value))
    }

    fn custom(
        &mut self,
        verb: &'static str,
        action: &Action,
        caller: &Caller,
        request: &Request,
        at: Millis,
    ) -> Result<Value, ApiError> {
        match action.service {
            "aiplatform" => self.vertex(verb, action, request, at),
            "iam" | "iamcredentials" | "apikeys" => self.iam(verb, action, caller, request, at),
            "compute" => self.compute(verb, action, request, at),
            "cloudresourcemanager" => self.search_tree(action, caller, request, at),
            _ => self.switch(verb, action, request, at),
        }
    }
}

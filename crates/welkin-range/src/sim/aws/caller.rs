use std::collections::BTreeMap;

use serde_json::Value;
use welkin_model::Millis;

use super::estate::Estate;
use super::fail::Fail;
use super::iam::Sort;
use super::secret::Secret;
use super::shelf::Tags;
use super::signature::{Claim, Refused, unchunked};
use super::wire::Wire;
use crate::calendar::{Form, Stamp};
use crate::sim::Request;

/// As many sessions as live at a time.
const MOST_SESSIONS: usize = 5_000;

/// Who calls, as authentication found out.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    /// Empty for an anonymous caller.
    pub(super) account: String,
    pub(super) who: Who,
    /// The access key id that signed; empty for unsigned calls.
    pub(super) key: String,
}

#[derive(Clone, Debug)]
pub(super) enum Who {
    User { name: String, id: String },
    Role(Box<RoleSession>),
    Anonymous,
}

/// A session of a role, or of a user by `GetSessionToken`.
#[derive(Clone, Debug)]
pub(super) struct RoleSession {
    pub(super) role: String,
    pub(super) role_id: String,
    pub(super) name: String,
    pub(super) issued: Millis,
    /// A session policy, which the session may do no more than.
    pub(super) policy: Option<Value>,
    /// The provider and claims of a session that a web identity opened.
    pub(super) federation: Option<Federation>,
    pub(super) tags: Tags,
}

#[derive(Clone, Debug)]
pub(super) struct Federation {
    pub(super) provider: String,
    pub(super) issuer: String,
    pub(super) audience: String,
    pub(super) subject: String,
}

/// Temporary credentials.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) secret: Secret,
    pub(super) token: Secret,
    pub(super) expires: Millis,
    pub(super) issued: Millis,
    pub(super) caller: Caller,
}

impl Caller {
    pub(super) fn anonymous() -> Caller {
        Caller { account: String::new(), who: Who::Anonymous, key: String::new() }
    }

    /// The ARN that `GetCallerIdentity` and messages have.
    pub(super) fn arn(&self) -> String {
        let account = &self.account;
        match &self.who {
            Who::User { name, .. } => format!("arn:aws:iam::{account}:user/{name}"),
            Who::Role(session) => {
                format!("arn:aws:sts::{account}:assumed-role/{}/{}", session.role, session.name)
            }
            Who::Anonymous => "anonymous".to_owned(),
        }
    }

    pub(super) fn unique_id(&self) -> String {
        match &self.who {
            Who::User { id, .. } => id.clone(),
            Who::Role(session) => format!("{}:{}", session.role_id, session.name),
            Who::Anonymous => String::new(),
        }
    }

    /// Whose policies count, and the ARN of the user or role itself.
    pub(super) fn principal(&self) -> Option<(Sort, &str, String)> {
        let account = &self.account;
        match &self.who {
            Who::User { name, .. } => Some((Sort::User, name, format!("arn:aws:iam::{account}:user/{name}"))),
            Who::Role(session) => {
                let role = &session.role;
                Some((Sort::Role, role, format!("arn:aws:iam::{account}:role/{role}")))
            }
            Who::Anonymous => None,
        }
    }

    /// Conditions about the caller.
    pub(super) fn context(&self, estate: &Estate, at: Millis) -> BTreeMap<String, String> {
        let mut context = BTreeMap::new();
        let mut put = |key: &str, value: String| drop(context.insert(key.to_owned(), value));
        put("aws:currenttime", Stamp(at, Form::Seconds).to_string());
        put("aws:epochtime", (at / 1_000).to_string());
        put("aws:sourceip", "127.0.0.1".to_owned());
        // The wire is loopback; to policies it is what a client of AWS uses.
        put("aws:securetransport", "true".to_owned());
        put("aws:principalisawsservice", "false".to_owned());
        let Some((sort, name, arn)) = self.principal() else { return context };
        put("aws:principalarn", arn);
        put("aws:principalaccount", self.account.clone());
        put("aws:userid", self.unique_id());
        if estate.organization.accounts.contains_key(&self.account) {
            put("aws:principalorgid", estate.organization.id.clone());
        }
        let principal = estate.iam.get(&self.account).and_then(|iam| iam.map(sort).get(name));
        for (key, value) in principal.iter().flat_map(|principal| &principal.tags) {
            put(&format!("aws:principaltag/{}", key.to_ascii_lowercase()), value.clone());
        }
        match &self.who {
            Who::User { name, .. } => {
                put("aws:username", name.clone());
                put("aws:principaltype", "User".to_owned());
            }
            Who::Role(session) => {
                put("aws:principaltype", "AssumedRole".to_owned());
                put("aws:tokenissuetime", Stamp(session.issued, Form::Seconds).to_string());
                for (key, value) in &session.tags {
                    put(&format!("aws:principaltag/{}", key.to_ascii_lowercase()), value.clone());
                }
            }
            Who::Anonymous => {}
        }
        if let Some(issued) = estate.sessions.get(&self.key).map(|session| session.issued) {
            put("aws:tokenissuetime", Stamp(issued, Form::Seconds).to_string());
        }
        context
    }
}

impl Estate {
    /// Finds out who sent a request.
    pub(super) fn authenticate(&self, request: &Request, wire: Wire, at: Millis) -> Result<Caller, Fail> {
        let claim = match Claim::of(request) {
            None => return if wire == Wire::S3 { Ok(Caller::anonymous()) } else { Err(missing(wire)) },
            Some(claim) => claim.map_err(|refused| refusal(wire, refused))?,
        };
        let (secret, caller) = self.holder(&claim, wire, at)?;
        claim.verify(request, &secret, at).map_err(|refused| refusal(wire, refused))?;
        if unchunked(request).is_none() {
            return Err(refusal(wire, Refused::Malformed));
        }
        Ok(caller)
    }

    fn holder(&self, claim: &Claim, wire: Wire, at: Millis) -> Result<(Secret, Caller), Fail> {
        if let Some(session) = self.sessions.get(&claim.key) {
            let given = claim.token.as_bytes();
            let token = session.token.expose().as_bytes();
            if aws_lc_rs::constant_time::verify_slices_are_equal(given, token).is_err() {
                return Err(unknown_key(wire));
            }
            if session.expires <= at {
                return Err(expired(wire));
            }
            return Ok((session.secret.clone(), session.caller.clone()));
        }
        for (account, iam) in &self.iam {
            let Some(key) = iam.keys.get(&claim.key) else { continue };
            if !key.active.effective(at) || !claim.token.is_empty() {
                return Err(unknown_key(wire));
            }
            let Some(user) = iam.users.get(&key.user) else { continue };
            let who = Who::User { name: user.name.clone(), id: user.id.clone() };
            return Ok((
                key.secret.clone(),
                Caller { account: account.clone(), who, key: claim.key.clone() },
            ));
        }
        Err(unknown_key(wire))
    }

    /// Keeps a new session; refused if too many live.
    pub(super) fn keep(&mut self, key: String, session: Session, at: Millis) -> bool {
        self.sessions.retain(|_, session| session.expires > at - crate::calendar::HOUR);
        if self.sessions.len() >= MOST_SESSIONS {
            return false;
        }
        self.sessions.insert(key, session);
        true
    }
}

fn missing(wire: Wire) -> Fail {
    match wire {
        Wire::Json(_) => {
            Fail::new("MissingAuthenticationTokenException", 400, "Missing Authentication Token")
        }
        Wire::RestJson => {
            Fail::new("MissingAuthenticationTokenException", 403, "Missing Authentication Token")
        }
        _ => Fail::new("MissingAuthenticationToken", 403, "Request is missing Authentication Token"),
    }
}

fn unknown_key(wire: Wire) -> Fail {
    let message = "The security token included in the request is invalid.";
    match wire {
        Wire::Json(_) => Fail::new("UnrecognizedClientException", 400, message),
        Wire::RestJson => Fail::new("UnrecognizedClientException", 403, message),
        Wire::Query(..) => Fail::new("InvalidClientTokenId", 403, message),
        Wire::Ec2 => {
            Fail::new("AuthFailure", 401, "AWS was not able to validate the provided access credentials")
        }
        Wire::S3 => Fail::new(
            "InvalidAccessKeyId",
            403,
            "The AWS Access Key Id you provided does not exist in our records.",
        ),
    }
}

fn expired(wire: Wire) -> Fail {
    let message = "The security token included in the request is expired";
    match wire {
        Wire::Json(_) => Fail::new("ExpiredTokenException", 400, message),
        Wire::RestJson => Fail::new("ExpiredTokenException", 403, message),
        Wire::Query(..) => Fail::new("ExpiredToken", 403, message),
        Wire::Ec2 => Fail::new("RequestExpired", 400, "Request has expired."),
        Wire::S3 => Fail::new("ExpiredToken", 400, "The provided token has expired."),
    }
}

fn refusal(wire: Wire, refused: Refused) -> Fail {
    let mismatch = "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
    match (wire, refused) {
        (Wire::S3, Refused::Skewed) => Fail::new(
            "RequestTimeTooSkewed",
            403,
            "The difference between the request time and the current time is too large.",
        ),
        (Wire::S3, Refused::Expired) => Fail::new("AccessDenied", 403, "Request has expired"),
        (Wire::S3, Refused::Body) => Fail::new(
            "XAmzContentSHA256Mismatch",
            400,
            "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ),
        (Wire::S3, Refused::Malformed) => {
            Fail::new("AuthorizationHeaderMalformed", 400, "The authorization header is malformed.")
        }
        (_, Refused::SignedChunks) => Fail::new(
            "NotImplemented",
            501,
            "A header you provided implies functionality that is not implemented",
        ),
        (Wire::Ec2, Refused::Skewed | Refused::Expired) => {
            Fail::new("RequestExpired", 400, "Request has expired.")
        }
        (Wire::Ec2, _) => {
            Fail::new("AuthFailure", 401, "AWS was not able to validate the provided access credentials")
        }
        (_, Refused::Malformed) => Fail::new(
            "IncompleteSignature",
            400,
            "Authorization header requires 'Credential', 'Signature' and 'SignedHeaders' parameters and an existing 'X-Amz-Date' header.",
        ),
        (Wire::Json(_), Refused::Skewed | Refused::Expired) => Fail::new(
            "InvalidSignatureException",
            400,
            "Signature expired: the request time is too far from now",
        ),
        (Wire::RestJson, Refused::Skewed | Refused::Expired) => Fail::new(
            "InvalidSignatureException",
            403,
            "Signature expired: the request time is too far from now",
        ),
        (_, Refused::Skewed | Refused::Expired) => {
            Fail::new("SignatureDoesNotMatch", 403, "Signature expired: the request time is too far from now")
        }
        (Wire::Json(_), _) => Fail::new("InvalidSignatureException", 400, mismatch),
        (Wire::RestJson, _) => Fail::new("InvalidSignatureException", 403, mismatch),
        _ => Fail::new("SignatureDoesNotMatch", 403, mismatch),
    }
}

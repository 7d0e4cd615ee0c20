//! STS: protocol `query` 2011-06-15.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use welkin_model::Millis;

use super::authorize::Target;
use super::call::Call;
use super::caller::{Caller, Federation, RoleSession, Session, Who};
use super::estate::Estate;
use super::fail::Fail;
use super::field::number;
use super::iam::Sort;
use super::policy::{self, Ask, Verdict, decide};
use super::secret::{Secret, random_id};
use super::shelf::Tags;
use super::web_identity::BadToken;
use crate::calendar::{Form, HOUR, Stamp};

/// Lifetimes of a session, in seconds.
const SHORTEST: i64 = 900;
const LONGEST: i64 = 3_600;
const LONGEST_OF_USER: i64 = 129_600;

pub(super) fn answer(estate: &mut Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    Some(match call.name() {
        "GetCallerIdentity" => {
            let caller = call.caller;
            Ok(json!({"Arn": caller.arn(), "UserId": caller.unique_id(), "Account": caller.account}))
        }
        "GetAccessKeyInfo" => {
            let id = call.text("AccessKeyId");
            let owner =
                estate.iam.iter().find(|(_, iam)| iam.keys.contains_key(id)).map(|(account, _)| account);
            owner
                .map(|account| json!({"Account": account}))
                .ok_or_else(|| Fail::new("ValidationError", 400, "The access key is not valid."))
        }
        "GetSessionToken" => session_token(estate, call),
        "AssumeRole" => assume_role(estate, call),
        _ => return None,
    })
}

/// The target of a call of STS: a role, with its trust policy as the policy on the resource.
pub(super) fn target(estate: &Estate, call: &Call<'_>, at: Millis) -> Target {
    let arn = call.text("RoleArn");
    let Some((account, name)) = role_of(arn) else { return Target::of("*") };
    let role = estate.iam.get(account).and_then(|iam| iam.roles.get(name));
    let external = call.text("ExternalId");
    let mut context = BTreeMap::new();
    if !external.is_empty() {
        context.insert("sts:externalid".to_owned(), external.to_owned());
    }
    Target {
        arn: arn.to_owned(),
        account: account.to_owned(),
        // A role that does not exist trusts nobody: whether it exists is not told.
        policy: Some(role.map_or(Value::Null, |role| role.trust.effective(at).clone())),
        policy_decides: true,
        context,
        ..Target::default()
    }
}

/// Account and name in `arn:aws:iam::ACCOUNT:role/[path/]NAME`.
fn role_of(arn: &str) -> Option<(&str, &str)> {
    let (account, path) = arn.strip_prefix("arn:aws:iam::")?.split_once(":role/")?;
    Some((account, path.rsplit('/').next()?))
}

fn lifetime(call: &Call<'_>, longest: i64) -> Result<i64, Fail> {
    let seconds = number(call.input, "DurationSeconds").unwrap_or(3_600);
    if seconds < SHORTEST || seconds > longest {
        let message = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
        return Err(Fail::new("ValidationError", 400, message));
    }
    Ok(seconds)
}

fn session_name<'a>(call: &Call<'a>) -> Result<&'a str, Fail> {
    let name = call.required("RoleSessionName")?;
    let fine = (2..=64).contains(&name.len())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c));
    if fine {
        return Ok(name);
    }
    Err(Fail::new(
        "ValidationError",
        400,
        format!(
            "1 validation error detected: Value '{name}' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*"
        ),
    ))
}

/// The session policy of a request, if it has one.
fn session_policy(call: &Call<'_>) -> Result<Option<Value>, Fail> {
    match call.text("Policy") {
        "" => Ok(None),
        text if text.len() > 2_048 => {
            Err(Fail::new("PackedPolicyTooLarge", 400, "The session policy is too large."))
        }
        text => match policy::fault(text, false) {
            Some(fault) => Err(Fail::new("MalformedPolicyDocument", 400, fault)),
            None => Ok(serde_json::from_str(text).ok()),
        },
    }
}

fn assume_role(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let mut seconds = lifetime(call, LONGEST)?;
    if matches!(call.caller.who, Who::Role(_)) && seconds > 3_600 {
        seconds = 3_600;
    }
    let (name, policy) = (session_name(call)?, session_policy(call)?);
    let tags: Tags = super::catalogue::given_tags(call.input, "Tags").into_iter().take(50).collect();
    let opening = Opening { name, policy, federation: None, tags, seconds };
    open(estate, call.text("RoleArn"), opening, call.at)
}

struct Opening<'a> {
    name: &'a str,
    policy: Option<Value>,
    federation: Option<Federation>,
    tags: Tags,
    seconds: i64,
}

fn broken() -> Fail {
    Fail::new("InternalFailure", 500, "The request processing has failed because of an unknown error.")
}

fn open(estate: &mut Estate, arn: &str, opening: Opening<'_>, at: Millis) -> Result<Value, Fail> {
    let denied = || Fail::new("AccessDenied", 403, format!("Not authorized to assume {arn}"));
    let (account, role_name) = role_of(arn).ok_or_else(denied)?;
    let role =
        estate.iam.get_mut(account).and_then(|iam| iam.get_mut(Sort::Role, role_name)).ok_or_else(denied)?;
    role.last_used = Some((at, "us-east-1".to_owned()));
    let id = role.id.clone();
    let session = RoleSession {
        role: role_name.to_owned(),
        role_id: id.clone(),
        name: opening.name.to_owned(),
        // Times of tokens are whole seconds.
        issued: crate::calendar::whole_seconds(at),
        policy: opening.policy,
        federation: opening.federation,
        tags: opening.tags,
    };
    let key = random_id("ASIA", 16).ok_or_else(broken)?;
    let caller = Caller { account: account.to_owned(), who: Who::Role(Box::new(session)), key: key.clone() };
    let user = json!({"AssumedRoleId": format!("{id}:{}", opening.name), "Arn": caller.arn()});
    let credentials = credentials(estate, key, caller, opening.seconds, at)?;
    Ok(json!({"AssumedRoleUser": user, "Credentials": credentials, "PackedPolicySize": 0}))
}

fn credentials(
    estate: &mut Estate,
    key: String,
    caller: Caller,
    seconds: i64,
    at: Millis,
) -> Result<Value, Fail> {
    let (secret, token) = Secret::random(30).zip(Secret::random(240)).ok_or_else(broken)?;
    let expires = at + seconds * 1_000;
    let shown = json!({"AccessKeyId": key, "SecretAccessKey": secret.expose(), "SessionToken": token.expose(),
                       "Expiration": Stamp(expires, Form::Seconds).to_string()});
    let session = Session { secret, token, expires, issued: crate::calendar::whole_seconds(at), caller };
    if !estate.keep(key, session, at) {
        return Err(Fail::new("Throttling", 400, "Rate exceeded"));
    }
    Ok(shown)
}

fn session_token(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    if call.caller.principal().is_none_or(|(sort, _, _)| sort != Sort::User)
        || call.caller.key.starts_with("ASIA")
    {
        return Err(Fail::new("AccessDenied", 403, "Cannot call GetSessionToken with session credentials"));
    }
    let seconds = lifetime(call, LONGEST_OF_USER)?;
    let key = random_id("ASIA", 16).ok_or_else(broken)?;
    let caller = Caller { key: key.clone(), ..call.caller.clone() };
    Ok(json!({"Credentials": credentials(estate, key, caller, seconds.min(12 * HOUR / 1_000), call.at)?}))
}

/// `AssumeRoleWithWebIdentity`: unsigned; the token is the proof. Its issuer must be a provider of the role's account,
/// its audience one of the provider's, and the role must trust the provider under the claims.
pub(super) fn web_identity(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let arn = call.required("RoleArn")?;
    let (seconds, name) = (lifetime(call, LONGEST)?, session_name(call)?);
    let policy = session_policy(call)?;
    let claims = estate.issuers.verify(call.required("WebIdentityToken")?, call.at).map_err(|bad| match bad {
        BadToken::Expired => Fail::new("ExpiredTokenException", 400, "Token expired"),
        BadToken::Invalid => Fail::new("InvalidIdentityToken", 400, "Couldn't retrieve verification key from your identity provider, please reference AssumeRoleWithWebIdentity documentation for requirements"),
    })?;
    let denied = || Fail::new("AccessDenied", 403, "Not authorized to perform sts:AssumeRoleWithWebIdentity");
    let (account, role) = role_of(arn).ok_or_else(denied)?;
    let issuer = claims.issuer.trim_start_matches("https://").trim_end_matches('/').to_owned();
    let provider = format!("arn:aws:iam::{account}:oidc-provider/{issuer}");
    let known = estate.shelf.of("iam:oidc-provider", account, "").find(|(key, _)| key.arn() == provider);
    let Some((_, known)) = known else {
        return Err(Fail::new(
            "InvalidIdentityToken",
            400,
            format!("No OpenIDConnect provider found in your account for {}", claims.issuer),
        ));
    };
    if !super::field::strings(known, "ClientIDList").contains(&claims.audience) {
        return Err(Fail::new("InvalidIdentityToken", 400, "Incorrect token audience"));
    }
    let context: BTreeMap<String, String> = [("aud", &claims.audience), ("sub", &claims.subject)]
        .into_iter()
        .map(|(name, value)| (format!("{}:{name}", issuer.to_ascii_lowercase()), value.clone()))
        .collect();
    let trust = estate
        .iam
        .get(account)
        .and_then(|iam| iam.roles.get(role))
        .map(|role| role.trust.effective(call.at).clone());
    let ask = Ask {
        action: "sts:AssumeRoleWithWebIdentity",
        resource: arn,
        context: &context,
        principals: std::slice::from_ref(&provider),
    };
    if decide(trust.iter(), &ask) != Verdict::Allow {
        return Err(denied());
    }
    let federation = Federation {
        provider: provider.clone(),
        issuer,
        audience: claims.audience.clone(),
        subject: claims.subject.clone(),
    };
    let opening = Opening { name, policy, federation: Some(federation), tags: Tags::new(), seconds };
    let mut result = open(estate, arn, opening, call.at)?;
    super::field::set(&mut result, "SubjectFromWebIdentityToken", json!(claims.subject));
    super::field::set(&mut result, "Provider", json!(provider));
    super::field::set(&mut result, "Audience", json!(claims.audience));
    Ok(result)
}

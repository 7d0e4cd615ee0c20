use serde_json::{Value, json};
use welkin_model::Millis;

use super::super::Response;
use super::call::{Call, Caller};
use super::failure::Failure;
use super::perimeter::contains;
use super::route::{Need, Route};
use super::service::identity::{KEYS, PROFILES, RULES, SERVICE_IDS, SETTINGS};
use super::store::{Entry, items, text};
use super::token::{fingerprint, secret};
use super::world::World;
use crate::calendar::SECOND;
use crate::estate::IBM_ACCOUNT;

/// An access token's life in seconds: <https://cloud.ibm.com/docs/account?topic=account-iamtoken_from_apikey>.
const LIFE: i64 = 3_600;
/// How many refresh tokens are kept.
const MOST_REFRESH: usize = 1_000;

#[rustfmt::skip]
pub(super) const ROUTES: &[Route] = &[
    Route::own("POST", "/identity/token", "token", "iam-identity.serviceid-apikey.login", Need::Open, token),
    Route::own("GET", "/identity/keys", "keys", "", Need::Open, keys),
];

fn keys(world: &mut World, _call: &Call<'_>) -> Result<Response, Failure> {
    Ok(Response::json(200, &json!({"keys": [world.iam.jwk()]})))
}

/// `POST /identity/token`: an access token for an API key, for what a compute resource proves, for an identity that
/// assumes a trusted profile, or for a refresh token.
fn token(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let form = call.request.form();
    let field = |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
    match field("grant_type") {
        "urn:ibm:params:oauth:grant-type:apikey" => by_key(world, call, field("apikey")),
        "urn:ibm:params:oauth:grant-type:cr-token" => {
            let profile = profile(world, field("profile_id"), field("profile_crn"), field("profile_name"))?;
            by_compute(world, call.at, field("cr_token"), &profile)
        }
        "urn:ibm:params:oauth:grant-type:assume" => {
            let profile = profile(world, field("profile_id"), field("profile_crn"), field("profile_name"))?;
            by_assuming(world, call.at, field("access_token"), &profile)
        }
        "refresh_token" => {
            let id = world.refresh.get(&fingerprint(field("refresh_token"))).cloned();
            let key = id.and_then(|id| world.store.find(KEYS, &id).cloned());
            let key = key.ok_or_else(|| {
                Failure::new(400, "BXNIM0408E", "Provided refresh token is invalid or expired.")
            })?;
            issue_for_key(world, call, &key)
        }
        "" => Err(Failure::new(400, "BXNIM0109E", "Property missing or empty: 'grant_type'.")),
        _ => Err(Failure::new(400, "BXNIM0101E", "Grant type is not supported.")),
    }
}

fn by_key(world: &mut World, call: &Call<'_>, key: &str) -> Result<Response, Failure> {
    if key.is_empty() {
        return Err(Failure::new(400, "BXNIM0109E", "Property missing or empty: 'apikey'."));
    }
    let unknown = || Failure::new(400, "BXNIM0415E", "Provided API key could not be found.");
    let id = world.secrets.get(&fingerprint(key)).cloned().ok_or_else(unknown)?;
    let key = world.store.find(KEYS, &id).cloned().ok_or_else(unknown)?;
    issue_for_key(world, call, &key)
}

/// A locked key still opens: the lock only keeps it from being changed or deleted. A disabled one does not.
fn issue_for_key(world: &mut World, call: &Call<'_>, key: &Entry) -> Result<Response, Failure> {
    if key.value.get("disabled") == Some(&Value::Bool(true)) {
        return Err(Failure::new(400, "BXNIM0462E", "Provided API key is disabled."));
    }
    let expires = welkin_model::parse_time(key.text("/expires_at"));
    if expires.is_some_and(|expires| expires <= call.at) {
        return Err(Failure::new(400, "BXNIM0463E", "Provided API key is expired."));
    }
    let allowed =
        world.store.all(SETTINGS).next().map_or("", |settings| settings.text("/allowed_ip_addresses"));
    if !allowed.is_empty() && !allowed.split(',').any(|network| contains(network.trim(), "127.0.0.1")) {
        return Err(Failure::new(
            403,
            "BXNIM0513E",
            "The request comes from an address that is not allowed.",
        ));
    }
    let iam_id = key.text("/iam_id").to_owned();
    let owner = world.store.all(SERVICE_IDS).find(|entry| entry.text("/iam_id") == iam_id);
    let (name, kind) = match owner {
        Some(owner) => (owner.name.clone(), "ServiceId"),
        None if iam_id.starts_with("IBMid-") => (key.name.clone(), "User"),
        // Its service id is gone.
        None => return Err(Failure::new(400, "BXNIM0415E", "Provided API key could not be found.")),
    };
    let mut issued = issue(world, call.at, &iam_id, &name, kind, "urn:ibm:params:oauth:grant-type:apikey")?;
    // Only clients that say who they are get refresh tokens; `bx:bx` is the command line.
    if call.request.header("authorization").starts_with("Basic ") && world.refresh.len() < MOST_REFRESH {
        let refresh = secret(64);
        world.refresh.insert(fingerprint(&refresh), key.id.clone());
        if let Some(issued) = issued.as_object_mut() {
            issued.insert("refresh_token".to_owned(), refresh.into());
        }
    }
    Ok(Response::json(200, &issued))
}

fn profile(world: &World, id: &str, crn: &str, name: &str) -> Result<Entry, Failure> {
    world
        .store
        .all(PROFILES)
        .find(|profile| {
            (!id.is_empty() && (profile.id == id || profile.text("/iam_id") == id))
                || (!crn.is_empty() && profile.crn == crn)
                || (!name.is_empty() && profile.name == name)
        })
        .cloned()
        .ok_or_else(|| ineligible("the profile does not exist"))
}

fn ineligible(why: &str) -> Failure {
    Failure::new(400, "BXNIM0398E", format!("Selected trusted profile not eligible: {why}."))
}

/// The token of a compute resource opens a profile that links it or has a rule that its claims meet.
pub(super) fn by_compute(
    world: &World,
    at: Millis,
    token: &str,
    profile: &Entry,
) -> Result<Response, Failure> {
    let claims = world.compute.verify(token, at).map_err(|_| {
        Failure::new(400, "BXNIM0407E", "Provided compute resource token is invalid or expired.")
    })?;
    let kind = text(&claims, "/cr_type");
    let linked = world.store.within(super::service::identity::LINKS, &profile.id).any(|link| {
        link.text("/cr_type") == kind
            && ["crn", "namespace", "name"].iter().all(|part| {
                let wanted = link.text(&format!("/link/{part}"));
                wanted.is_empty() || wanted == text(&claims, &format!("/{part}"))
            })
    });
    let ruled = world.store.within(RULES, &profile.id).any(|rule| {
        rule.text("/type") == "Profile-CR"
            && rule.text("/cr_type") == kind
            && items(&rule.value, "/conditions").iter().all(|condition| meets(condition, &claims))
    });
    if !linked && !ruled {
        return Err(ineligible("the compute resource is not permitted to assume it"));
    }
    let issued = issue(
        world,
        at,
        profile.text("/iam_id"),
        &profile.name,
        "Profile",
        "urn:ibm:params:oauth:grant-type:cr-token",
    )?;
    Ok(Response::json(200, &issued))
}

/// Conditions hold the value as JSON text: `"\"production\""`.
fn meets(condition: &Value, claims: &Value) -> bool {
    let wanted = text(condition, "/value").trim_matches('"');
    let has = claims.get(text(condition, "/claim")).and_then(Value::as_str).unwrap_or("");
    match text(condition, "/operator") {
        "EQUALS" => has == wanted,
        "EQUALS_IGNORE_CASE" => has.eq_ignore_ascii_case(wanted),
        "NOT_EQUALS" => has != wanted,
        "CONTAINS" => has.contains(wanted),
        "IN" => wanted.split(',').any(|one| one.trim_matches(['[', ']', '"', ' ']) == has),
        _ => false,
    }
}

/// A service id or user whom the profile names as an identity assumes it.
fn by_assuming(world: &World, at: Millis, token: &str, profile: &Entry) -> Result<Response, Failure> {
    let claims = world
        .iam
        .verify(token, at)
        .map_err(|_| Failure::new(400, "BXNIM0407E", "Provided access token is invalid or expired."))?;
    let iam_id = text(&claims, "/iam_id");
    let named =
        items(&profile.value, "/identities").iter().any(|identity| text(identity, "/iam_id") == iam_id);
    // A profile cannot be assumed from within another.
    if !named || iam_id.starts_with("iam-Profile-") {
        return Err(ineligible("the identity is not permitted to assume it"));
    }
    let issued = issue(
        world,
        at,
        profile.text("/iam_id"),
        &profile.name,
        "Profile",
        "urn:ibm:params:oauth:grant-type:assume",
    )?;
    Ok(Response::json(200, &issued))
}

pub(super) fn issue(
    world: &World,
    at: Millis,
    iam_id: &str,
    name: &str,
    kind: &str,
    grant: &str,
) -> Result<Value, Failure> {
    let now = at.div_euclid(SECOND);
    let identifier = iam_id.strip_prefix("iam-").unwrap_or(iam_id);
    let claims = json!({
        "iam_id": iam_id,
        "id": iam_id,
        "realmid": if kind == "User" { "IBMid" } else { "iam" },
        "identifier": identifier,
        "name": name,
        "sub": identifier,
        "sub_type": kind,
        "authn": {"sub": identifier, "iam_id": iam_id, "name": name, "sub_type": kind},
        "account": {"valid": true, "bss": IBM_ACCOUNT, "frozen": true},
        "iat": now,
        "exp": now + LIFE,
        "iss": "https://iam.cloud.ibm.com/identity",
        "grant_type": grant,
        "scope": "ibm openid",
        "client_id": "default",
        "acr": 1,
        "amr": ["pwd"],
    });
    let token = world
        .iam
        .sign(&claims)
        .ok_or_else(|| Failure::new(500, "internal_error", "The token could not be signed."))?;
    Ok(json!({
        "access_token": token,
        "refresh_token": "not_supported",
        "token_type": "Bearer",
        "expires_in": LIFE,
        "expiration": now + LIFE,
        "scope": "ibm openid",
    }))
}

/// Who the claims of an access token say it is.
pub(super) fn caller(claims: &Value) -> Caller {
    let credential = if text(claims, "/grant_type").ends_with("apikey") { "apikey" } else { "token" };
    Caller {
        iam_id: text(claims, "/iam_id").to_owned(),
        name: text(claims, "/name").to_owned(),
        kind: match text(claims, "/sub_type") {
            "ServiceId" => "serviceid",
            "Profile" => "trustedprofile",
            _ => "user",
        },
        credential,
    }
}

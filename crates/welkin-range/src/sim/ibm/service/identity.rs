use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::grant;
use super::super::page::{Page, page};
use super::super::route::{Need, Route, Service, Shape};
use super::super::store::{Entry, text};
use super::super::token::{fingerprint, secret};
use super::super::world::{World, joined, made, shown};
use crate::estate::IBM_ACCOUNT;

pub(in super::super) const KEYS: &str = "iam/apikeys";
pub(in super::super) const SERVICE_IDS: &str = "iam/serviceids";
pub(in super::super) const PROFILES: &str = "iam/profiles";
pub(in super::super) const RULES: &str = "iam/profile-rules";
pub(in super::super) const LINKS: &str = "iam/profile-links";
pub(in super::super) const SETTINGS: &str = "iam/settings";

const PAGE: Page = Page::Token { default: 20, most: 100 };
const KEY: Shape = Shape::new(KEYS, "apikeys", PAGE, "apikey")
    .filtered(&[("iam_id", "/iam_id"), ("account_id", "/account_id")])
    .matched(409, true);
const SERVICE_ID: Shape = Shape::new(SERVICE_IDS, "serviceids", PAGE, "serviceid")
    .filtered(&[("name", "/name"), ("account_id", "/account_id")])
    .matched(409, true);
const PROFILE: Shape =
    Shape::new(PROFILES, "profiles", PAGE, "profile").filtered(&[("name", "/name")]).matched(409, true);
const RULE: Shape = Shape::new(RULES, "rules", Page::Whole(""), "rule").nested().matched(409, true);
const LINK: Shape = Shape::new(LINKS, "links", Page::Whole(""), "link").nested();
const SETTING: Shape =
    Shape::new(SETTINGS, "settings", Page::Whole(""), "account-settings").matched(409, true);

#[rustfmt::skip]
pub(in super::super) const TOKENS: Service = Service {
    prefix: "iam",
    name: "iam-token",
    title: "IAM Identity Service",
    regional: false,
    account: true,
    family: Family::Token,
    routes: grant::ROUTES,
};

use Need::{Administer, Edit, Operate, View};

/// The IAM identity API: API keys, service ids, trusted profiles, account settings, MFA.
/// <https://cloud.ibm.com/apidocs/iam-identity-token-api>
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "iam",
    name: "iam-identity",
    title: "IAM Identity Service",
    regional: false,
    account: true,
    family: Family::Identity,
    routes: &[
        Route::own("GET", "/v1/apikeys", "list_api_keys", "iam-identity.apikey.list", View, list_keys),
        Route::own("GET", "/v1/apikeys/details", "get_api_keys_details", "iam-identity.apikey.get", Need::Token, details),
        Route::get("/v1/apikeys/{}", "get_api_key", "iam-identity.apikey.get", View, &KEY),
        Route::own("POST", "/v1/apikeys", "create_api_key", "iam-identity.serviceid-apikey.create", Operate, create_key),
        Route::own("PUT", "/v1/apikeys/{}", "update_api_key", "iam-identity.serviceid-apikey.update", Operate, update).about(&KEY),
        Route::own("DELETE", "/v1/apikeys/{}", "delete_api_key", "iam-identity.serviceid-apikey.delete", Operate, delete).about(&KEY),
        Route::own("POST", "/v1/apikeys/{}/disable", "disable_api_key", "iam-identity.serviceid-apikey.disable", Operate, disable).about(&KEY),
        Route::own("DELETE", "/v1/apikeys/{}/disable", "enable_api_key", "iam-identity.serviceid-apikey.enable", Operate, enable).about(&KEY),
        Route::own("POST", "/v1/apikeys/{}/lock", "lock_api_key", "iam-identity.serviceid-apikey.lock", Operate, lock).about(&KEY),
        Route::own("DELETE", "/v1/apikeys/{}/lock", "unlock_api_key", "iam-identity.serviceid-apikey.unlock", Operate, unlock).about(&KEY),
        Route::list("/v1/serviceids", "list_service_ids", "iam-identity.serviceid.list", View, &SERVICE_ID),
        Route::get("/v1/serviceids/{}", "get_service_id", "iam-identity.serviceid.get", View, &SERVICE_ID),
        Route::own("POST", "/v1/serviceids", "create_service_id", "iam-identity.account-serviceid.create", Edit, create_service_id),
        Route::own("PUT", "/v1/serviceids/{}", "update_service_id", "iam-identity.account-serviceid.update", Operate, update).about(&SERVICE_ID),
        Route::own("DELETE", "/v1/serviceids/{}", "delete_service_id", "iam-identity.account-serviceid.delete", Operate, delete).about(&SERVICE_ID),
        Route::own("POST", "/v1/serviceids/{}/lock", "lock_service_id", "iam-identity.account-serviceid.lock", Operate, lock).about(&SERVICE_ID),
        Route::own("DELETE", "/v1/serviceids/{}/lock", "unlock_service_id", "iam-identity.account-serviceid.unlock", Operate, unlock).about(&SERVICE_ID),
        Route::list("/v1/profiles", "list_profiles", "iam-identity.profile.list", View, &PROFILE),
        Route::get("/v1/profiles/{}", "get_profile", "iam-identity.profile.get", View, &PROFILE),
        Route::own("POST", "/v1/profiles", "create_profile", "iam-identity.account-profile.create", Operate, create_profile),
        Route::own("PUT", "/v1/profiles/{}", "update_profile", "iam-identity.account-profile.update", Operate, update).about(&PROFILE),
        Route::own("DELETE", "/v1/profiles/{}", "delete_profile", "iam-identity.account-profile.delete", Administer, delete).about(&PROFILE),
        Route::list("/v1/profiles/{}/rules", "list_claim_rules", "iam-identity.profile-claim-rule.list", View, &RULE),
        Route::get("/v1/profiles/{}/rules/{}", "get_claim_rule", "iam-identity.profile-claim-rule.get", View, &RULE),
        Route::own("POST", "/v1/profiles/{}/rules", "create_claim_rule", "iam-identity.profile-claim-rule.create", Operate, create_rule),
        Route::own("PUT", "/v1/profiles/{}/rules/{}", "update_claim_rule", "iam-identity.profile-claim-rule.update", Operate, update).about(&RULE),
        Route::remove("/v1/profiles/{}/rules/{}", "delete_claim_rule", "iam-identity.profile-claim-rule.delete", Operate, &RULE),
        Route::list("/v1/profiles/{}/links", "list_links", "iam-identity.profile-link.list", View, &LINK),
        Route::get("/v1/profiles/{}/links/{}", "get_link", "iam-identity.profile-link.get", View, &LINK),
        Route::own("POST", "/v1/profiles/{}/links", "create_link", "iam-identity.profile-link.create", Operate, create_link),
        Route::remove("/v1/profiles/{}/links/{}", "delete_link", "iam-identity.profile-link.delete", Operate, &LINK),
        Route::own("GET", "/v1/profiles/{}/identities", "get_profile_identities", "iam-identity.profile-identity.get", View, identities).about(&PROFILE),
        Route::own("PUT", "/v1/profiles/{}/identities", "set_profile_identities", "iam-identity.profile-identity.update", Operate, set_identities).about(&PROFILE),
        Route::own("GET", "/v1/accounts/{}/settings/identity", "get_account_settings", "iam-identity.account-settings.get", View, settings).about(&SETTING),
        Route::own("GET", "/v1/accounts/{}/effective_settings/identity", "get_effective_account_settings", "iam-identity.account-settings.get", View, effective_settings).about(&SETTING),
        Route::own("PUT", "/v1/accounts/{}/settings/identity", "update_account_settings", "iam-identity.account-settings.update", Administer, update).about(&SETTING),
        Route::own("GET", "/v1/mfa/accounts/{}/status", "get_mfa_status", "iam-identity.mfa.get", View, mfa),
    ],
};

fn account(call: &Call<'_>) -> Result<(), Failure> {
    match call.query("account_id").as_str() {
        "" | IBM_ACCOUNT => Ok(()),
        _ => Err(Failure::denied()),
    }
}

/// Without `iam_id` or `scope=account`, the caller's own keys alone.
fn list_keys(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    account(call)?;
    let kind = call.query("type");
    let all = call.query("scope") == "account" || !call.query("iam_id").is_empty();
    let mut keys = world.listed(call, &KEY);
    keys.retain(|(_, key)| {
        let owner = text(key, "/iam_id");
        let of_kind = match kind.as_str() {
            "serviceid" => owner.starts_with("iam-ServiceId-"),
            "user" | "" if !all => owner == call.caller.iam_id,
            "user" => owner.starts_with("IBMid-"),
            _ => true,
        };
        of_kind && (all || owner == call.caller.iam_id)
    });
    let body = page(call, PAGE, "apikeys", keys)?;
    Ok(Response::json(200, &body))
}

/// The key whose secret the header holds.
fn details(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let id = world.secrets.get(&fingerprint(call.request.header("iam-apikey")));
    let key = id.and_then(|id| world.store.find(KEYS, id));
    key.map(|key| shown(200, key)).ok_or_else(|| Failure::missing("The API key"))
}

fn create_key(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let (name, iam_id) = (call.required("/name")?, call.required("/iam_id")?);
    let owner = world.store.all(SERVICE_IDS).find(|entry| entry.text("/iam_id") == iam_id);
    if owner.is_none() && iam_id != call.caller.iam_id {
        return Err(Failure::missing("The identity"));
    }
    if owner.is_some_and(|owner| owner.value.get("locked") == Some(&Value::Bool(true))) {
        return Err(Failure::conflict("The service ID is locked."));
    }
    let id = format!("ApiKey-{}", world.id());
    // A key that the caller brings is taken as it is.
    let plain = match text(&call.body, "/apikey") {
        "" => secret(44),
        given => given.to_owned(),
    };
    if world.secrets.contains_key(&fingerprint(&plain)) || plain.len() < 32 {
        return Err(Failure::conflict("The API key exists or is too short."));
    }
    let entry = key(&id, name, iam_id, &made(call), text(&call.body, "/description"));
    let entry = world.save(call, &KEY, entry)?;
    world.secrets.insert(fingerprint(&plain), id);
    let shown_once = joined(entry.value.clone(), json!({"apikey": plain}));
    Ok(Response::json(201, &shown_once).with("etag", format!("\"{}\"", entry.etag())))
}

/// An API key as IAM shows it.
pub(in super::super) fn key(id: &str, name: &str, iam_id: &str, made: &Value, description: &str) -> Entry {
    let crn = format!("crn:v1:bluemix:public:iam-identity::a/{IBM_ACCOUNT}::apikey:{id}");
    Entry {
        id: id.to_owned(),
        crn: crn.clone(),
        name: name.to_owned(),
        value: json!({
            "id": id, "entity_tag": "1-0", "crn": crn, "name": name, "description": description,
            "iam_id": iam_id, "account_id": IBM_ACCOUNT, "locked": false, "disabled": false,
            "created_by": text(made, "/created_by_id"), "created_at": text(made, "/created_at"),
            "modified_at": text(made, "/created_at"), "support_sessions": false, "action_when_leaked": "none",
        }),
        ..Entry::default()
    }
}

fn create_service_id(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let name = call.required("/name")?;
    let id = format!("ServiceId-{}", world.id());
    let entry = service_id(&id, name, text(&call.body, "/description"), text(&made(call), "/created_at"));
    world.save(call, &SERVICE_ID, entry).map(|entry| shown(201, &entry))
}

pub(in super::super) fn service_id(id: &str, name: &str, description: &str, since: &str) -> Entry {
    let crn = format!("crn:v1:bluemix:public:iam-identity::a/{IBM_ACCOUNT}::serviceid:{id}");
    Entry {
        id: id.to_owned(),
        crn: crn.clone(),
        name: name.to_owned(),
        value: json!({
            "id": id, "iam_id": format!("iam-{id}"), "entity_tag": "1-0", "crn": crn, "name": name,
            "description": description, "account_id": IBM_ACCOUNT, "locked": false,
            "created_at": since, "modified_at": since,
        }),
        ..Entry::default()
    }
}

fn create_profile(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let name = call.required("/name")?;
    if world.store.all(PROFILES).any(|profile| profile.name == name) {
        return Err(Failure::conflict("A profile of this name exists."));
    }
    let id = format!("Profile-{}", world.id());
    let entry = profile(&id, name, text(&call.body, "/description"), text(&made(call), "/created_at"));
    world.save(call, &PROFILE, entry).map(|entry| shown(201, &entry))
}

pub(in super::super) fn profile(id: &str, name: &str, description: &str, since: &str) -> Entry {
    let crn = format!("crn:v1:bluemix:public:iam-identity::a/{IBM_ACCOUNT}::profile:{id}");
    Entry {
        id: id.to_owned(),
        crn: crn.clone(),
        name: name.to_owned(),
        value: json!({
            "id": id, "iam_id": format!("iam-{id}"), "entity_tag": "1-0", "crn": crn, "name": name,
            "description": description, "account_id": IBM_ACCOUNT, "created_at": since, "modified_at": since,
            "history": [],
        }),
        ..Entry::default()
    }
}

fn parent(world: &World, call: &Call<'_>) -> Result<String, Failure> {
    let profile = world.store.find(PROFILES, call.var(0));
    profile.map(|profile| profile.id.clone()).ok_or_else(|| Failure::missing("The profile"))
}

/// How many rules a profile may have: <https://cloud.ibm.com/docs/account?topic=account-known-issues>.
const MOST_RULES: usize = 20;

fn create_rule(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let parent = parent(world, call)?;
    let kind = call.required("/type")?;
    if !["Profile-SAML", "Profile-CR"].contains(&kind)
        || !call.body.get("conditions").is_some_and(Value::is_array)
    {
        return Err(Failure::wrong("The rule needs a `type` and `conditions`."));
    }
    if world.store.within(RULES, &parent).count() >= MOST_RULES {
        return Err(Failure::full());
    }
    let id = format!("ClaimRule-{}", world.id());
    child(world, call, &RULE, parent, id)
}

fn create_link(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let parent = parent(world, call)?;
    call.required("/cr_type")?;
    call.required("/link/crn")?;
    let id = format!("link-{}", world.id());
    child(world, call, &LINK, parent, id)
}

fn child(
    world: &mut World,
    call: &Call<'_>,
    shape: &Shape,
    parent: String,
    id: String,
) -> Result<Response, Failure> {
    let since = text(&made(call), "/created_at").to_owned();
    let own = json!({"id": id, "entity_tag": "1-0", "created_at": since, "modified_at": since});
    let value = joined(call.body.clone(), own);
    let name = text(&value, "/name").to_owned();
    let entry = Entry { id, parent, name, value, ..Entry::default() };
    world.save(call, shape, entry).map(|entry| shown(201, &entry))
}

/// Replaces what may be changed of a key, service id, profile, rule or of the settings.
fn update(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let shape = call.route.shape.ok_or_else(Failure::denied)?;
    let mut entry = world.guarded(call, shape)?;
    unlocked(&entry)?;
    const FIXED: [&str; 8] =
        ["id", "iam_id", "crn", "account_id", "locked", "disabled", "created_at", "entity_tag"];
    let Some(body) = call.body.as_object() else {
        return Err(Failure::wrong("The body must be a JSON object."));
    };
    if let Some(value) = entry.value.as_object_mut() {
        for (name, new) in body.iter().filter(|(name, _)| !FIXED.contains(&name.as_str())) {
            value.insert(name.clone(), new.clone());
        }
    }
    world.save(call, shape, entry).map(|entry| shown(200, &entry))
}

fn unlocked(entry: &Entry) -> Result<(), Failure> {
    if entry.value.get("locked") == Some(&Value::Bool(true)) {
        return Err(Failure::conflict("The resource is locked and cannot be changed or deleted."));
    }
    Ok(())
}

/// Tokens that were issued before live on until they expire.
fn delete(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let shape = call.route.shape.ok_or_else(Failure::denied)?;
    let entry = world.guarded(call, shape)?;
    unlocked(&entry)?;
    world.remove(call, shape, &entry);
    if shape.kind == KEYS {
        world.secrets.retain(|_, id| *id != entry.id);
        world.refresh.retain(|_, id| *id != entry.id);
    }
    if shape.kind == SERVICE_IDS {
        let keys: Vec<Entry> = world
            .store
            .all(KEYS)
            .filter(|key| key.text("/iam_id") == entry.text("/iam_id"))
            .cloned()
            .collect();
        for key in keys {
            world.remove(call, &KEY, &key);
            world.secrets.retain(|_, id| *id != key.id);
        }
    }
    Ok(Response::empty(204))
}

fn switch(world: &mut World, call: &Call<'_>, field: &str, on: bool) -> Result<Entry, Failure> {
    let shape = call.route.shape.ok_or_else(Failure::denied)?;
    let mut entry =
        world.guarded(call, &Shape { guarded: false, ..Shape::new(shape.kind, "", PAGE, shape.noun) })?;
    if field == "disabled" {
        unlocked(&entry)?;
    }
    if let Some(value) = entry.value.as_object_mut() {
        value.insert(field.to_owned(), on.into());
    }
    world.save(call, shape, entry)
}

fn disable(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    switch(world, call, "disabled", true).map(|_| Response::empty(204))
}

fn enable(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    switch(world, call, "disabled", false).map(|_| Response::empty(204))
}

/// Keys answer nothing; service ids answer with themselves.
fn lock(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    switched(call, switch(world, call, "locked", true)?)
}

fn unlock(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    switched(call, switch(world, call, "locked", false)?)
}

fn switched(call: &Call<'_>, entry: Entry) -> Result<Response, Failure> {
    let is_key = call.route.shape.is_some_and(|shape| shape.kind == KEYS);
    Ok(if is_key { Response::empty(204) } else { shown(200, &entry) })
}

fn identities(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let profile = world.store.find(PROFILES, call.var(0)).ok_or_else(|| Failure::missing("The profile"))?;
    let identities = profile.value.get("identities").cloned().unwrap_or_else(|| json!([]));
    Ok(Response::json(200, &json!({"entity_tag": profile.etag(), "identities": identities})))
}

fn set_identities(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut profile = world.guarded(call, &PROFILE)?;
    let identities = call.body.get("identities").filter(|list| list.is_array()).cloned();
    let identities = identities.ok_or_else(|| Failure::wrong("`identities` must be a list."))?;
    if let Some(value) = profile.value.as_object_mut() {
        value.insert("identities".to_owned(), identities.clone());
    }
    let profile = world.save(call, &PROFILE, profile)?;
    Ok(Response::json(200, &json!({"entity_tag": profile.etag(), "identities": identities})))
}

fn settings(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let settings = world.store.find(SETTINGS, call.var(0)).ok_or_else(Failure::denied)?;
    Ok(shown(200, settings))
}

fn effective_settings(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let settings = world.store.find(SETTINGS, call.var(0)).ok_or_else(Failure::denied)?;
    let body = json!({"account_id": IBM_ACCOUNT, "effective": settings.value, "account": settings.value, "assigned_templates": []});
    Ok(Response::json(200, &body))
}

fn mfa(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let iam_id = call.query("iam_id");
    let user = world.store.find(super::users::USERS, &iam_id).ok_or_else(|| Failure::missing("The user"))?;
    let effective = match user.text("/mfa") {
        "" => "LEVEL3",
        level => level,
    };
    let complies = effective != "NONE";
    Ok(Response::json(
        200,
        &json!({
            "iam_id": iam_id,
            "effective_mfa_type": "ID_BASED_MFA",
            "id_based_mfa": {
                "trait_account_default": "NONE", "trait_user_specific": effective, "trait_effective": effective,
                "complies": complies, "comply_state": if complies { "YES" } else { "NO" },
            },
        }),
    ))
}

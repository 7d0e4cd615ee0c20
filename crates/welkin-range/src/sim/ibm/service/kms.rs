use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::Page;
use super::super::route::{Need, Route, Service, Shape};
use super::super::store::{Entry, text};
use super::super::world::{World, joined, made};
use crate::estate::IBM_ACCOUNT;

/// The instance is the parent.
pub(in super::super) const KEYS: &str = "kms/keys";
/// Rotation and dual authorisation by key; the key is the parent.
pub(in super::super) const POLICIES: &str = "kms/policies";
/// The instance is the id.
pub(in super::super) const INSTANCE_POLICIES: &str = "kms/instance-policies";
pub(in super::super) const RINGS: &str = "kms/rings";

const KEY: Shape = Shape::new(KEYS, "resources", Page::Whole(""), "key");

use Need::{Manage, Read, Write};

/// Key Protect: <https://cloud.ibm.com/apidocs/key-protect>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "kms",
    name: "kms",
    title: "Key Protect",
    regional: true,
    account: false,
    family: Family::Kms,
    routes: &[
        Route::own("GET", "/api/v2/keys", "get_keys", "kms.secrets.list", Read, list),
        Route::own("HEAD", "/api/v2/keys", "get_key_collection_metadata", "kms.secrets.head", Read, head),
        Route::own("POST", "/api/v2/keys", "create_key", "kms.secrets.create", Write, create),
        Route::own("GET", "/api/v2/keys/{}", "get_key", "kms.secrets.read", Read, read).about(&KEY),
        Route::own("GET", "/api/v2/keys/{}/metadata", "get_key_metadata", "kms.secrets.readmetadata", Read, read).about(&KEY),
        Route::own("DELETE", "/api/v2/keys/{}", "delete_key", "kms.secrets.delete", Manage, delete).about(&KEY),
        Route::own("POST", "/api/v2/keys/{}/restore", "restore_key", "kms.secrets.restore", Manage, restore).about(&KEY),
        Route::own("POST", "/api/v2/keys/{}/actions/disable", "disable_key", "kms.secrets.disable", Manage, disable).about(&KEY),
        Route::own("POST", "/api/v2/keys/{}/actions/enable", "enable_key", "kms.secrets.enable", Manage, enable).about(&KEY),
        Route::own("POST", "/api/v2/keys/{}/actions/rotate", "rotate_key", "kms.secrets.rotate", Write, rotate).about(&KEY),
        Route::own("GET", "/api/v2/keys/{}/policies", "get_policy", "kms.policies.read", Read, policies).about(&KEY),
        Route::own("GET", "/api/v2/instance/policies", "get_instance_policy", "kms.instancepolicies.read", Read, instance_policies),
        Route::own("GET", "/api/v2/key_rings", "list_key_rings", "kms.key-rings.list", Read, rings),
        Route::own("GET", "/api/v2/keys/registrations", "get_registrations_all_keys", "kms.registrations.list", Read, registrations),
        Route::own("GET", "/api/v2/keys/{}/registrations", "get_registrations", "kms.registrations.list", Read, registrations).about(&KEY),
    ],
};

const ACTIVE: u64 = 1;
const SUSPENDED: u64 = 2;
const DESTROYED: u64 = 5;

fn collection(kind: &str, resources: Vec<Value>) -> Value {
    json!({"metadata": {"collectionType": format!("application/vnd.ibm.kms.{kind}+json"), "collectionTotal": resources.len()}, "resources": resources})
}

fn of_instance<'a>(world: &'a World, call: &'a Call<'_>) -> Result<Vec<&'a Entry>, Failure> {
    if call.instance().is_empty() {
        return Err(Failure::new(400, "bad_request", "The header `Bluemix-Instance` is missing."));
    }
    Ok(world.store.within(KEYS, call.instance()).filter(|key| key.region == call.region).collect())
}

fn state(key: &Entry) -> u64 {
    key.value.get("state").and_then(Value::as_u64).unwrap_or(0)
}

/// Without `state`, the keys that are not destroyed.
fn wanted<'a>(world: &'a World, call: &'a Call<'_>) -> Result<Vec<&'a Entry>, Failure> {
    let states = call.query("state");
    let mut keys = of_instance(world, call)?;
    keys.retain(|key| {
        if states.is_empty() {
            state(key) != DESTROYED
        } else {
            states.split(',').any(|wanted| wanted.trim() == state(key).to_string())
        }
    });
    Ok(keys)
}

fn list(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let keys = wanted(world, call)?;
    let limit = super::super::page::limit(call, "limit", 200, 5_000)?;
    let offset: usize = match call.query("offset").as_str() {
        "" => 0,
        given => given.parse().map_err(|_| Failure::wrong("The offset is no number."))?,
    };
    let page: Vec<Value> = keys.into_iter().skip(offset).take(limit).map(|key| key.value.clone()).collect();
    Ok(Response::json(200, &collection("key", page)))
}

fn head(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let count = wanted(world, call)?.len();
    Ok(Response::empty(200).with("key-total", count.to_string()))
}

fn find(world: &World, call: &Call<'_>) -> Result<Entry, Failure> {
    of_instance(world, call)?
        .into_iter()
        .find(|key| key.id == call.var(0))
        .cloned()
        .ok_or_else(|| Failure::new(404, "key_not_found", "Key does not exist."))
}

fn read(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let key = find(world, call)?;
    if state(&key) == DESTROYED && !call.request.path.ends_with("/metadata") {
        return Err(Failure::new(410, "key_deleted", "Key has already been deleted."));
    }
    Ok(Response::json(200, &collection("key", vec![key.value])))
}

fn create(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    of_instance(world, call)?;
    let name = call.required("/resources/0/name")?;
    let extractable = call.body.pointer("/resources/0/extractable").and_then(Value::as_bool).unwrap_or(true);
    let id = world.id();
    let entry = key(&call.region, call.instance(), &id, name, extractable, text(&made(call), "/created_at"));
    let entry = save(world, call, entry)?;
    Ok(Response::json(201, &collection("key", vec![entry.value])))
}

/// A key as Key Protect shows it; a root key is not extractable.
pub(in super::super) fn key(
    region: &str,
    instance: &str,
    id: &str,
    name: &str,
    extractable: bool,
    since: &str,
) -> Entry {
    let crn = format!("crn:v1:bluemix:public:kms:{region}:a/{IBM_ACCOUNT}:{instance}:key:{id}");
    Entry {
        id: id.to_owned(),
        parent: instance.to_owned(),
        region: region.to_owned(),
        crn: crn.clone(),
        name: name.to_owned(),
        value: json!({
            "id": id, "type": "application/vnd.ibm.kms.key+json", "name": name, "state": ACTIVE, "crn": crn,
            "extractable": extractable, "imported": false, "keyRingID": "default", "aliases": [], "deleted": false,
            "creationDate": since, "lastUpdateDate": since, "createdBy": "IBMid-270001PK7X",
            "algorithmType": "AES", "algorithmBitSize": 256, "algorithmMode": "CBC_PAD",
            "algorithmMetadata": {"bitLength": "256", "mode": "CBC_PAD"},
            "keyVersion": {"id": id, "creationDate": since}, "dualAuthDelete": {"enabled": false},
        }),
        ..Entry::default()
    }
}

fn save(world: &mut World, call: &Call<'_>, mut entry: Entry) -> Result<Entry, Failure> {
    let now = text(&made(call), "/created_at").to_owned();
    entry.value = joined(entry.value, json!({"lastUpdateDate": now}));
    world.save(call, &KEY, entry)
}

fn switch(
    world: &mut World,
    call: &Call<'_>,
    from: u64,
    to: u64,
    refusal: &str,
) -> Result<Response, Failure> {
    let mut key = find(world, call)?;
    if key.value.get("extractable") == Some(&Value::Bool(true)) {
        return Err(Failure::new(422, "key_root_req", "Only root keys can be disabled and enabled."));
    }
    if state(&key) != from {
        return Err(Failure::new(409, "key_action_invalid_state", refusal));
    }
    key.value = joined(key.value, json!({"state": to}));
    save(world, call, key)?;
    Ok(Response::empty(204))
}

/// What the key protects can no longer be read: services cache keys, so that it bites within minutes.
fn disable(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    switch(world, call, ACTIVE, SUSPENDED, "The key is not in the active state.")
}

fn enable(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    switch(world, call, SUSPENDED, ACTIVE, "The key is not in the suspended state.")
}

fn rotate(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut key = find(world, call)?;
    if state(&key) != ACTIVE {
        return Err(Failure::new(409, "key_action_invalid_state", "The key is not in the active state."));
    }
    let now = text(&made(call), "/created_at").to_owned();
    let version = world.id();
    key.value =
        joined(key.value, json!({"lastRotateDate": now, "keyVersion": {"id": version, "creationDate": now}}));
    save(world, call, key)?;
    Ok(Response::empty(204))
}

/// A key that protects something is deleted by force alone; within thirty days it can be brought back.
fn delete(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut key = find(world, call)?;
    if state(&key) == DESTROYED {
        return Err(Failure::new(410, "key_deleted", "Key has already been deleted."));
    }
    if key.value.pointer("/dualAuthDelete/enabled") == Some(&Value::Bool(true)) {
        return Err(Failure::new(
            409,
            "authorizations_not_met",
            "The key needs a second authorisation to be deleted.",
        ));
    }
    if !protected(world, &key).is_empty() && call.query("force") != "true" {
        return Err(Failure::new(409, "protected_resource", "The key protects cloud resources."));
    }
    let now = text(&made(call), "/created_at").to_owned();
    key.value = joined(
        key.value,
        json!({"state": DESTROYED, "deleted": true, "deletionDate": now, "deletedBy": call.caller.iam_id, "restoreAllowed": true}),
    );
    let key = save(world, call, key)?;
    if call.request.header("prefer") == "return=representation" {
        return Ok(Response::json(200, &collection("key", vec![key.value])));
    }
    Ok(Response::empty(204))
}

fn restore(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let mut key = find(world, call)?;
    if state(&key) != DESTROYED {
        return Err(Failure::new(409, "key_not_deleted", "The key is not deleted."));
    }
    key.value = joined(key.value, json!({"state": ACTIVE, "deleted": false, "restoreAllowed": false}));
    let key = save(world, call, key)?;
    Ok(Response::json(201, &collection("key", vec![key.value])))
}

fn policies(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let key = find(world, call)?;
    let all = world.store.within(POLICIES, &key.id).map(|policy| policy.value.clone()).collect();
    Ok(Response::json(200, &collection("policy", all)))
}

fn instance_policies(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let policies = world.store.find(INSTANCE_POLICIES, call.instance());
    let all = policies.and_then(|entry| entry.value.as_array()).cloned().unwrap_or_default();
    Ok(Response::json(200, &collection("policy", all)))
}

fn rings(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let all = world.store.within(RINGS, call.instance()).map(|ring| ring.value.clone()).collect();
    Ok(Response::json(200, &collection("key_ring", all)))
}

/// What a key protects: buckets and volumes name their key.
fn protected(world: &World, key: &Entry) -> Vec<Value> {
    let buckets = world.store.all(super::buckets::BUCKETS).filter(|b| b.text("/kms_key_crn") == key.crn);
    let volumes = world.store.all(super::vpc::VOLUMES).filter(|v| v.text("/encryption_key/crn") == key.crn);
    buckets
        .chain(volumes)
        .map(|entry| json!({"keyId": key.id, "resourceCrn": entry.crn, "preventKeyDeletion": true, "keyVersion": key.value.get("keyVersion")}))
        .collect()
}

fn registrations(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let keys = match call.var(0) {
        "" => of_instance(world, call)?.into_iter().cloned().collect(),
        _ => vec![find(world, call)?],
    };
    let all = keys.iter().flat_map(|key| protected(world, key)).collect();
    Ok(Response::json(200, &collection("registration", all)))
}

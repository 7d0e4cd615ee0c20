use serde_json::{Value, json};

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::grant;
use super::super::route::{Need, Route, Service};
use super::super::store::text;
use super::super::world::World;
use super::identity::{LINKS, PROFILES};
use super::vpc::SERVERS;
use crate::calendar::{Form, SECOND, Stamp};
use crate::estate::IBM_ACCOUNT;

/// The metadata service of the instance `core-ledger`: tokens that prove which instance asks, and access tokens of the
/// trusted profiles that it may assume. <https://cloud.ibm.com/docs/vpc?topic=vpc-imd-identity-operations>
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "metadata",
    name: "is-metadata",
    title: "Instance Metadata",
    regional: false,
    account: false,
    family: Family::Vpc,
    routes: &[
        Route::own("PUT", "/instance_identity/v1/token", "create_access_token", "", Need::Open, identity),
        Route::own("PUT", "/identity/v1/token", "create_access_token", "", Need::Open, identity),
        Route::own("POST", "/instance_identity/v1/iam_token", "create_iam_token", "", Need::Open, token),
        Route::own("POST", "/identity/v1/iam_tokens", "create_iam_token", "", Need::Open, token),
    ],
};

/// The instance that the service speaks for.
pub(in super::super) const HOST: &str = "core-ledger";

fn identity(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    // A page that a browser is tricked into opening cannot set this header.
    if call.request.header("metadata-flavor") != "ibm" {
        return Err(Failure::wrong("The header `Metadata-Flavor: ibm` is missing."));
    }
    let life = call.body.get("expires_in").and_then(Value::as_i64).unwrap_or(300);
    if !(5..=3_600).contains(&life) {
        return Err(Failure::wrong("`expires_in` must be between 5 and 3600."));
    }
    let token = proof(world, call.at, life).ok_or_else(|| Failure::missing("The instance"))?;
    Ok(Response::json(200, &lasting(&token, call, life)))
}

/// What the instance proves its identity with.
pub(in super::super) fn proof(world: &World, at: i64, life: i64) -> Option<String> {
    let server = world.store.all(SERVERS).find(|server| server.name == HOST)?;
    let now = at.div_euclid(SECOND);
    world.compute.sign(&json!({
        "cr_type": "VSI", "crn": server.crn, "sub": server.crn, "instance_id": server.id, "name": server.name,
        "resource_group_id": server.text("/resource_group/id"), "vpc_id": server.text("/vpc/id"),
        "subnet_id": server.text("/primary_network_interface/subnet/id"), "zone": server.text("/zone/name"),
        "account": IBM_ACCOUNT, "iat": now, "exp": now + life, "iss": "https://metadata.example",
    }))
}

fn lasting(token: &str, call: &Call<'_>, life: i64) -> Value {
    json!({
        "access_token": token,
        "created_at": Stamp(call.at, Form::Millis).to_string(),
        "expires_at": Stamp(call.at + life * SECOND, Form::Millis).to_string(),
        "expires_in": life,
    })
}

fn token(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let proof = call.request.header("authorization").strip_prefix("Bearer ").unwrap_or("");
    let claims = world.compute.verify(proof, call.at).map_err(|_| {
        Failure::new(401, "unauthorized", "The instance identity token is invalid or expired.")
    })?;
    let wanted = ["/trusted_profile/id", "/trusted_profile/crn", "/trusted_profile/name"]
        .map(|path| text(&call.body, path));
    // Without a profile in the request the instance's default one is meant: the one that links it.
    let linked = world.store.all(LINKS).find(|link| link.text("/link/crn") == text(&claims, "/crn"));
    let profile = world.store.all(PROFILES).find(|profile| match wanted {
        ["", "", ""] => linked.is_some_and(|link| link.parent == profile.id),
        [id, crn, name] => profile.id == id || profile.crn == crn || profile.name == name,
    });
    let profile = profile.cloned().ok_or_else(|| Failure::missing("The trusted profile"))?;
    let issued = grant::by_compute(world, call.at, proof, &profile)?;
    let issued: Value = serde_json::from_slice(&issued.body).unwrap_or_default();
    Ok(Response::json(200, &lasting(text(&issued, "/access_token"), call, 3_600)))
}

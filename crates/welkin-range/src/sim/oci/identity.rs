use serde_json::{Value, json};

use super::Oci;
use super::call::{Call, shown, stamp};
use super::catalogue::{Kind, kind_of};
use super::keys::{fingerprint, unpem};
use super::law::{MOST_STATEMENTS, POLICY_DELAY};
use super::problem::{Outcome, Problem};
use super::route::{HOME, REGIONS};
use super::special::{Act, Special};
use super::statement::Statement;
use super::store::fields;
use crate::estate::OCI_TENANCY;
use crate::sim::Response;

/// A user has at most so many API keys.
const MOST_API_KEYS: usize = 3;

impl Oci {
    pub(super) fn geography(&self, call: &Call<'_>, special: &Special) -> Outcome {
        let array = |items: Vec<Value>| Ok(Response::json(200, &Value::Array(items)));
        match special.act {
            Act::RegionSubscriptions => {
                let tenancies = kind_of("identity", "tenancies").ok_or_else(Problem::internal)?;
                self.target(call, tenancies, call.route.part(1), special.verb)?;
                array(
                    REGIONS
                        .iter()
                        .filter(|region| region.subscribed)
                        .map(|r| {
                            json!({
                                "regionKey": r.key, "regionName": r.name, "status": "READY",
                                "isHomeRegion": r == HOME,
                            })
                        })
                        .collect(),
                )
            }
            Act::Regions => array(REGIONS.iter().map(|r| json!({"key": r.key, "name": r.name})).collect()),
            Act::AuthenticationPolicy => {
                self.require(call, special.verb, special.what, call.route.part(1))?;
                Ok(Response::json(
                    200,
                    &json!({
                        "compartmentId": OCI_TENANCY,
                        "passwordPolicy": {
                            "minimumPasswordLength": 14, "isUppercaseCharactersRequired": true,
                            "isLowercaseCharactersRequired": true, "isNumericCharactersRequired": true,
                            "isSpecialCharactersRequired": true, "isUsernameContainmentAllowed": false,
                        },
                        "networkPolicy": {"networkSourceIds": []},
                    }),
                ))
            }
            _ => {
                let compartment = call
                    .request
                    .parameter("compartmentId")
                    .ok_or_else(|| Problem::missing("compartmentId"))?;
                self.require(call, special.verb, special.what, &compartment)?;
                let region = call.route.region;
                let count = if region == HOME { 3 } else { 1 };
                array(
                    (1..=count)
                        .map(|nth| {
                            json!({
                                "compartmentId": compartment,
                                "name": format!("qIZq:{}-AD-{nth}", region.name.to_ascii_uppercase()),
                                "id": format!("ocid1.availabilitydomain.oc1..aaaaaaaatechnobank{}{nth}", region.key.to_ascii_lowercase()),
                            })
                        })
                        .collect(),
                )
            }
        }
    }

    /// The API can lift the block of a user whom failed sign-ins have blocked; it cannot block one.
    pub(super) fn user_state(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let at = call.at;
        let blocked = call.body.get("blocked").and_then(Value::as_bool);
        let user = self.below_mut(call, special)?;
        if blocked != Some(false) {
            return Err(Problem::invalid("blocked may only be set to false"));
        }
        user.touch(at);
        user.merge(&json!({"lifecycleState": "ACTIVE", "inactiveStatus": null}));
        Ok(shown(user))
    }

    pub(super) fn user_capabilities(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let at = call.at;
        let given = fields(call.object()?);
        let user = self.below_mut(call, special)?;
        let mut capabilities = fields(user.body.get("capabilities").unwrap_or(&Value::Null));
        for (name, value) in given {
            // The request spells this one otherwise than the answer.
            let name = if name == "canUseDBCredentials" { "canUseDbCredentials".to_owned() } else { name };
            match (capabilities.contains_key(&name), value.is_boolean()) {
                (true, true) => drop(capabilities.insert(name, value)),
                (_, _) if value.is_null() => {}
                _ => return Err(Problem::invalid(format!("{name} is no capability"))),
            }
        }
        user.touch(at);
        user.merge(&json!({"capabilities": capabilities}));
        Ok(shown(user))
    }

    pub(super) fn upload_api_key(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let pem = call.field("key").to_owned();
        let spki = unpem(&pem)
            .filter(|spki| (270..=1_100).contains(&spki.len()))
            .ok_or_else(|| Problem::invalid("key must be an RSA public key in PEM format"))?;
        let (at, caller_tenancy) = (call.at, OCI_TENANCY);
        let user = self.below_mut(call, special)?;
        let fingerprint = fingerprint(&spki);
        let id = user.id.clone();
        let key = json!({
            "keyId": format!("{caller_tenancy}/{id}/{fingerprint}"), "keyValue": pem,
            "fingerprint": fingerprint, "userId": id, "timeCreated": stamp(at), "lifecycleState": "ACTIVE",
        });
        let keys = user.list_mut("apiKeys").ok_or_else(Problem::internal)?;
        if keys.iter().any(|key| key.get("fingerprint") == Some(&json!(fingerprint))) {
            return Err(Problem {
                status: 409,
                code: "ApiKeyAlreadyExists",
                message: "The key exists.".to_owned(),
            });
        }
        if keys.len() >= MOST_API_KEYS {
            return Err(Problem::limit("A user can have at most 3 API keys."));
        }
        keys.push(key.clone());
        user.touch(at);
        Ok(Response::json(200, &key))
    }

    /// Every statement must be one, and a compartment's path holds no more than 500 of them.
    pub(super) fn check_policy(
        &self,
        call: &Call<'_>,
        compartment: &str,
        id: Option<&str>,
    ) -> Result<(), Problem> {
        let Some(statements) = call.body.get("statements").and_then(Value::as_array) else {
            return if id.is_some() { Ok(()) } else { Err(Problem::missing("statements")) };
        };
        if statements.is_empty() {
            return Err(Problem::missing("statements"));
        }
        for statement in statements {
            let text = statement.as_str().unwrap_or("");
            if Statement::parse(text).is_none() {
                return Err(Problem::invalid(format!(
                    "No permissions found: {}",
                    text.chars().take(200).collect::<String>()
                )));
            }
        }
        let policies = || self.store.of("identity", "policies").filter(|one| id != Some(one.id.as_str()));
        if id.is_none()
            && policies().any(|one| one.compartment() == compartment && one.name() == call.field("name"))
        {
            return Err(Problem {
                status: 409,
                code: "PolicyAlreadyExists",
                message: "Policy already exists".to_owned(),
            });
        }
        let lineage = self.store.lineage(compartment);
        let others: usize = policies()
            .filter(|one| lineage.iter().any(|id| id == one.compartment()))
            .map(|one| one.body.get("statements").and_then(Value::as_array).map_or(0, Vec::len))
            .sum();
        if others + statements.len() > MOST_STATEMENTS {
            return Err(Problem::limit(format!(
                "The compartment hierarchy would have more than {MOST_STATEMENTS} policy statements."
            )));
        }
        Ok(())
    }

    /// What a policy says counts some seconds after it was written.
    pub(super) fn enact(&mut self, kind: &Kind, id: &str, at: welkin_model::Millis) {
        if kind.collection != "policies" {
            return;
        }
        if let Some(policy) = self.store.get(id) {
            let statements: Vec<&str> = policy
                .body
                .get("statements")
                .and_then(Value::as_array)
                .map(|all| all.iter().filter_map(Value::as_str).collect())
                .unwrap_or_default();
            self.law.enact(id, policy.compartment(), &statements, at + POLICY_DELAY);
        }
    }
}

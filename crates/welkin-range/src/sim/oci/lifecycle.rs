use serde_json::{Value, json};

use super::Oci;
use super::call::{Call, shown, stamp};
use super::plain::WORK;
use super::problem::{Outcome, Problem};
use super::special::Special;
use super::store::Work;
use crate::rng::number_of;
use crate::sim::{Method, Response};

/// What an artefact's content is here; only its digest and size matter.
const ARTIFACT: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

impl Oci {
    pub(super) fn set_state(&mut self, call: &Call<'_>, special: &Special, state: &'static str) -> Outcome {
        let at = call.at;
        let resource = self.below_mut(call, special)?;
        let before = resource.text("lifecycleState").to_owned();
        let expected = opposite(state);
        if before != expected {
            return Err(Problem::conflict(format!("The resource must be {expected}, but is {before}.")));
        }
        resource.touch(at);
        let id = resource.id.clone();
        if resource.kind.collection == "keys" {
            let passing = if state == "ENABLED" { "ENABLING" } else { "DISABLING" };
            resource.merge(&json!({"lifecycleState": passing}));
            self.store.schedule(at + WORK, &id, json!({"lifecycleState": state}));
        } else {
            resource.merge(&json!({"lifecycleState": state, "timeUpdated": stamp(at)}));
        }
        self.store.get(&id).map(shown).ok_or_else(Problem::absent)
    }

    /// A deployment that is deactivated keeps its metadata and its URL; until the work is done it still serves.
    pub(super) fn set_state_later(
        &mut self,
        call: &Call<'_>,
        special: &Special,
        state: &'static str,
    ) -> Outcome {
        let at = call.at;
        let resource = self.below_mut(call, special)?;
        let before = resource.text("lifecycleState").to_owned();
        let allowed: &[&str] = match state {
            "CANCELED" => &["ACCEPTED", "IN_PROGRESS"],
            "ACTIVE" => &["INACTIVE"],
            _ => &["ACTIVE", "NEEDS_ATTENTION"],
        };
        if !allowed.contains(&before.as_str()) {
            return Err(Problem::conflict(format!(
                "The resource must be {}, but is {before}.",
                allowed.join(" or ")
            )));
        }
        let (kind, id) = (resource.kind, resource.id.clone());
        resource.touch(at);
        resource.merge(&json!({"lifecycleState": "UPDATING"}));
        self.store.schedule(at + WORK, &id, json!({"lifecycleState": state}));
        let verb = match state {
            "ACTIVE" => "ACTIVATE",
            "CANCELED" => "CANCEL",
            _ => "DEACTIVATE",
        };
        Ok(self.work(call, kind, &id, verb, Response::empty(202)))
    }

    /// Answers by a number that follows from the input. What Oracle answers for a deployment that is not active is not
    /// documented; here it is the refusal that hides what exists.
    pub(super) fn predict(&self, call: &Call<'_>, special: &Special) -> Outcome {
        let deployment = self
            .store
            .get(call.route.part(0))
            .filter(|one| one.kind.collection == "modelDeployments" && one.region == call.route.region.name)
            .ok_or_else(Problem::absent)?;
        self.require(call, special.verb, special.what, deployment.compartment())?;
        if !["ACTIVE", "UPDATING", "NEEDS_ATTENTION"].contains(&deployment.text("lifecycleState")) {
            return Err(Problem::absent());
        }
        let text = String::from_utf8_lossy(&call.request.body);
        let score = number_of(&text) % 1_000;
        Ok(Response::json(200, &json!({"prediction": [format!("0.{score:03}")]}))
            .with("model-deployment-id", deployment.id.clone()))
    }

    pub(super) fn artifact(&self, call: &Call<'_>, special: &Special) -> Outcome {
        let model = self.below(call, special)?;
        let stored = model.parts.get("artifact").ok_or_else(Problem::absent)?;
        let name = stored.get("fileName").and_then(Value::as_str).unwrap_or("model.zip");
        let response = if call.request.method == Method::HEAD {
            Response::empty(200).with("content-type", "application/octet-stream")
        } else {
            Response::new(200, "application/octet-stream", ARTIFACT)
        };
        let modified = stored.get("lastModified").and_then(Value::as_str).unwrap_or("");
        Ok(response
            .with("content-disposition", format!("attachment; filename={name}"))
            .with("last-modified", modified)
            .with("etag", model.etag()))
    }

    /// One of the two keys of a Generative AI API key; the change can be taken back.
    pub(super) fn api_key_state(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let (name, state) = (call.field("keyName").to_owned(), call.field("state").to_owned());
        if !["ACTIVE", "INACTIVE"].contains(&state.as_str()) {
            return Err(Problem::invalid("state must be ACTIVE or INACTIVE"));
        }
        let at = call.at;
        let resource = self.below_mut(call, special)?;
        let mut keys = resource.body.get("keys").cloned().unwrap_or_default();
        let key = keys
            .as_array_mut()
            .and_then(|keys| keys.iter_mut().find(|key| key.get("keyName") == Some(&json!(name))))
            .and_then(Value::as_object_mut)
            .ok_or_else(|| Problem::invalid("keyName names no key"))?;
        let when = if state == "ACTIVE" { "timeActivated" } else { "timeDeactivated" };
        key.insert("state".to_owned(), json!(state));
        key.insert(when.to_owned(), json!(stamp(at)));
        resource.touch(at);
        resource.merge(&json!({"keys": keys, "timeUpdated": stamp(at)}));
        Ok(shown(resource))
    }

    pub(super) fn schedule_deletion(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let at = call.at;
        let when = match call.field("timeOfDeletion") {
            "" => stamp(at + 30 * DAY),
            text => {
                let time = welkin_model::parse_time(text)
                    .filter(|time| (at + 7 * DAY - DAY..=at + 31 * DAY).contains(time))
                    .ok_or_else(|| Problem::invalid("timeOfDeletion must be 7 to 30 days from now"))?;
                stamp(time)
            }
        };
        let resource = self.below_mut(call, special)?;
        if resource.text("lifecycleState") == "PENDING_DELETION" {
            return Err(Problem::conflict("The resource is already scheduled for deletion."));
        }
        resource.touch(at);
        resource.merge(&json!({"lifecycleState": "PENDING_DELETION", "timeOfDeletion": when}));
        Ok(shown(resource))
    }

    pub(super) fn cancel_deletion(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let at = call.at;
        let resource = self.below_mut(call, special)?;
        if resource.text("lifecycleState") != "PENDING_DELETION" {
            return Err(Problem::conflict("The resource is not scheduled for deletion."));
        }
        let state = resource.kind.state;
        resource.touch(at);
        resource.merge(&json!({"lifecycleState": state, "timeOfDeletion": null}));
        Ok(shown(resource))
    }

    /// `{"secretId": …, "secretBundleContent": {"contentType": "BASE64", "content": …}}`
    pub(super) fn secret_bundle(&self, call: &Call<'_>, special: &Special) -> Outcome {
        let secret = self
            .store
            .get(call.route.part(1))
            .filter(|one| one.kind.collection == "secrets" && one.region == call.route.region.name)
            .ok_or_else(Problem::absent)?;
        self.require(call, special.verb, special.what, secret.compartment())?;
        let content = secret.parts.get("bundle").ok_or_else(Problem::absent)?;
        Ok(Response::json(200, content).with("etag", secret.etag()))
    }

    pub(super) fn work_request(&self, call: &Call<'_>) -> Outcome {
        let id = call.route.part(1);
        let work = self
            .store
            .work
            .get(id)
            .filter(|work| work.service == call.route.service)
            .filter(|work| {
                self.may(call, super::statement::Verb::Inspect, ("compartments", ""), &work.compartment, "")
            })
            .ok_or_else(Problem::absent)?;
        Ok(Response::json(200, &written(id, work, call.at)))
    }

    pub(super) fn work_requests(&self, call: &Call<'_>) -> Outcome {
        let compartment =
            call.request.parameter("compartmentId").ok_or_else(|| Problem::missing("compartmentId"))?;
        self.require(call, super::statement::Verb::Inspect, ("compartments", ""), &compartment)?;
        let found = self
            .store
            .work
            .iter()
            .filter(|(_, work)| work.service == call.route.service && work.compartment == compartment)
            .map(|(id, work)| written(id, work, call.at))
            .collect();
        self.as_list(call, found)
    }
}

const DAY: welkin_model::Millis = 24 * crate::calendar::HOUR;

fn opposite(state: &str) -> &'static str {
    match state {
        "ACTIVE" => "INACTIVE",
        "ENABLED" => "DISABLED",
        "DISABLED" => "ENABLED",
        _ => "ACTIVE",
    }
}

fn written(id: &str, work: &Work, at: welkin_model::Millis) -> Value {
    let done = at >= work.done;
    json!({
        "id": id, "operationType": work.operation, "status": if done { "SUCCEEDED" } else { "IN_PROGRESS" },
        "compartmentId": work.compartment, "percentComplete": if done { 100.0 } else { 50.0 },
        "resources": [
            {
                "entityType": work.operation.to_ascii_lowercase(),
                "actionType": if done { "UPDATED" } else { "IN_PROGRESS" }, "identifier": work.resource,
            },
        ],
        "timeAccepted": stamp(work.accepted), "timeStarted": stamp(work.accepted),
        "timeFinished": if done { json!(stamp(work.done)) } else { Value::Null },
    })
}

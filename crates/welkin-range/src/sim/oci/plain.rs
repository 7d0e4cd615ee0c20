use aws_lc_rs::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::Oci;
use super::call::{Call, shown, stamp};
use super::catalogue::Kind;
use super::problem::{Outcome, Problem};
use super::statement::Verb;
use super::store::Work;
use crate::estate::OCI_TENANCY;
use crate::rng::number_of;
use crate::sim::Response;

/// Work requests take this long here; Oracle's take minutes.
pub(super) const WORK: welkin_model::Millis = 1_200;

/// What only the service writes.
const FIXED: [&str; 9] = [
    "id",
    "compartmentId",
    "timeCreated",
    "timeUpdated",
    "lifecycleState",
    "createdBy",
    "keys",
    "capabilities",
    "modelDeploymentUrl",
];

/// A resource does not grow larger, however often it is updated.
const LARGEST: usize = 128 << 10;

impl Oci {
    pub(super) fn get(&self, call: &Call<'_>, kind: &'static Kind) -> Outcome {
        let verb = if kind.global { Verb::Inspect } else { Verb::Read };
        self.target(call, kind, call.route.part(1), verb).map(shown)
    }

    pub(super) fn create(&mut self, call: &Call<'_>, kind: &'static Kind) -> Outcome {
        call.at_home(kind)?;
        let details = call.object()?;
        let parent = self.store.get(call.field("volumeId"));
        let membership = kind.collection == "userGroupMemberships";
        let compartment = match call.field("compartmentId") {
            "" if membership => OCI_TENANCY.to_owned(),
            "" => parent
                .map(|volume| volume.compartment().to_owned())
                .ok_or_else(|| Problem::missing("compartmentId"))?,
            id if self.store.is_compartment(id) => id.to_owned(),
            _ => return Err(Problem::absent()),
        };
        self.require(call, Verb::Manage, kind.policy, &compartment)?;
        let token = call.request.header("opc-retry-token");
        let asked = digest(&SHA256, &call.request.body);
        let asked = number_of(&format!("{}{asked:?}", call.route.name));
        if !token.is_empty()
            && let Some(made) = self.store.repeated(token, asked)?
        {
            return Ok(shown(made));
        }
        self.check(call, kind, &compartment, None)?;

        let number = self.store.next();
        let region = if kind.global { "" } else { call.route.region.key };
        let id = format!(
            "ocid1.{}.oc1.{}.amaaaaaatechnobanknew{number:08}",
            kind.ocid,
            region.to_ascii_lowercase()
        );
        let mut body = details.clone();
        if let Some(fields) = body.as_object_mut() {
            let now = stamp(call.at);
            fields.insert("id".to_owned(), json!(id));
            fields.insert("compartmentId".to_owned(), json!(compartment));
            fields.insert("timeCreated".to_owned(), json!(now));
            fields.insert("timeUpdated".to_owned(), json!(now));
            fields.insert("createdBy".to_owned(), json!(call.caller.id));
            if !kind.state.is_empty() {
                fields.insert("lifecycleState".to_owned(), json!(kind.state));
            }
            fields.entry("freeformTags").or_insert_with(|| json!({}));
            fields.entry("definedTags").or_insert_with(|| json!({}));
        }
        let region = if kind.global { "" } else { call.route.region.name };
        self.store.create(kind, region, &id, body, call.at)?;
        if !token.is_empty() {
            self.store.remember(token, asked, &id);
        }
        self.enact(kind, &id, call.at);
        let made = self.store.get(&id).ok_or_else(Problem::internal)?;
        let response = shown(made);
        Ok(if kind.asynchronous { self.work(call, kind, &id, "CREATE", response) } else { response })
    }

    pub(super) fn update(&mut self, call: &Call<'_>, kind: &'static Kind) -> Outcome {
        let id = call.route.part(1);
        let verb = if kind.global { Verb::Manage } else { Verb::Use };
        let patch = call.object()?;
        let resource = self.changeable(call, kind, id, verb)?;
        let compartment = resource.compartment().to_owned();
        if resource.body.to_string().len() + call.request.body.len() > LARGEST {
            return Err(Problem::limit("The resource is too large."));
        }
        let steady = !["UPDATING", "CREATING", "DELETING"].contains(&resource.text("lifecycleState"));
        if !steady {
            return Err(Problem::conflict("The resource is being changed by another request."));
        }
        self.check(call, kind, &compartment, Some(id))?;
        let mut patch = patch.clone();
        if let Some(fields) = patch.as_object_mut() {
            fields.retain(|field, _| !FIXED.contains(&field.as_str()));
            fields.insert("timeUpdated".to_owned(), json!(stamp(call.at)));
        }
        let resource = self.store.get_mut(id).ok_or_else(Problem::absent)?;
        resource.touch(call.at);
        if kind.collection == "modelDeployments" {
            let before = resource.text("lifecycleState").to_owned();
            resource.merge(&json!({"lifecycleState": "UPDATING"}));
            if let Some(fields) = patch.as_object_mut() {
                fields.insert("lifecycleState".to_owned(), json!(before));
            }
            self.store.schedule(call.at + WORK, id, patch);
        } else {
            resource.merge(&patch);
        }
        self.enact(kind, id, call.at);
        if kind.asynchronous {
            return Ok(self.work(call, kind, id, "UPDATE", Response::empty(202)));
        }
        self.store.get(id).map(shown).ok_or_else(Problem::absent)
    }

    pub(super) fn delete(&mut self, call: &Call<'_>, kind: &'static Kind) -> Outcome {
        let id = call.route.part(1);
        let resource = self.changeable(call, kind, id, Verb::Manage)?;
        if ["tenancies", "compartments", "domains"].contains(&kind.collection) {
            return Err(Problem::conflict("The resource is in use and cannot be deleted."));
        }
        if kind.global || kind.state.is_empty() {
            self.store.remove(id);
            if kind.collection == "policies" {
                self.law.enact(id, "", &[], call.at + super::law::POLICY_DELAY);
            }
            return Ok(Response::empty(204));
        }
        let end = if kind.service == "iaas" { "TERMINATED" } else { "DELETED" };
        resource.touch(call.at);
        resource.merge(&json!({"lifecycleState": end}));
        Ok(self.work(
            call,
            kind,
            id,
            "DELETE",
            Response::empty(if kind.service == "iaas" { 204 } else { 202 }),
        ))
    }

    pub(super) fn change_compartment(&mut self, call: &Call<'_>, kind: &'static Kind) -> Outcome {
        let to = call.field("compartmentId").to_owned();
        if !self.store.is_compartment(&to) {
            return Err(Problem::absent());
        }
        self.require(call, Verb::Manage, kind.policy, &to)?;
        let resource = self.changeable(call, kind, call.route.part(1), Verb::Manage)?;
        resource.touch(call.at);
        resource.merge(&json!({"compartmentId": to}));
        Ok(Response::empty(204).with("etag", resource.etag()))
    }

    /// What a service checks before it creates or updates.
    fn check(
        &self,
        call: &Call<'_>,
        kind: &Kind,
        compartment: &str,
        id: Option<&str>,
    ) -> Result<(), Problem> {
        if kind.global
            && id.is_none()
            && call.field(kind.name).is_empty()
            && kind.collection != "userGroupMemberships"
        {
            return Err(Problem::missing(kind.name));
        }
        match kind.collection {
            "policies" => self.check_policy(call, compartment, id),
            "modelDeployments" => self.check_model(&call.body),
            "userGroupMemberships" => {
                let is = |field: &str, what: &str| {
                    self.store.get(call.field(field)).is_some_and(|one| one.kind.collection == what)
                };
                if is("userId", "users") && is("groupId", "groups") { Ok(()) } else { Err(Problem::absent()) }
            }
            _ => Ok(()),
        }
    }

    /// A model that was deactivated cannot be deployed anew.
    fn check_model(&self, body: &Value) -> Result<(), Problem> {
        let path = "/modelDeploymentConfigurationDetails/modelConfigurationDetails/modelId";
        let Some(id) = body.pointer(path).and_then(Value::as_str) else { return Ok(()) };
        match self.store.get(id).map(|model| model.text("lifecycleState").to_owned()) {
            Some(state) if state == "ACTIVE" => Ok(()),
            Some(state) => Err(Problem::invalid(format!("The model must be ACTIVE, but is {state}."))),
            None => Err(Problem::invalid("The model does not exist.")),
        }
    }

    /// Begins a work request and names it in the response.
    pub(super) fn work(
        &mut self,
        call: &Call<'_>,
        kind: &'static Kind,
        id: &str,
        verb: &str,
        response: Response,
    ) -> Response {
        let compartment = self.store.get(id).map(|one| one.compartment().to_owned()).unwrap_or_default();
        let operation = format!("{}_{verb}", snake(kind.noun));
        let work = Work {
            service: kind.service,
            operation,
            compartment,
            resource: id.to_owned(),
            accepted: call.at,
            done: call.at + WORK,
        };
        let work = self.store.begin(work);
        response.with("opc-work-request-id", work)
    }
}

/// `ModelDeployment` as `MODEL_DEPLOYMENT`.
fn snake(noun: &str) -> String {
    let mut snake = String::with_capacity(noun.len() + 4);
    for (at, character) in noun.chars().enumerate() {
        if at > 0 && character.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_uppercase());
    }
    snake
}

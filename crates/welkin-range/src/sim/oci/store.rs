use std::collections::BTreeMap;

use serde_json::{Map, Value};
use welkin_model::Millis;

use super::catalogue::Kind;
use super::problem::Problem;
use crate::calendar::SECOND;
use crate::rng::number_of;

/// How far the index of search is behind. Oracle says "near real time" and gives no number.
pub(super) const INDEX_LAG: Millis = 15 * SECOND;
/// No client makes more than this many resources.
const MOST_CREATED: usize = 1_000;
/// The oldest retry tokens and work requests are forgotten; Oracle keeps tokens for 24 hours.
const MOST_REMEMBERED: usize = 2_000;

/// A resource as its own GET gives it, and what hangs below it.
#[derive(Debug)]
pub(super) struct Resource {
    pub(super) kind: &'static Kind,
    /// Empty for what belongs to the tenancy.
    pub(super) region: String,
    pub(super) id: String,
    pub(super) body: Value,
    /// Lists and documents with paths below the resource's own: security rules, key versions, objects, provenance.
    pub(super) parts: BTreeMap<&'static str, Value>,
    revision: u64,
    changed: Millis,
    /// What the index shows until it has caught up with the last change.
    indexed: Option<Value>,
}

impl Resource {
    pub(super) fn text(&self, field: &str) -> &str {
        self.body.get(field).and_then(Value::as_str).unwrap_or("")
    }

    pub(super) fn name(&self) -> &str {
        [self.text("displayName"), self.text(self.kind.name), self.text("name")]
            .into_iter()
            .find(|name| !name.is_empty())
            .unwrap_or("")
    }

    pub(super) fn compartment(&self) -> &str {
        self.text("compartmentId")
    }

    pub(super) fn is_gone(&self) -> bool {
        ["DELETED", "TERMINATED"].contains(&self.text("lifecycleState"))
    }

    pub(super) fn etag(&self) -> String {
        format!("{:016x}", number_of(&self.id) ^ self.revision.wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    /// The list below the resource that has this name; empty if there is none.
    pub(super) fn list(&self, part: &str) -> &[Value] {
        self.parts.get(part).and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    pub(super) fn list_mut(&mut self, part: &'static str) -> Option<&mut Vec<Value>> {
        self.parts.entry(part).or_insert_with(|| Value::Array(Vec::new())).as_array_mut()
    }

    /// To be called before every change.
    pub(super) fn touch(&mut self, at: Millis) {
        if at >= self.changed + INDEX_LAG {
            self.indexed = Some(self.body.clone());
        }
        self.changed = at;
        self.revision += 1;
    }

    /// What search knows of the resource at this moment.
    pub(super) fn indexed(&self, at: Millis) -> Option<&Value> {
        if at >= self.changed + INDEX_LAG { Some(&self.body) } else { self.indexed.as_ref() }
    }

    /// Puts the fields of an object over those of the body; `null` takes a field away.
    pub(super) fn merge(&mut self, patch: &Value) {
        let (Some(body), Some(patch)) = (self.body.as_object_mut(), patch.as_object()) else { return };
        for (field, value) in patch {
            if value.is_null() {
                body.remove(field);
            } else {
                body.insert(field.clone(), value.clone());
            }
        }
    }
}

/// A long-running operation.
#[derive(Clone, Debug)]
pub(super) struct Work {
    pub(super) service: &'static str,
    pub(super) operation: String,
    pub(super) compartment: String,
    pub(super) resource: String,
    pub(super) accepted: Millis,
    pub(super) done: Millis,
}

/// All resources of the tenancy, and what is still to happen to them.
#[derive(Debug, Default)]
pub(super) struct Store {
    resources: BTreeMap<String, Resource>,
    pending: BTreeMap<(Millis, u64), (String, Value)>,
    pub(super) work: BTreeMap<String, Work>,
    retries: BTreeMap<String, (u64, String)>,
    retry_order: Vec<String>,
    created: usize,
    /// Of the contents of all objects.
    pub(super) content: usize,
    counter: u64,
}

impl Store {
    pub(super) fn next(&mut self) -> u64 {
        self.counter += 1;
        self.counter
    }

    pub(super) fn get(&self, id: &str) -> Option<&Resource> {
        self.resources.get(id)
    }

    pub(super) fn get_mut(&mut self, id: &str) -> Option<&mut Resource> {
        self.resources.get_mut(id)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &Resource> {
        self.resources.values()
    }

    pub(super) fn of<'a>(
        &'a self,
        service: &'a str,
        collection: &'a str,
    ) -> impl Iterator<Item = &'a Resource> {
        self.resources
            .values()
            .filter(move |one| one.kind.collection == collection && one.kind.service == service)
    }

    /// Adds what is there from the beginning.
    pub(super) fn plant(&mut self, kind: &'static Kind, region: &str, id: &str, body: Value, at: Millis) {
        let resource = Resource {
            kind,
            region: region.to_owned(),
            id: id.to_owned(),
            body,
            parts: BTreeMap::new(),
            revision: 1,
            changed: at - INDEX_LAG,
            indexed: None,
        };
        self.resources.insert(id.to_owned(), resource);
    }

    /// Adds what a client makes.
    pub(super) fn create(
        &mut self,
        kind: &'static Kind,
        region: &str,
        id: &str,
        body: Value,
        at: Millis,
    ) -> Result<(), Problem> {
        if self.created >= MOST_CREATED {
            return Err(Problem::limit("The tenancy has reached its service limit for this resource."));
        }
        self.created += 1;
        self.plant(kind, region, id, body, at);
        if let Some(resource) = self.get_mut(id) {
            resource.changed = at;
        }
        Ok(())
    }

    pub(super) fn remove(&mut self, id: &str) {
        self.resources.remove(id);
    }

    /// A later change of a resource's fields.
    pub(super) fn schedule(&mut self, when: Millis, id: &str, patch: Value) {
        let number = self.next();
        if self.pending.len() < MOST_REMEMBERED {
            self.pending.insert((when, number), (id.to_owned(), patch));
        }
    }

    /// Carries out the changes whose time has come.
    pub(super) fn settle(&mut self, at: Millis) {
        while let Some(entry) = self.pending.first_entry() {
            let when = entry.key().0;
            if when > at {
                return;
            }
            let (id, patch) = entry.remove();
            if let Some(resource) = self.resources.get_mut(&id) {
                resource.touch(when);
                resource.merge(&patch);
            }
        }
    }

    pub(super) fn begin(&mut self, work: Work) -> String {
        let number = self.next();
        let id = format!("ocid1.{}workrequest.oc1.iad.amaaaaaatechnobank{number:08}", work.service);
        if self.work.len() >= MOST_REMEMBERED {
            self.work.pop_first();
        }
        self.work.insert(id.clone(), work);
        id
    }

    /// The resource that a creation with this retry token made before; an error if the request was another one.
    pub(super) fn repeated(&self, token: &str, request: u64) -> Result<Option<&Resource>, Problem> {
        match self.retries.get(token) {
            Some((before, _)) if *before != request => Err(Problem::retry_token()),
            Some((_, id)) => Ok(self.get(id)),
            None => Ok(None),
        }
    }

    pub(super) fn remember(&mut self, token: &str, request: u64, id: &str) {
        if self.retry_order.len() >= MOST_REMEMBERED {
            let oldest = self.retry_order.remove(0);
            self.retries.remove(&oldest);
        }
        self.retry_order.push(token.to_owned());
        self.retries.insert(token.to_owned(), (request, id.to_owned()));
    }

    /// A compartment and all that it lies in, innermost first.
    pub(super) fn lineage(&self, compartment: &str) -> Vec<String> {
        let mut lineage = vec![compartment.to_owned()];
        // Compartments nest six deep at most; a cycle cannot keep us here.
        while lineage.len() < 8 {
            let parent = lineage.last().and_then(|id| self.get(id)).map(Resource::compartment).unwrap_or("");
            if parent.is_empty() || lineage.iter().any(|id| id == parent) {
                break;
            }
            lineage.push(parent.to_owned());
        }
        lineage
    }

    /// Whether there is a compartment (or the tenancy itself) of this id.
    pub(super) fn is_compartment(&self, id: &str) -> bool {
        self.get(id).is_some_and(|one| ["compartments", "tenancies"].contains(&one.kind.collection))
    }
}

/// An object's fields, or none.
pub(super) fn fields(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

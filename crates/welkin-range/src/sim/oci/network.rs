use serde_json::{Value, json};

use super::Oci;
use super::call::{Call, shown, stamp};
use super::page::array;
use super::problem::{Outcome, Problem};
use super::special::Special;
use super::store::Resource;
use crate::rng::number_of;
use crate::sim::Response;

/// What a network security group holds.
const MOST_RULES: usize = 120;
const LONGEST_RULE: usize = 2 << 10;
/// What one call adds, removes or updates.
const MOST_AT_ONCE: usize = 25;

impl Oci {
    /// The interfaces that say that they are in the group.
    pub(super) fn group_vnics(&self, call: &Call<'_>, special: &Special) -> Outcome {
        let group = self.below(call, special)?;
        let mut members = Vec::new();
        for vnic in self.store.of("iaas", "vnics") {
            let groups = vnic.body.get("nsgIds").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            if groups.contains(&json!(group.id)) {
                let attached =
                    self.store.of("iaas", "vnicAttachments").find(|one| one.text("vnicId") == vnic.id);
                members.push(json!({
                    "vnicId": vnic.id, "resourceId": attached.map(|one| one.text("instanceId")),
                    "timeAssociated": vnic.text("timeCreated"),
                }));
            }
        }
        array(call.request, members)
    }

    pub(super) fn add_rules(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let rules = given(call, "securityRules")?;
        let at = call.at;
        let number = self.store.next();
        let group = self.below_mut(call, special)?;
        let mut added = Vec::with_capacity(rules.len());
        for (nth, rule) in rules.iter().enumerate() {
            check(rule)?;
            let mut rule = rule.clone();
            if let Some(fields) = rule.as_object_mut() {
                let id = format!(
                    "{:06X}",
                    (number_of(&group.id) ^ (number << 8)).wrapping_add(nth as u64) & 0xFF_FFFF
                );
                fields.insert("id".to_owned(), json!(id));
                fields.insert("isValid".to_owned(), json!(true));
                fields.insert("timeCreated".to_owned(), json!(stamp(at)));
            }
            added.push(rule);
        }
        let list = group.list_mut("securityRules").ok_or_else(Problem::internal)?;
        if list.len() + added.len() > MOST_RULES {
            return Err(Problem::limit(format!(
                "A network security group holds at most {MOST_RULES} rules."
            )));
        }
        list.extend(added.iter().cloned());
        group.touch(at);
        Ok(Response::json(200, &json!({"securityRules": added})))
    }

    pub(super) fn remove_rules(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let ids = given(call, "securityRuleIds")?;
        let at = call.at;
        let group = self.below_mut(call, special)?;
        if !ids.iter().all(|id| has_rule(group, id)) {
            return Err(Problem::invalid("securityRuleIds names a rule that the group does not have"));
        }
        let list = group.list_mut("securityRules").ok_or_else(Problem::internal)?;
        list.retain(|rule| !rule.get("id").is_some_and(|id| ids.contains(id)));
        group.touch(at);
        Ok(Response::empty(204))
    }

    pub(super) fn update_rules(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let rules = given(call, "securityRules")?;
        let at = call.at;
        let group = self.below_mut(call, special)?;
        for rule in &rules {
            check(rule)?;
            if !rule.get("id").is_some_and(|id| has_rule(group, id)) {
                return Err(Problem::invalid("securityRules names a rule that the group does not have"));
            }
        }
        let list = group.list_mut("securityRules").ok_or_else(Problem::internal)?;
        for rule in &rules {
            if let Some(old) = list.iter_mut().find(|old| old.get("id") == rule.get("id")) {
                let created = old.get("timeCreated").cloned().unwrap_or_default();
                *old = rule.clone();
                if let Some(fields) = old.as_object_mut() {
                    fields.insert("isValid".to_owned(), json!(true));
                    fields.insert("timeCreated".to_owned(), created);
                }
            }
        }
        group.touch(at);
        Ok(Response::json(200, &json!({"securityRules": rules})))
    }

    /// `POST /instances/{id}?action=STOP`
    pub(super) fn instance_action(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let action = call.request.parameter("action").unwrap_or_default();
        let (from, passing, to) = match action.as_str() {
            "STOP" | "SOFTSTOP" => ("RUNNING", "STOPPING", "STOPPED"),
            "START" => ("STOPPED", "STARTING", "RUNNING"),
            "RESET" | "SOFTRESET" => ("RUNNING", "STARTING", "RUNNING"),
            _ => return Err(Problem::invalid("action must be START, STOP, RESET, SOFTRESET or SOFTSTOP")),
        };
        let at = call.at;
        let instance = self.below_mut(call, special)?;
        if instance.text("lifecycleState") != from {
            return Err(Problem::conflict(format!("The instance must be {from}.")));
        }
        instance.touch(at);
        instance.merge(&json!({"lifecycleState": passing}));
        let (id, response) = (instance.id.clone(), shown(instance));
        self.store.schedule(at + super::plain::WORK, &id, json!({"lifecycleState": to}));
        Ok(response)
    }
}

fn given(call: &Call<'_>, field: &str) -> Result<Vec<Value>, Problem> {
    let list = call.body.get(field).and_then(Value::as_array).ok_or_else(|| Problem::missing(field))?;
    match list.len() {
        1..=MOST_AT_ONCE => Ok(list.clone()),
        _ => Err(Problem::invalid(format!("{field} must have between 1 and {MOST_AT_ONCE} members"))),
    }
}

fn has_rule(group: &Resource, id: &Value) -> bool {
    group.list("securityRules").iter().any(|rule| rule.get("id") == Some(id))
}

fn check(rule: &Value) -> Result<(), Problem> {
    let text = |name: &str| rule.get(name).and_then(Value::as_str).unwrap_or("");
    let end = match text("direction") {
        "INGRESS" => "source",
        "EGRESS" => "destination",
        _ => return Err(Problem::invalid("direction must be INGRESS or EGRESS")),
    };
    if rule.to_string().len() > LONGEST_RULE {
        return Err(Problem::invalid("The rule is too long"));
    }
    if text("protocol").is_empty() {
        return Err(Problem::missing("protocol"));
    }
    if text(end).is_empty() {
        return Err(Problem::missing(end));
    }
    Ok(())
}

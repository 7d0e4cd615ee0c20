use serde_json::{Value, json};
use welkin_model::Millis;

use super::Gcp;
use super::authorise::strings;
use super::error::{ApiError, Code, Outcome};
use super::estate::text;
use super::names::project;
use super::route::Action;
use super::shape;
use crate::sim::Request;

/// Rules of a network firewall policy; the provider counts attributes, 2,000 by default.
const MOST_RULES: usize = 500;

impl Gcp {
    pub(super) fn compute(&mut self, verb: &str, action: &Action, request: &Request, at: Millis) -> Outcome {
        let Some(kind) = action.kind else { return Err(ApiError::not_found(&action.key)) };
        let mut data = self.present(&action.key)?;
        let body = request.json();
        match verb {
            "getRule" => return rule_of(&data, request),
            "createSnapshot" => return self.snapshot(action, &data, &body, at),
            "addRule" => add_rule(&mut data, &body)?,
            "removeRule" => remove_rule(&mut data, request)?,
            "stop" => set(&mut data, "status", json!("TERMINATED")),
            "start" => set(&mut data, "status", json!("RUNNING")),
            "setLabels" => {
                let given = text(&body, "labelFingerprint");
                if given != text(&data, "labelFingerprint") {
                    return Err(ApiError::new(
                        Code::ConditionNotMet,
                        "Labels fingerprint either invalid or resource labels have changed",
                    ));
                }
                set(&mut data, "labels", body.get("labels").cloned().unwrap_or_else(|| json!({})));
            }
            "setTags" => {
                let tags: Vec<&str> = strings(&body, "items").take(64).collect();
                set(&mut data, "tags", json!({"items": tags}));
            }
            _ => return Err(ApiError::new(Code::Unimplemented, "Method not found.")),
        }
        let serial = self.serial();
        shape::touched(kind, &mut data, serial, at);
        self.estate.set(&action.key, data, at);
        let serial = self.serial();
        Ok(self.operations.compute(action, verb, &action.key, serial, at))
    }

    /// A snapshot of a disk, in the project.
    fn snapshot(&mut self, action: &Action, disk: &Value, body: &Value, at: Millis) -> Outcome {
        let name = text(body, "name");
        let shaped = (1..=63).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !shaped {
            return Err(ApiError::invalid(format!("Invalid value for field 'resource.name': '{name}'.")));
        }
        let key =
            format!("//compute.googleapis.com/projects/{}/global/snapshots/{name}", project(&action.key));
        if self.estate.get(&key).is_some() {
            return Err(ApiError::exists(name));
        }
        if !self.estate.admit() {
            return Err(ApiError::new(Code::ResourceExhausted, "Quota 'SNAPSHOTS' exceeded."));
        }
        let data = json!({
            "name": name, "sourceDisk": text(disk, "selfLink"), "sourceDiskId": text(disk, "id"),
            "diskSizeGb": text(disk, "sizeGb"), "status": "READY",
            "labels": body.get("labels").cloned().unwrap_or_else(|| json!({})),
        });
        let segments = super::names::segments(super::names::relative(&key));
        let Some(kind) = super::kind::of_item(Some("compute"), &segments) else {
            return Err(ApiError::not_found(name));
        };
        let data = shape::completed(&self.estate, kind, &key, data, at);
        self.estate.put(kind, &key, data, at);
        let serial = self.serial();
        Ok(self.operations.compute(action, "createSnapshot", &key, serial, at))
    }
}

fn add_rule(policy: &mut Value, rule: &Value) -> Result<(), ApiError> {
    let priority = rule.get("priority").and_then(Value::as_i64).filter(|p| (0..=2_147_483_547).contains(p));
    let priority =
        priority.ok_or_else(|| ApiError::invalid("Invalid value for field 'resource.priority'."))?;
    if !matches!(text(rule, "direction"), "INGRESS" | "EGRESS")
        || !rule.get("match").is_some_and(Value::is_object)
    {
        return Err(ApiError::invalid("A rule needs 'direction' and 'match'."));
    }
    if !matches!(text(rule, "action"), "allow" | "deny" | "goto_next" | "apply_security_profile_group") {
        return Err(ApiError::invalid("Invalid value for field 'resource.action'."));
    }
    let Some(fields) = policy.as_object_mut() else { return Ok(()) };
    let rules = fields.entry("rules").or_insert_with(|| json!([]));
    let Some(rules) = rules.as_array_mut() else { return Ok(()) };
    if rules.iter().any(|present| present.get("priority").and_then(Value::as_i64) == Some(priority)) {
        return Err(ApiError::invalid(
            "Invalid value for field 'resource.priority': The priority is already in use.",
        ));
    }
    if rules.len() >= MOST_RULES {
        return Err(ApiError::new(Code::ResourceExhausted, "Quota for rules exceeded."));
    }
    rules.push(rule.clone());
    rules.sort_by_key(|rule| rule.get("priority").and_then(Value::as_i64));
    Ok(())
}

fn remove_rule(policy: &mut Value, request: &Request) -> Result<(), ApiError> {
    let priority = request.parameter("priority").and_then(|p| p.parse::<i64>().ok());
    let rules = policy.get_mut("rules").and_then(Value::as_array_mut);
    let before = rules.as_ref().map_or(0, |rules| rules.len());
    let Some(rules) = rules else { return Err(no_rule()) };
    rules.retain(|rule| rule.get("priority").and_then(Value::as_i64) != priority || priority.is_none());
    if rules.len() == before { Err(no_rule()) } else { Ok(()) }
}

fn rule_of(policy: &Value, request: &Request) -> Outcome {
    let priority = request.parameter("priority").and_then(|p| p.parse::<i64>().ok());
    let rules = policy.get("rules").and_then(Value::as_array);
    rules
        .into_iter()
        .flatten()
        .find(|rule| priority.is_some() && rule.get("priority").and_then(Value::as_i64) == priority)
        .cloned()
        .ok_or_else(no_rule)
}

fn no_rule() -> ApiError {
    ApiError::invalid(
        "Invalid value for field 'priority': The firewall policy does not contain a rule at this priority.",
    )
}

fn set(data: &mut Value, name: &str, value: Value) {
    if let Some(fields) = data.as_object_mut() {
        fields.insert(name.to_owned(), value);
    }
}

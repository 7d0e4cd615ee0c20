//! Azure Policy: assignments whose `deny` keeps a write from happening, and resource locks
//! (learn.microsoft.com/azure/governance/policy/concepts/definition-structure-policy-rule).

use serde_json::Value;
use welkin_model::Millis;

use super::Azure;
use super::error::Fault;
use super::json::{at as value_at, list, text};
use super::rbac::scope_of;

/// How long an assignment takes to have effect: "about five minutes" at worst.
pub(super) const POLICY_SPREADS: Millis = 60_000;

impl Azure {
    /// Refuses a body that a policy at or above the path denies.
    pub(super) fn judge(&self, path: &str, kind: &str, body: &Value, at: Millis) -> Result<(), Fault> {
        let scopes = self.above(path, at);
        let since = at.saturating_sub(POLICY_SPREADS);
        for (key, assignment) in self.estate.of_kind("microsoft.authorization/policyassignments", "/", since)
        {
            let excluded = list(assignment, "properties.notScopes")
                .iter()
                .filter_map(Value::as_str)
                .any(|scope| scopes.contains(&scope.to_ascii_lowercase()));
            let enforced = text(assignment, "properties.enforcementMode") != "DoNotEnforce";
            if excluded || !enforced || !scopes.contains(&scope_of(key)) {
                continue;
            }
            let definition = self.estate.get(text(assignment, "properties.policyDefinitionId"), at);
            let Some(rule) = definition.and_then(|body| value_at(body, "properties.policyRule")) else {
                continue;
            };
            let given = definition.map_or(&Value::Null, |definition| definition);
            let judged = Judged { kind, body, assignment, definition: given };
            let effect = judged.resolved(value_at(rule, "then.effect").unwrap_or(&Value::Null));
            let denies = effect.as_str().is_some_and(|effect| effect.eq_ignore_ascii_case("deny"));
            if denies && judged.holds(rule.get("if").unwrap_or(&Value::Null), 0) {
                let name = path.rsplit('/').next().unwrap_or("");
                let message = format!(
                    "Resource '{name}' was disallowed by policy. Policy identifiers: '[{{\"policyAssignment\":{{\"name\":\"{}\",\"id\":\"{}\"}},\"policyDefinition\":{{\"id\":\"{}\"}}}}]'.",
                    text(assignment, "properties.displayName"),
                    text(assignment, "id"),
                    text(assignment, "properties.policyDefinitionId")
                );
                return Err(Fault::new(403, "RequestDisallowedByPolicy", message));
            }
        }
        Ok(())
    }

    /// Refuses a write or a deletion that a lock at or above the path forbids. Locks themselves can be taken away.
    pub(super) fn unlocked(&self, path: &str, kind: &str, deletes: bool, at: Millis) -> Result<(), Fault> {
        if kind.starts_with("microsoft.authorization/") {
            return Ok(());
        }
        let scopes = self.above(path, at);
        let locked = self.estate.of_kind("microsoft.authorization/locks", "/", at).find(|(key, lock)| {
            let level = text(lock, "properties.level");
            scopes.contains(&scope_of(key)) && (level == "ReadOnly" || (deletes && level == "CanNotDelete"))
        });
        let Some((_, lock)) = locked else { return Ok(()) };
        let (verb, scope) = (if deletes { "delete" } else { "write" }, text(lock, "id"));
        Err(Fault::new(
            409,
            "ScopeLocked",
            format!(
                "The scope '{path}' cannot perform {verb} operation because following scope(s) are locked: '{scope}'. Please remove the lock and try again."
            ),
        ))
    }
}

struct Judged<'a> {
    kind: &'a str,
    body: &'a Value,
    assignment: &'a Value,
    definition: &'a Value,
}

impl Judged<'_> {
    /// A literal, or the value of `[parameters('name')]`.
    fn resolved<'v>(&'v self, value: &'v Value) -> &'v Value {
        let name = value.as_str().and_then(|v| v.strip_prefix("[parameters('")?.strip_suffix("')]"));
        let Some(name) = name else { return value };
        value_at(self.assignment, &format!("properties.parameters.{name}.value"))
            .or_else(|| value_at(self.definition, &format!("properties.parameters.{name}.defaultValue")))
            .unwrap_or(&Value::Null)
    }

    fn holds(&self, condition: &Value, depth: usize) -> bool {
        if depth > 16 {
            return false;
        }
        let inner = |name: &str| list(condition, name);
        if condition.get("allOf").is_some() {
            return inner("allOf").iter().all(|part| self.holds(part, depth + 1));
        }
        if condition.get("anyOf").is_some() {
            return inner("anyOf").iter().any(|part| self.holds(part, depth + 1));
        }
        if let Some(not) = condition.get("not") {
            return !self.holds(not, depth + 1);
        }
        let found = self.field(text(condition, "field"));
        let shown = shown(found.as_ref());
        let wanted = |name: &str| condition.get(name).map(|value| self.resolved(value));
        let same = |value: &Value| self::shown(Some(value)).eq_ignore_ascii_case(&shown);
        if let Some(value) = wanted("equals") {
            return found.is_some() && same(value);
        }
        if let Some(value) = wanted("notEquals") {
            return !same(value);
        }
        if let Some(value) = wanted("in") {
            return value.as_array().is_some_and(|all| all.iter().any(same));
        }
        if let Some(value) = wanted("notIn") {
            return value.as_array().is_some_and(|all| !all.iter().any(same));
        }
        if let Some(value) = wanted("exists") {
            return self::shown(Some(value)).eq_ignore_ascii_case("true") == found.is_some();
        }
        if let Some(value) = wanted("contains") {
            return shown.to_lowercase().contains(&self::shown(Some(value)).to_lowercase());
        }
        false
    }

    /// `type`, `name`, `location`, `tags['x']`, or an alias: the type and then the path below `properties`.
    fn field(&self, name: &str) -> Option<Value> {
        if name.eq_ignore_ascii_case("type") {
            return Some(Value::String(self.kind.to_owned()));
        }
        let tag = name.strip_prefix("tags['").and_then(|name| name.strip_suffix("']"));
        if let Some(tag) = tag.or_else(|| name.strip_prefix("tags.")) {
            return self.body.get("tags")?.get(tag).cloned();
        }
        let lower = name.to_ascii_lowercase();
        match lower.strip_prefix(self.kind).and_then(|rest| rest.strip_prefix('/')) {
            None => self.body.get(name).cloned(),
            Some(alias) => {
                let spelt = name.get(name.len() - alias.len()..)?.replace('/', ".");
                value_at(self.body.get("properties")?, &spelt)
                    .or_else(|| value_at(self.body, &spelt))
                    .cloned()
            }
        }
    }
}

fn shown(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

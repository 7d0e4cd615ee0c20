//! Azure role-based access control: assignments of roles at scopes, through groups too, and deny assignments
//! (learn.microsoft.com/azure/role-based-access-control/overview).

use serde_json::Value;
use welkin_model::Millis;

use super::Azure;
use super::caller::Caller;
use super::error::Fault;
use super::json::{list, text};
use super::target::subscription;

/// How long a new or removed assignment takes to have effect: "up to 10 minutes", mostly about one.
pub(super) const ROLES_SPREAD: Millis = 60_000;

/// A role that somebody holds at a scope.
#[derive(Debug)]
pub(super) struct Grant {
    /// Lower-case; empty for the tenant's root.
    scope: String,
    pub(super) role: String,
    pub(super) at: String,
    actions: Rules,
    data: Rules,
}

#[derive(Debug)]
struct Rules {
    /// Lower-case patterns.
    allowed: Vec<String>,
    excepted: Vec<String>,
}

/// All that somebody may do and what is denied to them.
#[derive(Debug)]
pub(super) struct Rights {
    grants: Vec<Grant>,
    denials: Vec<Grant>,
}

impl Azure {
    /// What a caller may do now: as the assignments stood a while ago.
    pub(super) fn rights(&self, object_id: &str, at: Millis) -> Rights {
        let since = at.saturating_sub(ROLES_SPREAD);
        let mut who = self.groups_of(object_id, at);
        who.push(object_id.to_ascii_lowercase());
        let is_one = |id: &str| who.iter().any(|known| known.eq_ignore_ascii_case(id));
        let assigned = self.estate.of_kind("microsoft.authorization/roleassignments", "/", since);
        let grants = assigned
            .filter(|(_, body)| is_one(text(body, "properties.principalId")))
            .filter_map(|(key, body)| {
                let id = text(body, "properties.roleDefinitionId");
                let name = id.rsplit('/').next().unwrap_or("");
                let role = self.role(name, at)?;
                let permission = list(role, "properties.permissions").first()?;
                Some(grant(scope_of(key), text(role, "properties.roleName"), text(body, "id"), permission))
            })
            .collect();
        let denied = self.estate.of_kind("microsoft.authorization/denyassignments", "/", at);
        let denials = denied
            .filter(|(_, body)| {
                let names = |path: &str| list(body, path).iter().any(|one| is_one(text(one, "id")));
                let everyone = list(body, "properties.principals")
                    .iter()
                    .any(|one| text(one, "type") == "SystemDefined");
                (everyone || names("properties.principals")) && !names("properties.excludePrincipals")
            })
            .filter_map(|(key, body)| {
                let permission = list(body, "properties.permissions").first()?;
                Some(grant(scope_of(key), "", text(body, "id"), permission))
            })
            .collect();
        Rights { grants, denials }
    }

    /// A role definition by its GUID, wherever it is defined.
    pub(super) fn role(&self, name: &str, at: Millis) -> Option<&Value> {
        let mut all = self.estate.of_kind("microsoft.authorization/roledefinitions", "/", at);
        all.find(|(_, body)| text(body, "name").eq_ignore_ascii_case(name)).map(|(_, body)| body)
    }

    /// The scopes at and above a path, lower-case, the tenant's root last.
    pub(super) fn above(&self, path: &str, at: Millis) -> Vec<String> {
        let path = path.to_ascii_lowercase();
        let mut scopes = Vec::new();
        let mut rest = path.as_str();
        while !rest.is_empty() {
            scopes.push(rest.to_owned());
            rest = rest.rsplit_once('/').map_or("", |(above, _)| above);
        }
        let mut group = match subscription(&path) {
            Some(id) => {
                let tail = format!("/subscriptions/{id}");
                let mut placed =
                    self.estate.of_kind("microsoft.management/managementgroups/subscriptions", "/", at);
                placed.find_map(|(key, _)| key.strip_suffix(&tail).map(str::to_owned))
            }
            None => {
                path.starts_with("/providers/microsoft.management/managementgroups/").then(|| path.clone())
            }
        };
        // Deeper than the six levels that Azure allows is a cycle.
        for _ in 0..8 {
            let Some(id) = group else { break };
            let parent = self.estate.get(&id, at).map(|body| text(body, "properties.details.parent.id"));
            group = parent.filter(|parent| !parent.is_empty()).map(str::to_ascii_lowercase);
            scopes.push(id);
        }
        scopes.push(String::new());
        scopes
    }

    /// The grant by which the caller may do this.
    pub(super) fn authorise(
        &self,
        caller: &Caller,
        action: &str,
        path: &str,
        at: Millis,
    ) -> Result<(String, String), Fault> {
        let scopes = self.above(path, at);
        let rights = self.rights(&caller.object_id, at);
        if let Some(grant) = rights.allows(action, &scopes, false) {
            return Ok((grant.role.clone(), grant.at.clone()));
        }
        let (id, name) = (&caller.object_id, if caller.is_app { &caller.app_id } else { &caller.name });
        let scope = if path.is_empty() { "/" } else { path };
        let denied = rights.denies(action, &scopes, false);
        if let Some(denial) = denied {
            return Err(Fault::new(
                403,
                "DenyAssignmentAuthorizationFailed",
                format!(
                    "The client '{name}' with object id '{id}' has permission to perform action '{action}' on scope '{scope}'; however, the access is denied because of the deny assignment with Id '{}'.",
                    denial.at
                ),
            ));
        }
        Err(Fault::new(
            403,
            "AuthorizationFailed",
            format!(
                "The client '{name}' with object id '{id}' does not have authorization to perform action '{action}' over scope '{scope}' or the scope is invalid. If access was recently granted, please refresh your credentials."
            ),
        ))
    }
}

impl Rights {
    /// The grant that allows an action, or a data action, at the first of the scopes.
    pub(super) fn allows(&self, action: &str, scopes: &[String], data: bool) -> Option<&Grant> {
        if self.denies(action, scopes, data).is_some() {
            return None;
        }
        self.grants.iter().find(|grant| grant.covers(action, scopes, data))
    }

    fn denies(&self, action: &str, scopes: &[String], data: bool) -> Option<&Grant> {
        self.denials.iter().find(|denial| denial.covers(action, scopes, data))
    }
}

impl Grant {
    fn covers(&self, action: &str, scopes: &[String], data: bool) -> bool {
        let rules = if data { &self.data } else { &self.actions };
        let action = action.to_ascii_lowercase();
        scopes.contains(&self.scope)
            && rules.allowed.iter().any(|pattern| matches(pattern, &action))
            && !rules.excepted.iter().any(|pattern| matches(pattern, &action))
    }
}

fn grant(scope: String, role: &str, at: &str, permission: &Value) -> Grant {
    let rules = |allowed: &str, excepted: &str| {
        let patterns = |name: &str| {
            list(permission, name).iter().filter_map(|p| p.as_str().map(str::to_ascii_lowercase)).collect()
        };
        Rules { allowed: patterns(allowed), excepted: patterns(excepted) }
    };
    Grant {
        scope,
        role: role.to_owned(),
        at: at.to_owned(),
        actions: rules("actions", "notActions"),
        data: rules("dataActions", "notDataActions"),
    }
}

/// What stands before the last `/providers/` of a lower-case id.
pub(super) fn scope_of(key: &str) -> String {
    key.rsplit_once("/providers/").map_or("", |(scope, _)| scope).to_owned()
}

/// Whether `*` for any text makes the pattern the action.
fn matches(pattern: &str, action: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = action.strip_prefix(parts.next().unwrap_or("")) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_actions() {
        assert!(matches("*", "a/b/read") && matches("*/read", "a/b/read") && matches("a/*", "a/b/read"));
        assert!(matches("a/*/read", "a/b/c/read") && matches("a/b/read", "a/b/read"));
        assert!(
            !matches("*/read", "a/b/write") && !matches("a/b", "a/b/read") && !matches("b/*", "a/b/read")
        );
    }
}

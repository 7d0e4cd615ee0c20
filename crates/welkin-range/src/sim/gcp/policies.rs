use serde_json::{Value, json};
use welkin_model::Millis;

use super::Gcp;
use super::authorise::{Question, bindings, strings};
use super::caller::Caller;
use super::error::{ApiError, Code, Outcome};
use super::estate::{Versions, no_policy, text};
use super::roles;
use super::route::Action;
use super::shape;
use crate::sim::Request;

/// Principals in all bindings together (cloud.google.com/iam/quotas).
const MOST_PRINCIPALS: usize = 1_500;
/// Deny rules of a policy.
const MOST_RULES: usize = 500;

impl Gcp {
    /// The policy as it was written last, whether it is felt yet or not.
    pub(super) fn get_policy(&self, action: &Action) -> Outcome {
        self.present(&action.key)?;
        Ok(self.estate.policy(&action.key).and_then(Versions::now).cloned().unwrap_or_else(no_policy))
    }

    pub(super) fn set_policy(&mut self, action: &Action, request: &Request, at: Millis) -> Outcome {
        let present = self.get_policy(action)?;
        let body = request.json();
        // Cloud Storage takes the policy itself.
        let mut policy = if action.service == "storage" {
            body
        } else {
            body.get("policy").cloned().ok_or_else(|| ApiError::invalid("Policy is required."))?
        };
        let given = text(&policy, "etag").to_owned();
        if !given.is_empty() && given != text(&present, "etag") {
            return Err(match action.service {
                "storage" => {
                    ApiError::new(Code::ConditionNotMet, "The condition did not hold: etag mismatch.")
                }
                _ => ApiError::concurrent(),
            });
        }
        self.check_policy(&policy)?;
        let serial = self.serial();
        let Some(fields) = policy.as_object_mut() else {
            return Err(ApiError::invalid("Policy must be an object."));
        };
        fields.insert("etag".to_owned(), json!(shape::etag(serial)));
        fields.entry("version".to_owned()).or_insert_with(|| json!(1));
        self.estate.set_policy(&action.key, policy.clone(), at);
        Ok(policy)
    }

    fn check_policy(&self, policy: &Value) -> Result<(), ApiError> {
        let version = policy.get("version").and_then(Value::as_i64).unwrap_or(0);
        if !matches!(version, 0 | 1 | 3) {
            return Err(ApiError::invalid(format!("Invalid policy version: {version}.")));
        }
        let mut principals = 0;
        for binding in bindings(policy) {
            let role = text(binding, "role");
            let custom = self.estate.get(&format!("//iam.googleapis.com/{role}")).is_some();
            if !roles::is_known(role) && !custom && !role.starts_with("roles/storage.legacy") {
                return Err(ApiError::invalid(format!("Role {role} is not supported for this resource.")));
            }
            if binding.get("condition").is_some() && version != 3 {
                return Err(ApiError::invalid("Conditions can only be used in policies with version 3."));
            }
            for member in strings(binding, "members") {
                principals += 1;
                self.check_member(member)?;
            }
        }
        if principals > MOST_PRINCIPALS {
            return Err(ApiError::invalid(
                "The number of members in the policy is larger than the maximum allowed size 1,500.",
            ));
        }
        Ok(())
    }

    fn check_member(&self, member: &str) -> Result<(), ApiError> {
        let unknown = || ApiError::invalid(format!("Invalid principal {member}."));
        if matches!(member, "allUsers" | "allAuthenticatedUsers") {
            return Ok(());
        }
        let (kind, name) = member.split_once(':').ok_or_else(unknown)?;
        match kind {
            "serviceAccount" => {
                let ours = self
                    .estate
                    .projects
                    .number(name.rsplit('@').next().unwrap_or("").split('.').next().unwrap_or(""));
                let is_ours =
                    name.ends_with(".iam.gserviceaccount.com") && ours.bytes().all(|b| b.is_ascii_digit());
                if is_ours && self.estate.account(name).is_none() {
                    return Err(ApiError::invalid(format!("Service account {name} does not exist.")));
                }
                Ok(())
            }
            "user" | "group" | "domain" | "principal" | "principalSet" | "deleted" | "projectViewer"
            | "projectEditor" | "projectOwner" => Ok(()),
            _ => Err(unknown()),
        }
    }

    /// Those of the permissions asked about that the caller has. Never denied.
    pub(super) fn test_permissions(
        &self,
        action: &Action,
        caller: &Caller,
        request: &Request,
        at: Millis,
    ) -> Outcome {
        let body = request.json();
        let asked: Vec<String> = if action.service == "storage" {
            request
                .parameters()
                .into_iter()
                .filter(|(name, _)| name == "permissions")
                .map(|(_, p)| p)
                .collect()
        } else {
            strings(&body, "permissions").map(str::to_owned).collect()
        };
        if asked.len() > 100 {
            return Err(ApiError::invalid("At most 100 permissions can be tested."));
        }
        let held: Vec<String> = asked
            .into_iter()
            .filter(|permission| {
                let question = Question { caller, permission, resource: &action.key, at };
                question.decide(&self.estate, self.delays).is_ok()
            })
            .collect();
        Ok(json!({"permissions": held}))
    }
}

/// A deny policy: rules with principals and permissions in the spelling of version 2.
pub(super) fn check_deny(data: &Value) -> Result<(), ApiError> {
    let rules = data.get("rules").and_then(Value::as_array).filter(|rules| !rules.is_empty());
    let rules = rules.ok_or_else(|| ApiError::invalid("A deny policy must have at least one rule."))?;
    if rules.len() > MOST_RULES {
        return Err(ApiError::invalid("A deny policy has at most 500 rules."));
    }
    for rule in rules {
        let rule = rule.get("denyRule").ok_or_else(|| ApiError::invalid("A rule must be a denyRule."))?;
        if strings(rule, "deniedPrincipals").next().is_none() {
            return Err(ApiError::invalid("deniedPrincipals must not be empty."));
        }
        for principal in strings(rule, "deniedPrincipals").chain(strings(rule, "exceptionPrincipals")) {
            if !principal.starts_with("principal://") && !principal.starts_with("principalSet://") {
                return Err(ApiError::invalid(format!("Invalid principal {principal}.")));
            }
        }
        let mut permissions = strings(rule, "deniedPermissions").peekable();
        if permissions.peek().is_none() {
            return Err(ApiError::invalid("deniedPermissions must not be empty."));
        }
        for permission in permissions {
            let (host, name) = permission.split_once('/').unwrap_or((permission, ""));
            if !host.ends_with(".googleapis.com") || !name.contains(['.', '*']) {
                return Err(ApiError::invalid(format!("Invalid permission {permission} in deny policy.")));
            }
        }
    }
    Ok(())
}

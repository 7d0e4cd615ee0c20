//! What single resource types ask of a body before they take it.

use serde_json::{Value, json};
use welkin_model::Millis;

use super::Azure;
use super::arm_write::{is_held, traffic};
use super::caller::Caller;
use super::directory::{GROUPS, PRINCIPALS, USERS};
use super::error::Fault;
use super::json::{at as value_at, set, text};
use super::target::Target;
use crate::calendar::{Form, Stamp};

impl Azure {
    pub(super) fn check(&self, target: &Target, body: &Value, is_new: bool, at: Millis) -> Result<(), Fault> {
        let invalid = |code: &'static str, message: String| Err(Fault::new(400, code, message));
        match target.kind.as_str() {
            "microsoft.machinelearningservices/workspaces/onlineendpoints" => {
                let (names, sum) = traffic(body);
                // Nothing at all is allowed: then only a header chooses a deployment.
                if sum != 0 && sum != 100 {
                    return invalid(
                        "BadArgument",
                        format!("The traffic percentages must add up to 0 or 100, not {sum}."),
                    );
                }
                let deployed = |name: &&str| {
                    self.estate.get(&format!("{}/deployments/{name}", target.path), at).is_none()
                };
                if let Some(name) = names.into_iter().find(deployed) {
                    return invalid(
                        "BadArgument",
                        format!(
                            "Invalid traffic: the deployment {name} does not exist in the endpoint {}.",
                            target.last
                        ),
                    );
                }
            }
            "microsoft.cognitiveservices/accounts" => {
                for (path, known) in [
                    ("properties.publicNetworkAccess", &["Enabled", "Disabled"][..]),
                    ("properties.networkAcls.defaultAction", &["Allow", "Deny"][..]),
                ] {
                    let given = value_at(body, path);
                    if given.is_some_and(|given| !given.as_str().is_some_and(|text| known.contains(&text))) {
                        return invalid(
                            "InvalidRequestContent",
                            format!("The value of '{path}' is not one of {known:?}."),
                        );
                    }
                }
                if value_at(body, "properties.disableLocalAuth").is_some_and(|given| !given.is_boolean()) {
                    return invalid(
                        "InvalidRequestContent",
                        "The value of 'properties.disableLocalAuth' must be a boolean.".to_owned(),
                    );
                }
                if is_new && text(body, "kind").is_empty() {
                    return invalid(
                        "InvalidApiSetId",
                        "The account type '' is either invalid or unavailable in given region.".to_owned(),
                    );
                }
            }
            "microsoft.cognitiveservices/accounts/deployments" => {
                if text(body, "properties.model.name").is_empty() {
                    return invalid(
                        "InvalidResourceProperties",
                        "The specified model of the deployment is missing.".to_owned(),
                    );
                }
                let policy = text(body, "properties.raiPolicyName");
                let account = target.parent().unwrap_or_default();
                if !policy.is_empty()
                    && !policy.starts_with("Microsoft.")
                    && self.estate.get(&format!("{account}/raiPolicies/{policy}"), at).is_none()
                {
                    return invalid("InvalidRaiPolicy", format!("The RAI policy '{policy}' does not exist."));
                }
            }
            "microsoft.network/networksecuritygroups/securityrules" => self.check_rule(target, body, at)?,
            "microsoft.storage/storageaccounts/blobservices/containers/immutabilitypolicies" => {
                let old = self.estate.get(&target.path, at);
                let days = |body: &Value| {
                    value_at(body, "properties.immutabilityPeriodSinceCreationInDays").and_then(Value::as_i64)
                };
                let given = days(body).unwrap_or(0);
                if !(1..=146_000).contains(&given) {
                    return invalid(
                        "InvalidImmutabilityPeriod",
                        "The immutability period must be between 1 and 146000 days.".to_owned(),
                    );
                }
                if old.is_some_and(|old| text(old, "properties.state") == "Locked" && days(old) > Some(given))
                {
                    return Err(Fault::new(
                        409,
                        "ContainerImmutabilityPolicyFailure",
                        "The policy is locked: its period can only be extended.",
                    ));
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn check_rule(&self, target: &Target, body: &Value, at: Millis) -> Result<(), Fault> {
        let priority = value_at(body, "properties.priority").and_then(Value::as_i64).unwrap_or(0);
        let direction = text(body, "properties.direction");
        if !(100..=4096).contains(&priority) {
            return Err(Fault::new(
                400,
                "SecurityRuleInvalidPriority",
                format!(
                    "Security rule has invalid Priority. Value provided: {priority} Allowed range 100-4096. Resource: {}.",
                    target.path
                ),
            ));
        }
        let known = |path: &str, all: &[&str]| all.contains(&text(body, path));
        if !known("properties.access", &["Allow", "Deny"])
            || !known("properties.direction", &["Inbound", "Outbound"])
        {
            return Err(Fault::new(
                400,
                "InvalidRequestFormat",
                "Cannot parse the request: access and direction of the rule are required.",
            ));
        }
        let group = target.parent().unwrap_or_default();
        let rules = self.estate.of_kind(
            "microsoft.network/networksecuritygroups/securityrules",
            &format!("{group}/"),
            at,
        );
        let clash = rules.into_iter().find(|(key, rule)| {
            *key != target.key()
                && text(rule, "properties.direction") == direction
                && value_at(rule, "properties.priority").and_then(Value::as_i64) == Some(priority)
        });
        match clash {
            None => Ok(()),
            Some((_, other)) => Err(Fault::new(
                400,
                "SecurityRuleConflict",
                format!(
                    "Security rule {} conflicts with rule {}. Rules cannot have the same Priority and Direction.",
                    target.last,
                    text(other, "name")
                ),
            )),
        }
    }

    /// What a role assignment gets from the directory.
    pub(super) fn fill_assignment(
        &self,
        target: &Target,
        body: &mut Value,
        caller: &Caller,
        at: Millis,
    ) -> Result<(), Fault> {
        let is_guid =
            target.last.len() == 36 && target.last.chars().all(|c| c.is_ascii_hexdigit() || c == '-');
        if !is_guid {
            return Err(Fault::new(
                400,
                "InvalidRoleAssignmentId",
                format!(
                    "The role assignment ID '{}' is not valid. The role assignment ID must be a GUID.",
                    target.last
                ),
            ));
        }
        let principal = text(body, "properties.principalId").to_owned();
        let role = text(body, "properties.roleDefinitionId").to_owned();
        let name = role.rsplit('/').next().unwrap_or("");
        if self.role(name, at).is_none() {
            return Err(Fault::new(
                400,
                "RoleDefinitionDoesNotExist",
                format!("The specified role definition with ID '{name}' does not exist."),
            ));
        }
        let of = [(USERS, "User"), (GROUPS, "Group"), (PRINCIPALS, "ServicePrincipal")];
        let kind =
            of.into_iter().find(|(of, _)| self.directory.get(&format!("{of}/{principal}"), at).is_some());
        let Some((_, kind)) = kind else {
            return Err(Fault::new(
                400,
                "PrincipalNotFound",
                format!(
                    "Principal {principal} does not exist in the directory {}. Check that you have the correct principal ID.",
                    crate::estate::TENANT
                ),
            ));
        };
        let prefix = format!("{}/providers/microsoft.authorization/roleassignments/", target.scope);
        let all = self.estate.of_kind("microsoft.authorization/roleassignments", &prefix, at);
        let same = all.into_iter().any(|(key, other)| {
            key != target.key()
                && text(other, "properties.principalId").eq_ignore_ascii_case(&principal)
                && text(other, "properties.roleDefinitionId").ends_with(name)
        });
        if same {
            return Err(Fault::new(409, "RoleAssignmentExists", "The role assignment already exists."));
        }
        let scope = if target.scope.is_empty() { "/" } else { &target.scope };
        set(body, "properties.scope", json!(scope));
        set(body, "properties.principalType", json!(kind));
        set(body, "properties.createdOn", json!(Stamp(at, Form::Ticks).to_string()));
        set(body, "properties.createdBy", json!(caller.object_id));
        Ok(())
    }

    /// Whether what stands there may be deleted.
    pub(super) fn deletable(&self, target: &Target, body: &Value, at: Millis) -> Result<(), Fault> {
        let conflict = |code: &'static str, message: String| Err(Fault::new(409, code, message));
        match target.kind.as_str() {
            "microsoft.storage/storageaccounts/blobservices/containers" if is_held(body) => conflict(
                "ContainerProtectedFromDeletion",
                "The container is protected from deletion due to legal holds or an immutability policy."
                    .to_owned(),
            ),
            "microsoft.storage/storageaccounts/blobservices/containers/immutabilitypolicies"
                if text(body, "properties.state") == "Locked" =>
            {
                conflict(
                    "ContainerImmutabilityPolicyFailure",
                    "The policy is locked and cannot be deleted.".to_owned(),
                )
            }
            "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments" => {
                let endpoint = target.parent().unwrap_or_default();
                let endpoint = self.estate.get(&endpoint, at);
                let share = endpoint
                    .and_then(|endpoint| value_at(endpoint, &format!("properties.traffic.{}", target.last)));
                match share.and_then(Value::as_i64) {
                    Some(1..) => Err(Fault::new(
                        400,
                        "BadArgument",
                        format!("The deployment {} cannot be deleted while traffic goes to it.", target.last),
                    )),
                    _ => Ok(()),
                }
            }
            "microsoft.network/networksecuritygroups" => {
                let used = self.estate.all(at).find(|(_, kind, one)| {
                    kind.starts_with("microsoft.network/")
                        && text(one, "properties.networkSecurityGroup.id").eq_ignore_ascii_case(&target.path)
                });
                match used {
                    Some((_, _, one)) => Err(Fault::new(
                        400,
                        "InUseNetworkSecurityGroupCannotBeDeleted",
                        format!(
                            "Network security group {} cannot be deleted because it is in use by the following resources: {}.",
                            target.path,
                            text(one, "id")
                        ),
                    )),
                    None => Ok(()),
                }
            }
            _ => Ok(()),
        }
    }
}

use serde_json::Value;
use welkin_model::Millis;

use super::caller::Caller;
use super::cel;
use super::error::{ApiError, Code};
use super::estate::{Estate, text};
use super::names::{head, last};
use super::roles;
use crate::calendar::{Form, MINUTE, SECOND, Stamp};

/// How long a write takes until it is felt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Delays {
    /// Allow and deny policies and service perimeters: "typically 2 minutes, potentially 7 minutes or longer"
    /// (cloud.google.com/iam/docs/access-change-propagation).
    pub(super) policy: Millis,
    /// A service account's or key's state; the documentation gives no number.
    pub(super) account: Millis,
    /// Cloud Asset Inventory and its search: documented as "near real time".
    pub(super) inventory: Millis,
    /// Long-running operations.
    pub(super) operation: Millis,
}

impl Delays {
    pub(super) const DOCUMENTED: Delays =
        Delays { policy: 2 * MINUTE, account: SECOND, inventory: 5 * SECOND, operation: 300 };
}

/// A question to the policies.
#[derive(Clone, Copy, Debug)]
pub(super) struct Question<'a> {
    pub(super) caller: &'a Caller,
    /// `aiplatform.endpoints.predict`
    pub(super) permission: &'a str,
    /// Full resource name.
    pub(super) resource: &'a str,
    pub(super) at: Millis,
}

impl Question<'_> {
    /// Deny policies first, then allow policies of the resource and of all it stands in, as they were when what was
    /// written last reached the enforcement points; then service perimeters.
    pub(super) fn decide(&self, estate: &Estate, delays: Delays) -> Result<(), ApiError> {
        let lineage = estate.lineage(self.resource);
        let then = self.at - delays.policy;
        let members = members(estate, self.caller);
        if !self.is_denied(estate, &lineage, &members, then)
            && self.is_allowed(estate, &lineage, &members, then)
        {
            return self.cross_perimeters(estate, &lineage, &members, then);
        }
        Err(ApiError::denied(self.permission, self.resource))
    }

    fn is_allowed(&self, estate: &Estate, lineage: &[String], members: &[String], then: Millis) -> bool {
        lineage.iter().filter_map(|name| estate.policy(name)?.at(then)).any(|policy| {
            bindings(policy).any(|binding| {
                strings(binding, "members").any(|member| members.iter().any(|m| m == member))
                    && self.role_grants(estate, text(binding, "role"))
                    && binding
                        .get("condition")
                        .is_none_or(|condition| self.condition_holds(condition) == Some(true))
            })
        })
    }

    fn role_grants(&self, estate: &Estate, role: &str) -> bool {
        if roles::grants(role, self.permission) {
            return true;
        }
        // A custom role: its name is its path.
        estate
            .get(&format!("//iam.googleapis.com/{role}"))
            .is_some_and(|role| strings(role, "includedPermissions").any(|held| held == self.permission))
    }

    fn condition_holds(&self, condition: &Value) -> Option<bool> {
        let (service, path) = head(self.resource);
        let name = match service {
            "storage" => path.split_once("/o/").map_or_else(
                || format!("projects/_/buckets/{path}"),
                |(bucket, object)| format!("projects/_/buckets/{bucket}/objects/{object}"),
            ),
            _ => path.to_owned(),
        };
        cel::holds(text(condition, "expression"), &|subject| match subject {
            "resource.name" => Some(name.clone()),
            "resource.service" => Some(format!("{service}.googleapis.com")),
            "request.time" => Some(Stamp(self.at, Form::Seconds).to_string()),
            _ => None,
        })
    }

    fn is_denied(&self, estate: &Estate, lineage: &[String], members: &[String], then: Millis) -> bool {
        let permission = deny_permission(self.permission);
        let who: Vec<String> = members.iter().map(|member| deny_principal(member)).collect();
        let among =
            |rule: &Value, field: &str| strings(rule, field).any(|name| who.iter().any(|w| w == name));
        let covered = |rule: &Value, field: &str| strings(rule, field).any(|p| roles::covers(p, &permission));
        estate
            .under("//iam.googleapis.com/policies/")
            .filter(|(key, _)| {
                estate.ancestors(key).first().is_some_and(|point| {
                    lineage.contains(&format!("//cloudresourcemanager.googleapis.com/{point}"))
                })
            })
            .filter_map(|(_, asset)| asset.versions().at(then))
            .flat_map(|policy| policy.get("rules").and_then(Value::as_array).into_iter().flatten())
            .filter_map(|rule| rule.get("denyRule"))
            .any(|rule| {
                among(rule, "deniedPrincipals")
                    && covered(rule, "deniedPermissions")
                    && !among(rule, "exceptionPrincipals")
                    && !covered(rule, "exceptionPermissions")
                    // What is not understood denies.
                    && rule.get("denialCondition").is_none_or(|c| self.condition_holds(c) != Some(false))
            })
    }

    /// Of what stands in an enforced perimeter, only those whom an ingress rule names may use its restricted services.
    fn cross_perimeters(
        &self,
        estate: &Estate,
        lineage: &[String],
        members: &[String],
        then: Millis,
    ) -> Result<(), ApiError> {
        let service = format!("{}.googleapis.com", head(self.resource).0);
        for (key, asset) in estate.under("//accesscontextmanager.googleapis.com/") {
            let Some(status) = asset.versions().at(then).and_then(|perimeter| perimeter.get("status")) else {
                continue;
            };
            let inside = strings(status, "resources")
                .any(|project| lineage.contains(&format!("//cloudresourcemanager.googleapis.com/{project}")));
            if !inside || !strings(status, "restrictedServices").any(|restricted| restricted == service) {
                continue;
            }
            let admitted = status
                .get("ingressPolicies")
                .and_then(Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(|policy| policy.get("ingressFrom"))
                .any(|from| {
                    strings(from, "identities").any(|who| members.iter().any(|member| member == who))
                });
            if !admitted {
                let name = last(key).to_owned();
                return Err(ApiError::new(
                    Code::PermissionDenied,
                    format!("Request is prohibited by organization's policy. vpcServiceControlsUniqueIdentifier: {name}"),
                )
                .info("SECURITY_POLICY_VIOLATED", "googleapis.com", &[("service", &service), ("uid", &name)]));
            }
        }
        Ok(())
    }
}

/// What policies may call the caller.
pub(super) fn members(estate: &Estate, caller: &Caller) -> Vec<String> {
    let mut members = vec!["allUsers".to_owned()];
    if caller.is_nobody() {
        return members;
    }
    if caller.email.is_empty() {
        members.push(caller.subject.clone());
        members.extend(caller.sets.iter().cloned());
        return members;
    }
    members.push("allAuthenticatedUsers".to_owned());
    members.push(format!("serviceAccount:{}", caller.email));
    for (group, asset) in estate.under("//cloudidentity.googleapis.com/groups/") {
        let Some(mail) = asset.now().and_then(|data| data.get("groupKey")).map(|key| text(key, "id")) else {
            continue;
        };
        let is_in = estate.under(&format!("{group}/memberships/")).any(|(_, membership)| {
            membership
                .now()
                .and_then(|data| data.get("preferredMemberKey"))
                .is_some_and(|key| text(key, "id") == caller.email)
        });
        if is_in {
            members.push(format!("group:{mail}"));
        }
    }
    members
}

/// A permission as deny policies spell it: `aiplatform.googleapis.com/endpoints.predict`.
fn deny_permission(permission: &str) -> String {
    let (service, rest) = permission.split_once('.').unwrap_or((permission, ""));
    let service = if service == "resourcemanager" { "cloudresourcemanager" } else { service };
    format!("{service}.googleapis.com/{rest}")
}

/// A member as deny policies spell it.
fn deny_principal(member: &str) -> String {
    match member.split_once(':') {
        _ if member == "allUsers" => "principalSet://goog/public:all".to_owned(),
        Some(("serviceAccount", email)) => {
            format!("principal://iam.googleapis.com/projects/-/serviceAccounts/{email}")
        }
        Some(("group", mail)) => format!("principalSet://goog/group/{mail}"),
        _ => member.to_owned(),
    }
}

pub(super) fn bindings(policy: &Value) -> impl Iterator<Item = &Value> {
    policy.get("bindings").and_then(Value::as_array).into_iter().flatten()
}

/// The texts of a list.
pub(super) fn strings<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a str> {
    value.get(field).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}

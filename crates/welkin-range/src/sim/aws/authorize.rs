use std::collections::BTreeMap;

use serde_json::Value;
use welkin_model::Millis;

use super::caller::{Caller, Who};
use super::estate::Estate;
use super::policy::{Ask, Verdict, decide};

/// A resource as authorisation sees it.
#[derive(Clone, Debug, Default)]
pub(super) struct Target {
    /// `*` for operations that know no resource.
    pub(super) arn: String,
    /// The account that owns it; empty for the caller's own.
    pub(super) account: String,
    /// The policy on the resource itself.
    pub(super) policy: Option<Value>,
    /// Whether nothing is allowed that the resource's policy does not allow, as at KMS.
    pub(super) policy_decides: bool,
    /// Whether the policy's grants to everybody are ignored (block public access).
    pub(super) blocks_public: bool,
    /// Condition keys of the request, in lower case.
    pub(super) context: BTreeMap<String, String>,
}

impl Target {
    pub(super) fn of(arn: impl Into<String>) -> Target {
        Target { arn: arn.into(), ..Target::default() }
    }
}

/// Roles that services own: neither service control policies nor session revocation bind them.
pub(super) const SERVICE_LINKED: &str = "AWSServiceRoleFor";

impl Estate {
    /// Whether the caller may; the message of the refusal otherwise. An explicit deny anywhere beats every allow; then
    /// service control policies, boundary and session policy must each allow, and identity or resource policy must.
    pub(super) fn authorize(
        &self,
        caller: &Caller,
        action: &str,
        region: &str,
        target: &Target,
        at: Millis,
    ) -> Result<(), String> {
        let mut context = caller.context(self, at);
        context.insert("aws:requestedregion".to_owned(), region.to_owned());
        context.extend(target.context.clone());
        let resource = target.arn.as_str();
        let ask = Ask { action, resource, context: &context, principals: &[] };
        let refuse = |why: String| {
            Err(format!(
                "User: {} is not authorized to perform: {action} on resource: {resource} {why}",
                caller.arn()
            ))
        };
        let because = |sort: &str| format!("because no {sort} policy allows the {action} action");
        let deny_in = |sort: &str| format!("with an explicit deny in {sort}");

        let names = names_of(caller);
        let owner = if target.account.is_empty() { &caller.account } else { &target.account };
        let on_resource = Ask { principals: &names, ..ask.clone() };
        let resource_verdict = match &target.policy {
            Some(policy) if !(target.blocks_public && is_public(policy) && *owner != caller.account) => {
                decide([policy], &on_resource)
            }
            _ => Verdict::Silent,
        };
        if resource_verdict == Verdict::Deny {
            return refuse(deny_in("a resource-based policy"));
        }
        for level in self.organization.levels(owner, "RESOURCE_CONTROL_POLICY", at) {
            if decide(&level, &on_resource) == Verdict::Deny {
                return refuse(deny_in("a resource control policy"));
            }
        }
        let Some((sort, name, _)) = caller.principal() else {
            let allowed = resource_verdict == Verdict::Allow;
            return if allowed { Ok(()) } else { Err("Access Denied".to_owned()) };
        };
        let Some(iam) = self.iam.get(&caller.account) else { return refuse(because("identity-based")) };
        if !name.starts_with(SERVICE_LINKED) {
            for level in self.organization.levels(&caller.account, "SERVICE_CONTROL_POLICY", at) {
                match decide(&level, &ask) {
                    Verdict::Deny => return refuse(deny_in("a service control policy")),
                    Verdict::Silent => return refuse(because("service control")),
                    Verdict::Allow => {}
                }
            }
        }
        let documents = iam.documents(sort, name, &self.shelf, at);
        let identity = decide(&documents, &ask);
        if identity == Verdict::Deny {
            return refuse(deny_in("an identity-based policy"));
        }
        let session_policy = match &caller.who {
            Who::Role(session) => session.policy.as_ref(),
            _ => None,
        };
        let limits = [
            ("permissions boundary", iam.boundary(sort, name, &self.shelf, at)),
            ("session", session_policy.cloned()),
        ];
        for (kind, limit) in &limits {
            match limit.as_ref().map(|document| decide([document], &ask)) {
                Some(Verdict::Deny) => {
                    return refuse(deny_in(
                        &format!("a {kind} policy").replace("boundary policy", "boundary"),
                    ));
                }
                Some(Verdict::Silent) => return refuse(because(kind)),
                _ => {}
            }
        }
        let by_identity = identity == Verdict::Allow;
        let by_resource = resource_verdict == Verdict::Allow;
        let is_own = *owner == caller.account;
        let allowed = match (is_own, target.policy_decides) {
            // A grant to the account's root delegates to identity policies; one to the caller is enough by itself.
            (true, true) => {
                by_resource && (by_identity || self.names_directly(target, &ask, &names, &caller.account))
            }
            (true, false) => {
                by_identity || (by_resource && self.names_directly(target, &ask, &names, &caller.account))
            }
            (false, _) => by_identity && by_resource,
        };
        if allowed { Ok(()) } else { refuse(because("identity-based")) }
    }

    /// Whether the resource's policy allows the caller by more than its account.
    fn names_directly(&self, target: &Target, ask: &Ask<'_>, names: &[String], account: &str) -> bool {
        let root = format!("arn:aws:iam::{account}:root");
        let direct: Vec<String> =
            names.iter().filter(|name| **name != root && *name != account).cloned().collect();
        let ask = Ask { principals: &direct, ..ask.clone() };
        target.policy.as_ref().is_some_and(|policy| decide([policy], &ask) == Verdict::Allow)
    }
}

/// All that a `Principal` may name the caller by.
fn names_of(caller: &Caller) -> Vec<String> {
    let Some((_, _, arn)) = caller.principal() else { return Vec::new() };
    let account = &caller.account;
    vec![caller.arn(), arn, account.clone(), format!("arn:aws:iam::{account}:root")]
}

/// Whether a policy allows something to everybody without a condition (what S3 calls public).
pub(super) fn is_public(policy: &Value) -> bool {
    let statements = policy.get("Statement").and_then(Value::as_array).map_or(&[] as &[Value], Vec::as_slice);
    statements.iter().any(|statement| {
        let everybody = statement
            .get("Principal")
            .is_some_and(|principal| principal == "*" || principal.get("AWS").is_some_and(|aws| aws == "*"));
        let allows = statement.get("Effect").is_some_and(|effect| effect == "Allow");
        everybody && allows && statement.get("Condition").is_none()
    })
}

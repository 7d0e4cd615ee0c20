use serde_json::Value;
use welkin_model::Millis;

use super::Oci;
use super::condition::{Condition, Variables};
use super::keys::unpem;
use super::law::Caller;
use super::problem::Problem;
use super::route::{Route, Step};
use super::signature::{Cover, Signature};
use super::special::Act;
use super::store::Resource;
use super::token::Claims;
use crate::estate::OCI_TENANCY;
use crate::sim::Request;

impl Oci {
    /// Who signed the request.
    pub(super) fn caller(&self, route: &Route, request: &Request, at: Millis) -> Result<Caller, Problem> {
        let act = match route.step {
            Step::Special(special) => Some(special.act),
            _ => None,
        };
        if matches!(act, Some(Act::Federate | Act::Exchange)) {
            return Ok(Caller::default());
        }
        // To a region that the tenancy has not subscribed to its users are strangers.
        if !route.region.subscribed {
            return Err(Problem::unauthenticated());
        }
        let cover = if act == Some(Act::PutObject) { Cover::Stream } else { Cover::Full };
        let signature = Signature::parse(request).ok_or_else(Problem::unauthenticated)?;
        let (caller, spki) = match signature.key_id.strip_prefix("ST$") {
            Some(token) => {
                let claims = self.issuer.open(token, at).ok_or_else(Problem::unauthenticated)?;
                (self.bearer(&claims), claims.spki)
            }
            None => self
                .key_owner(&signature.key_id)
                .map_or((None, Vec::new()), |(caller, spki)| (Some(caller), spki)),
        };
        let caller = caller.ok_or_else(Problem::unauthenticated)?;
        if signature.holds(request, cover, &spki, at) { Ok(caller) } else { Err(Problem::unauthenticated()) }
    }

    /// The user of a key id `{tenancy}/{user}/{fingerprint}`, and the key.
    fn key_owner(&self, key_id: &str) -> Option<(Caller, Vec<u8>)> {
        let parts: Vec<&str> = key_id.split('/').collect();
        let [OCI_TENANCY, user, fingerprint] = parts.as_slice() else { return None };
        let user = self.store.get(user).filter(|one| one.kind.collection == "users")?;
        let may = user.body.pointer("/capabilities/canUseApiKeys").and_then(Value::as_bool);
        (may == Some(true)).then_some(())?;
        let field = |key: &Value, name: &str| key.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
        let key = user.list("apiKeys").iter().find(|key| field(key, "fingerprint") == *fingerprint)?;
        (field(key, "lifecycleState") == "ACTIVE").then_some(())?;
        let spki = unpem(&field(key, "keyValue"))?;
        Some((self.user(user, key_id.to_owned())?, spki))
    }

    pub(super) fn bearer(&self, claims: &Claims) -> Option<Caller> {
        let subject = self.store.get(&claims.subject).filter(|subject| !subject.is_gone())?;
        let credentials = format!("ST${}", claims.kind);
        match claims.kind.as_str() {
            "user" => self.user(subject, credentials),
            "instance" => {
                let variables = Variables::from([
                    ("instance.id", subject.id.clone()),
                    ("instance.compartment.id", subject.compartment().to_owned()),
                ]);
                Some(self.workload(subject, "instance", credentials, &variables))
            }
            "resource" => {
                let variables = Variables::from([
                    ("resource.id", subject.id.clone()),
                    ("resource.type", subject.kind.ocid.to_owned()),
                    ("resource.compartment.id", subject.compartment().to_owned()),
                ]);
                Some(self.workload(subject, "resource", credentials, &variables))
            }
            _ => None,
        }
    }

    fn user(&self, user: &Resource, credentials: String) -> Option<Caller> {
        (user.text("lifecycleState") == "ACTIVE").then_some(())?;
        let groups = self
            .store
            .of("identity", "userGroupMemberships")
            .filter(|membership| membership.text("userId") == user.id)
            .filter_map(|membership| self.store.get(membership.text("groupId")))
            .map(|group| group.name().to_ascii_lowercase())
            .collect();
        Some(Caller {
            id: user.id.clone(),
            name: user.name().to_owned(),
            auth: "natv",
            credentials,
            groups,
            ..Caller::default()
        })
    }

    fn workload(
        &self,
        subject: &Resource,
        auth: &'static str,
        credentials: String,
        variables: &Variables,
    ) -> Caller {
        let dynamic_groups = self
            .store
            .of("identity", "dynamicGroups")
            .filter(|group| {
                Condition::parse(group.text("matchingRule"))
                    .is_some_and(|rule| rule.holds(variables) == Some(true))
            })
            .map(|group| group.name().to_ascii_lowercase())
            .collect();
        Caller {
            id: subject.id.clone(),
            name: subject.name().to_owned(),
            auth,
            credentials,
            dynamic_groups,
            ..Caller::default()
        }
    }
}

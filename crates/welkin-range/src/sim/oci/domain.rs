use serde_json::{Value, json};

use super::Oci;
use super::call::{Call, stamp};
use super::problem::{Outcome, Problem};
use super::special::Special;
use super::store::Resource;
use crate::estate::OCI_TENANCY;
use crate::sim::Response;

impl Oci {
    /// The identity domain's own API (SCIM 2.0): users and groups again, in its spelling.
    pub(super) fn domain_list(&self, call: &Call<'_>, special: &Special) -> Outcome {
        self.require(call, special.verb, special.what, OCI_TENANCY)?;
        let number = |name: &str, default: usize| match call.request.parameter(name) {
            None => Ok(default),
            Some(text) => text.parse::<usize>().map_err(|_| Problem::invalid(format!("{name} is no number"))),
        };
        let (start, count) = (number("startIndex", 1)?.max(1), number("count", 50)?.min(1_000));
        let filter = call.request.parameter("filter").unwrap_or_default();
        let found: Vec<Value> = match call.route.part(2) {
            "IdentityPropagationTrusts" => vec![trust()],
            kind => self.domain_kind(kind)?.filter_map(|one| scim(one, call)).collect(),
        };
        let found: Vec<Value> = found.into_iter().filter(|one| passes(one, &filter)).collect();
        let total = found.len();
        let page: Vec<Value> = found.into_iter().skip(start - 1).take(count).collect();
        Ok(Response::json(
            200,
            &json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"], "totalResults": total,
                "startIndex": start, "itemsPerPage": page.len(), "Resources": page,
            }),
        ))
    }

    pub(super) fn domain_get(&self, call: &Call<'_>, special: &Special) -> Outcome {
        self.require(call, special.verb, special.what, OCI_TENANCY)?;
        let id = call.route.part(3);
        let found = self.domain_kind(call.route.part(2))?.find(|one| one.id == id);
        let body = found.and_then(|one| scim(one, call)).ok_or_else(Problem::absent)?;
        Ok(Response::json(200, &body))
    }

    /// What the API of users cannot do: to deactivate one.
    pub(super) fn domain_user_status(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        self.require(call, special.verb, special.what, OCI_TENANCY)?;
        let active =
            call.body.get("active").and_then(Value::as_bool).ok_or_else(|| Problem::missing("active"))?;
        let user = self
            .store
            .get_mut(call.route.part(3))
            .filter(|one| one.kind.collection == "users")
            .ok_or_else(Problem::absent)?;
        user.touch(call.at);
        user.merge(&if active {
            json!({"lifecycleState": "ACTIVE", "inactiveStatus": null})
        } else {
            json!({"lifecycleState": "INACTIVE", "inactiveStatus": 2})
        });
        Ok(Response::json(
            200,
            &json!({
                "schemas": ["urn:ietf:params:scim:schemas:oracle:idcs:UserStatusChanger"], "id": user.id,
                "ocid": user.id, "active": active,
                "meta": {"lastModified": stamp(call.at), "resourceType": "UserStatusChanger"},
            }),
        ))
    }

    fn domain_kind(&self, kind: &str) -> Result<impl Iterator<Item = &Resource>, Problem> {
        let collection = match kind {
            "Users" => "users",
            "Groups" => "groups",
            "DynamicResourceGroups" => "dynamicGroups",
            _ => return Err(Problem::absent()),
        };
        Ok(self.store.of("identity", collection))
    }
}

fn trust() -> Value {
    json!({
        "schemas": ["urn:ietf:params:scim:schemas:oracle:idcs:IdentityPropagationTrust"],
        "id": "welkin-propagation", "name": "welkin-propagation", "type": "JWT", "active": true,
        "issuer": super::access::TRUSTED_ISSUER, "subjectType": "User", "allowImpersonation": true,
        "oauthClients": [super::access::CLIENT_ID],
        "impersonationServiceUsers": super::access::IMPERSONATION .iter() .map(|(subject, user)| json!({"rule": format!("sub eq {subject}"), "value": user})) .collect::<Vec<_>>(),
    })
}

fn scim(one: &Resource, call: &Call<'_>) -> Option<Value> {
    let meta = json!({"created": one.text("timeCreated"), "lastModified": stamp(call.at)});
    let (id, name) = (&one.id, one.name());
    Some(match one.kind.collection {
        "users" => json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": id, "ocid": id,
            "userName": name, "displayName": name, "active": one.text("lifecycleState") == "ACTIVE",
            "emails": [{"value": one.text("email"), "type": "work", "primary": true}],
            "tenancyOcid": OCI_TENANCY, "meta": meta,
        }),
        "groups" => json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "id": id, "ocid": id,
            "displayName": name, "tenancyOcid": OCI_TENANCY, "meta": meta,
        }),
        "dynamicGroups" => json!({
            "schemas": ["urn:ietf:params:scim:schemas:oracle:idcs:DynamicResourceGroup"], "id": id,
            "ocid": id, "displayName": name, "matchingRule": one.text("matchingRule"),
            "tenancyOcid": OCI_TENANCY, "meta": meta,
        }),
        _ => return None,
    })
}

/// `userName eq "x"`; another filter than `eq` passes nothing.
fn passes(one: &Value, filter: &str) -> bool {
    if filter.is_empty() {
        return true;
    }
    let parts: Vec<&str> = filter.splitn(3, ' ').collect();
    let [field, operator, value] = parts.as_slice() else { return false };
    let actual = one.get(field).map(|v| v.as_str().map_or_else(|| v.to_string(), str::to_owned));
    operator.eq_ignore_ascii_case("eq")
        && actual.is_some_and(|a| a.eq_ignore_ascii_case(value.trim_matches('"')))
}

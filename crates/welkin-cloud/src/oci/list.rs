use serde_json::Value;

use super::ask::encoded;

/// A collection of a service, and what reads each of its resources in full.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListRule {
    /// As search spells the type, or would.
    pub(super) native: &'static str,
    /// Further spellings in search.
    pub(super) also: &'static [&'static str],
    pub(super) service: &'static str,
    /// [`template`] of the path behind the version.
    pub(super) path: &'static str,
    /// As in the names of operations: `Model`, `Models`.
    pub(super) noun: &'static str,
    pub(super) plural: &'static str,
    /// The resource type in policies.
    pub(super) policy: &'static str,
    pub(super) reach: Reach,
    /// [`template`] of the path that tells more of one resource than the list; empty where the list tells all.
    pub(super) get: &'static str,
    pub(super) parameters: &'static [(&'static str, &'static str)],
    pub(super) parts: &'static [Part],
}

/// For what part of the tenancy one call answers.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reach {
    /// One compartment, not those below it.
    Compartment,
    /// The root compartment with all below, by this parameter; where that is denied, one compartment at a time.
    Subtree(&'static str),
    /// The root compartment alone holds any.
    Root,
}

/// What hangs below a resource.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part {
    pub(super) operation: &'static str,
    pub(super) path: &'static str,
    pub(super) permission: &'static str,
    pub(super) is: Is,
}

/// What a part is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Is {
    /// Resources of their own, of this type.
    Resources(&'static str),
    /// One resource of its own.
    Resource(&'static str),
    /// A list that says more of the resource itself, under this name.
    More(&'static str),
    /// A document that the resource may lack, under this name.
    Perhaps(&'static str),
}

pub(super) const fn list(
    service: &'static str,
    native: &'static str,
    path: &'static str,
    (noun, plural): (&'static str, &'static str),
    policy: &'static str,
) -> ListRule {
    ListRule {
        native,
        also: &[],
        service,
        path,
        noun,
        plural,
        policy,
        reach: Reach::Compartment,
        get: "",
        parameters: &[],
        parts: &[],
    }
}

impl ListRule {
    /// The list has summaries: each resource is read by itself.
    pub(super) const fn get(self, path: &'static str) -> ListRule {
        ListRule { get: path, ..self }
    }

    pub(super) const fn also(self, also: &'static [&'static str]) -> ListRule {
        ListRule { also, ..self }
    }

    pub(super) const fn subtree(self, parameter: &'static str) -> ListRule {
        ListRule { reach: Reach::Subtree(parameter), ..self }
    }

    pub(super) const fn root(self) -> ListRule {
        ListRule { reach: Reach::Root, ..self }
    }

    pub(super) const fn with(self, parameters: &'static [(&'static str, &'static str)]) -> ListRule {
        ListRule { parameters, ..self }
    }

    pub(super) const fn parts(self, parts: &'static [Part]) -> ListRule {
        ListRule { parts, ..self }
    }

    /// Whether its resources belong to the tenancy, and are read in the home region alone.
    pub(super) fn is_global(&self) -> bool {
        matches!(self.service, "identity" | "limits" | "cloudguard")
    }

    pub(super) fn operation(&self) -> String {
        format!("List{}", self.plural)
    }

    pub(super) fn read_operation(&self) -> String {
        format!("Get{}", self.noun)
    }

    /// As `--service` names it.
    pub(super) fn asked_as(&self) -> &'static str {
        match self.service {
            "loadbalancer" => "iaas",
            "kms-management" => "kms",
            service => service,
        }
    }
}

/// Fills `{field}`s of a path, percent-encoded, from an item, else from its surroundings. `None` if one is in neither.
pub(super) fn template(text: &str, item: &Value, around: &Value) -> Option<String> {
    let mut filled = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (field, after) = after.split_once('}')?;
        filled.push_str(before);
        let value = item.get(field).or_else(|| around.get(field)).and_then(Value::as_str)?;
        filled.push_str(&encoded(value));
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn paths_are_filled_from_the_item_and_then_from_its_surroundings() {
        let (item, around) = (json!({"id": "a/b"}), json!({"id": "x", "namespace": "n"}));
        let filled = |text| template(text, &item, &around);
        assert_eq!(filled("n/{namespace}/b/{id}").as_deref(), Some("n/n/b/a%2Fb"));
        assert_eq!(filled("plain").as_deref(), Some("plain"));
        assert_eq!(filled("{none}"), None);
        assert_eq!(filled("{open"), None);
    }
}

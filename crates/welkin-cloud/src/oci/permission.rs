use std::collections::{BTreeMap, BTreeSet};

/// What includes what: to read is to inspect, too.
const VERBS: [&str; 4] = ["inspect", "read", "use", "manage"];

/// Statements that let a group make the calls with these permissions and no others, one a line
/// (<https://docs.oracle.com/en-us/iaas/Content/Identity/Concepts/policysyntax.htm>).
pub(super) fn policy(permissions: &[String]) -> String {
    let mut verbs: BTreeMap<&str, usize> = BTreeMap::new();
    let mut bound: BTreeSet<&str> = BTreeSet::new();
    for permission in permissions {
        if permission.contains(" where ") {
            bound.insert(permission);
            continue;
        }
        let Some((verb, what)) = permission.split_once(' ') else { continue };
        let Some(rank) = VERBS.iter().position(|known| *known == verb) else { continue };
        let kept = verbs.entry(what).or_insert(rank);
        *kept = rank.max(*kept);
    }
    let mut lines: Vec<String> = verbs
        .into_iter()
        .filter_map(|(what, rank)| {
            Some(format!("Allow group welkin-discovery to {} {what} in tenancy", VERBS.get(rank)?))
        })
        .collect();
    lines.extend(bound.into_iter().filter_map(|permission| {
        let (what, condition) = permission.split_once(" where ")?;
        Some(format!("Allow group welkin-discovery to {what} in tenancy where {condition}"))
    }));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_has_the_strongest_verb_and_its_condition() {
        let permissions = ["inspect users", "inspect vaults", "read vaults", "", "manage x where a = 'b'"];
        let policy = policy(&permissions.map(str::to_owned));
        assert_eq!(
            policy,
            "Allow group welkin-discovery to inspect users in tenancy\n\
             Allow group welkin-discovery to read vaults in tenancy\n\
             Allow group welkin-discovery to manage x in tenancy where a = 'b'"
        );
    }
}

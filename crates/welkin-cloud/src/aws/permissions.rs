use std::collections::BTreeSet;

use serde_json::json;

use super::handlers::HANDLERS;

/// The policy that allows these actions and no others.
///
/// Cloud Control reads each type by calls of the type's own service, made in the caller's name, so that its own two
/// actions are not enough: where they were used, the reading actions of the types' handlers stand in a statement of
/// their own.
pub(super) fn policy(used: &[String]) -> String {
    let actions: BTreeSet<&str> = used.iter().map(String::as_str).collect();
    let mut statements = vec![statement("WelkinDiscovery", &actions)];
    if actions.iter().any(|action| action.starts_with("cloudformation:")) {
        let behind: BTreeSet<&str> =
            HANDLERS.iter().flat_map(|(_, actions)| actions.iter().copied()).collect();
        let behind = behind.difference(&actions).copied().collect();
        statements.push(statement("WelkinCloudControlHandlers", &behind));
    }
    format!("{:#}", json!({ "Version": "2012-10-17", "Statement": statements }))
}

fn statement(sid: &str, actions: &BTreeSet<&str>) -> serde_json::Value {
    json!({ "Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*" })
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn parsed(used: &[&str]) -> Value {
        let used: Vec<String> = used.iter().map(|action| (*action).to_owned()).collect();
        serde_json::from_str(&policy(&used)).unwrap()
    }

    #[test]
    fn a_policy_allows_what_was_used_and_nothing_else() {
        let policy = parsed(&["sagemaker:ListModels", "ec2:DescribeVpcs"]);
        assert_eq!(policy["Statement"].as_array().unwrap().len(), 1);
        assert_eq!(policy["Statement"][0]["Action"], json!(["ec2:DescribeVpcs", "sagemaker:ListModels"]));
    }

    #[test]
    fn cloud_control_needs_the_actions_of_the_handlers_and_these_only_read() {
        let policy = parsed(&["cloudformation:ListResources"]);
        let behind = policy["Statement"][1]["Action"].as_array().unwrap();
        assert!(behind.contains(&json!("aoss:ListCollections")), "{behind:?}");
        for action in HANDLERS.iter().flat_map(|(_, actions)| actions.iter()) {
            let name = action.split(':').nth(1).unwrap();
            let reads = ["Get", "List", "Describe", "BatchGet", "Search", "View"];
            assert!(reads.iter().any(|verb| name.starts_with(verb)), "{action}");
        }
    }
}

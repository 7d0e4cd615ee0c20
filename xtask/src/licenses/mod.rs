//! Whether everything that Welkin is built from may be: the work of cargo-deny's `licenses`, `bans` and `sources`, for
//! machines that do not have it, and the same licences for the console's packages.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::metadata::{self, Package};
use crate::tree::{Tree, root};
use crate::{Outcome, say};

mod expression;
mod policy;

use expression::Expression;
use policy::Policy;

const CONSOLE_LOCK: &str = "console/package-lock.json";

/// What tools of the console's build may have besides; nothing of them is shipped.
const OF_TOOLS: [&str; 2] = ["CC-BY-4.0", "Python-2.0"];

pub(crate) fn run() -> Outcome {
    let tree = Tree::of_project();
    let text = tree.text("deny.toml").ok_or_else(|| vec!["deny.toml cannot be read".to_owned()])?;
    let policy = Policy::parse(&text).map_err(|e| vec![e])?;
    let (mut problems, crates) = if has_cargo_deny() {
        (run_cargo_deny(), "the crates by cargo-deny".to_owned())
    } else {
        let packages = metadata::everything().map_err(|e| vec![e])?;
        (check(&packages, &policy), format!("{} crates", packages.iter().filter(|p| !p.is_ours).count()))
    };
    let mut packages = 0;
    if let Some(lock) = tree.text(CONSOLE_LOCK) {
        let (count, found) = check_console(&lock, &policy);
        packages = count;
        problems.extend(found);
    }
    if problems.is_empty() {
        Ok(format!("licenses: {crates} and {packages} packages of the console are allowed"))
    } else {
        Err(problems)
    }
}

fn has_cargo_deny() -> bool {
    Command::new("cargo-deny").arg("--version").output().is_ok_and(|o| o.status.success())
}

fn run_cargo_deny() -> Vec<String> {
    say("licenses: cargo deny check licenses bans sources");
    let arguments = ["deny", "check", "licenses", "bans", "sources"];
    match Command::new(env!("CARGO")).args(arguments).current_dir(root()).status() {
        Ok(status) if status.success() => Vec::new(),
        Ok(_) => vec!["cargo deny refuses a dependency".to_owned()],
        Err(error) => vec![format!("cargo deny cannot be run: {error}")],
    }
}

fn check(packages: &[Package], policy: &Policy) -> Vec<String> {
    let mut problems = Vec::new();
    for package in packages.iter().filter(|p| !p.is_ours) {
        let name = format!("{} {}", package.name, package.version);
        if let Some(reason) = policy.ban(&package.name) {
            problems.push(format!("{name} is banned by deny.toml: {reason}"));
        }
        if !package.source.as_deref().is_some_and(|s| s.starts_with("registry+")) {
            problems.push(format!("{name} does not come from the registry: {:?}", package.source));
        }
        match &package.license {
            Some(license) => problems.extend(judge(&name, license, |id| policy.allows(id))),
            None if package.license_file => {
                problems.push(format!("{name} has a licence of its own: read it"))
            }
            None => problems.push(format!("{name} names no licence")),
        }
    }
    problems
}

fn judge(name: &str, license: &str, allows: impl Fn(&str) -> bool) -> Option<String> {
    match Expression::parse(license) {
        Ok(expression) if expression.is_satisfied(&allows) => None,
        Ok(_) => Some(format!("{name} has the licence `{license}`, which deny.toml does not allow")),
        Err(error) => {
            Some(format!("{name} has the licence `{license}`, which is no SPDX expression: {error}"))
        }
    }
}

/// How many packages the console's lock file has, and those whose licence is not allowed.
fn check_console(lock: &str, policy: &Policy) -> (usize, Vec<String>) {
    let value: Value = match serde_json::from_str(lock) {
        Ok(value) => value,
        Err(error) => return (0, vec![format!("{CONSOLE_LOCK}: {error}")]),
    };
    let mut seen = BTreeSet::new();
    let mut problems = Vec::new();
    for (path, package) in value.get("packages").and_then(Value::as_object).into_iter().flatten() {
        let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
        seen.insert(path);
        let is_tool = package.get("dev").and_then(Value::as_bool) == Some(true);
        let allows = |id: &str| policy.allows(id) || (is_tool && OF_TOOLS.contains(&id));
        match package.get("license").and_then(Value::as_str) {
            Some(license) => problems.extend(judge(name, license, allows)),
            None => problems.push(format!("{name} names no licence")),
        }
    }
    (seen.len(), problems)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy() -> Policy {
        Policy::parse("[licenses]\nallow = [\n    \"MIT\",\n]\n[bans]\ndeny = [\n    { crate = \"bad\", reason = \"it is\" },\n]\n").unwrap()
    }

    fn package(name: &str, license: Option<&str>) -> Package {
        Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            license: license.map(str::to_owned),
            license_file: false,
            source: Some("registry+x".to_owned()),
            dependencies: Vec::new(),
            is_ours: false,
        }
    }

    #[test]
    fn licences_and_bans_of_crates() {
        let packages = [
            package("good", Some("MIT/Apache-2.0")),
            package("bad", Some("MIT")),
            package("viral", Some("GPL-3.0")),
            package("mute", None),
        ];
        let problems = check(&packages, &policy());
        assert_eq!(problems.len(), 3, "{problems:?}");
        assert!(problems.join(" ").contains("bad 1.0.0 is banned by deny.toml: it is"));
    }

    #[test]
    fn tools_of_the_console_may_more_than_what_is_shipped() {
        let lock = r#"{"packages": {"": {"license": "Apache-2.0"},
            "node_modules/a": {"license": "Python-2.0", "dev": true},
            "node_modules/b": {"license": "Python-2.0"},
            "node_modules/a/node_modules/@c/d": {"license": "MIT"}}}"#;
        let (count, problems) = check_console(lock, &policy());
        assert_eq!(count, 3);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems.concat().starts_with("b has the licence"));
    }
}

use crate::tree::Tree;

const SOURCES: &str = "crates/welkin-ingest/src/map/";
const COMMANDS: &str = "crates/welkin/src/commands/";

/// A file that implements something is listed where its kind is listed; nothing registers itself.
pub(super) fn check(tree: &Tree) -> Vec<String> {
    let mut problems = Vec::new();
    for file in tree.below(SOURCES, ".rs") {
        let Some((provider, name)) = file.strip_prefix(SOURCES).and_then(|f| f.split_once('/')) else {
            continue;
        };
        let module = name.strip_suffix(".rs").and_then(|n| n.split('/').next()).unwrap_or(name);
        let list = format!("{SOURCES}{provider}/mod.rs");
        if module == "mod" || !tree.text(file).is_some_and(|text| implements_source(&text)) {
            continue;
        }
        if !tree.text(&list).is_some_and(|text| sources(&text).contains(&format!("{module}::"))) {
            problems.push(format!("{file} implements a source that SOURCES in {list} does not list"));
        }
    }
    let list = format!("{COMMANDS}mod.rs");
    let listed = tree.text(&list).unwrap_or_default();
    for file in tree.below(COMMANDS, ".rs") {
        let name = file.strip_prefix(COMMANDS).and_then(|f| f.split(['/', '.']).next()).unwrap_or(file);
        if name != "mod" && !listed.lines().any(|line| line.trim().ends_with(&format!("mod {name};"))) {
            problems.push(format!("{file} is a command that {list} does not list"));
        }
    }
    problems
}

fn implements_source(text: &str) -> bool {
    text.lines()
        .any(|line| line.starts_with("impl Source for ") || line.starts_with("impl super::Source for "))
}

/// The text of the `SOURCES` slice.
fn sources(text: &str) -> String {
    let after = text.split_once("const SOURCES").map_or("", |(_, after)| after);
    after.split_once(';').map_or(after, |(slice, _)| slice).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_slice_is_what_counts() {
        let text = "mod a;\nmod b;\npub(super) const SOURCES: &[&dyn Source] = &[&a::A];\nuse b::B;\n";
        assert!(sources(text).contains("a::"));
        assert!(!sources(text).contains("b::"));
        assert!(implements_source("struct A;\nimpl Source for A {}\n"));
        assert!(!implements_source("struct A;\n"));
    }
}

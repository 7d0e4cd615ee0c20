use crate::metadata::Package;

/// Layer of each crate, as ARCHITECTURE.md gives them. `None`: only tests and tools may depend on it.
const LAYERS: [(&str, Option<u8>); 10] = [
    ("welkin", Some(4)),
    ("welkin-cloud", Some(2)),
    ("welkin-detect", Some(1)),
    ("welkin-ingest", Some(2)),
    ("welkin-model", Some(0)),
    ("welkin-range", Some(2)),
    ("welkin-server", Some(3)),
    ("welkin-store", Some(2)),
    ("welkin-testkit", None),
    ("xtask", None),
];

/// Crates that must stay free of asynchrony, and what they may not name.
const PURE: [&str; 2] = ["welkin-detect", "welkin-model"];
const IMPURE: [&str; 9] =
    ["async-trait", "axum", "datafusion", "futures", "hyper", "reqwest", "rusqlite", "tokio", "tokio-stream"];

/// Edges between our crates point down only, never within a layer.
pub(super) fn check(packages: &[Package]) -> Vec<String> {
    let mut problems = Vec::new();
    for package in packages.iter().filter(|p| p.is_ours) {
        let from = package.name.as_str();
        let Some(layer) = layer(from) else {
            problems.push(format!(
                "crate {from} has no layer: give it one in xtask/src/tidy/edges.rs and ARCHITECTURE.md"
            ));
            continue;
        };
        for to in &package.dependencies {
            if let Some(reason) = forbidden(from, layer, to) {
                problems.push(format!("{from} depends on {to}: {reason}"));
            }
        }
    }
    problems
}

fn layer(name: &str) -> Option<Option<u8>> {
    LAYERS.iter().find(|(known, _)| *known == name).map(|(_, layer)| *layer)
}

fn forbidden(from: &str, from_layer: Option<u8>, to: &str) -> Option<String> {
    if PURE.contains(&from) && IMPURE.contains(&to) {
        return Some("the crate is synchronous and does no input or output".to_owned());
    }
    match (from_layer, layer(to)?) {
        (None, _) => None,
        (Some(_), None) => {
            Some(format!("{to} is for tests and tools, so it can only be a development dependency"))
        }
        (Some(from), Some(to)) if to < from => None,
        (Some(from), Some(to)) if to == from => Some(format!(
            "both are of layer {from}; the consumer declares a trait and welkin-server fills it"
        )),
        (Some(from), Some(to)) => Some(format!("it points up, from layer {from} to layer {to}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[&str]) -> Package {
        Package {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            license: None,
            license_file: false,
            source: None,
            dependencies: dependencies.iter().map(|d| (*d).to_owned()).collect(),
            is_ours: true,
        }
    }

    #[test]
    fn edges_down_are_fine() {
        let packages = [
            package("welkin", &["welkin-server", "welkin-model", "clap"]),
            package("welkin-server", &["welkin-store", "welkin-detect", "tokio"]),
            package("welkin-testkit", &["welkin-model"]),
        ];
        assert_eq!(check(&packages), Vec::<String>::new());
    }

    #[test]
    fn edges_up_or_sideways_are_told_with_the_reason() {
        let told = |name, to| check(&[package(name, &[to])]).join("");
        assert!(told("welkin-detect", "welkin-store").contains("points up, from layer 1 to layer 2"));
        assert!(told("welkin-ingest", "welkin-store").contains("both are of layer 2"));
        assert!(told("welkin-store", "welkin-testkit").contains("development dependency"));
        assert!(told("welkin-detect", "tokio").contains("synchronous"));
        assert!(told("welkin-new", "welkin-model").contains("has no layer"));
    }
}

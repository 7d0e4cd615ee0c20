use std::fs;
use std::path::Path;

use crate::Outcome;
use crate::tree::root;

/// Files of a new thing, by path, each with its text.
type Files = Vec<(String, String)>;

/// Writes what a new source, detection or command begins with. Its test fails until it is written.
pub(crate) fn run(kind: &str, name: &str) -> Outcome {
    let (files, then) = match kind {
        "source" => source(name),
        "detection" => detection(name),
        "command" => command(name),
        _ => Err(format!("`{kind}` is none of source, detection, command")),
    }
    .map_err(|e| vec![e])?;
    write(&root(), &files).map_err(|e| vec![e])?;
    let list: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    Ok(format!("written: {}\nnext: {then}", list.join(", ")))
}

fn write(root: &Path, files: &Files) -> Result<(), String> {
    if let Some((path, _)) = files.iter().find(|(path, _)| root.join(path).exists()) {
        return Err(format!("{path} exists already"));
    }
    for (path, text) in files {
        let path = root.join(path);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(&path, text));
        written.map_err(|e| format!("{}: {e}", path.display()))?;
    }
    Ok(())
}

fn source(id: &str) -> Result<(Files, String), String> {
    let (provider, name) = id
        .split_once('.')
        .filter(|(p, n)| is_name(p) && is_name(n))
        .ok_or("a source is called PROVIDER.NAME, as aws.cloudtrail")?;
    let folder = match provider {
        "aws" | "gcp" | "ibm" | "oci" => provider,
        "azure" | "entra" => "azure",
        _ => "other",
    };
    let kind = camel(name);
    let module = format!("crates/welkin-ingest/src/map/{folder}/{name}.rs");
    let code = SOURCE.replace("KIND", &kind).replace("SOURCE_ID", id);
    let golden = format!("crates/welkin-ingest/tests/golden/{id}.json");
    let cases = GOLDEN.replace("SOURCE_ID", id);
    let then = format!(
        "add `mod {name};` and `&{name}::{kind}` to crates/welkin-ingest/src/map/{folder}/mod.rs, an entry for {id} to \
         crates/welkin-model/src/source.rs, and write it until `cargo test -p welkin-ingest` passes"
    );
    Ok((vec![(module, code), (golden, cases)], then))
}

fn detection(name: &str) -> Result<(Files, String), String> {
    let parts: Vec<&str> = name.split('/').collect();
    let [cloud, service, meaning] = parts.as_slice() else {
        return Err(
            "a detection is called CLOUD/SERVICE/MEANING, as aws/bedrock/guardrail_deleted".to_owned()
        );
    };
    if ![cloud, service, meaning].into_iter().all(|part| is_name(part)) {
        return Err("names are lower_snake_case".to_owned());
    }
    let stem = format!("content/detections/{name}");
    let rule = DETECTION
        .replace("CLOUD", cloud)
        .replace("UUID", &uuid()?)
        .replace("MEANING", &meaning.replace('_', " "));
    let then = format!("write {stem}.yml and its records until `cargo test -p welkin` passes");
    Ok((vec![(format!("{stem}.yml"), rule), (format!("{stem}.test.yml"), DETECTION_TEST.to_owned())], then))
}

fn command(name: &str) -> Result<(Files, String), String> {
    if !is_name(name) {
        return Err("a command is called by a verb in lower_snake_case".to_owned());
    }
    let kind = camel(name);
    let then = format!(
        "add `pub(crate) mod {name};` to crates/welkin/src/commands/mod.rs and `{kind}` to the two lists in \
         crates/welkin/src/main.rs, and write it until `cargo test -p welkin` passes"
    );
    Ok((vec![(format!("crates/welkin/src/commands/{name}.rs"), COMMAND.replace("KIND", &kind))], then))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

fn camel(name: &str) -> String {
    let capital = |part: &str| {
        let mut chars = part.chars();
        chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
    };
    name.split('_').map(capital).collect()
}

/// A random UUID of the operating system.
fn uuid() -> Result<String, String> {
    let text =
        fs::read_to_string("/proc/sys/kernel/random/uuid").map_err(|e| format!("no random UUID: {e}"))?;
    Ok(text.trim().to_owned())
}

const SOURCE: &str = r#"use serde_json::{Map, Value};
use welkin_model::{Class, Draft, Native};

use crate::map::{EventId, Source};

/// What the vendor calls it.
///
/// Source: the vendor's page that documents the record.
#[derive(Debug)]
pub(crate) struct KIND;

impl Source for KIND {
    fn id(&self) -> &'static str {
        "SOURCE_ID"
    }

    fn recognises(&self, _record: &Map<String, Value>) -> bool {
        false
    }

    fn event_id(&self, _record: &Native) -> EventId {
        EventId::None
    }

    fn map(&self, _record: &mut Native) -> Draft {
        Draft::new(Class::BASE_EVENT, 0)
    }
}
"#;

const GOLDEN: &str = r#"[
  {
    "why": "replace by a record as the vendor documents it, and what must come out of it",
    "native": {},
    "expect": { "metadata.log_name": "SOURCE_ID" }
  }
]
"#;

const DETECTION: &str = "\
title: MEANING
id: UUID
status: stable
description: >
    What happened, and why a defender cares.
references:
    - https://
author: Welkin
tags: []
logsource:
    product: CLOUD
    service: unknown
detection:
    selection:
        eventName: unknown
    condition: selection
falsepositives:
    - Planned change
level: medium
";

const DETECTION_TEST: &str = "\
fires:
    - why: replace by a record as the attack leaves it
      record: {}
quiet:
    - why: replace by a record that differs in the one thing that matters
      record: {}
";

const COMMAND: &str = r#"use clap::Args;

use crate::exit::{Exit, Failure};

/// What it does, in one line of help.
#[derive(Args, Debug)]
pub(crate) struct KIND {}

impl KIND {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        Err(Failure::Refused("not written".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_does_its_work() {
        assert_eq!(KIND {}.run().unwrap(), Exit::Clean);
    }
}
"#;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_goes_to_the_folder_of_its_provider() {
        let (files, then) = source("entra.risk_event").unwrap();
        assert_eq!(files[0].0, "crates/welkin-ingest/src/map/azure/risk_event.rs");
        assert!(files[0].1.contains("struct RiskEvent;") && files[0].1.contains("\"entra.risk_event\""));
        assert_eq!(files[1].0, "crates/welkin-ingest/tests/golden/entra.risk_event.json");
        assert!(then.contains("&risk_event::RiskEvent"));
    }

    #[test]
    fn names_are_checked() {
        assert!(source("CloudTrail").is_err());
        assert!(detection("aws/guardrail_deleted").is_err());
        assert!(detection("aws/bedrock/Guardrail").is_err());
        assert!(command("Up").is_err());
    }

    #[test]
    fn nothing_is_overwritten() {
        let folder = std::env::temp_dir().join(format!("welkin-scaffold-{}", std::process::id()));
        let files = vec![("a/b.txt".to_owned(), "1".to_owned())];
        write(&folder, &files).unwrap();
        assert!(write(&folder, &files).unwrap_err().contains("exists already"));
        fs::remove_dir_all(&folder).unwrap();
    }
}

//! The estate end to end: the range on sockets, `welkin discover` as a user runs it, the kept state in the server.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use welkin_cloud::describe::identify;
use welkin_range::sim::Weakness;

use crate::support::{Up, welkin};

const CLOUDS: &str = "aws,azure,gcp,oci,ibm";

/// A running range; dropping it kills it.
struct RangeUp {
    child: Child,
    line: Value,
}

impl RangeUp {
    fn start(folder: &Path, more: &[&str]) -> RangeUp {
        let mut child = Command::new(env!("CARGO_BIN_EXE_welkin"))
            .args(["range", "up", "--format", "json", "--folder"])
            .arg(folder)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        RangeUp { child, line: serde_json::from_str(&line).unwrap() }
    }

    /// Runs `welkin discover` with the auditor's credentials of each cloud.
    fn discover(&self, folder: &Path, more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_welkin"));
        command
            .env_clear()
            .args(["discover", "--cloud", CLOUDS, "--ca-file"])
            .arg(folder.join("ca.pem"))
            .args(more);
        for cloud in CLOUDS.split(',') {
            for (name, value) in self.line[cloud]["environment"].as_object().unwrap() {
                // Without it all subscriptions of the tenant are read.
                if name != "AZURE_SUBSCRIPTION_ID" {
                    command.env(name, value.as_str().unwrap());
                }
            }
            for (service, url) in self.line[cloud]["endpoints"].as_object().unwrap() {
                if cloud != "aws" {
                    command.args(["--endpoint", &format!("{cloud}/{service}={}", url.as_str().unwrap())]);
                }
            }
        }
        command.output().unwrap()
    }
}

impl Drop for RangeUp {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// By its id in the provider's spelling.
fn is_found(assets: &BTreeMap<&str, &Value>, id: &str) -> bool {
    assets.contains_key(id) || identify(id).is_some_and(|id| assets.contains_key(id.as_str()))
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn five_clouds_are_one_graph_which_the_server_shows() {
    let (folder, data) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let range = RangeUp::start(folder.path(), &[]);
    let dir = data.path().to_str().unwrap();
    let first = range.discover(folder.path(), &["--data", dir, "--format", "ndjson"]);
    let found = lines(&first);
    let assets: BTreeMap<&str, &Value> =
        found.iter().filter(|o| o["type"] == "asset").map(|o| (o["id"].as_str().unwrap(), o)).collect();
    assert!(assets.len() >= 400, "{} assets: {}", assets.len(), told(&first));
    for cloud in CLOUDS.split(',') {
        assert!(
            assets.values().filter(|asset| asset["cloud"] == cloud).count() >= 60,
            "{cloud}: {}",
            told(&first)
        );
    }
    let missing: Vec<&str> =
        Weakness::all().map(|weakness| weakness.asset).filter(|asset| !is_found(&assets, asset)).collect();
    assert!(missing.is_empty(), "weak assets that were not found: {missing:#?}");

    let crossing: BTreeSet<(&str, &str)> = found
        .iter()
        .filter(|o| o["type"] == "edge")
        .filter_map(|edge| {
            let (from, to) = (assets.get(edge["from"].as_str()?)?, assets.get(edge["to"].as_str()?)?);
            (from["cloud"] != to["cloud"]).then_some((from["cloud"].as_str()?, to["cloud"].as_str()?))
        })
        .collect();
    for cloud in CLOUDS.split(',') {
        assert!(
            crossing.iter().any(|(from, to)| *from == cloud || *to == cloud),
            "{cloud} stands alone: {crossing:?}"
        );
    }

    let again = range.discover(folder.path(), &["--data", dir, "--diff", "--format", "ndjson"]);
    let changes: Vec<Value> = lines(&again).into_iter().filter(|line| line["change"] == "vanished").collect();
    assert!(changes.is_empty(), "{changes:#?}");

    let up = Up::start(data.path(), &[]);
    let token = up.token.clone().unwrap();
    let estate = up.wait_for_estate(&token);
    assert_eq!(estate["assets"].as_u64().unwrap(), assets.len() as u64);
    let page = up.get(&token, "/api/v1/estate/assets?cloud=aws&kind=endpoint&limit=2&sort=-name");
    assert_eq!(page["items"].as_array().unwrap().len(), 2);
    assert!(page["total"].as_u64().unwrap() > 2);
    let endpoint = page["items"][0]["id"].as_str().unwrap();
    let asset = up.get(&token, &format!("/api/v1/estate/asset?id={endpoint}"));
    assert!(!asset["edges"].as_array().unwrap().is_empty() && !asset["views"].as_array().unwrap().is_empty());
    let around = up.get(&token, &format!("/api/v1/estate/graph?id={endpoint}&depth=2"));
    assert!(around["nodes"].as_array().unwrap().len() > 2);
    let crossings = up.get(&token, "/api/v1/estate/graph");
    assert!(crossings["nodes"].as_array().unwrap().len() >= 10);
    assert_eq!(up.get(&token, "/api/v1/estate/snapshots")["items"].as_array().unwrap().len(), 2);
}

#[test]
fn what_a_cloud_refuses_is_unknown_and_not_absent() {
    let folder = tempfile::tempdir().unwrap();
    let range = RangeUp::start(folder.path(), &["--fault", "aws:sagemaker:ListModels:403:1"]);
    let output = range.discover(folder.path(), &["--service", "sagemaker", "--region", "us-east-1"]);
    assert_eq!(output.status.code(), Some(1));
    let hole =
        lines(&output).into_iter().find(|o| o["type"] == "unknown" && o["about"] == "sagemaker:ListModels");
    let hole = hole.unwrap_or_else(|| panic!("no hole: {}", told(&output)));
    assert_eq!(
        (hole["reason"].as_str(), hole["permission"].as_str()),
        (Some("denied"), Some("sagemaker:ListModels"))
    );
    assert!(told(&output).contains("it needs sagemaker:ListModels"), "{}", told(&output));
}

#[test]
fn mistakes_of_the_command_line_are_answered_in_one_sentence() {
    for (arguments, expect) in [
        (&["discover"][..], "--cloud"),
        (&["discover", "--cloud", "mars"], "unknown cloud"),
        (&["discover", "--cloud", "aws", "--endpoint", "x"], "expected URL"),
        (&["discover", "--cloud", "aws", "--max-rps", "0"], "--max-rps"),
        (&["discover", "--cloud", "aws", "--ca-file", "/nowhere.pem"], "/nowhere.pem"),
        (&["discover", "--cloud", "aws", "--diff"], "--data"),
        (&["range", "up", "--fault", "aws"], "aws:sagemaker:*:429:0.2"),
    ] {
        let output = welkin(arguments);
        assert!(!output.status.success(), "{arguments:?}");
        assert!(told(&output).contains(expect), "{arguments:?}: {}", told(&output));
    }
}

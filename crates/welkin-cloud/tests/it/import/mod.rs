//! Exports as their tools write them, and what is read in them.

mod bad_files;
mod goldens;
mod order;

use welkin_cloud::import::{ImportFile, ImportLimits, Imported, Importer};
use welkin_model::estate::Graph;
use welkin_model::estate::export::{Payloads, ndjson};

/// Imports files by name and content.
fn import(files: &[(&str, &[u8])], limits: ImportLimits) -> Imported {
    let files = files.iter().map(|(name, bytes)| ImportFile::of_bytes(*name, *bytes)).collect();
    Importer::new(limits).run(files)
}

/// The graph and the diagnostics of one file.
fn read(name: &str, text: &str) -> (Graph, Vec<String>) {
    let imported = import(&[(name, text.as_bytes())], ImportLimits::default());
    (imported.builder.finish(), imported.diagnostics.iter().map(ToString::to_string).collect())
}

/// All that a graph holds.
fn lines(graph: &Graph) -> Vec<String> {
    ndjson(graph, Payloads::Write).map(|line| line.to_string()).collect()
}

/// Assets and edges for people, a line each.
fn outline(graph: &Graph) -> String {
    let mut out = String::new();
    for asset in graph.assets() {
        let place = format!("{}/{}", asset.scope, asset.region);
        out.push_str(&format!("{} {} {}\n", asset.kind, asset.native_type, asset.id));
        out.push_str(&format!("    {} in {place}", asset.name));
        for (fact, value) in &asset.facts {
            out.push_str(&format!(" {fact}={value}"));
        }
        for (key, value) in &asset.labels {
            out.push_str(&format!(" #{key}={value}"));
        }
        let mut views: Vec<&str> = asset.views.iter().map(|view| &*view.via).collect();
        views.dedup();
        out.push_str(&format!(" ({})\n", views.join(", ")));
    }
    for edge in graph.edges() {
        out.push_str(&format!("{} --{}--> {}  [{}]\n", edge.from, edge.kind, edge.to, edge.field));
    }
    out
}

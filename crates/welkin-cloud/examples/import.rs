//! Imports the files that are named and prints what was read, to measure speed and memory.

use std::fs::File;
use std::time::Instant;

use welkin_cloud::import::{ImportFile, ImportLimits, Importer};

#[expect(clippy::print_stdout, reason = "an example is an edge")]
fn main() {
    let files = std::env::args()
        .skip(1)
        .map(|path| ImportFile::new(path.clone(), move || Ok(Box::new(File::open(&path)?))))
        .collect();
    let start = Instant::now();
    let imported = Importer::new(ImportLimits::default()).run(files);
    let read = start.elapsed();
    let graph = imported.builder.finish();
    println!(
        "{} resources, {} assets, {} edges, {} diagnostics, read in {read:.2?}, graph after {:.2?}, {}",
        imported.resources,
        graph.assets().len(),
        graph.edge_count(),
        imported.diagnostics.len(),
        start.elapsed(),
        memory(),
    );
    for diagnostic in imported.diagnostics.iter().take(5) {
        println!("{diagnostic}");
    }
}

/// The most memory that the process had, where the system tells.
fn memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or("unknown");
    format!("peak {}", peak.trim())
}

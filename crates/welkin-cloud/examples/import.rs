//! Imports the files that are named and prints what was read and what it took, or with `--cyclonedx` the bill of
//! materials.

use std::fs::File;
use std::time::Instant;

use welkin_cloud::import::{ImportFile, ImportLimits, Importer};
use welkin_model::estate::export::cyclonedx;

/// As in the binary.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[expect(clippy::print_stdout, reason = "an example is an edge")]
fn main() {
    let bill = std::env::args().any(|argument| argument == "--cyclonedx");
    let files = std::env::args()
        .skip(1)
        .filter(|argument| argument != "--cyclonedx")
        .map(|path| ImportFile::new(path.clone(), move || Ok(Box::new(File::open(&path)?))))
        .collect();
    let start = Instant::now();
    let imported = Importer::new(ImportLimits::default()).run(files);
    let read = start.elapsed();
    let graph = imported.builder.finish();
    if bill {
        println!("{:#}", cyclonedx(&graph, None));
        return;
    }
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

use std::fs;
use std::path::{Path, PathBuf};

use super::{outline, read};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/import/golden")
}

/// Each `NAME.in.*` gives the graph of `NAME.out`. With `WELKIN_WRITE_GOLDENS` set the outputs are written anew, to be
/// read before they are committed.
#[test]
fn every_format_gives_its_graph() {
    let mut inputs: Vec<PathBuf> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().contains(".in."))
        .collect();
    inputs.sort();
    assert!(inputs.len() >= 20, "the golden files are missing");
    let mut wrong = Vec::new();
    for input in inputs {
        let name = input.file_name().unwrap().to_str().unwrap();
        let (graph, diagnostics) = read(name, &fs::read_to_string(&input).unwrap());
        let found = format!(
            "{}{}",
            outline(&graph),
            diagnostics.iter().map(|d| format!("{d}\n")).collect::<String>()
        );
        let output = folder().join(format!("{}.out", name.split(".in.").next().unwrap()));
        if std::env::var_os("WELKIN_WRITE_GOLDENS").is_some() {
            fs::write(&output, &found).unwrap();
        }
        let expected = fs::read_to_string(&output).unwrap_or_default();
        if found != expected {
            wrong.push(format!("{name}:\n{found}\ninstead of\n{expected}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

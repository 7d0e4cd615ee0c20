use std::fs;
use std::path::{Path, PathBuf};

/// A file of real records: what the file says its source is, and its text.
#[derive(Clone, Debug)]
pub struct Sample {
    pub file: PathBuf,
    /// The source id in the file's name or folder; shapes without a source have none.
    pub source: Option<String>,
    pub text: String,
}

/// The real records that lie beside a checkout of the project, if they do; otherwise says that the test is skipped.
///
/// Labelled records (`{"log": …, "expected": …}`) are given as the records alone, one a line.
pub fn real_records() -> Option<Vec<Sample>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/telemetry");
    if !root.is_dir() {
        skipped(&root);
        return None;
    }
    let mut samples = Vec::new();
    walk(&root, &mut samples);
    samples.sort_by(|a, b| a.file.cmp(&b.file));
    Some(samples)
}

#[expect(clippy::print_stderr, reason = "a skipped test must say so")]
fn skipped(root: &Path) {
    eprintln!("skipped: {} is absent", root.display());
}

fn walk(folder: &Path, samples: &mut Vec<Sample>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|e| e.path()) {
        if path.is_dir() {
            walk(&path, samples);
        } else if path.extension().is_some_and(|e| e != "md")
            && let Ok(text) = fs::read_to_string(&path)
        {
            let source = source_of(&path);
            let text =
                if path.components().any(|c| c.as_os_str() == "labelled") { unlabel(&text) } else { text };
            samples.push(Sample { file: path, source, text });
        }
    }
}

fn source_of(path: &Path) -> Option<String> {
    let stem = path.file_stem()?.to_str()?;
    let folder = path.parent()?.file_name()?.to_str()?;
    match folder {
        "other" | "gcp" => None,
        "labelled" | "samples" => Some(stem.split('_').next()?.to_owned()),
        _ => Some(folder.to_owned()),
    }
}

fn unlabel(text: &str) -> String {
    let log = |line: &str| {
        serde_json::from_str::<serde_json::Value>(line).ok()?.get("log").map(ToString::to_string)
    };
    text.lines().filter_map(log).collect::<Vec<_>>().join("\n")
}

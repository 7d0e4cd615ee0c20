use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The files of the project, by path relative to its root, sorted.
#[derive(Debug)]
pub(crate) struct Tree {
    root: PathBuf,
    files: Vec<String>,
}

/// Folders that hold what tools make.
const MADE: [&str; 6] = [".git", "dist", "node_modules", "target", "test-results", ".cache"];

impl Tree {
    /// What git tracks or would track; without git, every file that no tool made.
    pub(crate) fn of_project() -> Tree {
        let root = root();
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(&root)
            .output();
        let mut files = match listed {
            Ok(output) if output.status.success() => {
                let text = String::from_utf8_lossy(&output.stdout);
                text.split('\0').filter(|f| root.join(f).is_file()).map(str::to_owned).collect()
            }
            _ => {
                let mut files = Vec::new();
                walk(&root, "", &mut files);
                files
            }
        };
        files.sort();
        files.dedup();
        Tree { root, files }
    }

    #[cfg(test)]
    pub(crate) fn of(root: &Path) -> Tree {
        let mut files = Vec::new();
        walk(root, "", &mut files);
        files.sort();
        Tree { root: root.to_owned(), files }
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// The files below a folder whose names end so.
    pub(crate) fn below<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = &'a str> {
        self.files().filter(move |f| f.starts_with(folder) && f.ends_with(ending))
    }

    pub(crate) fn has(&self, file: &str) -> bool {
        self.files.binary_search_by(|f| f.as_str().cmp(file)).is_ok()
    }

    /// The text of a file; a file that is no text has none.
    pub(crate) fn text(&self, file: &str) -> Option<String> {
        fs::read_to_string(self.root.join(file)).ok()
    }
}

/// Where cargo puts what it builds. This program lies there itself.
pub(crate) fn built() -> PathBuf {
    let here = std::env::current_exe().ok();
    let target = here.as_deref().and_then(Path::parent).and_then(Path::parent).map(Path::to_owned);
    target.unwrap_or_else(|| root().join("target"))
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

fn walk(root: &Path, below: &str, files: &mut Vec<String>) {
    let Ok(entries) = fs::read_dir(root.join(below)) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if below.is_empty() { name.clone() } else { format!("{below}/{name}") };
        match entry.file_type() {
            Ok(kind) if kind.is_dir() && !MADE.contains(&name.as_str()) => walk(root, &path, files),
            Ok(kind) if kind.is_file() => files.push(path),
            _ => {}
        }
    }
}

use std::sync::Arc;

use welkin_model::Diagnostic;

/// What was found in the files, and what was wrong with them.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// For each file by its number: whether anything in it was recognised.
    known: Vec<bool>,
    problems: Vec<Problem>,
    /// How many there were beyond those that are kept.
    omitted: u64,
    pub(super) resources: u64,
}

#[derive(Debug)]
struct Problem {
    file: usize,
    number: u64,
    index: u64,
    /// The record is of no known format.
    unknown: bool,
    diagnostic: Diagnostic,
}

/// Where a record stands: number of the file, of the document and of the element in it.
#[derive(Clone, Debug)]
pub(super) struct At {
    pub(super) file: usize,
    pub(super) name: Arc<str>,
    pub(super) number: u64,
    pub(super) index: u64,
    /// Path of the element in its document.
    pub(super) path: String,
}

/// A file with more mistakes than this has them counted, not told.
const MOST: usize = 10_000;

pub(super) const KNOWN: &str = "an AWS Config snapshot or query, Cloud Control or AWS command line output, rows of Azure Resource Graph or \
     `az … list`, Cloud Asset Inventory assets, OCI search or list output or showoci, `ibmcloud … --output json`, Terraform \
     state or plan, or Kubernetes manifests";

impl Report {
    pub(super) fn known(&mut self, file: usize) {
        if self.known.len() <= file {
            self.known.resize(file + 1, false);
        }
        if let Some(known) = self.known.get_mut(file) {
            *known = true;
        }
    }

    pub(super) fn problem(&mut self, at: &At, diagnostic: Diagnostic) {
        self.push(at, diagnostic, false);
    }

    /// A record of no known format.
    pub(super) fn unknown(&mut self, at: &At, found: String) {
        let diagnostic = Diagnostic::error("a resource of a known format", found, "the record is left out");
        self.push(at, diagnostic, true);
    }

    fn push(&mut self, at: &At, diagnostic: Diagnostic, unknown: bool) {
        let mut diagnostic = diagnostic.in_file(&*at.name).at_record(at.number);
        if !at.path.is_empty() && diagnostic.location.path.is_none() {
            diagnostic = diagnostic.at_path(at.path.as_str());
        }
        self.problems.push(Problem {
            file: at.file,
            number: at.number,
            index: at.index,
            unknown,
            diagnostic,
        });
        if self.problems.len() >= MOST * 2 {
            self.settle();
        }
    }

    pub(super) fn absorb(&mut self, other: Report) {
        for (file, known) in other.known.into_iter().enumerate() {
            if known {
                self.known(file);
            }
        }
        self.problems.extend(other.problems);
        self.omitted += other.omitted;
        self.resources += other.resources;
        self.settle();
    }

    /// Keeps the first of them, so that those that are kept do not depend on the order in which they come.
    fn settle(&mut self) {
        let key = |p: &Problem| (p.file, p.number, p.index);
        self.problems.sort_by(|a, b| {
            key(a).cmp(&key(b)).then_with(|| a.diagnostic.message.cmp(&b.diagnostic.message))
        });
        self.omitted += self.problems.len().saturating_sub(MOST) as u64;
        self.problems.truncate(MOST);
    }

    /// All diagnostics in the order of the files and records; one for a file of which nothing is known.
    pub(super) fn finish(mut self, files: &[Arc<str>]) -> (Vec<Diagnostic>, u64) {
        self.settle();
        let strange = |file: usize| !self.known.get(file).copied().unwrap_or(false);
        let mut found: Vec<Option<String>> = vec![None; files.len()];
        let mut diagnostics: Vec<(usize, Diagnostic)> = Vec::new();
        let mut broken = vec![false; files.len()];
        for Problem { file, unknown, diagnostic, .. } in self.problems {
            if unknown && !self.known.get(file).copied().unwrap_or(false) {
                if let Some(slot) = found.get_mut(file) {
                    slot.get_or_insert(diagnostic.found);
                }
            } else {
                if let Some(broken) = broken.get_mut(file) {
                    *broken = true;
                }
                diagnostics.push((file, diagnostic));
            }
        }
        for (file, name) in files.iter().enumerate() {
            let told = broken.get(file).copied().unwrap_or(false);
            let first = found.get(file).cloned().flatten();
            if strange(file) && (first.is_some() || !told) {
                let found = first.unwrap_or_else(|| "nothing".to_owned());
                let diagnostic = Diagnostic::error(KNOWN, found, "the file is of no known format");
                diagnostics.push((file, diagnostic.in_file(&**name)));
            }
        }
        diagnostics.sort_by_key(|(file, _)| *file);
        (diagnostics.into_iter().map(|(_, diagnostic)| diagnostic).collect(), self.omitted)
    }
}

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use welkin_ingest::{Limits, Parsed, Rejected};
use welkin_model::{Millis, SourceId};

use crate::clock;
use crate::exit::Failure;

/// The inputs that paths name: files, folders with everything below them in the order of their names, and `-` for
/// standard input.
#[derive(Debug)]
pub(crate) struct Inputs {
    paths: Vec<InputPath>,
}

/// A file, or standard input.
#[derive(Debug)]
pub(crate) struct InputPath(PathBuf);

/// An open input.
pub(crate) struct Input {
    /// How diagnostics call it.
    pub(crate) name: String,
    pub(crate) reader: Box<dyn Read + Send>,
    /// Stands in for the time of a record without one.
    pub(crate) received: Millis,
}

impl Inputs {
    /// # Errors
    /// A path does not exist or cannot be listed.
    pub(crate) fn of(paths: &[PathBuf]) -> Result<Inputs, Failure> {
        let mut files = Vec::new();
        for path in paths {
            if path.as_os_str() == STDIN {
                files.push(path.clone());
            } else {
                collect(path, &mut files)?;
            }
        }
        Ok(Inputs { paths: files.into_iter().map(InputPath).collect() })
    }

    pub(crate) fn len(&self) -> usize {
        self.paths.len()
    }

    pub(crate) fn paths(&self) -> &[InputPath] {
        &self.paths
    }

    pub(crate) fn into_paths(self) -> Vec<InputPath> {
        self.paths
    }

    /// Reads every record of every input, one input after the other. An input that cannot be opened is a failure:
    /// silence would look like nothing was found in it.
    pub(crate) fn read(
        &self,
        source: Option<SourceId>,
        emit: &mut dyn FnMut(Result<Parsed, Rejected>),
    ) -> Result<(), Failure> {
        for path in &self.paths {
            let Input { name, reader, received } = path.open()?;
            welkin_ingest::read(&name, reader, source, Limits::default(), received, emit);
        }
        Ok(())
    }
}

const STDIN: &str = "-";

impl InputPath {
    /// Whether it can be opened twice: what comes through a pipe is gone once it is read.
    pub(crate) fn stays(&self) -> bool {
        !self.is_stdin() && self.0.is_file()
    }

    fn is_stdin(&self) -> bool {
        self.0.as_os_str() == STDIN
    }

    /// How diagnostics call it.
    pub(crate) fn name(&self) -> String {
        self.0.display().to_string()
    }

    /// # Errors
    /// It cannot be opened.
    pub(crate) fn open(&self) -> Result<Input, Failure> {
        let name = self.name();
        if self.is_stdin() {
            return Ok(Input { name, reader: Box::new(io::stdin()), received: clock::now() });
        }
        let file = File::open(&self.0).map_err(Failure::io(format!("cannot open {name}")))?;
        let received = file.metadata().and_then(|m| m.modified()).map_or(0, clock::of);
        Ok(Input { name, reader: Box::new(file), received })
    }
}

/// Diagnostics as they come, on standard error, and how many there were.
#[derive(Debug, Default)]
pub(crate) struct Diagnostics {
    count: u64,
}

/// After so many, only the number is told: a broken file of a million lines must not drown what is found.
const SHOWN: u64 = 100;

impl Diagnostics {
    pub(crate) fn tell(&mut self, diagnostic: &welkin_model::Diagnostic) {
        self.count += 1;
        if self.count <= SHOWN {
            note(&diagnostic.to_string());
        }
        if self.count == SHOWN + 1 {
            note("further diagnostics are counted, not shown");
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }
}

/// A line on standard error: progress and summaries go there, results to standard output.
pub(crate) fn note(line: &str) {
    // Nothing can be done where standard error is gone.
    writeln!(io::stderr(), "{line}").ok();
}

/// The source that `--source` names.
///
/// # Errors
/// No source has this id; the message lists those that have.
pub(crate) fn source(id: Option<&str>) -> Result<Option<SourceId>, Failure> {
    let Some(id) = id else { return Ok(None) };
    match SourceId::parse(id) {
        Some(source) => Ok(Some(source)),
        None => {
            let known: Vec<&str> = SourceId::all().map(SourceId::as_str).collect();
            Err(Failure::Refused(format!("unknown source `{id}`; sources are {}", known.join(", "))))
        }
    }
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let what = || format!("cannot read {}", path.display());
    let metadata = fs::metadata(path).map_err(Failure::io(what()))?;
    if !metadata.is_dir() {
        files.push(path.to_owned());
        return Ok(());
    }
    let mut entries = Vec::new();
    for entry in fs::read_dir(path).map_err(Failure::io(what()))? {
        let entry = entry.map_err(Failure::io(what()))?;
        // Links are not followed into folders: a loop would never end.
        let is_link_to_folder = entry.file_type().is_ok_and(|t| t.is_symlink()) && entry.path().is_dir();
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !is_link_to_folder && !hidden {
            entries.push(entry.path());
        }
    }
    entries.sort();
    entries.iter().try_for_each(|entry| collect(entry, files))
}

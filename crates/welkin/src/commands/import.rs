use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use clap::Args;
use welkin_cloud::import::{ImportFile, ImportLimits, Imported, Importer};
use welkin_model::estate::export::Payloads;
use welkin_model::{Diagnostic, Level};

use crate::estate::{EstateFormat, write_estate};
use crate::exit::{Exit, Failure};
use crate::inputs::{Diagnostics, InputPath, Inputs, note};

/// Read what was exported from the clouds into one graph of assets.
///
/// Files are recognised by what is in them: AWS Config, Cloud Control, `aws`, `az`, `gcloud asset`, `oci` and
/// `ibmcloud` output, showoci, Terraform state and plans, Kubernetes manifests. Nothing is asked of any cloud. What
/// cannot be read is told on standard error, and the exit code is then 1.
#[derive(Args, Debug)]
pub(crate) struct Import {
    #[arg(long, value_enum)]
    format: Option<EstateFormat>,
    /// Write the providers' own words as well
    #[arg(long)]
    raw: bool,
    /// Files, folders, or `-` for standard input; gzip and zstd are unpacked
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
}

impl Import {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let inputs = Inputs::of(&self.paths)?;
        let count = inputs.len();
        let files = inputs.into_paths().into_iter().map(file).collect();
        let Imported { builder, diagnostics, omitted, resources } = watched(files);
        let graph = builder.finish();
        let payloads = if self.raw { Payloads::Write } else { Payloads::Leave };
        write_estate(&graph, EstateFormat::or_default(self.format), payloads)?;
        let mut told = Diagnostics::default();
        diagnostics.iter().for_each(|diagnostic| told.tell(diagnostic));
        note(&format!(
            "{} assets, {} relations from {resources} records of {count} files, {} diagnostics",
            graph.assets().len(),
            graph.edge_count(),
            told.count() + omitted
        ));
        let failed = omitted > 0 || diagnostics.iter().any(|Diagnostic { level, .. }| *level == Level::Error);
        Ok(if failed { Exit::Findings } else { Exit::Clean })
    }
}

fn file(path: InputPath) -> ImportFile {
    let name = path.name();
    ImportFile::new(name, move || {
        let input = path.open().map_err(io::Error::other)?;
        Ok(input.reader)
    })
}

/// Imports, and shows on a terminal how far it is.
fn watched(files: Vec<ImportFile>) -> Imported {
    let importer = Importer::new(ImportLimits::default());
    if !io::stderr().is_terminal() {
        return importer.run(files);
    }
    let (done, wait) = channel::<()>();
    let reading = &importer;
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while wait.recv_timeout(Duration::from_millis(250)) == Err(RecvTimeoutError::Timeout) {
                // Progress that cannot be shown is no failure.
                write!(io::stderr(), "\r{} records …\x1b[K", reading.progress()).ok();
            }
            write!(io::stderr(), "\r\x1b[K").ok();
        });
        let imported = reading.run(files);
        drop(done);
        imported
    })
}

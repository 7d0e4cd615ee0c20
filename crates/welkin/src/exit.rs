use std::io::{self, Write};
use std::process::ExitCode;

/// How a command ends, as a pipeline sees it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Exit {
    /// Nothing at or above `--fail-on`.
    Clean,
    /// Something at or above `--fail-on`.
    Findings,
}

/// Why a command could not do its work.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("{what}: {source}")]
    Io { what: String, source: io::Error },
    #[error("{0}")]
    Refused(String),
}

impl Failure {
    pub(crate) fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Failure {
        let what = what.into();
        move |source| Failure::Io { what, source }
    }

    /// The reader of our output went away, as `head` does.
    fn is_closed_pipe(&self) -> bool {
        matches!(self, Failure::Io { source, .. } if source.kind() == io::ErrorKind::BrokenPipe)
    }
}

impl Exit {
    pub(crate) fn of_usage(error: &clap::Error) -> ExitCode {
        let code = if error.use_stderr() { 2 } else { 0 };
        match error.print() {
            Ok(()) => ExitCode::from(code),
            Err(_) => ExitCode::from(3),
        }
    }
}

/// 0 nothing at or above `--fail-on`, 1 findings, 3 could not run.
pub(crate) fn report(result: Result<Exit, Failure>) -> ExitCode {
    match result {
        Ok(Exit::Clean) => ExitCode::SUCCESS,
        Ok(Exit::Findings) => ExitCode::from(1),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            // Nothing can be done where standard error is gone as well.
            writeln!(io::stderr(), "welkin: {failure}").ok();
            ExitCode::from(3)
        }
    }
}

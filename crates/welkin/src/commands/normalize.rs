use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use welkin_model::{json_text, schema};

use crate::exit::{Exit, Failure};
use crate::inputs::{Diagnostics, Inputs, note, source};

/// Turn native log records into OCSF 1.8.0 events, one JSON object a line.
#[derive(Args, Debug)]
pub(crate) struct Normalize {
    /// What the records are, e.g. aws.cloudtrail; recognised for each record if not given.
    #[arg(long, value_name = "ID")]
    source: Option<String>,
    /// Keep each record's own text in `raw_data`.
    #[arg(long)]
    raw: bool,
    /// Check every event against the schema and report what deviates.
    #[arg(long)]
    validate: bool,
    /// Files, folders, or `-` for standard input; gzip and zstd are unpacked.
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
}

impl Normalize {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let source = source(self.source.as_deref())?;
        let inputs = Inputs::of(&self.paths)?;
        let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let mut diagnostics = Diagnostics::default();
        let (mut events, mut invalid) = (0_u64, 0_u64);
        let mut result = Ok(());
        inputs.read(source, &mut |record| {
            if result.is_err() {
                return;
            }
            match record {
                Err(rejected) => diagnostics.tell(&rejected.diagnostic),
                Ok(parsed) => {
                    let raw = if self.raw { json_text(parsed.native()) } else { None };
                    let mut event = parsed.into_event();
                    if let Some(raw) = raw {
                        event.set_raw(&raw);
                    }
                    events += 1;
                    let event = event.into_value();
                    if self.validate {
                        let errors = schema::validate(&event);
                        invalid += u64::from(!errors.is_empty());
                        for error in errors.iter().take(5) {
                            note(&format!("event {events}: {error}"));
                        }
                    }
                    result = serde_json::to_writer(&mut out, &event)
                        .map_err(io::Error::from)
                        .and_then(|()| out.write_all(b"\n"));
                }
            }
        })?;
        result.and_then(|()| out.flush()).map_err(Failure::io("cannot write the events"))?;
        let checked = if self.validate { format!(", {invalid} invalid") } else { String::new() };
        note(&format!(
            "{events} events of {} files{checked}, {} diagnostics",
            inputs.len(),
            diagnostics.count()
        ));
        Ok(if invalid > 0 { Exit::Findings } else { Exit::Clean })
    }
}

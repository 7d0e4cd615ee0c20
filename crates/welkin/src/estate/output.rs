use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use welkin_model::estate::Graph;
use welkin_model::estate::export::{CSV_HEADER, Payloads, csv_row, cyclonedx, ndjson, ocsf};

use super::table;
use crate::clock;
use crate::exit::Failure;
use crate::output::defuse;

/// How the estate is written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum EstateFormat {
    /// For people.
    Table,
    /// One JSON list.
    Json,
    /// An asset or edge a line.
    Ndjson,
    /// Assets alone.
    Csv,
    /// CycloneDX 1.6: the bill of materials of the AI.
    Cyclonedx,
    /// OCSF 1.8.0 inventory events, a line each.
    Ocsf,
}

impl EstateFormat {
    /// What is asked for, else a table on a terminal and lines of JSON in a pipeline.
    pub(crate) fn or_default(format: Option<EstateFormat>) -> EstateFormat {
        let fallback = if io::stdout().is_terminal() { EstateFormat::Table } else { EstateFormat::Ndjson };
        format.unwrap_or(fallback)
    }
}

/// Writes the graph to standard output.
pub(crate) fn write_estate(graph: &Graph, format: EstateFormat, payloads: Payloads) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    write(graph, format, payloads, &mut out)
        .and_then(|()| out.flush())
        .map_err(Failure::io("cannot write the estate"))
}

fn write(graph: &Graph, format: EstateFormat, payloads: Payloads, out: &mut impl Write) -> io::Result<()> {
    match format {
        EstateFormat::Table => table::write(graph, out),
        EstateFormat::Ndjson => ndjson(graph, payloads).try_for_each(|line| writeln!(out, "{line}")),
        EstateFormat::Json => {
            let mut before = "[\n";
            for line in ndjson(graph, payloads) {
                write!(out, "{before}{line}")?;
                before = ",\n";
            }
            out.write_all(if before == "[\n" { b"[]\n" } else { b"\n]\n" })
        }
        EstateFormat::Csv => {
            let mut csv = csv::Writer::from_writer(out);
            csv.write_record(CSV_HEADER)?;
            for asset in graph.assets() {
                csv.write_record(csv_row(asset).map(|cell| defuse(&cell)))?;
            }
            csv.flush()
        }
        EstateFormat::Cyclonedx => writeln!(out, "{:#}", cyclonedx(graph, None)),
        EstateFormat::Ocsf => ocsf(graph, clock::now()).try_for_each(|event| writeln!(out, "{event}")),
    }
}

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use serde_json::Value;
use welkin_store::{Limits, Rows, Store};

use crate::exit::{Exit, Failure};
use crate::inputs::note;
use crate::output::Format;

/// Ask in SQL over events, one table per OCSF class, findings and incidents.
#[derive(Args, Debug)]
pub(crate) struct Hunt {
    /// The data directory of a Welkin that is not running; a running one answers in its console and API.
    #[arg(long, value_name = "DIR", default_value = "welkin-data")]
    data: PathBuf,
    /// How to write the rows: a table on a terminal, else ndjson.
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// At most so many rows.
    #[arg(long, default_value_t = 10_000)]
    limit: usize,
    /// Give up after so many seconds.
    #[arg(long, default_value_t = 300)]
    timeout: u64,
    /// One SELECT; without it, the tables and their columns are listed.
    sql: Option<String>,
}

impl Hunt {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        if !self.data.is_dir() {
            return Err(Failure::Refused(format!(
                "there is no data in {}; `welkin up` keeps it there, or name another with --data",
                self.data.display()
            )));
        }
        let store = Store::open(&self.data).map_err(|e| Failure::Refused(e.to_string()))?;
        let Some(sql) = self.sql else {
            return print_tables(&store).map(|()| Exit::Clean).map_err(Failure::io("cannot write"));
        };
        let limits = Limits {
            rows: self.limit.max(1),
            memory_bytes: 1 << 30,
            timeout: Duration::from_secs(self.timeout.max(1)),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(Failure::io("cannot start the runtime"))?;
        let rows = runtime.block_on(store.hunt(&sql, limits)).map_err(|e| Failure::Refused(e.to_string()))?;
        print_rows(&rows, Format::or_default(self.format))?;
        let more = if rows.truncated { "; there are more, raise --limit" } else { "" };
        note(&format!("{} rows{more}", rows.rows.len()));
        Ok(Exit::Clean)
    }
}

fn print_tables(store: &Store) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for table in store.hunt_tables() {
        let columns: Vec<&str> = table.columns.iter().map(|c| c.name.as_str()).collect();
        writeln!(out, "{}: {}\n    {}", table.name, table.description, columns.join(", "))?;
    }
    Ok(())
}

fn print_rows(rows: &Rows, format: Format) -> Result<(), Failure> {
    let names: Vec<&str> = rows.columns.iter().map(|c| c.name.as_str()).collect();
    let object = |row: &Vec<Value>| -> Value {
        names
            .iter()
            .zip(row)
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let text = match format {
        Format::Ndjson => rows.rows.iter().map(|row| format!("{}\n", object(row))).collect(),
        Format::Json => format!("{:#}\n", Value::Array(rows.rows.iter().map(object).collect())),
        Format::Csv => csv(&names, rows).map_err(|e| Failure::Refused(format!("cannot write CSV: {e}")))?,
        Format::Table => table(&names, rows),
        Format::Sarif => {
            return Err(Failure::Refused("rows have no SARIF form; use json, ndjson, csv or table".into()));
        }
    };
    io::stdout().lock().write_all(text.as_bytes()).map_err(Failure::io("cannot write the rows"))
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn csv(names: &[&str], rows: &Rows) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(names)?;
    for row in &rows.rows {
        writer.write_record(row.iter().map(|value| crate::output::defuse(&cell(value))))?;
    }
    let bytes = writer.into_inner().map_err(|e| csv::Error::from(io::Error::other(e.to_string())))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn table(names: &[&str], rows: &Rows) -> String {
    const WIDEST: usize = 60;
    let cells: Vec<Vec<String>> = rows.rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let width = |i: usize, name: &str| {
        let longest = cells.iter().filter_map(|row| row.get(i)).map(|c| c.chars().count()).max();
        longest.unwrap_or(0).max(name.chars().count()).min(WIDEST)
    };
    let widths: Vec<usize> = names.iter().enumerate().map(|(i, name)| width(i, name)).collect();
    let line = |row: &[String]| {
        let padded =
            row.iter().zip(&widths).map(|(c, w)| format!("{:<w$}", crate::output::clip(c, *w), w = *w));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    let mut text = line(&names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>());
    text.push_str(&line(&widths.iter().map(|w| "-".repeat(*w)).collect::<Vec<_>>()));
    cells.iter().for_each(|row| text.push_str(&line(row)));
    text
}

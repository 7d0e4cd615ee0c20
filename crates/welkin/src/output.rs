use std::fmt::Write as _;
use std::io::{self, IsTerminal, Write};

use clap::ValueEnum;
use serde_json::{Value, json};
use welkin_model::format_time;

use crate::exit::Failure;

/// How results are written.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// One JSON list.
    Json,
    /// One JSON object a line.
    Ndjson,
    Csv,
    /// SARIF 2.1.0, for code-scanning views.
    Sarif,
}

impl Format {
    /// What is asked for, else a table on a terminal and lines of JSON in a pipeline.
    pub(crate) fn or_default(format: Option<Format>) -> Format {
        let fallback = if io::stdout().is_terminal() { Format::Table } else { Format::Ndjson };
        format.unwrap_or(fallback)
    }
}

/// Writes findings and incidents, each an OCSF object, as they come.
pub(crate) struct FindingWriter {
    format: Format,
    out: io::BufWriter<io::StdoutLock<'static>>,
    count: u64,
    sarif: Vec<Value>,
}

impl std::fmt::Debug for FindingWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FindingWriter").field("format", &self.format).finish_non_exhaustive()
    }
}

const HEADER: [&str; 8] = ["time", "severity", "kind", "title", "cloud", "actor", "score", "uid"];

impl FindingWriter {
    pub(crate) fn new(format: Format) -> FindingWriter {
        FindingWriter { format, out: io::BufWriter::new(io::stdout().lock()), count: 0, sarif: Vec::new() }
    }

    pub(crate) fn write(&mut self, object: &Value) -> Result<(), Failure> {
        let first = self.count == 0;
        self.count += 1;
        let text = match self.format {
            Format::Json => format!("{}{object}", if first { "[\n" } else { ",\n" }),
            Format::Ndjson => format!("{object}\n"),
            Format::Table => table_row(object, first),
            Format::Csv => csv_rows(object, first)?,
            Format::Sarif => {
                self.sarif.push(object.clone());
                String::new()
            }
        };
        self.out.write_all(text.as_bytes()).map_err(Failure::io("cannot write the results"))
    }

    pub(crate) fn finish(mut self) -> Result<(), Failure> {
        let end = match self.format {
            Format::Json if self.count == 0 => "[]\n".to_owned(),
            Format::Json => "\n]\n".to_owned(),
            Format::Sarif => format!("{:#}\n", sarif(&self.sarif)),
            _ => String::new(),
        };
        self.out
            .write_all(end.as_bytes())
            .and_then(|()| self.out.flush())
            .map_err(Failure::io("cannot write the results"))
    }
}

fn columns(object: &Value) -> [String; 8] {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let incident = object.get("class_uid").and_then(Value::as_u64) == Some(2005);
    let actor = ["/evidences/0/actor/user/email_addr", "/evidences/0/actor/user/name", "/unmapped/actors/0"]
        .into_iter()
        .map(text)
        .find(|actor| !actor.is_empty());
    let clouds = object.pointer("/unmapped/clouds").and_then(Value::as_array);
    let clouds = clouds.map(|c| c.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" → "));
    [
        format_time(object.get("time").and_then(Value::as_i64).unwrap_or(0)),
        text("/severity"),
        if incident { "incident" } else { "finding" }.to_owned(),
        text("/message"),
        clouds.unwrap_or_else(|| text("/unmapped/cloud")),
        actor.unwrap_or_default(),
        object.pointer("/unmapped/score").map(ToString::to_string).unwrap_or_default(),
        text("/metadata/uid"),
    ]
}

fn table_row(object: &Value, first: bool) -> String {
    let mut row = String::new();
    let [time, severity, kind, title, cloud, actor, score, _] = columns(object);
    if first {
        row.push_str("TIME                      SEVERITY       CLOUD               ACTOR                           TITLE\n");
    }
    let title = if kind == "incident" { format!("INCIDENT {score}: {title}") } else { title };
    // Writing to a string does not fail.
    writeln!(row, "{time:<25} {severity:<14} {cloud:<19} {:<31} {title}", clip(&actor, 31)).ok();
    if kind == "incident" {
        for entry in object.get("finding_info_list").and_then(Value::as_array).into_iter().flatten() {
            let text = |key: &str| entry.get(key).and_then(Value::as_str).unwrap_or_default();
            let time = format_time(entry.get("created_time").and_then(Value::as_i64).unwrap_or(0));
            writeln!(row, "    {time}  {}\n        {}", text("title"), text("desc")).ok();
        }
    }
    row
}

pub(crate) fn clip(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    short
}

fn csv_rows(object: &Value, first: bool) -> Result<String, Failure> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let refuse = |error: csv::Error| Failure::Refused(format!("cannot write CSV: {error}"));
    if first {
        writer.write_record(HEADER).map_err(refuse)?;
    }
    writer.write_record(columns(object).map(|cell| defuse(&cell))).map_err(refuse)?;
    let bytes =
        writer.into_inner().map_err(|error| Failure::Refused(format!("cannot write CSV: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A cell that begins a formula is run by spreadsheets, and the text of a log is the attacker's.
pub(crate) fn defuse(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

fn sarif(objects: &[Value]) -> Value {
    let results: Vec<Value> = objects
        .iter()
        .map(|object| {
            let [time, severity, kind, title, cloud, actor, _, uid] = columns(object);
            let level = match severity.as_str() {
                "Critical" | "High" | "Fatal" => "error",
                "Medium" => "warning",
                _ => "note",
            };
            let rule =
                object.pointer("/finding_info/analytic/uid").and_then(Value::as_str).unwrap_or(kind.as_str());
            json!({
                "ruleId": rule, "level": level, "message": {"text": title},
                "partialFingerprints": {"uid": uid},
                "properties": {"time": time, "cloud": cloud, "actor": actor, "kind": kind},
            })
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "Welkin", "version": env!("CARGO_PKG_VERSION")}},
            "results": results,
        }],
    })
}

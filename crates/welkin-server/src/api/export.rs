use axum::body::{Body, Bytes};
use axum::extract::{Query, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::Value;
use tokio::sync::mpsc;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::IntoParams;
use welkin_model::{Finding, format_time};

use super::error::ErrorBody;
use super::filter::FindingParams;
use super::{Api, ApiError};

/// How to write an export.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct ExportParams {
    /// `ndjson` (default), `json` or `csv`.
    format: Option<String>,
}

/// Exactly the findings that the same filter lists, as a file.
#[utoipa::path(get, path = "/findings/export", params(FindingParams, ExportParams), responses(
    (status = 200, description = "A file in the format asked for", body = String),
    (status = "4XX", body = ErrorBody)))]
pub(crate) async fn export_findings(
    State(api): State<Api>,
    Query(filter): Query<FindingParams>,
    Query(export): Query<ExportParams>,
) -> Result<Response, ApiError> {
    let query = filter.query(500, None)?;
    let (writer, content_type, name): (Writer, _, _) = match export.format.as_deref() {
        None | Some("" | "ndjson") => (Writer::Ndjson, "application/x-ndjson", "findings.ndjson"),
        Some("json") => (Writer::Json, "application/json", "findings.json"),
        Some("csv") => (Writer::Csv, "text/csv; charset=utf-8", "findings.csv"),
        Some(other) => {
            let message = format!("unknown format `{other}`; formats are csv, json, ndjson");
            return Err(ApiError::bad_request(message));
        }
    };
    let (sender, receiver) = mpsc::channel::<Result<Bytes, std::io::Error>>(8);
    tokio::task::spawn_blocking(move || {
        let mut first = true;
        for finding in api.store.findings_export(query) {
            let part = finding.map(|f| writer.row(&f, first)).map_err(std::io::Error::other);
            first = false;
            // The reader went away: nobody wants the rest.
            if sender.blocking_send(part.map(Bytes::from)).is_err() {
                return;
            }
        }
        sender.blocking_send(Ok(Bytes::from(writer.end(first)))).ok();
    });
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, Body::from_stream(ReceiverStream::new(receiver).map(|part| part))).into_response())
}

#[derive(Clone, Copy)]
enum Writer {
    Csv,
    Json,
    Ndjson,
}

const HEADER: [&str; 9] =
    ["time", "severity", "title", "rule", "source", "cloud", "actor", "operation", "uid"];

impl Writer {
    fn row(self, finding: &Finding, first: bool) -> String {
        match self {
            Writer::Ndjson => format!("{}\n", finding.to_ocsf()),
            Writer::Json => format!("{}{}", if first { "[\n" } else { ",\n" }, finding.to_ocsf()),
            Writer::Csv => {
                let head = if first { line(HEADER.map(str::to_owned)) } else { String::new() };
                head + &line(cells(finding))
            }
        }
    }

    fn end(self, empty: bool) -> String {
        match self {
            Writer::Csv if empty => line(HEADER.map(str::to_owned)),
            Writer::Json if empty => "[]\n".to_owned(),
            Writer::Json => "\n]\n".to_owned(),
            _ => String::new(),
        }
    }
}

fn cells(finding: &Finding) -> [String; 9] {
    let parts = finding.evidence.parts();
    let text = |value: &Option<Value>, pointer: &str| {
        value.as_ref().and_then(|v| v.pointer(pointer)).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    [
        format_time(finding.time),
        finding.severity.to_string(),
        finding.title.clone(),
        finding.analytic.uid.clone(),
        finding.source.to_string(),
        finding.cloud.to_string(),
        text(&parts.actor, "/user/name"),
        text(&parts.api, "/operation"),
        finding.uid.clone(),
    ]
}

fn line(cells: [String; 9]) -> String {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // A cell that begins a formula is run by spreadsheets, and the text of a log is the attacker's.
    let cells =
        cells.map(|c| if c.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{c}") } else { c });
    // Writing to memory does not fail.
    writer.write_record(cells).ok();
    writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
}

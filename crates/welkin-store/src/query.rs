use std::collections::BTreeMap;

use serde::Serialize;
use welkin_model::{Cloud, Diagnostic, Event, Millis, Severity};

/// A part of a list.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page<T> {
    /// In the order that was asked for.
    pub items: Vec<T>,
    /// Opaque; given as `after`, it continues the list. `None` at the end.
    pub next: Option<String>,
}

/// Which events, newest first.
#[derive(Clone, Debug, Default)]
pub struct EventQuery {
    /// Only of this cloud.
    pub cloud: Option<Cloud>,
    /// Only of this source id.
    pub source: Option<String>,
    /// Only of this OCSF class.
    pub class_uid: Option<u32>,
    /// Exact name, uid or credential of the actor.
    pub actor: Option<String>,
    /// Exact source or destination address.
    pub ip: Option<String>,
    /// Exact `api.operation`.
    pub operation: Option<String>,
    /// Text anywhere in the event, ASCII letters in any case.
    pub q: Option<String>,
    /// Event time, inclusive.
    pub from: Option<Millis>,
    /// Event time, exclusive.
    pub to: Option<Millis>,
    /// At most so many; 1000 are given at most.
    pub limit: usize,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// An event with the text of its record.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredEvent {
    /// The OCSF event, without `raw_data`.
    pub event: Event,
    /// The record as it was received, where it was kept.
    pub raw: Option<String>,
}

/// Which findings, in which order.
#[derive(Clone, Debug, Default)]
pub struct FindingQuery {
    /// Only of this cloud.
    pub cloud: Option<Cloud>,
    /// At least this severe.
    pub min_severity: Option<Severity>,
    /// Only about events of this source id.
    pub source: Option<String>,
    /// Only of the analytic with this uid.
    pub rule: Option<String>,
    /// Text anywhere in the finding, ASCII letters in any case.
    pub q: Option<String>,
    /// Time, inclusive.
    pub from: Option<Millis>,
    /// Time, exclusive.
    pub to: Option<Millis>,
    /// Order of the list.
    pub sort: FindingSort,
    /// At most so many; 1000 are given at most.
    pub limit: usize,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// Order of findings; those that are equal in it are ordered by time and uid, in the same direction.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum FindingSort {
    /// Newest first, `-time`.
    #[default]
    TimeDesc,
    /// Oldest first, `time`.
    Time,
    /// Most severe first, `-severity`.
    SeverityDesc,
    /// Least severe first, `severity`.
    Severity,
    /// By uid of the analytic, `rule`.
    Rule,
}

/// Which incidents, in which order.
#[derive(Clone, Debug, Default)]
pub struct IncidentQuery {
    /// Only those that touch this cloud.
    pub cloud: Option<Cloud>,
    /// At least this severe.
    pub min_severity: Option<Severity>,
    /// Text anywhere in the incident, ASCII letters in any case.
    pub q: Option<String>,
    /// Last finding not before, inclusive.
    pub from: Option<Millis>,
    /// First finding before, exclusive.
    pub to: Option<Millis>,
    /// Order of the list.
    pub sort: IncidentSort,
    /// At most so many; 1000 are given at most.
    pub limit: usize,
    /// `next` of the page before.
    pub after: Option<String>,
}

/// Order of incidents.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum IncidentSort {
    /// Highest score first, `-score`.
    #[default]
    ScoreDesc,
    /// Latest finding first, `-time`.
    TimeDesc,
}

/// Quarantined input in a list: everything but the whole content.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct QuarantineItem {
    /// Number of the item, ascending with arrival.
    pub id: i64,
    /// The source that was named with it or recognised.
    pub source: Option<String>,
    /// File or channel that it came through.
    pub channel: String,
    /// When it arrived.
    pub received: Millis,
    /// What is wrong with it.
    pub diagnostic: Diagnostic,
    /// Bytes of content.
    pub bytes: u64,
    /// The beginning of the content, at most 1000 bytes of it, invalid UTF-8 replaced.
    pub preview: String,
}

/// What a source has delivered since the store exists.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SourceStats {
    /// The source's id.
    pub source: String,
    /// Events kept.
    pub events: u64,
    /// Events that came again.
    pub duplicates: u64,
    /// Records put into quarantine.
    pub quarantined: u64,
    /// Bytes of records.
    pub bytes: u64,
    /// Latest event time.
    pub last_event: Option<Millis>,
    /// When the latest record arrived.
    pub last_received: Option<Millis>,
}

/// Which stretch of event time the overview counts.
#[derive(Clone, Copy, Debug)]
pub struct OverviewQuery {
    /// End of the stretch, exclusive; `None` is the end of the newest minute that has events.
    pub to: Option<Millis>,
    /// Length of the stretch in minutes.
    pub minutes: u32,
    /// Minutes per bucket.
    pub bucket_minutes: u32,
}

/// Numbers of a stretch of event time.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Overview {
    /// Begin of the first bucket.
    pub from: Millis,
    /// End of the last bucket, exclusive.
    pub to: Millis,
    /// Length of a bucket in ms.
    pub bucket_millis: Millis,
    /// Events per bucket, oldest first, for every cloud that has any.
    pub events: BTreeMap<Cloud, Vec<u64>>,
    /// Findings per bucket, oldest first.
    pub findings_per_bucket: Vec<u64>,
    /// Findings in the stretch by severity.
    pub findings: BTreeMap<Severity, u64>,
    /// Incidents whose last finding is in the stretch.
    pub incidents: u64,
    /// All events that are kept.
    pub total_events: u64,
    /// All findings that are kept.
    pub total_findings: u64,
    /// All incidents that are kept.
    pub total_incidents: u64,
    /// All quarantined items.
    pub total_quarantined: u64,
}

/// A token's entry: only its hash is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct TokenEntry {
    /// Name of the token, unique.
    pub name: String,
    /// SHA-256 of the token; enough for 256 random bits.
    pub hash: [u8; 32],
    /// When it was made.
    pub created: Millis,
}

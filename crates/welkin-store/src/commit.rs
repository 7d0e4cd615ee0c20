use welkin_model::{Diagnostic, Finding, Incident, Millis};

use crate::Row;

/// Everything that one step of the pipeline changes; [`crate::Store::commit`] keeps all of it or nothing.
#[derive(Clone, Debug, Default)]
pub struct Commit {
    /// New events, in any order; committing puts them into that of the lake. Those that the lake has already must
    /// have been taken out with [`crate::Store::unseen`].
    pub events: Vec<Row>,
    /// New findings; one whose uid is kept already replaces it.
    pub findings: Vec<Finding>,
    /// Uids of findings that no longer stand.
    pub withdrawn_findings: Vec<String>,
    /// New and grown incidents, replaced by uid.
    pub incidents: Vec<Incident>,
    /// Uids of incidents that no longer stand, e.g. because they were joined to an earlier one.
    pub withdrawn_incidents: Vec<String>,
    /// What could not be read.
    pub quarantine: Vec<Quarantined>,
    /// What each source delivered in this step.
    pub sources: Vec<SourceDelta>,
    /// State of the stateful detectors; `None` leaves what is kept.
    pub baselines: Option<Vec<u8>>,
    /// How far the journal is worked off; `None` leaves what is kept.
    pub cursor: Option<JournalCursor>,
}

/// A place in the ingest journal: everything before it has been committed.
#[derive(Clone, Copy, Debug, Default, Eq, Ord, PartialEq, PartialOrd)]
pub struct JournalCursor {
    /// Number of the segment file.
    pub segment: u64,
    /// Byte in the segment at which the next record begins.
    pub offset: u64,
}

/// A piece of input that could not be turned into an event, as it arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct Quarantined {
    /// The source that was named with it or recognised.
    pub source: Option<String>,
    /// File or channel that it came through.
    pub channel: String,
    /// When it arrived.
    pub received: Millis,
    /// What is wrong with it.
    pub diagnostic: Diagnostic,
    /// The bytes as they arrived.
    pub content: Vec<u8>,
}

/// What a source delivered in one step; added to what is kept.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceDelta {
    /// The source's id.
    pub source: String,
    /// New events.
    pub events: u64,
    /// Events that were known already.
    pub duplicates: u64,
    /// Records put into quarantine.
    pub quarantined: u64,
    /// Bytes of records.
    pub bytes: u64,
    /// Latest event time among them.
    pub last_event: Option<Millis>,
    /// When the latest of them arrived.
    pub last_received: Option<Millis>,
}

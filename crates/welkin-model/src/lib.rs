//! The nouns of Welkin: [`Event`], [`Finding`], [`Incident`], [`Diagnostic`], the assets of an [`estate`], their typed
//! ids and the OCSF schema that every event is written in.
//!
//! This crate knows values and their invariants. It must not know files, sockets, async runtimes, clocks, or any rule
//! that judges an event: it is pure data and the functions that keep the data right.

mod class;
mod cloud;
mod diagnostic;
mod draft;
mod event;
mod finding;
mod incident;
mod json;
mod native;
mod path;
mod severity;
mod source;
mod time;
mod uid;

pub mod estate;
pub mod schema;

pub use class::Class;
pub use cloud::Cloud;
pub use diagnostic::{Diagnostic, Level, Location};
pub use draft::Draft;
pub use event::Event;
pub use finding::{Analytic, AnalyticKind, Attack, Evidence, EvidenceParts, Finding};
pub use incident::{Incident, IncidentEntry};
pub use json::json_text;
pub use native::Native;
pub use severity::Severity;
pub use source::{SigmaLogsource, SourceId};
pub use time::{Millis, format_time, parse_time};
pub use uid::{EventUid, content_uid, sha256_hex};

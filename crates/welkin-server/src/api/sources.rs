use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use welkin_model::{Cloud, Millis, SourceId};
use welkin_store::SourceStats;

use super::ocsf::CloudName;
use super::page::List;
use super::{Api, ApiError};
use crate::clock;

/// A log source and what came of it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Source {
    id: String,
    cloud: CloudName,
    title: String,
    events_total: u64,
    /// Over the time since its first event of this run.
    events_per_minute: f64,
    last_event_time: Option<Millis>,
    last_received_at: Option<Millis>,
    /// How much later than it happened the newest event came.
    lag_ms: Option<i64>,
    diagnostics_total: u64,
    quarantined: u64,
    state: SourceState,
}

/// When a source delivered last.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SourceState {
    /// Within 10 minutes.
    Active,
    /// Within a day.
    Idle,
    /// Nothing came yet.
    Never,
    /// Longer ago.
    Silent,
}

/// Every source that Welkin reads.
#[utoipa::path(get, path = "/sources", responses((status = 200, body = List<Source>)))]
pub(crate) async fn list_sources(State(api): State<Api>) -> Result<Json<List<Source>>, ApiError> {
    let stats = tokio::task::spawn_blocking({
        let store = api.store.clone();
        move || store.sources()
    })
    .await??;
    Ok(Json(List { items: source_list(&stats, &api.intake.rates(), clock::now()), next: None }))
}

/// Those that have delivered first, then by id.
pub(crate) fn source_list(stats: &[SourceStats], rates: &BTreeMap<String, f64>, now: Millis) -> Vec<Source> {
    let own = ["unknown", "welkin.detect", "welkin.respond"];
    let mut sources: Vec<Source> = SourceId::all()
        .filter(|id| !own.contains(&id.as_str()) || stats.iter().any(|s| s.source == id.as_str()))
        .map(|id| {
            let stats = stats.iter().find(|s| s.source == id.as_str());
            source(id, stats, rates.get(id.as_str()).copied().unwrap_or(0.0), now)
        })
        .collect();
    sources.sort_by(|a, b| (a.events_total == 0, &a.id).cmp(&(b.events_total == 0, &b.id)));
    sources
}

fn source(id: SourceId, stats: Option<&SourceStats>, rate: f64, now: Millis) -> Source {
    let received = stats.and_then(|s| s.last_received);
    let state = match received.map(|at| now - at) {
        None => SourceState::Never,
        Some(ago) if ago < 10 * 60_000 => SourceState::Active,
        Some(ago) if ago < 24 * 3_600_000 => SourceState::Idle,
        Some(_) => SourceState::Silent,
    };
    let last_event = stats.and_then(|s| s.last_event);
    Source {
        id: id.to_string(),
        cloud: id.cloud().into(),
        title: id.title().to_owned(),
        events_total: stats.map_or(0, |s| s.events),
        events_per_minute: rate,
        last_event_time: last_event,
        last_received_at: received,
        lag_ms: last_event.zip(received).map(|(event, received)| (received - event).max(0)),
        diagnostics_total: stats.map_or(0, |s| s.quarantined),
        quarantined: stats.map_or(0, |s| s.quarantined),
        state,
    }
}

impl Source {
    pub(crate) fn cloud_is(&self, cloud: Cloud) -> bool {
        self.cloud == cloud.into()
    }

    pub(crate) fn events(&self) -> (u64, f64, Option<Millis>) {
        (self.events_total, self.events_per_minute, self.last_event_time)
    }
}

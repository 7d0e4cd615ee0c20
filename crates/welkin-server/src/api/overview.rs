use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;
use welkin_model::{Cloud, Millis, Severity};
use welkin_store::{FindingQuery, IncidentQuery, OverviewQuery, StoreError};

use super::ocsf::{CloudName, OcsfObject};
use super::{Api, ApiError, source_list};
use crate::clock;

/// What is happening now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Overview {
    generated_at: Millis,
    /// Whether the events are those of the demonstration estate.
    demo: bool,
    version: String,
    totals: Totals,
    clouds: Vec<CloudOverview>,
    activity: Activity,
    /// OCSF Incident Findings (2005), worst first.
    top_incidents: Vec<OcsfObject>,
    /// OCSF Detection Findings (2004), newest first.
    latest_findings: Vec<OcsfObject>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Totals {
    events: u64,
    findings: u64,
    incidents_open: u64,
    quarantined: u64,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CloudOverview {
    cloud: CloudName,
    events: u64,
    events_per_minute: f64,
    findings: SeverityCounts,
    /// Sources that have delivered.
    sources: usize,
    last_event_time: Option<Millis>,
}

#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct SeverityCounts {
    critical: u64,
    high: u64,
    medium: u64,
    low: u64,
    informational: u64,
}

/// Events per cloud and findings over the last day of event time.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Activity {
    bucket_ms: i64,
    buckets: Vec<Bucket>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Bucket {
    /// Begin, Unix ms.
    time: Millis,
    /// By cloud.
    events: BTreeMap<String, u64>,
    findings: u64,
}

/// The numbers and lists of the console's first page.
#[utoipa::path(get, path = "/overview", responses((status = 200, body = Overview)))]
pub(crate) async fn get_overview(State(api): State<Api>) -> Result<Json<Overview>, ApiError> {
    let overview = tokio::task::spawn_blocking(move || build(&api, clock::now())).await??;
    Ok(Json(overview))
}

fn build(api: &Api, now: Millis) -> Result<Overview, StoreError> {
    let numbers = api.store.overview(OverviewQuery { to: None, minutes: 24 * 60, bucket_minutes: 15 })?;
    let sources = source_list(&api.store.sources()?, &api.intake.rates(), now);
    let incidents = api.store.incidents(&IncidentQuery { limit: 5, ..IncidentQuery::default() })?;
    let findings = api.store.findings(&FindingQuery {
        limit: 8,
        min_severity: Some(Severity::Low),
        ..FindingQuery::default()
    })?;
    let counts = api.store.finding_counts()?;
    let clouds = Cloud::ALL.into_iter().map(|cloud| {
        let own: Vec<_> = sources.iter().filter(|s| s.cloud_is(cloud)).map(|s| s.events()).collect();
        let count = |severity| counts.get(&(cloud, severity)).copied().unwrap_or(0);
        CloudOverview {
            cloud: cloud.into(),
            events: own.iter().map(|(events, ..)| events).sum(),
            events_per_minute: own.iter().map(|(_, rate, _)| rate).sum(),
            findings: SeverityCounts {
                critical: count(Severity::Critical) + count(Severity::Fatal),
                high: count(Severity::High),
                medium: count(Severity::Medium),
                low: count(Severity::Low),
                informational: count(Severity::Informational),
            },
            sources: own.iter().filter(|(events, ..)| *events > 0).count(),
            last_event_time: own.iter().filter_map(|(.., last)| *last).max(),
        }
    });
    let clouds = clouds.collect();
    let length = numbers.bucket_millis.max(1);
    let buckets = (numbers.to - numbers.from).max(0) / length;
    let bucket = |i: i64| {
        let at = usize::try_from(i).unwrap_or(usize::MAX);
        let events = numbers.events.iter().map(|(c, n)| (c.to_string(), n.get(at).copied().unwrap_or(0)));
        let findings = numbers.findings_per_bucket.get(at).copied().unwrap_or(0);
        Bucket { time: numbers.from + i * length, events: events.collect(), findings }
    };
    Ok(Overview {
        generated_at: now,
        demo: api.demo,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        totals: Totals {
            events: numbers.total_events,
            findings: numbers.total_findings,
            incidents_open: numbers.total_incidents,
            quarantined: numbers.total_quarantined,
        },
        clouds,
        activity: Activity { bucket_ms: length, buckets: (0..buckets).map(bucket).collect() },
        top_incidents: incidents.items.iter().map(|i| OcsfObject(i.to_ocsf())).collect(),
        latest_findings: findings.items.iter().map(|f| OcsfObject(f.to_ocsf())).collect(),
    })
}

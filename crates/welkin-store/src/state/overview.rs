use std::collections::BTreeMap;

use rusqlite::{Connection, params};
use welkin_model::{Cloud, Severity};

use super::{signed, unsigned};
use crate::{Overview, OverviewQuery, Row, StoreError};

const MINUTE: i64 = 60_000;
/// A week of minutes in single buckets.
const MAX_BUCKETS: i64 = 10_080;

/// Events by minute and cloud.
#[derive(Debug, Default)]
pub(crate) struct Minutes(BTreeMap<(i64, Cloud), u64>);

impl Minutes {
    pub(crate) fn add<'a>(&mut self, rows: impl Iterator<Item = &'a Row>) {
        for row in rows {
            *self.0.entry((row.time.div_euclid(MINUTE), row.cloud)).or_default() += 1;
        }
    }
}

/// Adds to the counters of the minutes, so that the overview reads no lake file.
pub(crate) fn count_minutes(db: &Connection, minutes: &Minutes) -> Result<(), StoreError> {
    let mut upsert = db.prepare_cached(
        "INSERT INTO minutes VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET events = events + excluded.events",
    )?;
    for ((minute, cloud), events) in &minutes.0 {
        upsert.execute(params![minute, cloud.as_str(), signed(*events)])?;
    }
    Ok(())
}

pub(crate) fn overview(db: &Connection, query: OverviewQuery) -> Result<Overview, StoreError> {
    let newest: Option<i64> = db.query_row("SELECT max(minute) FROM minutes", [], |row| row.get(0))?;
    let to = match query.to {
        Some(to) => to.div_euclid(MINUTE) + i64::from(to.rem_euclid(MINUTE) > 0),
        None => newest.map_or(0, |minute| minute + 1),
    };
    let bucket = i64::from(query.bucket_minutes.max(1));
    let buckets = (i64::from(query.minutes.max(1)) + bucket - 1) / bucket;
    let buckets = buckets.min(MAX_BUCKETS);
    let from = to - buckets * bucket;
    let mut overview = Overview {
        from: from * MINUTE,
        to: to * MINUTE,
        bucket_millis: bucket * MINUTE,
        ..Overview::default()
    };
    let mut select = db.prepare_cached(
        "SELECT (minute - ?1) / ?3, cloud, sum(events) FROM minutes WHERE minute >= ?1 AND minute < ?2 GROUP BY 1, 2",
    )?;
    let mut rows = select.query(params![from, to, bucket])?;
    while let Some(row) = rows.next()? {
        let (at, cloud, events): (i64, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let cloud: Cloud = cloud.parse().unwrap_or(Cloud::Other);
        let length = usize::try_from(buckets).unwrap_or(0);
        let series = overview.events.entry(cloud).or_insert_with(|| vec![0; length]);
        if let Some(slot) = usize::try_from(at).ok().and_then(|at| series.get_mut(at)) {
            *slot += unsigned(events);
        }
    }
    let mut select = db.prepare_cached(
        "SELECT (time / 60000 - ?1) / ?3, count(*) FROM findings WHERE time >= ?1 * 60000 AND time < ?2 * 60000 GROUP BY 1",
    )?;
    let mut rows = select.query(params![from, to, bucket])?;
    overview.findings_per_bucket = vec![0; usize::try_from(buckets).unwrap_or(0)];
    while let Some(row) = rows.next()? {
        let at: i64 = row.get(0)?;
        if let Some(slot) = usize::try_from(at).ok().and_then(|at| overview.findings_per_bucket.get_mut(at)) {
            *slot += unsigned(row.get(1)?);
        }
    }
    let mut select = db.prepare_cached(
        "SELECT severity, count(*) FROM findings WHERE time >= ? AND time < ? GROUP BY severity",
    )?;
    let mut rows = select.query(params![overview.from, overview.to])?;
    while let Some(row) = rows.next()? {
        overview.findings.insert(Severity::from_id(row.get(0)?), unsigned(row.get(1)?));
    }
    let count = |sql: &str, params: &[&dyn rusqlite::ToSql]| -> Result<u64, StoreError> {
        Ok(db.prepare_cached(sql)?.query_row(params, |row| row.get(0)).map(unsigned)?)
    };
    overview.incidents = count(
        "SELECT count(*) FROM incidents WHERE last_seen >= ? AND last_seen < ?",
        &[&overview.from, &overview.to],
    )?;
    overview.total_events = count("SELECT coalesce(sum(rows), 0) FROM files", &[])?;
    overview.total_findings = count("SELECT count(*) FROM findings", &[])?;
    overview.total_incidents = count("SELECT count(*) FROM incidents", &[])?;
    overview.total_quarantined = count("SELECT count(*) FROM quarantine", &[])?;
    Ok(overview)
}

/// All findings by cloud and severity.
pub(crate) fn finding_counts(db: &Connection) -> Result<BTreeMap<(Cloud, Severity), u64>, StoreError> {
    let mut select = db.prepare_cached("SELECT cloud, severity, count(*) FROM findings GROUP BY 1, 2")?;
    let mut rows = select.query([])?;
    let mut counts = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let cloud: String = row.get(0)?;
        let key = (cloud.parse().unwrap_or(Cloud::Other), Severity::from_id(row.get(1)?));
        *counts.entry(key).or_default() += unsigned(row.get(2)?);
    }
    Ok(counts)
}

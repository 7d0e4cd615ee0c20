use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use datafusion::arrow::record_batch::RecordBatch;
use serde_json::{Map, Value};
use welkin_model::{Event, Millis};

use super::manifest::{Lake, LakeFile};
use super::read::{self, OpenFile};
use crate::{EventQuery, Page, StoreError, StoredEvent, cursor};

/// Sort key of the list: time, then uid, both descending.
type Key = (Millis, String);

/// A page of events, newest first. Files and row groups are opened in the order of their newest event, and none is
/// opened that cannot add to the page.
pub(crate) fn page(lake: &Lake, query: &EventQuery) -> Result<Page<Event>, StoreError> {
    let before: Option<Key> = cursor::decode(query.after.as_deref())?;
    let limit = cursor::limit(query.limit);
    let wanted = Wanted::new(query, before.as_ref());
    let mut units: BinaryHeap<Unit> = lake
        .manifest()
        .iter()
        .filter(|file| wanted.file(file))
        .map(|file| Unit { newest: file.max_time, part: Part::File(Arc::clone(file)) })
        .collect();
    // The page and one more, which says whether there is a next one.
    let mut found: BinaryHeap<Reverse<Hit>> = BinaryHeap::new();
    while let Some(unit) = units.pop() {
        let worst = found.peek().filter(|_| found.len() > limit);
        if worst.is_some_and(|Reverse(worst)| unit.newest < worst.key.0) {
            break;
        }
        match unit.part {
            Part::File(file) => {
                let open = Arc::new(OpenFile::open(lake, &file)?);
                for row_group in 0..open.row_groups() {
                    let (oldest, newest) = open.times(row_group);
                    if wanted.times(oldest, newest) {
                        units.push(Unit { newest, part: Part::RowGroup(Arc::clone(&open), row_group) });
                    }
                }
            }
            Part::RowGroup(open, row_group) => {
                if wanted.row_group(&open, row_group)? {
                    collect(&open, row_group, &wanted, limit, &mut found)?;
                }
            }
        }
    }
    let mut hits: Vec<Hit> = found.into_iter().map(|Reverse(hit)| hit).collect();
    hits.sort_by(|a, b| b.key.cmp(&a.key));
    let more = hits.len() > limit;
    hits.truncate(limit);
    let next = hits.last().filter(|_| more).and_then(|last| cursor::encode(&last.key));
    let items = hits.iter().map(Hit::event).collect::<Result<_, _>>()?;
    Ok(Page { items, next })
}

/// The event with this uid, the newest if it is on several days.
pub(crate) fn find(lake: &Lake, uid: &str) -> Result<Option<StoredEvent>, StoreError> {
    let manifest = lake.manifest();
    let mut files: Vec<_> = manifest.iter().collect();
    files.sort_by_key(|file| Reverse(file.max_time));
    for file in files {
        let open = OpenFile::open(lake, file)?;
        for row_group in (0..open.row_groups()).rev() {
            if !open.admits(row_group, "uid", uid) || !open.may_hold(row_group, "uid", uid)? {
                continue;
            }
            let mut base = 0;
            for batch in open.read(Some(row_group), &["uid"], BATCH)? {
                let batch = batch?;
                let uids = read::text(&batch, "uid");
                if let Some(row) = (0..batch.num_rows()).find(|row| read::at(uids, *row) == Some(uid)) {
                    return match open.row(row_group, base + row, &["event", "raw"])? {
                        Some(row) => stored(&row).map(Some),
                        None => Ok(None),
                    };
                }
                base += batch.num_rows();
            }
        }
    }
    Ok(None)
}

const BATCH: usize = 8192;
/// Rows at a time when the whole text of each is looked at.
const TEXT_BATCH: usize = 1024;

/// What is left to look at, the newest first.
struct Unit {
    newest: Millis,
    part: Part,
}

enum Part {
    File(Arc<LakeFile>),
    RowGroup(Arc<OpenFile>, usize),
}

impl Ord for Unit {
    fn cmp(&self, other: &Unit) -> std::cmp::Ordering {
        self.newest.cmp(&other.newest)
    }
}

impl PartialOrd for Unit {
    fn partial_cmp(&self, other: &Unit) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Unit {
    fn eq(&self, other: &Unit) -> bool {
        self.newest == other.newest
    }
}

impl Eq for Unit {}

/// A row that matches, not yet read as a whole.
struct Hit {
    key: Key,
    file: Arc<OpenFile>,
    row_group: usize,
    row: usize,
}

impl Hit {
    fn event(&self) -> Result<Event, StoreError> {
        match self.file.row(self.row_group, self.row, &["event"])? {
            Some(row) => Ok(stored(&row)?.event),
            None => Err(StoreError::corrupt("event", "the row is missing")),
        }
    }
}

impl Ord for Hit {
    fn cmp(&self, other: &Hit) -> std::cmp::Ordering {
        self.key.cmp(&other.key)
    }
}

impl PartialOrd for Hit {
    fn partial_cmp(&self, other: &Hit) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Hit {
    fn eq(&self, other: &Hit) -> bool {
        self.key == other.key
    }
}

impl Eq for Hit {}

/// The conditions of a query, in the terms of the columns.
struct Wanted<'a> {
    query: &'a EventQuery,
    before: Option<&'a Key>,
    /// Column and value that must be equal.
    equal: Vec<(&'static str, &'a str)>,
    /// Columns of which one must be equal.
    any: Vec<(&'static [&'static str], &'a str)>,
    text: Option<String>,
}

impl<'a> Wanted<'a> {
    fn new(query: &'a EventQuery, before: Option<&'a Key>) -> Wanted<'a> {
        let mut equal = Vec::new();
        equal.extend(query.cloud.map(|cloud| ("cloud", cloud.as_str())));
        equal.extend(query.source.as_deref().map(|source| ("source", source)));
        equal.extend(query.operation.as_deref().map(|operation| ("operation", operation)));
        let mut any: Vec<(&'static [&'static str], &str)> = Vec::new();
        any.extend(query.actor.as_deref().map(|v| (&["actor_name", "actor_uid", "credential_uid"][..], v)));
        any.extend(query.ip.as_deref().map(|v| (&["src_ip", "dst_ip"][..], v)));
        let text = query.q.as_deref().filter(|q| !q.is_empty()).map(str::to_ascii_lowercase);
        Wanted { query, before, equal, any, text }
    }

    fn file(&self, file: &LakeFile) -> bool {
        self.query.class_uid.is_none_or(|class| file.class.uid() == class)
            && self.times(file.min_time, file.max_time)
    }

    /// Whether a stretch of time can hold a match.
    fn times(&self, oldest: Millis, newest: Millis) -> bool {
        self.query.from.is_none_or(|from| newest >= from)
            && self.query.to.is_none_or(|to| oldest < to)
            && self.before.is_none_or(|(time, _)| oldest <= *time)
    }

    fn row_group(&self, file: &OpenFile, row_group: usize) -> Result<bool, StoreError> {
        if !self.equal.iter().all(|(column, value)| file.admits(row_group, column, value)) {
            return Ok(false);
        }
        for (columns, value) in &self.any {
            let mut possible = false;
            for column in *columns {
                possible = possible
                    || (file.admits(row_group, column, value) && file.may_hold(row_group, column, value)?);
            }
            if !possible {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn columns(&self) -> Vec<&'static str> {
        let mut columns = vec!["uid", "time"];
        columns.extend(self.equal.iter().map(|(column, _)| *column));
        columns.extend(self.any.iter().flat_map(|(columns, _)| columns.iter().copied()));
        columns.extend(self.text.is_some().then_some("event"));
        columns
    }

    fn row(&self, batch: &RecordBatch, row: usize, time: Millis, uid: &str) -> bool {
        let value = |column: &str| read::at(read::text(batch, column), row);
        self.times(time, time)
            && self.before.is_none_or(|(t, u)| (time, uid) < (*t, u.as_str()))
            && self.equal.iter().all(|(column, wanted)| value(column) == Some(wanted))
            && self.any.iter().all(|(columns, wanted)| columns.iter().any(|c| value(c) == Some(wanted)))
            && self.text.as_deref().is_none_or(|q| value("event").is_some_and(|text| holds(text, q)))
    }
}

fn collect(
    file: &Arc<OpenFile>,
    row_group: usize,
    wanted: &Wanted<'_>,
    limit: usize,
    found: &mut BinaryHeap<Reverse<Hit>>,
) -> Result<(), StoreError> {
    let mut base = 0;
    let size = if wanted.text.is_some() { TEXT_BATCH } else { BATCH };
    for batch in file.read(Some(row_group), &wanted.columns(), size)? {
        let batch = batch?;
        let (uids, times) = (read::text(&batch, "uid"), read::times(&batch));
        for row in 0..batch.num_rows() {
            let (Some(uid), Some(times)) = (read::at(uids, row), times) else { continue };
            let time = times.value(row);
            let worst = found.peek().filter(|_| found.len() > limit);
            if worst.is_some_and(|Reverse(worst)| (time, uid) <= (worst.key.0, worst.key.1.as_str())) {
                continue;
            }
            if wanted.row(&batch, row, time, uid) {
                let key = (time, uid.to_owned());
                found.push(Reverse(Hit { key, file: Arc::clone(file), row_group, row: base + row }));
                if found.len() > limit + 1 {
                    found.pop();
                }
            }
        }
        base += batch.num_rows();
    }
    Ok(())
}

/// Whether the text holds `needle`, which is in lower case; only ASCII letters are compared in any case.
fn holds(text: &str, needle: &str) -> bool {
    let needle = needle.as_bytes();
    text.as_bytes().windows(needle.len()).any(|window| window.eq_ignore_ascii_case(needle))
}

fn stored(row: &RecordBatch) -> Result<StoredEvent, StoreError> {
    let json = read::at(read::text(row, "event"), 0).unwrap_or_default();
    let body: Map<String, Value> = serde_json::from_str(json).map_err(|e| StoreError::corrupt("event", e))?;
    let raw = read::at(read::text(row, "raw"), 0).map(str::to_owned);
    Ok(StoredEvent { event: Event::trusted(body), raw })
}

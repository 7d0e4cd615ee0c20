use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use welkin_model::Millis;

use super::filter::Filter;
use super::manifest::{DAY, Lake, LakeFile, day, day_number};
use super::read::{self, OpenFile};
use super::schema::Row;
use crate::StoreError;

/// Finds the events that the lake has already.
///
/// The lake is the index: an event is known if a file of its day holds its uid. Per day a filter in memory says
/// which uids are certainly new, so that only the others are looked up.
#[derive(Debug)]
pub(crate) struct Dedupe {
    max_bytes: usize,
    days: HashMap<String, Day>,
    clock: u64,
}

#[derive(Debug)]
struct Day {
    filter: Filter,
    used: u64,
}

impl Dedupe {
    pub(crate) fn new(max_bytes: usize) -> Dedupe {
        Dedupe { max_bytes, days: HashMap::new(), clock: 0 }
    }

    /// For each event, whether it is new: neither in the lake nor among `keys` nor earlier in the list.
    pub(crate) fn unseen<'a>(
        &mut self,
        lake: &Lake,
        keys: &Keys,
        rows: impl Iterator<Item = &'a Row>,
    ) -> Result<Vec<bool>, StoreError> {
        let mut fresh = Vec::new();
        let mut listed = Keys::default();
        let mut doubtful: BTreeMap<String, HashMap<String, Doubt>> = BTreeMap::new();
        for (at, row) in rows.enumerate() {
            let key = hash(row.uid.as_str());
            let first = !keys.contains(row.time, key) && listed.insert(row.time, key);
            fresh.push(first);
            if !first {
                continue;
            }
            let day = day(row.time);
            if self.day(lake, &day)?.may_contain(key) {
                let doubt = Doubt { at, time: row.time };
                doubtful.entry(day).or_default().insert(row.uid.as_str().to_owned(), doubt);
            }
        }
        for (day, doubts) in doubtful {
            for known in look_up(lake, &day, doubts)? {
                if let Some(fresh) = fresh.get_mut(known) {
                    *fresh = false;
                }
            }
        }
        Ok(fresh)
    }

    /// The events of these keys are in the lake now.
    pub(crate) fn committed(&mut self, keys: Keys) {
        for (number, keys) in keys.0 {
            if let Some(day) = self.days.get_mut(&day(number.saturating_mul(DAY))) {
                for key in keys {
                    day.filter.insert(key, self.max_bytes);
                }
            }
        }
        self.shrink(None);
    }

    fn day(&mut self, lake: &Lake, day: &str) -> Result<&Filter, StoreError> {
        self.clock += 1;
        if !self.days.contains_key(day) {
            let mut filter = Filter::default();
            for file in lake.manifest().iter().filter(|file| file.day == day) {
                for batch in OpenFile::open(lake, file)?.read(None, &["uid"], 8192)? {
                    let batch = batch?;
                    for uid in read::text(&batch, "uid").into_iter().flatten().flatten() {
                        filter.insert(hash(uid), self.max_bytes);
                    }
                }
            }
            self.days.insert(day.to_owned(), Day { filter, used: self.clock });
            self.shrink(Some(day));
        }
        let entry =
            self.days.entry(day.to_owned()).or_insert_with(|| Day { filter: Filter::default(), used: 0 });
        entry.used = self.clock;
        Ok(&entry.filter)
    }

    /// Forgets the days that were not asked for longest, until the rest fits.
    fn shrink(&mut self, keep: Option<&str>) {
        while self.days.values().map(|day| day.filter.bytes()).sum::<usize>() > self.max_bytes {
            let others = self.days.iter().filter(|(day, _)| Some(day.as_str()) != keep);
            let Some(oldest) = others.min_by_key(|(_, day)| day.used).map(|(day, _)| day.clone()) else {
                break;
            };
            self.days.remove(&oldest);
        }
    }
}

/// Events by day and a hash of their uid.
#[derive(Debug, Default)]
pub(crate) struct Keys(BTreeMap<i64, BTreeSet<u128>>);

impl Keys {
    pub(crate) fn add<'a>(&mut self, rows: impl Iterator<Item = &'a Row>) {
        for row in rows {
            self.insert(row.time, hash(row.uid.as_str()));
        }
    }

    /// Whether the key was absent.
    fn insert(&mut self, time: Millis, key: u128) -> bool {
        self.0.entry(day_number(time)).or_default().insert(key)
    }

    fn contains(&self, time: Millis, key: u128) -> bool {
        self.0.get(&day_number(time)).is_some_and(|keys| keys.contains(&key))
    }
}

/// An event that may be known: its place in the list and its time.
struct Doubt {
    at: usize,
    time: Millis,
}

/// The places of those that a file of the day holds. A record that comes again has the time that it had, so the row
/// groups of that time are read first; what they do not hold is looked for in the rest.
fn look_up(lake: &Lake, day: &str, mut doubts: HashMap<String, Doubt>) -> Result<Vec<usize>, StoreError> {
    let manifest = lake.manifest();
    let files: Vec<&Arc<LakeFile>> = manifest.iter().filter(|file| file.day == day).collect();
    let mut known = Vec::new();
    for same_time in [true, false] {
        for file in &files {
            let within = |oldest: Millis, newest: Millis, doubts: &HashMap<String, Doubt>| {
                doubts.values().any(|doubt| (oldest..=newest).contains(&doubt.time))
            };
            if doubts.is_empty() || (same_time && !within(file.min_time, file.max_time, &doubts)) {
                continue;
            }
            let open = OpenFile::open(lake, file)?;
            for row_group in 0..open.row_groups() {
                let (oldest, newest) = open.times(row_group);
                if same_time && !within(oldest, newest, &doubts) {
                    continue;
                }
                if !any_may_be_in(&open, row_group, &doubts)? {
                    continue;
                }
                for batch in open.read(Some(row_group), &["uid"], 8192)? {
                    let batch = batch?;
                    for uid in read::text(&batch, "uid").into_iter().flatten().flatten() {
                        known.extend(doubts.remove(uid).map(|doubt| doubt.at));
                    }
                }
            }
        }
    }
    Ok(known)
}

/// Few doubts are asked of the bloom filter; for many, reading the column is cheaper.
fn any_may_be_in(
    open: &OpenFile,
    row_group: usize,
    doubts: &HashMap<String, Doubt>,
) -> Result<bool, StoreError> {
    const FEW: usize = 8;
    if doubts.len() > FEW {
        return Ok(true);
    }
    let mut uids: Vec<&String> = doubts.keys().collect();
    uids.sort();
    for uid in uids {
        if open.may_hold(row_group, "uid", uid)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn hash(uid: &str) -> u128 {
    Sha256::digest(uid).iter().take(16).fold(0, |hash, byte| hash << 8 | u128::from(*byte))
}

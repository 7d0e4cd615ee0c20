use std::collections::{BTreeMap, BTreeSet};

use welkin_model::{Incident, Millis, Severity};

use crate::Identities;
use crate::incident::{CONTEXT, Case, correlate};

/// The findings that incidents are made of, and the incidents as they were last reported.
///
/// Findings of medium severity and more are kept for a week, since an attack can be slow. Lesser ones only accompany
/// those near them in time; there are many more of them, and they must not crowd the others out.
#[derive(Debug, Default)]
pub(crate) struct Casebook {
    core: Cases,
    context: Cases,
    incidents: BTreeMap<String, Incident>,
}

type Cases = BTreeMap<(Millis, String), Case>;

/// What a change of findings did to the incidents.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    /// New ones, and those that changed.
    pub(crate) incidents: Vec<Incident>,
    /// Uids of those that became part of another or fell apart.
    pub(crate) withdrawn: Vec<String>,
}

/// How many findings are kept, of either kind.
const CASES: usize = 20_000;
/// How long findings of medium severity and more are kept.
const HORIZON: Millis = 7 * 24 * 3_600_000;
/// How long lesser ones are: as far as they can belong to another, and as late as that one can come.
const AROUND: Millis = CONTEXT + 3_600_000;

impl Casebook {
    pub(crate) fn keep(&mut self, case: Case) {
        let is_core = case.finding.severity >= Severity::Medium;
        let key = (case.finding.time, case.finding.uid.clone());
        match is_core {
            true => self.core.insert(key, case),
            false => self.context.insert(key, case),
        };
        trim(&mut self.context, AROUND);
        // Room is made for many at once, since it costs a look at all.
        if self.core.len() > CASES + CASES / 8 {
            self.make_room();
        } else if is_core && self.core.first_key_value().is_some_and(|((time, _), _)| self.is_past(*time)) {
            self.make_room();
        }
    }

    /// All that are kept, in the order of time.
    pub(crate) fn cases(&self) -> impl Iterator<Item = &Case> {
        self.core.values().chain(self.context.values())
    }

    /// The incidents of what is kept and of the findings that are not settled, worst first.
    pub(crate) fn incidents<'a>(
        &'a self,
        provisional: impl Iterator<Item = &'a Case>,
        identities: &Identities,
    ) -> Vec<Incident> {
        correlate(self.cases().chain(provisional), identities)
    }

    /// Takes note of the incidents as they are now, and says what is different.
    pub(crate) fn update(&mut self, now: Vec<Incident>) -> Changes {
        let now: BTreeMap<String, Incident> = now.into_iter().map(|i| (i.uid.clone(), i)).collect();
        let is_new = |incident: &&Incident| self.incidents.get(&incident.uid) != Some(incident);
        let changed = now.values().filter(is_new).cloned().collect();
        // What is only forgotten here was true and stays so.
        let gone = self.incidents.values().filter(|i| !now.contains_key(&i.uid) && self.remembers(i));
        let withdrawn = gone.map(|incident| incident.uid.clone()).collect();
        self.incidents = now;
        Changes { incidents: changed, withdrawn }
    }

    /// Whether the finding that an incident begins with is still kept.
    fn remembers(&self, incident: &Incident) -> bool {
        let grave =
            incident.entries.iter().map(|entry| &entry.finding).find(|f| f.severity >= Severity::Medium);
        let oldest = self.core.first_key_value().map_or(Millis::MAX, |((time, _), _)| *time);
        grave.is_some_and(|finding| finding.time >= oldest)
    }

    fn is_past(&self, time: Millis) -> bool {
        let newest = self.core.last_key_value().map_or(0, |((time, _), _)| *time);
        // A day beyond, so that room is not made for each.
        newest - time > HORIZON + HORIZON / 7
    }

    /// Forgets what is old, but not the beginning of an incident that goes on.
    fn make_room(&mut self) {
        let newest = self.core.last_key_value().map_or(0, |((time, _), _)| *time);
        let going_on = self.incidents.values().filter(|incident| newest - incident.last_seen() <= HORIZON);
        let needed: BTreeSet<&str> =
            going_on.flat_map(|i| &i.entries).map(|entry| entry.finding.uid.as_str()).collect();
        self.core.retain(|(time, uid), _| newest - *time <= HORIZON || needed.contains(uid.as_str()));
        let surplus = self.core.len().saturating_sub(CASES);
        let free = self.core.keys().filter(|(_, uid)| !needed.contains(uid.as_str()));
        let oldest: Vec<_> = free.take(surplus).cloned().collect();
        oldest.iter().for_each(|key| drop(self.core.remove(key)));
        trim(&mut self.core, Millis::MAX / 2);
    }
}

/// Drops the oldest until they are few enough and none is older than the newest by more than this.
fn trim(cases: &mut Cases, span: Millis) {
    let newest = cases.last_key_value().map_or(0, |((time, _), _)| *time);
    while let Some(((time, _), _)) = cases.first_key_value() {
        if cases.len() <= CASES && newest - *time <= span {
            break;
        }
        cases.pop_first();
    }
}

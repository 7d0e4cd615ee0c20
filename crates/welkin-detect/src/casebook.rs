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
    /// When room was last made.
    tidied: Millis,
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
const CASES: usize = 10_000;
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
    }

    /// Whether room has to be made; for many at once, since it costs a look at all.
    pub(crate) fn is_full(&self) -> bool {
        self.core.len().max(self.context.len()) > CASES + CASES / 8
    }

    /// Whether there may be many that are too old, at this time.
    pub(crate) fn is_stale(&self, now: Millis) -> bool {
        now.saturating_sub(self.tidied) > HORIZON / 7
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

    /// Forgets what is old at this time, but not what an incident that goes on consists of. The incidents have to be
    /// up to date.
    pub(crate) fn make_room(&mut self, now: Millis) {
        self.tidied = now;
        let going_on =
            self.incidents.values().filter(|incident| now.saturating_sub(incident.last_seen()) <= HORIZON);
        let needed: BTreeSet<&str> =
            going_on.flat_map(|i| &i.entries).map(|entry| entry.finding.uid.as_str()).collect();
        for (cases, span) in [(&mut self.core, HORIZON), (&mut self.context, AROUND)] {
            cases.retain(|(time, uid), _| now.saturating_sub(*time) <= span || needed.contains(uid.as_str()));
            let surplus = cases.len().saturating_sub(CASES);
            let free = cases.keys().filter(|(_, uid)| !needed.contains(uid.as_str()));
            let oldest: Vec<_> = free.take(surplus).cloned().collect();
            oldest.iter().for_each(|key| drop(cases.remove(key)));
            while cases.len() > CASES {
                cases.pop_first();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use welkin_model::{Analytic, AnalyticKind, Attack, Cloud, EventUid, Evidence, Finding, SourceId};

    use super::*;
    use crate::Fact;
    use crate::fact::Duty;
    use crate::identity::{Handle, HandleKind};

    const HOUR: Millis = 3_600_000;

    /// A finding of a tactic by one person at a time.
    fn case(n: usize, time: Millis, severity: Severity, tactic: &str) -> Case {
        let uid = EventUid::new(format!("e{n}"));
        let source = SourceId::unknown();
        let fact = Fact {
            time,
            uid: uid.clone(),
            source,
            cloud: Cloud::Aws,
            class: 6003,
            handles: vec![Handle::new(HandleKind::Principal, "email", "ana@technobank.example")],
            links: Vec::new(),
            actor: "ana".into(),
            duty: Duty::Unknown,
            service: String::new(),
            operation: String::new(),
            failed: false,
            model: None,
            store: None,
            secret: None,
            ip: None,
            user_agent: None,
            place: None,
            bytes: 0,
            tokens: 0,
            evidence: Evidence::default(),
        };
        let finding = Finding {
            uid: format!("f{n:06}"),
            analytic: Analytic { uid: format!("r-{tactic}"), name: tactic.into(), kind: AnalyticKind::Rule },
            title: tactic.into(),
            desc: String::new(),
            severity,
            time,
            source,
            cloud: Cloud::Aws,
            attacks: vec![Attack { tactic: Some(tactic.into()), technique: None }],
            events: vec![uid],
            evidence: Evidence::default(),
            reason: None,
        };
        Case { finding, fact: Arc::new(fact) }
    }

    fn update(book: &mut Casebook) -> Changes {
        let now = book.incidents(std::iter::empty(), &Identities::default());
        book.update(now)
    }

    fn keep(book: &mut Casebook, case: Case) {
        let time = case.finding.time;
        book.keep(case);
        if book.is_full() || book.is_stale(time) {
            update(book);
            book.make_room(time);
        }
    }

    #[test]
    fn lesser_findings_do_not_crowd_out_the_core() {
        let mut book = Casebook::default();
        keep(&mut book, case(0, 0, Severity::Medium, "Persistence"));
        for n in 1..=CASES + CASES / 4 {
            keep(&mut book, case(n, HOUR + n as Millis, Severity::Low, "Discovery"));
        }
        assert!(book.cases().any(|case| case.finding.uid == "f000000"));
        assert!(book.cases().count() <= CASES + CASES / 8 + 1);
    }

    #[test]
    fn what_is_forgotten_is_not_withdrawn() {
        let mut book = Casebook::default();
        keep(&mut book, case(0, 0, Severity::High, "Persistence"));
        keep(&mut book, case(1, HOUR, Severity::High, "Exfiltration"));
        assert_eq!(update(&mut book).incidents.len(), 1);
        keep(&mut book, case(2, 3 * HORIZON, Severity::High, "Impact"));
        let changes = update(&mut book);
        assert!(!book.cases().any(|case| case.finding.time == 0), "old and over");
        assert_eq!(changes.withdrawn, Vec::<String>::new());
    }

    #[test]
    fn an_incident_that_goes_on_keeps_its_beginning() {
        let mut book = Casebook::default();
        keep(&mut book, case(0, 0, Severity::High, "Persistence"));
        let mut last = String::new();
        for (n, tactic) in (1..=20).zip(["Credential Access", "Exfiltration"].iter().cycle()) {
            // The names differ, so that the entries are not folded into one.
            let mut case = case(n, n as Millis * 20 * HOUR, Severity::High, tactic);
            case.finding.analytic.uid = format!("r{n}");
            keep(&mut book, case);
            let now = book.incidents(std::iter::empty(), &Identities::default());
            let uid = now.first().map(|incident| incident.uid.clone()).unwrap();
            assert!(last.is_empty() || last == uid, "the same incident all along");
            last = uid;
            assert_eq!(book.update(now).withdrawn, Vec::<String>::new());
        }
    }
}

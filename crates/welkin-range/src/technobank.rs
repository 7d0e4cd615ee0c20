use welkin_model::Millis;

use crate::Record;
use crate::attacks::{PLOTS, Scenario, ScenarioEvent};
use crate::calendar::{HOUR, MINUTE};
use crate::deliver::{LATEST, Wire};
use crate::rng::Rng;
use crate::schedule::{LONGEST, Showing, before, showings};
use crate::scribe::Scribe;

/// The estate of TechnoBank and its logs, from some hours before a moment to any time after it.
#[derive(Clone, Debug)]
pub struct Technobank {
    seed: u64,
    start: Millis,
    live: Feed,
}

impl Technobank {
    /// `start` is the moment that parts [`history`](Technobank::history) from [`live`](Technobank::live).
    pub fn new(seed: u64, start: Millis) -> Technobank {
        Technobank { seed, start, live: Feed::new(seed, start, start - LATEST - MINUTE, start - LONGEST) }
    }

    /// What was delivered in the hours before the start, in the order of delivery; the times of the events lie in
    /// the same hours. The main attack ends with the history if that has two hours or more; a scenario that would
    /// have begun earlier is left out.
    pub fn history(&self, hours: u32) -> History {
        let from = self.start - Millis::from(hours) * HOUR;
        History { feed: Feed::new(self.seed, self.start, from, from), from, until: self.start }
    }

    /// What is delivered after the last call (at first: after the start) and not later than `until`.
    ///
    /// Records that follow [`history`](Technobank::history) without gap or overlap.
    pub fn live(&mut self, until: Millis) -> Vec<Record> {
        let mut records = Vec::new();
        while let Some(record) = self.live.next_before(until + 1) {
            if record.delivered > self.start {
                records.push(record);
            }
        }
        records
    }

    /// All scenarios, the main attack first, with the events of their showing before the start.
    pub fn scenarios(&self) -> Vec<Scenario> {
        let shown: Vec<Showing> = before(self.start).collect();
        PLOTS
            .iter()
            .zip(shown)
            .map(|(plot, showing)| Scenario {
                name: plot.name,
                title: plot.title,
                description: plot.description,
                benign: plot.benign,
                clouds: plot.clouds,
                principals: plot.principals,
                events: showing.records(self.seed).iter().filter_map(ScenarioEvent::of).collect(),
            })
            .collect()
    }
}

/// The records of [`Technobank::history`].
#[derive(Clone, Debug)]
pub struct History {
    feed: Feed,
    from: Millis,
    until: Millis,
}

impl Iterator for History {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        loop {
            let record = self.feed.next_before(self.until + 1)?;
            if record.time >= self.from {
                return Some(record);
            }
        }
    }
}

/// Everything from a minute on, in the order of delivery.
///
/// Each minute of the estate is a function of the seed and the minute, so that two feeds that begin at different
/// minutes agree on all the later ones.
#[derive(Clone, Debug)]
pub(crate) struct Feed {
    seed: u64,
    start: Millis,
    /// Not yet written minutes begin here.
    minute: Millis,
    wire: Wire,
}

impl Feed {
    /// The routine from `routine_from` on, with the scenarios that begin from `plots_from` on.
    pub(crate) fn new(seed: u64, start: Millis, routine_from: Millis, plots_from: Millis) -> Feed {
        let minute = routine_from - routine_from.rem_euclid(MINUTE);
        let mut feed = Feed { seed, start, minute, wire: Wire::default() };
        feed.show(plots_from, minute);
        feed
    }

    /// The next record whose delivery is before `horizon`.
    pub(crate) fn next_before(&mut self, horizon: Millis) -> Option<Record> {
        loop {
            // What is still to be written happens in `minute` or later and is delivered after it happened.
            if let Some(record) = self.wire.receive(horizon.min(self.minute)) {
                return Some(record);
            }
            if self.minute >= horizon {
                return None;
            }
            self.write_minute();
        }
    }

    fn write_minute(&mut self) {
        let minute = self.minute;
        let mut scribe = Scribe::new(Rng::of(&[self.seed, u64::try_from(minute).unwrap_or(0)]));
        crate::routine::minute(&mut scribe, minute);
        for record in scribe.drain() {
            self.wire.send(record);
        }
        self.show(minute, minute + MINUTE);
        self.minute = minute + MINUTE;
    }

    fn show(&mut self, from: Millis, until: Millis) {
        for showing in showings(self.start, from, until) {
            for record in showing.records(self.seed) {
                self.wire.send(record);
            }
        }
    }
}

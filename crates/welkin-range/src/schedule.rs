use welkin_model::Millis;

use crate::Record;
use crate::attacks::{PLOTS, Plot};
use crate::calendar::{HOUR, MINUTE};
use crate::rng::{Rng, number_of};
use crate::scribe::Scribe;

/// The longest scenario ends this long after it began.
pub(crate) const LONGEST: Millis = 90 * MINUTE;

/// When the main attack begins, before the demo starts: it ends as the console opens.
const MAIN_BEFORE_START: Millis = 78 * MINUTE;
/// The main attack comes again this long after the start, and every so often.
const MAIN_AGAIN: Millis = 2 * HOUR;
const MAIN_PERIOD: Millis = 6 * HOUR;
/// The others follow each other in the live stream.
const OTHERS_FIRST: Millis = 4 * MINUTE;
const OTHERS_PERIOD: Millis = 25 * MINUTE;

/// One performance of a plot.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Showing {
    pub(crate) plot: &'static Plot,
    pub(crate) at: Millis,
}

impl Showing {
    pub(crate) fn records(&self, seed: u64) -> Vec<Record> {
        let moment = u64::try_from(self.at).unwrap_or(0);
        let rng = Rng::of(&[seed, number_of(self.plot.name), moment]);
        let mut scribe = Scribe::labelled(rng, self.plot.name);
        (self.plot.perform)(&mut scribe, self.at);
        scribe.finish()
    }
}

/// The showings before the start of the demo, in the order of the plots.
pub(crate) fn before(start: Millis) -> impl Iterator<Item = Showing> {
    let others = PLOTS.iter().copied().skip(1).enumerate().map(move |(nth, plot)| {
        // From four and a half hours before the start to an hour and a half before it.
        let step = 3 * HOUR / Millis::try_from(PLOTS.len()).unwrap_or(1);
        let nth = Millis::try_from(nth).unwrap_or(0);
        Showing { plot, at: start - 4 * HOUR - HOUR / 2 + nth * step }
    });
    let main = PLOTS.first().copied().map(|plot| Showing { plot, at: start - MAIN_BEFORE_START });
    main.into_iter().chain(others)
}

/// The showings that begin in `from..until`.
pub(crate) fn showings(start: Millis, from: Millis, until: Millis) -> Vec<Showing> {
    let span = from..until;
    let mut found: Vec<Showing> = if from < start { before(start).collect() } else { Vec::new() };
    if until > start {
        found.extend(PLOTS.first().copied().and_then(|plot| {
            let elapsed = (from - start - MAIN_AGAIN).max(0);
            let at = start + MAIN_AGAIN + (elapsed + MAIN_PERIOD - 1) / MAIN_PERIOD * MAIN_PERIOD;
            Some(Showing { plot, at }).filter(|_| at < until)
        }));
        let elapsed = (from - start - OTHERS_FIRST).max(0);
        let mut nth = (elapsed + OTHERS_PERIOD - 1) / OTHERS_PERIOD;
        while start + OTHERS_FIRST + nth * OTHERS_PERIOD < until {
            let others = PLOTS.len().saturating_sub(1).max(1);
            let which = usize::try_from(nth).unwrap_or(0) % others;
            if let Some(plot) = PLOTS.get(which + 1).copied() {
                found.push(Showing { plot, at: start + OTHERS_FIRST + nth * OTHERS_PERIOD });
            }
            nth += 1;
        }
    }
    found.retain(|showing| span.contains(&showing.at));
    found
}

use std::collections::{BTreeMap, VecDeque};

use welkin_model::Millis;

/// Events per minute of each source over the last minutes.
#[derive(Debug, Default)]
pub(super) struct Rates {
    steps: VecDeque<(Millis, BTreeMap<String, u64>)>,
    begun: Option<Millis>,
}

const WINDOW: Millis = 5 * 60_000;

impl Rates {
    pub(super) fn count(&mut self, now: Millis, events: BTreeMap<String, u64>) {
        self.begun.get_or_insert(now);
        match self.steps.back_mut() {
            // Steps come several times a second; a second is fine enough.
            Some((time, counts)) if now - *time < 1000 => {
                for (source, n) in events {
                    *counts.entry(source).or_default() += n;
                }
            }
            _ => self.steps.push_back((now, events)),
        }
        self.steps.retain(|(time, _)| now - time <= WINDOW);
    }

    pub(super) fn per_minute(&self, now: Millis) -> BTreeMap<String, f64> {
        let span = self.begun.map_or(WINDOW, |begun| (now - begun).clamp(10_000, WINDOW)) as f64 / 60_000.0;
        let mut sums: BTreeMap<String, f64> = BTreeMap::new();
        for (time, counts) in &self.steps {
            if now - time <= WINDOW {
                for (source, n) in counts {
                    *sums.entry(source.clone()).or_default() += *n as f64 / span;
                }
            }
        }
        sums
    }
}

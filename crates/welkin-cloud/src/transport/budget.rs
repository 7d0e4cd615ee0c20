use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;
use welkin_model::Cloud;

/// Which calls share a rate: the account, the region and the service, as the providers count.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(crate) struct BudgetKey {
    pub(crate) cloud: Cloud,
    pub(crate) scope: String,
    pub(crate) region: String,
    pub(crate) service: &'static str,
}

/// How fast calls may begin: so many at once, then at a rate, which falls when the provider throttles and rises
/// slowly again when it does not (additive increase, multiplicative decrease). A rate that nobody documented begins low and
/// grows with every answer until the first throttling.
#[derive(Debug)]
pub(crate) struct Budgets {
    most_per_second: Option<f64>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    budgets: BTreeMap<BudgetKey, Bucket>,
    all: Option<Bucket>,
}

/// What a service is known to take.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    pub per_second: f64,
    pub burst: f64,
}

/// Whether a rate is known beforehand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Pacing {
    Known(Pace),
    Learnt,
}

#[derive(Debug)]
struct Bucket {
    pace: Pace,
    /// No throttling was seen yet, and the rate is not known.
    learning: bool,
    /// When the rate was last halved.
    learnt: Instant,
    /// The rate in force.
    rate: f64,
    tokens: f64,
    at: Instant,
    /// No call begins before.
    not_before: Instant,
}

const SLOWEST: f64 = 0.2;
/// Throttlings within this time are one.
const LESSON: Duration = Duration::from_millis(500);
/// The rate of a learning budget after an answer.
const GROWTH: f64 = 1.1;
const FIRST: Pace = Pace { per_second: 40.0, burst: 20.0 };
const FASTEST: f64 = 1_000.0;

impl Budgets {
    pub(crate) fn new(most_per_second: Option<f64>) -> Budgets {
        Budgets { most_per_second, state: Mutex::default() }
    }

    /// Takes a call from the budget, and says how long to wait before it begins.
    pub(crate) fn take(&self, key: &BudgetKey, pacing: Pacing, now: Instant) -> Duration {
        let Ok(mut state) = self.state.lock() else { return Duration::ZERO };
        let bucket = state.budgets.entry(key.clone()).or_insert_with(|| match pacing {
            Pacing::Known(pace) => Bucket::new(pace, now),
            Pacing::Learnt => Bucket::learning(now),
        });
        let wait = bucket.take(now);
        let Some(most) = self.most_per_second else { return wait };
        let pace = Pace { per_second: most, burst: 1.0 };
        wait.max(state.all.get_or_insert_with(|| Bucket::new(pace, now)).take(now))
    }

    /// The provider throttled: halves the rate, and holds all calls of the budget for as long as it says.
    pub(crate) fn throttled(&self, key: &BudgetKey, retry_after: Option<Duration>, now: Instant) {
        let Ok(mut state) = self.state.lock() else { return };
        if let Some(bucket) = state.budgets.get_mut(key) {
            // Calls that were under way together are throttled together: one lesson.
            if now >= bucket.learnt + LESSON {
                bucket.rate = (bucket.rate / 2.0).max(SLOWEST);
                bucket.learnt = now;
            }
            bucket.learning = false;
            bucket.tokens = bucket.tokens.min(0.0);
            bucket.not_before = bucket.not_before.max(now + retry_after.unwrap_or(Duration::ZERO));
        }
    }

    /// The provider answered: the rate grows back by a hundredth of what it was.
    pub(crate) fn answered(&self, key: &BudgetKey) {
        let Ok(mut state) = self.state.lock() else { return };
        if let Some(bucket) = state.budgets.get_mut(key) {
            let grown = if bucket.learning {
                bucket.rate * GROWTH
            } else {
                bucket.rate + bucket.pace.per_second / 100.0
            };
            bucket.rate = grown.min(bucket.pace.per_second);
        }
    }

    /// The provider told what is left of its own quota and when it is refilled.
    pub(crate) fn quota(&self, key: &BudgetKey, remaining: u32, resets_after: Duration, now: Instant) {
        if remaining > 0 {
            return;
        }
        let Ok(mut state) = self.state.lock() else { return };
        if let Some(bucket) = state.budgets.get_mut(key) {
            bucket.not_before = bucket.not_before.max(now + resets_after);
        }
    }
}

impl Bucket {
    fn new(pace: Pace, now: Instant) -> Bucket {
        Bucket {
            pace,
            learning: false,
            learnt: now.checked_sub(LESSON).unwrap_or(now),
            rate: pace.per_second,
            tokens: pace.burst,
            at: now,
            not_before: now,
        }
    }

    fn learning(now: Instant) -> Bucket {
        let pace = Pace { per_second: FASTEST, ..FIRST };
        Bucket { learning: true, rate: FIRST.per_second, ..Bucket::new(pace, now) }
    }

    /// Tokens may go below zero: whoever comes later waits for its own.
    fn take(&mut self, now: Instant) -> Duration {
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + passed * self.rate).min(self.pace.burst);
        self.at = self.at.max(now);
        self.tokens -= 1.0;
        let wait = if self.tokens >= 0.0 { 0.0 } else { -self.tokens / self.rate };
        let wait = Duration::try_from_secs_f64(wait).unwrap_or(Duration::from_secs(60));
        wait.max(self.not_before.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: Pacing = Pacing::Known(Pace { per_second: 10.0, burst: 3.0 });

    fn key() -> BudgetKey {
        BudgetKey { cloud: Cloud::Aws, scope: "1".into(), region: "r".into(), service: "s" }
    }

    #[test]
    fn a_burst_is_free_and_then_calls_are_spaced() {
        let (budgets, now) = (Budgets::new(None), Instant::now());
        let waits: Vec<u64> =
            (0..6).map(|_| u64::try_from(budgets.take(&key(), KNOWN, now).as_millis()).unwrap()).collect();
        assert_eq!(waits, [0, 0, 0, 100, 200, 300]);
    }

    #[test]
    fn throttling_halves_the_rate_and_answers_restore_it() {
        let (budgets, now) = (Budgets::new(None), Instant::now());
        budgets.take(&key(), KNOWN, now);
        budgets.throttled(&key(), Some(Duration::from_secs(2)), now);
        assert_eq!(budgets.take(&key(), KNOWN, now), Duration::from_secs(2));
        for _ in 0..50 {
            budgets.answered(&key());
        }
        let later = now + Duration::from_secs(10);
        let waits: Vec<u128> = (0..4).map(|_| budgets.take(&key(), KNOWN, later).as_millis()).collect();
        assert_eq!(waits, [0, 0, 0, 100]);
    }

    #[test]
    fn calls_that_are_throttled_together_are_one_lesson() {
        let (budgets, now) = (Budgets::new(None), Instant::now());
        budgets.take(&key(), KNOWN, now);
        for _ in 0..20 {
            budgets.throttled(&key(), None, now);
        }
        let waits = [(); 3].map(|()| budgets.take(&key(), KNOWN, now).as_millis());
        assert_eq!(waits, [200, 400, 600]);
    }

    #[test]
    fn a_rate_that_nobody_knows_grows_with_the_answers() {
        let (budgets, now) = (Budgets::new(None), Instant::now());
        let spacing = |at| {
            let first = budgets.take(&key(), Pacing::Learnt, at);
            budgets.take(&key(), Pacing::Learnt, at).saturating_sub(first)
        };
        for _ in 0..20 {
            budgets.take(&key(), Pacing::Learnt, now);
        }
        assert_eq!(spacing(now), Duration::from_millis(25));
        for _ in 0..24 {
            budgets.answered(&key());
        }
        assert!(spacing(now) < Duration::from_millis(3));
    }

    #[test]
    fn one_rate_can_bind_all_budgets() {
        let (budgets, now) = (Budgets::new(Some(2.0)), Instant::now());
        let other = BudgetKey { service: "t", ..key() };
        assert_eq!(budgets.take(&key(), KNOWN, now), Duration::ZERO);
        assert_eq!(budgets.take(&other, KNOWN, now), Duration::from_millis(500));
    }
}

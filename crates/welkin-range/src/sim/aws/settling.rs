use welkin_model::Millis;

/// How long a change of IAM or of an organisation's policy takes to bite. AWS documents eventual consistency without a
/// number ("Changes that I make are not always immediately visible"); about four seconds have been observed, in which
/// the old permissions still work.
pub(super) const PROPAGATION: Millis = 4_000;

/// As many changes as wait to take effect; older ones take effect early.
const MOST_PENDING: usize = 32;

/// A value whose changes are readable at once and effective later.
#[derive(Clone, Debug)]
pub(super) struct Settling<T> {
    settled: T,
    /// Each with the time from which it is in effect, oldest first.
    pending: Vec<(Millis, T)>,
}

impl<T: Clone> Settling<T> {
    pub(super) fn new(value: T) -> Settling<T> {
        Settling { settled: value, pending: Vec::new() }
    }

    /// What a read shows.
    pub(super) fn latest(&self) -> &T {
        self.pending.last().map_or(&self.settled, |(_, value)| value)
    }

    /// What decides at a moment.
    pub(super) fn effective(&self, at: Millis) -> &T {
        let in_effect = self.pending.iter().rev().find(|(since, _)| *since <= at);
        in_effect.map_or(&self.settled, |(_, value)| value)
    }

    /// Changes the latest value; the change takes effect after [`PROPAGATION`].
    pub(super) fn change(&mut self, at: Millis, change: impl FnOnce(&mut T)) {
        let mut next = self.latest().clone();
        change(&mut next);
        while self.pending.first().is_some_and(|(since, _)| *since <= at)
            || self.pending.len() >= MOST_PENDING
        {
            self.settled = self.pending.remove(0).1;
        }
        self.pending.push((at + PROPAGATION, next));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_visible_at_once_and_bites_later() {
        let mut value = Settling::new(1);
        value.change(1_000, |value| *value = 2);
        assert_eq!(*value.latest(), 2);
        assert_eq!(*value.effective(1_000), 1);
        assert_eq!(*value.effective(1_000 + PROPAGATION - 1), 1);
        assert_eq!(*value.effective(1_000 + PROPAGATION), 2);
    }

    #[test]
    fn changes_take_effect_one_after_the_other_and_never_pile_up() {
        let mut value = Settling::new(0);
        value.change(0, |value| *value += 1);
        value.change(3_000, |value| *value += 1);
        assert_eq!([0, 4_000, 7_000].map(|at| *value.effective(at)), [0, 1, 2]);
        for _ in 0..1_000 {
            value.change(3_000, |value| *value += 1);
        }
        assert!(value.pending.len() <= MOST_PENDING);
        assert_eq!(*value.latest(), 1_002);
    }
}

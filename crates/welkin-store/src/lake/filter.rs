/// A set of 128-bit hashes that can say "certainly not in": a growing Bloom filter.
///
/// It grows by parts of doubling size, up to a limit; past the limit its answers get vaguer but stay right.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    words: Vec<u64>,
    room: usize,
}

const FIRST_ROOM: usize = 16_384;
const BITS_PER_ENTRY: usize = 28;
const PROBES: u64 = 12;

impl Filter {
    pub(crate) fn insert(&mut self, hash: u128, max_bytes: usize) {
        let bytes = self.bytes();
        let full = self.parts.last().is_none_or(|part| part.room == 0);
        let room = self.parts.last().map_or(FIRST_ROOM, |part| part.words.len() * 64 / BITS_PER_ENTRY * 2);
        let fits = bytes + room * BITS_PER_ENTRY / 8 <= max_bytes;
        if self.parts.is_empty() || (full && fits) {
            self.parts.push(Part { words: vec![0; room * BITS_PER_ENTRY / 64], room });
        }
        if let Some(part) = self.parts.last_mut() {
            part.insert(hash);
        }
    }

    pub(crate) fn may_contain(&self, hash: u128) -> bool {
        self.parts.iter().any(|part| part.may_contain(hash))
    }

    pub(crate) fn bytes(&self) -> usize {
        self.parts.iter().map(|part| part.words.len() * 8).sum()
    }
}

impl Part {
    fn insert(&mut self, hash: u128) {
        self.room = self.room.saturating_sub(1);
        for (word, bit) in probes(hash, self.words.len()) {
            if let Some(word) = self.words.get_mut(word) {
                *word |= bit;
            }
        }
    }

    fn may_contain(&self, hash: u128) -> bool {
        probes(hash, self.words.len())
            .all(|(word, bit)| self.words.get(word).is_some_and(|word| word & bit != 0))
    }
}

/// Word and bit of every probe, by double hashing.
fn probes(hash: u128, words: usize) -> impl Iterator<Item = (usize, u64)> {
    let bits = (words as u64 * 64).max(1);
    let [low, high] = [hash & u128::from(u64::MAX), hash >> 64].map(|half| u64::try_from(half).unwrap_or(0));
    (0..PROBES).map(move |i| {
        let bit = low.wrapping_add(i.wrapping_mul(high | 1)) % bits;
        (usize::try_from(bit / 64).unwrap_or(0), 1 << (bit % 64))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(n: u64) -> u128 {
        use sha2::{Digest, Sha256};
        u128::from_le_bytes(Sha256::digest(n.to_le_bytes())[..16].try_into().unwrap())
    }

    #[test]
    fn never_denies_what_is_in_and_seldom_affirms_what_is_not() {
        let mut filter = Filter::default();
        (0..100_000).for_each(|n| filter.insert(hash(n), usize::MAX));
        assert!((0..100_000).all(|n| filter.may_contain(hash(n))));
        let wrong = (100_000..200_000).filter(|n| filter.may_contain(hash(*n))).count();
        assert!(wrong < 20, "{wrong} of 100000");
    }

    #[test]
    fn stays_within_its_bytes_and_right() {
        let mut filter = Filter::default();
        (0..100_000).for_each(|n| filter.insert(hash(n), 100_000));
        assert!(filter.bytes() <= 100_000);
        assert!((0..100_000).all(|n| filter.may_contain(hash(n))));
    }
}

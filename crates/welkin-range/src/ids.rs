use std::fmt;

use crate::rng::{Rng, number_of};

/// A random UUID (version 4 layout).
#[derive(Clone, Copy, Debug)]
pub(crate) struct Uuid(u64, u64);

impl Uuid {
    pub(crate) fn random(rng: &mut Rng) -> Uuid {
        Uuid(rng.next(), rng.next())
    }

    /// The one UUID of a name, such as a directory object's id.
    pub(crate) fn of(name: &str) -> Uuid {
        Uuid::random(&mut Rng::of(&[number_of(name)]))
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Uuid(high, low) = *self;
        write!(
            f,
            "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xFFFF,
            high & 0xFFF,
            (low >> 48) & 0x3FFF | 0x8000,
            low & 0xFFFF_FFFF_FFFF
        )
    }
}

/// `length` characters of an alphabet, drawn from a seed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    seed: u64,
    length: u8,
    alphabet: &'static [u8; 32],
}

const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const LOWER32: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const HEX: &[u8; 32] = b"0123456789abcdef0123456789abcdef";

impl Token {
    pub(crate) fn upper(seed: u64, length: u8) -> Token {
        Token { seed, length, alphabet: BASE32 }
    }

    pub(crate) fn lower(seed: u64, length: u8) -> Token {
        Token { seed, length, alphabet: LOWER32 }
    }

    pub(crate) fn hex(seed: u64, length: u8) -> Token {
        Token { seed, length, alphabet: HEX }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rng = Rng::of(&[self.seed]);
        let mut bits = 0u64;
        let mut characters = [0u8; 64];
        let (token, _) = characters.split_at_mut(usize::from(self.length).min(64));
        for (at, character) in token.iter_mut().enumerate() {
            if at % 12 == 0 {
                bits = rng.next();
            }
            *character = self.alphabet.get((bits & 31) as usize).copied().unwrap_or(b'0');
            bits >>= 5;
        }
        f.write_str(std::str::from_utf8(token).unwrap_or(""))
    }
}

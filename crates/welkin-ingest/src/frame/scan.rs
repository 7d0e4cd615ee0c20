use std::io::Read;

use super::window::Window;

/// Nesting beyond this is refused; `serde_json` refuses at the same depth.
pub(super) const MAX_DEPTH: usize = 127;

/// How the scan of one JSON value ended.
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Scan {
    /// The value ends right before the current position.
    Complete,
    /// The value is complete but longer than the limit; its bytes were not kept.
    TooLarge {
        size: u64,
    },
    Broken(Broken),
}

/// Why a value cannot be delimited. The current position is at the offending byte.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Broken {
    EndOfInput,
    NewlineInString,
    TooDeep,
    Unexpected { expected: &'static str },
}

#[derive(Clone, Copy)]
enum Expect {
    Value,
    ValueOrEnd,
    KeyOrEnd,
    Key,
    Colon,
    CommaOrEnd,
}

/// Walks over one JSON value from its first byte on, checking structure but not the spelling of scalars.
///
/// The mark must be at the first byte. Above `limit` bytes the walk goes on without keeping them.
pub(super) fn value<R: Read>(window: &mut Window<R>, limit: usize) -> Scan {
    let mut stack: Vec<u8> = Vec::new();
    let mut expect = Expect::Value;
    let mut dropped: u64 = 0;
    let mut over = false;
    loop {
        if window.marked_len() > limit {
            over = true;
            dropped += window.marked_len() as u64;
            window.mark();
        }
        let Some(byte) = window.peek() else { return Scan::Broken(Broken::EndOfInput) };
        if byte.is_ascii_whitespace() {
            window.bump();
            continue;
        }
        let unexpected = |expected| Scan::Broken(Broken::Unexpected { expected });
        expect = match (expect, byte) {
            (Expect::Value | Expect::ValueOrEnd, b'{') => {
                stack.push(b'}');
                window.bump();
                Expect::KeyOrEnd
            }
            (Expect::Value | Expect::ValueOrEnd, b'[') => {
                stack.push(b']');
                window.bump();
                Expect::ValueOrEnd
            }
            (Expect::ValueOrEnd, b']') | (Expect::KeyOrEnd | Expect::CommaOrEnd, b'}' | b']') => {
                if stack.pop() != Some(byte) {
                    return unexpected("the matching bracket");
                }
                window.bump();
                Expect::CommaOrEnd
            }
            (Expect::Value | Expect::ValueOrEnd, b'"') => match string(window) {
                Ok(()) => Expect::CommaOrEnd,
                Err(broken) => return Scan::Broken(broken),
            },
            (Expect::Value | Expect::ValueOrEnd, _) => {
                if !literal(window) {
                    return unexpected("a value");
                }
                Expect::CommaOrEnd
            }
            (Expect::Key | Expect::KeyOrEnd, b'"') => match string(window) {
                Ok(()) => Expect::Colon,
                Err(broken) => return Scan::Broken(broken),
            },
            (Expect::Key | Expect::KeyOrEnd, _) => return unexpected("a key in quotes"),
            (Expect::Colon, b':') => {
                window.bump();
                Expect::Value
            }
            (Expect::Colon, _) => return unexpected("a colon"),
            (Expect::CommaOrEnd, b',') => {
                window.bump();
                match stack.last() {
                    Some(b'}') => Expect::Key,
                    _ => Expect::Value,
                }
            }
            (Expect::CommaOrEnd, _) => return unexpected("a comma or the end"),
        };
        if stack.len() > MAX_DEPTH {
            return Scan::Broken(Broken::TooDeep);
        }
        if stack.is_empty() && matches!(expect, Expect::CommaOrEnd) {
            over |= window.marked_len() > limit;
            let size = dropped + window.marked_len() as u64;
            return if over { Scan::TooLarge { size } } else { Scan::Complete };
        }
    }
}

fn string<R: Read>(window: &mut Window<R>) -> Result<(), Broken> {
    window.bump();
    loop {
        let ahead = window.ahead();
        if ahead.is_empty() {
            return Err(Broken::EndOfInput);
        }
        match memchr::memchr3(b'"', b'\\', b'\n', ahead) {
            None => {
                let n = ahead.len();
                window.advance(n);
            }
            Some(at) => {
                let found = ahead.get(at).copied();
                window.advance(at);
                match found {
                    Some(b'"') => {
                        window.bump();
                        return Ok(());
                    }
                    Some(b'\n') => return Err(Broken::NewlineInString),
                    _ => {
                        window.bump();
                        if window.peek().is_none() {
                            return Err(Broken::EndOfInput);
                        }
                        window.bump();
                    }
                }
            }
        }
    }
}

fn literal<R: Read>(window: &mut Window<R>) -> bool {
    let mut any = false;
    while let Some(byte) = window.peek() {
        if !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')) {
            break;
        }
        any = true;
        window.bump();
    }
    any
}

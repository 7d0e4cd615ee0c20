use std::fmt;
use std::io::{self, Read};

use super::scan::{self, Broken, MAX_DEPTH, Scan};
use super::window::Window;

/// A piece of the input.
#[derive(Debug)]
pub enum Frame<'a> {
    /// The text of one JSON value; its scalars are not checked yet.
    Json(&'a [u8]),
    /// One line that does not begin a JSON object or list, without its line end.
    Line(&'a [u8]),
    /// What was between the good pieces, at most as long as a record may be.
    Broken { error: FrameError, bytes: &'a [u8] },
}

/// Why bytes could not be cut into a record.
#[derive(Debug)]
pub enum FrameError {
    /// A byte that cannot stand here.
    Syntax { expected: &'static str, found: String },
    /// The input ends inside a record.
    Truncated,
    /// Deeper nesting than is ever read.
    TooDeep { limit: usize },
    /// A longer record than is ever read.
    TooLarge { size: u64, limit: usize },
    /// The stream failed: a broken archive, a lost connection.
    Read(io::Error),
}

impl FrameError {
    /// What would have been right and what was found, for a diagnostic.
    pub fn expected_found(&self) -> (String, String) {
        match self {
            FrameError::Syntax { expected, found } => ((*expected).to_owned(), found.clone()),
            FrameError::Truncated => ("the end of the record".into(), "the end of the input".into()),
            FrameError::TooDeep { limit } => (format!("at most {limit} levels of nesting"), "more".into()),
            FrameError::TooLarge { size, limit } => {
                (format!("a record of at most {limit} bytes"), format!("{size} bytes"))
            }
            FrameError::Read(error) => ("a readable stream".into(), error.to_string()),
        }
    }
}

impl fmt::Display for FrameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            FrameError::Syntax { .. } => "the record is not JSON",
            FrameError::Truncated => "the input ends inside a record",
            FrameError::TooDeep { .. } => "the record is nested too deeply",
            FrameError::TooLarge { .. } => "the record is too large",
            FrameError::Read(_) => "the input cannot be read to its end",
        })
    }
}

/// Cuts a stream into [`Frame`]s. Memory is bounded by the record limit whatever the stream holds.
pub struct Framer<R> {
    window: Window<R>,
    limit: usize,
    place: Place,
    /// How the good elements of a list begin, e.g. `{"eventVersion"`: where to go on behind a broken one.
    first_key: Option<Vec<u8>>,
    /// Where the current record ends, so that the next call begins behind it.
    done: bool,
}

impl<R> fmt::Debug for Framer<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Framer").field("limit", &self.limit).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Eq, PartialEq)]
enum Place {
    Top,
    /// Inside a top-level list.
    List,
    /// Inside the list of an envelope.
    Envelope,
}

/// The keys of envelopes whose list is read element by element when it comes first: CloudTrail delivery files, Azure
/// diagnostic settings, lists of REST answers.
const ENVELOPE_KEYS: [&[u8]; 6] = [b"Records", b"records", b"value", b"Findings", b"events", b"data"];

impl<R: Read> Framer<R> {
    /// `limit`: the longest record in bytes.
    pub fn new(reader: R, limit: usize) -> Framer<R> {
        Framer { window: Window::new(reader), limit, place: Place::Top, first_key: None, done: false }
    }

    /// The next piece, or `None` at the end.
    pub fn next_frame(&mut self) -> Option<Frame<'_>> {
        if self.done {
            return None;
        }
        loop {
            self.window.mark();
            let Some(byte) = self.window.peek() else { return self.end() };
            match (self.place, byte) {
                (_, b) if b.is_ascii_whitespace() => self.window.bump(),
                (Place::Top, 0xEF) if self.window.lookahead(3).starts_with(b"\xEF\xBB\xBF") => {
                    self.window.advance(3);
                }
                (Place::List | Place::Envelope, b',') => self.window.bump(),
                (Place::List, b']') => {
                    self.window.bump();
                    self.place = Place::Top;
                }
                (Place::Envelope, b']') => {
                    self.window.bump();
                    self.place = Place::Top;
                    if self.close_envelope() {
                        return self.value();
                    }
                }
                (Place::Top, b'[') => {
                    self.window.bump();
                    self.place = Place::List;
                    self.first_key = None;
                }
                (Place::Top, b'{') => match self.envelope_head() {
                    Some(length) => {
                        self.window.advance(length);
                        self.place = Place::Envelope;
                        self.first_key = None;
                    }
                    None => return self.value(),
                },
                (Place::Top, _) => return self.line(),
                (Place::List | Place::Envelope, _) => return self.value(),
            }
        }
    }

    fn end(&mut self) -> Option<Frame<'_>> {
        self.done = true;
        if let Some(error) = self.window.failure() {
            return Some(Frame::Broken { error: FrameError::Read(error), bytes: b"" });
        }
        (self.place != Place::Top).then_some(Frame::Broken { error: FrameError::Truncated, bytes: b"" })
    }

    /// The length of `{"Records": [` at the current position.
    fn envelope_head(&mut self) -> Option<usize> {
        let ahead = self.window.lookahead(128);
        let mut at = 1;
        let skip = |at: &mut usize| {
            while ahead.get(*at).is_some_and(u8::is_ascii_whitespace) {
                *at += 1;
            }
        };
        skip(&mut at);
        let key = ENVELOPE_KEYS.into_iter().find(|key| {
            ahead.get(at) == Some(&b'"')
                && ahead.get(at + 1..).is_some_and(|rest| rest.starts_with(key))
                && ahead.get(at + 1 + key.len()) == Some(&b'"')
        })?;
        at += key.len() + 2;
        skip(&mut at);
        if ahead.get(at) != Some(&b':') {
            return None;
        }
        at += 1;
        skip(&mut at);
        if ahead.get(at) != Some(&b'[') {
            return None;
        }
        at += 1;
        skip(&mut at);
        // A list of anything but objects is a value of its own, e.g. `{"data": [1, 2]}`.
        matches!(ahead.get(at), Some(b'{' | b']')).then_some(at)
    }

    /// Behind the list of an envelope: skips its end, and says whether more attributes follow. They are then read as
    /// an object of their own, since nothing of the input is dropped.
    fn close_envelope(&mut self) -> bool {
        while let Some(byte) = self.window.peek() {
            match byte {
                b if b.is_ascii_whitespace() => self.window.bump(),
                b'}' => {
                    self.window.bump();
                    return false;
                }
                b',' => {
                    self.window.replace(b'{');
                    self.window.mark();
                    return true;
                }
                _ => return false,
            }
        }
        false
    }

    fn line(&mut self) -> Option<Frame<'_>> {
        let mut dropped: u64 = 0;
        loop {
            let ahead = self.window.ahead();
            if ahead.is_empty() {
                break;
            }
            match memchr::memchr(b'\n', ahead) {
                Some(at) => {
                    self.window.advance(at);
                    break;
                }
                None => {
                    let n = ahead.len();
                    self.window.advance(n);
                }
            }
            if self.window.marked_len() > self.limit {
                dropped += self.window.marked_len() as u64;
                self.window.mark();
            }
        }
        if dropped > 0 || self.window.marked_len() > self.limit {
            let size = dropped + self.window.marked_len() as u64;
            return Some(Frame::Broken {
                error: FrameError::TooLarge { size, limit: self.limit },
                bytes: b"",
            });
        }
        let line = self.window.marked();
        Some(Frame::Line(line.strip_suffix(b"\r").unwrap_or(line)))
    }

    fn value(&mut self) -> Option<Frame<'_>> {
        match scan::value(&mut self.window, self.limit) {
            Scan::Complete => {
                if self.first_key.is_none() && self.place != Place::Top {
                    self.first_key = first_key(self.window.marked());
                }
                Some(Frame::Json(self.window.marked()))
            }
            Scan::TooLarge { size } => {
                Some(Frame::Broken { error: FrameError::TooLarge { size, limit: self.limit }, bytes: b"" })
            }
            Scan::Broken(broken) => Some(self.broken(broken)),
        }
    }

    fn broken(&mut self, broken: Broken) -> Frame<'_> {
        let error = match broken {
            Broken::EndOfInput => match self.window.failure() {
                Some(error) => FrameError::Read(error),
                None => FrameError::Truncated,
            },
            Broken::NewlineInString => {
                FrameError::Syntax { expected: "a closing quote", found: "the end of the line".into() }
            }
            Broken::TooDeep => FrameError::TooDeep { limit: MAX_DEPTH },
            Broken::Unexpected { expected } => {
                let found = self.window.peek().map_or_else(|| "nothing".to_owned(), describe);
                FrameError::Syntax { expected, found }
            }
        };
        if matches!(error, FrameError::Truncated | FrameError::Read(_)) {
            // The rest may still hold whole records: `{"a":` on one line, the next record on the next.
            match self.restart_line() {
                Some(offset) => self.window.rewind(offset),
                None => self.done = true,
            }
        } else {
            match self.restart_line() {
                Some(offset) => self.window.rewind(offset),
                None => self.skip_to_restart(),
            }
        }
        Frame::Broken { error, bytes: self.window.marked() }
    }

    /// The offset behind the mark of a later line that begins an object: there the next record begins, and what came
    /// before is the broken one.
    fn restart_line(&mut self) -> Option<usize> {
        let next = self.window.peek();
        let marked = self.window.marked();
        let byte_at = |at: usize| marked.get(at).copied().or(next.filter(|_| at == marked.len()));
        memchr::memchr_iter(b'\n', marked).map(|at| at + 1).find(|&line| byte_at(line) == Some(b'{'))
    }

    /// Goes on to the next line or, in a list, to the next element that begins as the good ones do.
    fn skip_to_restart(&mut self) {
        let mut steps: usize = 0;
        while let Some(byte) = self.window.peek() {
            if byte == b'\n' {
                return;
            }
            if byte == b'{' && self.place != Place::Top && steps > 0 {
                let restarts = match self.first_key.clone() {
                    Some(key) => self.window.lookahead(key.len()).starts_with(&key),
                    None => false,
                };
                if restarts {
                    return;
                }
            }
            steps += 1;
            if self.window.marked_len() > self.limit {
                self.window.mark();
            }
            self.window.bump();
        }
    }
}

/// `{"eventVersion"` of `{"eventVersion": "1.08", …}`.
fn first_key(object: &[u8]) -> Option<Vec<u8>> {
    let head = object.get(..64.min(object.len()))?;
    let mut quotes = memchr::memchr_iter(b'"', head);
    let end = (head.first() == Some(&b'{')).then(|| quotes.nth(1)).flatten()?;
    head.get(..=end).map(<[u8]>::to_vec)
}

fn describe(byte: u8) -> String {
    if byte.is_ascii_graphic() { format!("`{}`", char::from(byte)) } else { format!("byte 0x{byte:02x}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Frames `input` and writes what comes out: records as they are, `#line`, `!what is wrong`.
    fn check(input: &str, expect: &[&str]) {
        assert_eq!(frames(input.as_bytes(), 200), expect, "{input}");
    }

    fn frames(input: &[u8], limit: usize) -> Vec<String> {
        let mut framer = Framer::new(input, limit);
        let mut out = Vec::new();
        while let Some(frame) = framer.next_frame() {
            out.push(match frame {
                Frame::Json(bytes) => String::from_utf8_lossy(bytes).into_owned(),
                Frame::Line(bytes) => format!("#{}", String::from_utf8_lossy(bytes)),
                Frame::Broken { error, .. } => format!("!{error}"),
            });
        }
        out
    }

    #[test]
    fn json_in_every_arrangement() {
        check("{\"a\":1}\n{\"a\":2}\n", &[r#"{"a":1}"#, r#"{"a":2}"#]);
        check("{\"a\":1}{\"a\":2}", &[r#"{"a":1}"#, r#"{"a":2}"#]);
        check("[{\"a\":1},\n {\"a\":2}]", &[r#"{"a":1}"#, r#"{"a":2}"#]);
        check("{ \"Records\" : [ {\"a\":1}, {\"a\":2} ] }", &[r#"{"a":1}"#, r#"{"a":2}"#]);
        check("{\"records\":[]}", &[]);
        check("{\"value\":[{\"a\":1}],\"nextLink\":\"u\"}", &[r#"{"a":1}"#, r#"{"nextLink":"u"}"#]);
        check("{\"data\":[1,2]}", &[r#"{"data":[1,2]}"#]);
        check("{\n \"a\": [\n{\n\"b\": \"}\\\"]\" } ]\n}", &["{\n \"a\": [\n{\n\"b\": \"}\\\"]\" } ]\n}"]);
        check("\u{feff}{\"a\":1}", &[r#"{"a":1}"#]);
        check("version account-id\r\n2 123 eni\n", &["#version account-id", "#2 123 eni"]);
    }

    #[test]
    fn goes_on_behind_what_is_broken() {
        let syntax = "!the record is not JSON";
        check("{\"a\":1\n{\"a\":2}\n", &[syntax, r#"{"a":2}"#]);
        check("{\"a\":\"x\n{\"a\":2}\n", &[syntax, r#"{"a":2}"#]);
        check("{\"a\":tru e}\n{\"a\":2}", &[syntax, r#"{"a":2}"#]);
        check("{a:1}\n{\"a\":2}", &[syntax, r#"{"a":2}"#]);
        check(
            r#"{"Records":[{"v":1,"x":2},{"v":1,"x":},{"v":3}]}"#,
            &[r#"{"v":1,"x":2}"#, syntax, r#"{"v":3}"#],
        );
        check("{\"a\":1}\n{\"a\":", &[r#"{"a":1}"#, "!the input ends inside a record"]);
        check("[{\"a\":1},", &[r#"{"a":1}"#, "!the input ends inside a record"]);
        let deep = format!("{{\"a\":{}1\n{{\"a\":2}}", "[".repeat(150));
        check(&deep, &["!the record is nested too deeply", r#"{"a":2}"#]);
    }

    #[test]
    fn long_records_are_passed_over_in_bounded_memory() {
        let long = "x".repeat(1_000_000);
        check(&format!("{{\"a\":\"{long}\"}}\n{{\"a\":2}}"), &["!the record is too large", r#"{"a":2}"#]);
        check(&format!("{long}\n{{\"a\":2}}"), &["!the record is too large", r#"{"a":2}"#]);
    }

    proptest! {
        #[test]
        fn any_bytes_end_without_panic(input in proptest::collection::vec(any::<u8>(), 0..400), limit in 1usize..100) {
            let out = frames(&input, limit);
            prop_assert!(out.len() <= input.len() + 1);
        }

        #[test]
        fn whole_records_survive_a_broken_neighbour(junk in "[{}\\[\\]\",:a-z0-9 ]{0,40}", n in 1usize..5) {
            let good: Vec<String> = (0..n).map(|i| format!("{{\"id\":{i}}}")).collect();
            let input = format!("{}\n{junk}\n{}\n", good.join("\n"), good.join("\n"));
            let out = frames(input.as_bytes(), 1000);
            prop_assert!(out.iter().take(n).eq(good.iter()), "{out:?}");
        }
    }
}

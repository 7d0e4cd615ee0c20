use std::io::{self, Read};

/// What was read of a stream and not used yet.
#[derive(Debug)]
pub(super) struct Window<R> {
    reader: R,
    buffer: Vec<u8>,
    at: usize,
    ended: bool,
}

/// How far a value reaches.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Extent {
    /// So many bytes.
    Ends(usize),
    /// Further than was looked.
    Beyond,
    /// The stream ends before the value does, after so many bytes.
    Torn(usize),
}

const CHUNK: usize = 64 << 10;

impl<R: Read> Window<R> {
    pub(super) fn new(reader: R) -> Window<R> {
        Window { reader, buffer: Vec::new(), at: 0, ended: false }
    }

    /// Reads more; `false` at the end of the stream.
    fn fill(&mut self) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        if self.at > CHUNK && self.at * 2 > self.buffer.len() {
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        let before = self.buffer.len();
        let most = u64::try_from(CHUNK).unwrap_or(u64::MAX);
        let read = self.reader.by_ref().take(most).read_to_end(&mut self.buffer);
        if let Err(error) = read {
            // What came before the fault is still good.
            self.ended = true;
            if self.buffer.len() == before {
                return Err(error);
            }
            return Ok(true);
        }
        self.ended = self.buffer.len() == before;
        Ok(!self.ended)
    }

    /// The bytes that are at hand.
    pub(super) fn rest(&self) -> &[u8] {
        self.buffer.get(self.at..).unwrap_or_default()
    }

    /// The bytes that are at hand, at least so many unless the stream ends before.
    pub(super) fn at_least(&mut self, count: usize) -> io::Result<&[u8]> {
        while self.rest().len() < count && self.fill()? {}
        Ok(self.rest())
    }

    pub(super) fn consume(&mut self, count: usize) {
        self.at = (self.at + count).min(self.buffer.len());
    }

    /// Takes so many bytes.
    pub(super) fn take(&mut self, count: usize) -> Vec<u8> {
        let taken = self.rest().get(..count).unwrap_or_default().to_vec();
        self.consume(count);
        taken
    }

    /// The next byte that is no white space.
    pub(super) fn next(&mut self) -> io::Result<Option<u8>> {
        loop {
            let white = self.rest().iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            self.consume(white);
            if let Some(byte) = self.rest().first() {
                return Ok(Some(*byte));
            }
            if !self.fill()? {
                return Ok(None);
            }
        }
    }

    /// How far the JSON value reaches that begins here.
    pub(super) fn extent(&mut self, most: usize) -> io::Result<Extent> {
        let mut balance = Balance::default();
        let mut seen = 0;
        loop {
            let fresh = self.rest().get(seen..).unwrap_or_default();
            if let Some(end) = balance.feed(fresh) {
                return Ok(within(seen + end, most));
            }
            seen += fresh.len();
            if seen >= most {
                return Ok(Extent::Beyond);
            }
            if !self.fill()? {
                return Ok(if balance.ends_with_the_stream() {
                    Extent::Ends(seen)
                } else {
                    Extent::Torn(seen)
                });
            }
        }
    }

    /// Passes over the value that begins here, however long it is.
    pub(super) fn skip(&mut self) -> io::Result<()> {
        let mut balance = Balance::default();
        loop {
            let here = self.rest();
            let length = here.len();
            if let Some(end) = balance.feed(here) {
                self.consume(end);
                return Ok(());
            }
            self.consume(length);
            if !self.fill()? {
                return Ok(());
            }
        }
    }

    /// How far it is to the end of the line, without it; the length of the rest if there is none.
    pub(super) fn line(&mut self, most: usize) -> io::Result<Extent> {
        let mut seen = 0;
        loop {
            let fresh = self.rest().get(seen..).unwrap_or_default();
            if let Some(end) = fresh.iter().position(|byte| *byte == b'\n') {
                return Ok(within(seen + end, most));
            }
            seen += fresh.len();
            if seen >= most {
                return Ok(Extent::Beyond);
            }
            if !self.fill()? {
                return Ok(within(seen, most));
            }
        }
    }

    /// Passes over the rest of the line.
    pub(super) fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let here = self.rest();
            let length = here.len();
            if let Some(end) = here.iter().position(|byte| *byte == b'\n') {
                self.consume(end + 1);
                return Ok(());
            }
            self.consume(length);
            if !self.fill()? {
                return Ok(());
            }
        }
    }
}

fn within(end: usize, most: usize) -> Extent {
    if end > most { Extent::Beyond } else { Extent::Ends(end) }
}

/// Finds the end of a JSON value by its brackets and quotes alone.
#[derive(Debug, Default)]
struct Balance {
    inside: Inside,
    depth: usize,
    in_text: bool,
    escaped: bool,
}

#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Inside {
    #[default]
    Nothing,
    Container,
    Text,
    Scalar,
}

impl Balance {
    /// Where the value ends within these bytes, `None` if it goes on.
    fn feed(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        while let Some(byte) = bytes.get(at) {
            if self.in_text {
                let Some(step) = self.text(bytes.get(at..).unwrap_or_default()) else { return None };
                at += step;
                if self.inside == Inside::Text {
                    return Some(at);
                }
                continue;
            }
            match byte {
                b'{' | b'[' if self.inside != Inside::Scalar => {
                    self.inside = Inside::Container;
                    self.depth += 1;
                }
                b'}' | b']' if self.inside == Inside::Container => {
                    self.depth = self.depth.saturating_sub(1);
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                b'"' if self.inside != Inside::Scalar => {
                    self.in_text = true;
                    if self.inside == Inside::Nothing {
                        self.inside = Inside::Text;
                    }
                }
                b',' | b']' | b'}' if self.inside != Inside::Container => return Some(at),
                byte if byte.is_ascii_whitespace() && self.inside == Inside::Scalar => return Some(at),
                _ if self.inside == Inside::Nothing => self.inside = Inside::Scalar,
                _ => {}
            }
            at += 1;
        }
        None
    }

    /// How far it is past the closing quote.
    fn text(&mut self, bytes: &[u8]) -> Option<usize> {
        let mut at = 0;
        if self.escaped && !bytes.is_empty() {
            self.escaped = false;
            at = 1;
        }
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let step = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'))?;
            at += step + 1;
            if rest.get(step) == Some(&b'"') {
                self.in_text = false;
                return Some(at);
            }
            if at < bytes.len() {
                at += 1;
            } else {
                self.escaped = true;
                return None;
            }
        }
    }

    fn ends_with_the_stream(&self) -> bool {
        self.inside == Inside::Scalar
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives a byte at a time, as slow pipes do.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let one = into.len().min(1);
            Read::read(&mut self.0, &mut into[..one])
        }
    }

    fn check(text: &str, expect: Extent) {
        assert_eq!(Window::new(text.as_bytes()).extent(1 << 20).unwrap(), expect, "{text}");
        assert_eq!(Window::new(Drops(text.as_bytes())).extent(1 << 20).unwrap(), expect, "{text} in drops");
    }

    #[test]
    fn a_value_ends_where_its_brackets_or_quotes_do() {
        check(r#"{"a": [1, {}]} x"#, Extent::Ends(14));
        check(r#"{"}": "\"}\\"}, 2"#, Extent::Ends(14));
        check(r#""a\"b", 1"#, Extent::Ends(6));
        check("12.5, 3", Extent::Ends(4));
        check("true]", Extent::Ends(4));
        check("null", Extent::Ends(4));
        check(r#"{"a": [1"#, Extent::Torn(8));
        check(r#""abc"#, Extent::Torn(4));
        assert_eq!(Window::new(&b"[1, 2, 3]"[..]).extent(3).unwrap(), Extent::Beyond);
    }
}

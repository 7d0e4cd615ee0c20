use std::io::{self, Read};

/// A reader with a sliding buffer: bytes from `start` are kept, `pos` is the next to look at.
pub(super) struct Window<R> {
    reader: R,
    buf: Vec<u8>,
    start: usize,
    pos: usize,
    end: End,
}

enum End {
    Open,
    Reached,
    Failed(io::Error),
}

const CHUNK: usize = 64 * 1024;

impl<R: Read> Window<R> {
    pub(super) fn new(reader: R) -> Window<R> {
        Window { reader, buf: Vec::with_capacity(CHUNK), start: 0, pos: 0, end: End::Open }
    }

    /// The next byte, or `None` at the end of the stream (or at a failure of the reader, see [`Window::failure`]).
    #[inline]
    pub(super) fn peek(&mut self) -> Option<u8> {
        if let Some(byte) = self.buf.get(self.pos) {
            return Some(*byte);
        }
        self.fill().then(|| self.buf.get(self.pos).copied()).flatten()
    }

    #[inline]
    pub(super) fn bump(&mut self) {
        self.pos += 1;
    }

    /// What is buffered from the current position on.
    #[inline]
    pub(super) fn ahead(&mut self) -> &[u8] {
        if self.pos >= self.buf.len() {
            self.fill();
        }
        self.buf.get(self.pos..).unwrap_or_default()
    }

    /// At least `n` bytes from the current position on, if the stream has them.
    pub(super) fn lookahead(&mut self, n: usize) -> &[u8] {
        while self.buf.len().saturating_sub(self.pos) < n && self.fill() {}
        self.buf.get(self.pos..).unwrap_or_default()
    }

    /// Changes the byte at the current position.
    pub(super) fn replace(&mut self, byte: u8) {
        if let Some(current) = self.buf.get_mut(self.pos) {
            *current = byte;
        }
    }

    pub(super) fn advance(&mut self, n: usize) {
        self.pos += n;
    }

    /// Begins a record at the current position.
    pub(super) fn mark(&mut self) {
        self.start = self.pos;
    }

    /// Moves the current position back (or on) to `offset` bytes behind the mark.
    pub(super) fn rewind(&mut self, offset: usize) {
        self.pos = (self.start + offset).min(self.buf.len());
    }

    /// The bytes from the mark to the current position.
    pub(super) fn marked(&self) -> &[u8] {
        self.buf.get(self.start..self.pos).unwrap_or_default()
    }

    pub(super) fn marked_len(&self) -> usize {
        self.pos - self.start
    }

    /// The error that ended the stream early, once.
    pub(super) fn failure(&mut self) -> Option<io::Error> {
        match std::mem::replace(&mut self.end, End::Reached) {
            End::Failed(error) => Some(error),
            end => {
                self.end = end;
                None
            }
        }
    }

    fn fill(&mut self) -> bool {
        if !matches!(self.end, End::Open) {
            return false;
        }
        if self.start > 0 {
            self.buf.drain(..self.start);
            self.pos -= self.start;
            self.start = 0;
        }
        let old = self.buf.len();
        self.buf.resize(old + CHUNK, 0);
        loop {
            let spare = self.buf.get_mut(old..).unwrap_or_default();
            match self.reader.read(spare) {
                Ok(n) => {
                    self.buf.truncate(old + n);
                    if n == 0 {
                        self.end = End::Reached;
                    }
                    return n > 0;
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.buf.truncate(old);
                    self.end = End::Failed(error);
                    return false;
                }
            }
        }
    }
}

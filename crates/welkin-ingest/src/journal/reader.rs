use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::sync::Arc;

use welkin_model::Diagnostic;

use super::frame::{HEADER, Header};
use super::{Entry, Position, Shared, recover, segment};

/// Reads a journal from a cursor on, see [`super::Journal::read_from`].
///
/// An error is a part that cannot be read; reading goes on after it, in the next segment.
#[derive(Debug)]
pub struct Reader {
    shared: Arc<Shared>,
    place: Position,
    open: Option<(u64, BufReader<File>)>,
    /// A cursor from another journal has been reported.
    begun: bool,
}

impl Reader {
    pub(super) fn new(shared: Arc<Shared>, place: Position) -> Reader {
        Reader { shared, place, open: None, begun: false }
    }

    /// The place that is read next.
    pub fn position(&self) -> Position {
        self.place
    }

    fn step(&mut self) -> Step {
        let (end, segment, length) = {
            let segments = self.shared.segments();
            let Some(segment) = segments.from(self.place.segment) else { return Step::End };
            (segments.end(), segment, segments.length(segment).unwrap_or(0))
        };
        if segment != self.place.segment {
            self.place = Position { segment, offset: 0 };
        }
        if self.place.offset >= length {
            if segment == end.segment {
                return Step::End;
            }
            self.place = Position { segment: segment + 1, offset: 0 };
            return Step::Again;
        }
        match self.record(length) {
            Some((entry, bytes)) => {
                self.place.offset += bytes;
                Step::Entry(entry)
            }
            None => {
                let path = segment::path(&self.shared.dir, segment);
                let damage = recover::damage(&path, self.place);
                // In the segment that is written to, what is appended later is after `length`.
                self.place = match segment == end.segment {
                    true => Position { segment, offset: length },
                    false => Position { segment: segment + 1, offset: 0 },
                };
                self.open = None;
                Step::Damage(damage)
            }
        }
    }

    /// The record at the current place of a segment that may be read up to `length`.
    fn record(&mut self, length: u64) -> Option<(Entry, u64)> {
        let Position { segment, offset } = self.place;
        let room = usize::try_from(length - offset).ok()?;
        let is_open = self.open.as_ref().is_some_and(|(open, _)| *open == segment);
        if !is_open {
            let file = File::open(segment::path(&self.shared.dir, segment)).ok()?;
            let mut input = BufReader::with_capacity(256 << 10, file);
            input.seek(SeekFrom::Start(offset)).ok()?;
            self.open = Some((segment, input));
        }
        let (_, input) = self.open.as_mut()?;
        let mut header = [0; HEADER];
        input.read_exact(&mut header).ok()?;
        let header = Header::parse(header)?;
        if HEADER + header.len > room {
            return None;
        }
        let mut payload = vec![0; header.len];
        input.read_exact(&mut payload).ok()?;
        Some((header.decode(&payload)?, (HEADER + header.len) as u64))
    }
}

enum Step {
    Entry(Entry),
    Damage(Diagnostic),
    Again,
    End,
}

impl Iterator for Reader {
    type Item = Result<(Entry, Position), Diagnostic>;

    fn next(&mut self) -> Option<Self::Item> {
        if !std::mem::replace(&mut self.begun, true) {
            let end = self.shared.segments().end();
            if self.place > end {
                let found = format!("segment {}, byte {}", self.place.segment, self.place.offset);
                self.place = Position::default();
                return Some(Err(Diagnostic::warning(
                    format!("a cursor up to segment {}, byte {}", end.segment, end.offset),
                    found,
                    "the cursor is not of this journal, which is read from its beginning",
                )));
            }
        }
        loop {
            match self.step() {
                Step::Entry(entry) => return Some(Ok((entry, self.place))),
                Step::Damage(damage) => return Some(Err(damage)),
                Step::Again => {}
                Step::End => return None,
            }
        }
    }
}

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use welkin_model::{Diagnostic, Millis, SourceId};

use crate::columnar;
use crate::frame::{Frame, Framer};
use crate::normalize::{Normalizer, Parsed, Rejected};

/// Bounds of reading one input.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest record, in bytes.
    pub record: usize,
    /// The most bytes that come out of one compressed input.
    pub decompressed: u64,
    /// The longest Parquet file, in bytes: its footer is at its end, so it is held in memory.
    pub columnar: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { record: 16 << 20, decompressed: 64 << 30, columnar: 1 << 30 }
    }
}

/// A piece of an input: the text of a record that is still to be parsed, or what came of one that is.
///
/// Cutting an input into pieces is cheap and has an order; what a piece holds depends on no other piece, so pieces can
/// be parsed side by side.
#[derive(Debug)]
pub struct Piece(Kind);

#[derive(Debug)]
enum Kind {
    Json { bytes: Vec<u8>, sequence: u64, received: Millis, source: Option<SourceId>, input: Arc<str> },
    Parsed(Vec<Parsed>),
    Rejected(Rejected),
}

impl Piece {
    /// How many bytes wait to be parsed.
    pub fn weight(&self) -> usize {
        match &self.0 {
            Kind::Json { bytes, .. } => bytes.len(),
            Kind::Parsed(_) | Kind::Rejected(_) => 0,
        }
    }

    /// The time of its first record, if it has one. That costs as much as parsing it.
    pub fn time(&self) -> Option<Millis> {
        let first = match &self.0 {
            Kind::Parsed(records) => records.first().cloned(),
            Kind::Json { bytes, sequence, received, source, .. } => {
                let records = Normalizer::new(*source).json(bytes, *sequence, *received);
                records.ok().and_then(|records| records.into_iter().next())
            }
            Kind::Rejected(_) => None,
        };
        first.map(|record| record.into_event().time())
    }

    /// The records of the piece, or why there are none.
    pub fn parse(self, emit: &mut dyn FnMut(Result<Parsed, Rejected>)) {
        match self.0 {
            Kind::Parsed(records) => records.into_iter().for_each(|record| emit(Ok(record))),
            Kind::Rejected(rejected) => emit(Err(rejected)),
            Kind::Json { bytes, sequence, received, source, input } => {
                match Normalizer::new(source).json(&bytes, sequence, received) {
                    Ok(records) => records.into_iter().for_each(|record| emit(Ok(record))),
                    Err(diagnostic) => emit(Err(rejected(diagnostic, &input, &bytes))),
                }
            }
        }
    }
}

/// Reads an input to its end: gzip, zstd or Parquet by its first bytes, then records. `emit` gets each record, and what could
/// not be read, in the order of the input.
///
/// `name` is how diagnostics call the input; `received` stands in for the time of a record that has none.
pub fn read(
    name: &str,
    input: impl Read,
    source: Option<SourceId>,
    limits: Limits,
    received: Millis,
    emit: &mut dyn FnMut(Result<Parsed, Rejected>),
) {
    pieces(name, input, source, limits, received, &mut |piece| piece.parse(emit));
}

/// [`read`], up to where the pieces of the input can be parsed side by side.
pub fn pieces(
    name: &str,
    input: impl Read,
    source: Option<SourceId>,
    limits: Limits,
    received: Millis,
    emit: &mut dyn FnMut(Piece),
) {
    let unreadable = |error: &io::Error| {
        let diagnostic =
            Diagnostic::error("a readable input", error.to_string(), "the input cannot be read").at_record(1);
        Piece(Kind::Rejected(rejected(diagnostic, name, &[])))
    };
    let mut input = match decompress(input, limits) {
        Ok(input) => BufReader::with_capacity(64 * 1024, input),
        Err(error) => return emit(unreadable(&error)),
    };
    let is_columnar = match io::BufRead::fill_buf(&mut input) {
        Ok(head) => head.starts_with(columnar::MAGIC),
        Err(error) => return emit(unreadable(&error)),
    };
    let mut normalizer = Normalizer::new(source);
    let mut sequence = 0;
    if is_columnar {
        let read = columnar::rows(input, limits, &mut |row| {
            sequence += 1;
            emit(Piece(Kind::Parsed(normalizer.record(row, sequence, received))));
        });
        if let Err(diagnostic) = read {
            emit(Piece(Kind::Rejected(rejected(diagnostic.at_record(sequence + 1), name, &[]))));
        }
        return;
    }
    let shared: Arc<str> = name.into();
    let mut framer = Framer::new(input, limits.record);
    while let Some(frame) = framer.next_frame() {
        sequence += 1;
        emit(Piece(match frame {
            Frame::Json(bytes) => {
                let input = Arc::clone(&shared);
                Kind::Json { bytes: bytes.to_vec(), sequence, received, source, input }
            }
            Frame::Line(b"") => {
                sequence -= 1;
                continue;
            }
            // What a line means depends on the header before it.
            Frame::Line(bytes) => match normalizer.line(bytes, sequence, received) {
                Ok(records) => {
                    if records.is_empty() {
                        // A header names columns; records are counted from the line behind it.
                        sequence -= 1;
                    }
                    Kind::Parsed(records)
                }
                Err(diagnostic) => Kind::Rejected(rejected(diagnostic, name, bytes)),
            },
            Frame::Broken { error, bytes } => {
                let (expected, found) = error.expected_found();
                let diagnostic = Diagnostic::error(expected, found, error.to_string()).at_record(sequence);
                Kind::Rejected(rejected(diagnostic, name, bytes))
            }
        }));
    }
}

fn rejected(diagnostic: Diagnostic, input: &str, bytes: &[u8]) -> Rejected {
    let kept = bytes.get(..bytes.len().min(KEPT)).unwrap_or_default().to_vec();
    Rejected { diagnostic: diagnostic.in_file(input), bytes: kept }
}

/// Of a record that could not be read, at most this much is kept for people to look at and to replay.
const KEPT: usize = 256 * 1024;

fn decompress<'a>(input: impl Read + 'a, limits: Limits) -> io::Result<Box<dyn Read + 'a>> {
    let mut input = BufReader::with_capacity(64 * 1024, input);
    let head = io::BufRead::fill_buf(&mut input)?;
    let limit = limits.decompressed;
    Ok(if head.starts_with(&[0x1f, 0x8b]) {
        Box::new(Bounded::new(flate2::bufread::MultiGzDecoder::new(input), limit))
    } else if head.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Box::new(Bounded::new(zstd::stream::read::Decoder::with_buffer(input)?, limit))
    } else {
        Box::new(input)
    })
}

/// Ends with an error instead of delivering more than `left` bytes: an archive may be a bomb.
struct Bounded<R> {
    inner: R,
    left: u64,
}

impl<R> Bounded<R> {
    fn new(inner: R, limit: u64) -> Bounded<R> {
        Bounded { inner, left: limit }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.left = self.left.checked_sub(n as u64).ok_or_else(|| {
            io::Error::new(io::ErrorKind::InvalidData, "the input decompresses to more than the limit")
        })?;
        Ok(n)
    }
}

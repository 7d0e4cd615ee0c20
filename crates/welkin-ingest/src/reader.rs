use std::io::{self, BufReader, Read};

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
    let mut normalizer = Normalizer::new(source);
    let input = match decompress(input, limits) {
        Ok(input) => input,
        Err(error) => {
            let diagnostic =
                Diagnostic::error("a readable input", error.to_string(), "the input cannot be read");
            emit(Err(Rejected { diagnostic: diagnostic.in_file(name), bytes: Vec::new() }));
            return;
        }
    };
    let mut input = BufReader::with_capacity(64 * 1024, input);
    let mut sequence = 0;
    let columnar = match io::BufRead::fill_buf(&mut input) {
        Ok(head) => head.starts_with(columnar::MAGIC),
        Err(error) => {
            let diagnostic =
                Diagnostic::error("a readable input", error.to_string(), "the input cannot be read");
            emit(Err(Rejected { diagnostic: diagnostic.at_record(1).in_file(name), bytes: Vec::new() }));
            return;
        }
    };
    if columnar {
        let read = columnar::rows(input, limits, &mut |row| {
            sequence += 1;
            normalizer.record(row, sequence, received).into_iter().for_each(|record| emit(Ok(record)));
        });
        if let Err(diagnostic) = read {
            let diagnostic = diagnostic.at_record(sequence + 1).in_file(name);
            emit(Err(Rejected { diagnostic, bytes: Vec::new() }));
        }
        return;
    }
    let mut framer = Framer::new(input, limits.record);
    while let Some(frame) = framer.next_frame() {
        sequence += 1;
        let (parsed, bytes) = match frame {
            Frame::Json(bytes) => (normalizer.json(bytes, sequence, received), bytes),
            Frame::Line(b"") => {
                sequence -= 1;
                continue;
            }
            Frame::Line(bytes) => {
                let parsed = normalizer.line(bytes, sequence, received);
                if parsed.as_ref().is_ok_and(Vec::is_empty) {
                    // A header names columns; records are counted from the line behind it.
                    sequence -= 1;
                }
                (parsed, bytes)
            }
            Frame::Broken { error, bytes } => {
                let (expected, found) = error.expected_found();
                let diagnostic = Diagnostic::error(expected, found, error.to_string()).at_record(sequence);
                (Err(diagnostic), bytes)
            }
        };
        match parsed {
            Ok(records) => records.into_iter().for_each(|record| emit(Ok(record))),
            Err(diagnostic) => {
                let kept = bytes.get(..bytes.len().min(KEPT)).unwrap_or_default().to_vec();
                emit(Err(Rejected { diagnostic: diagnostic.in_file(name), bytes: kept }));
            }
        }
    }
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

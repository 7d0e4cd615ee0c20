use std::io::{self, Read};

use welkin_detect::{Snapshot, StateError, Watch};
use welkin_ingest::journal::Position;

/// More than this is no state that was ever written.
const MOST: u64 = 4 << 30;

/// The state of the detectors as it is kept: which part of the journal it has seen, then the state.
///
/// Layout: segment and offset as big-endian `u64`, then what [`Snapshot::write`] writes, as zstd: the state repeats the
/// names of a few identities, so it packs to a fraction, and it is written often.
///
/// # Errors
/// The state cannot be written.
pub(super) fn pack(cursor: Position, state: &Snapshot) -> Result<Vec<u8>, StateError> {
    let unwritten = |error: io::Error| StateError::Write(error.to_string());
    let mut bytes = Vec::new();
    bytes.extend_from_slice(&cursor.segment.to_be_bytes());
    bytes.extend_from_slice(&cursor.offset.to_be_bytes());
    let mut packed = zstd::stream::write::Encoder::new(bytes, 1).map_err(unwritten)?;
    state.write(&mut packed)?;
    packed.finish().map_err(unwritten)
}

/// Continues from what [`pack`] made; the part of the journal that it had seen, or `None` if the bytes are damaged.
///
/// # Errors
/// As [`Watch::restore`].
pub(super) fn unpack(bytes: &[u8], watch: &mut Watch) -> Option<Result<Position, StateError>> {
    let (segment, rest) = bytes.split_first_chunk::<8>()?;
    let (offset, packed) = rest.split_first_chunk::<8>()?;
    let cursor = Position { segment: u64::from_be_bytes(*segment), offset: u64::from_be_bytes(*offset) };
    let state = zstd::stream::read::Decoder::new(packed).ok()?;
    Some(watch.restore(io::BufReader::new(state.take(MOST))).map(|()| cursor))
}

#[cfg(test)]
mod tests {
    use welkin_detect::Rules;

    use super::*;

    #[test]
    fn what_is_packed_comes_out() {
        let mut watch = Watch::live(Rules::compile(&[]).0, 0);
        let cursor = Position { segment: 3, offset: 99 };
        let bytes = pack(cursor, &watch.snapshot()).unwrap();
        assert_eq!(unpack(&bytes, &mut watch).unwrap().unwrap(), cursor);
        assert!(unpack(b"short", &mut watch).is_none());
        assert!(unpack(&bytes[..bytes.len() - 5], &mut watch).unwrap().is_err());
    }
}

use welkin_ingest::journal::Position;

/// The state of the detectors as it is kept: which part of the journal it has seen, then the state.
///
/// Layout: segment and offset as big-endian `u64`, then the bytes of [`welkin_detect::Watch::save`].
pub(super) fn wrap(cursor: Position, state: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(16 + state.len());
    bytes.extend_from_slice(&cursor.segment.to_be_bytes());
    bytes.extend_from_slice(&cursor.offset.to_be_bytes());
    bytes.extend_from_slice(state);
    bytes
}

/// The parts of [`wrap`].
pub(super) fn unwrap(bytes: &[u8]) -> Option<(Position, &[u8])> {
    let (segment, rest) = bytes.split_first_chunk::<8>()?;
    let (offset, state) = rest.split_first_chunk::<8>()?;
    let cursor = Position { segment: u64::from_be_bytes(*segment), offset: u64::from_be_bytes(*offset) };
    Some((cursor, state))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrapped_comes_out() {
        let cursor = Position { segment: 3, offset: 99 };
        assert_eq!(unwrap(&wrap(cursor, b"state")), Some((cursor, b"state".as_slice())));
        assert_eq!(unwrap(b"short"), None);
    }
}

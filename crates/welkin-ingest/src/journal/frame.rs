use super::{Entry, JournalError};

/// Bytes of length and CRC before every payload.
pub(super) const HEADER: usize = 8;

/// A payload has at least version, time and two lengths, so that zeroes are never a record.
const SHORTEST: usize = 17;

/// Length and CRC of a record, as its first bytes say.
#[derive(Clone, Copy, Debug)]
pub(super) struct Header {
    pub(super) len: usize,
    crc: u32,
}

/// The record of an entry.
pub(super) fn encode(entry: &Entry, limit: usize) -> Result<Vec<u8>, JournalError> {
    let labels = entry.source.as_ref().map_or(0, String::len) + entry.channel.len();
    let bytes = entry.content.len().saturating_add(labels);
    let too_large = || JournalError::TooLarge { bytes, limit };
    if bytes > limit {
        return Err(too_large());
    }
    let mut frame = Vec::with_capacity(HEADER + SHORTEST + bytes);
    frame.extend([0; HEADER]);
    entry.encode(&mut frame);
    let payload = frame.get(HEADER..).unwrap_or_default();
    let len = u32::try_from(payload.len()).map_err(|_| too_large())?;
    let header = (u64::from(crc(len, payload)) << 32 | u64::from(len)).to_le_bytes();
    for (byte, value) in frame.iter_mut().zip(header) {
        *byte = value;
    }
    Ok(frame)
}

impl Header {
    /// The header, if a payload of its length can be.
    pub(super) fn parse(bytes: [u8; HEADER]) -> Option<Header> {
        let word = u64::from_le_bytes(bytes);
        let len = usize::try_from(word & u64::from(u32::MAX)).ok()?;
        let crc = u32::try_from(word >> 32).ok()?;
        (len >= SHORTEST).then_some(Header { len, crc })
    }

    /// The entry, if this is the payload that was written.
    pub(super) fn decode(self, payload: &[u8]) -> Option<Entry> {
        let len = u32::try_from(payload.len()).ok()?;
        (payload.len() == self.len && crc(len, payload) == self.crc).then(|| Entry::decode(payload))?
    }
}

/// The record at the beginning of the bytes.
pub(super) fn first(bytes: &[u8]) -> Option<Entry> {
    let (header, rest) = bytes.split_first_chunk::<HEADER>()?;
    let header = Header::parse(*header)?;
    header.decode(rest.get(..header.len)?)
}

/// Length of the payload at the beginning of the bytes, if there could be one.
pub(super) fn first_len(bytes: &[u8]) -> Option<usize> {
    let (header, rest) = bytes.split_first_chunk::<HEADER>()?;
    Header::parse(*header).map(|header| header.len).filter(|len| *len <= rest.len())
}

fn crc(len: u32, payload: &[u8]) -> u32 {
    let mut crc = crc32fast::Hasher::new();
    crc.update(&len.to_le_bytes());
    crc.update(payload);
    crc.finalize()
}

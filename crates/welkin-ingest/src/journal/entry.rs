/// A piece of input as it arrived.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Entry {
    /// The source that was named with it, if any.
    pub source: Option<String>,
    /// File or channel that it came through.
    pub channel: String,
    /// When it arrived, in ms since 1970.
    pub received: i64,
    /// The bytes.
    pub content: Vec<u8>,
}

/// The layout of a payload; a new one gets a new number.
const VERSION: u8 = 1;

impl Entry {
    /// `version u8 | received i64 | source len u32, text | channel len u32, text | content`.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        let source = self.source.as_deref().unwrap_or_default();
        out.push(VERSION);
        out.extend(self.received.to_le_bytes());
        for text in [source, &self.channel] {
            out.extend(u32::try_from(text.len()).unwrap_or(u32::MAX).to_le_bytes());
            out.extend(text.as_bytes());
        }
        out.extend(&self.content);
    }

    pub(super) fn decode(payload: &[u8]) -> Option<Entry> {
        let (version, rest) = payload.split_first()?;
        if *version != VERSION {
            return None;
        }
        let (received, rest) = rest.split_first_chunk::<8>()?;
        let (source, rest) = text(rest)?;
        let (channel, content) = text(rest)?;
        Some(Entry {
            source: Some(source).filter(|source| !source.is_empty()),
            channel,
            received: i64::from_le_bytes(*received),
            content: content.to_vec(),
        })
    }
}

fn text(bytes: &[u8]) -> Option<(String, &[u8])> {
    let (len, rest) = bytes.split_first_chunk::<4>()?;
    let (text, rest) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*len)).ok()?)?;
    Some((String::from_utf8(text.to_vec()).ok()?, rest))
}

use std::io::Write as _;

/// Where a payload lies in the [`Payloads`] of its graph.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PayloadRef(u32);

/// The providers' own words, compressed in blocks: a million descriptions of a kilobyte take some 100 MB.
#[derive(Clone, Default)]
pub(super) struct Payloads {
    blocks: Vec<Block>,
    open: Vec<u8>,
    ends: Vec<u32>,
    count: u32,
}

#[derive(Clone)]
struct Block {
    /// Number of the first payload.
    first: u32,
    packed: Box<[u8]>,
    /// Where each payload ends in the unpacked block.
    ends: Box<[u32]>,
}

impl std::fmt::Debug for Payloads {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Payloads").field("count", &self.count).finish_non_exhaustive()
    }
}

const BLOCK: usize = 128 << 10;
const LEVEL: i32 = 1;

impl Payloads {
    pub(super) fn push(&mut self, payload: &[u8]) -> PayloadRef {
        let at = PayloadRef(self.count);
        self.open.extend_from_slice(payload);
        self.ends.push(u32::try_from(self.open.len()).unwrap_or(u32::MAX));
        self.count += 1;
        if self.open.len() >= BLOCK {
            self.seal();
        }
        at
    }

    fn seal(&mut self) {
        let mut encoder = match zstd::Encoder::new(Vec::new(), LEVEL) {
            Ok(encoder) => encoder,
            Err(_) => return,
        };
        // Writing to memory fails only for want of memory; the block then stays open, and nothing is lost.
        let packed = encoder.write_all(&self.open).and_then(|()| encoder.finish());
        let Ok(packed) = packed else { return };
        let first = self.count - u32::try_from(self.ends.len()).unwrap_or(0);
        let ends = std::mem::take(&mut self.ends).into_boxed_slice();
        self.open.clear();
        self.blocks.push(Block { first, packed: packed.into_boxed_slice(), ends });
    }

    pub(super) fn get(&self, at: PayloadRef) -> Vec<u8> {
        let after = self.blocks.partition_point(|block| block.first <= at.0);
        let block = after.checked_sub(1).and_then(|i| self.blocks.get(i));
        if let Some(block) = block {
            let within = (at.0 - block.first) as usize;
            if within < block.ends.len() {
                let unpacked = zstd::decode_all(&*block.packed).unwrap_or_default();
                return cut(&unpacked, &block.ends, within);
            }
        }
        let sealed = self.count - u32::try_from(self.ends.len()).unwrap_or(0);
        cut(&self.open, &self.ends, at.0.saturating_sub(sealed) as usize)
    }

    /// Releases what is kept for further payloads.
    pub(super) fn settle(&mut self) {
        if !self.open.is_empty() {
            self.seal();
        }
        self.open.shrink_to_fit();
        self.blocks.shrink_to_fit();
    }
}

fn cut(bytes: &[u8], ends: &[u32], within: usize) -> Vec<u8> {
    let start = within.checked_sub(1).and_then(|i| ends.get(i)).copied().unwrap_or(0) as usize;
    let end = ends.get(within).copied().unwrap_or(0) as usize;
    bytes.get(start..end).unwrap_or_default().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_payload_comes_back_whether_its_block_is_sealed_or_not() {
        let text = |i: usize| format!("{{\"n\":{i},\"x\":\"{}\"}}", "y".repeat(i % 900));
        let mut payloads = Payloads::default();
        let refs: Vec<PayloadRef> = (0..2_000).map(|i| payloads.push(text(i).as_bytes())).collect();
        for settled in [false, true] {
            if settled {
                payloads.settle();
            }
            for (i, at) in refs.iter().enumerate().step_by(37) {
                assert_eq!(payloads.get(*at), text(i).into_bytes());
            }
        }
    }
}

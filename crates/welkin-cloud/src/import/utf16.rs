use std::io::{self, Read};

/// UTF-16 as UTF-8: the shell of Windows writes what is sent to a file in it.
pub(super) struct Utf16<R> {
    reader: R,
    order: Order,
    /// Bytes that are read and not yet whole units.
    raw: Vec<u8>,
    /// Text that is decoded and not yet taken.
    text: Vec<u8>,
    at: usize,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Order {
    Little,
    Big,
}

const CHUNK: u64 = 16 << 10;

impl<R: Read> Utf16<R> {
    pub(super) fn new(reader: R, order: Order) -> Utf16<R> {
        Utf16 { reader, order, raw: Vec::new(), text: Vec::new(), at: 0 }
    }

    fn decode(&mut self) -> io::Result<()> {
        let before = self.raw.len();
        self.reader.by_ref().take(CHUNK).read_to_end(&mut self.raw)?;
        let ended = self.raw.len() == before;
        let mut units: Vec<u16> = self
            .raw
            .chunks_exact(2)
            .filter_map(|pair| <[u8; 2]>::try_from(pair).ok())
            .map(|pair| match self.order {
                Order::Little => u16::from_le_bytes(pair),
                Order::Big => u16::from_be_bytes(pair),
            })
            .collect();
        // The first half of a pair waits for the second.
        if !ended && units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) {
            units.pop();
        }
        self.raw.drain(..units.len() * 2);
        if ended {
            self.raw.clear();
        }
        self.text.clear();
        self.at = 0;
        self.text.extend_from_slice(String::from_utf16_lossy(&units).as_bytes());
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.at >= self.text.len() {
            self.decode()?;
        }
        let mut rest = self.text.get(self.at..).unwrap_or_default();
        let count = rest.read(into)?;
        self.at += count;
        Ok(count)
    }
}

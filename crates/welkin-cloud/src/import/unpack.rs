use std::io::{self, BufReader, Cursor, Read};

use flate2::read::MultiGzDecoder;

/// The content of a file: gzip and zstd are unpacked by their first bytes, up to a bound for all that comes out.
pub(super) fn unpacked(mut reader: Box<dyn Read + Send>, most: u64) -> io::Result<Box<dyn Read + Send>> {
    let mut first = Vec::with_capacity(MAGIC);
    reader.by_ref().take(MAGIC as u64).read_to_end(&mut first)?;
    let packed = if first.starts_with(&[0x1f, 0x8b]) {
        Packing::Gzip
    } else if first.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Packing::Zstd
    } else {
        Packing::None
    };
    let whole = BufReader::with_capacity(1 << 16, Cursor::new(first).chain(reader));
    let plain: Box<dyn Read + Send> = match packed {
        Packing::Gzip => Box::new(MultiGzDecoder::new(whole)),
        Packing::Zstd => Box::new(zstd::Decoder::with_buffer(whole)?),
        Packing::None => Box::new(whole),
    };
    Ok(Box::new(Bounded { reader: plain, left: most, most }))
}

const MAGIC: usize = 4;

enum Packing {
    None,
    Gzip,
    Zstd,
}

/// A stream that fails where it would give more than its bound: a small file can unpack to any size.
struct Bounded {
    reader: Box<dyn Read + Send>,
    left: u64,
    most: u64,
}

impl Read for Bounded {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(into)?;
        let count = read as u64;
        if count > self.left {
            return Err(io::Error::other(format!("it has more than {} bytes unpacked", self.most)));
        }
        self.left -= count;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn content(bytes: Vec<u8>, most: u64) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        unpacked(Box::new(Cursor::new(bytes)), most)?.read_to_end(&mut out)?;
        Ok(out)
    }

    #[test]
    fn packed_files_are_known_by_their_first_bytes() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(b"{\"a\": 1}").unwrap();
        let zstd = zstd::encode_all(&b"{\"a\": 1}"[..], 1).unwrap();
        for bytes in [b"{\"a\": 1}".to_vec(), gzip.finish().unwrap(), zstd] {
            assert_eq!(content(bytes, 100).unwrap(), b"{\"a\": 1}");
        }
        assert_eq!(content(Vec::new(), 100).unwrap(), b"");
    }

    #[test]
    fn more_than_the_bound_is_an_error() {
        let packed = zstd::encode_all(&vec![b' '; 1 << 20][..], 1).unwrap();
        assert!(content(packed, 1 << 10).unwrap_err().to_string().contains("more than 1024 bytes"));
    }
}

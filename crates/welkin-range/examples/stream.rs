//! Writes CloudTrail records for measurements: `stream SEED N`, one a line on standard output.

use std::io::{self, BufWriter, Write};

fn main() -> io::Result<()> {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|a| a.parse().ok()).collect();
    let [seed, n] = numbers[..] else { return Err(io::Error::other("usage: stream SEED N")) };
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    for record in welkin_range::cloudtrail_stream(seed, usize::try_from(n).map_err(io::Error::other)?) {
        out.write_all(record.as_bytes())?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

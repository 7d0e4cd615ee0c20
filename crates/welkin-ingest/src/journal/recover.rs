use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use welkin_model::Diagnostic;

use super::frame::{self, HEADER, Header};
use super::segment::{self, Segments};
use super::{JournalError, Position};

/// Reads the folder as the last process left it and repairs its end.
pub(super) fn recover(dir: &Path) -> Result<(Segments, Vec<Diagnostic>), JournalError> {
    let mut segments = Segments::default();
    let mut diagnostics = Vec::new();
    let found = segment::list(dir)?;
    for (number, length) in &found {
        segments.set(*number, *length);
    }
    let Some((last, length)) = found.last().copied() else {
        segment::create(dir, 0)?;
        segments.set(0, 0);
        return Ok((segments, diagnostics));
    };
    let path = segment::path(dir, last);
    let valid = valid_length(&path)?;
    if valid < length {
        if is_torn(&path, valid)? {
            let cut = File::options().write(true).open(&path).and_then(|file| {
                file.set_len(valid)?;
                file.sync_all()
            });
            cut.map_err(|e| JournalError::io(&path, e))?;
            segments.set(last, valid);
        } else {
            // Records may stand behind the damage: the segment stays as it is, and a new one is begun.
            diagnostics.push(damage(&path, Position { segment: last, offset: valid }));
            segment::create(dir, last + 1)?;
            segments.set(last + 1, 0);
        }
    }
    Ok((segments, diagnostics))
}

/// What readers and recovery say of a damaged place.
pub(super) fn damage(path: &Path, place: Position) -> Diagnostic {
    Diagnostic::error(
        "a record whose checksum is right",
        format!("damaged bytes at byte {}", place.offset),
        "a part of the journal cannot be read and is passed over up to the end of its file",
    )
    .in_file(path.display().to_string())
}

/// Bytes of whole records from the beginning.
fn valid_length(path: &Path) -> Result<u64, JournalError> {
    let failed = |e| JournalError::io(path, e);
    let file = File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    let mut input = BufReader::with_capacity(1 << 20, file);
    let mut valid = 0;
    let mut payload = Vec::new();
    while valid + HEADER as u64 <= length {
        let mut header = [0; HEADER];
        input.read_exact(&mut header).map_err(failed)?;
        let Some(header) = Header::parse(header) else { break };
        let end = valid + (HEADER + header.len) as u64;
        if end > length {
            break;
        }
        payload.resize(header.len, 0);
        input.read_exact(&mut payload).map_err(failed)?;
        if header.decode(&payload).is_none() {
            break;
        }
        valid = end;
    }
    Ok(valid)
}

/// Bytes whose checksum is computed to find a record behind damage: content made for it could ask for terabytes.
const MOST_CHECKED: usize = 4 << 30;

/// Whether nothing behind the place can be a record: then a write was cut short there, and nothing that was
/// acknowledged is behind it.
///
/// A record that is found here only proves that the bytes are no torn write. It is never given to a reader: the
/// content of an entry could hold bytes that look like one.
fn is_torn(path: &Path, place: u64) -> Result<bool, JournalError> {
    let failed = |e| JournalError::io(path, e);
    let mut file = File::open(path).map_err(failed)?;
    file.seek(SeekFrom::Start(place)).map_err(failed)?;
    let mut rest = Vec::new();
    file.read_to_end(&mut rest).map_err(failed)?;
    let mut behind = rest.as_slice();
    let mut effort = MOST_CHECKED;
    while let Some((_, next)) = behind.split_first() {
        let checked = frame::first_len(next);
        effort = effort.saturating_sub(checked.unwrap_or(0));
        if effort == 0 || (checked.is_some() && frame::first(next).is_some()) {
            return Ok(false);
        }
        behind = next;
    }
    Ok(true)
}

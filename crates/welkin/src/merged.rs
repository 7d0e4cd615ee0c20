use std::collections::{BTreeMap, VecDeque};
use std::io::Read;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Scope, scope};

use welkin_ingest::{Limits, Piece, pieces};
use welkin_model::{Millis, SourceId};

use crate::exit::Failure;
use crate::inputs::{Input, Inputs};

/// Cuts the inputs into pieces and gives them on in batches: those of all inputs by the time of their records, as far
/// as each input is in order itself.
///
/// Files of several clouds, accounts or hours are one course of events. Detection puts records in order that are
/// some ten thousand apart; files that came one after the other would be farther.
///
/// # Errors
/// An input cannot be opened: silence would look like nothing was found in it.
pub(crate) fn merged(
    inputs: &Inputs,
    source: Option<SourceId>,
    emit: &mut dyn FnMut(Vec<Piece>),
) -> Result<(), Failure> {
    let mut waiting = Vec::with_capacity(inputs.len());
    if let [only] = inputs.paths() {
        cut(only.open()?, source, emit);
        return Ok(());
    }
    for path in inputs.paths() {
        let begin = if path.stays() { begin(path.open()?, source) } else { None };
        waiting.push((begin, path));
    }
    // Stable, so inputs of the same time stay in the order in which they were given.
    waiting.sort_by_key(|(begin, _)| *begin);
    let mut waiting = VecDeque::from(waiting);
    scope(|scope| {
        let mut heads = Heads::default();
        loop {
            while let Some((begin, path)) = waiting.front()
                && heads.may_open(*begin)
            {
                heads.open(scope, path.open()?, source);
                waiting.pop_front();
            }
            match heads.next() {
                Some(batch) => emit(batch),
                None => return Ok(()),
            }
        }
    })
}

/// A batch is of so many pieces, or of so many bytes.
const BATCH: usize = 256;
const BATCH_BYTES: usize = 2 << 20;
/// Inputs that are read at the same time; each holds three batches at most.
const OPEN: usize = 48;
/// How much of an input is looked at for the time at which it begins.
const BEGIN: u64 = 64 << 10;
/// Of a batch or the beginning of an input, so many pieces are asked for their time.
const ASKED: usize = 4;

/// The open inputs, each with its next batch, by the time of that one.
#[derive(Default)]
struct Heads {
    next: BTreeMap<(Option<Millis>, u64), Head>,
    opened: u64,
}

/// The next batch of an input and where the ones after it come from.
type Head = (Vec<Piece>, Receiver<Vec<Piece>>);

impl Heads {
    /// Whether an input that begins then should be opened now.
    fn may_open(&self, begin: Option<Millis>) -> bool {
        let due = self.next.first_key_value().is_none_or(|((time, _), _)| begin <= *time);
        due && self.next.len() < OPEN
    }

    fn open<'scope>(&mut self, scope: &'scope Scope<'scope, '_>, input: Input, source: Option<SourceId>) {
        let (batches, rest) = sync_channel(1);
        scope.spawn(move || send(input, source, &batches));
        self.opened += 1;
        self.load(self.opened, rest);
    }

    /// The oldest batch.
    fn next(&mut self) -> Option<Vec<Piece>> {
        let ((_, number), (batch, rest)) = self.next.pop_first()?;
        self.load(number, rest);
        Some(batch)
    }

    fn load(&mut self, number: u64, rest: Receiver<Vec<Piece>>) {
        if let Ok(batch) = rest.recv() {
            self.next.insert((time(&batch), number), (batch, rest));
        }
    }
}

fn send(input: Input, source: Option<SourceId>, batches: &SyncSender<Vec<Piece>>) {
    // Nobody waits for the rest once the other end is gone.
    cut(input, source, &mut |batch| drop(batches.send(batch)));
}

fn cut(input: Input, source: Option<SourceId>, emit: &mut dyn FnMut(Vec<Piece>)) {
    let Input { name, reader, received } = input;
    let mut batch = Vec::new();
    let mut weight = 0;
    pieces(&name, reader, source, Limits::default(), received, &mut |piece| {
        weight += piece.weight();
        batch.push(piece);
        if batch.len() >= BATCH || weight >= BATCH_BYTES {
            weight = 0;
            emit(std::mem::take(&mut batch));
        }
    });
    if !batch.is_empty() {
        emit(batch);
    }
}

/// The time of the first records of an input, as far as its first bytes tell.
fn begin(input: Input, source: Option<SourceId>) -> Option<Millis> {
    let Input { name, reader, received } = input;
    let mut first = Vec::new();
    pieces(&name, reader.take(BEGIN), source, Limits::default(), received, &mut |piece| {
        if first.len() < ASKED {
            first.push(piece);
        }
    });
    time(&first)
}

fn time(batch: &[Piece]) -> Option<Millis> {
    batch.iter().take(ASKED).find_map(Piece::time)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn record(minute: u64) -> String {
        let (hour, minute) = (minute / 60, minute % 60);
        format!(r#"{{"time":"2026-11-24T{hour:02}:{minute:02}:00Z","n":1}}"#)
    }

    /// Writes files of records at these minutes; the minutes at which the batches begin, as they come.
    fn check(files: &[Vec<u64>], wanted: &[u64]) {
        let dir = tempfile::tempdir().unwrap();
        for (n, minutes) in files.iter().enumerate() {
            let text: Vec<String> = minutes.iter().map(|minute| record(*minute)).collect();
            fs::write(dir.path().join(format!("{n:03}.ndjson")), text.join("\n")).unwrap();
        }
        let inputs = Inputs::of(&[dir.path().to_owned()]).unwrap();
        let (mut begins, mut count) = (Vec::new(), 0);
        merged(&inputs, None, &mut |batch| {
            count += batch.len();
            let midnight = welkin_model::parse_time("2026-11-24T00:00:00Z").unwrap();
            begins.push((time(&batch).unwrap() - midnight) as u64 / 60_000);
        })
        .unwrap();
        assert_eq!(count, files.iter().map(Vec::len).sum::<usize>(), "every record once");
        assert_eq!(begins, wanted);
    }

    #[test]
    fn files_take_turns_by_the_time_of_their_records() {
        check(&[vec![30, 31], vec![10, 50], vec![20]], &[10, 20, 30]);
        let long = |from: u64| (from..from + 600).collect::<Vec<u64>>();
        check(&[long(100), long(0)], &[0, 100, 256, 356, 512, 612]);
    }

    #[test]
    fn more_files_than_may_be_open_come_in_their_order_too() {
        let files: Vec<Vec<u64>> = (0..OPEN as u64 * 3).rev().map(|minute| vec![minute]).collect();
        let wanted: Vec<u64> = (0..OPEN as u64 * 3).collect();
        check(&files, &wanted);
    }

    #[test]
    fn what_has_no_time_is_not_lost() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.ndjson"), "{broken\n").unwrap();
        fs::write(dir.path().join("b.ndjson"), "").unwrap();
        fs::write(dir.path().join("c.ndjson"), record(5)).unwrap();
        let inputs = Inputs::of(&[dir.path().to_owned()]).unwrap();
        let mut pieces = 0;
        merged(&inputs, None, &mut |batch| pieces += batch.len()).unwrap();
        assert_eq!(pieces, 2);
    }
}

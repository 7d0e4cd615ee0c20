use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use proptest::prelude::*;

use super::*;

fn entry(n: usize, bytes: usize) -> Entry {
    Entry {
        source: n.is_multiple_of(2).then(|| "aws.cloudtrail".to_owned()),
        channel: format!("http/{n}"),
        received: 1_700_000_000_000 + n as i64,
        content: (0..bytes).map(|i| (i * 31 + n) as u8).collect(),
    }
}

fn open(dir: &Path, limits: JournalLimits) -> Journal {
    let (journal, diagnostics) = Journal::open(dir, limits).unwrap();
    assert_eq!(diagnostics, Vec::new());
    journal
}

fn small() -> JournalLimits {
    JournalLimits { segment_bytes: 1000, ..JournalLimits::default() }
}

/// The entries from the cursor on; damage fails the test.
fn entries(journal: &Journal, cursor: Position) -> Vec<Entry> {
    journal.read_from(cursor).map(|item| item.unwrap().0).collect()
}

fn segments(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut files: Vec<_> = fs::read_dir(dir).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn gives_back_what_was_appended_after_a_restart_too() {
    let dir = tempfile::tempdir().unwrap();
    let all: Vec<Entry> = (0..50).map(|n| entry(n, n * 10)).collect();
    let mut places = Vec::new();
    let journal = open(dir.path(), small());
    for one in &all {
        places.push(journal.append(one).unwrap());
    }
    assert!(places.is_sorted() && segments(dir.path()).len() > 5);
    assert_eq!(entries(&journal, Position::default()), all);
    assert_eq!(entries(&journal, places[29]), all[30..]);
    assert_eq!(journal.end(), places[49]);
    drop(journal);

    let journal = open(dir.path(), small());
    assert_eq!(entries(&journal, places[9]), all[10..]);
    let after: Vec<Position> = journal.read_from(Position::default()).map(|item| item.unwrap().1).collect();
    assert_eq!(after, places);
    journal.append(&entry(50, 5)).unwrap();
    assert_eq!(entries(&journal, places[49]), [entry(50, 5)]);
}

#[test]
fn a_reader_goes_on_when_more_comes() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path(), small());
    let mut reader = journal.read_from(Position::default());
    for n in 0..30 {
        assert!(reader.next().is_none());
        assert!(!journal.wait(reader.position(), Duration::ZERO));
        journal.append(&entry(n, 100)).unwrap();
        assert!(journal.wait(reader.position(), Duration::from_secs(60)));
        assert_eq!(reader.next().unwrap().unwrap().0, entry(n, 100));
    }
}

#[test]
fn appenders_at_the_same_time_all_get_their_entry_kept_once() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path(), JournalLimits { segment_bytes: 20_000, ..JournalLimits::default() });
    std::thread::scope(|scope| {
        for thread in 0..8 {
            let journal = &journal;
            scope.spawn(move || {
                for n in 0..50 {
                    journal.append(&entry(thread * 1000 + n, 100)).unwrap();
                }
            });
        }
    });
    let mut kept: Vec<i64> = entries(&journal, Position::default()).iter().map(|e| e.received).collect();
    kept.sort_unstable();
    let mut all: Vec<i64> =
        (0..8).flat_map(|t| (0..50).map(move |n| entry(t * 1000 + n, 0).received)).collect();
    all.sort_unstable();
    assert_eq!(kept, all);
}

#[test]
fn is_full_at_its_limit_until_it_is_trimmed() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path(), JournalLimits { total_bytes: 5000, ..small() });
    let mut last = Position::default();
    let error = loop {
        match journal.append(&entry(1, 200)) {
            Ok(place) => last = place,
            Err(error) => break error,
        }
    };
    assert!(matches!(error, JournalError::Full(_)), "{error}");
    assert!(journal.bytes() <= 5000 && segments(dir.path()).len() > 3);
    assert!(journal.trim(last).unwrap() > 2);
    assert_eq!(segments(dir.path()).len(), 1);
    let next = journal.append(&entry(2, 200)).unwrap();
    assert!(next > last);
    assert_eq!(entries(&journal, last), [entry(2, 200)]);
    drop(journal);
    assert_eq!(entries(&open(dir.path(), small()), last), [entry(2, 200)]);
}

#[test]
fn trimming_keeps_what_is_not_worked_off() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path(), small());
    let places: Vec<Position> = (0..40).map(|n| journal.append(&entry(n, 150)).unwrap()).collect();
    for (n, place) in places.iter().enumerate() {
        journal.trim(*place).unwrap();
        assert_eq!(entries(&journal, *place).len(), 39 - n);
    }
}

#[test]
fn is_busy_when_as_much_waits_as_may() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path(), JournalLimits { queue_bytes: 1000, ..small() });
    journal.append(&entry(1, 5000)).unwrap();
    journal.queued_bytes.store(900, Ordering::Release);
    assert!(matches!(journal.append(&entry(1, 500)), Err(JournalError::Busy)));
    journal.queued_bytes.store(0, Ordering::Release);
    journal.append(&entry(1, 500)).unwrap();
}

#[test]
fn refuses_an_entry_that_is_too_large() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path(), JournalLimits { entry_bytes: 100, ..small() });
    let error = journal.append(&entry(1, 101)).unwrap_err();
    assert!(matches!(error, JournalError::TooLarge { limit: 100, .. }), "{error}");
}

#[test]
fn passes_over_damage_to_the_next_segment_and_says_so() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path(), small());
    let places: Vec<Position> = (0..40).map(|n| journal.append(&entry(n, 150)).unwrap()).collect();
    let in_first = places.iter().filter(|place| place.segment == 0).count();
    drop(journal);
    let first = &segments(dir.path())[0];
    let mut bytes = fs::read(first).unwrap();
    bytes[places[0].offset as usize + 50] ^= 1;
    fs::write(first, bytes).unwrap();

    let journal = open(dir.path(), small());
    let items: Vec<_> = journal.read_from(Position::default()).collect();
    assert_eq!(items[0].as_ref().unwrap().0, entry(0, 150));
    let damage = items[1].as_ref().unwrap_err();
    assert_eq!(damage.location.file.as_deref(), first.to_str());
    assert_eq!(items[2].as_ref().unwrap().0, entry(in_first, 150));
    assert_eq!(items.len(), 40 - in_first + 2);
}

#[test]
fn damage_in_the_last_segment_is_reported_and_kept_out_of_the_way() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path(), JournalLimits::default());
    let places: Vec<Position> = (0..10).map(|n| journal.append(&entry(n, 150)).unwrap()).collect();
    drop(journal);
    let file = &segments(dir.path())[0];
    let mut bytes = fs::read(file).unwrap();
    bytes[places[4].offset as usize] ^= 0x10;
    fs::write(file, &bytes).unwrap();

    let (journal, diagnostics) = Journal::open(dir.path(), JournalLimits::default()).unwrap();
    assert_eq!(diagnostics.len(), 1, "{diagnostics:?}");
    assert_eq!(fs::read(file).unwrap(), bytes);
    journal.append(&entry(10, 150)).unwrap();
    let read: Vec<_> = journal.read_from(Position::default()).flatten().map(|(entry, _)| entry).collect();
    let expect: Vec<Entry> = [0, 1, 2, 3, 4, 10].map(|n| entry(n, 150)).into();
    assert_eq!(read, expect);
}

#[test]
fn a_cursor_of_another_journal_reads_from_the_beginning() {
    let dir = tempfile::tempdir().unwrap();
    let journal = open(dir.path(), small());
    journal.append(&entry(1, 10)).unwrap();
    let mut reader = journal.read_from(Position { segment: 7, offset: 3 });
    assert!(reader.next().unwrap().is_err());
    assert_eq!(reader.next().unwrap().unwrap().0, entry(1, 10));
    assert!(reader.next().is_none());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_write_cut_at_any_byte_leaves_exactly_the_entries_before_it(
        sizes in prop::collection::vec(0usize..400, 1..12),
        cut in any::<prop::sample::Index>(),
        garbage in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let limits = JournalLimits { segment_bytes: 1500, ..JournalLimits::default() };
        let journal = open(dir.path(), limits);
        let all: Vec<Entry> = sizes.iter().enumerate().map(|(n, size)| entry(n, *size)).collect();
        let places: Vec<Position> = all.iter().map(|one| journal.append(one).unwrap()).collect();
        drop(journal);
        let files = segments(dir.path());
        let last = files.last().unwrap();
        let bytes = fs::read(last).unwrap();
        let cut = cut.index(bytes.len() + 1);
        fs::write(last, [&bytes[..cut], &garbage].concat()).unwrap();

        let place = Position { segment: files.len() as u64 - 1, offset: cut as u64 };
        let safe = places.iter().filter(|p| **p <= place).count();
        // The garbage may by chance go on as the bytes that were cut off.
        if cut + garbage.len() < bytes.len() || !garbage.is_empty() {
            let (journal, diagnostics) = Journal::open(dir.path(), limits).unwrap();
            prop_assert_eq!(diagnostics, Vec::new());
            prop_assert_eq!(entries(&journal, Position::default()), &all[..safe]);
            journal.append(&entry(99, 10)).unwrap();
            let mut expect = all[..safe].to_vec();
            expect.push(entry(99, 10));
            prop_assert_eq!(entries(&journal, Position::default()), expect);
        }
    }

    #[test]
    fn flipped_bytes_never_panic_and_never_pass_as_an_entry(
        sizes in prop::collection::vec(0usize..300, 1..12),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 1u8..=255), 1..6),
        from in any::<prop::sample::Index>(),
    ) {
        let dir = tempfile::tempdir().unwrap();
        let limits = JournalLimits { segment_bytes: 700, ..JournalLimits::default() };
        let journal = open(dir.path(), limits);
        let all: Vec<Entry> = sizes.iter().enumerate().map(|(n, size)| entry(n, *size)).collect();
        let places: Vec<Position> = all.iter().map(|one| journal.append(one).unwrap()).collect();
        drop(journal);
        let files = segments(dir.path());
        for (at, mask) in flips {
            let file = &files[at.index(files.len())];
            let mut bytes = fs::read(file).unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= mask;
            fs::write(file, bytes).unwrap();
        }
        let (journal, _) = Journal::open(dir.path(), limits).unwrap();
        for start in [Position::default(), places[from.index(places.len())]] {
            for (one, _) in journal.read_from(start).flatten() {
                prop_assert!(all.contains(&one));
            }
        }
        journal.append(&entry(99, 10)).unwrap();
        let last = journal.read_from(Position::default()).flatten().last().unwrap();
        prop_assert_eq!(last.0, entry(99, 10));
    }
}

/// Kills a process that appends, at random points, and looks at what is left.
#[test]
#[expect(clippy::disallowed_methods, reason = "the number of rounds is the tester's choice")]
fn a_killed_process_loses_nothing_that_was_acknowledged() {
    let rounds: u64 = std::env::var("WELKIN_SOAK_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let dir = tempfile::tempdir().unwrap();
    let mut acknowledged = 0;
    let mut random = 0x9e37_79b9_u64;
    for round in 0..rounds {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(round | 1);
        acknowledged = kill_after(dir.path(), acknowledged, (random >> 33) as usize % 60);
        let (journal, diagnostics) = Journal::open(dir.path(), kill_limits()).unwrap();
        assert_eq!(diagnostics, Vec::new(), "round {round}");
        let kept = entries(&journal, Position::default());
        let numbers: Vec<usize> = kept.iter().map(|e| (e.received - 1_700_000_000_000) as usize).collect();
        assert_eq!(numbers, (0..kept.len()).collect::<Vec<_>>(), "round {round}: lost or doubled");
        assert!(kept.len() >= acknowledged, "round {round}: {} of {acknowledged}", kept.len());
        acknowledged = kept.len();
    }
}

fn kill_limits() -> JournalLimits {
    JournalLimits { segment_bytes: 100_000, ..JournalLimits::default() }
}

/// Starts the appending child and kills it when it has acknowledged so many more; all that are acknowledged then.
fn kill_after(dir: &Path, first: usize, count: usize) -> usize {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["journal::tests::appending_child", "--exact", "--ignored", "--nocapture", "--test-threads=1"])
        .env("WELKIN_CHILD_DIR", dir)
        .env("WELKIN_CHILD_FIRST", first.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let mut acknowledged = first;
    let mut lines =
        output.lines().map(Result::unwrap).filter_map(|line| line.strip_prefix("kept ")?.parse().ok());
    for number in lines.by_ref().take(count + 1) {
        acknowledged = number;
    }
    child.kill().unwrap();
    acknowledged = lines.last().unwrap_or(acknowledged);
    child.wait().unwrap();
    acknowledged
}

#[test]
#[ignore = "the child of the kill test"]
#[expect(clippy::disallowed_methods, reason = "its parent tells it where to write")]
fn appending_child() {
    let dir = std::env::var("WELKIN_CHILD_DIR").unwrap();
    let first: usize = std::env::var("WELKIN_CHILD_FIRST").unwrap().parse().unwrap();
    let journal = open(Path::new(&dir), kill_limits());
    println!();
    for n in first.. {
        journal.append(&entry(n, n * 7919 % 20_000)).unwrap();
        println!("kept {}", n + 1);
    }
}

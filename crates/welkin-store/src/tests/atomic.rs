use std::collections::HashSet;

use super::*;
use crate::steps::Step;

fn died() -> StoreError {
    StoreError::corrupt("test", "died")
}

/// Runs `work` on a store of three steps and lets it die at its n-th step, for every n, until it runs through. After
/// each death the store is opened again and handed to `check` with whether the transaction had been committed.
fn die_everywhere(
    prepare: &dyn Fn(&Store),
    work: &dyn Fn(&Store) -> Result<(), StoreError>,
    check: &dyn Fn(&Store, bool),
) -> HashSet<Step> {
    let mut seen = HashSet::new();
    for deadly in 0.. {
        let dir = tempfile::tempdir().unwrap();
        let store = Store::open(dir.path()).unwrap();
        prepare(&store);
        let (sender, steps) = std::sync::mpsc::channel();
        let mut count = 0;
        store.on_step(Box::new(move |step| {
            sender.send(step).unwrap();
            count += 1;
            if count > deadly { Err(died()) } else { Ok(()) }
        }));
        let result = work(&store);
        let steps: Vec<Step> = steps.try_iter().collect();
        seen.extend(&steps);
        let committed = steps.contains(&Step::TransactionCommitted);
        // Of a killed process nothing runs any more, also not what would tidy up.
        let copy = tempfile::tempdir().unwrap();
        copy_dir(dir.path(), copy.path());
        drop(store);
        for dir in [dir.path(), copy.path()] {
            let store = Store::open(dir).unwrap();
            check(&store, committed || result.is_ok());
            let known = store.overview(OverviewQuery { to: None, minutes: 1, bucket_minutes: 1 }).unwrap();
            assert!(lake_files(dir).iter().all(|file| file.extension().is_some_and(|e| e == "parquet")));
            assert_eq!(rows_in_files(&store), known.total_events);
        }
        if result.is_ok() {
            return seen;
        }
    }
    seen
}

fn copy_dir(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            std::fs::create_dir(&target).unwrap();
            copy_dir(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

fn rows_in_files(store: &Store) -> u64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let rows = runtime.block_on(store.hunt("SELECT count(uid) FROM events", Limits::default())).unwrap();
    rows.rows[0][0].as_u64().unwrap()
}

fn three_steps(store: &Store) {
    (0..3).for_each(|n| store.commit(&step(n)).unwrap());
}

#[test]
fn a_commit_is_kept_as_a_whole_or_not_at_all_wherever_the_process_dies() {
    let seen = die_everywhere(&three_steps, &|store| store.commit(&step(3)), &|store, committed| {
        check_steps(store, if committed { 4 } else { 3 });
        if !committed {
            store.commit(&step(3)).unwrap();
            check_steps(store, 4);
        }
    });
    assert_eq!(seen.len(), 7, "{seen:?}");
}

#[test]
fn a_compaction_changes_nothing_that_can_be_seen_wherever_the_process_dies() {
    let prepare = |store: &Store| (0..20).for_each(|n| store.commit(&step(n)).unwrap());
    let seen =
        die_everywhere(&prepare, &|store| store.compact().map(|_| ()), &|store, _| check_steps(store, 20));
    assert_eq!(seen.len(), 7, "{seen:?}");
}

#[test]
fn a_failed_commit_leaves_the_open_store_usable_and_no_file() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    three_steps(&store);
    let before = lake_files(dir.path());
    store.on_step(Box::new(|step| if step == Step::TransactionFilled { Err(died()) } else { Ok(()) }));
    store.commit(&step(3)).unwrap_err();
    assert_eq!(lake_files(dir.path()), before);
    store.on_step(Box::new(|_| Ok(())));
    check_steps(&store, 3);
    store.commit(&step(3)).unwrap();
    check_steps(&store, 4);
}

#[test]
fn a_compaction_merges_small_files_and_deletes_them_when_no_reader_is_left() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    (0..20).for_each(|n| store.commit(&step(n)).unwrap());
    assert_eq!(lake_files(dir.path()).len(), 40);
    assert_eq!(store.compact().unwrap(), 40);
    check_steps(&store, 20);
    assert_eq!(store.compact().unwrap(), 0);
    assert_eq!(lake_files(dir.path()).len(), 2);
    check_steps(&store, 20);
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.event("event-000077").unwrap().unwrap().raw.as_deref(), Some("raw 77"));
    check_steps(&store, 20);
}

#[test]
fn what_is_not_ours_in_the_lake_stays() {
    let dir = tempfile::tempdir().unwrap();
    drop(Store::open(dir.path()).unwrap());
    let foreign = dir.path().join("lake/notes.txt");
    let orphan = dir.path().join("lake/0000000000000007.parquet");
    std::fs::write(&foreign, "x").unwrap();
    std::fs::write(&orphan, "x").unwrap();
    drop(Store::open(dir.path()).unwrap());
    assert!(foreign.exists() && !orphan.exists());
}

#[test]
fn a_store_is_open_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    assert!(matches!(Store::open(dir.path()), Err(StoreError::InUse { .. })));
    drop(store);
    Store::open(dir.path()).unwrap();
}

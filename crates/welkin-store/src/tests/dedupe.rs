use super::*;

fn check(store: &Store, given: Vec<Row>, new: &[usize]) {
    let unseen = store.unseen(given).unwrap();
    let uids: Vec<String> = unseen.iter().map(|row| row.uid().to_string()).collect();
    assert_eq!(uids, new.iter().map(|n| event(*n).uid().to_string()).collect::<Vec<_>>());
}

#[test]
fn known_events_are_found_in_the_lake_and_in_the_list() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    check(&store, [events(0..3), events(1..5)].concat(), &[0, 1, 2, 3, 4]);
    store.commit(&step(0)).unwrap();
    check(&store, events(5..12), &[10, 11]);
    store.commit(&step(1)).unwrap();
    check(&store, events(5..22), &[20, 21]);
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    check(&store, events(0..22), &[20, 21]);
}

#[test]
fn the_same_uid_is_known_at_another_time_of_its_day_and_new_on_another_day() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    store.commit(&step(0)).unwrap();
    check(&store, vec![row(at(event(3), T0 + 3_600_000))], &[]);
    check(&store, vec![row(at(event(3), T0 + 86_400_000))], &[3]);
}

#[test]
fn no_memory_at_all_changes_nothing_in_the_answer() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open_with(dir.path(), Options { dedupe_bytes: 0 }).unwrap();
    for n in 0..5 {
        let day = |events: std::ops::Range<usize>| -> Vec<Row> {
            events.map(|e| row(at(event(e), T0 + n as i64 * 86_400_000))).collect()
        };
        let new = day(n * 10..n * 10 + 10);
        store.commit(&Commit { events: new, ..Commit::default() }).unwrap();
        let expect: Vec<usize> = (n * 10 + 10..n * 10 + 15).collect();
        check(&store, day(n * 10 + 5..n * 10 + 15), &expect);
    }
    store.compact().unwrap();
    check(&store, vec![row(at(event(0), T0)), row(at(event(1), T0 + 4 * 86_400_000))], &[1]);
}

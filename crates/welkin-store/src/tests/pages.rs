use super::*;

fn filled() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    (0..30).for_each(|n| store.commit(&step(n)).unwrap());
    store.compact().unwrap();
    (30..40).for_each(|n| store.commit(&step(n)).unwrap());
    (dir, store)
}

/// Walks through all pages of three sizes; the events given must be those for which `wanted` holds.
fn check(store: &Store, query: &EventQuery, wanted: impl Fn(usize, &Event) -> bool) {
    let expect: Vec<String> =
        (0..400).rev().filter(|n| wanted(*n, &event(*n))).map(|n| event(n).uid().to_string()).collect();
    assert!(!expect.is_empty());
    for limit in [1, 37, 1000] {
        let mut query = EventQuery { limit, ..query.clone() };
        let mut got = Vec::new();
        loop {
            let page = store.events(&query).unwrap();
            assert!(page.items.len() == limit || page.next.is_none());
            got.extend(page.items.iter().map(|event| event.uid().to_string()));
            match page.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        assert_eq!(got, expect, "{query:?}");
    }
}

#[test]
fn events_are_filtered_and_paged_newest_first() {
    let (_dir, store) = filled();
    let all = EventQuery::default();
    check(&store, &all, |_, _| true);
    check(&store, &EventQuery { cloud: Some(Cloud::Azure), ..all.clone() }, |n, _| n % 3 == 1);
    check(&store, &EventQuery { source: Some("gcp.audit".into()), ..all.clone() }, |n, _| n % 3 == 2);
    check(&store, &EventQuery { class_uid: Some(3002), ..all.clone() }, |n, _| n % 2 == 1);
    check(&store, &EventQuery { actor: Some("user-3".into()), ..all.clone() }, |n, _| n % 7 == 3);
    check(&store, &EventQuery { actor: Some("u3".into()), ..all.clone() }, |n, _| n % 7 == 3);
    check(&store, &EventQuery { ip: Some("10.0.1.17".into()), ..all.clone() }, |n, _| n == 267);
    check(&store, &EventQuery { operation: Some("GetObject".into()), ..all.clone() }, |n, _| n % 5 == 0);
    check(&store, &EventQuery { q: Some("mESSAGE 39".into()), ..all.clone() }, |n, e| {
        e.str("message").unwrap().starts_with("Message 39") && n > 0
    });
    let (from, to) = (Some(T0 + 50_000), Some(T0 + 310_000));
    check(&store, &EventQuery { from, to, ..all.clone() }, |n, _| (50..310).contains(&n));
    let both = EventQuery { from, cloud: Some(Cloud::Aws), actor: Some("user-0".into()), ..all };
    check(&store, &both, |n, _| n >= 50 && n % 21 == 0);
}

#[test]
fn what_is_not_there_is_an_empty_page() {
    let (_dir, store) = filled();
    let page = store.events(&EventQuery { actor: Some("nobody".into()), ..EventQuery::default() }).unwrap();
    assert_eq!(page, Page { items: vec![], next: None });
    assert_eq!(store.event("nothing").unwrap(), None);
    assert_eq!(store.finding("nothing").unwrap(), None);
    assert_eq!(store.incident("nothing").unwrap(), None);
}

#[test]
fn an_event_is_given_back_as_it_was_with_its_raw_record() {
    let (_dir, store) = filled();
    for n in [0, 123, 399] {
        let stored = store.event(event(n).uid().as_str()).unwrap().unwrap();
        assert_eq!((stored.event, stored.raw), (event(n), Some(format!("raw {n}"))));
    }
    let mut with_raw = at(event(1000), T0);
    with_raw.set_raw("its own raw data");
    store.commit(&Commit { events: vec![row(with_raw)], ..Commit::default() }).unwrap();
    let stored = store.event("event-001000").unwrap().unwrap();
    assert_eq!(stored.raw.as_deref(), Some("its own raw data"));
    assert_eq!(stored.event.get("raw_data"), None);
}

#[test]
fn a_foreign_cursor_is_refused() {
    let (_dir, store) = filled();
    for cursor in ["", "zz", "7b7d", "5b315d"] {
        let after = Some(cursor.to_owned());
        let result = store.events(&EventQuery { after: after.clone(), ..EventQuery::default() });
        assert!(matches!(result, Err(StoreError::Cursor(_))), "{cursor}");
        let result = store.findings(&FindingQuery { after, ..FindingQuery::default() });
        assert!(matches!(result, Err(StoreError::Cursor(_))), "{cursor}");
    }
}

fn check_findings(store: &Store, query: &FindingQuery, expect: impl IntoIterator<Item = usize>) {
    let mut query = FindingQuery { limit: 3, ..query.clone() };
    let mut got = Vec::new();
    loop {
        let page = store.findings(&query).unwrap();
        got.extend(page.items);
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    assert_eq!(got, expect.into_iter().map(finding).collect::<Vec<_>>(), "{query:?}");
}

#[test]
fn findings_are_filtered_sorted_and_paged() {
    let (_dir, store) = filled();
    let all = FindingQuery::default();
    check_findings(&store, &all, (0..40).rev());
    check_findings(&store, &FindingQuery { sort: FindingSort::Time, ..all.clone() }, 0..40);
    let mut by_severity: Vec<usize> = (0..40).collect();
    by_severity.sort_by_key(|n| (n % 3, *n));
    check_findings(&store, &FindingQuery { sort: FindingSort::Severity, ..all.clone() }, by_severity.clone());
    by_severity.reverse();
    check_findings(&store, &FindingQuery { sort: FindingSort::SeverityDesc, ..all.clone() }, by_severity);
    let mut by_rule: Vec<usize> = (0..40).collect();
    by_rule.sort_by_key(|n| (n % 4, *n));
    check_findings(&store, &FindingQuery { sort: FindingSort::Rule, ..all.clone() }, by_rule);
    let high = FindingQuery { min_severity: Some(Severity::High), ..all.clone() };
    check_findings(&store, &high, (0..40).rev().filter(|n| n % 3 == 2));
    let aws = FindingQuery { cloud: Some(Cloud::Aws), rule: Some("rule-2".into()), ..all.clone() };
    check_findings(&store, &aws, (0..40).rev().filter(|n| n % 4 == 2));
    check_findings(
        &store,
        &FindingQuery { q: Some("finding 3".into()), ..all.clone() },
        (30..40).rev().chain([3]),
    );
    check_findings(&store, &FindingQuery { q: Some("50% OF_".into()), ..all.clone() }, (0..40).rev());
    check_findings(&store, &FindingQuery { q: Some("50__".into()), ..all.clone() }, []);
    let some = FindingQuery { from: Some(T0 + 5000), to: Some(T0 + 8000), ..all };
    check_findings(&store, &some, [7, 6, 5]);
}

#[test]
fn findings_and_incidents_can_be_replaced_and_withdrawn() {
    let (_dir, store) = filled();
    let mut changed = finding(1);
    changed.title = "changed".into();
    store
        .commit(&Commit {
            findings: vec![changed.clone()],
            withdrawn_findings: vec!["finding-0002".into()],
            incidents: vec![incident(1, 99)],
            withdrawn_incidents: vec!["incident-2".into()],
            ..Commit::default()
        })
        .unwrap();
    assert_eq!(store.finding("finding-0001").unwrap(), Some(changed));
    assert_eq!(store.finding("finding-0002").unwrap(), None);
    assert_eq!(store.incident("incident-2").unwrap(), None);
    let page = store.incidents(&IncidentQuery { limit: 2, ..IncidentQuery::default() }).unwrap();
    assert_eq!(page.items, [incident(1, 99), incident(39, 50)]);
    let rest =
        store.incidents(&IncidentQuery { limit: 100, after: page.next, ..IncidentQuery::default() }).unwrap();
    assert_eq!((rest.items.len(), rest.next), (37, None));
    let latest =
        IncidentQuery { sort: IncidentSort::TimeDesc, cloud: Some(Cloud::Gcp), ..IncidentQuery::default() };
    assert_eq!(store.incidents(&latest).unwrap().items, [incident(39, 50)]);
    let none = IncidentQuery { cloud: Some(Cloud::Oci), ..IncidentQuery::default() };
    assert_eq!(store.incidents(&none).unwrap().items, []);
}

#[test]
fn quarantine_is_listed_taken_and_deleted() {
    let (_dir, store) = filled();
    let page = store.quarantine(None, 15, None).unwrap();
    let rest = store.quarantine(None, 100, page.next.as_deref()).unwrap();
    assert_eq!((page.items.len(), rest.items.len(), &rest.next), (15, 25, &None));
    let source = page.items[1].source.clone().unwrap();
    let of_it = store.quarantine(Some(&source), 100, None).unwrap().items;
    assert!(of_it.len() == 20 && of_it.iter().all(|item| item.source.as_ref() == Some(&source)));
    assert_eq!(store.quarantine(Some("nowhere"), 100, None).unwrap().items, []);
    let newest = &page.items[0];
    assert_eq!(
        (newest.channel.as_str(), newest.bytes, newest.preview.as_str()),
        ("file-39", 3, "\u{fffd}ab")
    );
    assert_eq!(newest.diagnostic, quarantined(39).diagnostic);
    assert_eq!(store.quarantined(newest.id).unwrap(), Some(quarantined(39)));
    assert_eq!(store.take_quarantined(newest.id).unwrap(), Some(quarantined(39)));
    assert_eq!(store.take_quarantined(newest.id).unwrap(), None);
    assert!(store.delete_quarantined(page.items[1].id).unwrap());
    assert!(!store.delete_quarantined(page.items[1].id).unwrap());
    assert_eq!(store.quarantine(None, 100, None).unwrap().items.len(), 38);
}

#[test]
fn the_overview_counts_by_minute_and_cloud() {
    let (_dir, store) = filled();
    let overview = store.overview(OverviewQuery { to: None, minutes: 7, bucket_minutes: 1 }).unwrap();
    assert_eq!((overview.from, overview.to), (T0, T0 + 7 * 60_000));
    assert_eq!(overview.events[&Cloud::Aws], [20, 20, 20, 20, 20, 20, 14]);
    assert_eq!(overview.findings[&Severity::High], 13);
    assert_eq!((overview.incidents, overview.total_findings), (40, 40));
    let earlier =
        store.overview(OverviewQuery { to: Some(T0 + 120_000), minutes: 4, bucket_minutes: 2 }).unwrap();
    assert_eq!((earlier.from, earlier.bucket_millis), (T0 - 120_000, 120_000));
    assert_eq!(earlier.events[&Cloud::Gcp], [0, 40]);
}

#[test]
fn source_statistics_add_up_and_keep_the_latest_times() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let delta = |events, last_event, last_received| SourceDelta {
        source: "s".into(),
        events,
        duplicates: 1,
        quarantined: 2,
        bytes: 3,
        last_event,
        last_received,
    };
    for delta in [delta(1, None, Some(5)), delta(2, Some(7), None), delta(3, Some(6), Some(9))] {
        store.commit(&Commit { sources: vec![delta], ..Commit::default() }).unwrap();
    }
    let expect = SourceStats {
        source: "s".into(),
        events: 6,
        duplicates: 3,
        quarantined: 6,
        bytes: 9,
        last_event: Some(7),
        last_received: Some(9),
    };
    assert_eq!(store.sources().unwrap(), [expect]);
}

#[test]
fn tokens_are_kept_by_name() {
    let dir = tempfile::tempdir().unwrap();
    let token = |name: &str, byte| TokenEntry { name: name.into(), hash: [byte; 32], created: T0 };
    let store = Store::open(dir.path()).unwrap();
    store.put_token(&token("admin", 1)).unwrap();
    store.put_token(&token("ci", 2)).unwrap();
    store.put_token(&token("admin", 3)).unwrap();
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.tokens().unwrap(), [token("admin", 3), token("ci", 2)]);
    assert!(store.delete_token("ci").unwrap() && !store.delete_token("ci").unwrap());
}

#[test]
fn times_that_no_calendar_has_are_kept_too() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let odd = [i64::MIN, -1, 0, i64::MAX];
    let all: Vec<_> = odd.iter().enumerate().map(|(n, time)| row(at(event(n), *time))).collect();
    store.commit(&Commit { events: all.clone(), ..Commit::default() }).unwrap();
    assert_eq!(store.unseen(all).unwrap().len(), 0);
    let page = store.events(&EventQuery { limit: 10, ..EventQuery::default() }).unwrap();
    let times: Vec<i64> = page.items.iter().map(Event::time).collect();
    assert_eq!(times, [i64::MAX, 0, -1, i64::MIN]);
}

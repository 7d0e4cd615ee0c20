use std::time::Duration;

use super::*;

fn filled() -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    (0..20).for_each(|n| store.commit(&step(n)).unwrap());
    (dir, store)
}

fn run(store: &Store, sql: &str, limits: Limits) -> Result<Rows, HuntError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(store.hunt(sql, limits))
}

fn check(store: &Store, sql: &str, expect: Value) {
    match run(store, sql, Limits::default()) {
        Ok(rows) => assert_eq!(json!(rows.rows), expect, "{sql}"),
        Err(error) => panic!("{sql}: {error}"),
    }
}

fn refused(store: &Store, sql: &str, says: &str) {
    match run(store, sql, Limits::default()) {
        Ok(rows) => panic!("{sql}: {rows:?}"),
        Err(error) => assert!(error.to_string().contains(says), "{sql}: {error}"),
    }
}

#[test]
fn answers_over_events_classes_findings_and_incidents() {
    let (_dir, store) = filled();
    check(&store, "SELECT count(*) FROM events", json!([[200]]));
    check(&store, "SELECT count(*) FROM authentication", json!([[100]]));
    check(&store, "SELECT count(*) FROM dns_activity", json!([[0]]));
    check(
        &store,
        "SELECT uid, time, cloud, tokens FROM events WHERE actor_name = 'user-3' AND src_ip = '10.0.0.3'",
        json!([["event-000003", "2026-11-24T10:00:03.000Z", "aws", 3]]),
    );
    check(
        &store,
        "SELECT cloud, count(*) AS n FROM events GROUP BY cloud ORDER BY n DESC, cloud",
        json!([["aws", 67], ["azure", 67], ["gcp", 66]]),
    );
    check(
        &store,
        "SELECT uid FROM events WHERE time >= '2026-11-24T10:03:00Z' ORDER BY time DESC LIMIT 2",
        json!([["event-000199"], ["event-000198"]]),
    );
    check(
        &store,
        "SELECT f.uid, e.operation FROM findings f JOIN events e ON e.uid = f.event_uid WHERE f.severity = 'High' \
         ORDER BY f.time LIMIT 2",
        json!([["finding-0002", "ListBuckets"], ["finding-0005", "GetObject"]]),
    );
    check(
        &store,
        "SELECT title, score, clouds, findings FROM incidents ORDER BY last_seen DESC LIMIT 1",
        json!([["Incident 19", 50, "aws gcp", 1]]),
    );
    check(
        &store,
        "SELECT json_get(event, 'resources.0.uid'), json_get(event, 'message_context.total_tokens'), raw \
         FROM api_activity WHERE uid = 'event-000004'",
        json!([["bucket-4", "4", "raw 4"]]),
    );
    check(
        &store,
        "WITH t AS (SELECT substr(message, 1, 7) AS m, tokens FROM events) SELECT m, max(tokens), avg(tokens) FROM t GROUP BY m",
        json!([["Message", 199, 99.5]]),
    );
}

#[test]
fn gives_the_types_of_the_columns_and_says_when_rows_are_cut_off() {
    let (_dir, store) = filled();
    let limits = Limits { rows: 5, ..Limits::default() };
    let rows = run(&store, "SELECT uid, time, class_uid, 1.5 AS x FROM events", limits).unwrap();
    let kinds: Vec<(&str, &str)> = rows.columns.iter().map(|c| (c.name.as_str(), c.kind.as_str())).collect();
    assert_eq!(kinds, [("uid", "text"), ("time", "time"), ("class_uid", "integer"), ("x", "number")]);
    assert_eq!((rows.rows.len(), rows.truncated), (5, true));
    let rows = run(&store, "SELECT uid FROM events LIMIT 5", limits).unwrap();
    assert_eq!((rows.rows.len(), rows.truncated), (5, false));
}

#[test]
fn lists_its_tables() {
    let (_dir, store) = filled();
    let tables = store.hunt_tables();
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names[..3], ["events", "findings", "incidents"]);
    assert!(names.contains(&"api_activity") && names.contains(&"network_activity"));
    for table in tables {
        let columns: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let rows = run(&store, &format!("SELECT * FROM {} LIMIT 1", table.name), Limits::default()).unwrap();
        let actual: Vec<&str> = rows.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(actual, columns, "{}", table.name);
    }
    for sql in ["SHOW TABLES", "DESCRIBE events", "EXPLAIN SELECT * FROM events", "SHOW COLUMNS FROM events"]
    {
        assert!(!run(&store, sql, Limits::default()).unwrap().rows.is_empty(), "{sql}");
    }
}

#[test]
fn reads_only_the_files_and_columns_that_it_needs() {
    let (_dir, store) = filled();
    let later = at(event(900), T0 + 10 * 86_400_000);
    store.commit(&Commit { events: vec![row(later)], ..Commit::default() }).unwrap();
    let sql = "EXPLAIN SELECT uid FROM events WHERE time > '2026-12-01T00:00:00Z' AND actor_name = 'user-4'";
    let plan = run(&store, sql, Limits::default()).unwrap();
    let text = json!(plan.rows).to_string();
    assert!(text.contains("day=2026-12-04") && !text.contains("day=2026-11-24"), "{text}");
    assert!(text.contains("predicate=") && !text.contains("FilterExec"), "{text}");
    let sql = "EXPLAIN SELECT uid FROM events WHERE class_name = 'authentication'";
    let text = json!(run(&store, sql, Limits::default()).unwrap().rows).to_string();
    assert!(text.contains("class=authentication") && !text.contains("class=api_activity"), "{text}");
}

#[test]
fn refuses_everything_that_does_not_only_read() {
    let (dir, store) = filled();
    let file = dir.path().join("out.parquet");
    for sql in [
        format!("COPY events TO '{}'", file.display()),
        format!("COPY (SELECT 1) TO '{}' STORED AS PARQUET", file.display()),
        format!("CREATE EXTERNAL TABLE t STORED AS PARQUET LOCATION '{}'", file.display()),
        "CREATE TABLE t AS SELECT 1".into(),
        "CREATE VIEW v AS SELECT 1".into(),
        "INSERT INTO events SELECT * FROM events".into(),
        "DELETE FROM events".into(),
        "UPDATE events SET uid = ''".into(),
        "DROP TABLE events".into(),
        "SET datafusion.execution.batch_size = 1".into(),
        "RESET datafusion.execution.batch_size".into(),
        "EXPLAIN INSERT INTO events SELECT * FROM events".into(),
        "EXPLAIN ANALYZE COPY events TO '/tmp/x.parquet'".into(),
        "PREPARE p AS SELECT 1".into(),
        "BEGIN".into(),
        "TRUNCATE events".into(),
    ] {
        refused(&store, &sql, "is not allowed");
    }
    refused(&store, "SELECT * INTO t FROM events", "");
    refused(&store, "WITH x AS (INSERT INTO events SELECT * FROM events) SELECT * FROM x", "");
    refused(&store, "SELECT 1; SELECT 2", "only one statement");
    refused(&store, "", "empty");
    refused(&store, "SELECT * FROM '/etc/passwd'", "not found");
    refused(&store, "SELECT * FROM \"file:///etc/passwd\"", "not found");
    refused(&store, "SELECT * FROM read_csv('/etc/passwd')", "not found");
    refused(&store, "SELECT * FROM parquet_metadata('/etc/passwd')", "not found");
    assert!(!file.exists());
    check(&store, "SELECT count(*) FROM events", json!([[200]]));
}

#[test]
fn says_what_is_wrong_in_plain_words() {
    let (_dir, store) = filled();
    refused(&store, "SELEC 1", "Expected");
    refused(&store, "SELECT nothing FROM events", "No field named nothing");
    refused(&store, "SELECT * FROM nothing", "nothing' not found");
    refused(&store, "SELECT 1 / 0", "ivide by zero");
    refused(&store, &format!("SELECT '{}'", "x".repeat(70_000)), "at most");
}

#[test]
fn keeps_to_its_limits() {
    let (_dir, store) = filled();
    let long = "SELECT count(*) FROM generate_series(1, 100000) a, generate_series(1, 100000) b \
                WHERE a.value * b.value % 7 = 3";
    let same = "SELECT count(*) FROM (SELECT value % 2 AS v FROM generate_series(1, 1000000)) a \
                JOIN (SELECT value % 2 AS v FROM generate_series(1, 1000000)) b ON a.v = b.v";
    let product = "SELECT count(*) FROM generate_series(1, 10000000) a, generate_series(1, 10000000) b";
    for sql in [long, same, product] {
        let error = run(&store, sql, Limits { timeout: Duration::from_millis(300), ..Limits::default() });
        assert!(matches!(error, Err(HuntError::Timeout(_))), "{sql}: {error:?}");
    }
    let large =
        "SELECT value, count(*) FROM generate_series(1, 3000000) GROUP BY value ORDER BY 2 DESC LIMIT 3";
    let error = run(&store, large, Limits { memory_bytes: 1 << 20, ..Limits::default() });
    assert!(matches!(error, Err(HuntError::Memory(_))), "{error:?}");
}

#[test]
fn refuses_what_no_limit_could_bound() {
    let (_dir, store) = filled();
    refused(
        &store,
        "SELECT max(a.uid || b.uid || c.uid) FROM findings a, findings b, findings c",
        "only one join without",
    );
    refused(&store, &format!("SELECT 1 FROM events{}", ", events".repeat(40)), "at most 16 joins");
    refused(&store, &format!("SELECT 1{}", "+1".repeat(300)), "at most 200 operators");
    for call in
        ["repeat('x', 2000000000)", "lpad('x', 2000000000)", "range(1, 1000000000000)", "array_repeat(1, 9)"]
    {
        refused(&store, &format!("SELECT {call}"), "Invalid function");
    }
    check(
        &store,
        "SELECT count(*) FROM findings WHERE time > (SELECT min(time) FROM findings) AND time < (SELECT max(time) FROM findings)",
        json!([[18]]),
    );
}

#[test]
fn deep_nesting_is_refused_or_answered_but_never_ends_the_process() {
    let (_dir, store) = filled();
    let from = |n: usize| (0..n).map(|i| format!("findings f{i}")).collect::<Vec<_>>().join(", ");
    let texts = [
        format!("SELECT count(*) FROM {}", from(17)),
        format!("SELECT 1{}", "+1".repeat(190)),
        format!("SELECT count(*) FROM events WHERE {}", vec!["uid = 'x'"; 95].join(" OR ")),
        format!("SELECT count(*) FROM events WHERE uid IN ('x'{})", ",'y'".repeat(10_000)),
        format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(95)),
        format!("SELECT {}1{}", "abs(".repeat(3000), ")".repeat(3000)),
        format!("SELECT {}1{}", "(SELECT ".repeat(180), ")".repeat(180)),
        format!("SELECT {}1{}", "ARRAY[".repeat(180), "]".repeat(180)),
        format!("SELECT count(*) FROM {}", from(5000)),
        format!("SELECT {}1{}", "(".repeat(8000), ")".repeat(8000)),
        format!("SELECT 1{}", "+1".repeat(8000)),
        format!("SELECT 1{}", " OR 1=1".repeat(2000)),
        format!("SELECT {}1", "NOT ".repeat(4000)),
        format!("SELECT 1{}", " UNION ALL SELECT 1".repeat(800)),
    ];
    for text in texts {
        let limits = Limits { timeout: Duration::from_secs(2), memory_bytes: 16 << 20, ..Limits::default() };
        drop(run(&store, &text, limits));
    }
}

#[test]
fn runs_while_the_store_is_written_and_compacted() {
    let (_dir, store) = filled();
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            for _ in 0..20 {
                let rows =
                    run(&store, "SELECT count(uid), count(DISTINCT uid) FROM events", Limits::default())
                        .unwrap();
                assert_eq!(rows.rows[0][0], rows.rows[0][1]);
            }
        });
        for n in 20..40 {
            store.commit(&step(n)).unwrap();
            store.compact().unwrap();
        }
        reader.join().unwrap();
    });
    check_steps(&store, 40);
}

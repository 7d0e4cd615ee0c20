//! The running server: who may call, what is kept, what is refused.

use serde_json::json;

use crate::support::{Up, quiet_record, stop_logging, welkin};

const TIME: &str = "2026-11-24T10:00:00Z";

#[test]
fn records_pushed_become_events_findings_and_rows() {
    let data = tempfile::tempdir().unwrap();
    let up = Up::start(data.path(), &[]);
    let token = up.token.clone().unwrap();
    let records = format!("{}\n{}\n{{broken\n", quiet_record(1, TIME), stop_logging(2, TIME));
    let receipt = up.push(&token, &records).unwrap();
    assert_eq!(receipt.status, 202);
    assert_eq!((&receipt.json()["accepted"], &receipt.json()["rejected"]), (&json!(2), &json!(1)));

    let findings = up.wait_for(&token, "/api/v1/findings", |v| !v["items"].as_array().unwrap().is_empty());
    let uid = findings["items"][0]["finding_info"]["related_events"][0]["uid"].as_str().unwrap().to_owned();
    let event = up.get(&token, &format!("/api/v1/events/{uid}"));
    assert!(event["raw_data"].as_str().unwrap().contains("StopLogging"));

    let quarantine = up.wait_for(&token, "/api/v1/quarantine", |v| v["items"].as_array().unwrap().len() == 1);
    assert!(quarantine["items"][0]["excerpt"].as_str().unwrap().contains("broken"));
    let bearer = format!("Bearer {token}");
    let sql =
        json!({"sql": "SELECT operation, count(*) AS n FROM events GROUP BY operation ORDER BY operation"});
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let answer = up.request("POST", "/api/v1/hunt", &headers, sql.to_string().as_bytes());
    assert_eq!(
        answer.json()["rows"],
        json!([["DescribeInstances", 1], ["StopLogging", 1]]),
        "{}",
        answer.text()
    );
    let refused = json!({"sql": "COPY events TO '/tmp/x'"});
    assert_eq!(up.request("POST", "/api/v1/hunt", &headers, refused.to_string().as_bytes()).status, 400);

    // The same records again are the same events.
    up.push(&token, &records).unwrap();
    up.wait_for(&token, "/api/v1/quarantine", |v| v["items"].as_array().unwrap().len() == 2);
    let events = up.get(&token, "/api/v1/events");
    assert_eq!(events["items"].as_array().unwrap().len(), 2);
}

#[test]
fn nothing_is_answered_without_the_token_but_health() {
    let data = tempfile::tempdir().unwrap();
    let up = Up::start(data.path(), &[]);
    for path in [
        "overview",
        "estate",
        "estate/asset?id=x",
        "estate/assets",
        "estate/diff?from=1&to=2",
        "estate/graph",
        "estate/path?from=a&to=b",
        "estate/snapshots",
        "estate/touched?incident=x",
        "incidents",
        "findings",
        "findings/export",
        "events",
        "sources",
        "quarantine",
        "stream",
        "hunt/tables",
        "openapi.json",
    ] {
        let answer = up.request("GET", &format!("/api/v1/{path}"), &[], b"");
        assert_eq!(answer.status, 401, "{path}");
        let wrong = up.request("GET", &format!("/api/v1/{path}"), &[("Authorization", "Bearer 00")], b"");
        assert_eq!(wrong.status, 401, "{path}");
    }
    assert_eq!(up.request("POST", "/api/v1/events", &[], b"{}").status, 401);
    assert_eq!(up.request("GET", "/metrics", &[], b"").status, 401);
    assert_eq!(up.request("GET", "/healthz", &[], b"").status, 200);
}

#[test]
fn pages_of_other_sites_and_rebound_names_are_refused() {
    let data = tempfile::tempdir().unwrap();
    let up = Up::start(data.path(), &[]);
    let bearer = format!("Bearer {}", up.token.clone().unwrap());
    let rebound = [("Host", "evil.example"), ("Authorization", bearer.as_str())];
    assert_eq!(up.request("GET", "/api/v1/overview", &rebound, b"").status, 421);
    let foreign = [("Origin", "https://evil.example"), ("Authorization", bearer.as_str())];
    assert_eq!(up.request("POST", "/api/v1/events", &foreign, b"{}").status, 403);
    let null = [("Origin", "null"), ("Authorization", bearer.as_str())];
    assert_eq!(up.request("POST", "/api/v1/events", &null, b"{}").status, 403);
}

#[test]
fn a_session_is_a_cookie_that_scripts_and_other_sites_do_not_get() {
    let data = tempfile::tempdir().unwrap();
    let up = Up::start(data.path(), &[]);
    let origin = format!("http://{}", up.address());
    let headers = [("Content-Type", "application/json"), ("Origin", origin.as_str())];
    let wrong = up.request("POST", "/api/v1/session", &headers, br#"{"token":"guess"}"#);
    assert_eq!(wrong.status, 401);
    let token = up.token.clone().unwrap();
    let right =
        up.request("POST", "/api/v1/session", &headers, json!({"token": token}).to_string().as_bytes());
    assert_eq!(right.status, 204);
    let cookie = right.headers.lines().find_map(|l| l.strip_prefix("set-cookie: ")).unwrap().to_owned();
    assert!(cookie.contains("httponly") && cookie.contains("samesite=strict"), "{cookie}");
    let value = cookie.split(';').next().unwrap();
    assert_eq!(up.request("GET", "/api/v1/overview", &[("Cookie", value)], b"").status, 200);
    assert_eq!(
        up.request("DELETE", "/api/v1/session", &[("Cookie", value), ("Origin", origin.as_str())], b"")
            .status,
        204
    );
    assert_eq!(up.request("GET", "/api/v1/overview", &[("Cookie", value)], b"").status, 401);
}

#[test]
fn what_is_too_large_is_refused_and_every_answer_is_hardened() {
    let data = tempfile::tempdir().unwrap();
    let up = Up::start(data.path(), &[]);
    let bearer = format!("Bearer {}", up.token.clone().unwrap());
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let sql = json!({"sql": "x".repeat(300_000)}).to_string();
    assert_eq!(up.request("POST", "/api/v1/hunt", &headers, sql.as_bytes()).status, 413);
    for path in ["/", "/api/v1/overview", "/healthz", "/nothing.js"] {
        let answer = up.request("GET", path, &headers, b"");
        assert!(answer.headers.contains("content-security-policy: default-src 'self'"), "{path}");
        assert!(answer.headers.contains("x-content-type-options: nosniff"), "{path}");
    }
}

#[test]
fn the_token_is_shown_once_and_kept_as_a_hash() {
    let data = tempfile::tempdir().unwrap();
    let up = Up::start(data.path(), &[]);
    let token = up.token.clone().unwrap();
    assert_eq!(token.len(), 64);
    up.kill();
    let again = Up::start(data.path(), &[]);
    assert_eq!(again.token, None);
    again.get(&token, "/api/v1/overview");
    again.kill();
    for entry in walk(data.path()) {
        let bytes = std::fs::read(&entry).unwrap();
        assert!(!bytes.windows(token.len()).any(|w| w == token.as_bytes()), "{}", entry.display());
    }
}

#[test]
fn a_watched_folder_is_read_as_it_fills() {
    let data = tempfile::tempdir().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let up = Up::start(data.path(), &["--watch", &folder.path().display().to_string()]);
    let token = up.token.clone().unwrap();
    std::fs::write(folder.path().join("a.json"), format!("{{\"Records\":[{}]}}", quiet_record(7, TIME)))
        .unwrap();
    up.wait_for(&token, "/api/v1/events", |v| v["items"].as_array().unwrap().len() == 1);
}

#[test]
fn a_hunt_on_the_command_line_reads_what_the_server_kept() {
    let data = tempfile::tempdir().unwrap();
    let up = Up::start(data.path(), &[]);
    let token = up.token.clone().unwrap();
    up.push(&token, &quiet_record(1, TIME)).unwrap();
    up.wait_for(&token, "/api/v1/events", |v| v["items"].as_array().unwrap().len() == 1);
    up.kill();
    let dir = data.path().display().to_string();
    let output =
        welkin(&["hunt", "--data", &dir, "--format", "ndjson", "SELECT count(*) AS n FROM api_activity"]);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout).trim(),
        r#"{"n":1}"#,
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
fn the_live_stream_tells_of_a_finding_and_goes_on_by_id() {
    use std::io::{BufRead, BufReader, Write};
    let data = tempfile::tempdir().unwrap();
    let up = Up::start(data.path(), &[]);
    let token = up.token.clone().unwrap();
    let mut stream = std::net::TcpStream::connect(up.address()).unwrap();
    stream.set_read_timeout(Some(crate::support::DEADLINE)).unwrap();
    write!(
        stream,
        "GET /api/v1/stream HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\r\n",
        up.address()
    )
    .unwrap();
    let mut lines = BufReader::new(stream).lines();
    lines.next().unwrap().unwrap();
    up.push(&token, &stop_logging(3, TIME)).unwrap();
    assert!(lines.map_while(Result::ok).any(|line| line.starts_with("event: finding")));
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use serde_json::Value;

use crate::process::{Deadline, Server, free_port, get, until_ready};
use crate::tree::{built, root};
use crate::{Outcome, say};

/// The console's tests look at the attack that the demo is about: this long may it take until it shows.
const WAIT: Duration = Duration::from_secs(300);
/// How many clouds that attack crosses.
const CLOUDS: usize = 3;

/// Runs the console's browser tests against the real binary on an estate of its own.
pub(crate) fn run(binary: Option<&str>) -> Outcome {
    let binary = binary.map_or_else(|| built().join("debug/welkin"), PathBuf::from);
    if !binary.is_file() {
        return Err(vec![format!(
            "{} does not exist: build it with `cargo build -p welkin`",
            binary.display()
        )]);
    }
    let data = std::env::temp_dir().join(format!("welkin-console-test-{}", std::process::id()));
    fs::create_dir_all(&data).map_err(|e| vec![format!("{}: {e}", data.display())])?;
    let result = with_server(&binary, &data);
    fs::remove_dir_all(&data).ok();
    result
}

fn with_server(binary: &Path, data: &Path) -> Outcome {
    let failed = |e: String| vec![e];
    let address = SocketAddr::from(([127, 0, 0, 1], free_port().map_err(failed)?));
    let mut command = Command::new(binary);
    command.args(["up", "--demo", "--demo-hours", "2", "--listen", &address.to_string(), "--data"]).arg(data);
    let mut server = Server::start(command).map_err(failed)?;
    let result = test(&mut server, address);
    let last = server.stop();
    result.map_err(|problem| {
        say("console-test: the last lines of the server:");
        for line in last.iter().filter(|line| !line.starts_with("token:")) {
            say(&format!("    {line}"));
        }
        vec![problem]
    })
}

fn test(server: &mut Server, address: SocketAddr) -> Result<String, String> {
    let deadline = Deadline::after(WAIT);
    let token = server.line_after("token:", deadline)?;
    until_ready(address, deadline, || server.is_running())?;
    until_incident(address, &token, deadline, server)?;
    say(&format!("console-test: browser tests against http://{address}"));
    let status = Command::new("npm")
        .args(["test"])
        .current_dir(root().join("console"))
        .env("WELKIN_URL", format!("http://{address}"))
        .env("WELKIN_TOKEN", token)
        .status()
        .map_err(|e| format!("npm cannot be run: {e}"))?;
    match (status.success(), server.is_running()) {
        (_, false) => Err("the server ended during the tests".to_owned()),
        (false, true) => Err("console tests failed".to_owned()),
        (true, true) => Ok("console-test: done".to_owned()),
    }
}

fn until_incident(
    address: SocketAddr,
    token: &str,
    deadline: Deadline,
    server: &mut Server,
) -> Result<(), String> {
    loop {
        let (status, body) = get(address, "/api/v1/overview", Some(token))?;
        if status == 200 && has_incident(&body) {
            return Ok(());
        }
        if !server.is_running() {
            return Err("the server ended before the demo showed an incident over three clouds".to_owned());
        }
        if deadline.is_over() {
            return Err(format!("the demo showed no incident over three clouds in time (status {status})"));
        }
        std::thread::park_timeout(Duration::from_millis(500));
    }
}

fn has_incident(overview: &str) -> bool {
    // A chunked answer has lengths around the JSON text.
    let json = overview.find('{').zip(overview.rfind('}')).and_then(|(from, to)| overview.get(from..=to));
    let overview: Option<Value> = json.and_then(|json| serde_json::from_str(json).ok());
    let incidents = overview.as_ref().and_then(|o| o.get("top_incidents")?.as_array());
    incidents.into_iter().flatten().any(|incident| {
        incident.pointer("/unmapped/clouds").and_then(Value::as_array).is_some_and(|c| c.len() >= CLOUDS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overview_with_the_attack_is_recognised() {
        let wide = r#"{"top_incidents":[{"unmapped":{"clouds":["aws","azure","gcp"]}}]}"#;
        assert!(has_incident(wide));
        assert!(has_incident(&format!("4a\r\n{wide}\r\n0\r\n\r\n")));
        assert!(!has_incident(r#"{"top_incidents":[{"unmapped":{"clouds":["aws"]}}]}"#));
        assert!(!has_incident(r#"{"top_incidents":[]}"#));
        assert!(!has_incident("starting"));
    }
}

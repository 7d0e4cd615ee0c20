use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::Outcome;

/// How long to wait between two looks.
const PAUSE: Duration = Duration::from_millis(100);
/// How long a process may take to end when it is asked to.
const GRACE: Duration = Duration::from_secs(15);
/// Lines of output that are kept for a report.
const KEPT: usize = 80;

/// The end of a wait.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    pub(crate) fn after(time: Duration) -> Deadline {
        Deadline(now() + time)
    }

    fn left(self) -> Duration {
        self.0.saturating_duration_since(now())
    }

    pub(crate) fn is_over(self) -> bool {
        self.left().is_zero()
    }
}

#[expect(clippy::disallowed_methods, reason = "deadlines of tests are in real time")]
fn now() -> Instant {
    Instant::now()
}

/// A child process whose output is read as it comes; it is stopped when this is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    lines: Receiver<String>,
    last: VecDeque<String>,
}

impl Server {
    pub(crate) fn start(mut command: Command) -> Result<Server, String> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|e| format!("{name} cannot be started: {e}"))?;
        let (sender, lines) = channel();
        if let Some(out) = child.stdout.take() {
            forward(out, sender.clone());
        }
        if let Some(err) = child.stderr.take() {
            forward(err, sender);
        }
        Ok(Server { child, lines, last: VecDeque::new() })
    }

    /// What follows the prefix on the first line that begins with it.
    pub(crate) fn line_after(&mut self, prefix: &str, deadline: Deadline) -> Result<String, String> {
        loop {
            match self.lines.recv_timeout(deadline.left()) {
                Ok(line) => {
                    let found = line.strip_prefix(prefix).map(|rest| rest.trim().to_owned());
                    self.remember(line);
                    if let Some(found) = found {
                        return Ok(found);
                    }
                }
                Err(RecvTimeoutError::Timeout) => return Err(format!("no line `{prefix}…` came in time")),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(format!("the process ended before it wrote a line `{prefix}…`"));
                }
            }
        }
    }

    pub(crate) fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Stops the process and gives the last lines that it wrote.
    pub(crate) fn stop(mut self) -> Vec<String> {
        self.end();
        while let Ok(line) = self.lines.recv_timeout(PAUSE) {
            self.remember(line);
        }
        self.last.drain(..).collect()
    }

    fn remember(&mut self, line: String) {
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    /// Asks the process to end; if it does not, ends it.
    fn end(&mut self) {
        if !self.is_running() {
            return;
        }
        let asked = Command::new("kill").arg(self.child.id().to_string()).status().is_ok_and(|s| s.success());
        let deadline = Deadline::after(if asked { GRACE } else { Duration::ZERO });
        while self.is_running() && !deadline.is_over() {
            thread::park_timeout(PAUSE);
        }
        if self.is_running() {
            self.child.kill().ok();
        }
        self.child.wait().ok();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

fn forward(stream: impl Read + Send + 'static, sender: Sender<String>) {
    thread::spawn(move || {
        // Output that is not UTF-8 is still output.
        for line in BufReader::new(stream).split(b'\n') {
            let Ok(line) = line else { return };
            if sender.send(String::from_utf8_lossy(&line).trim_end().to_owned()).is_err() {
                return;
            }
        }
    });
}

/// A port of this machine that nobody listens on.
pub(crate) fn free_port() -> Result<u16, String> {
    let address = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    address.map(|a| a.port()).map_err(|e| format!("no free port: {e}"))
}

/// The status and the text of an answer.
pub(crate) fn get(address: SocketAddr, path: &str, token: Option<&str>) -> Result<(u16, String), String> {
    let failed = |e: std::io::Error| format!("{address}{path}: {e}");
    let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(2)).map_err(failed)?;
    stream.set_read_timeout(Some(Duration::from_secs(30))).map_err(failed)?;
    let bearer = token.map(|t| format!("Authorization: Bearer {t}\r\n")).unwrap_or_default();
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\n{bearer}Connection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(failed)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).map_err(failed)?;
    let answer = String::from_utf8_lossy(&answer);
    let status = answer.split(' ').nth(1).and_then(|s| s.parse().ok());
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    status.map(|s| (s, body.to_owned())).ok_or_else(|| format!("{address}{path}: no HTTP answer"))
}

/// Waits until a server answers 200 to `/readyz`; `is_running` says whether there is still something to wait for.
pub(crate) fn until_ready(
    address: SocketAddr,
    deadline: Deadline,
    mut is_running: impl FnMut() -> bool,
) -> Result<(), String> {
    loop {
        let last = match get(address, "/readyz", None) {
            Ok((200, _)) => return Ok(()),
            Ok((status, body)) => format!("status {status} {}", body.trim()),
            Err(error) => error,
        };
        if !is_running() {
            return Err(format!("the server ended before it was ready ({last})"));
        }
        if deadline.is_over() {
            return Err(format!("the server was not ready in time ({last})"));
        }
        thread::park_timeout(PAUSE);
    }
}

pub(crate) fn wait_ready(address: &str) -> Outcome {
    let parsed = address.parse().map_err(|_| vec![format!("`{address}` is no ADDR:PORT")])?;
    match until_ready(parsed, Deadline::after(Duration::from_secs(60)), || true) {
        Ok(()) => Ok(format!("{address} is ready")),
        Err(problem) => Err(vec![problem]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Server {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Server::start(command).unwrap()
    }

    #[test]
    fn the_line_is_found_among_others_and_the_process_is_stopped() {
        let mut server = shell("echo hello; echo 'token: abc '; exec sleep 60");
        assert_eq!(server.line_after("token:", Deadline::after(GRACE)).unwrap(), "abc");
        assert!(server.is_running());
        assert_eq!(server.stop(), ["hello", "token: abc"]);
    }

    #[test]
    fn a_process_that_ends_early_is_told_with_its_words() {
        let mut server = shell("echo 'no disk' >&2");
        let problem = server.line_after("token:", Deadline::after(GRACE)).unwrap_err();
        assert!(problem.contains("ended before"), "{problem}");
        assert_eq!(server.stop(), ["no disk"]);
    }

    #[test]
    fn readiness_is_waited_for_and_given_up() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answers = thread::spawn(move || {
            for status in ["503 Service Unavailable", "200 OK"] {
                let (mut stream, _) = listener.accept().unwrap();
                let mut request = [0; 1024];
                assert!(stream.read(&mut request).unwrap() > 0);
                stream.write_all(format!("HTTP/1.1 {status}\r\n\r\n").as_bytes()).unwrap();
            }
        });
        until_ready(address, Deadline::after(GRACE), || true).unwrap();
        answers.join().unwrap();
        let problem = until_ready(address, Deadline::after(Duration::ZERO), || true).unwrap_err();
        assert!(problem.contains("not ready in time"), "{problem}");
        let problem = until_ready(address, Deadline::after(GRACE), || false).unwrap_err();
        assert!(problem.contains("ended before it was ready"), "{problem}");
    }
}

//! A running `welkin`, and the little HTTP that tests need to talk to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use welkin_detect::{Incidents, Observed, Outcome, Watch};
use welkin_ingest::{Limits, read};
use welkin_model::SourceId;

pub(crate) const DEADLINE: Duration = Duration::from_secs(60);

/// A deadline needs a clock.
#[expect(clippy::disallowed_methods, reason = "tests wait for other processes, up to a deadline")]
pub(crate) fn now() -> Instant {
    Instant::now()
}

pub(crate) fn welkin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_welkin")).args(arguments).output().unwrap()
}

/// A server on a free port; dropping it kills it.
pub(crate) struct Up {
    child: Child,
    address: String,
    pub(crate) token: Option<String>,
}

impl Up {
    pub(crate) fn start(data: &Path, more: &[&str]) -> Up {
        let mut child = Command::new(env!("CARGO_BIN_EXE_welkin"))
            .args(["up", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut token = None;
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let address = loop {
            let line = lines.next().expect("the server ended before it answered").unwrap();
            if let Some(text) = line.strip_prefix("token: ") {
                token = Some(text.to_owned());
            }
            if let Some(rest) = line.strip_prefix("Welkin answers on http://") {
                break rest.split_whitespace().next().unwrap().to_owned();
            }
        };
        Up { child, address, token }
    }

    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    /// Sends a request with these headers and gives status, headers and body.
    pub(crate) fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_request(method, path, headers, body).unwrap()
    }

    pub(crate) fn try_request(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        stream.set_read_timeout(Some(DEADLINE))?;
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
        if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head += &format!("Host: {}\r\n", self.address);
        }
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        stream.write_all(format!("{head}\r\n").as_bytes())?;
        stream.write_all(body)?;
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes)?;
        Answer::parse(&bytes).ok_or_else(|| std::io::Error::other("no HTTP answer"))
    }

    pub(crate) fn get(&self, token: &str, path: &str) -> Value {
        let bearer = format!("Bearer {token}");
        let answer = self.request("GET", path, &[("Authorization", &bearer)], b"");
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        serde_json::from_slice(&answer.body).unwrap()
    }

    /// The estate, which is read beside the start.
    pub(crate) fn wait_for_estate(&self, token: &str) -> Value {
        let bearer = format!("Bearer {token}");
        let begun = now();
        loop {
            let answer = self.request("GET", "/api/v1/estate", &[("Authorization", &bearer)], b"");
            if answer.status == 200 {
                return answer.json();
            }
            assert!(begun.elapsed() < DEADLINE, "there is no estate: {}", answer.text());
            std::thread::park_timeout(Duration::from_millis(50));
        }
    }

    pub(crate) fn push(&self, token: &str, records: &str) -> std::io::Result<Answer> {
        let bearer = format!("Bearer {token}");
        self.try_request("POST", "/api/v1/events", &[("Authorization", &bearer)], records.as_bytes())
    }

    /// Asks until `done` is content with the answer, or the deadline is over.
    pub(crate) fn wait_for(&self, token: &str, path: &str, done: impl Fn(&Value) -> bool) -> Value {
        let begun = now();
        loop {
            let value = self.get(token, path);
            if done(&value) {
                return value;
            }
            assert!(begun.elapsed() < DEADLINE, "{path} did not become what was expected: {value}");
            std::thread::park_timeout(Duration::from_millis(50));
        }
    }
}

impl Drop for Up {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Option<Answer> {
        let end = bytes.windows(4).position(|w| w == b"\r\n\r\n")?;
        let headers = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
        let status = headers.split_whitespace().nth(1)?.parse().ok()?;
        let mut body = bytes[end + 4..].to_vec();
        if headers.contains("transfer-encoding: chunked") {
            body = unchunk(&body)?;
        }
        Some(Answer { status, headers, body })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

fn unchunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    loop {
        let line = bytes.windows(2).position(|w| w == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..line]).ok()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(bytes.get(line + 2..line + 2 + size)?);
        bytes = bytes.get(line + 4 + size..)?;
    }
}

/// A CloudTrail record that no rule minds.
pub(crate) fn quiet_record(id: u64, time: &str) -> String {
    serde_json::json!({
        "eventVersion": "1.11", "eventID": format!("{id:08x}-0000-4000-8000-000000000000"), "eventTime": time,
        "eventSource": "ec2.amazonaws.com", "eventName": "DescribeInstances", "awsRegion": "us-east-1",
        "sourceIPAddress": "203.0.113.9", "userAgent": "aws-sdk-go-v2/1.30", "eventType": "AwsApiCall",
        "eventCategory": "Management", "readOnly": true, "managementEvent": true,
        "recipientAccountId": "111122223333", "requestParameters": null, "responseElements": null,
        "userIdentity": {
            "type": "IAMUser", "arn": "arn:aws:iam::111122223333:user/monitor", "accountId": "111122223333",
            "userName": "monitor", "accessKeyId": "AKIAEXAMPLEMONITOR01", "principalId": "AIDAEXAMPLE"
        },
    })
    .to_string()
}

/// A CloudTrail record of somebody who stops a trail.
pub(crate) fn stop_logging(id: u64, time: &str) -> String {
    quiet_record(id, time)
        .replace("ec2.amazonaws.com", "cloudtrail.amazonaws.com")
        .replace("DescribeInstances", "StopLogging")
        .replace("\"readOnly\":true", "\"readOnly\":false")
}

/// Records as the detectors take them.
pub(crate) fn observed(watch: &Watch, source: Option<SourceId>, text: &str) -> Vec<Observed> {
    let mut out = Vec::new();
    read("test", text.as_bytes(), source, Limits::default(), 0, &mut |record| {
        let parsed = record.unwrap_or_else(|rejected| panic!("{}", rejected.diagnostic));
        let verdict = watch.rules().judge(parsed.source(), parsed.native());
        out.push(Observed::new(watch.rules(), &parsed.into_event(), verdict));
    });
    out
}

/// All that comes out of a watch for these records, given in batches.
pub(crate) fn run(watch: &mut Watch, batches: Vec<Vec<Observed>>) -> Outcome {
    let mut all = Outcome::default();
    for batch in batches {
        let outcome = watch.observe(batch, None, Incidents::Later);
        all.raised.extend(outcome.raised);
        all.withdrawn.extend(outcome.withdrawn);
    }
    let last = watch.finish();
    all.raised.extend(last.raised);
    all.withdrawn.extend(last.withdrawn);
    all
}

pub(crate) fn content_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/detections")
}

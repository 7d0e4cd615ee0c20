use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use welkin_model::{Millis, parse_time};

use super::keys::verifies;
use crate::calendar::MINUTE;
use crate::sim::{Method, Request};

/// How far the client's clock may be off.
const SKEW: Millis = 5 * MINUTE;

/// The `Authorization` header of Oracle's version of HTTP Signatures (draft-cavage-http-signatures-08): `Signature
/// algorithm="rsa-sha256",headers="date (request-target) host",keyId="…",signature="…",version="1"`.
///
/// Source: "Request Signatures", Oracle Cloud Infrastructure Documentation.
#[derive(Debug)]
pub(super) struct Signature {
    pub(super) key_id: String,
    headers: Vec<String>,
    bytes: Vec<u8>,
}

/// What of a request has to be signed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Cover {
    Full,
    /// Object Storage lets the upload of a stream go without the headers of the body.
    Stream,
    /// The federation endpoint does not ask for `host`.
    Federation,
}

impl Signature {
    pub(super) fn parse(request: &Request) -> Option<Signature> {
        let text = request.header("authorization").strip_prefix("Signature ")?;
        let (mut algorithm, mut version) = ("", "");
        let mut signature = Signature { key_id: String::new(), headers: Vec::new(), bytes: Vec::new() };
        let mut parts = text.split('"');
        while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
            match name.trim_matches([' ', ',', '=']) {
                "algorithm" => algorithm = value,
                "version" => version = value,
                "keyId" => value.clone_into(&mut signature.key_id),
                "headers" => signature.headers = value.split(' ').map(str::to_ascii_lowercase).collect(),
                "signature" => signature.bytes = STANDARD.decode(value).ok()?,
                _ => {}
            }
        }
        (algorithm == "rsa-sha256" && version == "1" && !signature.bytes.is_empty()).then_some(signature)
    }

    /// Whether the key signed all that must be signed of this request, and at about this time.
    pub(super) fn holds(&self, request: &Request, cover: Cover, spki: &[u8], at: Millis) -> bool {
        self.covers(request, cover)
            && self.is_timely(request, at)
            && self.body_is_meant(request)
            && self.text(request).is_some_and(|text| verifies(spki, text.as_bytes(), &self.bytes))
    }

    fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|header| header == name)
    }

    fn covers(&self, request: &Request, cover: Cover) -> bool {
        let with_body = [Method::POST, Method::PUT, Method::PATCH].contains(&request.method);
        self.has("(request-target)")
            && (self.has("date") || self.has("x-date"))
            && (self.has("host") || cover == Cover::Federation)
            && (!with_body
                || cover == Cover::Stream
                || ["x-content-sha256", "content-type", "content-length"].iter().all(|name| self.has(name)))
    }

    fn is_timely(&self, request: &Request, at: Millis) -> bool {
        let name = if self.has("x-date") { "x-date" } else { "date" };
        http_date(request.header(name)).is_some_and(|date| (date - at).abs() <= SKEW)
    }

    fn body_is_meant(&self, request: &Request) -> bool {
        !self.has("x-content-sha256")
            || STANDARD
                .decode(request.header("x-content-sha256"))
                .is_ok_and(|given| given == digest(&SHA256, &request.body).as_ref())
    }

    /// The text that is signed; `None` if it names a header that the request lacks.
    fn text(&self, request: &Request) -> Option<String> {
        let mut lines = Vec::with_capacity(self.headers.len());
        for name in &self.headers {
            if name == "(request-target)" {
                let method = request.method.as_str().to_ascii_lowercase();
                let query = if request.query.is_empty() { "" } else { "?" };
                lines.push(format!("(request-target): {method} {}{query}{}", request.path, request.query));
                continue;
            }
            let values: Vec<&str> = request
                .headers
                .get_all(name.as_str())
                .iter()
                .filter_map(|value| value.to_str().ok())
                .collect();
            if values.is_empty() {
                return None;
            }
            lines.push(format!("{name}: {}", values.join(", ")));
        }
        Some(lines.join("\n"))
    }
}

/// `Sat, 28 Nov 2026 09:11:20 GMT`
fn http_date(text: &str) -> Option<Millis> {
    let parts: Vec<&str> = text.split(' ').collect();
    let [_, day, month, year, time, "GMT"] = parts.as_slice() else { return None };
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS.iter().position(|name| name == month)? + 1;
    parse_time(&format!("{year}-{month:02}-{day}T{time}Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn http_dates_are_read() {
        assert_eq!(http_date("Tue, 24 Nov 2026 15:00:00 GMT"), Some(1_795_532_400_000));
        for wrong in
            ["", "Tue, 24 Nov 2026 15:00:00", "24 Nov 2026 15:00:00 GMT", "Tue, 24 Foo 2026 15:00:00 GMT"]
        {
            assert_eq!(http_date(wrong), None);
        }
    }
}

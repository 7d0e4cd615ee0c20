use aws_lc_rs::{constant_time, digest, hmac};
use percent_encoding::percent_decode_str;
use welkin_model::Millis;

use super::secret::Secret;
use super::wire::epoch_of;
use crate::calendar::MINUTE;
use crate::sim::Request;

/// How far the clocks of client and cloud may be apart (SigV4: 15 minutes).
const SKEW: Millis = 15 * MINUTE;
/// The longest life of a presigned URL: seven days.
const LONGEST_PRESIGNED: i64 = 604_800;
const ALGORITHM: &str = "AWS4-HMAC-SHA256";
const STREAMED: &str = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

/// What a request says of its own signature: `Authorization: AWS4-HMAC-SHA256 Credential=…/…/…/…/aws4_request,
/// SignedHeaders=…, Signature=…`, or the same in `X-Amz-…` of a presigned URL.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Claim {
    pub(super) key: String,
    day: String,
    pub(super) region: String,
    pub(super) service: String,
    signed_headers: String,
    signature: String,
    /// `20261128T100000Z`
    moment: String,
    pub(super) token: String,
    /// Seconds, of a presigned URL.
    expires: Option<i64>,
}

/// Why a signature is refused.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Refused {
    Malformed,
    Mismatch,
    Skewed,
    /// A presigned URL that has run out.
    Expired,
    /// The body is not the one that was signed.
    Body,
    /// A chunked body whose chunks are signed: not served.
    SignedChunks,
}

impl Claim {
    /// The claim of a request; `None` for an unsigned one.
    pub(super) fn of(request: &Request) -> Option<Result<Claim, Refused>> {
        let header = request.header("authorization");
        if !header.is_empty() {
            return Some(from_header(request, header).ok_or(Refused::Malformed));
        }
        request.parameter("X-Amz-Signature")?;
        Some(from_query(request).ok_or(Refused::Malformed))
    }

    /// Whether the request was signed by the holder of this secret, a moment ago.
    pub(super) fn verify(&self, request: &Request, secret: &Secret, at: Millis) -> Result<(), Refused> {
        let signed_at = epoch_of(&self.moment).ok_or(Refused::Malformed)?;
        if !self.moment.starts_with(&self.day) {
            return Err(Refused::Malformed);
        }
        match self.expires {
            None if (at - signed_at).abs() > SKEW => return Err(Refused::Skewed),
            Some(seconds) if !(1..=LONGEST_PRESIGNED).contains(&seconds) => return Err(Refused::Malformed),
            Some(_) if signed_at - at > SKEW => return Err(Refused::Skewed),
            Some(seconds) if at > signed_at + seconds * 1_000 => return Err(Refused::Expired),
            _ => {}
        }
        let body = self.body_hash(request)?;
        let scope = format!("{}/{}/{}/aws4_request", self.day, self.region, self.service);
        let canonical = self.canonical(request, &body).ok_or(Refused::Malformed)?;
        let to_sign = format!("{ALGORITHM}\n{}\n{scope}\n{}", self.moment, sha256(canonical.as_bytes()));
        let mut key = hmac_of(format!("AWS4{}", secret.expose()).as_bytes(), &self.day);
        for part in [&self.region, &self.service, "aws4_request"] {
            key = hmac_of(key.as_ref(), part);
        }
        let wanted = hex(hmac_of(key.as_ref(), &to_sign).as_ref());
        constant_time::verify_slices_are_equal(wanted.as_bytes(), self.signature.as_bytes())
            .map_err(|_| Refused::Mismatch)
    }

    /// The hash of the body as it stands in the canonical request, checked against the body where it is one.
    fn body_hash(&self, request: &Request) -> Result<String, Refused> {
        let declared = request.header("x-amz-content-sha256");
        let actual = sha256(&request.body);
        match declared {
            "" if self.expires.is_some() && self.service == "s3" => Ok("UNSIGNED-PAYLOAD".to_owned()),
            "" => Ok(actual),
            // Only S3 lets a body go unsigned.
            "UNSIGNED-PAYLOAD" | STREAMED if self.service == "s3" => Ok(declared.to_owned()),
            _ if declared.starts_with("STREAMING-") => Err(Refused::SignedChunks),
            _ if declared == actual => Ok(actual),
            _ => Err(Refused::Body),
        }
    }

    fn canonical(&self, request: &Request, body: &str) -> Option<String> {
        let path = if self.service == "s3" {
            encoded(&percent_decode_str(&request.path).collect::<Vec<u8>>(), true)
        } else {
            // All services but S3 encode the path a second time.
            encoded(request.path.as_bytes(), true)
        };
        let names: Vec<&str> = self.signed_headers.split(';').collect();
        if !names.contains(&"host") {
            return None;
        }
        let mut headers = String::new();
        for name in &names {
            let values: Vec<String> = request
                .headers
                .get_all(*name)
                .iter()
                .map(|value| {
                    String::from_utf8_lossy(value.as_bytes()).split_whitespace().collect::<Vec<_>>().join(" ")
                })
                .collect();
            headers.push_str(&format!("{name}:{}\n", values.join(",")));
        }
        let query = canonical_query(&request.query);
        Some(format!("{}\n{path}\n{query}\n{headers}\n{}\n{body}", request.method, self.signed_headers))
    }
}

fn from_header(request: &Request, header: &str) -> Option<Claim> {
    let rest = header.strip_prefix(ALGORITHM)?.trim_start();
    let mut claim = Claim::default();
    for part in rest.split(',') {
        match part.trim().split_once('=')? {
            ("Credential", scope) => scoped(&mut claim, scope)?,
            ("SignedHeaders", names) => names.clone_into(&mut claim.signed_headers),
            ("Signature", signature) => signature.clone_into(&mut claim.signature),
            _ => return None,
        }
    }
    request.header("x-amz-date").clone_into(&mut claim.moment);
    request.header("x-amz-security-token").clone_into(&mut claim.token);
    (!claim.key.is_empty() && !claim.signature.is_empty()).then_some(claim)
}

fn from_query(request: &Request) -> Option<Claim> {
    let parameter = |name| request.parameter(name);
    if parameter("X-Amz-Algorithm")? != ALGORITHM {
        return None;
    }
    let mut claim = Claim {
        signed_headers: parameter("X-Amz-SignedHeaders")?,
        signature: parameter("X-Amz-Signature")?,
        moment: parameter("X-Amz-Date")?,
        token: parameter("X-Amz-Security-Token").unwrap_or_default(),
        // STS presigns without a lifetime of its own choosing.
        expires: Some(parameter("X-Amz-Expires").map_or(Some(900), |seconds| seconds.parse().ok())?),
        ..Claim::default()
    };
    scoped(&mut claim, &parameter("X-Amz-Credential")?)?;
    Some(claim)
}

/// Reads `KEY/20261128/us-east-1/s3/aws4_request`.
fn scoped(claim: &mut Claim, scope: &str) -> Option<()> {
    let parts: Vec<&str> = scope.split('/').collect();
    let [key, day, region, service, "aws4_request"] = parts.as_slice() else { return None };
    (*key).clone_into(&mut claim.key);
    (*day).clone_into(&mut claim.day);
    (*region).clone_into(&mut claim.region);
    (*service).clone_into(&mut claim.service);
    Some(())
}

/// Sorted by encoded name and value, without the signature itself.
fn canonical_query(query: &str) -> String {
    let mut pairs: Vec<(String, String)> = query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let again = |text: &str| encoded(&percent_decode_str(text).collect::<Vec<u8>>(), false);
            (again(name), again(value))
        })
        .filter(|(name, _)| name != "X-Amz-Signature")
        .collect();
    pairs.sort();
    pairs.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("&")
}

fn encoded(bytes: &[u8], keep_slash: bool) -> String {
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                text.push(char::from(*byte))
            }
            b'/' if keep_slash => text.push('/'),
            other => text.push_str(&format!("%{other:02X}")),
        }
    }
    text
}

fn sha256(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hmac_of(key: &[u8], text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
}

/// Takes an `aws-chunked` body apart: `SIZE[;extension]\r\nDATA\r\n … 0\r\ntrailers`.
pub(super) fn unchunked(request: &Request) -> Option<Vec<u8>> {
    if request.header("x-amz-content-sha256") != STREAMED {
        return Some(request.body.clone());
    }
    let mut rest = request.body.as_slice();
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|pair| pair == b"\r\n")?;
        let line = std::str::from_utf8(rest.get(..end)?).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?, 16).ok()?;
        rest = rest.get(end + 2..)?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size..)?.strip_prefix(b"\r\n")?;
    }
}

/// Signs as a client does, for tests of what verifies.
#[cfg(test)]
pub(super) fn sign(
    request: &mut Request,
    key: &str,
    secret: &Secret,
    region: &str,
    service: &str,
    at: Millis,
) {
    use crate::calendar::{Form, Stamp};
    let moment = Stamp(at, Form::Seconds).to_string().replace(['-', ':'], "");
    let day = moment.get(..8).unwrap().to_owned();
    let mut insert = |name: &'static str, value: &str| {
        request.headers.insert(name, value.parse().unwrap());
    };
    insert("host", "127.0.0.1");
    insert("x-amz-date", &moment);
    let mut claim = Claim {
        key: key.to_owned(),
        day: day.clone(),
        region: region.to_owned(),
        service: service.to_owned(),
        signed_headers: "host;x-amz-date".to_owned(),
        moment: moment.clone(),
        ..Claim::default()
    };
    let canonical = claim.canonical(request, &sha256(&request.body)).unwrap();
    let scope = format!("{day}/{region}/{service}/aws4_request");
    let to_sign = format!("{ALGORITHM}\n{moment}\n{scope}\n{}", sha256(canonical.as_bytes()));
    let mut signing = hmac_of(format!("AWS4{}", secret.expose()).as_bytes(), &day);
    for part in [region, service, "aws4_request"] {
        signing = hmac_of(signing.as_ref(), part);
    }
    claim.signature = hex(hmac_of(signing.as_ref(), &to_sign).as_ref());
    let header = format!(
        "{ALGORITHM} Credential={key}/{scope}, SignedHeaders=host;x-amz-date, Signature={}",
        claim.signature
    );
    request.headers.insert("authorization", header.parse().unwrap());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Method;
    use http::HeaderMap;

    const NOW: Millis = 1_795_860_000_000;

    fn request() -> Request {
        Request {
            method: Method::POST,
            path: "/agents/A%2FB/".to_owned(),
            query: "b=2&a=x%20y".to_owned(),
            headers: HeaderMap::new(),
            body: b"{}".to_vec(),
        }
    }

    fn signed() -> (Request, Secret) {
        let (mut request, secret) = (request(), Secret::random(30).unwrap());
        sign(&mut request, "AKIATEST", &secret, "us-east-1", "bedrock", NOW);
        (request, secret)
    }

    #[test]
    fn what_the_holder_of_the_secret_signed_is_verified() {
        let (request, secret) = signed();
        let claim = Claim::of(&request).unwrap().unwrap();
        assert_eq!((claim.key.as_str(), claim.region.as_str()), ("AKIATEST", "us-east-1"));
        assert_eq!(claim.verify(&request, &secret, NOW), Ok(()));
        assert_eq!(claim.verify(&request, &Secret::random(30).unwrap(), NOW), Err(Refused::Mismatch));
    }

    #[test]
    fn what_was_changed_on_the_way_is_refused() {
        let (request, secret) = signed();
        let claim = Claim::of(&request).unwrap().unwrap();
        let changes: [fn(&mut Request); 4] = [
            |r| r.body = b"{ }".to_vec(),
            |r| r.path.push('x'),
            |r| r.query.push_str("&c=3"),
            |r| r.method = Method::DELETE,
        ];
        for change in changes {
            let mut changed = request.clone();
            change(&mut changed);
            assert_eq!(claim.verify(&changed, &secret, NOW), Err(Refused::Mismatch));
        }
    }

    #[test]
    fn clocks_may_be_a_quarter_of_an_hour_apart() {
        let (request, secret) = signed();
        let claim = Claim::of(&request).unwrap().unwrap();
        assert_eq!(claim.verify(&request, &secret, NOW + SKEW), Ok(()));
        assert_eq!(claim.verify(&request, &secret, NOW + SKEW + 1), Err(Refused::Skewed));
        assert_eq!(claim.verify(&request, &secret, NOW - SKEW - 1), Err(Refused::Skewed));
    }

    #[test]
    fn an_unsigned_request_claims_nothing_and_a_torn_header_is_malformed() {
        let mut request = request();
        assert!(Claim::of(&request).is_none());
        for wrong in ["Bearer x", "AWS4-HMAC-SHA256", "AWS4-HMAC-SHA256 Credential=a/b, Signature=x"] {
            request.headers.insert("authorization", wrong.parse().unwrap());
            assert_eq!(Claim::of(&request), Some(Err(Refused::Malformed)), "{wrong}");
        }
    }

    #[test]
    fn a_chunked_body_is_taken_apart_and_a_torn_one_is_none() {
        let mut request = request();
        request.headers.insert("x-amz-content-sha256", STREAMED.parse().unwrap());
        request.body = b"3\r\nabc\r\n2\r\nde\r\n0\r\nx-amz-checksum-crc32:AA==\r\n\r\n".to_vec();
        assert_eq!(unchunked(&request).as_deref(), Some(b"abcde".as_slice()));
        request.body = b"ffff\r\nabc".to_vec();
        assert_eq!(unchunked(&request), None);
    }
}

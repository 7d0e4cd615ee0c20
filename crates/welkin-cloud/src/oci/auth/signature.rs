use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::{HeaderName, HeaderValue, Method, Request};
use jiff::Timestamp;

use super::key::PrivateKey;

/// Adds `Authorization: Signature …` over the date, the request's target, the host and the body
/// (<https://docs.oracle.com/en-us/iaas/Content/API/Concepts/signingrequests.htm>).
pub(super) fn sign(
    request: &mut Request<Bytes>,
    key_id: &str,
    key: &PrivateKey,
    now: Timestamp,
    host: bool,
) -> Result<(), String> {
    set(request, "date", &now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string())?;
    let mut headers = vec!["date", "(request-target)"];
    if host {
        let authority =
            request.uri().authority().map(ToString::to_string).ok_or("the address has no host")?;
        set(request, "host", &authority)?;
        headers.push("host");
    }
    if [Method::POST, Method::PUT, Method::PATCH].contains(request.method()) {
        let hash = STANDARD.encode(digest(&SHA256, request.body()));
        let length = request.body().len().to_string();
        set(request, "content-length", &length)?;
        set(request, "x-content-sha256", &hash)?;
        if !request.headers().contains_key("content-type") {
            set(request, "content-type", "application/json")?;
        }
        headers.extend(["content-length", "content-type", "x-content-sha256"]);
    }
    let text = text(request, &headers);
    let signature = key.sign(text.as_bytes()).ok_or("the key cannot sign")?;
    let value = format!(
        r#"Signature algorithm="rsa-sha256",headers="{}",keyId="{key_id}",signature="{signature}",version="1""#,
        headers.join(" ")
    );
    let mut value = HeaderValue::from_str(&value).map_err(|_| "the key id is no text for a header")?;
    value.set_sensitive(true);
    request.headers_mut().insert("authorization", value);
    Ok(())
}

fn text(request: &Request<Bytes>, headers: &[&str]) -> String {
    let line = |name: &&str| match *name {
        "(request-target)" => {
            let target = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
            format!("(request-target): {} {target}", request.method().as_str().to_ascii_lowercase())
        }
        name => {
            let value = request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or("");
            format!("{name}: {value}")
        }
    };
    headers.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn set(request: &mut Request<Bytes>, name: &'static str, value: &str) -> Result<(), String> {
    let value = HeaderValue::from_str(value).map_err(|_| format!("{name} cannot be sent"))?;
    request.headers_mut().insert(HeaderName::from_static(name), value);
    Ok(())
}

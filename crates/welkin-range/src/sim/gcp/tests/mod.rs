//! What every client of the simulated Google Cloud may rely on.

mod access;
mod calls;
mod estate;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use welkin_model::Millis;

use super::caller::Caller;
use super::way_in::{ADMIN, AUDITOR, RESTRICTED};
use super::*;
use crate::calendar::{HOUR, MINUTE, SECOND};
use crate::sim::Method;

const START: Millis = 1_795_532_400_000;
const FRAUD: &str =
    "/aiplatform/v1/projects/tb-asia-ml/locations/asia-southeast1/endpoints/5520193847561029384";
const TRAINING: &str = "vertex-training@tb-asia-ml.iam.gserviceaccount.com";

fn gcp() -> Gcp {
    Gcp::technobank(7, START)
}

/// A token as if its owner had proved who they are.
fn token(gcp: &mut Gcp, email: &str, at: Millis) -> String {
    gcp.tokens.issue(Caller::account(email), at + HOUR)
}

fn request(method: Method, target: &str, token: &str, body: &Value) -> Request {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut headers = HeaderMap::new();
    if !token.is_empty() {
        headers.insert("authorization", HeaderValue::from_str(&format!("Bearer {token}")).unwrap());
    }
    headers.insert("user-agent", HeaderValue::from_static("welkin \"quoted\""));
    Request {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: if body.is_null() { Vec::new() } else { body.to_string().into_bytes() },
    }
}

fn call(gcp: &mut Gcp, method: Method, target: &str, token: &str, body: &Value, at: Millis) -> (u16, Value) {
    let request = request(method, target, token, body);
    let operation = gcp.operation(&request);
    let response = gcp.answer(&operation, &request, at);
    (response.status.as_u16(), serde_json::from_slice(&response.body).unwrap_or_default())
}

fn get(gcp: &mut Gcp, target: &str, token: &str, at: Millis) -> (u16, Value) {
    call(gcp, Method::GET, target, token, &Value::Null, at)
}

fn form(path: &str, fields: &[(&str, &str)], host: &str) -> Request {
    let encode = |text: &str| {
        percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
    };
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let mut request = request(Method::POST, path, "", &Value::Null);
    request.body = body.join("&").into_bytes();
    request.headers.insert("host", HeaderValue::from_str(host).unwrap());
    request
}

fn answered(gcp: &mut Gcp, request: &Request, at: Millis) -> (u16, Value) {
    let operation = gcp.operation(request);
    let response = gcp.answer(&operation, request, at);
    (response.status.as_u16(), serde_json::from_slice(&response.body).unwrap_or_default())
}

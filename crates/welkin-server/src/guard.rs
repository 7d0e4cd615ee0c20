use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use crate::api::ApiError;
use crate::auth::{COOKIE, Sessions, TokenHash};
use crate::clock;

/// What every request must pass: a host name that is ours (against DNS rebinding), an origin that is ours for whatever
/// changes something (against other sites), and a token or session for everything but health and the console's files.
#[derive(Debug)]
pub(crate) struct Guard {
    /// `host:port` by which this server may be called, in lower case.
    hosts: Vec<String>,
    admin: TokenHash,
    pub(crate) sessions: Sessions,
}

impl Guard {
    /// `hosts`: names without a port; the port is that of the listener.
    pub(crate) fn new(hosts: &[String], port: u16, admin: TokenHash) -> Guard {
        let mut all: Vec<String> = Vec::new();
        for host in
            ["localhost", "127.0.0.1", "[::1]"].into_iter().map(str::to_owned).chain(hosts.iter().cloned())
        {
            let host = host.to_ascii_lowercase();
            all.push(format!("{host}:{port}"));
            all.push(host);
        }
        Guard { hosts: all, admin, sessions: Sessions::default() }
    }

    pub(crate) fn is_admin(&self, token: &str) -> bool {
        TokenHash::of(token).matches(self.admin)
    }

    /// The session that a request's cookie names, if it is open.
    pub(crate) fn has_session(&self, headers: &HeaderMap) -> bool {
        session_of(headers).is_some_and(|token| self.sessions.is_open(token, clock::now()))
    }

    fn knows_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
    }

    fn knows_origin(&self, origin: &str) -> bool {
        let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        host.is_some_and(|host| self.knows_host(host))
    }

    fn is_authenticated(&self, headers: &HeaderMap) -> bool {
        let bearer = headers
            .get(header::AUTHORIZATION)
            .and_then(|v| v.to_str().ok())
            .and_then(|v| v.strip_prefix("Bearer "));
        match bearer {
            Some(token) => self.is_admin(token.trim()),
            None => self.has_session(headers),
        }
    }
}

/// The secret in the session cookie.
pub(crate) fn session_of(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

/// For every request: host, origin, and the headers of every answer.
pub(crate) async fn perimeter(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    if !host.is_some_and(|host| guard.knows_host(host)) {
        return harden(ApiError::wrong_host().into_response());
    }
    let changes = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let origin = headers.get(header::ORIGIN).and_then(|o| o.to_str().ok());
    let foreign_site = headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site");
    if origin.is_some_and(|origin| !guard.knows_origin(origin)) || (changes && foreign_site) {
        return harden(ApiError::wrong_origin().into_response());
    }
    harden(next.run(request).await)
}

/// For the API: a token or a session.
pub(crate) async fn authenticated(State(guard): State<Arc<Guard>>, request: Request, next: Next) -> Response {
    if guard.is_authenticated(request.headers()) {
        next.run(request).await
    } else {
        ApiError::unauthorized().into_response()
    }
}

const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; \
                   object-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

fn harden(mut response: Response<Body>) -> Response {
    let headers = response.headers_mut();
    for (name, value) in [
        ("content-security-policy", CSP),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
    ] {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if response.status() == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

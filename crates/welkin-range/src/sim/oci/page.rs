use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::problem::{Outcome, Problem};
use crate::sim::{Request, Response};

/// The largest page, whatever is asked for; most services document 1,000.
const LARGEST: usize = 1_000;
/// What services give unasked. No service documents one number; this makes clients that forget the next page fail.
const DEFAULT: usize = 50;

/// A page of a list and the token of the next one (`opc-next-page`).
#[derive(Debug)]
struct Page {
    items: Vec<Value>,
    next: Option<String>,
}

/// Cuts the page that the request asks for by `limit` and `page`.
fn cut(request: &Request, items: Vec<Value>) -> Result<Page, Problem> {
    let limit = match request.parameter("limit") {
        None => DEFAULT,
        Some(text) => match text.parse::<usize>() {
            Ok(limit @ 1..=LARGEST) => limit,
            _ => return Err(Problem::invalid(format!("limit must be between 1 and {LARGEST}"))),
        },
    };
    let start = match request.parameter("page").filter(|token| !token.is_empty()) {
        None => 0,
        Some(token) => open(&token, request).ok_or_else(|| Problem::invalid("Invalid page token"))?,
    };
    let more = items.len() > start.saturating_add(limit);
    let next = more.then(|| seal(start + limit, request));
    Ok(Page { items: items.into_iter().skip(start).take(limit).collect(), next })
}

/// The page as a bare array, with the next one's token in `opc-next-page`.
pub(super) fn array(request: &Request, items: Vec<Value>) -> Outcome {
    reply(request, items, Value::Array)
}

/// The page as `{"items": […]}`.
pub(super) fn collection(request: &Request, items: Vec<Value>) -> Outcome {
    reply(request, items, |items| json!({"items": items}))
}

fn reply(request: &Request, items: Vec<Value>, shape: fn(Vec<Value>) -> Value) -> Outcome {
    let page = cut(request, items)?;
    let response = Response::json(200, &shape(page.items));
    Ok(match page.next {
        Some(next) => response.with("opc-next-page", next),
        None => response,
    })
}

/// A token is good for the path it was given for.
fn seal(start: usize, request: &Request) -> String {
    URL_SAFE_NO_PAD.encode(format!("{start}\n{}", request.path))
}

fn open(token: &str, request: &Request) -> Option<usize> {
    let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
    let (start, path) = text.split_once('\n')?;
    (path == request.path).then_some(())?;
    start.parse().ok()
}

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64;
use serde_json::{Value, json};

use super::call::Call;
use super::failure::Failure;

/// How a service pages its lists.
#[derive(Clone, Copy, Debug)]
pub(super) enum Page {
    /// `limit` and `start` go in; `first`, `next` with an `href` come out (VPC, watsonx.ai, policies).
    Start { default: usize, most: usize },
    /// `pagesize` and `pagetoken` go in; `next`, a URL, comes out (IAM identity).
    Token { default: usize, most: usize },
    /// `limit` and `offset` go in; `next` with an `href` comes out (access groups).
    Offset { default: usize, most: usize },
    /// `limit` and a parameter of the service's own go in; `next_url` comes out (resource controller, users, enterprise).
    NextUrl { default: usize, most: usize, parameter: &'static str },
    /// All at once; some say how many under this key.
    Whole(&'static str),
}

/// The page of a list that a call asks for. Tokens name the last item that was seen, so that what is created or deleted
/// between two calls neither repeats nor hides others.
pub(super) fn page(
    call: &Call<'_>,
    page: Page,
    key: &str,
    items: Vec<(String, Value)>,
) -> Result<Value, Failure> {
    let total = items.len();
    let url = call.url();
    match page {
        Page::Whole(count) => {
            let values: Vec<Value> = items.into_iter().map(|(_, value)| value).collect();
            let mut body = json!({key: values});
            if let (false, Some(body)) = (count.is_empty(), body.as_object_mut()) {
                body.insert(count.to_owned(), total.into());
            }
            Ok(body)
        }
        Page::Start { default, most } => {
            let limit = limit(call, "limit", default, most)?;
            let (values, next) = after(items, &call.query("start"), limit)?;
            let mut body = json!({
                key: values,
                "limit": limit,
                "total_count": total,
                "first": {"href": with(call, &url, &[("limit", &limit.to_string())])},
            });
            if let (Some(next), Some(body)) = (next, body.as_object_mut()) {
                let href = with(call, &url, &[("limit", &limit.to_string()), ("start", &next)]);
                body.insert("next".to_owned(), json!({"href": href, "start": next}));
            }
            Ok(body)
        }
        Page::Token { default, most } => {
            let limit = limit(call, "pagesize", default, most)?;
            let (values, next) = after(items, &call.query("pagetoken"), limit)?;
            let size = limit.to_string();
            let mut body =
                json!({key: values, "limit": limit, "first": with(call, &url, &[("pagesize", &size)])});
            if let (Some(next), Some(body)) = (next, body.as_object_mut()) {
                let next = with(call, &url, &[("pagesize", &size), ("pagetoken", &next)]);
                body.insert("next".to_owned(), next.into());
            }
            Ok(body)
        }
        Page::Offset { default, most } => {
            let limit = limit(call, "limit", default, most)?;
            let offset: usize = match call.query("offset").as_str() {
                "" => 0,
                given => given.parse().map_err(|_| Failure::wrong("The offset is no number."))?,
            };
            let values: Vec<Value> =
                items.into_iter().skip(offset).take(limit).map(|(_, value)| value).collect();
            let size = limit.to_string();
            let following = offset.saturating_add(values.len());
            let href = |offset: usize| json!({"href": with(call, &url, &[("limit", &size), ("offset", &offset.to_string())])});
            let mut body = json!({key: values, "limit": limit, "offset": offset, "total_count": total, "first": href(0)});
            if let (true, Some(body)) = (following < total, body.as_object_mut()) {
                body.insert("next".to_owned(), href(following));
            }
            Ok(body)
        }
        Page::NextUrl { default, most, parameter } => {
            let limit = limit(call, "limit", default, most)?;
            let (values, next) = after(items, &call.query(parameter), limit)?;
            // These URLs are relative and begin where the service's own paths begin.
            let path: String = call.request.path.split('/').skip(2).flat_map(|part| ["/", part]).collect();
            let next =
                next.map(|next| with(call, &path, &[("limit", &limit.to_string()), (parameter, &next)]));
            let count = if call.service.prefix == "user-management" { "total_results" } else { "rows_count" };
            let mut body = json!({key: values, "next_url": next, "limit": limit});
            let shown = if count == "total_results" { total } else { values_in(&body, key) };
            if let Some(body) = body.as_object_mut() {
                body.insert(count.to_owned(), shown.into());
            }
            Ok(body)
        }
    }
}

fn values_in(body: &Value, key: &str) -> usize {
    body.get(key).and_then(Value::as_array).map_or(0, Vec::len)
}

/// How many items a page may have.
pub(super) fn limit(call: &Call<'_>, name: &str, default: usize, most: usize) -> Result<usize, Failure> {
    match call.query(name).as_str() {
        "" => Ok(default),
        given => match given.parse() {
            Ok(limit) if (1..=most).contains(&limit) => Ok(limit),
            _ => Err(Failure::wrong(format!("The parameter `{name}` must be between 1 and {most}."))),
        },
    }
}

/// The items that follow a token, and the token of those that follow them.
pub(super) fn after(
    items: Vec<(String, Value)>,
    token: &str,
    limit: usize,
) -> Result<(Vec<Value>, Option<String>), Failure> {
    let seen = match token {
        "" => None,
        token => Some(
            BASE64
                .decode(token)
                .ok()
                .and_then(|bytes| String::from_utf8(bytes).ok())
                .and_then(|text| text.strip_prefix("after:").map(ToOwned::to_owned))
                .ok_or_else(|| Failure::wrong("The page token is invalid."))?,
        ),
    };
    let mut rest =
        items.into_iter().skip_while(|(id, _)| seen.as_ref().is_some_and(|seen| id <= seen)).peekable();
    let (mut values, mut last) = (Vec::new(), String::new());
    while values.len() < limit {
        let Some((id, value)) = rest.next() else { break };
        last = id;
        values.push(value);
    }
    let next = rest.peek().map(|_| BASE64.encode(format!("after:{last}")));
    Ok((values, next))
}

/// The URL with these parameters in place of those of the request, and the request's others.
fn with(call: &Call<'_>, url: &str, parameters: &[(&str, &str)]) -> String {
    let paging = ["limit", "start", "pagesize", "pagetoken", "offset", "_start", "next_docid"];
    let kept = call.request.parameters();
    let kept = kept
        .iter()
        .filter(|(name, _)| !paging.contains(&name.as_str()))
        .map(|(n, v)| (n.as_str(), v.as_str()));
    let query: Vec<String> = kept
        .chain(parameters.iter().copied())
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
        .collect();
    format!("{url}?{}", query.join("&"))
}

/// All but the characters that RFC 3986 leaves as they are.
const UNRESERVED: &percent_encoding::AsciiSet =
    &percent_encoding::NON_ALPHANUMERIC.remove(b'_').remove(b'-').remove(b'.').remove(b'~');

fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, UNRESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_hold_everything_once_even_if_something_is_deleted_between_them() {
        let items = |skip: &str| -> Vec<(String, Value)> {
            ["a", "b", "c", "d", "e"]
                .into_iter()
                .filter(|id| *id != skip)
                .map(|id| (id.to_owned(), json!(id)))
                .collect()
        };
        let (first, next) = after(items(""), "", 2).unwrap();
        assert_eq!(first, ["a", "b"]);
        // The last item that was seen is gone: nothing is skipped.
        let (second, next) = after(items("b"), &next.unwrap(), 2).unwrap();
        assert_eq!(second, ["c", "d"]);
        let (third, next) = after(items("b"), &next.unwrap(), 2).unwrap();
        assert_eq!(third, ["e"]);
        assert!(next.is_none());
        assert!(after(items(""), "not a token", 2).is_err());
    }
}

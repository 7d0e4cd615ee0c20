use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use http::{HeaderName, HeaderValue, Method};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};
use url::Url;
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Hole, Unknown, UnknownReason};

use super::auth::Bearer;
use super::list::{Read, Verb, at, template, text_at};
use super::service::{joined, service};
use super::xml;
use crate::transport::{Answer, Call, CallError, Endpoints, Transport};

/// Asks services of one account.
#[derive(Debug)]
pub(super) struct Ask {
    pub(super) transport: Arc<Transport>,
    pub(super) bearer: Bearer,
    pub(super) endpoints: Endpoints,
    pub(super) account: String,
    /// Where services without a region of their own are asked, such as the list of buckets.
    pub(super) home: String,
    /// What Global Search has told the tags of.
    pub(super) indexed: Mutex<BTreeSet<AssetId>>,
}

const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, UNRESERVED).to_string()
}

/// A list with more pages is cut, and says so.
const MOST_PAGES: usize = 10_000;

/// Why a list is not whole, and the items that were read before that showed.
pub(super) struct Torn {
    pub(super) unknown: Unknown,
}

impl Ask {
    pub(super) fn hole(&self, region: &str, unknown: Unknown) -> Hole {
        Hole { cloud: Cloud::Ibm, scope: self.account.clone(), region: region.to_owned(), unknown }
    }

    /// All items of a list, page by page. What could not be read stands beside those that could.
    pub(super) async fn all(&self, read: &Read, place: &Value) -> (Vec<Value>, Option<Torn>) {
        let mut items = Vec::new();
        let mut position = Position::default();
        for page in 0..MOST_PAGES {
            let answer = match self.one(read, place, &position).await {
                Ok(Some(answer)) => answer,
                Ok(None) => return (items, None),
                Err(error) => return (items, Some(Torn { unknown: error.unknown_on(page) })),
            };
            let Some(found) = items_of(&answer, read.items) else {
                let detail = format!("the answer holds no `{}`", read.items);
                return (items, Some(torn(read, UnknownReason::Garbled, detail)));
            };
            let count = found.len();
            items.extend(found);
            let Some(next) = position.after(read, &answer, count) else { return (items, None) };
            if next == position {
                let detail = "a page names itself as the next".to_owned();
                return (items, Some(torn(read, UnknownReason::Incomplete, detail)));
            }
            position = next;
        }
        (items, Some(torn(read, UnknownReason::Bounded, format!("there are more than {MOST_PAGES} pages"))))
    }

    /// One answer as JSON; `Ok(None)` if there is no such thing.
    pub(super) async fn one(
        &self,
        read: &Read,
        place: &Value,
        position: &Position,
    ) -> Result<Option<Value>, CallError> {
        let call = self.call(read, place, position)?;
        let Some(answer) = self.transport.send(&self.bearer, &call).await? else { return Ok(None) };
        let parsed = match read.verb {
            Verb::Head => Some(headers(&answer)),
            _ if read.service == "cos" => xml::parse(&answer.body).and_then(|(root, value)| {
                // Another element than the one asked for is an answer to another question.
                (read.items.is_empty() || root == "ListAllMyBucketsResult").then_some(value)
            }),
            _ => answer.json(),
        };
        let garbled =
            || CallError::of(&call, UnknownReason::Garbled, "the answer is not what the API describes");
        parsed.map(Some).ok_or_else(garbled)
    }

    fn call(&self, read: &Read, place: &Value, position: &Position) -> Result<Call, CallError> {
        let region = text_at(place, "_region").unwrap_or_default();
        let regional = service(read.service).is_some_and(|service| service.regional);
        let region = if regional && region.is_empty() { self.home.clone() } else { region };
        let failed = |detail: &str| CallError {
            about: read.about(),
            reason: UnknownReason::Failed,
            permission: read.permission.to_owned(),
            code: String::new(),
            detail: detail.to_owned(),
            status: 0,
        };
        let url = self.address(read, place, &region).ok_or_else(|| failed("the place makes no address"))?;
        let mut pairs: Vec<(String, String)> = Vec::new();
        for (name, value) in read.query {
            let value =
                template(value, place, str::to_owned).ok_or_else(|| failed("a parameter is missing"))?;
            pairs.push(((*name).to_owned(), value));
        }
        let mut url = url;
        let mut call;
        if read.verb == Verb::Search {
            let mut body: Map<String, Value> = pairs
                .iter()
                .filter(|(name, _)| !IN_URL.contains(&name.as_str()))
                .map(|(name, value)| {
                    let value = Value::from(value.as_str());
                    (name.clone(), if name == "fields" { Value::from(vec![value]) } else { value })
                })
                .collect();
            pairs.retain(|(name, _)| IN_URL.contains(&name.as_str()));
            if let Some((name, size)) = read.size {
                body.insert(name.to_owned(), Value::from(size));
            }
            let body = position.body.clone().unwrap_or(Value::Object(body));
            set_query(&mut url, &pairs);
            call = Call::query(Cloud::Ibm, read.service, url, &body);
        } else {
            if let Some((name, size)) = read.size {
                pairs.push((name.to_owned(), size.to_string()));
            }
            for (name, value) in &position.query {
                pairs.retain(|(known, _)| known != name);
                pairs.push((name.clone(), value.clone()));
            }
            set_query(&mut url, &pairs);
            call = Call::get(Cloud::Ibm, read.service, url).with_header("accept", "application/json");
            if read.verb == Verb::Head {
                call.method = Method::HEAD;
            }
        }
        if read.service == "cos" {
            call = call.with_header("accept", "application/xml");
        }
        if let Some((name, value)) = read.header {
            let value =
                template(value, place, str::to_owned).ok_or_else(|| failed("a header's value is missing"))?;
            if let Ok(value) = HeaderValue::from_str(&value) {
                call.headers.insert(HeaderName::from_static(name), value);
            }
        }
        Ok(call
            .named(read.operation, read.permission)
            .within(self.account.as_str(), if regional { region } else { String::new() }))
    }

    fn address(&self, read: &Read, place: &Value, region: &str) -> Option<Url> {
        let instance = text_at(place, "_instance").unwrap_or_default();
        let base = service(read.service)?.base(region, &instance, &self.endpoints)?;
        joined(&base, &template(read.path, place, encoded)?)
    }
}

/// Parameters of searches that stand in the address nevertheless.
const IN_URL: &[&str] = &["account_id", "project_id", "space_id", "catalog_id"];

fn set_query(url: &mut Url, pairs: &[(String, String)]) {
    let mut query = String::new();
    for (name, value) in pairs {
        let joint = if query.is_empty() { "" } else { "&" };
        query.push_str(&format!("{joint}{}={}", encoded(name), encoded(value)));
    }
    url.set_query((!query.is_empty()).then_some(query.as_str()));
}

/// What an answer to `HEAD` tells, without what every answer carries.
fn headers(answer: &Answer) -> Value {
    let told = answer.headers.iter().filter(|(name, _)| name.as_str().starts_with("ibm-"));
    told.filter_map(|(name, value)| Some((name.as_str().to_owned(), Value::from(value.to_str().ok()?))))
        .collect()
}

/// The items at a dotted path. `None` if the answer has no such list.
fn items_of(answer: &Value, path: &str) -> Option<Vec<Value>> {
    if path == "." {
        return answer.as_array().cloned();
    }
    match at(answer, path) {
        Some(Value::Array(all)) => Some(all.clone()),
        Some(Value::Null) => Some(Vec::new()),
        // XML: one item, or none.
        Some(Value::String(text)) if text.is_empty() => Some(Vec::new()),
        Some(one @ Value::Object(_)) => Some(vec![one.clone()]),
        Some(_) => None,
        None => match path.rsplit_once('.') {
            Some((parent, _)) => at(answer, parent).map(|_| Vec::new()),
            None => None,
        },
    }
}

/// Where in a list the next page begins.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Position {
    query: Vec<(String, String)>,
    body: Option<Value>,
    seen: usize,
}

impl Position {
    /// The position after an answer; `None` after the last.
    fn after(&self, read: &Read, answer: &Value, count: usize) -> Option<Position> {
        let seen = self.seen + count;
        if read.verb == Verb::Search {
            if let Some(cursor) = text_at(answer, "search_cursor") {
                // A cursor carries the query, and other fields are ignored beside it but the size.
                let mut body = Map::from_iter([("search_cursor".to_owned(), Value::from(cursor))]);
                if let Some((name, size)) = read.size {
                    body.insert(name.to_owned(), Value::from(size));
                }
                return (count > 0).then(|| Position {
                    body: Some(Value::Object(body)),
                    seen,
                    query: Vec::new(),
                });
            }
            let next = answer.get("next").filter(|next| next.is_object())?;
            return Some(Position { body: Some(next.clone()), seen, query: Vec::new() });
        }
        let link = ["next.href", "next", "next_url"].iter().find_map(|path| text_at(answer, path));
        if let Some(link) = link.filter(|link| !link.is_empty()) {
            // Only what it says of the place in the list is taken: the token goes nowhere else.
            let base = Url::parse("https://next.invalid/").ok()?;
            let url = base.join(&link).ok()?;
            let query = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned()));
            let query = query.filter(|(name, _)| POSITIONS.contains(&name.as_str())).collect();
            return Some(Position { query, body: None, seen });
        }
        if let Some(bookmark) = text_at(answer, "bookmark").filter(|_| count > 0) {
            return Some(Position { query: vec![("bookmark".to_owned(), bookmark)], body: None, seen });
        }
        // Lists that are counted alone: a page that is not full is the last.
        let (_, size) = read.size.filter(|_| read.service == "kms" || read.service == "tags")?;
        (count >= size).then(|| Position {
            query: vec![("offset".to_owned(), seen.to_string())],
            body: None,
            seen,
        })
    }
}

const POSITIONS: &[&str] = &["start", "pagetoken", "offset", "_start", "next_docid", "bookmark", "cursor"];

fn torn(read: &Read, reason: UnknownReason, detail: String) -> Torn {
    Torn { unknown: Unknown { about: read.about(), reason, permission: None, detail } }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::ibm::list::read;

    fn next(read: &Read, answer: &Value, count: usize) -> Option<Position> {
        Position::default().after(read, answer, count)
    }

    #[test]
    fn the_next_page_is_found_however_it_is_told() {
        let plain = read("iam", "o", "p", "/v1/x").size("limit", 2);
        for (answer, name, value) in [
            (json!({"next": {"href": "https://evil.example/v1/x?limit=2&start=a%2Fb"}}), "start", "a/b"),
            (json!({"next": "https://iam.cloud.ibm.com/v1/x?pagesize=2&pagetoken=t"}), "pagetoken", "t"),
            (json!({"next_url": "/v2/x?next_docid=d&limit=2"}), "next_docid", "d"),
            (json!({"bookmark": "b"}), "bookmark", "b"),
        ] {
            let found = next(&plain, &answer, 2).unwrap();
            assert_eq!(found.query, [(name.to_owned(), value.to_owned())]);
        }
        for last in [json!({}), json!({"next_url": null}), json!({"next": ""})] {
            assert_eq!(next(&plain, &last, 2), None, "{last}");
        }
        let counted = read("kms", "o", "p", "/api/v2/keys").size("limit", 2);
        assert_eq!(next(&counted, &json!({}), 2).unwrap().query[0].1, "2");
        assert_eq!(next(&counted, &json!({}), 1), None);
    }

    #[test]
    fn searches_go_on_in_their_bodies() {
        let search = read("global-search", "o", "p", "/v3/x").verb(Verb::Search).size("limit", 2);
        let found = next(&search, &json!({"items": [], "search_cursor": "c"}), 2).unwrap();
        assert_eq!(found.body, Some(json!({"search_cursor": "c", "limit": 2})));
        assert_eq!(next(&search, &json!({"search_cursor": "c"}), 0), None);
        let found = next(&search, &json!({"next": {"bookmark": "b"}}), 2).unwrap();
        assert_eq!(found.body, Some(json!({"bookmark": "b"})));
    }

    #[test]
    fn an_answer_without_its_list_is_no_empty_list() {
        assert_eq!(items_of(&json!({"vpcs": []}), "vpcs"), Some(vec![]));
        assert_eq!(items_of(&json!({}), "vpcs"), None);
        assert_eq!(items_of(&json!([1]), "."), Some(vec![json!(1)]));
        assert_eq!(items_of(&json!({"Buckets": ""}), "Buckets.Bucket"), Some(vec![]));
        assert_eq!(
            items_of(&json!({"Buckets": {"Bucket": {"Name": "b"}}}), "Buckets.Bucket").unwrap().len(),
            1
        );
    }
}

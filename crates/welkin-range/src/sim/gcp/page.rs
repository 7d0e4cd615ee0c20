use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::error::ApiError;
use crate::rng::number_of;
use crate::sim::Request;

/// Which part of a list is asked for.
#[derive(Debug)]
pub(super) struct Page {
    size: usize,
    /// The last name of the page before.
    after: String,
    /// What a token of this list begins with: a token of another list is refused.
    list: u64,
}

impl Page {
    /// Reads size and token; `default` and `largest` are the service's own. `what` names the list: parent, filter and
    /// order, which a token must not outlive.
    pub(super) fn of(
        request: &Request,
        what: &str,
        default: usize,
        largest: usize,
    ) -> Result<Page, ApiError> {
        let size = ["pageSize", "maxResults"].iter().find_map(|name| request.parameter(name));
        let size = match size.as_deref() {
            None | Some("" | "0") => default,
            Some(text) => match text.parse::<i64>() {
                Ok(size) if size > 0 => usize::try_from(size).unwrap_or(largest).min(largest),
                _ => return Err(ApiError::invalid(format!("Invalid value for page size: {text}"))),
            },
        };
        let list = number_of(what);
        let token = request.parameter("pageToken").unwrap_or_default();
        let after = if token.is_empty() {
            String::new()
        } else {
            read(&token, list).ok_or_else(|| ApiError::invalid("The page token is invalid."))?
        };
        Ok(Page { size, after, list })
    }

    /// The items of the page, and the token of the next; items must be sorted by their names.
    pub(super) fn cut<T>(&self, items: Vec<(String, T)>) -> (Vec<T>, Option<String>) {
        let mut rest = items.into_iter().filter(|(name, _)| self.after.is_empty() || *name > self.after);
        let mut page = Vec::new();
        let mut last = String::new();
        for (name, item) in rest.by_ref().take(self.size) {
            last = name;
            page.push(item);
        }
        let token = rest.next().map(|_| URL_SAFE_NO_PAD.encode(format!("{:016x}{last}", self.list)));
        (page, token)
    }
}

fn read(token: &str, list: u64) -> Option<String> {
    let bytes = URL_SAFE_NO_PAD.decode(token.trim_end_matches('=')).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    text.strip_prefix(&format!("{list:016x}")).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, Method};

    use super::*;

    fn request(query: &str) -> Request {
        Request {
            method: Method::GET,
            path: "/".to_owned(),
            query: query.to_owned(),
            headers: HeaderMap::new(),
            body: Vec::new(),
        }
    }

    #[test]
    fn pages_are_complete_and_bounded() {
        let items = || (0..25).map(|n| (format!("n{n:02}"), n)).collect::<Vec<_>>();
        let (mut all, mut query) = (Vec::new(), "pageSize=1000".to_owned());
        for _ in 0..9 {
            let page = Page::of(&request(&query), "list", 5, 10).unwrap();
            let (part, token) = page.cut(items());
            assert!(part.len() <= 10);
            all.extend(part);
            let Some(token) = token else { break };
            query = format!("pageSize=1000&pageToken={token}");
        }
        assert_eq!(all, (0..25).collect::<Vec<_>>());
    }

    #[test]
    fn a_token_belongs_to_its_list() {
        let (_, token) = Page::of(&request("pageSize=1"), "a", 5, 10)
            .unwrap()
            .cut(vec![("x".to_owned(), 1), ("y".to_owned(), 2)]);
        let query = format!("pageToken={}", token.unwrap());
        assert!(Page::of(&request(&query), "a", 5, 10).is_ok());
        assert!(Page::of(&request(&query), "b", 5, 10).is_err());
        assert!(Page::of(&request("pageToken=garbage"), "a", 5, 10).is_err());
        assert!(Page::of(&request("pageSize=-1"), "a", 5, 10).is_err());
    }
}

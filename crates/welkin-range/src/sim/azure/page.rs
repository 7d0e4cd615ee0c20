//! Continuation tokens: opaque to clients, and good for the collection alone that they were given for.

use super::jwt::{decode, encode};
use crate::sim::Request;

/// A token that continues a collection at a position.
pub(super) fn seal(position: usize, collection: &str) -> String {
    encode(format!("{}:{position}", tag(collection)).as_bytes())
}

/// The position, if the token is one of this collection.
pub(super) fn open(token: &str, collection: &str) -> Option<usize> {
    let text = String::from_utf8(decode(token)?).ok()?;
    let (of, position) = text.split_once(':')?;
    (of == tag(collection).to_string()).then(|| position.parse().ok())?
}

/// The request's own address with the token in place of an earlier one.
pub(super) fn next_link(request: &Request, parameter: &str, token: &str) -> String {
    let encoded = parameter.replace('$', "%24");
    let kept = request.query.split('&').filter(|pair| {
        let name = pair.split('=').next().unwrap_or("");
        !pair.is_empty() && name != parameter && !name.eq_ignore_ascii_case(&encoded)
    });
    let query: Vec<&str> = kept.collect();
    let query = if query.is_empty() { String::new() } else { query.join("&") + "&" };
    format!("{}{}?{query}{encoded}={token}", super::origin(request), request.path)
}

fn tag(collection: &str) -> u64 {
    crate::rng::number_of(&collection.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_continues_its_own_collection_alone() {
        let token = seal(25, "/a");
        assert_eq!(open(&token, "/A"), Some(25));
        assert_eq!(open(&token, "/b"), None);
        assert_eq!(open("garbage!", "/a"), None);
    }
}

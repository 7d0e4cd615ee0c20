use serde_json::Value;

/// The part of the Lucene syntax that Global Search takes: `field:value`, quotes, `*`, `AND`, `OR`, `NOT`, `-`, brackets.
/// <https://cloud.ibm.com/apidocs/search>
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Query {
    All,
    Term { field: String, pattern: String },
    And(Box<Query>, Box<Query>),
    Or(Box<Query>, Box<Query>),
    Not(Box<Query>),
}

const DEEPEST: usize = 32;
const LONGEST: usize = 4_096;

/// What the text asks for, or nothing if it cannot be read.
pub(super) fn parse(text: &str) -> Option<Query> {
    if text.len() > LONGEST {
        return None;
    }
    let mut words = words(text)?;
    words.reverse();
    let query = either(&mut words, 0)?;
    words.is_empty().then_some(query)
}

/// Words, with brackets apart and quotes taken off; a quoted word keeps its spaces.
fn words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let (mut word, mut quoted) = (String::new(), false);
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => word.push(chars.next()?),
            '"' => quoted = !quoted,
            '(' | ')' if !quoted => {
                words.push(std::mem::take(&mut word));
                words.push(c.to_string());
            }
            c if c.is_whitespace() && !quoted => words.push(std::mem::take(&mut word)),
            c => word.push(c),
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    (!quoted).then_some(words)
}

fn either(words: &mut Vec<String>, depth: usize) -> Option<Query> {
    let mut query = both(words, depth)?;
    while words.last().is_some_and(|word| word == "OR" || word == "||") {
        words.pop();
        query = Query::Or(Box::new(query), Box::new(both(words, depth)?));
    }
    Some(query)
}

fn both(words: &mut Vec<String>, depth: usize) -> Option<Query> {
    let mut query = one(words, depth)?;
    loop {
        match words.last().map(String::as_str) {
            Some("AND" | "&&") => {
                words.pop();
            }
            Some("OR" | "||" | ")") | None => return Some(query),
            // Terms side by side must all hold.
            Some(_) => {}
        }
        query = Query::And(Box::new(query), Box::new(one(words, depth)?));
    }
}

fn one(words: &mut Vec<String>, depth: usize) -> Option<Query> {
    if depth > DEEPEST {
        return None;
    }
    let word = words.pop()?;
    match word.as_str() {
        "(" => {
            let query = either(words, depth + 1)?;
            (words.pop()? == ")").then_some(query)
        }
        "NOT" | "!" => Some(Query::Not(Box::new(one(words, depth + 1)?))),
        "*" | "*:*" => Some(Query::All),
        ")" | "AND" | "OR" => None,
        term => {
            if let Some(term) = term.strip_prefix('-') {
                return Some(Query::Not(Box::new(self::term(term, words, depth)?)));
            }
            self::term(term, words, depth)
        }
    }
}

fn term(text: &str, words: &mut Vec<String>, depth: usize) -> Option<Query> {
    let Some((field, pattern)) = text.split_once(':').filter(|(field, _)| is_field(field)) else {
        return Some(Query::Term { field: String::new(), pattern: text.to_owned() });
    };
    // `type:(vpc OR subnet)`
    if pattern.is_empty() && words.last().is_some_and(|word| word == "(") {
        let inner = one(words, depth + 1)?;
        return Some(named(inner, field));
    }
    Some(Query::Term { field: field.to_owned(), pattern: pattern.to_owned() })
}

/// `crn:v1:…` without a field is no field of that name.
fn is_field(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.'))
}

fn named(query: Query, field: &str) -> Query {
    let with = |inner: Box<Query>| Box::new(named(*inner, field));
    match query {
        Query::Term { field: own, pattern } if own.is_empty() => {
            Query::Term { field: field.to_owned(), pattern }
        }
        Query::And(a, b) => Query::And(with(a), with(b)),
        Query::Or(a, b) => Query::Or(with(a), with(b)),
        Query::Not(a) => Query::Not(with(a)),
        other => other,
    }
}

impl Query {
    /// Whether an item of the index is what is asked for. Case does not count.
    pub(super) fn covers(&self, item: &Value) -> bool {
        match self {
            Query::All => true,
            Query::And(a, b) => a.covers(item) && b.covers(item),
            Query::Or(a, b) => a.covers(item) || b.covers(item),
            Query::Not(a) => !a.covers(item),
            Query::Term { field, pattern } if field.is_empty() => {
                ["/name", "/crn", "/type"]
                    .iter()
                    .any(|path| item.pointer(path).is_some_and(|v| holds(v, pattern)))
                    || item.get("tags").is_some_and(|tags| holds(tags, pattern))
            }
            Query::Term { field, pattern } => item
                .pointer(&format!("/{}", field.replace('.', "/")))
                .is_some_and(|value| holds(value, pattern)),
        }
    }
}

fn holds(value: &Value, pattern: &str) -> bool {
    let pattern = pattern.to_lowercase();
    match value {
        Value::Array(values) => values.iter().any(|value| holds(value, &pattern)),
        Value::String(text) => super::rights::matches(&pattern, &text.to_lowercase()),
        Value::Null | Value::Object(_) => false,
        other => {
            let shown = other.to_string();
            shown == pattern
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn queries_cover_what_they_say() {
        let item = json!({"name": "core-ledger", "type": "instance", "region": "us-south", "family": "is",
            "crn": "crn:v1:bluemix:public:is:us-south", "tags": ["data-class:restricted"], "doc": {"state": "running"}});
        for text in [
            "*",
            "core-*",
            "name:core-ledger",
            "name:\"core-ledger\" AND family:is",
            "type:(vpc OR instance) AND NOT region:eu-de",
            "tags:data-class\\:restricted OR tags:\"data-class:restricted\"",
            "family:is -type:subnet",
            "(name:x OR (family:IS AND region:us*))",
            "doc.state:running",
            "crn:\"crn:v1:bluemix:public:is:*\"",
        ] {
            assert!(parse(text).unwrap().covers(&item), "{text}");
        }
        for text in ["name:core", "family:is AND type:vpc", "NOT *", "absent:x"] {
            assert!(!parse(text).unwrap().covers(&item), "{text}");
        }
        for text in ["", "(", "a AND", "\"open", ")", "OR a", &"(".repeat(100)] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}

//! The part of Config's advanced query language that is served: `SELECT field, … WHERE condition AND …`, where a
//! condition is `field = 'value'`, `field <> 'value'`, `field LIKE 'pattern%'` or `field IN ('a', 'b')`.

use serde_json::Value;

use super::field::at_path;
use super::policy::matches;

/// As many fields and conditions as a query has.
const MOST: usize = 64;

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Query {
    pub(super) fields: Vec<String>,
    conditions: Vec<Condition>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
struct Condition {
    field: String,
    test: Test,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Test {
    In(Vec<String>),
    Not(String),
    /// With `*` for the query's `%`.
    Like(String),
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Word {
    Name(String),
    Text(String),
    Sign(char),
}

impl Query {
    pub(super) fn holds(&self, item: &Value) -> bool {
        self.conditions.iter().all(|condition| {
            let actual = match at_path(item, &condition.field) {
                Some(Value::String(text)) => text.clone(),
                Some(Value::Null) | None => return false,
                Some(other) => other.to_string(),
            };
            match &condition.test {
                Test::In(values) => values.contains(&actual),
                Test::Not(value) => *value != actual,
                Test::Like(pattern) => matches(pattern, &actual),
            }
        })
    }
}

pub(super) fn parse(text: &str) -> Result<Query, String> {
    let words = words(text)?;
    let mut words = words.into_iter().peekable();
    let is = |word: Option<&Word>, wanted: &str| matches!(word, Some(Word::Name(name)) if name.eq_ignore_ascii_case(wanted));
    if !is(words.next().as_ref(), "select") {
        return Err("Expected SELECT at the beginning of the query.".to_owned());
    }
    let mut query = Query { fields: Vec::new(), conditions: Vec::new() };
    loop {
        match words.next() {
            Some(Word::Name(name)) if query.fields.len() < MOST => query.fields.push(name),
            Some(Word::Sign('*')) => query.fields.push("*".to_owned()),
            other => return Err(format!("Expected a property after SELECT, found {other:?}.")),
        }
        if words.peek() != Some(&Word::Sign(',')) {
            break;
        }
        words.next();
    }
    if words.peek().is_none() {
        return Ok(query);
    }
    if !is(words.next().as_ref(), "where") {
        return Err("Expected WHERE after the properties.".to_owned());
    }
    loop {
        let Some(Word::Name(field)) = words.next() else {
            return Err("Expected a property in WHERE.".to_owned());
        };
        let test = match words.next() {
            Some(Word::Sign('=')) => Test::In(vec![value(words.next())?]),
            Some(Word::Sign('!')) => Test::Not(value(words.next())?),
            Some(Word::Name(name)) if name.eq_ignore_ascii_case("like") => {
                Test::Like(value(words.next())?.replace('%', "*").replace('_', "?"))
            }
            Some(Word::Name(name)) if name.eq_ignore_ascii_case("in") => {
                let mut values = Vec::new();
                if words.next() != Some(Word::Sign('(')) {
                    return Err("Expected ( after IN.".to_owned());
                }
                loop {
                    values.push(value(words.next())?);
                    match words.next() {
                        Some(Word::Sign(',')) if values.len() < MOST => {}
                        Some(Word::Sign(')')) => break,
                        _ => return Err("Expected , or ) in IN.".to_owned()),
                    }
                }
                Test::In(values)
            }
            other => return Err(format!("Expected an operator after {field}, found {other:?}.")),
        };
        query.conditions.push(Condition { field, test });
        if words.peek().is_none() {
            return Ok(query);
        }
        if !is(words.next().as_ref(), "and") || query.conditions.len() >= MOST {
            return Err("Only conditions joined by AND are supported.".to_owned());
        }
    }
}

fn value(word: Option<Word>) -> Result<String, String> {
    match word {
        Some(Word::Text(text) | Word::Name(text)) => Ok(text),
        other => Err(format!("Expected a value, found {other:?}.")),
    }
}

fn words(text: &str) -> Result<Vec<Word>, String> {
    let mut words = Vec::new();
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            c if c.is_whitespace() => {}
            '\'' | '"' => {
                let inside: String = letters.by_ref().take_while(|c| *c != letter).collect();
                words.push(Word::Text(inside));
            }
            ',' | '(' | ')' | '=' | '*' => words.push(Word::Sign(letter)),
            '<' if letters.peek() == Some(&'>') => {
                letters.next();
                words.push(Word::Sign('!'));
            }
            '!' if letters.peek() == Some(&'=') => {
                letters.next();
                words.push(Word::Sign('!'));
            }
            c if c.is_alphanumeric() || c == '_' => {
                let mut name = String::from(c);
                while let Some(next) =
                    letters.next_if(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | '-'))
                {
                    name.push(next);
                }
                words.push(Word::Name(name));
            }
            other => return Err(format!("Unexpected character {other:?}.")),
        }
    }
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn conditions_hold_together() {
        let item = json!({"resourceType": "AWS::S3::Bucket", "configuration": {"state": {"on": true}}});
        let holds = |text: &str| parse(text).unwrap().holds(&item);
        assert!(holds("SELECT resourceId WHERE resourceType = 'AWS::S3::Bucket'"));
        assert!(holds("select * where resourceType like 'AWS::S3%' and configuration.state.on = 'true'"));
        assert!(holds("SELECT a, b WHERE resourceType IN ('x', 'AWS::S3::Bucket')"));
        assert!(!holds("SELECT a WHERE resourceType <> 'AWS::S3::Bucket'"));
        assert!(!holds("SELECT a WHERE absent = 'x'"));
    }

    #[test]
    fn what_is_not_served_is_refused() {
        for wrong in [
            "",
            "DROP TABLE x",
            "SELECT",
            "SELECT a WHERE",
            "SELECT a WHERE b",
            "SELECT a WHERE b = 'c' OR d = 'e'",
            "SELECT a WHERE b IN (",
            "SELECT ;",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }
}

//! The part of the Common Expression Language that TechnoBank's conditions use: comparisons with text joined by `&&`
//! and `||`, without parentheses.

/// What an expression comes to; `None` where it uses what is not understood, and the caller must take the safe side.
pub(super) fn holds(expression: &str, value: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
    if expression.len() > LONGEST {
        return None;
    }
    let mut any = false;
    for alternative in split(expression, "||") {
        let mut all = true;
        for term in split(alternative, "&&") {
            all &= compare(term.trim(), value)?;
        }
        any |= all;
    }
    Some(any)
}

/// The documented limit of a condition's expression is 12 logical operators; this is far above what they need.
const LONGEST: usize = 4_096;

/// Splits at an operator that is not within quotes.
fn split<'a>(text: &'a str, operator: &str) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let (mut rest, mut from) = (text, 0);
    while let Some((head, tail)) = rest.get(from..).and_then(|tail| tail.split_once(operator)) {
        let end = from + head.len();
        let before = rest.get(..end).unwrap_or("");
        if balanced(before, '\'') && balanced(before, '"') {
            parts.push(before);
            (rest, from) = (tail, 0);
        } else {
            from = end + operator.len();
        }
    }
    parts.push(rest);
    parts
}

fn balanced(text: &str, quote: char) -> bool {
    text.matches(quote).count().is_multiple_of(2)
}

fn compare(term: &str, value: &dyn Fn(&str) -> Option<String>) -> Option<bool> {
    if let Some(inner) = term.strip_prefix('!') {
        return compare(inner.trim(), value).map(|holds| !holds);
    }
    for (method, check) in METHODS {
        if let Some((subject, rest)) = term.split_once(method) {
            let wanted = literal(rest.strip_suffix(')')?)?;
            return Some(check(&value(subject.trim())?, wanted));
        }
    }
    if let Some((subject, list)) = term.split_once(" in ") {
        let list = list.trim().strip_prefix('[')?.strip_suffix(']')?;
        let wanted: Vec<&str> = list.split(',').map(literal).collect::<Option<_>>()?;
        return Some(wanted.contains(&value(subject.trim())?.as_str()));
    }
    for (operator, check) in OPERATORS {
        if let Some((subject, wanted)) = term.split_once(operator) {
            let wanted = wanted.trim();
            let wanted = match wanted.strip_prefix("timestamp(") {
                Some(time) => literal(time.strip_suffix(')')?)?,
                None => literal(wanted)?,
            };
            return Some(check(&value(subject.trim())?, wanted));
        }
    }
    None
}

type Check = fn(&str, &str) -> bool;

const METHODS: [(&str, Check); 3] = [
    (".startsWith(", |value, wanted| value.starts_with(wanted)),
    (".endsWith(", |value, wanted| value.ends_with(wanted)),
    (".contains(", |value, wanted| value.contains(wanted)),
];

// Times are RFC 3339 in UTC, whose order is that of the text.
const OPERATORS: [(&str, Check); 6] = [
    ("==", |value, wanted| value == wanted),
    ("!=", |value, wanted| value != wanted),
    ("<=", |value, wanted| value <= wanted),
    (">=", |value, wanted| value >= wanted),
    ("<", |value, wanted| value < wanted),
    (">", |value, wanted| value > wanted),
];

fn literal(text: &str) -> Option<&str> {
    let text = text.trim();
    let within = |quote| text.strip_prefix(quote)?.strip_suffix(quote);
    within('\'').or_else(|| within('"'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_hold_or_are_not_understood() {
        let value = |name: &str| match name {
            "assertion.repository" => Some("technobank/deploy".to_owned()),
            "request.time" => Some("2026-11-24T10:00:00Z".to_owned()),
            _ => None,
        };
        let holds = |text: &str| holds(text, &value);
        assert_eq!(holds("assertion.repository == 'technobank/deploy'"), Some(true));
        assert_eq!(holds("assertion.repository.startsWith(\"evil/\")"), Some(false));
        assert_eq!(holds("assertion.repository in ['a', 'technobank/deploy']"), Some(true));
        assert_eq!(holds("request.time < timestamp('2027-01-01T00:00:00Z')"), Some(true));
        assert_eq!(
            holds(
                "assertion.repository == 'x' || assertion.repository != 'a && b' && !assertion.repository.contains('x')"
            ),
            Some(true)
        );
        assert_eq!(holds("assertion.actor == 'x'"), None, "a claim that is absent");
        assert_eq!(holds("(a)"), None);
        assert_eq!(holds("é == 'é'"), None);
    }
}

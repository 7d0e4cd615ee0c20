use std::collections::BTreeMap;

/// What stands behind `where` in a policy statement, or in the rule of a dynamic group: `all {a = 'x', any {…}}`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Condition {
    All(Vec<Condition>),
    Any(Vec<Condition>),
    Compare { variable: String, equal: bool, value: String },
}

/// The variables that a request has.
pub(super) type Variables = BTreeMap<&'static str, String>;

/// Deeper nesting is no condition.
const DEEPEST: usize = 8;

impl Condition {
    pub(super) fn parse(text: &str) -> Option<Condition> {
        let mut rest = text.trim();
        let condition = parse(&mut rest, 0)?;
        rest.trim().is_empty().then_some(condition)
    }

    /// `None` if it names a variable that the request does not have: Oracle then declines the request.
    pub(super) fn holds(&self, variables: &Variables) -> Option<bool> {
        match self {
            Condition::All(parts) => {
                parts.iter().try_fold(true, |all, part| Some(part.holds(variables)? && all))
            }
            Condition::Any(parts) => {
                parts.iter().try_fold(false, |any, part| Some(part.holds(variables)? || any))
            }
            Condition::Compare { variable, equal, value } => {
                let actual = variables.get(variable.to_ascii_lowercase().as_str())?;
                Some(matches(value, actual) == *equal)
            }
        }
    }
}

/// Letter case does not count; `/x*/` and `/*x/` are patterns.
fn matches(wanted: &str, actual: &str) -> bool {
    let (wanted, actual) = (wanted.to_ascii_lowercase(), actual.to_ascii_lowercase());
    let Some(pattern) = wanted.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) else {
        return wanted == actual;
    };
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), None) => actual.ends_with(end),
        (None, Some(start)) => actual.starts_with(start),
        (Some(_), Some(_)) => actual.contains(pattern.trim_matches('*')),
        (None, None) => actual == pattern,
    }
}

fn parse(rest: &mut &str, depth: usize) -> Option<Condition> {
    *rest = rest.trim_start();
    let lower = rest.to_ascii_lowercase();
    for (word, make) in
        [("all", Condition::All as fn(Vec<Condition>) -> Condition), ("any", Condition::Any as fn(_) -> _)]
    {
        let group = lower.strip_prefix(word).map(str::trim_start).is_some_and(|after| after.starts_with('{'));
        if group && depth < DEEPEST {
            *rest = rest.split_once('{')?.1;
            let mut parts = Vec::new();
            loop {
                parts.push(parse(rest, depth + 1)?);
                *rest = rest.trim_start();
                if let Some(after) = rest.strip_prefix(',') {
                    *rest = after;
                } else {
                    *rest = rest.strip_prefix('}')?;
                    return Some(make(parts));
                }
            }
        }
    }
    let (left, right) = rest.split_once('=')?;
    let (variable, equal) = match left.trim_end().strip_suffix('!') {
        Some(variable) => (variable.trim(), false),
        None => (left.trim(), true),
    };
    if variable.is_empty() || variable.contains([' ', '{', '}', ',', '\'']) {
        return None;
    }
    let right = right.trim_start();
    let (value, after) = if let Some(quoted) = right.strip_prefix('\'') {
        quoted.split_once('\'')?
    } else {
        let end = right.find([',', '}']).unwrap_or(right.len());
        right.split_at_checked(end)?
    };
    *rest = after;
    Some(Condition::Compare { variable: variable.to_owned(), equal, value: value.trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(text: &str) -> Option<bool> {
        let variables = Variables::from([
            ("request.operation", "GetModel".to_owned()),
            ("target.bucket.name", "archive-models".to_owned()),
        ]);
        Condition::parse(text).unwrap().holds(&variables)
    }

    #[test]
    fn comparisons_ignore_case_and_know_patterns() {
        assert_eq!(holds("request.operation = 'getmodel'"), Some(true));
        assert_eq!(holds("request.operation != 'GetModel'"), Some(false));
        assert_eq!(holds("target.bucket.name = /archive-*/"), Some(true));
        assert_eq!(
            holds(
                "all {request.operation='GetModel', any {target.bucket.name='x', target.bucket.name=/*models/}}"
            ),
            Some(true)
        );
    }

    #[test]
    fn a_variable_that_the_request_lacks_declines() {
        assert_eq!(holds("target.user.name != 'x'"), None);
        assert_eq!(holds("any {request.operation = 'GetModel', target.user.name = 'x'}"), None);
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for wrong in ["", "all {", "x", "all {a='b'", "a='b", "a='b' c", &"all {".repeat(99)] {
            assert_eq!(Condition::parse(wrong), None, "{wrong}");
        }
    }
}

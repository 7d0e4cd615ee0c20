//! Evaluation of policy documents: `{Version, Statement: [{Effect, Action | NotAction, Resource | NotResource, Principal
//! | NotPrincipal, Condition}]}`, by the logic of the IAM User Guide's "Policy evaluation logic".

use std::collections::BTreeMap;

use serde_json::Value;
use welkin_model::Millis;

use super::wire::epoch_of;

/// What is asked: an action on a resource, with the condition keys of the request.
#[derive(Clone, Debug)]
pub(super) struct Ask<'a> {
    pub(super) action: &'a str,
    pub(super) resource: &'a str,
    /// Keys in lower case, as condition keys do not heed letter case.
    pub(super) context: &'a BTreeMap<String, String>,
    /// The ARNs and ids that a `Principal` may name the caller by; empty for policies of the caller itself.
    pub(super) principals: &'a [String],
}

/// What a set of documents says.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verdict {
    Deny,
    Allow,
    Silent,
}

const OPERATORS: [&str; 22] = [
    "stringequals",
    "stringnotequals",
    "stringequalsignorecase",
    "stringnotequalsignorecase",
    "stringlike",
    "stringnotlike",
    "arnequals",
    "arnlike",
    "arnnotequals",
    "arnnotlike",
    "bool",
    "null",
    "datelessthan",
    "datelessthanequals",
    "dategreaterthan",
    "dategreaterthanequals",
    "numericequals",
    "numericlessthan",
    "numericlessthanequals",
    "numericgreaterthan",
    "ipaddress",
    "notipaddress",
];

/// An explicit deny beats every allow, whichever document either stands in.
pub(super) fn decide<'d>(documents: impl IntoIterator<Item = &'d Value>, ask: &Ask<'_>) -> Verdict {
    let mut verdict = Verdict::Silent;
    for statement in documents.into_iter().flat_map(statements) {
        let denies = statement.get("Effect").and_then(Value::as_str) != Some("Allow");
        if !applies(statement, ask, denies) {
            continue;
        }
        if denies {
            return Verdict::Deny;
        }
        verdict = Verdict::Allow;
    }
    verdict
}

/// Why a document is no policy; `None` for one that is.
pub(super) fn fault(document: &str, is_resource_policy: bool) -> Option<&'static str> {
    let Ok(document) = serde_json::from_str::<Value>(document) else {
        return Some("Syntax errors in policy.");
    };
    let all: Vec<&Value> = statements(&document).collect();
    if all.is_empty() {
        return Some("The policy has no statement.");
    }
    for statement in all {
        if !matches!(statement.get("Effect").and_then(Value::as_str), Some("Allow" | "Deny")) {
            return Some("Syntax errors in policy.");
        }
        if statement.get("Action").is_none() && statement.get("NotAction").is_none() {
            return Some("Policy statement must contain actions.");
        }
        let names_principal = statement.get("Principal").is_some() || statement.get("NotPrincipal").is_some();
        if names_principal != is_resource_policy {
            return Some(if is_resource_policy {
                "Policy statement must contain a principal."
            } else {
                "Policy document should not specify a principal."
            });
        }
        for (operator, _) in statement.get("Condition").and_then(Value::as_object).into_iter().flatten() {
            if !OPERATORS.contains(&base_operator(operator).0.as_str()) {
                return Some("Invalid condition operator.");
            }
        }
    }
    None
}

fn statements(document: &Value) -> impl Iterator<Item = &Value> {
    one_or_many(document.get("Statement"))
}

fn one_or_many(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    let (many, one) = match value {
        Some(Value::Array(many)) => (many.as_slice(), None),
        other => (&[] as &[Value], other),
    };
    many.iter().chain(one)
}

fn applies(statement: &Value, ask: &Ask<'_>, denies: bool) -> bool {
    let named = |name, test: &dyn Fn(&str) -> bool| {
        statement.get(name).map(|value| one_or_many(Some(value)).filter_map(Value::as_str).any(test))
    };
    let action = |pattern: &str| matches(&pattern.to_ascii_lowercase(), &ask.action.to_ascii_lowercase());
    let resource = |pattern: &str| matches(&filled(pattern, ask.context), ask.resource);
    let acts =
        named("Action", &action).or_else(|| named("NotAction", &action).map(|hit| !hit)).unwrap_or(false);
    let on = named("Resource", &resource)
        .or_else(|| named("NotResource", &resource).map(|hit| !hit))
        .unwrap_or(true);
    let by = match (statement.get("Principal"), statement.get("NotPrincipal")) {
        (Some(principal), _) => is_principal(principal, ask.principals),
        (None, Some(other)) => !is_principal(other, ask.principals),
        (None, None) => true,
    };
    acts && on && by && conditions_hold(statement.get("Condition"), ask.context, denies)
}

fn is_principal(principal: &Value, names: &[String]) -> bool {
    if principal.as_str() == Some("*") {
        return true;
    }
    principal.as_object().into_iter().flatten().any(|(_, value)| {
        one_or_many(Some(value))
            .filter_map(Value::as_str)
            .any(|wanted| wanted == "*" || names.iter().any(|n| n == wanted))
    })
}

/// All operators and all their keys must hold; any of a key's values will do. What cannot be read counts against the
/// caller: it fails an allow and holds for a deny.
fn conditions_hold(condition: Option<&Value>, context: &BTreeMap<String, String>, denies: bool) -> bool {
    let operators = condition.and_then(Value::as_object).into_iter().flatten();
    operators
        .flat_map(|(operator, keys)| keys.as_object().into_iter().flatten().map(move |key| (operator, key)))
        .all(|(operator, (key, values))| {
            let values: Vec<String> = one_or_many(Some(values)).filter_map(plain).collect();
            holds(operator, context.get(&key.to_ascii_lowercase()), &values, context).unwrap_or(denies)
        })
}

/// Operator without set prefix and `IfExists`, and whether it had the latter.
fn base_operator(operator: &str) -> (String, bool) {
    let lower = operator.to_ascii_lowercase();
    let lower =
        lower.strip_prefix("foranyvalue:").or_else(|| lower.strip_prefix("forallvalues:")).unwrap_or(&lower);
    match lower.strip_suffix("ifexists") {
        Some(base) => (base.to_owned(), true),
        None => (lower.to_owned(), false),
    }
}

fn holds(
    operator: &str,
    actual: Option<&String>,
    wanted: &[String],
    context: &BTreeMap<String, String>,
) -> Option<bool> {
    let (operator, if_exists) = base_operator(operator);
    if operator == "null" {
        let wants_absent = wanted.first().is_some_and(|value| value == "true");
        return Some(wants_absent == actual.is_none());
    }
    let negated = operator.contains("not");
    let Some(actual) = actual else {
        // A negated operator matches where the key is missing.
        return OPERATORS.contains(&operator.as_str()).then_some(if_exists || negated);
    };
    let any = |test: &dyn Fn(&str) -> Option<bool>| {
        let mut hit = false;
        for value in wanted {
            hit |= test(&filled(value, context))?;
        }
        Some(hit)
    };
    let time =
        |test: fn(&Millis, &Millis) -> bool| any(&|value| Some(test(&moment(actual)?, &moment(value)?)));
    let count =
        |test: fn(&f64, &f64) -> bool| any(&|value| Some(test(&actual.parse().ok()?, &value.parse().ok()?)));
    let hit = match operator.replace("not", "").as_str() {
        "stringequals" => any(&|value| Some(value == actual))?,
        "stringequalsignorecase" => any(&|value| Some(value.eq_ignore_ascii_case(actual)))?,
        "stringlike" | "arnlike" | "arnequals" => any(&|value| Some(matches(value, actual)))?,
        "bool" => any(&|value| Some(value.eq_ignore_ascii_case(actual)))?,
        "ipaddress" => any(&|value| in_network(actual, value))?,
        "datelessthan" => time(Millis::lt)?,
        "datelessthanequals" => time(Millis::le)?,
        "dategreaterthan" => time(Millis::gt)?,
        "dategreaterthanequals" => time(Millis::ge)?,
        "numericequals" => count(f64::eq)?,
        "numericlessthan" => count(f64::lt)?,
        "numericlessthanequals" => count(f64::le)?,
        "numericgreaterthan" => count(f64::gt)?,
        _ => return None,
    };
    Some(hit != negated)
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// ISO 8601, or seconds since 1970.
fn moment(text: &str) -> Option<Millis> {
    epoch_of(text).or_else(|| text.parse::<Millis>().ok()?.checked_mul(1_000))
}

fn in_network(address: &str, network: &str) -> Option<bool> {
    let (base, bits) = network.split_once('/').unwrap_or((network, "32"));
    let number = |text: &str| text.parse::<std::net::Ipv4Addr>().ok().map(u32::from);
    let bits: u32 = bits.parse().ok().filter(|bits| *bits <= 32)?;
    let mask = u32::MAX.checked_shl(32 - bits).unwrap_or(0);
    Some(number(address)? & mask == number(base)? & mask)
}

/// Puts policy variables such as `${aws:username}` in; one without a value matches nothing.
fn filled(pattern: &str, context: &BTreeMap<String, String>) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, behind)) = rest.split_once("${") {
        text.push_str(before);
        let Some((name, after)) = behind.split_once('}') else { break };
        match name {
            "*" | "?" | "$" => text.push_str(name),
            _ => text.push_str(context.get(&name.to_ascii_lowercase()).map_or("\u{0}", String::as_str)),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// Whether a pattern with `*` and `?` covers the text; linear in the text for each star.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut p, mut t) = (0, 0);
    // Where the last star was, and how far the text was then.
    let mut star: Option<(usize, usize)> = None;
    while let Some(byte) = text.get(t) {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p + 1, t));
                p += 1;
            }
            Some(wanted) if *wanted == b'?' || wanted == byte => {
                p += 1;
                t += 1;
            }
            _ => match star {
                Some((behind, from)) => {
                    star = Some((behind, from + 1));
                    p = behind;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern.get(p..).unwrap_or_default().iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn context(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
    }

    fn verdict(
        statements: Value,
        action: &str,
        resource: &str,
        context: &BTreeMap<String, String>,
    ) -> Verdict {
        let document = json!({"Statement": statements});
        decide([&document], &Ask { action, resource, context, principals: &[] })
    }

    #[test]
    fn an_explicit_deny_beats_an_allow_in_either_order() {
        let allow = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
        let deny = json!({"Effect": "Deny", "Action": "sagemaker:Invoke*", "Resource": "arn:*:endpoint/bad"});
        let none = context(&[]);
        for both in [json!([allow, deny]), json!([deny, allow])] {
            let of = |resource| verdict(both.clone(), "sagemaker:InvokeEndpoint", resource, &none);
            assert_eq!(of("arn:x:endpoint/bad"), Verdict::Deny);
            assert_eq!(of("arn:x:endpoint/good"), Verdict::Allow);
        }
        assert_eq!(verdict(json!([]), "s3:GetObject", "*", &none), Verdict::Silent);
    }

    #[test]
    fn sessions_older_than_the_revocation_are_denied_and_younger_ones_are_not() {
        let revoke = json!([{"Effect": "Deny", "Action": "*", "Resource": "*",
            "Condition": {"DateLessThan": {"aws:TokenIssueTime": "2026-11-28T10:00:00.000Z"}}}]);
        let of = |issued| {
            verdict(revoke.clone(), "s3:GetObject", "x", &context(&[("aws:tokenissuetime", issued)]))
        };
        assert_eq!(of("2026-11-28T09:59:59Z"), Verdict::Deny);
        assert_eq!(of("2026-11-28T10:00:00Z"), Verdict::Silent);
        // A long-term key has no issue time: the statement does not concern it.
        assert_eq!(verdict(revoke, "s3:GetObject", "x", &context(&[])), Verdict::Silent);
    }

    #[test]
    fn negated_operators_match_a_missing_key() {
        let deny = json!([{"Effect": "Deny", "Action": "*", "Condition": {"StringNotEquals": {"aws:PrincipalOrgID": "o-x"}}}]);
        assert_eq!(verdict(deny.clone(), "a:b", "*", &context(&[])), Verdict::Deny);
        assert_eq!(verdict(deny, "a:b", "*", &context(&[("aws:principalorgid", "o-x")])), Verdict::Silent);
    }

    #[test]
    fn a_condition_that_cannot_be_read_fails_closed() {
        let with =
            |effect: &str| json!([{"Effect": effect, "Action": "*", "Condition": {"Novel": {"aws:x": "1"}}}]);
        let known = context(&[("aws:x", "1")]);
        assert_eq!(verdict(with("Allow"), "a:b", "*", &known), Verdict::Silent);
        assert_eq!(verdict(with("Deny"), "a:b", "*", &known), Verdict::Deny);
    }

    #[test]
    fn patterns_cover_what_they_say() {
        for (pattern, text, hit) in [
            ("*", "", true),
            ("a*c", "abc", true),
            ("a*c", "abd", false),
            ("a?c", "abc", true),
            ("", "x", false),
            ("arn:aws:s3:::b/*", "arn:aws:s3:::b/k/l", true),
            ("*a*b*", "xxaxxbxx", true),
            ("*ab", "aab", true),
        ] {
            assert_eq!(matches(pattern, text), hit, "{pattern} {text}");
        }
        assert!(!matches(&"*a".repeat(60), &"a".repeat(50).replace('a', "ab")));
    }

    #[test]
    fn a_malformed_policy_is_told() {
        assert_eq!(fault(r#"{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"#, false), None);
        for wrong in [
            "",
            "[]",
            "{}",
            r#"{"Statement":{"Effect":"Maybe","Action":"*"}}"#,
            r#"{"Statement":{"Effect":"Allow"}}"#,
        ] {
            assert!(fault(wrong, false).is_some(), "{wrong}");
        }
    }
}

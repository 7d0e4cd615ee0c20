use serde_json::{Value, json};

use super::Oci;
use super::call::Call;
use super::catalogue::KINDS;
use super::page::{array, collection};
use super::problem::{Outcome, Problem};
use super::route::HOME;
use super::statement::Verb;
use super::store::Resource;

/// Types that the index has more of than the summary.
const ADDITIONAL: [(&str, &[&str]); 4] = [
    ("Instance", &["shape", "imageId", "faultDomain"]),
    ("Bucket", &["publicAccessType", "namespace"]),
    ("Volume", &["sizeInGBs", "kmsKeyId"]),
    ("Subnet", &["cidrBlock", "vcnId"]),
];
const LONGEST: usize = 50_000;

/// `query T1, T2 resources return allAdditionalFields where a = 'x' && b != 'y' sorted by f asc`
///
/// Source: "Search Language Syntax", Oracle Cloud Infrastructure Documentation.
#[derive(Debug)]
struct Query {
    /// In small letters; empty for all.
    types: Vec<String>,
    additional: bool,
    /// Any of these, each of which is all of its parts.
    condition: Vec<Vec<Term>>,
}

#[derive(Debug)]
struct Term {
    field: String,
    operator: &'static str,
    value: String,
}

impl Oci {
    /// The index of one region; it is some seconds behind, and has summaries only.
    pub(super) fn search(&self, call: &Call<'_>) -> Outcome {
        let details = call.object()?;
        let text = |field: &str| details.get(field).and_then(Value::as_str).unwrap_or("").to_owned();
        let (query, words) = match details.get("type").and_then(Value::as_str) {
            Some("Structured") => (parse(&text("query"))?, String::new()),
            Some("FreeText") => (
                Query { types: Vec::new(), additional: false, condition: vec![Vec::new()] },
                text("text").to_ascii_lowercase(),
            ),
            _ => return Err(Problem::invalid("type must be Structured or FreeText")),
        };
        let home = call.route.region == HOME;
        let found: Vec<Value> = self
            .store
            .all()
            .filter(|one| if one.region.is_empty() { home } else { one.region == call.route.region.name })
            .filter(|one| !one.kind.search.is_empty())
            .filter(|one| {
                query.types.is_empty() || query.types.contains(&one.kind.search.to_ascii_lowercase())
            })
            .filter(|one| self.may(call, Verb::Inspect, one.kind.policy, one.compartment(), one.name()))
            .filter_map(|one| {
                let body = one.indexed(call.at)?;
                let state = body.get("lifecycleState").and_then(Value::as_str).unwrap_or("");
                let gone = ["DELETED", "TERMINATED"].contains(&state);
                (!gone).then(|| item(one, body, query.additional))
            })
            .filter(|item| query.condition.iter().any(|all| all.iter().all(|term| term.holds(item))))
            .filter(|item| words.is_empty() || item.to_string().to_ascii_lowercase().contains(&words))
            .collect();
        collection(call.request, found)
    }

    pub(super) fn resource_types(&self, call: &Call<'_>) -> Outcome {
        let mut names: Vec<&str> =
            KINDS.iter().map(|kind| kind.search).filter(|name| !name.is_empty()).collect();
        names.sort_unstable();
        names.dedup();
        let field = |name: &str| json!({"fieldType": "STRING", "fieldName": name, "isArray": false});
        let fields: Vec<Value> =
            ["identifier", "displayName", "lifecycleState"].into_iter().map(field).collect();
        let types = names.into_iter().map(|name| json!({"name": name, "fields": fields})).collect();
        array(call.request, types)
    }
}

fn item(resource: &Resource, body: &Value, additional: bool) -> Value {
    let field = |name: &str| body.get(name).cloned().unwrap_or_default();
    let mut more = json!({});
    let known = ADDITIONAL.iter().find(|(kind, _)| *kind == resource.kind.search && additional);
    for name in known.map_or(&[][..], |(_, fields)| fields) {
        if let Some(more) = more.as_object_mut() {
            more.insert((*name).to_owned(), field(name));
        }
    }
    let mut item = json!({
        "resourceType": resource.kind.search, "identifier": resource.id,
        "compartmentId": resource.compartment(), "timeCreated": field("timeCreated"),
        "displayName": resource.name(), "availabilityDomain": field("availabilityDomain"),
        "lifecycleState": field("lifecycleState"), "freeformTags": field("freeformTags"),
        "definedTags": field("definedTags"), "systemTags": {}, "searchContext": null, "identityContext": {},
    });
    if let Some(item) = item.as_object_mut()
        && additional
    {
        item.insert("additionalDetails".to_owned(), more);
    }
    item
}

impl Term {
    fn holds(&self, item: &Value) -> bool {
        let all = |object: Option<&Value>, key: bool| -> Vec<String> {
            let entries = object.and_then(Value::as_object).into_iter().flatten();
            entries.map(|(k, v)| if key { k.clone() } else { v.as_str().unwrap_or("").to_owned() }).collect()
        };
        let values = match self.field.as_str() {
            "freeformtags.key" => all(item.get("freeformTags"), true),
            "freeformtags.value" => all(item.get("freeformTags"), false),
            "definedtags.namespace" => all(item.get("definedTags"), true),
            name => {
                let entry =
                    item.as_object().into_iter().flatten().find(|(key, _)| key.eq_ignore_ascii_case(name));
                vec![entry.and_then(|(_, value)| value.as_str()).unwrap_or("").to_owned()]
            }
        };
        let value = self.value.to_ascii_lowercase();
        match self.operator {
            "=" => values.iter().any(|one| one.to_ascii_lowercase() == value),
            "!=" => values.iter().all(|one| one.to_ascii_lowercase() != value),
            ">=" => values.iter().any(|one| one.to_ascii_lowercase() >= value),
            "<=" => values.iter().any(|one| one.to_ascii_lowercase() <= value),
            _ => values.iter().any(|one| one.to_ascii_lowercase().contains(&value)),
        }
    }
}

fn parse(text: &str) -> Result<Query, Problem> {
    let refuse = |what: &str| Problem::invalid(format!("Query is not valid: {what}"));
    if text.len() > LONGEST {
        return Err(refuse("it is longer than 50000 characters"));
    }
    let mut rest = text.trim();
    rest = word(rest, "query").ok_or_else(|| refuse("it must begin with `query`"))?;
    let lower = rest.to_ascii_lowercase();
    let end = lower.find("resources").ok_or_else(|| refuse("`resources` is missing"))?;
    let (names, after) = rest.split_at_checked(end).ok_or_else(|| refuse("`resources` is missing"))?;
    let types = types(names).map_err(|name| refuse(&format!("there is no resource type {name}")))?;
    rest = after.split_at_checked("resources".len()).map_or("", |(_, after)| after).trim();

    let mut additional = false;
    if let Some(after) = word(rest, "return") {
        let (fields, after) = after.split_once(char::is_whitespace).unwrap_or((after, ""));
        additional = fields.trim_matches(['(', ')']).eq_ignore_ascii_case("allAdditionalFields");
        rest = after.trim();
    }
    let lower = rest.to_ascii_lowercase();
    if let Some((clause, _)) = lower.find("sorted by").and_then(|at| rest.split_at_checked(at)) {
        rest = clause.trim();
    }
    let condition = match word(rest, "where") {
        None if rest.is_empty() => vec![Vec::new()],
        None => return Err(refuse("expected `return`, `where` or `sorted by`")),
        Some(clause) => clause
            .trim()
            .trim_matches(['(', ')'])
            .split("||")
            .map(|all| all.split("&&").map(term).collect::<Option<Vec<Term>>>())
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| refuse("a condition must be `field operator 'value'`"))?,
    };
    Ok(Query { types, additional, condition })
}

fn word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (first, rest) = text.split_at_checked(word.len())?;
    (first.eq_ignore_ascii_case(word) && rest.starts_with(char::is_whitespace)).then(|| rest.trim_start())
}

/// The types named before `resources`; none for `all`.
fn types(names: &str) -> Result<Vec<String>, String> {
    let names: Vec<String> = names.split(',').map(|name| name.trim().to_ascii_lowercase()).collect();
    if names == ["all"] {
        return Ok(Vec::new());
    }
    match names
        .iter()
        .find(|name| !KINDS.iter().any(|kind| kind.search.eq_ignore_ascii_case(name) && !name.is_empty()))
    {
        Some(unknown) => Err(unknown.clone()),
        None => Ok(names),
    }
}

fn term(text: &str) -> Option<Term> {
    let text = text.trim().trim_matches(['(', ')']).trim();
    let operator = ["!=", "=~", ">=", "<=", "="]
        .into_iter()
        .filter_map(|one| Some((text.find(one)?, one)))
        .min_by_key(|(at, one)| (*at, std::cmp::Reverse(one.len())))?
        .1;
    let (field, value) = text.split_once(operator)?;
    let value = value.trim();
    let value = value
        .strip_prefix('\'')
        .and_then(|v| v.strip_suffix('\''))
        .or_else(|| value.strip_prefix('"')?.strip_suffix('"'))?;
    let field = field.trim().to_ascii_lowercase();
    (!field.is_empty() && !field.contains(char::is_whitespace)).then(|| Term {
        field,
        operator,
        value: value.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_read() {
        let query = parse("query datasciencemodel, Bucket resources return allAdditionalFields where lifecycleState = 'ACTIVE' && displayName =~ 'x' || freeformTags.key = 'owner' sorted by timeCreated desc").unwrap();
        assert_eq!(query.types, ["datasciencemodel", "bucket"]);
        assert!(query.additional);
        assert_eq!(query.condition.len(), 2);
        assert_eq!(query.condition[0][1].operator, "=~");
        assert!(parse("QUERY all resources").unwrap().types.is_empty());
    }

    #[test]
    fn what_is_no_query_is_refused() {
        for wrong in [
            "",
            "query",
            "query all",
            "select all resources",
            "query unicorn resources",
            "query all resources where",
            "query all resources where x",
            "query all resources where x = y",
            "query all resources hm",
            "query , resources",
        ] {
            assert_eq!(parse(wrong).unwrap_err().status, 400, "{wrong}");
        }
    }
}

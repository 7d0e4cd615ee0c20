//! List filters, as far as `field OP value` joined by `AND` goes (AIP-160, and Compute Engine's spelling of it).

use serde_json::Value;

use super::error::ApiError;

/// A filter that was read.
#[derive(Debug, Default)]
pub(super) struct Filter(Vec<Term>);

#[derive(Debug)]
struct Term {
    negated: bool,
    field: String,
    operator: &'static str,
    value: String,
}

const LONGEST: usize = 4_096;

impl Filter {
    pub(super) fn read(text: &str) -> Result<Filter, ApiError> {
        let wrong = || ApiError::invalid(format!("Invalid value for field 'filter': '{text}'."));
        if text.len() > LONGEST {
            return Err(wrong());
        }
        let text = text.trim();
        if text.is_empty() {
            return Ok(Filter::default());
        }
        text.replace(" and ", " AND ")
            .split(" AND ")
            .map(|term| term_of(term).ok_or_else(wrong))
            .collect::<Result<_, _>>()
            .map(Filter)
    }

    pub(super) fn passes(&self, data: &Value) -> bool {
        self.0.iter().all(|term| term.holds(data) != term.negated)
    }
}

fn term_of(text: &str) -> Option<Term> {
    let text = text.trim().trim_start_matches('(').trim_end_matches(')').trim();
    let (negated, text) = text.strip_prefix("NOT ").map_or((false, text), |rest| (true, rest.trim()));
    for (written, operator) in [
        ("!=", "!="),
        (" eq ", "="),
        (" ne ", "!="),
        (">=", ">="),
        ("<=", "<="),
        ("=", "="),
        (":", ":"),
        (">", ">"),
        ("<", "<"),
    ] {
        if let Some((field, value)) = text.split_once(written) {
            let field = field.trim();
            let known = !field.is_empty() && field.chars().all(|c| c.is_alphanumeric() || "._-".contains(c));
            let value = value.trim().trim_matches(['"', '\'']).to_owned();
            return known.then(|| Term { negated, field: field.to_owned(), operator, value });
        }
    }
    None
}

impl Term {
    fn holds(&self, data: &Value) -> bool {
        let Some(found) = lookup(data, &self.field) else { return self.operator == "!=" };
        if self.operator == ":" && self.value == "*" {
            return true;
        }
        let texts = texts(found);
        match self.operator {
            "=" => texts.contains(&self.value),
            "!=" => !texts.contains(&self.value),
            ":" => texts
                .iter()
                .any(|text| text.to_lowercase().contains(&self.value.trim_matches('*').to_lowercase())),
            ">" => texts.iter().any(|text| *text > self.value),
            "<" => texts.iter().any(|text| *text < self.value),
            ">=" => texts.iter().any(|text| *text >= self.value),
            _ => texts.iter().any(|text| *text <= self.value),
        }
    }
}

/// A field by its path, in either spelling.
pub(super) fn lookup<'a>(data: &'a Value, path: &str) -> Option<&'a Value> {
    let Some(fields) = data.as_object() else {
        return data.as_array()?.iter().find_map(|item| lookup(item, path));
    };
    // Keys of labels may have dots of their own.
    if let Some(found) = fields.get(path) {
        return Some(found);
    }
    let (first, rest) = path.split_once('.').map_or((path, None), |(first, rest)| (first, Some(rest)));
    let found = fields.get(first).or_else(|| fields.get(&camel(first)))?;
    match rest {
        Some(rest) => lookup(found, rest),
        None => Some(found),
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(all) => all.iter().flat_map(texts).collect(),
        Value::Object(fields) => fields.keys().cloned().collect(),
        other => vec![other.to_string()],
    }
}

/// `traffic_split` as JSON spells it.
pub(super) fn camel(name: &str) -> String {
    let mut upper = false;
    name.chars()
        .filter_map(|c| {
            if c == '_' {
                upper = true;
                return None;
            }
            let c = if upper { c.to_ascii_uppercase() } else { c };
            upper = false;
            Some(c)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn filters_select() {
        let data = json!({"displayName": "fraud", "labels": {"data-class": "restricted"}, "state": "ACTIVE", "n": 3});
        let passes = |text: &str| Filter::read(text).unwrap().passes(&data);
        assert!(
            passes("")
                && passes("display_name=\"fraud\"")
                && passes("labels.data-class = restricted AND state:act")
        );
        assert!(
            passes("labels.data-class:*")
                && passes("NOT state=DELETED")
                && passes("(name ne x)")
                && passes("n = 3")
        );
        assert!(!passes("displayName eq other") && !passes("labels.owner:*"));
        assert!(Filter::read("nonsense").is_err() && Filter::read("= x").is_err());
    }
}

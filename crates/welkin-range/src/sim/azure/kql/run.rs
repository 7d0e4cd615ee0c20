use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{Expr, Op, Query, Step};

/// Rows of named columns. A value without a column is null.
pub(in super::super) type Table = Vec<Map<String, Value>>;

/// What a query gives of the rows of its table; the reason, if a function is not known.
pub(in super::super) fn run(query: &Query, mut rows: Table) -> Result<Table, String> {
    for step in &query.steps {
        match step {
            Step::Where(condition) => {
                let mut kept = Vec::new();
                for row in rows {
                    if truth(&value(condition, &row)?) {
                        kept.push(row);
                    }
                }
                rows = kept;
            }
            Step::Project(columns) => {
                rows = rows.iter().map(|row| computed(columns, row, Map::new())).collect::<Result<_, _>>()?;
            }
            Step::Extend(columns) => {
                rows =
                    rows.iter().map(|row| computed(columns, row, row.clone())).collect::<Result<_, _>>()?;
            }
            Step::ProjectAway(names) => {
                for row in &mut rows {
                    for name in names {
                        row.remove(name);
                    }
                }
            }
            Step::Order(keys) => {
                let mut keyed = Vec::new();
                for row in rows {
                    let of: Result<Vec<Value>, String> =
                        keys.iter().map(|(key, _)| value(key, &row)).collect();
                    keyed.push((of?, row));
                }
                keyed.sort_by(|(one, _), (other, _)| {
                    let compared = one.iter().zip(other).zip(keys).map(|((one, other), (_, ascends))| {
                        let order = order(one, other);
                        if *ascends { order } else { order.reverse() }
                    });
                    compared.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
                });
                rows = keyed.into_iter().map(|(_, row)| row).collect();
            }
            Step::Take(count) => rows.truncate(*count),
            Step::Count => {
                let mut row = Map::new();
                row.insert("Count".to_owned(), json!(rows.len()));
                rows = vec![row];
            }
            Step::Distinct(names) => {
                let columns: Vec<(String, Expr)> =
                    names.iter().map(|name| (name.clone(), Expr::Path(vec![name.clone()]))).collect();
                rows = grouped(&columns, &rows)?.into_values().map(|(row, _)| row).collect();
            }
            Step::Summarize(name, by) => {
                let groups = grouped(by, &rows)?;
                rows = groups
                    .into_values()
                    .map(|(mut row, count)| {
                        row.insert(name.clone(), json!(count));
                        row
                    })
                    .collect();
            }
        }
    }
    Ok(rows)
}

type Groups = BTreeMap<String, (Map<String, Value>, usize)>;

fn grouped(by: &[(String, Expr)], rows: &Table) -> Result<Groups, String> {
    let mut groups = Groups::new();
    for row in rows {
        let key = computed(by, row, Map::new())?;
        let name = Value::Object(key.clone()).to_string();
        groups.entry(name).or_insert((key, 0)).1 += 1;
    }
    Ok(groups)
}

fn computed(
    columns: &[(String, Expr)],
    row: &Map<String, Value>,
    mut into: Map<String, Value>,
) -> Result<Map<String, Value>, String> {
    for (name, expr) in columns {
        into.insert(name.clone(), value(expr, row)?);
    }
    Ok(into)
}

fn value(expr: &Expr, row: &Map<String, Value>) -> Result<Value, String> {
    Ok(match expr {
        Expr::Text(text) => json!(text),
        Expr::Number(number) => json!(number),
        Expr::Bool(truth) => json!(truth),
        Expr::Path(parts) => member(row, parts),
        Expr::Not(inner) => json!(!truth(&value(inner, row)?)),
        Expr::All(parts) => {
            for part in parts {
                if !truth(&value(part, row)?) {
                    return Ok(json!(false));
                }
            }
            json!(true)
        }
        Expr::Any(parts) => {
            for part in parts {
                if truth(&value(part, row)?) {
                    return Ok(json!(true));
                }
            }
            json!(false)
        }
        Expr::Compare(left, op, right) => {
            let left = value(left, row)?;
            let mut holds = false;
            for one in right {
                holds |= compare(&left, *op, &value(one, row)?);
            }
            json!(holds)
        }
        Expr::Call(name, arguments) => {
            let arguments: Vec<Value> =
                arguments.iter().map(|one| value(one, row)).collect::<Result<_, _>>()?;
            call(name, &arguments)?
        }
    })
}

fn call(name: &str, arguments: &[Value]) -> Result<Value, String> {
    let first = arguments.first().unwrap_or(&Value::Null);
    let text = shown(first);
    Ok(match name {
        "tolower" => json!(text.to_lowercase()),
        "toupper" => json!(text.to_uppercase()),
        "tostring" => json!(text),
        "tobool" => json!(text.eq_ignore_ascii_case("true")),
        "toint" | "tolong" => text.parse::<i64>().map_or(Value::Null, |number| json!(number)),
        "isempty" => json!(text.is_empty()),
        "isnotempty" => json!(!text.is_empty()),
        "isnull" => json!(first.is_null()),
        "isnotnull" => json!(!first.is_null()),
        "array_length" => first.as_array().map_or(Value::Null, |all| json!(all.len())),
        "strcat" => json!(arguments.iter().map(shown).collect::<String>()),
        "coalesce" => arguments.iter().find(|one| !one.is_null()).cloned().unwrap_or(Value::Null),
        "iff" | "iif" => arguments.get(if truth(first) { 1 } else { 2 }).cloned().unwrap_or(Value::Null),
        "split" => {
            let by = arguments.get(1).map(shown).unwrap_or_default();
            json!(text.split(by.as_str()).collect::<Vec<_>>())
        }
        other => return Err(format!("the function {other} is not supported")),
    })
}

/// A column, whatever its case, and below it members by their exact names or else whatever their case.
fn member(row: &Map<String, Value>, parts: &[String]) -> Value {
    let mut parts = parts.iter();
    let Some(first) = parts.next() else { return Value::Null };
    let find = |object: &Map<String, Value>, name: &str| {
        object
            .get(name)
            .or_else(|| object.iter().find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value))
            .cloned()
    };
    let mut found = find(row, first).unwrap_or(Value::Null);
    for part in parts {
        found = match &found {
            Value::Object(object) => find(object, part),
            Value::Array(all) => part.parse::<usize>().ok().and_then(|at| all.get(at).cloned()),
            _ => None,
        }
        .unwrap_or(Value::Null);
    }
    found
}

fn compare(left: &Value, op: Op, right: &Value) -> bool {
    let (one, other) = (shown(left), shown(right));
    let (one_low, other_low) = (one.to_lowercase(), other.to_lowercase());
    match op {
        Op::Equal | Op::In => order(left, right).is_eq(),
        Op::Alike | Op::InAlike => one_low == other_low,
        Op::Less => order(left, right).is_lt(),
        Op::LessOrEqual => order(left, right).is_le(),
        Op::More => order(left, right).is_gt(),
        Op::MoreOrEqual => order(left, right).is_ge(),
        Op::Contains => one_low.contains(&other_low),
        Op::StartsWith => one_low.starts_with(&other_low),
        Op::EndsWith => one_low.ends_with(&other_low),
        // `has` looks for whole words.
        Op::Has => one_low.match_indices(&other_low).any(|(at, found)| {
            let edge = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
            let before = one_low.get(..at).and_then(|text| text.chars().next_back());
            let after = one_low.get(at + found.len()..).and_then(|text| text.chars().next());
            edge(before) && edge(after)
        }),
    }
}

fn order(one: &Value, other: &Value) -> Ordering {
    if let (Some(one), Some(other)) = (one.as_f64(), other.as_f64()) {
        return one.total_cmp(&other);
    }
    shown(one).cmp(&shown(other))
}

fn truth(value: &Value) -> bool {
    value.as_bool().unwrap_or(false)
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn ask(query: &str) -> Vec<Value> {
        let row = |value: Value| value.as_object().cloned().unwrap();
        let rows = vec![
            row(
                json!({"id": "/b", "type": "microsoft.x/accounts", "tags": {"data-class": "secret"}, "properties": {"open": true, "list": [{"n": 1}]}}),
            ),
            row(
                json!({"id": "/a", "type": "microsoft.y/vms", "tags": null, "properties": {"open": false, "size": 8}}),
            ),
        ];
        run(&parse(query).unwrap(), rows).unwrap().into_iter().map(Value::Object).collect()
    }

    #[test]
    fn rows_are_chosen_by_every_operator() {
        let ids = |query: &str| {
            ask(query).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<String>()
        };
        assert_eq!(ids("Resources | order by id asc"), "/a/b");
        assert_eq!(ids("Resources | where type =~ 'Microsoft.X/Accounts'"), "/b");
        assert_eq!(ids("Resources | where type == 'Microsoft.X/Accounts'"), "");
        assert_eq!(ids("Resources | where type in~ ('MICROSOFT.Y/vms', 'z')"), "/a");
        assert_eq!(ids("Resources | where type !in~ ('MICROSOFT.Y/vms')"), "/b");
        assert_eq!(ids("Resources | where type has 'accounts' and not(type contains 'vms')"), "/b");
        assert_eq!(ids("Resources | where type has 'account'"), "");
        assert_eq!(ids("Resources | where properties.open == true or properties.size >= 9"), "/b");
        assert_eq!(ids("Resources | where tags['data-class'] == \"secret\" // why"), "/b");
        assert_eq!(ids("Resources | where isempty(tags['data-class']) | take 5"), "/a");
        assert_eq!(ids("Resources | where properties.list[0].n == 1"), "/b");
    }

    #[test]
    fn columns_are_made_and_counted() {
        assert_eq!(
            ask("Resources | project id, kind=tolower(type) | limit 1")[0],
            json!({"id": "/b", "kind": "microsoft.x/accounts"})
        );
        assert_eq!(ask("Resources | count")[0], json!({"Count": 2}));
        assert_eq!(ask("Resources | summarize n=count() by type").len(), 2);
        assert_eq!(ask("Resources | extend open=tostring(properties.open) | where open == 'true'").len(), 1);
        assert_eq!(ask("Resources | project properties.open | take 1")[0], json!({"properties_open": true}));
    }

    #[test]
    fn what_is_not_understood_is_told() {
        for query in [
            "",
            "Resources |",
            "Resources | frobnicate",
            "Resources | where type =~ 'x",
            "Resources | where (",
            "|",
            "Resources | take x",
            "R | where f(1",
        ] {
            assert!(parse(query).is_err(), "{query}");
        }
        let deep = format!("R | where {}1", "(".repeat(5_000));
        assert!(parse(&deep).is_err());
    }
}

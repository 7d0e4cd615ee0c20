use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use welkin_model::{Finding, Millis};

use super::like;
use crate::{FindingQuery, FindingSort, Page, StoreError, cursor};

pub(crate) fn write(db: &Connection, new: &[Finding], withdrawn: &[String]) -> Result<(), StoreError> {
    let mut delete = db.prepare_cached("DELETE FROM findings WHERE uid = ?")?;
    for uid in withdrawn {
        delete.execute([uid])?;
    }
    let mut insert = db.prepare_cached("INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?, ?, ?, ?)")?;
    for finding in new {
        let body = serde_json::to_string(finding).map_err(|e| StoreError::corrupt("finding", e))?;
        insert.execute(params![
            finding.uid,
            finding.time,
            finding.severity.id(),
            finding.cloud.as_str(),
            finding.source.as_str(),
            finding.analytic.uid,
            body,
        ])?;
    }
    Ok(())
}

pub(crate) fn get(db: &Connection, uid: &str) -> Result<Option<Finding>, StoreError> {
    let mut select = db.prepare_cached("SELECT body FROM findings WHERE uid = ?")?;
    let body: Option<String> = select.query_row([uid], |row| row.get(0)).optional()?;
    body.as_deref().map(parse).transpose()
}

/// A page of findings by keyset: the cursor is the sort key of the last one given.
pub(crate) fn page(db: &Connection, query: &FindingQuery) -> Result<Page<Finding>, StoreError> {
    let after: Option<(serde_json::Value, Millis, String)> = cursor::decode(query.after.as_deref())?;
    let (column, descending) = match query.sort {
        FindingSort::TimeDesc => ("time", true),
        FindingSort::Time => ("time", false),
        FindingSort::SeverityDesc => ("severity", true),
        FindingSort::Severity => ("severity", false),
        FindingSort::Rule => ("rule", false),
    };
    let (mut clauses, mut values) = filter(query);
    if let Some((key, time, uid)) = after {
        let sign = if descending { '<' } else { '>' };
        clauses.push(format!("({column}, time, uid) {sign} (?, ?, ?)"));
        let key = match (key.as_i64(), key.as_str()) {
            (Some(number), _) if column != "rule" => Sql::from(number),
            (_, Some(text)) if column == "rule" => Sql::from(text.to_owned()),
            _ => return Err(StoreError::Cursor(query.after.clone().unwrap_or_default())),
        };
        values.extend([key, Sql::from(time), Sql::from(uid)]);
    }
    let direction = if descending { "DESC" } else { "ASC" };
    let limit = cursor::limit(query.limit);
    let sql = format!(
        "SELECT body FROM findings WHERE {} ORDER BY {column} {direction}, time {direction}, uid {direction} \
         LIMIT {}",
        clauses.join(" AND "),
        limit + 1,
    );
    let mut select = db.prepare_cached(&sql)?;
    let rows = select.query_map(params_from_iter(values), |row| row.get::<_, String>(0))?;
    let mut items = rows.map(|body| parse(&body?)).collect::<Result<Vec<_>, _>>()?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).and_then(|last| {
        let key = match query.sort {
            FindingSort::TimeDesc | FindingSort::Time => last.time.into(),
            FindingSort::SeverityDesc | FindingSort::Severity => last.severity.id().into(),
            FindingSort::Rule => serde_json::Value::from(last.analytic.uid.as_str()),
        };
        cursor::encode(&(key, last.time, &last.uid))
    });
    Ok(Page { items, next })
}

/// Every finding as its JSON text, oldest first, until `take` says no.
pub(crate) fn each(
    db: &Connection,
    take: &mut dyn FnMut(Finding) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let mut select = db.prepare_cached("SELECT body FROM findings ORDER BY time, uid")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let body: String = row.get(0)?;
        if !take(parse(&body)?)? {
            break;
        }
    }
    Ok(())
}

fn filter(query: &FindingQuery) -> (Vec<String>, Vec<Sql>) {
    let mut clauses = vec!["1".to_owned()];
    let mut values = Vec::new();
    let mut add = |clause: &str, value: Option<Sql>| {
        if let Some(value) = value {
            clauses.push(clause.to_owned());
            values.push(value);
        }
    };
    add("cloud = ?", query.cloud.map(|cloud| cloud.as_str().to_owned().into()));
    add("severity >= ?", query.min_severity.map(|severity| i64::from(severity.id()).into()));
    add("source = ?", query.source.clone().map(Sql::from));
    add("rule = ?", query.rule.clone().map(Sql::from));
    add("time >= ?", query.from.map(Sql::from));
    add("time < ?", query.to.map(Sql::from));
    add("body LIKE ? ESCAPE '\\'", query.q.as_deref().map(|q| like(q).into()));
    (clauses, values)
}

fn parse(body: &str) -> Result<Finding, StoreError> {
    serde_json::from_str(body).map_err(|e| StoreError::corrupt("finding", e))
}

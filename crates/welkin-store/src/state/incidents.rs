use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use welkin_model::{Incident, Millis};

use super::like;
use crate::{IncidentQuery, IncidentSort, Page, StoreError, cursor};

pub(crate) fn write(db: &Connection, new: &[Incident], withdrawn: &[String]) -> Result<(), StoreError> {
    let mut delete = db.prepare_cached("DELETE FROM incidents WHERE uid = ?")?;
    for uid in withdrawn {
        delete.execute([uid])?;
    }
    let mut insert = db.prepare_cached("INSERT OR REPLACE INTO incidents VALUES (?, ?, ?, ?, ?, ?, ?)")?;
    for incident in new {
        let body = serde_json::to_string(incident).map_err(|e| StoreError::corrupt("incident", e))?;
        // Framed by blanks so that one cloud can be looked for as a word.
        let clouds: String = incident.clouds.iter().flat_map(|cloud| [" ", cloud.as_str(), " "]).collect();
        insert.execute(params![
            incident.uid,
            incident.score,
            incident.severity.id(),
            incident.first_seen(),
            incident.last_seen(),
            clouds,
            body,
        ])?;
    }
    Ok(())
}

pub(crate) fn get(db: &Connection, uid: &str) -> Result<Option<Incident>, StoreError> {
    let mut select = db.prepare_cached("SELECT body FROM incidents WHERE uid = ?")?;
    let body: Option<String> = select.query_row([uid], |row| row.get(0)).optional()?;
    body.as_deref().map(parse).transpose()
}

/// A page of incidents by keyset: the cursor is the sort key of the last one given.
pub(crate) fn page(db: &Connection, query: &IncidentQuery) -> Result<Page<Incident>, StoreError> {
    let after: Option<(i64, Millis, String)> = cursor::decode(query.after.as_deref())?;
    let column = match query.sort {
        IncidentSort::ScoreDesc => "score",
        IncidentSort::TimeDesc => "last_seen",
    };
    let mut clauses = vec!["1".to_owned()];
    let mut values = Vec::new();
    let mut add = |clause: &str, value: Option<Sql>| {
        if let Some(value) = value {
            clauses.push(clause.to_owned());
            values.push(value);
        }
    };
    add("instr(clouds, ?)", query.cloud.map(|cloud| format!(" {cloud} ").into()));
    add("severity >= ?", query.min_severity.map(|severity| i64::from(severity.id()).into()));
    add("last_seen >= ?", query.from.map(Sql::from));
    add("first_seen < ?", query.to.map(Sql::from));
    add("body LIKE ? ESCAPE '\\'", query.q.as_deref().map(|q| like(q).into()));
    if let Some((key, time, uid)) = after {
        clauses.push(format!("({column}, last_seen, uid) < (?, ?, ?)"));
        values.extend([Sql::from(key), Sql::from(time), Sql::from(uid)]);
    }
    let limit = cursor::limit(query.limit);
    let sql = format!(
        "SELECT body FROM incidents WHERE {} ORDER BY {column} DESC, last_seen DESC, uid DESC LIMIT {}",
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
            IncidentSort::ScoreDesc => i64::from(last.score),
            IncidentSort::TimeDesc => last.last_seen(),
        };
        cursor::encode(&(key, last.last_seen(), &last.uid))
    });
    Ok(Page { items, next })
}

/// Every incident, oldest first, until `take` says no.
pub(crate) fn each(
    db: &Connection,
    take: &mut dyn FnMut(Incident) -> Result<bool, StoreError>,
) -> Result<(), StoreError> {
    let mut select = db.prepare_cached("SELECT body FROM incidents ORDER BY last_seen, uid")?;
    let mut rows = select.query([])?;
    while let Some(row) = rows.next()? {
        let body: String = row.get(0)?;
        if !take(parse(&body)?)? {
            break;
        }
    }
    Ok(())
}

fn parse(body: &str) -> Result<Incident, StoreError> {
    serde_json::from_str(body).map_err(|e| StoreError::corrupt("incident", e))
}

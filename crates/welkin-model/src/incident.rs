use std::cmp::{Ordering, Reverse};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::schema::{OCSF_VERSION, conform};
use crate::{Attack, Class, Cloud, Finding, Millis, Severity, path};

/// An attack: findings that belong together, written as OCSF Incident Finding (2005).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Incident {
    /// Deterministic: the uid of the earliest finding, so that an incident keeps its id while it grows.
    pub uid: String,
    pub title: String,
    pub desc: String,
    pub severity: Severity,
    /// 0 to 100.
    pub score: u8,
    /// The clouds that it crossed, in the order of their first finding.
    pub clouds: Vec<Cloud>,
    /// Labels of the identities behind it, the most involved first.
    pub actors: Vec<String>,
    /// Ascending by time.
    pub entries: Vec<IncidentEntry>,
}

/// A finding in an incident.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct IncidentEntry {
    pub finding: Finding,
    /// Why it belongs, in one sentence.
    pub why: String,
}

impl Incident {
    pub fn first_seen(&self) -> Millis {
        self.entries.iter().map(|e| e.finding.time).min().unwrap_or(0)
    }

    pub fn last_seen(&self) -> Millis {
        self.entries.iter().map(|e| e.finding.time).max().unwrap_or(0)
    }

    /// The order of a list: worst first, then the oldest.
    pub fn by_gravity(&self, other: &Incident) -> Ordering {
        let key = |i: &Incident| (Reverse(i.score), i.first_seen());
        key(self).cmp(&key(other)).then_with(|| self.uid.cmp(&other.uid))
    }

    /// The incident as OCSF Incident Finding.
    pub fn to_ocsf(&self) -> Value {
        let class = Class::INCIDENT_FINDING;
        let attacks: Vec<Attack> = self.entries.iter().flat_map(|e| e.finding.attacks.clone()).collect();
        let list: Vec<Value> = self.entries.iter().map(entry).collect();
        let mut body = Map::new();
        let mut put = |path: &str, value: Value| path::set(&mut body, path, value);
        put("class_uid", class.uid().into());
        put("category_uid", class.category_uid().into());
        put("activity_id", 1.into());
        put("type_uid", class.type_uid(1).into());
        put("severity_id", self.severity.id().into());
        put("status_id", 1.into());
        put("time", self.last_seen().into());
        put("start_time", self.first_seen().into());
        put("end_time", self.last_seen().into());
        put("message", self.title.clone().into());
        put("desc", self.desc.clone().into());
        put("attacks", Attack::list(&attacks));
        put("finding_info_list", Value::Array(list));
        put("assignee_group", json!({"name": "unassigned"}));
        put(
            "metadata",
            json!({
                "uid": self.uid, "version": OCSF_VERSION, "log_name": "welkin.detect",
                "product": {"name": "Welkin", "vendor_name": "Welkin", "feature": {"name": "incidents"}},
            }),
        );
        put("impact_score", self.score.into());
        put("unmapped.score", self.score.into());
        put("unmapped.clouds", self.clouds.iter().map(|c| c.as_str()).collect::<Vec<_>>().into());
        put("unmapped.actors", self.actors.clone().into());
        conform(&mut body, class);
        Value::Object(body)
    }
}

fn entry(entry: &IncidentEntry) -> Value {
    let finding = &entry.finding;
    let events: Vec<Value> = finding.events.iter().map(|e| json!({"uid": e.as_str()})).collect();
    json!({
        "uid": finding.uid, "title": finding.title, "desc": entry.why, "created_time": finding.time,
        "analytic": {
            "uid": finding.analytic.uid, "name": finding.analytic.name, "type_id": finding.analytic.kind as u8,
        },
        "attacks": Attack::list(&finding.attacks), "related_events": events,
        "data_sources": [finding.source.as_str()],
        "tags": [
            {"name": "cloud", "value": finding.cloud.as_str()},
            {"name": "severity", "value": finding.severity.as_str()},
        ],
    })
}

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};

use crate::schema::{OCSF_VERSION, conform};
use crate::{Class, Cloud, Event, EventUid, Millis, Severity, SourceId, content_uid, path};

/// What is wrong: one detection about one or more events, written as OCSF Detection Finding (2004).
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Finding {
    /// Deterministic: the same rule on the same events is the same finding.
    pub uid: String,
    pub analytic: Analytic,
    pub title: String,
    pub desc: String,
    pub severity: Severity,
    /// Time of the event that completed the pattern.
    pub time: Millis,
    pub source: SourceId,
    pub cloud: Cloud,
    pub attacks: Vec<Attack>,
    /// The events that it is about, the completing one last.
    pub events: Vec<EventUid>,
    pub evidence: Evidence,
    /// How the rule's or detector's own measure came out, for people: `17 failures in 10 min, usual are 2`.
    pub reason: Option<String>,
}

/// What found it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Analytic {
    pub uid: String,
    pub name: String,
    pub kind: AnalyticKind,
}

/// OCSF `analytic.type_id`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AnalyticKind {
    Rule = 1,
    Behavioral = 2,
    Statistical = 3,
}

/// A technique of MITRE ATT&CK (`T1078.004`) or ATLAS (`AML.T0024.002`), or a tactic alone.
#[derive(Clone, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
pub struct Attack {
    /// Name of the tactic, e.g. `Defense Evasion`.
    pub tactic: Option<String>,
    pub technique: Option<String>,
}

/// The attributes of the completing event that an analyst wants beside the finding, as an event writes them.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct EvidenceParts {
    pub actor: Option<Value>,
    pub api: Option<Value>,
    pub src_endpoint: Option<Value>,
    pub resources: Option<Value>,
    pub cloud: Option<Value>,
}

/// [`EvidenceParts`] as text: evidence is kept for every recent event and looked at for few, and as values it would
/// take ten times the memory.
#[derive(Clone, Eq, PartialEq)]
pub struct Evidence(Arc<str>);

impl Evidence {
    /// The evidence of an event.
    pub fn of(event: &Event) -> Evidence {
        Evidence::write(&Borrowed {
            actor: event.get("actor"),
            api: Some(Called {
                operation: event.get("api.operation"),
                service: event.get("api.service"),
                version: event.get("api.version"),
            })
            .filter(|api| api.operation.is_some() || api.service.is_some() || api.version.is_some()),
            src_endpoint: event.get("src_endpoint"),
            resources: event.get("resources"),
            cloud: event.get("cloud"),
        })
    }

    /// The attributes, to be read.
    pub fn parts(&self) -> EvidenceParts {
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    fn write(parts: &impl Serialize) -> Evidence {
        // Values of JSON are always written; without any there is no evidence.
        Evidence(serde_json::to_string(parts).unwrap_or_else(|_| NOTHING.to_owned()).into())
    }
}

const NOTHING: &str = "{}";

/// [`EvidenceParts`] of an event that goes on living.
#[derive(Serialize)]
struct Borrowed<'a> {
    actor: Option<&'a Value>,
    api: Option<Called<'a>>,
    src_endpoint: Option<&'a Value>,
    resources: Option<&'a Value>,
    cloud: Option<&'a Value>,
}

/// What was called, not what was sent: the event has that.
#[derive(Serialize)]
struct Called<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    operation: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    service: Option<&'a Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<&'a Value>,
}

impl Default for Evidence {
    fn default() -> Evidence {
        Evidence(NOTHING.into())
    }
}

impl fmt::Debug for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.parts().fmt(f)
    }
}

/// People read the parts; what only programs read takes the text as it is.
impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match serializer.is_human_readable() {
            true => self.parts().serialize(serializer),
            false => serializer.serialize_str(&self.0),
        }
    }
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Evidence, D::Error> {
        match deserializer.is_human_readable() {
            true => Ok(Evidence::write(&EvidenceParts::deserialize(deserializer)?)),
            false => Ok(Evidence(String::deserialize(deserializer)?.into())),
        }
    }
}

impl Finding {
    /// The id that a rule and its events give.
    pub fn uid_of(analytic: &str, events: &[EventUid]) -> String {
        let parts = std::iter::once(analytic.as_bytes()).chain(events.iter().map(|e| e.as_str().as_bytes()));
        content_uid(parts)
    }

    /// The finding as OCSF Detection Finding.
    pub fn to_ocsf(&self) -> Value {
        let mut body = Map::new();
        let class = Class::DETECTION_FINDING;
        let metadata = json!({
            "uid": self.uid, "version": OCSF_VERSION, "log_name": "welkin.detect",
            "product": {"name": "Welkin", "vendor_name": "Welkin", "feature": {"name": "detect"}},
        });
        let events: Vec<Value> = self.events.iter().map(|e| json!({"uid": e.as_str()})).collect();
        let attacks = Attack::list(&self.attacks);
        let info = json!({
            "uid": self.uid, "title": self.title, "desc": self.desc, "created_time": self.time,
            "analytic": {"uid": self.analytic.uid, "name": self.analytic.name, "type_id": self.analytic.kind as u8},
            "attacks": attacks, "related_events": events, "related_events_count": self.events.len(),
            "data_sources": [self.source.as_str()],
        });
        let EvidenceParts { actor, api, src_endpoint, resources, cloud } = self.evidence.parts();
        let mut evidence = Map::new();
        for (key, value) in [("actor", actor), ("api", api), ("src_endpoint", src_endpoint)] {
            if let Some(value) = value {
                evidence.insert(key.to_owned(), value);
            }
        }
        let mut put = |path: &str, value: Value| path::set(&mut body, path, value);
        put("class_uid", class.uid().into());
        put("category_uid", class.category_uid().into());
        put("activity_id", 1.into());
        put("type_uid", class.type_uid(1).into());
        put("severity_id", self.severity.id().into());
        put("status_id", 1.into());
        put("time", self.time.into());
        put("message", self.title.clone().into());
        put("metadata", metadata);
        put("finding_info", info);
        put("is_alert", (self.severity >= Severity::Medium).into());
        put("unmapped.source", self.source.as_str().into());
        put("unmapped.cloud", self.cloud.as_str().into());
        if let Some(reason) = &self.reason {
            put("status_detail", reason.clone().into());
        }
        if !evidence.is_empty() {
            put("evidences", json!([evidence]));
        }
        if let Some(resources) = resources {
            put("resources", resources);
        }
        if let Some(cloud) = cloud {
            put("cloud", cloud);
        }
        conform(&mut body, class);
        Value::Object(body)
    }
}

impl Attack {
    /// The OCSF `attacks` list, each technique once.
    pub fn list(attacks: &[Attack]) -> Value {
        let mut attacks = attacks.to_vec();
        attacks.sort();
        attacks.dedup();
        let one = |a: &Attack| {
            let mut object = Map::new();
            if let Some(tactic) = &a.tactic {
                object.insert("tactic".to_owned(), json!({"name": tactic}));
            }
            if let Some(technique) = &a.technique {
                // A sub-technique names its technique too, so that both can be searched.
                let is_sub = technique.trim_start_matches("AML.").contains('.');
                match technique.rsplit_once('.').filter(|_| is_sub) {
                    Some((parent, _)) => {
                        object.insert("technique".to_owned(), json!({"uid": parent}));
                        object.insert("sub_technique".to_owned(), json!({"uid": technique}));
                    }
                    None => {
                        object.insert("technique".to_owned(), json!({"uid": technique}));
                    }
                }
                let matrix = if technique.starts_with("AML.") { "ATLAS" } else { "ATT&CK" };
                object.insert("version".to_owned(), matrix.into());
            }
            Value::Object(object)
        };
        Value::Array(attacks.iter().map(one).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::validate;

    #[test]
    fn is_a_valid_detection_finding() {
        let finding = Finding {
            uid: "f".into(),
            analytic: Analytic { uid: "r".into(), name: "rule".into(), kind: AnalyticKind::Rule },
            title: "t".into(),
            desc: "d".into(),
            severity: Severity::High,
            time: 1,
            source: SourceId::parse("aws.cloudtrail").unwrap(),
            cloud: Cloud::Aws,
            attacks: vec![
                Attack { tactic: Some("Exfiltration".into()), technique: Some("AML.T0024.002".into()) },
                Attack { tactic: None, technique: Some("T1078".into()) },
            ],
            events: vec![EventUid::new("e")],
            evidence: Evidence::default(),
            reason: Some("because".into()),
        };
        let ocsf = finding.to_ocsf();
        assert_eq!(validate(&ocsf), Vec::<String>::new());
        assert_eq!(ocsf["finding_info"]["attacks"][0]["technique"]["uid"], "T1078");
        assert_eq!(ocsf["finding_info"]["attacks"][1]["sub_technique"]["uid"], "AML.T0024.002");
        assert!(ocsf["unmapped"].get("nonconforming").is_none(), "{ocsf}");
    }
}

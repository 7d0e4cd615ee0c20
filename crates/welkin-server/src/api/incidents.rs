use axum::Json;
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use welkin_model::{Incident, Millis, Severity};
use welkin_store::{IncidentQuery, IncidentSort};

use super::error::ErrorBody;
use super::filter::cloud;
use super::ocsf::{CloudName, OcsfObject};
use super::page::{List, PageParams};
use super::{Api, ApiError};

/// Which incidents.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct IncidentParams {
    /// Only those that touch this cloud.
    cloud: Option<String>,
    /// At least this OCSF severity: 1 informational to 5 critical.
    severity_id: Option<i64>,
    /// Text anywhere in the incident.
    q: Option<String>,
    /// `-score` (default) or `-time`.
    sort: Option<String>,
}

/// An incident, as its page shows it.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IncidentDetail {
    /// OCSF Incident Finding (2005).
    incident: OcsfObject,
    timeline: Vec<TimelineEntry>,
    entities: Entities,
}

/// A finding in the course of an incident.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TimelineEntry {
    /// Unix ms.
    time: Millis,
    cloud: CloudName,
    source: String,
    finding_uid: String,
    title: String,
    severity_id: u8,
    actor: Option<String>,
    tactic: Option<String>,
    technique: Option<Technique>,
    event_uids: Vec<String>,
    /// Why the finding belongs to the incident.
    why_joined: String,
}

/// A technique of ATT&CK or ATLAS.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Technique {
    uid: String,
    name: String,
}

/// Who and what took part.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Entities {
    nodes: Vec<EntityNode>,
    edges: Vec<EntityEdge>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntityNode {
    id: String,
    kind: EntityKind,
    label: String,
    cloud: Option<String>,
    /// Findings that it takes part in.
    weight: usize,
}

/// What an entity is.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EntityKind {
    Address,
    CloudAccount,
    Credential,
    Identity,
    Resource,
    Session,
}

/// Whether a relation identifies or only hints.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Strength {
    Strong,
    Weak,
}

#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EntityEdge {
    from: String,
    to: String,
    label: String,
    strength: Strength,
}

/// Incidents, worst first.
#[utoipa::path(get, path = "/incidents", params(IncidentParams, PageParams), responses(
    (status = 200, description = "OCSF Incident Findings (2005)", body = List<OcsfObject>),
    (status = "4XX", body = ErrorBody)))]
pub(crate) async fn list_incidents(
    State(api): State<Api>,
    Query(filter): Query<IncidentParams>,
    Query(page): Query<PageParams>,
) -> Result<Json<List<OcsfObject>>, ApiError> {
    let sort = match filter.sort.as_deref() {
        None | Some("" | "-score") => IncidentSort::ScoreDesc,
        Some("-time") => IncidentSort::TimeDesc,
        Some(other) => {
            return Err(ApiError::bad_request(format!("unknown sort `{other}`; sorts are -score, -time")));
        }
    };
    let query = IncidentQuery {
        cloud: cloud(filter.cloud.as_deref())?,
        min_severity: filter.severity_id.map(Severity::from_id),
        q: filter.q.filter(|q| !q.is_empty()),
        sort,
        limit: page.limit(),
        after: page.after,
        ..IncidentQuery::default()
    };
    let page = tokio::task::spawn_blocking(move || api.store.incidents(&query)).await??;
    Ok(Json(List { items: page.items.iter().map(|i| OcsfObject(i.to_ocsf())).collect(), next: page.next }))
}

/// One incident with its course and the entities in it.
#[utoipa::path(get, path = "/incidents/{uid}", params(("uid" = String, Path)), responses(
    (status = 200, body = IncidentDetail), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn get_incident(
    State(api): State<Api>,
    Path(uid): Path<String>,
) -> Result<Json<IncidentDetail>, ApiError> {
    let incident = tokio::task::spawn_blocking(move || api.store.incident(&uid)).await??;
    let incident = incident.ok_or_else(|| ApiError::not_found("incident"))?;
    Ok(Json(IncidentDetail {
        timeline: incident.entries.iter().map(timeline_entry).collect(),
        entities: entities(&incident),
        incident: OcsfObject(incident.to_ocsf()),
    }))
}

fn timeline_entry(entry: &welkin_model::IncidentEntry) -> TimelineEntry {
    let finding = &entry.finding;
    let attack = finding.attacks.first();
    let technique = attack.and_then(|a| a.technique.clone());
    TimelineEntry {
        time: finding.time,
        cloud: finding.cloud.into(),
        source: finding.source.to_string(),
        finding_uid: finding.uid.clone(),
        title: finding.title.clone(),
        severity_id: finding.severity.id(),
        actor: evidence(
            &finding.evidence.parts().actor,
            &["/user/email_addr", "/user/name", "/user/uid", "/app_name"],
        ),
        tactic: attack.and_then(|a| a.tactic.clone()),
        technique: technique.map(|uid| Technique { name: uid.clone(), uid }),
        event_uids: finding.events.iter().map(|e| e.as_str().to_owned()).collect(),
        why_joined: entry.why.clone(),
    }
}

fn evidence(value: &Option<Value>, pointers: &[&str]) -> Option<String> {
    let value = value.as_ref()?;
    pointers.iter().find_map(|p| value.pointer(p)?.as_str()).map(str::to_owned)
}

/// Identities, the credentials and addresses that they used, and what they touched.
fn entities(incident: &Incident) -> Entities {
    let mut graph = Entities::default();
    for entry in &incident.entries {
        let finding = &entry.finding;
        let cloud = finding.cloud.to_string();
        let parts = finding.evidence.parts();
        let actor = &parts.actor;
        let Some(name) =
            evidence(actor, &["/user/email_addr", "/user/name", "/user/uid", "/app_name", "/app_uid"])
        else {
            continue;
        };
        let who = graph.node(EntityKind::Identity, &name, Some(&cloud));
        if let Some(key) = evidence(actor, &["/user/credential_uid"]) {
            let key = graph.node(EntityKind::Credential, &key, Some(&cloud));
            graph.edge(&who, &key, "used", Strength::Strong);
        }
        if let Some(session) = evidence(actor, &["/session/uid"]) {
            let session = graph.node(EntityKind::Session, &session, Some(&cloud));
            graph.edge(&who, &session, "in", Strength::Strong);
        }
        if let Some(ip) = evidence(&parts.src_endpoint, &["/ip"]) {
            let ip = graph.node(EntityKind::Address, &ip, None);
            graph.edge(&who, &ip, "from", Strength::Weak);
        }
        if let Some(account) = evidence(&parts.cloud, &["/account/uid", "/project_uid"]) {
            let account = graph.node(EntityKind::CloudAccount, &account, Some(&cloud));
            graph.edge(&who, &account, "in", Strength::Weak);
        }
        let operation = evidence(&parts.api, &["/operation"]).unwrap_or_else(|| finding.title.clone());
        let resources = parts.resources.as_ref().and_then(Value::as_array);
        for resource in resources.into_iter().flatten().take(3) {
            let named = ["name", "uid"].iter().find_map(|key| resource.get(key)?.as_str());
            if let Some(named) = named {
                let what = graph.node(EntityKind::Resource, named, Some(&cloud));
                graph.edge(&who, &what, &operation, Strength::Strong);
            }
        }
    }
    graph
}

/// More than this cannot be looked at.
const NODES: usize = 150;

impl Entities {
    fn node(&mut self, kind: EntityKind, label: &str, cloud: Option<&str>) -> String {
        let id = format!("{kind:?}:{label}");
        if let Some(node) = self.nodes.iter_mut().find(|node| node.id == id) {
            node.weight += 1;
        } else if self.nodes.len() < NODES {
            self.nodes.push(EntityNode {
                id: id.clone(),
                kind,
                label: label.to_owned(),
                cloud: cloud.map(str::to_owned),
                weight: 1,
            });
        }
        id
    }

    fn edge(&mut self, from: &str, to: &str, label: &str, strength: Strength) {
        let known = |id: &str| self.nodes.iter().any(|node| node.id == id);
        let drawn = self.edges.iter().any(|edge| edge.from == from && edge.to == to);
        if known(from) && known(to) && !drawn {
            self.edges.push(EntityEdge {
                from: from.to_owned(),
                to: to.to_owned(),
                label: label.to_owned(),
                strength,
            });
        }
    }
}

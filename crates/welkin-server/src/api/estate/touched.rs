use std::collections::BTreeSet;

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::Value;
use utoipa::IntoParams;

use super::shape::AssetRow;
use crate::api::error::ErrorBody;
use crate::api::page::List;
use crate::api::{Api, ApiError};
use crate::estate::touched;

/// Of what.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct TouchedParams {
    /// The uid of an incident.
    incident: Option<String>,
    /// The uid of a finding.
    finding: Option<String>,
    /// The uid of an event.
    event: Option<String>,
}

/// The assets that an incident, a finding or an event touched.
#[utoipa::path(get, path = "/estate/touched", params(TouchedParams), responses(
    (status = 200, body = List<AssetRow>), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn get_touched(
    State(api): State<Api>,
    Query(params): Query<TouchedParams>,
) -> Result<Json<List<AssetRow>>, ApiError> {
    let current = super::current(&api)?;
    let items = tokio::task::spawn_blocking(move || {
        let mut found = BTreeSet::new();
        for value in told(&api, &params)? {
            found.extend(touched(&current.graph, &value));
        }
        let assets = found.iter().filter_map(|id| current.graph.asset(id.as_str()));
        Ok::<_, ApiError>(assets.map(AssetRow::of).collect())
    })
    .await??;
    Ok(Json(List { items, next: None }))
}

/// What was told: the findings of the incident, the finding, the event.
fn told(api: &Api, params: &TouchedParams) -> Result<Vec<Value>, ApiError> {
    if let Some(uid) = &params.incident {
        let incident = api.store.incident(uid)?.ok_or_else(|| ApiError::not_found("incident"))?;
        return Ok(incident.entries.iter().map(|entry| entry.finding.to_ocsf()).collect());
    }
    if let Some(uid) = &params.finding {
        let finding = api.store.finding(uid)?.ok_or_else(|| ApiError::not_found("finding"))?;
        return Ok(vec![finding.to_ocsf()]);
    }
    if let Some(uid) = &params.event {
        let event = api.store.event(uid)?.ok_or_else(|| ApiError::not_found("event"))?;
        return Ok(vec![event.event.into_value()]);
    }
    Err(ApiError::bad_request("expected `incident`, `finding` or `event`"))
}

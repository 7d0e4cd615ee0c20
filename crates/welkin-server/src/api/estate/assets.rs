use axum::Json;
use axum::extract::{Query, State};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use welkin_model::estate::Asset;

use super::shape::AssetRow;
use crate::api::error::ErrorBody;
use crate::api::filter::cloud;
use crate::api::{Api, ApiError};

/// Which assets. Several values of one parameter are separated by commas and any of them fits.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct AssetParams {
    /// `aws`, `azure`, `gcp`, `oci`, `ibm` or `other`.
    cloud: Option<String>,
    /// `model`, `endpoint`, `bucket` …
    kind: Option<String>,
    /// `ai`, `identity`, `data`, `network`, `key`, `compute`, `logging`, `organisation` or `other`.
    group: Option<String>,
    region: Option<String>,
    scope: Option<String>,
    /// Text in the id, the name, the type or a label.
    q: Option<String>,
    /// A fact that must hold: `public=yes`.
    fact: Option<String>,
    /// Only assets with something that could not be read.
    unknown: Option<bool>,
    /// `id` (default), `name`, `kind`, `cloud` or `region`, with `-` in front for the other direction.
    sort: Option<String>,
    /// How many to pass over.
    offset: Option<usize>,
    /// At most so many: 100 if not given, never more than 1,000.
    limit: Option<usize>,
}

/// A part of the assets that fit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AssetPage {
    items: Vec<AssetRow>,
    /// How many fit altogether.
    total: usize,
}

/// Assets, a part at a time: `offset` and `limit` let a table of any length scroll.
#[utoipa::path(get, path = "/estate/assets", params(AssetParams), responses(
    (status = 200, body = AssetPage), (status = "4XX", body = ErrorBody)))]
pub(crate) async fn list_assets(
    State(api): State<Api>,
    Query(params): Query<AssetParams>,
) -> Result<Json<AssetPage>, ApiError> {
    let filter = Filter::of(&params)?;
    let (sort, descending) = sort(params.sort.as_deref())?;
    let current = super::current(&api)?;
    let (offset, limit) = (params.offset.unwrap_or(0), params.limit.unwrap_or(100).clamp(1, 1_000));
    let page = tokio::task::spawn_blocking(move || {
        let mut fit: Vec<&Asset> = current.graph.assets().iter().filter(|asset| filter.fits(asset)).collect();
        if let Some(key) = sort {
            fit.sort_by(|a, b| key(a).cmp(key(b)));
        }
        if descending {
            fit.reverse();
        }
        let items = fit.iter().skip(offset).take(limit).map(|asset| AssetRow::of(asset)).collect();
        AssetPage { items, total: fit.len() }
    })
    .await?;
    Ok(Json(page))
}

type Key = fn(&Asset) -> &str;

/// The field to sort by, none for the order of the graph, and whether backwards.
fn sort(text: Option<&str>) -> Result<(Option<Key>, bool), ApiError> {
    let text = text.unwrap_or("id");
    let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
    let key: Option<Key> = match name {
        "" | "id" => None,
        "name" => Some(|asset| &asset.name),
        "kind" => Some(|asset| asset.kind.as_str()),
        "cloud" => Some(|asset| asset.cloud.as_str()),
        "region" => Some(|asset| &asset.region),
        other => {
            let message = format!("unknown sort `{other}`; sorts are id, name, kind, cloud, region");
            return Err(ApiError::bad_request(message));
        }
    };
    Ok((key, descending))
}

struct Filter {
    clouds: Vec<String>,
    kinds: Vec<String>,
    groups: Vec<String>,
    regions: Vec<String>,
    scopes: Vec<String>,
    text: Option<String>,
    fact: Option<(String, String)>,
    unknown: bool,
}

impl Filter {
    fn of(params: &AssetParams) -> Result<Filter, ApiError> {
        let list = |text: &Option<String>| -> Vec<String> {
            let text = text.as_deref().unwrap_or("");
            text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
        };
        let clouds = list(&params.cloud);
        for name in &clouds {
            cloud(Some(name))?;
        }
        let fact = match params.fact.as_deref().filter(|fact| !fact.is_empty()) {
            None => None,
            Some(text) => {
                let (fact, value) = text
                    .split_once('=')
                    .ok_or_else(|| ApiError::bad_request("`fact` is name=value, e.g. public=yes"))?;
                Some((fact.to_owned(), value.to_owned()))
            }
        };
        Ok(Filter {
            clouds,
            kinds: list(&params.kind),
            groups: list(&params.group),
            regions: list(&params.region),
            scopes: list(&params.scope),
            text: params.q.as_deref().map(str::to_lowercase).filter(|text| !text.is_empty()),
            fact,
            unknown: params.unknown.unwrap_or(false),
        })
    }

    fn fits(&self, asset: &Asset) -> bool {
        let any = |wanted: &[String], value: &str| wanted.is_empty() || wanted.iter().any(|one| one == value);
        any(&self.clouds, asset.cloud.as_str())
            && any(&self.kinds, asset.kind.as_str())
            && any(&self.groups, asset.kind.group().as_str())
            && any(&self.regions, &asset.region)
            && any(&self.scopes, &asset.scope)
            && (!self.unknown || !asset.unknowns.is_empty())
            && self.fact.as_ref().is_none_or(|(fact, value)| {
                asset.facts.iter().any(|(known, told)| known.as_str() == fact && told == value)
            })
            && self.text.as_deref().is_none_or(|text| mentions(asset, text))
    }
}

fn mentions(asset: &Asset, text: &str) -> bool {
    let has = |value: &str| value.to_lowercase().contains(text);
    has(asset.id.as_str())
        || has(&asset.name)
        || has(&asset.native_type)
        || asset.labels.iter().any(|(key, value)| has(key) || has(value))
}

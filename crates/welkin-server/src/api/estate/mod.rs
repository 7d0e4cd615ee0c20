//! Assets, their relations, and how the estate changed.

mod asset;
mod assets;
mod graph;
mod history;
mod path;
mod shape;
mod summary;
mod touched;

pub(super) use asset::{__path_get_asset, get_asset};
pub(super) use assets::{__path_list_assets, list_assets};
pub(super) use graph::{__path_get_neighbourhood, get_neighbourhood};
pub(super) use history::{__path_get_estate_diff, __path_list_snapshots, get_estate_diff, list_snapshots};
pub(super) use path::{__path_get_path, get_path};
pub(super) use summary::{__path_get_estate, get_estate};
pub(super) use touched::{__path_get_touched, get_touched};

use std::sync::Arc;

use super::{Api, ApiError};
use crate::estate::Current;

/// The estate in force.
///
/// # Errors
/// Nothing was discovered yet.
fn current(api: &Api) -> Result<Arc<Current>, ApiError> {
    api.estate.get().ok_or_else(|| ApiError::not_found("estate: nothing was discovered yet"))
}

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::StoreError;

/// An opaque page cursor of the sort key of the last item.
pub(crate) fn encode(key: &impl Serialize) -> Option<String> {
    serde_json::to_vec(key).ok().map(hex::encode)
}

/// The sort key in a cursor.
pub(crate) fn decode<K: DeserializeOwned>(cursor: Option<&str>) -> Result<Option<K>, StoreError> {
    let Some(cursor) = cursor else { return Ok(None) };
    let bytes = hex::decode(cursor).ok();
    match bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()) {
        Some(key) => Ok(Some(key)),
        None => Err(StoreError::Cursor(cursor.chars().take(80).collect())),
    }
}

/// The limit of a page: 1 to 1000.
pub(crate) fn limit(asked: usize) -> usize {
    asked.clamp(1, 1000)
}

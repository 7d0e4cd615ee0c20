use welkin_model::estate::AssetKind;

use crate::registry::Registered;

/// Every AI type of the provider's catalogues, and the calls that read it.
pub(crate) fn registry() -> Vec<Registered> {
    let _ = AssetKind::Other;
    Vec::new()
}

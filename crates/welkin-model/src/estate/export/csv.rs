use crate::estate::Asset;

/// The columns of [`csv_row`].
pub const CSV_HEADER: [&str; 11] =
    ["id", "kind", "cloud", "native_type", "name", "scope", "region", "labels", "facts", "unknown", "calls"];

/// One asset; lists are written as `key=value` joined by `; `.
pub fn csv_row(asset: &Asset) -> [String; 11] {
    let labels: Vec<String> = asset.labels.iter().map(|(key, value)| format!("{key}={value}")).collect();
    let facts: Vec<String> = asset.facts.iter().map(|(fact, value)| format!("{fact}={value}")).collect();
    let unknown: Vec<String> =
        asset.unknowns.iter().map(|unknown| format!("{}={}", unknown.about, unknown.reason)).collect();
    let calls: Vec<&str> = asset.views.iter().map(|view| &*view.via).collect();
    [
        asset.id.to_string(),
        asset.kind.to_string(),
        asset.cloud.to_string(),
        asset.native_type.to_string(),
        asset.name.clone(),
        asset.scope.to_string(),
        asset.region.to_string(),
        labels.join("; "),
        facts.join("; "),
        unknown.join("; "),
        calls.join("; "),
    ]
}

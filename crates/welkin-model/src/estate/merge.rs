use super::builder::Draft;
use super::payload::Payloads;
use super::{Asset, AssetKind};

/// One asset for each id, in the order of the nodes, with all that its descriptions say. Where two descriptions differ,
/// the one whose way comes first by name wins, so that the order in which they came does not count.
pub(super) fn merge(
    mut drafts: Vec<Draft>,
    rank: &dyn Fn(u32) -> u32,
    payloads: &Payloads,
) -> Vec<(u32, Asset)> {
    for draft in &mut drafts {
        draft.node = rank(draft.node);
    }
    drafts.sort_unstable_by(|a, b| key(a).cmp(&key(b)));
    let mut assets: Vec<(u32, Asset)> = Vec::with_capacity(drafts.len());
    let mut last_content = 0;
    for draft in drafts {
        let Draft { node, content, asset } = draft;
        match assets.last_mut() {
            Some((known, into)) if *known == node => {
                let again = content == last_content && same_view(into, &asset, payloads);
                absorb(into, asset, again);
            }
            _ => assets.push((node, asset)),
        }
        last_content = content;
    }
    for (_, asset) in &mut assets {
        asset.labels.sort();
        asset.facts.sort();
        asset.unknowns.sort();
        asset.unknowns.dedup();
        asset.labels.shrink_to_fit();
        asset.facts.shrink_to_fit();
    }
    assets
}

fn key(draft: &Draft) -> (u32, &str, u64, i64) {
    let via = draft.asset.views.first().map_or("", |view| &*view.via);
    (draft.node, via, draft.content, draft.asset.observed_at)
}

fn same_view(known: &Asset, other: &Asset, payloads: &Payloads) -> bool {
    match (known.views.last(), other.views.first()) {
        (Some(a), Some(b)) => a.via == b.via && payloads.get(a.payload) == payloads.get(b.payload),
        _ => false,
    }
}

fn absorb(into: &mut Asset, from: Asset, again: bool) {
    if into.kind == AssetKind::Other {
        into.kind = from.kind;
    }
    if into.name.is_empty() {
        into.name = from.name;
    }
    if into.scope.is_empty() {
        into.scope = from.scope;
    }
    if into.region.is_empty() {
        into.region = from.region;
    }
    for (key, value) in from.labels {
        if into.label(&key).is_none() {
            into.labels.push((key, value));
        }
    }
    for (fact, value) in from.facts {
        if into.fact(fact).is_none() {
            into.facts.push((fact, value));
        }
    }
    into.unknowns.extend(from.unknowns);
    into.observed_at = into.observed_at.max(from.observed_at);
    if !again {
        into.views.extend(from.views);
    }
}

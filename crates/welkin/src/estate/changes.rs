use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};
use welkin_model::estate::{AssetId, Graph, GraphDiff, diff};

use super::EstateFormat;
use crate::exit::Failure;
use crate::output::clip;

/// Writes what changed between two states of the estate.
pub(crate) fn write_diff(before: &Graph, after: &Graph, format: EstateFormat) -> Result<(), Failure> {
    let found = diff(before, after);
    let mut out = io::BufWriter::new(io::stdout().lock());
    let written = match format {
        EstateFormat::Table => table(before, after, &found, &mut out),
        EstateFormat::Json => writeln!(out, "{}", json!(lines(before, after, &found))),
        _ => lines(before, after, &found).iter().try_for_each(|line| writeln!(out, "{line}")),
    };
    written.and_then(|()| out.flush()).map_err(Failure::io("cannot write the changes"))
}

/// `{"change": "appeared" | "vanished" | "unseen" | "changed" | "edge_appeared" | "edge_vanished", …}`
fn lines(before: &Graph, after: &Graph, found: &GraphDiff) -> Vec<Value> {
    let asset = |change: &str, graph: &Graph, id: &AssetId| {
        let asset = graph.asset(id.as_str());
        json!({
            "change": change,
            "id": id,
            "kind": asset.map(|asset| asset.kind),
            "cloud": asset.map(|asset| asset.cloud),
            "name": asset.map(|asset| asset.name.as_str()),
        })
    };
    let mut lines: Vec<Value> = found.appeared.iter().map(|id| asset("appeared", after, id)).collect();
    lines.extend(found.vanished.iter().map(|id| asset("vanished", before, id)));
    lines.extend(found.unseen.iter().map(|id| asset("unseen", before, id)));
    lines.extend(found.changed.iter().map(|change| {
        let mut line = asset("changed", after, &change.id);
        if let Some(map) = line.as_object_mut() {
            map.insert("fields".to_owned(), json!(change.fields));
        }
        line
    }));
    for (change, edges) in
        [("edge_appeared", &found.edges_appeared), ("edge_vanished", &found.edges_vanished)]
    {
        lines.extend(edges.iter().map(|edge| {
            json!({"change": change, "from": edge.from, "kind": edge.kind, "to": edge.to, "field": &*edge.field})
        }));
    }
    lines
}

fn table(before: &Graph, after: &Graph, found: &GraphDiff, out: &mut impl Write) -> io::Result<()> {
    if found.is_empty() {
        return writeln!(out, "Nothing has changed.");
    }
    let mut by_cloud: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    let mut count = |graph: &Graph, ids: &mut dyn Iterator<Item = &AssetId>, at: usize| {
        for id in ids {
            let cloud = graph.asset(id.as_str()).map_or("other", |asset| asset.cloud.as_str());
            if let Some(number) = by_cloud.entry(cloud).or_default().get_mut(at) {
                *number += 1;
            }
        }
    };
    count(after, &mut found.appeared.iter(), 0);
    count(before, &mut found.vanished.iter(), 1);
    count(after, &mut found.changed.iter().map(|change| &change.id), 2);
    count(before, &mut found.unseen.iter(), 3);
    writeln!(out, "CLOUD   APPEARED  VANISHED  CHANGED   NOT READ THIS TIME")?;
    for (cloud, [appeared, vanished, changed, unseen]) in &by_cloud {
        writeln!(out, "{cloud:<7} {appeared:<9} {vanished:<9} {changed:<9} {unseen}")?;
    }
    for (sign, ids, graph) in
        [("+", &found.appeared, after), ("-", &found.vanished, before), ("?", &found.unseen, before)]
    {
        for id in ids {
            let kind = graph.asset(id.as_str()).map_or("", |asset| asset.kind.as_str());
            writeln!(out, "{sign} {kind:<18} {id}")?;
        }
    }
    for change in &found.changed {
        writeln!(out, "~ {}", change.id)?;
        for field in &change.fields {
            let text = |value: &Option<Value>| value.as_ref().map_or("(none)".to_owned(), Value::to_string);
            writeln!(
                out,
                "    {}: {} → {}",
                field.field,
                clip(&text(&field.before), 60),
                clip(&text(&field.after), 60)
            )?;
        }
    }
    for (sign, edges) in [("+", &found.edges_appeared), ("-", &found.edges_vanished)] {
        for edge in edges {
            writeln!(out, "{sign} {} {} {}", edge.from, edge.kind, edge.to)?;
        }
    }
    Ok(())
}

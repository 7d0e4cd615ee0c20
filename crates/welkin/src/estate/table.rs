use std::io::{self, Write};

use welkin_model::estate::{AssetGroup, Graph};

use crate::output::clip;

/// Assets by family, then what is unknown.
pub(super) fn write(graph: &Graph, out: &mut impl Write) -> io::Result<()> {
    let mut assets: Vec<_> = graph.assets().iter().collect();
    assets.sort_by_key(|asset| (asset.kind.group(), asset.kind, asset.cloud, &asset.name));
    let mut group: Option<AssetGroup> = None;
    for asset in assets {
        if group != Some(asset.kind.group()) {
            let blank = if group.is_none() { "" } else { "\n" };
            group = Some(asset.kind.group());
            let title = asset.kind.group().as_str().to_uppercase();
            writeln!(
                out,
                "{blank}{title:<18} {:<6} {:<40} {:<15} {:<24} FACTS",
                "CLOUD", "NAME", "REGION", "SCOPE"
            )?;
        }
        let facts: Vec<String> = asset.facts.iter().map(|(fact, value)| format!("{fact}={value}")).collect();
        writeln!(
            out,
            "{:<18} {:<6} {:<40} {:<15} {:<24} {}{}",
            asset.kind.as_str(),
            asset.cloud.as_str(),
            clip(&asset.name, 40),
            clip(&asset.region, 15),
            clip(&asset.scope, 24),
            clip(&facts.join(" "), 70),
            if asset.unknowns.is_empty() { "" } else { " (partly unknown)" },
        )?;
    }
    for (at, hole) in graph.holes().iter().enumerate() {
        let title = if at == 0 { "\nUNKNOWN\n" } else { "" };
        writeln!(out, "{title}{hole}")?;
    }
    Ok(())
}

use welkin_model::Attack;

/// The tactics and techniques that a rule's tags name: `attack.t1078.004`, `attack.persistence`, `atlas.aml.t0024`.
///
/// A technique stands with the first tactic of the rule, since Sigma tags do not pair them.
pub(super) fn attacks(tags: &[String]) -> Vec<Attack> {
    let tactic = tags.iter().find_map(|tag| tactic(tag));
    let techniques: Vec<Attack> = tags
        .iter()
        .filter_map(|tag| technique(tag))
        .map(|technique| Attack { tactic: tactic.clone(), technique: Some(technique) })
        .collect();
    match (techniques.is_empty(), tactic) {
        (true, Some(tactic)) => vec![Attack { tactic: Some(tactic), technique: None }],
        _ => techniques,
    }
}

fn technique(tag: &str) -> Option<String> {
    let tag = tag.to_ascii_uppercase();
    if let Some(id) = tag.strip_prefix("ATTACK.T") {
        return id.starts_with(|c: char| c.is_ascii_digit()).then(|| format!("T{id}"));
    }
    tag.strip_prefix("ATLAS.").filter(|id| id.starts_with("AML.T")).map(str::to_owned)
}

fn tactic(tag: &str) -> Option<String> {
    let name = tag.strip_prefix("attack.").or_else(|| tag.strip_prefix("atlas."))?;
    let folded = name.replace('_', "-");
    TACTICS.iter().find(|(slug, _)| *slug == folded).map(|(_, name)| (*name).to_owned())
}

/// ATT&CK v19 and ATLAS 5.6 tactics by the slug that tags use. ATT&CK 19 split Defense Evasion in two.
const TACTICS: [(&str, &str); 18] = [
    ("reconnaissance", "Reconnaissance"),
    ("resource-development", "Resource Development"),
    ("initial-access", "Initial Access"),
    ("execution", "Execution"),
    ("persistence", "Persistence"),
    ("privilege-escalation", "Privilege Escalation"),
    ("defense-evasion", "Defense Evasion"),
    ("defense-impairment", "Defense Impairment"),
    ("stealth", "Stealth"),
    ("credential-access", "Credential Access"),
    ("discovery", "Discovery"),
    ("lateral-movement", "Lateral Movement"),
    ("collection", "Collection"),
    ("command-and-control", "Command and Control"),
    ("exfiltration", "Exfiltration"),
    ("impact", "Impact"),
    ("ai-model-access", "AI Model Access"),
    ("ai-attack-staging", "AI Attack Staging"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn techniques_stand_with_the_first_tactic() {
        let tags =
            ["attack.exfiltration", "attack.t1537", "atlas.aml.t0024.002", "cve.2024.1"].map(str::to_owned);
        let found = attacks(&tags);
        assert_eq!(found.len(), 2);
        assert!(found.iter().all(|a| a.tactic.as_deref() == Some("Exfiltration")));
        assert_eq!(found[1].technique.as_deref(), Some("AML.T0024.002"));
        assert_eq!(attacks(&["attack.impact".to_owned()])[0].technique, None);
    }
}

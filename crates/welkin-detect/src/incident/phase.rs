/// Where in an attack a tactic stands: 0 getting in, 1 settling, 2 spreading, 3 reaching the goal.
///
/// The four phases are coarser than the tactics of ATT&CK and ATLAS on purpose: within one, attackers go back and
/// forth.
pub(super) fn phase(tactic: &str) -> u8 {
    match tactic {
        "Reconnaissance" | "Resource Development" | "Initial Access" | "Execution" | "AI Model Access" => 0,
        "Persistence" | "Privilege Escalation" | "Defense Evasion" | "Defense Impairment" | "Stealth" => 1,
        "Credential Access" | "Discovery" | "Lateral Movement" | "Command and Control" => 2,
        _ => 3,
    }
}

/// Whether findings, given as tactics in the order of time, can be one attack going on: at least two tactics, the
/// later of some pair no earlier in an attack than the earlier.
pub(super) fn progresses(tactics: &[&str]) -> bool {
    tactics
        .iter()
        .enumerate()
        .any(|(i, first)| tactics.iter().skip(i + 1).any(|then| then != first && phase(first) <= phase(then)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_attack_goes_forward() {
        assert!(progresses(&["Initial Access", "Persistence"]));
        assert!(progresses(&["Impact", "Discovery", "Exfiltration"]));
        assert!(!progresses(&["Persistence", "Persistence"]));
        assert!(!progresses(&["Exfiltration", "Discovery"]));
        assert!(!progresses(&[]));
    }
}

use std::collections::BTreeSet;

use welkin_model::{Finding, Severity};

use super::phase::phase;

/// 0 to 100: the worst finding counts most, then each further cloud, each phase of an attack, and each further
/// technique; harm to a model or its data adds.
pub(super) fn score(findings: &[&Finding]) -> u8 {
    let worst = match findings.iter().map(|f| f.severity).max() {
        Some(Severity::Critical | Severity::Fatal) => 40,
        Some(Severity::High) => 32,
        Some(Severity::Medium) => 20,
        _ => 8,
    };
    let clouds: BTreeSet<_> = findings.iter().map(|f| f.cloud).collect();
    let attacks = || findings.iter().flat_map(|f| &f.attacks);
    let phases: BTreeSet<u8> = attacks().filter_map(|a| a.tactic.as_deref()).map(phase).collect();
    let techniques: BTreeSet<_> = attacks().filter_map(|a| a.technique.as_deref()).collect();
    let grave = findings.iter().filter(|f| f.severity >= Severity::High).count();
    let on_ai = attacks().any(|a| a.technique.as_deref().is_some_and(|t| t.starts_with("AML.")));
    let sum = worst
        + clouds.len().saturating_sub(1).min(3) * 10
        + phases.len().saturating_sub(1) * 4
        + techniques.len().saturating_sub(1).min(5) * 2
        + grave.min(4) * 2
        + usize::from(on_ai) * 5;
    u8::try_from(sum.min(100)).unwrap_or(100)
}

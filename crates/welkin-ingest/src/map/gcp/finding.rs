//! What findings of Security Command Center say in words.

use serde_json::{Value, json};
use welkin_model::Class;

/// The class of a finding by its own class, else by the marks of the older shapes.
pub(super) fn class_of(own: Option<&str>, scanner: bool, cve: bool) -> Class {
    match own {
        Some("VULNERABILITY") => Class::VULNERABILITY_FINDING,
        Some("MISCONFIGURATION" | "POSTURE_VIOLATION") => Class::COMPLIANCE_FINDING,
        Some("SENSITIVE_DATA_RISK") => Class::DATA_SECURITY_FINDING,
        Some(class) if class != "FINDING_CLASS_UNSPECIFIED" => Class::DETECTION_FINDING,
        _ if cve => Class::VULNERABILITY_FINDING,
        _ if scanner => Class::COMPLIANCE_FINDING,
        _ => Class::DETECTION_FINDING,
    }
}

/// The tactics of ATT&CK by the names of `MitreAttack.Tactic`.
const TACTICS: [(&str, &str, &str); 14] = [
    ("RECONNAISSANCE", "Reconnaissance", "TA0043"),
    ("RESOURCE_DEVELOPMENT", "Resource Development", "TA0042"),
    ("INITIAL_ACCESS", "Initial Access", "TA0001"),
    ("EXECUTION", "Execution", "TA0002"),
    ("PERSISTENCE", "Persistence", "TA0003"),
    ("PRIVILEGE_ESCALATION", "Privilege Escalation", "TA0004"),
    ("DEFENSE_EVASION", "Defense Evasion", "TA0005"),
    ("CREDENTIAL_ACCESS", "Credential Access", "TA0006"),
    ("DISCOVERY", "Discovery", "TA0007"),
    ("LATERAL_MOVEMENT", "Lateral Movement", "TA0008"),
    ("COLLECTION", "Collection", "TA0009"),
    ("COMMAND_AND_CONTROL", "Command and Control", "TA0011"),
    ("EXFILTRATION", "Exfiltration", "TA0010"),
    ("IMPACT", "Impact", "TA0040"),
];

/// `PRIVILEGE_ESCALATION`, or the first word of a category (`Persistence: IAM Anomalous Grant`).
pub(super) fn tactic(word: &str) -> Option<Value> {
    let folded = word.trim().replace([' ', '-'], "_").to_ascii_uppercase();
    let (_, name, uid) = TACTICS.iter().find(|(own, ..)| *own == folded)?;
    Some(json!({"name": name, "uid": uid}))
}

/// `VALID_ACCOUNTS` as ATT&CK writes it.
pub(super) fn technique(word: &str) -> Value {
    let mut name = String::new();
    for part in word.split('_').filter(|p| !p.is_empty()) {
        let mut letters = part.chars();
        if !name.is_empty() {
            name.push(' ');
        }
        name.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        name.push_str(&letters.as_str().to_ascii_lowercase());
    }
    json!({"name": name})
}

/// `https://attack.mitre.org/techniques/T1078/004/` as technique and sub-technique.
pub(super) fn technique_of_url(url: &str) -> Option<Value> {
    let (_, path) = url.split_once("/techniques/")?;
    let mut parts = path.split('/').filter(|p| !p.is_empty());
    let technique = parts.next()?;
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !technique.strip_prefix('T').is_some_and(digits) {
        return None;
    }
    Some(match parts.next().filter(|sub| digits(sub)) {
        Some(sub) => {
            json!({"technique": {"uid": technique}, "sub_technique": {"uid": format!("{technique}.{sub}")}})
        }
        None => json!({"technique": {"uid": technique}}),
    })
}

use serde_json::{Value, json};
use welkin_model::{Draft, Native};

use crate::map::Object;

/// How a service spells the members of an action: GuardDuty `remoteIpDetails`, Security Hub `RemoteIpDetails`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Case {
    Camel,
    Pascal,
}

impl Case {
    /// The dotted path below `base`, in this spelling.
    fn path(self, base: &str, path: &str) -> String {
        let mut full = base.to_owned();
        for part in path.split('.') {
            if !full.is_empty() {
                full.push('.');
            }
            let mut letters = part.chars();
            match (self, letters.next()) {
                (Case::Pascal, Some(first)) => {
                    full.extend(first.to_uppercase());
                    full.push_str(letters.as_str());
                }
                _ => full.push_str(part),
            }
        }
        full
    }
}

/// Maps the action that a finding reports, GuardDuty's `service.action` or Security Hub's `Action`: the call to `api`,
/// the connection or query to `evidences`, one per connection.
pub(super) fn map(record: &mut Native, draft: &mut Draft, base: &str, case: Case) {
    call(record, draft, base, case);
    let probes = case.path(base, "portProbeAction.portProbeDetails");
    for evidence in record.each(&probes, |probe| connection(probe, "", case)) {
        draft.push("evidences", evidence);
    }
    for kind in ["networkConnectionAction", "rdsLoginAttemptAction"] {
        let evidence = connection(record, &case.path(base, kind), case);
        draft.push("evidences", evidence.unwrap_or_default());
    }
    let path = |p: &str| case.path(base, p);
    if let Some(domain) = record.take_str(&path("dnsRequestAction.domain")) {
        let mut evidence = Object::default();
        let protocol = record.take_str(&path("dnsRequestAction.protocol"));
        evidence
            .set("query.hostname", Some(domain))
            .set("connection_info.direction_id", Some(2))
            .set("connection_info.protocol_name", protocol);
        draft.push("evidences", evidence.into_value().unwrap_or_default());
    }
    let blocked = ["networkConnectionAction.blocked", "dnsRequestAction.blocked", "portProbeAction.blocked"]
        .into_iter()
        .find_map(|p| record.read_bool(&path(p)));
    if let Some(blocked) = blocked {
        let id = if blocked { 2 } else { 1 };
        draft.put("action_id", id).put("disposition_id", id);
    }
}

/// API calls of AWS and of Kubernetes.
fn call(record: &mut Native, draft: &mut Draft, base: &str, case: Case) {
    let aws = |p: &str| case.path(base, &format!("awsApiCallAction.{p}"));
    let kubernetes = |p: &str| case.path(base, &format!("kubernetesApiCallAction.{p}"));
    let mut evidence = Object::default();
    if let Some(operation) = record.take_str(&aws("api")) {
        let error = record.take_str(&aws("errorCode"));
        draft
            .put("api.operation", operation)
            .set("api.service.name", record.take_str(&aws("serviceName")))
            .set("api.response.error", error);
        remote(record, &mut evidence, &aws("remoteIpDetails"), case, "src_endpoint");
        let agent = record.take_str("service.additionalInfo.userAgent.fullUserAgent");
        evidence.set("http_request.user_agent", agent);
    }
    if let Some(verb) = record.take_str(&kubernetes("verb")) {
        draft.put("api.operation", verb).put("api.service.name", "Kubernetes");
        remote(record, &mut evidence, &kubernetes("remoteIpDetails"), case, "src_endpoint");
        evidence
            .set("http_request.url.path", record.take_str(&kubernetes("requestUri")))
            .set("http_request.user_agent", record.take_str(&kubernetes("userAgent")))
            .set("http_response.code", record.take_int(&kubernetes("statusCode")));
    }
    draft.push("evidences", evidence.into_value().unwrap_or_default());
}

/// One connection, seen from the resource: the remote end is the source of inbound ones.
fn connection(record: &mut Native, base: &str, case: Case) -> Option<Value> {
    let path = |p: &str| case.path(base, p);
    let direction = record.take_str(&path("connectionDirection"));
    let (direction_id, near, far) = match direction.as_deref() {
        Some(d) if d.eq_ignore_ascii_case("outbound") => (2, "src_endpoint", "dst_endpoint"),
        Some(d) if d.eq_ignore_ascii_case("inbound") => (1, "dst_endpoint", "src_endpoint"),
        _ => (0, "dst_endpoint", "src_endpoint"),
    };
    let mut evidence = Object::default();
    remote(record, &mut evidence, &path("remoteIpDetails"), case, far);
    evidence
        .set(&format!("{far}.port"), record.take_int(&path("remotePortDetails.port")))
        .set(&format!("{far}.svc_name"), record.take_str(&path("remotePortDetails.portName")))
        .address(near, "hostname", record.take_str(&path("localIpDetails.ipAddressV4")))
        .set(&format!("{near}.port"), record.take_int(&path("localPortDetails.port")))
        .set(&format!("{near}.svc_name"), record.take_str(&path("localPortDetails.portName")));
    let protocol = record.take_str(&path("protocol"));
    if direction.is_some() || protocol.is_some() {
        evidence
            .set("connection_info.direction_id", Some(direction_id))
            .set("connection_info.direction", direction)
            .set("connection_info.protocol_name", protocol);
    }
    // An endpoint needs more than a port to be one.
    for end in [near, far] {
        if evidence.has(&format!("{end}.port")) && !evidence.has(&format!("{end}.ip")) {
            evidence.set(&format!("{end}.name"), Some("Unknown"));
        }
    }
    evidence.into_value()
}

/// The remote address with what is known of its place and network.
fn remote(record: &mut Native, evidence: &mut Object, base: &str, case: Case, end: &str) {
    let path = |p: &str| case.path(base, p);
    let at = |p: &str| format!("{end}.{p}");
    let address = record.take_str(&path("ipAddressV4")).or_else(|| record.take_str(&path("ipAddressV6")));
    if address.is_none() {
        return;
    }
    evidence
        .address(end, "hostname", address)
        .set(&at("location.country"), record.take_str(&path("country.countryName")))
        .set(&at("location.city"), record.take_str(&path("city.cityName")))
        .set(&at("isp"), record.take_str(&path("organization.isp")))
        .set(&at("isp_org"), record.take_str(&path("organization.org")))
        .set(&at("autonomous_system.number"), record.take_int(&path("organization.asn")))
        .set(&at("autonomous_system.name"), record.take_str(&path("organization.asnOrg")));
    if evidence.has(&at("location")) {
        let number = |v: Option<Value>| v.filter(Value::is_number);
        for (name, key) in [("lat", "lat"), ("lon", "long")] {
            let from = path(&format!("geoLocation.{name}"));
            if record.get(&from).is_some_and(Value::is_number) {
                evidence.set(&at(&format!("location.{key}")), number(record.take(&from)));
            }
        }
    }
}

/// The tactics of ATT&CK (enterprise) by the words that AWS uses for them.
const TACTICS: [(&str, &str, &str); 14] = [
    ("recon", "Reconnaissance", "TA0043"),
    ("resourcedevelopment", "Resource Development", "TA0042"),
    ("initialaccess", "Initial Access", "TA0001"),
    ("execution", "Execution", "TA0002"),
    ("persistence", "Persistence", "TA0003"),
    ("privilegeescalation", "Privilege Escalation", "TA0004"),
    ("defenseevasion", "Defense Evasion", "TA0005"),
    ("credentialaccess", "Credential Access", "TA0006"),
    ("discovery", "Discovery", "TA0007"),
    ("lateralmovement", "Lateral Movement", "TA0008"),
    ("collection", "Collection", "TA0009"),
    ("commandandcontrol", "Command and Control", "TA0011"),
    ("exfiltration", "Exfiltration", "TA0010"),
    ("impact", "Impact", "TA0040"),
];

/// `attacks` of the tactics named by words (`Exfiltration`, `Initial Access`) and of the techniques whose ids stand in
/// the texts (`T1078.004`).
pub(super) fn attacks<'a>(
    tactics: impl IntoIterator<Item = &'a str>,
    texts: impl IntoIterator<Item = &'a str>,
) -> Vec<Value> {
    let mut attacks: Vec<Value> = Vec::new();
    let mut add = |attack: Value| {
        if !attacks.contains(&attack) {
            attacks.push(attack);
        }
    };
    for word in tactics {
        let word: String = word.chars().filter(char::is_ascii_alphabetic).collect();
        let found = TACTICS.iter().find(|(known, ..)| word.eq_ignore_ascii_case(known));
        if let Some((_, name, uid)) = found {
            add(json!({"tactic": {"name": name, "uid": uid}}));
        }
    }
    for text in texts {
        for word in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '.')) {
            let word = word.trim_end_matches('.');
            if is_technique(word) {
                add(match word.split_once('.') {
                    Some((technique, _)) => {
                        json!({"technique": {"uid": technique}, "sub_technique": {"uid": word}})
                    }
                    None => json!({"technique": {"uid": word}}),
                });
            }
        }
    }
    attacks
}

fn is_technique(word: &str) -> bool {
    let digits = |s: &str, n: usize| s.len() == n && s.bytes().all(|b| b.is_ascii_digit());
    let Some(number) = word.strip_prefix('T') else { return false };
    match number.split_once('.') {
        Some((technique, sub)) => digits(technique, 4) && digits(sub, 3),
        None => digits(number, 4),
    }
}

import { ACCOUNTS, ACTIONS, ACTORS, ADDRESSES, PROVIDERS, REGIONS, SEVERITY, SOURCES } from "./estate.mjs";
import { INCIDENTS } from "./incidents.mjs";
import { random } from "./random.mjs";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Everything the fake server answers from, as of `now`. */
export function fixtures(now) {
  const rng = random(20261124);
  const events = [];
  const findings = [];
  const incidents = INCIDENTS.map((plan) => incident(plan, now, events, findings));
  for (let n = 0; n < 1400; n += 1) {
    const time = now - rng.int(0, DAY - MINUTE);
    const action = rng.pick(ACTIONS);
    const one = event({ ...action, time, uid: `ev-${rng.hex(12)}`, actor: rng.pick(ACTORS), address: rng.pick(ADDRESSES) });
    events.push(one);
    if (rng.next() < 0.24) findings.push(finding(action, one, `fi-${rng.hex(12)}`));
  }
  events.sort((a, b) => b.time - a.time);
  findings.sort((a, b) => b.time - a.time);
  return { events, findings, incidents, sources: SOURCES.map((source) => sourceState(source, now)), quarantine: quarantine(now) };
}

/** One more event with its finding, for the live stream. */
export function fresh(now, sequence) {
  const action = ACTIONS[sequence % ACTIONS.length];
  const one = event({ ...action, time: now, uid: `ev-live-${sequence}`, actor: ACTORS[sequence % ACTORS.length], address: ADDRESSES[sequence % ADDRESSES.length] });
  return { event: one, finding: finding(action, one, `fi-live-${sequence}`) };
}

const cloudOf = (source) => SOURCES.find((one) => one.id === source).cloud;

function event({ source, service, operation, time, uid, actor, address }) {
  const cloud = cloudOf(source);
  const raw = { eventTime: new Date(time).toISOString(), eventSource: service, eventName: operation, awsRegion: REGIONS[cloud], sourceIPAddress: address, userIdentity: { type: "User", userName: actor, accountId: ACCOUNTS[cloud] }, eventID: uid, note: "<script>alert(1)</script>" };
  return {
    class_uid: 6003, class_name: "API Activity", category_uid: 6, category_name: "Application Activity", activity_id: 1, activity_name: "Create", type_uid: 600301,
    time, severity_id: 1, severity: "Informational", status: "Success", status_id: 1,
    metadata: { uid, version: "1.8.0", log_name: source, sequence: time % 100000, product: { name: service, vendor_name: PROVIDERS[cloud] } },
    cloud: { provider: PROVIDERS[cloud], account: { uid: ACCOUNTS[cloud] }, region: REGIONS[cloud] },
    actor: { user: { name: actor, uid: `uid:${actor}`, type: "User" } },
    api: { operation, service: { name: service } },
    src_endpoint: { ip: address },
    resources: [{ uid: `${service}/${operation.split(".").pop()}`, type: service }],
    message: `${operation} by ${actor}`,
    raw_data: JSON.stringify(raw),
  };
}

function finding(action, of, uid) {
  const severity_id = action.severity;
  const attacks = [{ tactic: { uid: action.tactic[0], name: action.tactic[1] }, technique: { uid: action.technique[0], name: action.technique[1] } }];
  const rule = action.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  return {
    class_uid: 2004, class_name: "Detection Finding", category_uid: 2, category_name: "Findings", activity_id: 1, activity_name: "Create", type_uid: 200401,
    time: of.time, severity_id, severity: SEVERITY[severity_id], status_id: 1, status: "New",
    message: action.title,
    metadata: { uid, version: "1.8.0", log_name: "welkin.detect", product: { name: "Welkin", vendor_name: "Welkin" } },
    finding_info: {
      uid, title: action.title, desc: `${action.title}: ${of.api.operation} by ${of.actor.user.name}.`, created_time: of.time,
      analytic: { uid: rule, name: action.title, type_id: 1, type: "Rule" }, attacks, related_events: [{ uid: of.metadata.uid }], data_sources: [of.metadata.log_name],
    },
    cloud: of.cloud,
    evidences: [{ actor: of.actor, src_endpoint: of.src_endpoint, api: of.api }],
    resources: of.resources,
    unmapped: { source: of.metadata.log_name, cloud: cloudOf(of.metadata.log_name) },
  };
}

function incident(plan, now, events, findings) {
  const start = now - plan.startMinutesAgo * MINUTE;
  const timeline = plan.steps.map(([minute, source, service, operation, title, severity, tactic, technique, why], index) => {
    const time = start + minute * MINUTE;
    const one = event({ source, service, operation, time, uid: `ev-${plan.uid}-${index}`, actor: plan.actor, address: plan.address });
    events.push(one);
    const found = finding({ title, severity, tactic, technique }, one, `fi-${plan.uid}-${index}`);
    findings.push(found);
    return { found, entry: { time, cloud: cloudOf(source), source, finding_uid: found.finding_info.uid, title, severity_id: severity, actor: plan.actor, tactic: tactic[1], technique: { uid: technique[0], name: technique[1] }, event_uids: [one.metadata.uid], why_joined: why } };
  });
  const first = timeline[0].entry.time;
  const last = timeline.at(-1).entry.time;
  const ocsf = {
    class_uid: 2005, class_name: "Incident Finding", category_uid: 2, category_name: "Findings", activity_id: 1, activity_name: "Create", type_uid: 200501,
    time: last, severity_id: plan.severity, severity: SEVERITY[plan.severity], status_id: 1, status: "New", message: plan.title, desc: plan.desc, start_time: first, end_time: last, impact_score: plan.score,
    metadata: { uid: plan.uid, version: "1.8.0", product: { name: "Welkin", vendor_name: "Welkin" } },
    finding_info_list: timeline.map(({ found }) => found.finding_info),
    attacks: [...new Map(timeline.flatMap(({ found }) => found.finding_info.attacks).map((attack) => [attack.technique.uid, attack])).values()],
    unmapped: { score: plan.score, clouds: [...new Set(timeline.map(({ entry }) => entry.cloud))], actors: [plan.actor, plan.address] },
  };
  return {
    incident: ocsf,
    timeline: timeline.map(({ entry }) => entry),
    entities: {
      nodes: plan.nodes.map(([id, kind, label, cloud, weight]) => ({ id, kind, label, cloud, weight })),
      edges: plan.edges.map(([from, to, label, strength]) => ({ from, to, label, strength })),
    },
  };
}

function sourceState({ rate, ...source }, now) {
  const never = source.id === "okta.system";
  const silent = source.id === "gcp.scc";
  const state = never ? "never" : silent ? "silent" : rate < 1 ? "idle" : "active";
  const last = never ? null : now - (silent ? 9 * 60 : rate < 1 ? 14 : 0) * MINUTE - 4_000;
  return { ...source, events_total: never ? 0 : Math.round(rate * 1440) + 12, events_per_minute: rate, last_event_time: last, last_received_at: last === null ? null : last + 2_400, lag_ms: never ? null : silent ? 32_400_000 : 2_400, diagnostics_total: source.id === "aws.cloudtrail" ? 3 : 0, quarantined: source.id === "aws.cloudtrail" ? 2 : source.id === "gcp.audit" ? 1 : 0, state };
}

function quarantine(now) {
  const one = (id, source, record, expected, found, excerpt, minutes) => ({ id, source, file: source ? `s3://tb-trail/${source}/2026/11/24/part-0${record % 7}.json.gz` : null, record, received_at: now - minutes * MINUTE, expected, found, message: `record ${record}: expected ${expected}, found ${found}`, excerpt, size: excerpt.length + 812 });
  return [
    one("q-1", "aws.cloudtrail", 117, "`eventTime` as RFC 3339 time", "string `yesterday`", '{"eventVersion":"1.09","eventTime":"yesterday","eventSource":"iam.amazonaws.com","eventName":"ListUsers"}', 22),
    one("q-2", "aws.cloudtrail", 118, "a JSON object", "end of input at column 61", '{"eventVersion":"1.09","eventTime":"2026-11-24T09:12:44Z","ev', 22),
    one("q-3", "gcp.audit", 9, "`protoPayload.methodName`", "no such field", '{"logName":"projects/technobank-ml-prod/logs/cloudaudit.googleapis.com%2Factivity","protoPayload":{}}', 95),
  ];
}

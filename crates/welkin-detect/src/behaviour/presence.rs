use std::collections::{BTreeMap, VecDeque};
use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use welkin_model::{AnalyticKind, Finding, Millis, Severity};

use super::{Alarm, Detector, make_room};
use crate::Fact;
use crate::identity::{HandleKind, is_public, network};

/// A credential is where its holder is: used from two networks by two clients at once, it has two holders.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Presence {
    uses: BTreeMap<String, Uses>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Uses {
    recent: VecDeque<(Millis, IpAddr, String)>,
    reported: Option<Millis>,
}

const AT_ONCE: Millis = 15 * 60_000;
const AGAIN: Millis = 6 * 3_600_000;
const CREDENTIALS: usize = 50_000;
const RECENT: usize = 32;

impl Detector for Presence {
    fn step(&mut self, fact: &Fact, out: &mut Vec<Finding>) {
        let Some(ip) = fact.ip.filter(|ip| is_public(*ip)) else { return };
        let single = |kind| matches!(kind, HandleKind::Credential | HandleKind::Session);
        let Some(handle) = fact.handles.iter().find(|h| single(h.kind)) else { return };
        let client = fact.user_agent.clone().unwrap_or_default();
        let uses = self.uses.entry(handle.key.clone()).or_default();
        uses.recent.retain(|(time, ..)| fact.time - time <= AT_ONCE);
        let elsewhere = uses
            .recent
            .iter()
            .find(|(_, other, with)| network(*other) != network(ip) && *with != client)
            .map(|(_, other, _)| *other);
        if !uses.recent.iter().any(|(_, other, with)| *other == ip && *with == client) {
            if uses.recent.len() >= RECENT {
                uses.recent.pop_front();
            }
            uses.recent.push_back((fact.time, ip, client));
        }
        if let Some(other) = elsewhere
            && uses.reported.is_none_or(|time| fact.time - time > AGAIN)
        {
            uses.reported = Some(fact.time);
            out.push(
                TWICE.finding(
                    fact,
                    format!("used from {other} and from {ip} within 15 minutes by two clients"),
                ),
            );
        }
        make_room(&mut self.uses, CREDENTIALS, |u| u.recent.back().map_or(0, |(time, ..)| *time));
    }
}

static TWICE: Alarm = Alarm {
    uid: "welkin.presence.credential_in_two_places",
    title: "Credential used from two networks at once",
    desc: "One key or session was used from two networks by two different clients within minutes. A credential that \
           was copied is used by its owner and by whoever copied it.",
    severity: Severity::High,
    kind: AnalyticKind::Behavioral,
    tactic: "Credential Access",
    techniques: &["T1552.005", "T1078.004"],
};

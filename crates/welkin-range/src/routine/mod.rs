//! The normal work of the estate: one act leaves one or a few records.

pub(crate) mod aws;
pub(crate) mod azure;
pub(crate) mod gateway;
pub(crate) mod gcp;
pub(crate) mod ibm;
pub(crate) mod network;
pub(crate) mod oci;
pub(crate) mod staff;

use welkin_model::Millis;

use crate::calendar::{MINUTE, busy};
use crate::people::PEOPLE;
use crate::scribe::Scribe;
use crate::workloads::WORKLOADS;

/// Everything that people and workloads do in the minute that begins at `minute`.
pub(crate) fn minute(scribe: &mut Scribe, minute: Millis) {
    for workload in &WORKLOADS {
        for _ in 0..acts(scribe, workload.rate(minute)) {
            let at = moment(scribe, minute);
            (workload.act)(scribe, at);
        }
    }
    for person in &PEOPLE {
        const ACTS_PER_BUSY_HOUR: u64 = 26;
        let rate = ACTS_PER_BUSY_HOUR * busy(minute, person.office.utc_offset) / 100;
        for _ in 0..acts(scribe, rate) {
            let at = moment(scribe, minute);
            staff::act(scribe, at, person);
        }
    }
}

/// How often something that happens `per_hour` times happens in one minute.
fn acts(scribe: &mut Scribe, per_hour: u64) -> u64 {
    per_hour / 60 + u64::from(scribe.rng.below(60) < per_hour % 60)
}

fn moment(scribe: &mut Scribe, minute: Millis) -> Millis {
    let spread = u64::try_from(MINUTE).unwrap_or(0);
    minute + Millis::try_from(scribe.rng.below(spread)).unwrap_or(0)
}

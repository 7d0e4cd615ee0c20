use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use welkin_model::{AnalyticKind, Finding, Millis, Severity};

use super::{Alarm, Detector, make_room};
use crate::Fact;

/// Two sign-ins that are further apart than anyone can travel in between.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Travel {
    last: BTreeMap<String, (Millis, f64, f64)>,
}

/// Faster than an airliner, and further than an address database is wrong.
const KM_PER_HOUR: f64 = 1000.0;
const KM: f64 = 500.0;
const PRINCIPALS: usize = 50_000;

impl Detector for Travel {
    fn step(&mut self, fact: &Fact, out: &mut Vec<Finding>) {
        let Some((lat, long)) = fact.place.as_ref().and_then(|p| Some((p.latitude?, p.longitude?))) else {
            return;
        };
        if fact.failed || !(-90.0..=90.0).contains(&lat) || !(-180.0..=180.0).contains(&long) {
            return;
        }
        let before = self.last.insert(fact.principal().to_owned(), (fact.time, lat, long));
        if let Some((time, from_lat, from_long)) = before {
            let km = distance(from_lat, from_long, lat, long);
            let hours = (fact.time - time).max(1) as f64 / 3_600_000.0;
            if km > KM && km / hours > KM_PER_HOUR {
                out.push(IMPOSSIBLE.finding(fact, format!("{km:.0} km in {:.0} min", hours * 60.0)));
            }
        }
        make_room(&mut self.last, PRINCIPALS, |(time, ..)| *time);
    }
}

/// Great-circle distance in km (haversine).
fn distance(lat1: f64, long1: f64, lat2: f64, long2: f64) -> f64 {
    let (lat1, long1, lat2, long2) =
        (lat1.to_radians(), long1.to_radians(), lat2.to_radians(), long2.to_radians());
    let a =
        ((lat2 - lat1) / 2.0).sin().powi(2) + lat1.cos() * lat2.cos() * ((long2 - long1) / 2.0).sin().powi(2);
    2.0 * 6371.0 * a.sqrt().asin()
}

static IMPOSSIBLE: Alarm = Alarm {
    uid: "welkin.travel.impossible",
    title: "Impossible travel",
    desc: "An identity was used at two places further apart than anyone can travel in the time between.",
    severity: Severity::Medium,
    kind: AnalyticKind::Behavioral,
    tactic: "Initial Access",
    techniques: &["T1078.004"],
};

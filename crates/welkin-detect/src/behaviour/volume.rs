use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use welkin_model::{AnalyticKind, Finding, Millis, Severity};

use super::{Alarm, Detector, make_room};
use crate::Fact;
use crate::fact::Duty;

/// How much an identity moves, asks and calls per hour, for each kind of service and duty.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Volume {
    series: BTreeMap<String, Series>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Series {
    hour: i64,
    bytes: Measure,
    tokens: Measure,
    calls: Measure,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Measure {
    now: f64,
    alarmed: bool,
    mean: f64,
    deviation: f64,
    hours: u32,
    /// The mean when the baseline had settled: drift is measured against it.
    reference: Option<f64>,
}

const HOUR: Millis = 3_600_000;
/// Hours until a baseline has settled.
const SETTLED: u32 = 6;
const SERIES: usize = 50_000;
const GB: f64 = 1e9;

impl Detector for Volume {
    fn step(&mut self, fact: &Fact, out: &mut Vec<Finding>) {
        let key = format!("{} {} {:?}", fact.principal(), fact.service, fact.duty);
        let hour = fact.time.div_euclid(HOUR);
        let series = self.series.entry(key).or_insert_with(|| Series { hour, ..Series::default() });
        if hour > series.hour {
            // Hours without a fact count too, up to a day: a burst after silence is a burst.
            let gap = u32::try_from(hour - series.hour).unwrap_or(u32::MAX).min(24);
            for measure in [&mut series.bytes, &mut series.tokens, &mut series.calls] {
                measure.close(gap);
            }
            series.hour = hour;
        }
        let calls = f64::from(u8::from(fact.model.is_some()));
        // A training job reads what it trains on, however much that is.
        let bytes = if fact.duty == Duty::Training { 0.0 } else { fact.bytes as f64 };
        let floor = if fact.duty == Duty::Inference { 5.0 * GB } else { 20.0 * GB };
        let without_baseline = if fact.duty == Duty::Inference { Some(20.0 * GB) } else { None };
        for (measure, amount, floor, at_once, alarm, unit) in [
            (&mut series.bytes, bytes, floor, without_baseline, &MOVED, "bytes"),
            (&mut series.tokens, fact.tokens as f64, 200_000.0, None, &ASKED, "tokens"),
            (&mut series.calls, calls, 400.0, None, &CALLED, "model calls"),
        ] {
            if let Some(usual) = measure.add(amount, floor, at_once) {
                let reason = format!("{:.0} {unit} within the hour, usual are {usual:.0}", measure.now);
                out.push(alarm.finding(fact, format!("{}: {reason}", fact.actor)));
            }
        }
        make_room(&mut self.series, SERIES, |s| s.hour);
    }
}

impl Measure {
    /// Counts, and returns the usual amount when this hour has become unusual, once an hour.
    fn add(&mut self, amount: f64, floor: f64, without_baseline: Option<f64>) -> Option<f64> {
        self.now += amount;
        if amount <= 0.0 || self.alarmed || self.now < floor {
            return None;
        }
        let usual = self.reference.map_or(self.mean, |reference| self.mean.min(reference * 3.0));
        let unusual = match self.hours >= SETTLED {
            true => {
                self.now > usual * 5.0 && self.now > self.mean + 6.0 * self.deviation.min(usual.max(floor))
            }
            false => without_baseline.is_some_and(|limit| self.now > limit),
        };
        self.alarmed = unusual;
        unusual.then_some(usual)
    }

    /// Ends the hour, and `gap - 1` silent ones behind it.
    fn close(&mut self, gap: u32) {
        self.learn(self.now);
        for _ in 1..gap {
            self.learn(0.0);
        }
        self.now = 0.0;
        self.alarmed = false;
    }

    /// Once settled, an hour counts at most twice the mean, so one principal cannot teach the baseline quickly, and
    /// the reference keeps it from teaching it slowly.
    fn learn(&mut self, amount: f64) {
        let amount = if self.hours >= SETTLED { amount.min(self.mean * 2.0 + 1.0) } else { amount };
        let weight = 1.0 / f64::from(self.hours.min(23) + 1);
        let off = (amount - self.mean).abs();
        self.mean += weight * (amount - self.mean);
        self.deviation += weight * (off - self.deviation);
        self.hours = self.hours.saturating_add(1);
        if self.hours == SETTLED {
            self.reference = Some(self.mean);
        }
    }
}

static MOVED: Alarm = Alarm {
    uid: "welkin.volume.bytes",
    title: "Unusual amount of data read",
    desc: "An identity read far more data within an hour than it usually does at this service. Training jobs are \
           expected to; serving identities and people are not.",
    severity: Severity::High,
    kind: AnalyticKind::Statistical,
    tactic: "Exfiltration",
    techniques: &["T1530", "AML.T0025"],
};

static ASKED: Alarm = Alarm {
    uid: "welkin.volume.tokens",
    title: "Unusual number of tokens",
    desc: "An identity used far more tokens within an hour than it usually does: stolen access that is resold, or a \
           model being copied by its answers.",
    severity: Severity::Medium,
    kind: AnalyticKind::Statistical,
    tactic: "Impact",
    techniques: &["AML.T0034", "AML.T0024.002"],
};

static CALLED: Alarm = Alarm {
    uid: "welkin.volume.calls",
    title: "Unusual number of model calls",
    desc: "An identity called models far more often within an hour than it usually does: stolen access that is \
           resold, or a model being copied by its answers.",
    severity: Severity::Medium,
    kind: AnalyticKind::Statistical,
    tactic: "Exfiltration",
    techniques: &["AML.T0024.002", "AML.T0034"],
};

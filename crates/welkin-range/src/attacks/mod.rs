//! The scenarios: attacks, one per file, and the look-alikes that are none.

mod archive_theft;
mod ci_chain;
mod ex_contractor;
mod llmjacking;
mod lookalikes;
mod model_extraction;
mod notebook_abuse;
mod training_poisoning;

use welkin_model::{Cloud, Millis, SourceId};

use crate::Record;
use crate::people::Office;
use crate::scribe::Scribe;

/// A scenario of the demo: an attack, or something innocent that looks like one.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Scenario {
    /// The label of its records.
    pub name: &'static str,
    pub title: &'static str,
    pub description: &'static str,
    pub benign: bool,
    /// The clouds that it crosses, in order.
    pub clouds: &'static [Cloud],
    /// Whoever acts in it, as the native records name them.
    pub principals: &'static [&'static str],
    /// The events of the showing before the start of the demo, those of them that have an id, in order of writing.
    pub events: Vec<ScenarioEvent>,
}

/// One event of a [`Scenario`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct ScenarioEvent {
    pub source: SourceId,
    /// The provider's event id, as [`Record::event_id`] finds it.
    pub id: String,
    pub time: Millis,
}

impl ScenarioEvent {
    pub(crate) fn of(record: &Record) -> Option<ScenarioEvent> {
        let id = record.event_id()?.to_owned();
        Some(ScenarioEvent { source: record.source, id, time: record.time })
    }
}

/// How a scenario is played.
#[derive(Debug)]
pub(crate) struct Plot {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) description: &'static str,
    pub(crate) benign: bool,
    pub(crate) clouds: &'static [Cloud],
    pub(crate) principals: &'static [&'static str],
    /// Writes the records of a showing that begins at the given time.
    pub(crate) perform: fn(&mut Scribe, Millis),
}

/// All plots; the first is the main attack.
pub(crate) static PLOTS: [&Plot; 13] = [
    &ci_chain::PLOT,
    &lookalikes::NIGHTLY_TRAINING,
    &training_poisoning::PLOT,
    &llmjacking::PLOT,
    &lookalikes::TRAVELLER,
    &archive_theft::PLOT,
    &lookalikes::SHARED_NAT,
    &notebook_abuse::PLOT,
    &lookalikes::RELEASE_DAY,
    &model_extraction::PLOT,
    &lookalikes::ON_CALL,
    &ex_contractor::PLOT,
    &lookalikes::SCANNER,
];

/// Where the intruders' addresses are.
static HOSTING: Office = Office {
    city: "Amsterdam",
    state: "Noord-Holland",
    country: "Netherlands",
    country_code: "NL",
    egress: "198.51.100.77",
    utc_offset: 1,
    latitude: 52.374,
    longitude: 4.8897,
};

/// `minutes` after the beginning of a scenario.
fn after(begin: Millis, minutes: f64) -> Millis {
    // Nobody acts on the full second: an even spread, the same for the same step.
    const STRIDE: Millis = 7_919;
    #[expect(clippy::cast_possible_truncation, reason = "a scenario lasts an hour or two")]
    let millis = (minutes * 60_000.0) as Millis;
    begin + millis + (millis / 100 * STRIDE).rem_euclid(1_000)
}

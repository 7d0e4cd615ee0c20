use welkin_model::Millis;

use crate::calendar::{busy, demand, hour_of_day};
use crate::routine::{aws, azure, gateway, gcp, ibm, network, oci};
use crate::scribe::Scribe;

/// Something that runs by itself and leaves records: a pipeline, a service, a scanner.
#[derive(Debug)]
pub(crate) struct Workload {
    /// Acts in the busiest hour.
    pub(crate) per_hour: u64,
    pub(crate) when: When,
    pub(crate) act: fn(&mut Scribe, Millis),
}

/// When a workload runs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum When {
    Always,
    /// As customers of this UTC offset ask for it.
    Demand(i64),
    /// As the staff of this UTC offset works.
    Office(i64),
    /// Between two hours of the day, UTC.
    Nightly(i64, i64),
}

impl Workload {
    /// Acts in an hour like that of `at`.
    pub(crate) fn rate(&self, at: Millis) -> u64 {
        let percent = match self.when {
            When::Always => 100,
            When::Demand(offset) => demand(at, offset),
            When::Office(offset) => busy(at, offset),
            When::Nightly(from, to) => {
                if (from..to).contains(&hour_of_day(at)) {
                    100
                } else {
                    0
                }
            }
        };
        self.per_hour * percent / 100
    }
}

const fn workload(per_hour: u64, when: When, act: fn(&mut Scribe, Millis)) -> Workload {
    Workload { per_hour, when, act }
}

use When::{Always, Demand, Nightly, Office};

#[rustfmt::skip]
pub(crate) static WORKLOADS: [Workload; 34] = [
    workload(360, Demand(-5), aws::fraud_inference),
    workload(160, Demand(-5), aws::assistant),
    workload(420, Always, aws::feature_etl),
    workload(260, Nightly(2, 6), aws::training),
    workload(60, Always, aws::registry),
    workload(120, Office(1), aws::terraform),
    workload(24, Always, aws::deploy),
    workload(420, Always, aws::cluster),
    workload(260, Always, aws::services),
    workload(180, Always, aws::scanner),
    workload(120, Nightly(4, 8), aws::backup),
    workload(240, Always, aws::monitoring),
    workload(420, Always, network::aws),
    workload(420, Always, azure::etl),
    workload(420, Demand(1), azure::assistant),
    workload(160, Nightly(0, 4), azure::training),
    workload(90, Always, azure::management),
    workload(20, Always, azure::deploy),
    workload(14, Office(1), azure::directory),
    workload(200, Always, network::azure),
    workload(300, Demand(8), gcp::risk_inference),
    workload(180, Demand(8), gcp::assistant),
    workload(220, Always, gcp::warehouse),
    workload(150, Nightly(16, 20), gcp::training),
    workload(24, Always, gcp::deploy),
    workload(140, Always, gcp::platform),
    workload(320, Always, network::gcp),
    workload(130, Always, oci::archive),
    workload(24, Office(-5), oci::science),
    workload(120, Always, network::oci),
    workload(150, Demand(1), ibm::core),
    workload(90, Demand(1), ibm::watsonx),
    workload(50, Always, network::ibm),
    workload(420, Demand(1), gateway::clients),
];

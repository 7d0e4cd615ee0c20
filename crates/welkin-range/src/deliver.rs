use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use welkin_model::{Millis, SourceId};

use crate::Record;
use crate::calendar::SECOND;
use crate::rng::Rng;

/// No record is delivered later than this after its event.
pub(crate) const LATEST: Millis = 15 * 60 * SECOND;

/// How long a cloud takes to hand a record of this source over, as its documentation and users tell.
pub(crate) fn delay(source: SourceId, rng: &mut Rng) -> Millis {
    let (low, high) = match source.as_str() {
        "aws.cloudtrail" => (60, 300),
        "aws.s3access" | "aws.vpcflow" => (300, 600),
        "aws.guardduty" => (180, 420),
        "aws.bedrock" | "aws.eks" => (20, 90),
        "azure.vnetflow" => (300, 600),
        "azure.activity" | "azure.openai" | "azure.resource" | "entra.audit" | "entra.signin" => (60, 240),
        "gcp.audit" => (1, 8),
        "gcp.vpcflow" => (10, 60),
        "oci.audit" | "ibm.activity" => (30, 180),
        "oci.vcnflow" | "ibm.vpcflow" => (120, 480),
        "okta.system" => (2, 30),
        _ => (0, 2),
    };
    let spread = u64::try_from((high - low) * SECOND).unwrap_or(0);
    low * SECOND + Millis::try_from(rng.below(spread)).unwrap_or(0)
}

/// Records on their way, handed over in the order of delivery.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wire {
    queue: BinaryHeap<Reverse<InFlight>>,
    sent: u64,
}

#[derive(Clone, Debug)]
struct InFlight {
    sequence: u64,
    record: Record,
}

impl Wire {
    pub(crate) fn send(&mut self, record: Record) {
        self.sent += 1;
        self.queue.push(Reverse(InFlight { sequence: self.sent, record }));
    }

    /// The next record whose delivery is before `horizon`.
    pub(crate) fn receive(&mut self, horizon: Millis) -> Option<Record> {
        if self.queue.peek()?.0.record.delivered >= horizon {
            return None;
        }
        self.queue.pop().map(|item| item.0.record)
    }
}

impl InFlight {
    fn key(&self) -> (Millis, u64) {
        (self.record.delivered, self.sequence)
    }
}

impl PartialEq for InFlight {
    fn eq(&self, other: &InFlight) -> bool {
        self.key() == other.key()
    }
}

impl Eq for InFlight {}

impl PartialOrd for InFlight {
    fn partial_cmp(&self, other: &InFlight) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for InFlight {
    fn cmp(&self, other: &InFlight) -> Ordering {
        self.key().cmp(&other.key())
    }
}

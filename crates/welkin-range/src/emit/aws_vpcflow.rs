use welkin_model::Millis;

use crate::calendar::{SECOND, whole_seconds};
use crate::emit::Flow;
use crate::estate::AWS_PROD;
use crate::ids::Token;
use crate::rng::number_of;
use crate::scribe::Scribe;

impl Scribe {
    /// Both directions of a connection in the default version 2 fields.
    pub(crate) fn aws_flow(&mut self, at: Millis, flow: Flow<'_>) {
        let start = whole_seconds(at);
        let (from, until) = (start / SECOND, start / SECOND + 59);
        let local_port = self.rng.between(32_768, 60_999);
        let interface = Token::hex(number_of(flow.host), 17);
        let verdict = if flow.accepted { "ACCEPT" } else { "REJECT" };
        let Flow { from: source, to: target, port, .. } = flow;
        let (sent, received) = (flow.sent, flow.received);
        let packets = sent / 1_100 + 2;
        self.push(
            "aws.vpcflow",
            start,
            format!(
                "2 {AWS_PROD} eni-{interface} {source} {target} {local_port} {port} 6 {packets} {sent} {from} {until} {verdict} OK"
            ),
        );
        if flow.accepted {
            let packets = received / 1_100 + 2;
            self.push(
                "aws.vpcflow",
                start,
                format!(
                    "2 {AWS_PROD} eni-{interface} {target} {source} {port} {local_port} 6 {packets} {received} {from} {until} {verdict} OK"
                ),
            );
        }
    }
}

use welkin_model::Millis;

use crate::calendar::{Form, SECOND, Stamp};
use crate::emit::Flow;
use crate::estate::GCP_PROD;
use crate::ids::Token;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"insertId":"$id$","jsonPayload":{"reporter":"SRC","start_time":"$start$","end_time":"$end$","#,
    r#""connection":{"src_ip":"$from$","src_port":$local$,"dest_ip":"$to$","dest_port":$port$,"protocol":6},"bytes_sent":"$sent$","packets_sent":"$packets$","#,
    r#""src_vpc":{"vpc_name":"vpc-asia","subnetwork_name":"subnet-asia-prod","project_id":"$project$"},"src_instance":{"zone":"asia-southeast1-b","project_id":"$project$","vm_name":"$host$","region":"asia-southeast1"}},"#,
    r#""resource":{"type":"gce_subnetwork","labels":{"location":"asia-southeast1-b","subnetwork_name":"subnet-asia-prod","subnetwork_id":"4821973650192837465","project_id":"$project$"}},"#,
    r#""timestamp":"$stamp$","logName":"projects/$project$/logs/compute.googleapis.com%2Fvpc_flows","receiveTimestamp":"$stamp$"}"#
);

impl Scribe {
    pub(crate) fn gcp_flow(&mut self, at: Millis, flow: Flow<'_>) {
        let text = fill(
            RECORD,
            &[
                ("id", &Token::lower(self.rng.next(), 13)),
                ("start", &Stamp(at - 5 * SECOND, Form::Nanos)),
                ("end", &Stamp(at, Form::Nanos)),
                ("stamp", &Stamp(at, Form::Nanos)),
                ("from", &flow.from),
                ("local", &self.rng.between(32_768, 60_999)),
                ("to", &flow.to),
                ("port", &flow.port),
                ("sent", &flow.sent),
                ("packets", &(flow.sent / 1_100 + 1)),
                ("project", &GCP_PROD),
                ("host", &flow.host),
            ],
        );
        self.push("gcp.vpcflow", at, text);
    }
}

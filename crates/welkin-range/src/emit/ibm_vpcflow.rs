use welkin_model::Millis;

use crate::calendar::{Form, MINUTE, Stamp, whole_seconds};
use crate::emit::Flow;
use crate::estate::IBM_ACCOUNT;
use crate::ids::Uuid;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"version":"0.0.1","collector_crn":"$crn$::flow-log-collector:$collector$","attached_endpoint_type":"vnic","network_interface_id":"$crn$::virtual-network-interface:$interface$","#,
    r#""instance_crn":"$crn$::instance:$instance$","vpc_crn":"$crn$::vpc:$vpc$","capture_start_time":"$start$","capture_end_time":"$end$","state":"ok","number_of_flow_logs":1,"#,
    r#""flow_logs":[{"start_time":"$start$","end_time":"$end$","direction":"O","action":"$action$","initiator_ip":"$from$","initiator_port":$local$,"target_ip":"$to$","target_port":$port$,"transport_protocol":6,"ether_type":"IPv4","was_initiated":true,"was_terminated":true,"#,
    r#""bytes_from_initiator":$sent$,"packets_from_initiator":$packets$,"bytes_from_target":$received$,"packets_from_target":$packets_back$,"cumulative_bytes_from_initiator":$sent$,"cumulative_packets_from_initiator":$packets$,"cumulative_bytes_from_target":$received$,"cumulative_packets_from_target":$packets_back$}]}"#
);

impl Scribe {
    pub(crate) fn ibm_flow(&mut self, at: Millis, flow: Flow<'_>) {
        let crn = format!("crn:v1:bluemix:public:is:us-south-1:a/{IBM_ACCOUNT}");
        let start = whole_seconds(at);
        let text = fill(
            RECORD,
            &[
                ("crn", &crn),
                ("collector", &Uuid::of("collector")),
                ("interface", &Uuid::of(flow.from)),
                ("instance", &Uuid::of(flow.host)),
                ("vpc", &Uuid::of("vpc-core")),
                ("start", &Stamp(start, Form::Seconds)),
                ("end", &Stamp(start + MINUTE, Form::Seconds)),
                ("action", &if flow.accepted { "accepted" } else { "rejected" }),
                ("from", &flow.from),
                ("local", &self.rng.between(32_768, 60_999)),
                ("to", &flow.to),
                ("port", &flow.port),
                ("sent", &flow.sent),
                ("packets", &(flow.sent / 1_100 + 1)),
                ("received", &flow.received),
                ("packets_back", &(flow.received / 1_100 + 1)),
            ],
        );
        self.push("ibm.vpcflow", start, text);
    }
}

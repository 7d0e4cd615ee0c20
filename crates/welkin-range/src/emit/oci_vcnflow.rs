use welkin_model::Millis;

use crate::calendar::{Form, SECOND, Stamp};
use crate::emit::Flow;
use crate::estate::{OCI_COMPARTMENT, OCI_TENANCY};
use crate::ids::Token;
use crate::rng::number_of;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"datetime":$at$,"logContent":{"data":{"action":"$action$","bytesOut":$sent$,"destinationAddress":"$to$","destinationPort":$port$,"endTime":$end$,"flowid":"$flow$","packets":$packets$,"protocol":6,"protocolName":"TCP","#,
    r#""sourceAddress":"$from$","sourcePort":$local$,"startTime":$start$,"status":"OK","version":"2"},"id":"$id$","#,
    r#""oracle":{"compartmentid":"$compartment$","ingestedtime":"$ingested$","loggroupid":"ocid1.loggroup.oc1.iad.amaaaaaatechnobankflows","logid":"ocid1.log.oc1.iad.amaaaaaatechnobankflows","tenantid":"$tenancy$","#,
    r#""vniccompartmentocid":"$compartment$","vnicocid":"ocid1.vnic.oc1.iad.$vnic$","vnicsubnetocid":"ocid1.subnet.oc1.iad.aaaaaaaatechnobankarchives"},"source":"-","specversion":"1.0","time":"$time$","type":"com.oraclecloud.vcn.flowlogs.DataEvent"}}"#
);

impl Scribe {
    pub(crate) fn oci_flow(&mut self, at: Millis, flow: Flow<'_>) {
        let seconds = at / SECOND;
        let text = fill(
            RECORD,
            &[
                ("at", &at),
                ("action", &if flow.accepted { "ACCEPT" } else { "REJECT" }),
                ("sent", &flow.sent),
                ("from", &flow.from),
                ("to", &flow.to),
                ("port", &flow.port),
                ("local", &self.rng.between(32_768, 60_999)),
                ("start", &seconds),
                ("end", &(seconds + 1)),
                ("flow", &Token::hex(self.rng.next(), 8)),
                ("packets", &(flow.sent / 1_100 + 1)),
                ("id", &Token::hex(self.rng.next(), 16)),
                ("compartment", &OCI_COMPARTMENT),
                ("tenancy", &OCI_TENANCY),
                ("ingested", &Stamp(at + 40 * SECOND, Form::Millis)),
                ("vnic", &Token::lower(number_of(flow.host), 52)),
                ("time", &Stamp(at, Form::Millis)),
            ],
        );
        self.push("oci.vcnflow", at, text);
    }
}

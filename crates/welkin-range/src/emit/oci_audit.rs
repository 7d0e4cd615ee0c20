use welkin_model::Millis;

use crate::actor::OciActor;
use crate::calendar::{Form, Stamp};
use crate::estate::{OCI_COMPARTMENT, OCI_TENANCY};
use crate::ids::Token;
use crate::rng::number_of;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"id":"$id$","specversion":"1.0","type":"com.oraclecloud.$service$.$event$","source":"$resourcename$","time":"$time$","dataschema":"2.0","#,
    r#""oracle":{"compartmentid":"$compartment$","ingestedtime":"$ingested$","loggroupid":"_Audit","tenantid":"$tenancy$"},"#,
    r#""data":{"additionalDetails":$details$,"availabilityDomain":"AD1","compartmentId":"$compartment$","compartmentName":"archives","definedTags":{},"eventGroupingId":"$grouping$","eventName":"$event$","freeformTags":{},"#,
    r#""identity":{"authType":"$auth$","callerId":null,"callerName":null,"consoleSessionId":null,"credentials":"$credentials$","ipAddress":"$ip$","principalId":"$principal$","principalName":"$name$","tenantId":"$tenancy$","userAgent":"$agent$"},"#,
    r#""message":"$event$ succeeded","request":{"action":"$verb$","headers":{"Accept":["*/*"],"User-Agent":["$agent$"],"opc-request-id":["$grouping$"]},"id":"$grouping$/$request$","parameters":{},"path":"$path$"},"#,
    r#""resourceId":"$resource$","resourceName":"$resourcename$","response":{"headers":{"Content-Type":["application/json"],"opc-request-id":["$grouping$/$request$"]},"message":null,"payload":{},"responseTime":"$time$","status":"$status$"},"stateChange":{"current":$state$,"previous":null}}}"#
);

/// One Oracle Cloud API call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OciCall<'a> {
    /// As in the event type: `objectstorage`, `datascience`, …
    pub(crate) service: &'a str,
    pub(crate) event: &'a str,
    pub(crate) verb: &'a str,
    pub(crate) path: &'a str,
    pub(crate) resource: &'a str,
    pub(crate) resource_name: &'a str,
    /// `additionalDetails` as JSON.
    pub(crate) details: &'a str,
    /// `stateChange.current` as JSON.
    pub(crate) state: &'a str,
}

impl Scribe {
    pub(crate) fn oci_audit(&mut self, at: Millis, actor: &OciActor<'_>, call: OciCall<'_>) {
        let seed = number_of(actor.name);
        let kind = if actor.auth == "natv" { "user" } else { "instance" };
        let principal = format!("ocid1.{kind}.oc1..aaaaaaaa{}", Token::lower(seed, 52));
        let credentials = format!("{OCI_TENANCY}/{principal}/{}", fingerprint(seed));
        let ingested = at + Millis::try_from(self.rng.between(800, 5_000)).unwrap_or(800);
        let text = fill(
            RECORD,
            &[
                ("id", &self.uuid()),
                ("service", &call.service),
                ("event", &call.event),
                ("time", &Stamp(at, Form::Millis)),
                ("compartment", &OCI_COMPARTMENT),
                ("tenancy", &OCI_TENANCY),
                ("ingested", &Stamp(ingested, Form::Millis)),
                ("details", &call.details),
                ("grouping", &Token::hex(self.rng.next(), 32)),
                ("request", &Token::hex(self.rng.next(), 32)),
                ("auth", &actor.auth),
                ("credentials", &credentials),
                ("ip", &actor.ip),
                ("principal", &principal),
                ("name", &actor.name),
                ("agent", &actor.agent),
                ("verb", &call.verb),
                ("path", &call.path),
                ("resource", &call.resource),
                ("resourcename", &call.resource_name),
                ("status", &"200"),
                ("state", &call.state),
            ],
        );
        self.push("oci.audit", at, text);
    }
}

/// The fingerprint of an API signing key: 16 bytes with colons.
fn fingerprint(seed: u64) -> String {
    let hex = Token::hex(seed.rotate_left(9), 32).to_string();
    let mut pairs = String::with_capacity(48);
    for (at, digit) in hex.chars().enumerate() {
        if at > 0 && at % 2 == 0 {
            pairs.push(':');
        }
        pairs.push(digit);
    }
    pairs
}

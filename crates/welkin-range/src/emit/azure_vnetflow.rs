use welkin_model::Millis;

use crate::calendar::{Form, Stamp};
use crate::emit::Flow;
use crate::estate::SUBSCRIPTION;
use crate::ids::{Token, Uuid};
use crate::rng::number_of;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"time":"$time$","flowLogVersion":4,"flowLogGUID":"$guid$","macAddress":"$mac$","category":"FlowLogFlowEvent","#,
    r#""flowLogResourceID":"/SUBSCRIPTIONS/$SUBSCRIPTION$/RESOURCEGROUPS/NETWORKWATCHERRG/PROVIDERS/MICROSOFT.NETWORK/NETWORKWATCHERS/NETWORKWATCHER_WESTEUROPE/FLOWLOGS/VNET-TB-EU","#,
    r#""targetResourceID":"/subscriptions/$subscription$/resourceGroups/rg-net-eu/providers/Microsoft.Network/virtualNetworks/vnet-tb-eu","operationName":"FlowLogFlowEvent","#,
    r#""flowRecords":{"flows":[{"aclID":"$acl$","flowGroups":[{"rule":"$rule$","flowTuples":["$at$,$from$,$to$,$local$,$port$,6,$direction$,$state$,NX,$packets$,$sent$,$packets_back$,$received$"]}]}]}}"#
);

impl Scribe {
    pub(crate) fn azure_flow(&mut self, at: Millis, flow: Flow<'_>) {
        let outbound = flow.from.starts_with("10.");
        let rule = match (flow.accepted, outbound) {
            (false, _) => "DefaultRule_DenyAllInBound",
            (true, true) => "DefaultRule_AllowInternetOutBound",
            (true, false) => "AllowGatewayInBound",
        };
        let text = fill(
            RECORD,
            &[
                ("time", &Stamp(at, Form::Ticks)),
                ("guid", &Uuid::of("flowlog")),
                ("mac", &format_args!("0022{}", Token::hex(number_of(flow.host), 8))),
                ("SUBSCRIPTION", &SUBSCRIPTION.to_uppercase()),
                ("subscription", &SUBSCRIPTION),
                ("acl", &Uuid::of("nsg")),
                ("rule", &rule),
                ("at", &at),
                ("from", &flow.from),
                ("to", &flow.to),
                ("local", &self.rng.between(20_000, 60_000)),
                ("port", &flow.port),
                ("direction", &if outbound { "O" } else { "I" }),
                ("state", &if flow.accepted { "E" } else { "D" }),
                ("packets", &(flow.sent / 1_100 + 1)),
                ("sent", &flow.sent),
                ("packets_back", &(flow.received / 1_100)),
                ("received", &flow.received),
            ],
        );
        self.push("azure.vnetflow", at, text);
    }
}

use welkin_model::estate::EdgeKind::{AttachedTo, Exposes, GovernedBy, PeersWith};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use super::{full, kind, told};
use crate::describe::{FactRule, How, Read, TypeRule, fact, reference};

const PREFIX: &[FactRule] = &[
    fact("^properties.addressprefix", Fact::Address, Read::Text),
    fact("^properties.addressprefixes", Fact::Address, Read::Text),
];

/// Networks and what lies in them.
pub(super) static TYPES: &[TypeRule] = &[
    told(
        "microsoft.network/virtualnetworks",
        AssetKind::Network,
        &[fact("addressspace.addressprefixes", Fact::Address, Read::Text)],
    ),
    told("microsoft.network/virtualnetworks/subnets", AssetKind::Subnet, PREFIX),
    full(
        "microsoft.network/virtualnetworks/virtualnetworkpeerings",
        AssetKind::Peering,
        &[reference("remotevirtualnetwork.id", PeersWith, How::Id)],
        &[fact("^properties.peeringstate", Fact::State, Read::Text)],
    ),
    kind("microsoft.network/networksecuritygroups", AssetKind::Firewall),
    kind("microsoft.network/networksecuritygroups/securityrules", AssetKind::FirewallRule),
    kind("microsoft.network/routetables", AssetKind::RouteTable),
    kind("microsoft.network/routetables/routes", AssetKind::RouteTable),
    kind("microsoft.network/networkinterfaces", AssetKind::NetworkInterface),
    full(
        "microsoft.network/publicipaddresses",
        AssetKind::PublicAddress,
        &[
            reference("^properties.ipaddress", Exposes, How::Provides(HandleKind::Address)),
            reference("ipconfiguration.id", Exposes, How::Id),
        ],
        &[fact("^properties.ipaddress", Fact::Address, Read::Text)],
    ),
    kind("microsoft.network/loadbalancers", AssetKind::LoadBalancer),
    full(
        "microsoft.network/applicationgateways",
        AssetKind::LoadBalancer,
        &[reference("firewallpolicy.id", GovernedBy, How::Id)],
        &[],
    ),
    kind("microsoft.network/applicationgatewaywebapplicationfirewallpolicies", AssetKind::Firewall),
    kind("microsoft.network/azurefirewalls", AssetKind::Firewall),
    kind("microsoft.network/firewallpolicies", AssetKind::Firewall),
    kind("microsoft.network/firewallpolicies/rulecollectiongroups", AssetKind::FirewallRule),
    kind("microsoft.network/virtualnetworkgateways", AssetKind::VpnGateway),
    full(
        "microsoft.network/localnetworkgateways",
        AssetKind::VpnGateway,
        &[reference("gatewayipaddress", PeersWith, How::Handle(HandleKind::Address))],
        &[fact("gatewayipaddress", Fact::Address, Read::Text)],
    ),
    full(
        "microsoft.network/connections",
        AssetKind::VpnTunnel,
        &[
            reference("virtualnetworkgateway1.id", AttachedTo, How::Id),
            reference("virtualnetworkgateway2.id", PeersWith, How::Id),
            reference("localnetworkgateway2.id", PeersWith, How::Id),
            reference("peer.id", PeersWith, How::Id),
        ],
        &[fact("^properties.connectionstatus", Fact::State, Read::Text)],
    ),
    kind("microsoft.network/privateendpoints", AssetKind::PrivateLink),
    full(
        "microsoft.network/privatelinkservices",
        AssetKind::PrivateLink,
        &[reference("loadbalancerfrontendipconfigurations.id", Exposes, How::Id)],
        &[],
    ),
    kind("microsoft.network/privatednszones", AssetKind::DnsZone),
    kind("microsoft.network/privatednszones/virtualnetworklinks", AssetKind::DnsZone),
    kind("microsoft.network/privatednszones/a", AssetKind::DnsZone),
    kind("microsoft.network/dnszones", AssetKind::DnsZone),
    kind("microsoft.network/natgateways", AssetKind::Gateway),
    kind("microsoft.network/bastionhosts", AssetKind::Gateway),
    kind("microsoft.network/virtualhubs", AssetKind::Gateway),
    kind("microsoft.network/expressroutecircuits", AssetKind::VpnGateway),
    kind("microsoft.network/networksecurityperimeters", AssetKind::Perimeter),
    kind("microsoft.cdn/profiles", AssetKind::LoadBalancer),
    kind("microsoft.network/frontdoors", AssetKind::LoadBalancer),
];

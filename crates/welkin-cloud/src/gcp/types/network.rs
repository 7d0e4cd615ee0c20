use welkin_model::estate::EdgeKind::{AttachedTo, Exposes, GuardedBy, PeersWith, RefersTo, RoutesTo};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use super::of;
use crate::describe::{FactRule, How, Read, TypeRule, fact, reference};

const RANGE: FactRule = fact("^ipcidrrange", Fact::Address, Read::Text);
const OUTSIDE: FactRule = fact(
    "^loadbalancingscheme",
    Fact::Public,
    Read::Of(&[
        ("external", "yes"),
        ("external_managed", "yes"),
        ("external_passthrough", "yes"),
        ("internal", "no"),
        ("internal_managed", "no"),
        ("internal_self_managed", "no"),
    ]),
);
const LOGGED: FactRule = fact("logconfig.enable", Fact::Logged, Read::Yes);

/// Networks and what lies in them.
pub(super) static TYPES: &[TypeRule] = &[
    of(
        "compute.googleapis.com/Network",
        AssetKind::Network,
        &[
            reference("peerings.network", PeersWith, How::Id),
            reference("^firewallpolicy", GuardedBy, How::Id),
            reference("^subnetworks", RefersTo, How::Id),
        ],
        &[],
    ),
    of("compute.googleapis.com/Subnetwork", AssetKind::Subnet, &[], &[RANGE, LOGGED]),
    of(
        "compute.googleapis.com/Firewall",
        AssetKind::Firewall,
        &[reference("^network", GuardedBy, How::Id).inward()],
        &[LOGGED],
    ),
    of(
        "compute.googleapis.com/FirewallPolicy",
        AssetKind::Firewall,
        &[reference("associations.attachmenttarget", GuardedBy, How::Id).inward()],
        &[],
    ),
    of("compute.googleapis.com/SecurityPolicy", AssetKind::Firewall, &[], &[]),
    of(
        "compute.googleapis.com/Route",
        AssetKind::RouteTable,
        &[],
        &[fact("^destrange", Fact::Address, Read::Text)],
    ),
    of(
        "compute.googleapis.com/Router",
        AssetKind::Gateway,
        &[reference("bgppeers.peeripaddress", PeersWith, How::Handle(HandleKind::Address))],
        &[],
    ),
    of(
        "compute.googleapis.com/VpnGateway",
        AssetKind::VpnGateway,
        &[reference("vpninterfaces.ipaddress", PeersWith, How::Provides(HandleKind::Address))],
        &[fact("vpninterfaces.ipaddress", Fact::Address, Read::Text)],
    ),
    of("compute.googleapis.com/TargetVpnGateway", AssetKind::VpnGateway, &[], &[]),
    of(
        "compute.googleapis.com/ExternalVpnGateway",
        AssetKind::VpnGateway,
        &[reference("interfaces.ipaddress", PeersWith, How::Handle(HandleKind::Address))],
        &[fact("interfaces.ipaddress", Fact::Address, Read::Text)],
    ),
    of(
        "compute.googleapis.com/VpnTunnel",
        AssetKind::VpnTunnel,
        &[
            reference("^peerip", PeersWith, How::Handle(HandleKind::Address)),
            reference("^peerexternalgateway", PeersWith, How::Id),
            reference("^peergcpgateway", PeersWith, How::Id),
            reference("^vpngateway", AttachedTo, How::Id),
            reference("^targetvpngateway", AttachedTo, How::Id),
            reference("^router", RoutesTo, How::Id),
        ],
        &[fact("^peerip", Fact::Address, Read::Text)],
    ),
    of("compute.googleapis.com/Interconnect", AssetKind::Peering, &[], &[]),
    of(
        "compute.googleapis.com/InterconnectAttachment",
        AssetKind::Peering,
        &[reference("^router", AttachedTo, How::Id), reference("^interconnect", AttachedTo, How::Id)],
        &[],
    ),
    of(
        "compute.googleapis.com/ForwardingRule",
        AssetKind::LoadBalancer,
        &[
            reference("^backendservice", Exposes, How::Id),
            reference("^target", Exposes, How::Id),
            reference("^ipaddress", Exposes, How::Provides(HandleKind::Address)),
            reference("^servicename", Exposes, How::Provides(HandleKind::Host)),
        ],
        &[OUTSIDE, fact("^ipaddress", Fact::Address, Read::Text)],
    ),
    of(
        "compute.googleapis.com/GlobalForwardingRule",
        AssetKind::LoadBalancer,
        &[
            reference("^target", Exposes, How::Id),
            reference("^ipaddress", Exposes, How::Provides(HandleKind::Address)),
        ],
        &[OUTSIDE, fact("^ipaddress", Fact::Address, Read::Text)],
    ),
    of(
        "compute.googleapis.com/BackendService",
        AssetKind::LoadBalancer,
        &[reference("backends.group", Exposes, How::Id)],
        &[OUTSIDE, LOGGED],
    ),
    of(
        "compute.googleapis.com/RegionBackendService",
        AssetKind::LoadBalancer,
        &[reference("backends.group", Exposes, How::Id)],
        &[OUTSIDE, LOGGED],
    ),
    of(
        "compute.googleapis.com/UrlMap",
        AssetKind::LoadBalancer,
        &[reference("service", Exposes, How::Id)],
        &[],
    ),
    of(
        "compute.googleapis.com/TargetHttpsProxy",
        AssetKind::LoadBalancer,
        &[reference("^urlmap", Exposes, How::Id)],
        &[],
    ),
    of(
        "compute.googleapis.com/TargetHttpProxy",
        AssetKind::LoadBalancer,
        &[reference("^urlmap", Exposes, How::Id)],
        &[],
    ),
    of(
        "compute.googleapis.com/ServiceAttachment",
        AssetKind::PrivateLink,
        &[
            reference("^targetservice", Exposes, How::Id),
            reference("^producerforwardingrule", Exposes, How::Id),
            reference("domainnames", Exposes, How::Provides(HandleKind::Host)),
            reference("natsubnets", AttachedTo, How::Id),
        ],
        &[],
    ),
    of(
        "compute.googleapis.com/Address",
        AssetKind::PublicAddress,
        &[
            reference("^address", Exposes, How::Provides(HandleKind::Address)),
            reference("^users", Exposes, How::Id),
        ],
        &[
            fact("^address", Fact::Address, Read::Text),
            fact("^addresstype", Fact::Public, Read::Of(&[("external", "yes"), ("internal", "no")])),
        ],
    ),
    of(
        "compute.googleapis.com/GlobalAddress",
        AssetKind::PublicAddress,
        &[
            reference("^address", Exposes, How::Provides(HandleKind::Address)),
            reference("^users", Exposes, How::Id),
        ],
        &[
            fact("^address", Fact::Address, Read::Text),
            fact("^addresstype", Fact::Public, Read::Of(&[("external", "yes"), ("internal", "no")])),
        ],
    ),
    of("compute.googleapis.com/NetworkAttachment", AssetKind::PrivateLink, &[], &[]),
    of(
        "dns.googleapis.com/ManagedZone",
        AssetKind::DnsZone,
        &[reference("^dnsname", RefersTo, How::Provides(HandleKind::Host))],
        &[
            fact("^visibility", Fact::Public, Read::Of(&[("public", "yes"), ("private", "no")])),
            fact("^dnsname", Fact::Address, Read::Text),
        ],
    ),
    of("vpcaccess.googleapis.com/Connector", AssetKind::Gateway, &[], &[RANGE]),
];

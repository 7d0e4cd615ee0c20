use welkin_model::estate::EdgeKind::{
    AttachedTo, Contains, DeployedFrom, EncryptedBy, Exposes, GuardedBy, LogsTo, PeersWith, RefersTo,
    RoutesTo,
};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use crate::describe::{FactRule, How, Read, RefRule, TypeRule, fact, reference};

const fn net(
    native: &'static str,
    kind: AssetKind,
    refs: &'static [RefRule],
    facts: &'static [FactRule],
) -> TypeRule {
    TypeRule { native, kind, refs, facts }
}

const GROUP: RefRule =
    reference("^resourcegroup.id", Contains, How::Name("resource-controller.resource-group")).inward();
const VPC: RefRule = reference("^vpc.crn", AttachedTo, How::Id);
const SUBNET: RefRule = reference("subnet.crn", AttachedTo, How::Id);
const SUBNETS: RefRule = reference("^subnets.crn", AttachedTo, How::Id);
const GUARDS: RefRule = reference("securitygroups.crn", GuardedBy, How::Id);
const KEY: RefRule = reference("encryptionkey.crn", EncryptedBy, How::Id);
const ENCRYPTION: FactRule = fact(
    "^encryption",
    Fact::Encryption,
    Read::Of(&[("user_managed", "customer_key"), ("provider_managed", "provider_key"), ("none", "none")]),
);
const STATUS: FactRule = fact("^status", Fact::State, Read::Text);
const GUID: How = How::Handle(HandleKind::Guid);

/// Virtual private cloud and transit gateways.
pub(super) static TYPES: &[TypeRule] = &[
    net(
        "is.vpc",
        AssetKind::Network,
        &[
            GROUP,
            reference("defaultnetworkacl.crn", GuardedBy, How::Id),
            reference("defaultsecuritygroup.crn", GuardedBy, How::Id),
        ],
        &[STATUS, fact("addressprefixes.cidr", Fact::Address, Read::Text)],
    ),
    net(
        "is.subnet",
        AssetKind::Subnet,
        &[
            GROUP,
            VPC,
            reference("^networkacl.crn", GuardedBy, How::Id),
            reference("^publicgateway.crn", RoutesTo, How::Id),
            reference("^routingtable.id", RoutesTo, GUID),
        ],
        &[STATUS, fact("^ipv4cidrblock", Fact::Address, Read::Text)],
    ),
    net("is.routing-table", AssetKind::RouteTable, &[reference("nexthop.id", RoutesTo, GUID)], &[]),
    net(
        "is.security-group",
        AssetKind::Firewall,
        &[
            GROUP,
            VPC,
            reference("^targets.crn", GuardedBy, How::Id).inward(),
            reference("^targets.id", GuardedBy, GUID).inward(),
            reference("rules.remote.crn", RefersTo, How::Id),
        ],
        &[],
    ),
    net(
        "is.network-acl",
        AssetKind::Firewall,
        &[GROUP, VPC, reference("^subnets.crn", GuardedBy, How::Id).inward()],
        &[],
    ),
    net(
        "is.instance",
        AssetKind::Instance,
        &[
            GROUP,
            VPC,
            SUBNET,
            GUARDS,
            reference("image.crn", DeployedFrom, How::Id),
            reference("volume.crn", AttachedTo, How::Id),
            reference("networkinterfaces.id", AttachedTo, How::Provides(HandleKind::Guid)),
            reference("virtualnetworkinterface.id", AttachedTo, How::Provides(HandleKind::Guid)),
        ],
        &[STATUS, fact("gpu.model", Fact::Accelerator, Read::Text)],
    ),
    net("is.virtual-network-interface", AssetKind::NetworkInterface, &[GROUP, VPC, SUBNET, GUARDS], &[]),
    net(
        "is.public-gateway",
        AssetKind::Gateway,
        &[GROUP, VPC, reference("floatingip.id", AttachedTo, GUID)],
        &[STATUS, fact("floatingip.address", Fact::Address, Read::Text)],
    ),
    net(
        "is.floating-ip",
        AssetKind::PublicAddress,
        &[
            GROUP,
            reference("^address", Exposes, How::Provides(HandleKind::Address)),
            reference("^target.crn", Exposes, How::Id),
            reference("^target.id", Exposes, GUID),
        ],
        &[STATUS, fact("^address", Fact::Address, Read::Text)],
    ),
    net(
        "is.load-balancer",
        AssetKind::LoadBalancer,
        &[
            GROUP,
            SUBNETS,
            GUARDS,
            reference("^hostname", Exposes, How::Provides(HandleKind::Host)),
            reference("publicips.address", Exposes, How::Provides(HandleKind::Address)),
            reference("pools.members.target.id", Exposes, GUID),
            reference("pools.members.target.crn", Exposes, How::Id),
        ],
        &[
            fact("^ispublic", Fact::Public, Read::Yes),
            fact("^operatingstatus", Fact::State, Read::Text),
            fact("logging.datapath.active", Fact::Logged, Read::Yes),
            fact("publicips.address", Fact::Address, Read::Text),
        ],
    ),
    net(
        "is.vpn",
        AssetKind::VpnGateway,
        &[
            GROUP,
            VPC,
            SUBNET,
            reference("members.publicip.address", PeersWith, How::Provides(HandleKind::Address)),
        ],
        &[fact("members.publicip.address", Fact::Address, Read::Text)],
    ),
    net(
        "is.vpn-connection",
        AssetKind::VpnTunnel,
        &[
            reference("tunnels.publicip.address", PeersWith, How::Provides(HandleKind::Address)),
            reference("^peer.address", PeersWith, How::Handle(HandleKind::Address)),
            reference("^peeraddress", PeersWith, How::Handle(HandleKind::Address)),
        ],
        &[STATUS, fact("^peer.address", Fact::Address, Read::Text)],
    ),
    net(
        "is.endpoint-gateway",
        AssetKind::PrivateLink,
        &[
            GROUP,
            VPC,
            GUARDS,
            reference("^target.crn", Exposes, How::Id),
            reference("^serviceendpoints", Exposes, How::Provides(HandleKind::Host)),
            reference("^serviceendpoint", Exposes, How::Provides(HandleKind::Host)),
        ],
        &[],
    ),
    net(
        "is.flow-log-collector",
        AssetKind::LogSink,
        &[
            GROUP,
            VPC,
            reference("^target.crn", LogsTo, How::Id).inward(),
            reference("^target.id", LogsTo, GUID).inward(),
        ],
        &[fact("^active", Fact::Logged, Read::Yes)],
    ),
    net("is.key", AssetKind::Credential, &[GROUP], &[]),
    net("is.image", AssetKind::Image, &[GROUP, KEY], &[STATUS, ENCRYPTION]),
    net(
        "is.volume",
        AssetKind::Volume,
        &[GROUP, KEY, reference("volumeattachments.instance.crn", AttachedTo, How::Id)],
        &[STATUS, ENCRYPTION],
    ),
    net(
        "is.snapshot",
        AssetKind::Snapshot,
        &[GROUP, KEY, reference("sourcevolume.crn", DeployedFrom, How::Id)],
        &[ENCRYPTION],
    ),
    net(
        "transit.gateway",
        AssetKind::Gateway,
        &[GROUP, reference("connections.networkid", PeersWith, How::Id)],
        &[STATUS],
    ),
];

use welkin_model::estate::EdgeKind::{AttachedTo, Exposes, GovernedBy, LogsTo, PeersWith};
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

/// A rule that lets the whole internet in.
const OPEN: Read = Read::Of(&[("0.0.0.0/0", "yes"), ("::/0", "yes")]);

/// Networks and what lies in them.
pub(super) static TYPES: &[TypeRule] = &[
    net("AWS::EC2::VPC", AssetKind::Network, &[], &[fact("^cidrblock", Fact::Address, Read::Text)]),
    net(
        "AWS::EC2::Subnet",
        AssetKind::Subnet,
        &[],
        &[
            fact("^cidrblock", Fact::Address, Read::Text),
            fact("^mappubliciponlaunch", Fact::Public, Read::Yes),
        ],
    ),
    net("AWS::EC2::RouteTable", AssetKind::RouteTable, &[], &[]),
    net(
        "AWS::EC2::SecurityGroup",
        AssetKind::Firewall,
        &[],
        &[
            fact("ippermissions.ipranges.cidrip", Fact::Public, OPEN),
            fact("ippermissions.ipv6ranges.cidripv6", Fact::Public, OPEN),
            fact("securitygroupingress.cidrip", Fact::Public, OPEN),
            fact("securitygroupingress.cidripv6", Fact::Public, OPEN),
        ],
    ),
    net("AWS::EC2::NetworkAcl", AssetKind::Firewall, &[], &[]),
    net(
        "AWS::EC2::VPCPeeringConnection",
        AssetKind::Peering,
        &[
            reference("requestervpcinfo.vpcid", PeersWith, How::Id),
            reference("acceptervpcinfo.vpcid", PeersWith, How::Id),
        ],
        &[],
    ),
    net(
        "AWS::EC2::VPNConnection",
        AssetKind::VpnTunnel,
        &[
            reference("^vpngatewayid", AttachedTo, How::Id),
            reference("^transitgatewayid", AttachedTo, How::Id),
            reference("^customergatewayid", PeersWith, How::Id),
            reference("vgwtelemetry.outsideipaddress", PeersWith, How::Provides(HandleKind::Address)),
        ],
        &[fact("^state", Fact::State, Read::Text)],
    ),
    net(
        "AWS::EC2::VPNGateway",
        AssetKind::VpnGateway,
        &[reference("attachments.vpcid", AttachedTo, How::Id)],
        &[],
    ),
    net(
        "AWS::EC2::CustomerGateway",
        AssetKind::VpnGateway,
        &[reference("^ipaddress", PeersWith, How::Handle(HandleKind::Address))],
        &[fact("^ipaddress", Fact::Address, Read::Text)],
    ),
    net(
        "AWS::EC2::VPCEndpoint",
        AssetKind::PrivateLink,
        &[],
        &[fact("^servicename", Fact::ModelName, Read::Text)],
    ),
    net("AWS::EC2::InternetGateway", AssetKind::Gateway, &[], &[]),
    net("AWS::EC2::NatGateway", AssetKind::Gateway, &[], &[]),
    net("AWS::EC2::TransitGateway", AssetKind::Gateway, &[], &[]),
    net(
        "AWS::EC2::TransitGatewayAttachment",
        AssetKind::Peering,
        &[reference("^transitgatewayid", AttachedTo, How::Id), reference("^resourceid", PeersWith, How::Id)],
        &[fact("^state", Fact::State, Read::Text)],
    ),
    net(
        "AWS::EC2::EIP",
        AssetKind::PublicAddress,
        &[
            reference("^instanceid", Exposes, How::Id),
            reference("^networkinterfaceid", Exposes, How::Id),
            reference("^publicip", Exposes, How::Provides(HandleKind::Address)),
        ],
        &[fact("^publicip", Fact::Address, Read::Text)],
    ),
    net("AWS::EC2::NetworkInterface", AssetKind::NetworkInterface, &[], &[]),
    net(
        "AWS::EC2::FlowLog",
        AssetKind::LogSink,
        &[
            reference("^resourceid", GovernedBy, How::Id).inward(),
            reference("^loggroupname", LogsTo, How::Name("AWS::Logs::LogGroup")),
        ],
        &[],
    ),
    net(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        AssetKind::LoadBalancer,
        &[reference("^dnsname", Exposes, How::Provides(HandleKind::Host))],
        &[fact("^scheme", Fact::Public, Read::Of(&[("internet-facing", "yes"), ("internal", "no")]))],
    ),
    net(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        AssetKind::LoadBalancer,
        &[reference("loadbalancerarns", Exposes, How::Id).inward()],
        &[],
    ),
];

use welkin_model::estate::EdgeKind::{AttachedTo, Exposes, MemberOf, PeersWith, ReachableFrom, RefersTo};
use welkin_model::estate::{Fact, HandleKind};

use super::ty;
use crate::describe::{How, Read, TypeRule, fact, reference};

/// Networks, and what lies in them.
#[rustfmt::skip]
pub(super) static TYPES: &[TypeRule] = &[
    ty!("Vcn", Network, [], [fact("^cidrblock", Fact::Address, Read::Text), fact("^cidrblocks", Fact::Address, Read::Text)]),
    ty!("Subnet", Subnet, [], [fact("^cidrblock", Fact::Address, Read::Text), fact("^prohibitpubliciponvnic", Fact::Public, Read::No)]),
    ty!("RouteTable", RouteTable, [], []),
    ty!("SecurityList", Firewall, [], []),
    ty!("NetworkSecurityGroup", Firewall, [reference("securityrules.source", ReachableFrom, How::Id), reference("securityrules.destination", RefersTo, How::Id)], []),
    ty!("InternetGateway", Gateway, [], [fact("^isenabled", Fact::State, Read::Text)]),
    ty!("NatGateway", Gateway, [reference("^natip", Exposes, How::Provides(HandleKind::Address))], [fact("^natip", Fact::Address, Read::Text)]),
    ty!("ServiceGateway", Gateway, [], []),
    ty!("LocalPeeringGateway", Peering, [reference("^peerid", PeersWith, How::Id)], []),
    ty!("RemotePeeringConnection", Peering, [reference("^peerid", PeersWith, How::Id)], []),
    ty!("Drg", Gateway, [], []),
    ty!("DrgAttachment", Peering, [reference("networkdetails.id", AttachedTo, How::Id), reference("^vcnid", AttachedTo, How::Id), reference("^drgid", AttachedTo, How::Id)], []),
    ty!("IPSecConnection", VpnGateway, [reference("^cpeid", PeersWith, How::Id), reference("^drgid", AttachedTo, How::Id)], []),
    ty!("IPSecConnectionTunnel", VpnTunnel, [reference("^ipsecconnectionid", MemberOf, How::Id), reference("^vpnip", PeersWith, How::Provides(HandleKind::Address)), reference("^cpeip", PeersWith, How::Handle(HandleKind::Address))], [fact("^vpnip", Fact::Address, Read::Text), fact("^status", Fact::State, Read::Text)]),
    ty!("Cpe", VpnGateway, [reference("^ipaddress", PeersWith, How::Handle(HandleKind::Address))], [fact("^ipaddress", Fact::Address, Read::Text)]),
    ty!("PublicIp", PublicAddress, [reference("^assignedentityid", Exposes, How::Id), reference("^privateipid", Exposes, How::Id), reference("^ipaddress", Exposes, How::Provides(HandleKind::Address))], [fact("^ipaddress", Fact::Address, Read::Text)]),
    ty!("Vnic", NetworkInterface, [reference("^publicip", Exposes, How::Handle(HandleKind::Address)).inward()], [fact("^publicip", Fact::Address, Read::Text)]),
    ty!("VnicAttachment", NetworkInterface, [reference("^instanceid", AttachedTo, How::Id).inward(), reference("^vnicid", AttachedTo, How::Id)], []),
    ty!("LoadBalancer", LoadBalancer, [reference("ipaddresses.ipaddress", Exposes, How::Provides(HandleKind::Address)), reference("hostnames.hostname", Exposes, How::Provides(HandleKind::Host)), reference("^hostname", Exposes, How::Provides(HandleKind::Host)), reference("reservedip.id", Exposes, How::Id).inward()], [fact("^isprivate", Fact::Public, Read::No)]),
    ty!("Bastion", Gateway, [reference("^targetsubnetid", Exposes, How::Id), reference("^targetvcnid", AttachedTo, How::Id)], []),
];

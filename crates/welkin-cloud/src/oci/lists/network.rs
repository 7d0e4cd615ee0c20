use crate::oci::list::{Is, ListRule, Part, list};

/// Networks, and what lies in them.
#[rustfmt::skip]
pub(super) static LISTS: &[ListRule] = &[
    list("iaas", "Vcn", "vcns", ("Vcn", "Vcns"), "vcns"),
    list("iaas", "Subnet", "subnets", ("Subnet", "Subnets"), "subnets"),
    list("iaas", "RouteTable", "routeTables", ("RouteTable", "RouteTables"), "route-tables"),
    list("iaas", "SecurityList", "securityLists", ("SecurityList", "SecurityLists"), "security-lists"),
    list("iaas", "NetworkSecurityGroup", "networkSecurityGroups", ("NetworkSecurityGroup", "NetworkSecurityGroups"), "network-security-groups").parts(&[Part { operation: "ListNetworkSecurityGroupSecurityRules", path: "networkSecurityGroups/{id}/securityRules", permission: "read network-security-groups", is: Is::More("securityRules") }]),
    list("iaas", "InternetGateway", "internetGateways", ("InternetGateway", "InternetGateways"), "internet-gateways"),
    list("iaas", "NatGateway", "natGateways", ("NatGateway", "NatGateways"), "nat-gateways"),
    list("iaas", "ServiceGateway", "serviceGateways", ("ServiceGateway", "ServiceGateways"), "service-gateways"),
    list("iaas", "LocalPeeringGateway", "localPeeringGateways", ("LocalPeeringGateway", "LocalPeeringGateways"), "local-peering-gateways"),
    list("iaas", "RemotePeeringConnection", "remotePeeringConnections", ("RemotePeeringConnection", "RemotePeeringConnections"), "remote-peering-connections"),
    list("iaas", "Drg", "drgs", ("Drg", "Drgs"), "drgs"),
    list("iaas", "DrgAttachment", "drgAttachments", ("DrgAttachment", "DrgAttachments"), "drg-attachments"),
    list("iaas", "IPSecConnection", "ipsecConnections", ("IPSecConnection", "IPSecConnections"), "ipsec-connections").parts(&[Part { operation: "ListIPSecConnectionTunnels", path: "ipsecConnections/{id}/tunnels", permission: "read ipsec-connections", is: Is::Resources("IPSecConnectionTunnel") }]),
    list("iaas", "Cpe", "cpes", ("Cpe", "Cpes"), "cpes"),
    list("iaas", "PublicIp", "publicIps", ("PublicIp", "PublicIps"), "public-ips").with(&[("scope", "REGION")]),
    list("iaas", "VnicAttachment", "vnicAttachments", ("VnicAttachment", "VnicAttachments"), "vnic-attachments").parts(&[Part { operation: "GetVnic", path: "vnics/{vnicId}", permission: "read vnics", is: Is::Resource("Vnic") }]),
    list("loadbalancer", "LoadBalancer", "loadBalancers", ("LoadBalancer", "LoadBalancers"), "load-balancers"),
    list("bastion", "Bastion", "bastions", ("Bastion", "Bastions"), "bastion").get("bastions/{id}"),
];

use super::super::list::{ListRule, list};

/// EC2: networks, and what lies in them.
pub(in crate::aws) static LISTS: &[ListRule] = &[
    list("AWS::EC2::VPC", "ec2", "DescribeVpcs", "vpcSet").made("ec2", "vpc/{vpcId}").paging(
        "NextToken",
        "nextToken",
        None,
    ),
    list("AWS::EC2::Subnet", "ec2", "DescribeSubnets", "subnetSet").made("ec2", "subnet/{subnetId}").paging(
        "NextToken",
        "nextToken",
        None,
    ),
    list("AWS::EC2::RouteTable", "ec2", "DescribeRouteTables", "routeTableSet")
        .made("ec2", "route-table/{routeTableId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::SecurityGroup", "ec2", "DescribeSecurityGroups", "securityGroupInfo")
        .made("ec2", "security-group/{groupId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::NetworkAcl", "ec2", "DescribeNetworkAcls", "networkAclSet")
        .made("ec2", "network-acl/{networkAclId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::VPCPeeringConnection", "ec2", "DescribeVpcPeeringConnections", "vpcPeeringConnectionSet")
        .made("ec2", "vpc-peering-connection/{vpcPeeringConnectionId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::VPNConnection", "ec2", "DescribeVpnConnections", "vpnConnectionSet")
        .made("ec2", "vpn-connection/{vpnConnectionId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::VPNGateway", "ec2", "DescribeVpnGateways", "vpnGatewaySet")
        .made("ec2", "vpn-gateway/{vpnGatewayId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::CustomerGateway", "ec2", "DescribeCustomerGateways", "customerGatewaySet")
        .made("ec2", "customer-gateway/{customerGatewayId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::VPCEndpoint", "ec2", "DescribeVpcEndpoints", "vpcEndpointSet")
        .made("ec2", "vpc-endpoint/{vpcEndpointId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::InternetGateway", "ec2", "DescribeInternetGateways", "internetGatewaySet")
        .made("ec2", "internet-gateway/{internetGatewayId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::NatGateway", "ec2", "DescribeNatGateways", "natGatewaySet")
        .made("ec2", "natgateway/{natGatewayId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::EIP", "ec2", "DescribeAddresses", "addressesSet")
        .made("ec2", "elastic-ip/{allocationId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::NetworkInterface", "ec2", "DescribeNetworkInterfaces", "networkInterfaceSet")
        .made("ec2", "network-interface/{networkInterfaceId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::FlowLog", "ec2", "DescribeFlowLogs", "flowLogSet")
        .made("ec2", "vpc-flow-log/{flowLogId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::Volume", "ec2", "DescribeVolumes", "volumeSet").made("ec2", "volume/{volumeId}").paging(
        "NextToken",
        "nextToken",
        None,
    ),
    list("AWS::EC2::TransitGateway", "ec2", "DescribeTransitGateways", "transitGatewaySet")
        .made("ec2", "transit-gateway/{transitGatewayId}")
        .paging("NextToken", "nextToken", None),
    list(
        "AWS::EC2::TransitGatewayAttachment",
        "ec2",
        "DescribeTransitGatewayAttachments",
        "transitGatewayAttachments",
    )
    .made("ec2", "transit-gateway-attachment/{transitGatewayAttachmentId}")
    .paging("NextToken", "nextToken", None),
    list("AWS::EC2::Snapshot", "ec2", "DescribeSnapshots", "snapshotSet")
        .input(&[("Owner.1", "self")])
        .made("ec2", "snapshot/{snapshotId}")
        .paging("NextToken", "nextToken", None),
    list("AWS::EC2::Instance", "ec2", "DescribeInstances", "reservationSet.instancesSet")
        .made("ec2", "instance/{instanceId}")
        .paging("NextToken", "nextToken", None),
];

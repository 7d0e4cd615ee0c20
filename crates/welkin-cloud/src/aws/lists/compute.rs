use super::super::list::{Http, ListRule, get, list, rest};

/// Functions, clusters and load balancers.
pub(in crate::aws) static LISTS: &[ListRule] = &[
    rest(
        "AWS::Lambda::Function",
        "lambda",
        "ListFunctions",
        Http::Get("/2015-03-31/functions/"),
        "Functions",
    )
    .id("FunctionArn")
    .name("FunctionName")
    .paging("Marker", "NextMarker", Some(("MaxItems", 50))),
    rest("AWS::EKS::Cluster", "eks", "ListClusters", Http::Get("/clusters"), "clusters")
        .made("eks", "cluster/{value}")
        .details(&[get("DescribeCluster", "/clusters/{value}", "cluster")])
        .children(&[EKS_NODES]),
    list(
        "AWS::ElasticLoadBalancingV2::LoadBalancer",
        "elasticloadbalancing",
        "DescribeLoadBalancers",
        "LoadBalancers",
    )
    .id("LoadBalancerArn")
    .name("LoadBalancerName")
    .paging("Marker", "NextMarker", None),
    list(
        "AWS::ElasticLoadBalancingV2::TargetGroup",
        "elasticloadbalancing",
        "DescribeTargetGroups",
        "TargetGroups",
    )
    .id("TargetGroupArn")
    .name("TargetGroupName")
    .paging("Marker", "NextMarker", None),
];

/// The cluster's name is the only field of its item, as is that of each of its node groups, so the cluster's is
/// taken from under another name.
const EKS_NODES: ListRule = rest(
    "AWS::EKS::Nodegroup",
    "eks",
    "ListNodegroups",
    Http::Get("/clusters/{value}/node-groups"),
    "nodegroups",
)
.made("eks", "nodegroup/{parent}/{value}")
.details(&[get("DescribeNodegroup", "/clusters/{parent}/node-groups/{value}", "nodegroup")]);

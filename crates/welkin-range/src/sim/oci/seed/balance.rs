use serde_json::json;

use super::{AI_LAB, AI_PROD, NETWORK, Planter, ocid, tags};

/// The load balancer before the models, public addresses, and the cluster that hosts AI on GPUs.
pub(super) fn plant(p: &mut Planter<'_>) {
    let certificate = "ocid1.certificate.oc1.iad.amaaaaaatechnobankcredit";
    p.add(("iaas", "loadBalancers"), AI_PROD, ("credit", "lb-credit-api"), json!({
        "ipAddresses": [
            {
                "ipAddress": "192.0.2.142", "isPublic": true,
                "reservedIp": {"id": ocid("publicip", "creditapi")},
            },
        ],
        "shapeName": "flexible",
        "shapeDetails": {"minimumBandwidthInMbps": 100, "maximumBandwidthInMbps": 400}, "isPrivate": false,
        "isDeleteProtectionEnabled": true, "isRequestIdEnabled": false,
        "subnetIds": [ocid("subnet", "aiedge")],
        "networkSecurityGroupIds": [ocid("networksecuritygroup", "serving")],
        "listeners": {
            "https": {
                "name": "https", "defaultBackendSetName": "credit", "port": 443, "protocol": "HTTP",
                "hostnameNames": ["credit"], "ruleSetNames": [],
                "sslConfiguration": {
                    "protocols": ["TLSv1.2", "TLSv1.3"],
                    "cipherSuiteName": "oci-default-ssl-cipher-suite-v1",
                    "serverOrderPreference": "ENABLED", "certificateIds": [certificate],
                    "verifyPeerCertificate": false, "verifyDepth": 1,
                },
            },
        },
        "hostnames": {"credit": {"name": "credit", "hostname": "credit.technobank.example"}},
        "backendSets": {
            "credit": {
                "name": "credit", "policy": "LEAST_CONNECTIONS",
                "backends": [
                    {
                        "name": "10.40.32.10:443", "ipAddress": "10.40.32.10", "port": 443, "weight": 1,
                        "backup": false, "drain": false, "offline": false,
                    },
                ],
                "healthChecker": {"protocol": "HTTP", "port": 443, "urlPath": "/health", "returnCode": 200},
            },
        },
        "certificates": {}, "pathRouteSets": {}, "ruleSets": {}, "routingPolicies": {},
        "sslCipherSuites": {}, "freeformTags": tags(&[("data-class", "confidential")]),
    }));
    p.add(
        ("iaas", "publicIps"),
        NETWORK,
        ("creditapi", "ip-credit-api"),
        json!({
            "ipAddress": "192.0.2.142", "lifetime": "RESERVED", "scope": "REGION",
            "assignedEntityType": "PRIVATE_IP", "assignedEntityId": ocid("privateip", "creditapi"),
            "privateIpId": ocid("privateip", "creditapi"), "publicIpPoolId": null,
            "availabilityDomain": null,
        }),
    );
    p.add(
        ("iaas", "publicIps"),
        NETWORK,
        ("gpulab", "ip-gpu-lab"),
        json!({
            "ipAddress": "192.0.2.143", "lifetime": "RESERVED", "scope": "REGION",
            "assignedEntityType": "PRIVATE_IP", "assignedEntityId": ocid("privateip", "gpulab"),
            "privateIpId": ocid("privateip", "gpulab"), "publicIpPoolId": null, "availabilityDomain": null,
        }),
    );

    for (slug, name, compartment, public, key) in [
        ("serving", "oke-ai-serving", AI_PROD, false, Some(ocid("key", "clusters"))),
        ("lab", "oke-ai-lab", AI_LAB, true, None),
    ] {
        let cluster = p.add(("containerengine", "clusters"), compartment, (slug, name), json!({
            "vcnId": ocid("vcn", "ai"), "kubernetesVersion": "v1.33.1", "type": "ENHANCED_CLUSTER",
            "kmsKeyId": key,
            "endpointConfig": {
                "subnetId": ocid("subnet", if public { "aiedge" } else { "aiclusters" }),
                "isPublicIpEnabled": public,
                "nsgIds": if public { json!([]) } else { json!([ocid("networksecuritygroup", "cluster")]) },
            },
            "endpoints": {
                "kubernetes": null, "publicEndpoint": public.then_some("192.0.2.144:6443"),
                "privateEndpoint": "10.40.34.5:6443",
            },
            "options": {
                "admissionControllerOptions": {"isPodSecurityPolicyEnabled": false},
                "kubernetesNetworkConfig": {"podsCidr": "10.244.0.0/16", "servicesCidr": "10.96.0.0/16"},
                "addOns": {"isKubernetesDashboardEnabled": false, "isTillerEnabled": false},
            },
            "imagePolicyConfig": {"isPolicyEnabled": !public, "keyDetails": []},
            "availableKubernetesUpgrades": [],
            "clusterPodNetworkOptions": [{"cniType": "OCI_VCN_IP_NATIVE"}],
            "openIdConnectDiscoveryEndpoint": null,
        }));
        p.add(
            ("containerengine", "nodePools"),
            compartment,
            (slug, &format!("{name}-gpu")),
            json!({
                "clusterId": cluster, "kubernetesVersion": "v1.33.1",
                "nodeShape": if public { "VM.GPU.A10.1" } else { "BM.GPU.H100.8" },
                "nodeConfigDetails": {
                    "size": 2, "nsgIds": [ocid("networksecuritygroup", "serving")],
                    "isPvEncryptionInTransitEnabled": true,
                    "placementConfigs": [
                        {
                            "availabilityDomain": "qIZq:US-ASHBURN-1-AD-1",
                            "subnetId": ocid("subnet", "aiclusters"),
                        },
                    ],
                },
                "nodeSourceDetails": {"sourceType": "IMAGE", "imageId": ocid("image", "gpu")},
                "subnetIds": [ocid("subnet", "aiclusters")],
                "initialNodeLabels": [{"key": "workload", "value": "inference"}],
            }),
        );
    }
}

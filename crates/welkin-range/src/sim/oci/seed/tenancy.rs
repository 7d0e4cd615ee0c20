use serde_json::json;

use super::{AI, AI_LAB, AI_PROD, ARCHIVES, NETWORK, Planter, ROOT, SECURITY};

const IDENTITY: &str = "identity";

/// The organisation: compartments, tag namespaces, quotas, the federation with Okta and the identity domain.
pub(super) fn plant(p: &mut Planter<'_>) {
    p.add_as(
        (IDENTITY, "tenancies"),
        "",
        (ROOT, "technobank"),
        json!({
            "description": "TechnoBank archives and credit risk", "homeRegionKey": "IAD",
            "upiIdcsCompatibilityLayerEndpoint": null, "lifecycleState": null,
        }),
    );
    for (id, parent, name, what) in [
        (ARCHIVES, ROOT, "archives", "Ledger and model archives"),
        (AI, ROOT, "ai", "Everything that trains or serves models"),
        (AI_PROD, AI, "prod", "Models that customers depend on"),
        (AI_LAB, AI, "lab", "Experiments of the data scientists"),
        (NETWORK, ROOT, "network", "Networks shared by all teams"),
        (SECURITY, ROOT, "security", "Keys, secrets and logs"),
    ] {
        p.add_as(
            (IDENTITY, "compartments"),
            parent,
            (id, name),
            json!({"description": what, "inactiveStatus": null, "isAccessible": true}),
        );
    }

    let namespace = p.add(
        (IDENTITY, "tagNamespaces"),
        ROOT,
        ("governance", "governance"),
        json!({"description": "What every resource must say", "isRetired": false}),
    );
    let tag = |name: &str, cost: bool| {
        json!({
            "id": format!("ocid1.tagdefinition.oc1..amaaaaaatechnobank{name}"), "compartmentId": ROOT,
            "tagNamespaceId": namespace, "tagNamespaceName": "governance", "name": name,
            "description": name, "isRetired": false, "isCostTracking": cost, "lifecycleState": "ACTIVE",
            "freeformTags": {}, "definedTags": {},
        })
    };
    let defined = json!([tag("data-class", false), tag("owner", true), tag("environment", true)]);
    p.part(&namespace, "tags", defined);
    for (slug, compartment, value) in [
        ("archives", ARCHIVES, "confidential"),
        ("aiprod", AI_PROD, "confidential"),
        ("security", SECURITY, "secret"),
    ] {
        p.add(
            (IDENTITY, "tagDefaults"),
            compartment,
            (slug, slug),
            json!({
                "tagNamespaceId": namespace,
                "tagDefinitionId": "ocid1.tagdefinition.oc1..amaaaaaatechnobankdata-class",
                "tagDefinitionName": "data-class", "value": value, "isRequired": false,
            }),
        );
    }
    for (slug, name, statement) in [
        ("gpus", "gpu-quota", "set compute-core quota gpu-h100-count to 16 in compartment ai"),
        ("lab", "no-dedicated-ai-in-lab", "zero generative-ai quotas in compartment ai:lab"),
    ] {
        p.add(
            ("limits", "quotas"),
            ROOT,
            (slug, name),
            json!({"description": name, "statements": [statement], "locks": []}),
        );
    }

    let provider = p.add(
        (IDENTITY, "identityProviders"),
        ROOT,
        ("okta", "okta-technobank"),
        json!({
            "description": "TechnoBank staff", "productType": "IDCS", "protocol": "SAML2",
            "inactiveStatus": null,
            "metadataUrl": "https://technobank.okta.example/app/oci/sso/saml/metadata",
            "redirectUrl": "https://technobank.okta.example/app/oci/sso/saml", "signingCertificate": "",
            "freeformAttributes": {},
        }),
    );
    p.part(
        &provider,
        "groupMappings",
        json!([
            {
                "id": "ocid1.idpgroupmapping.oc1..amaaaaaatechnobankscience", "idpId": provider,
                "idpGroupName": "oci-data-science",
                "groupId": "ocid1.group.oc1..amaaaaaatechnobankscientists", "compartmentId": ROOT,
                "lifecycleState": "ACTIVE",
            },
        ]),
    );
    p.add(
        (IDENTITY, "domains"),
        ROOT,
        ("default", "Default"),
        json!({
            "description": "Default identity domain",
            "url": "https://idcs-technobank.identity.oraclecloud.com:443",
            "homeRegionUrl": "https://idcs-technobank.us-ashburn-idcs-1.identity.us-ashburn-1.oraclecloud.com:443",
            "homeRegion": "us-ashburn-1",
            "replicaRegions": [
                {
                    "region": "us-phoenix-1", "state": "REPLICATION_ENABLED",
                    "url": "https://idcs-technobank.us-phoenix-idcs-1.identity.us-phoenix-1.oraclecloud.com:443",
                },
            ],
            "type": "DEFAULT", "licenseType": "free", "isHiddenOnLogin": false, "lifecycleDetails": null,
        }),
    );
    p.add(
        (IDENTITY, "networkSources"),
        ROOT,
        ("offices", "offices"),
        json!({
            "description": "Offices and VPN", "publicSourceList": ["203.0.113.0/24"],
            "virtualSourceList": [], "services": ["none"], "inactiveStatus": null,
        }),
    );
}

use serde_json::{Value, json};

use super::{AI_LAB, AI_PROD, ARCHIVES, Planter, ocid, tags};
use crate::ids::Token;
use crate::rng::number_of;
use crate::sim::oci::access::instance_id;

const AD: &str = "qIZq:US-ASHBURN-1-AD-1";

/// Instances that write archives, train and host models; their disks and images.
pub(super) fn plant(p: &mut Planter<'_>) {
    p.add(
        ("iaas", "images"),
        AI_PROD,
        ("gpu", "technobank-gpu-ol9-2026.09"),
        json!({
            "operatingSystem": "Oracle Linux", "operatingSystemVersion": "9",
            "baseImageId": ocid("image", "ol9gpu"), "createImageAllowed": true, "launchMode": "NATIVE",
            "sizeInMBs": 61_440, "listingType": null, "billableSizeInGBs": 22,
        }),
    );
    let cluster =
        p.add(("iaas", "computeClusters"), AI_PROD, ("h100", "rdma-h100"), json!({"availabilityDomain": AD}));

    let writer = instance(
        p,
        ARCHIVES,
        &instance_id(),
        "archive-writer",
        "VM.Standard.E5.Flex",
        true,
        json!({"data-class": "confidential"}),
    );
    let wire = format!("ocid1.vnic.oc1.iad.{}", Token::lower(number_of("archive-writer"), 52));
    attach(p, ARCHIVES, "archivewriter", &writer, "archives", &wire);
    for (slug, name, address) in
        [("h1001", "train-h100-1", "10.40.33.11"), ("h1002", "train-h100-2", "10.40.33.12")]
    {
        let id = instance(
            p,
            AI_PROD,
            &ocid("instance", slug),
            name,
            "BM.GPU.H100.8",
            true,
            tags(&[("training-data", "credit")]),
        );
        if let Some(resource) = p.store.get_mut(&id) {
            resource.merge(&json!({"computeClusterId": cluster}));
        }
        let wire = vnic(
            p,
            AI_PROD,
            (slug, "aitraining"),
            address,
            None,
            json!([ocid("networksecuritygroup", "training")]),
        );
        attach(p, AI_PROD, slug, &id, "aitraining", &wire);
    }
    let lab = instance(
        p,
        AI_LAB,
        &ocid("instance", "gpulab"),
        "gpu-lab",
        "VM.GPU.A10.1",
        false,
        tags(&[("environment", "lab")]),
    );
    let wire = vnic(p, AI_LAB, ("gpulab", "ainotebooks"), "10.40.35.20", Some("192.0.2.143"), json!([]));
    attach(p, AI_LAB, "gpulab", &lab, "ainotebooks", &wire);

    for (slug, name, compartment, key, size) in [
        ("trainingscratch", "training-scratch", AI_PROD, "training", 8_192),
        ("archiveindex", "archive-index", ARCHIVES, "archives", 2_048),
        ("labscratch", "lab-scratch", AI_LAB, "labmodels", 512),
    ] {
        p.add(
            ("iaas", "volumes"),
            compartment,
            (slug, name),
            json!({
                "availabilityDomain": AD, "sizeInGBs": size, "sizeInMBs": size * 1_024, "vpusPerGB": 20,
                "kmsKeyId": ocid("key", key), "isHydrated": true, "isAutoTuneEnabled": false,
                "sourceDetails": null, "volumeGroupId": null,
            }),
        );
    }
    p.add(
        ("iaas", "bootVolumes"),
        AI_LAB,
        ("gpulab", "gpu-lab (Boot Volume)"),
        json!({
            "availabilityDomain": AD, "sizeInGBs": 200, "sizeInMBs": 204_800,
            "kmsKeyId": ocid("key", "labmodels"), "imageId": ocid("image", "gpu"), "isHydrated": true,
        }),
    );
    p.add(
        ("iaas", "volumeBackups"),
        ARCHIVES,
        ("archiveindex", "archive-index-weekly"),
        json!({
            "volumeId": ocid("volume", "archiveindex"), "type": "FULL", "sourceType": "SCHEDULED",
            "sizeInGBs": 2_048, "sizeInMBs": 2_097_152, "uniqueSizeInGBs": 300, "uniqueSizeInMbs": 307_200,
            "kmsKeyId": ocid("key", "archives"), "expirationTime": null,
        }),
    );
}

fn instance(
    p: &mut Planter<'_>,
    compartment: &str,
    id: &str,
    name: &str,
    shape: &str,
    hardened: bool,
    tags: Value,
) -> String {
    let gpus = if shape.contains("H100") { 8 } else { i32::from(shape.contains("GPU")) };
    p.add_as(("iaas", "instances"), compartment, (id, name), json!({
        "availabilityDomain": AD, "faultDomain": "FAULT-DOMAIN-1", "region": "iad", "shape": shape,
        "shapeConfig": {
            "ocpus": 15.0, "memoryInGBs": 240.0, "gpus": gpus, "networkingBandwidthInGbps": 24.0,
        },
        "imageId": ocid("image", "gpu"),
        "sourceDetails": {
            "sourceType": "image", "imageId": ocid("image", "gpu"),
            "kmsKeyId": hardened.then(|| ocid("key", "training")),
        },
        "instanceOptions": {"areLegacyImdsEndpointsDisabled": hardened},
        "launchOptions": {
            "bootVolumeType": "PARAVIRTUALIZED", "firmware": "UEFI_64", "networkType": "VFIO",
            "isPvEncryptionInTransitEnabled": hardened,
        },
        "platformConfig": {
            "type": "AMD_VM", "isSecureBootEnabled": hardened, "isMeasuredBootEnabled": hardened,
        },
        "agentConfig": {
            "isMonitoringDisabled": false, "isManagementDisabled": false, "areAllPluginsDisabled": false,
            "pluginsConfig": [
                {
                    "name": "Vulnerability Scanning",
                    "desiredState": if hardened { "ENABLED" } else { "DISABLED" },
                },
            ],
        },
        "metadata": {"ssh_authorized_keys": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBoVq0mEXAMPLE technobank"},
        "extendedMetadata": {}, "launchMode": "PARAVIRTUALIZED", "freeformTags": tags,
    }));
    id.to_owned()
}

/// The attachment of an instance's primary interface, and the interface if the network has not planted it.
fn attach(p: &mut Planter<'_>, compartment: &str, slug: &str, instance: &str, subnet: &str, vnic: &str) {
    p.add(
        ("iaas", "vnicAttachments"),
        compartment,
        (slug, slug),
        json!({
            "instanceId": instance, "subnetId": ocid("subnet", subnet), "vnicId": vnic, "nicIndex": 0,
            "vlanTag": 42, "availabilityDomain": AD,
        }),
    );
}

fn vnic(
    p: &mut Planter<'_>,
    compartment: &str,
    (slug, subnet): (&str, &str),
    private: &str,
    public: Option<&str>,
    groups: Value,
) -> String {
    p.add(
        ("iaas", "vnics"),
        compartment,
        (slug, slug),
        json!({
            "privateIp": private, "publicIp": public, "subnetId": ocid("subnet", subnet), "nsgIds": groups,
            "isPrimary": true, "hostnameLabel": slug, "macAddress": "02:00:17:00:00:20",
            "skipSourceDestCheck": false, "availabilityDomain": AD,
        }),
    )
}

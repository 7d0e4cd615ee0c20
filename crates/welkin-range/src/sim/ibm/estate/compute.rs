use serde_json::{Value, json};

use super::network::{group_of, place, put, reference, region_of};
use super::{AI, CORE, id, tag};
use crate::estate::{IBM_ACCOUNT, IBM_KEYS};
use crate::routine::ibm::ROOT_KEY;
use crate::sim::ibm::service::observability::CLUSTER_KIND;
use crate::sim::ibm::service::vpc::{IMAGES, KEYS, SERVERS, SNAPSHOTS, VOLUMES};
use crate::sim::ibm::store::Entry;
use crate::sim::ibm::world::{World, joined};

/// Name, VPC, subnet, address, profile, whether its metadata service asks for TLS, tags.
type Row =
    (&'static str, &'static str, &'static str, &'static str, &'static str, bool, &'static [&'static str]);

#[rustfmt::skip]
const TABLE: [Row; 7] = [
    ("core-ledger", "vpc-core", "ledger", "10.240.0.12", "bx2-16x64", true, &["data-class:restricted", "owner:core-banking"]),
    ("credit-scoring", "vpc-core", "scoring", "10.240.4.21", "bx2-8x32", true, &["owner:data-science"]),
    ("ledger-proxy", "vpc-core", "core-data", "10.240.8.3", "bx2-4x16", true, &["owner:core-banking"]),
    ("gpu-train-1", "vpc-ai", "gpu", "10.241.0.10", "gx3d-160x1792x8h100", false, &["owner:data-science", "environment:training"]),
    ("gpu-train-2", "vpc-ai", "gpu", "10.241.0.11", "gx3-64x320x4l4", true, &["owner:data-science", "environment:training"]),
    ("workbench-1", "vpc-ai", "workbench", "10.241.4.7", "gx2-8x64x1v100", true, &["owner:data-science"]),
    ("teller-front", "vpc-eu", "front", "10.242.0.5", "cx2-4x8", true, &["environment:production"]),
];

/// The GPU server that a floating IP leads to.
pub(super) const GPU_SERVER: &str = "0717_8a4fb17a-5e93-42c6-9da1-f7ec0924d368";

pub(super) fn build(world: &mut World) {
    for (name, vpc, subnet, address, profile, secure, tags) in TABLE {
        let region = region_of(vpc);
        // The first two are in the flow logs under the id of their name.
        let own = match name {
            "gpu-train-1" => GPU_SERVER.to_owned(),
            "core-ledger" | "credit-scoring" => id(name),
            name => format!("0717_{}", id(name)),
        };
        let interface = json!({
            "id": id(address), "name": format!("eth-{address}"), "primary_ip": {"address": address},
            "subnet": reference(region, "subnet", "subnets", subnet), "resource_type": "network_interface",
        });
        let gpu = gpu_of(profile);
        let mut value = json!({
            "status": "running", "startable": true, "lifecycle_state": "stable", "lifecycle_reasons": [], "health_state": "ok", "health_reasons": [], "status_reasons": [],
            "profile": {"name": profile}, "vpc": reference(region, "vpc", "vpcs", vpc), "zone": {"name": format!("{region}-1")},
            "primary_network_interface": interface, "network_interfaces": [interface], "network_attachments": [],
            "metadata_service": {"enabled": true, "protocol": if secure { "https" } else { "http" }, "response_hop_limit": if secure { 1 } else { 64 }},
            "image": reference(region, "image", "images", "bank-ubuntu-24"), "memory": 64, "vcpu": {"architecture": "amd64", "count": 16, "manufacturer": "intel"},
            "boot_volume_attachment": {"volume": reference(region, "volume", "volumes", &format!("{name}-boot"))},
            "volume_attachments": [{"volume": reference(region, "volume", "volumes", &format!("{name}-boot"))}],
            "availability_policy": {"host_failure": "restart"}, "bandwidth": 16_000, "enable_secure_boot": secure, "disks": [],
        });
        if let Some(gpu) = gpu {
            value = joined(value, json!({"gpu": gpu}));
        }
        let crn = put(world, SERVERS, "instance", vpc, &own, name, value);
        tag(world, &crn, tags);
        volume(world, vpc, &format!("{name}-boot"));
    }
    volume(world, "vpc-core", "ledger-data");
    volume(world, "vpc-ai", "training-scratch");
    put(
        world,
        SNAPSHOTS,
        "snapshot",
        "vpc-core",
        &place("ledger-nightly"),
        "ledger-nightly",
        json!({
            "bootable": false, "deletable": true, "lifecycle_state": "stable", "encryption": "user_managed", "size": 240, "minimum_capacity": 500, "progress": 100,
            "source_volume": reference("us-south", "volume", "volumes", "ledger-data"), "captured_at": "2026-11-22T02:00:00Z", "user_tags": [], "service_tags": [], "clones": [],
            "copies": [], "software_attachments": [], "storage_generation": 1,
        }),
    );
    for (vpc, name) in [("vpc-core", "bank-ubuntu-24"), ("vpc-ai", "gpu-pytorch-2")] {
        put(
            world,
            IMAGES,
            "image",
            vpc,
            &place(name),
            name,
            json!({
                "visibility": "private", "status": "available", "status_reasons": [], "encryption": "user_managed", "minimum_provisioned_size": 100,
                "operating_system": {"name": "ubuntu-24-04-amd64", "architecture": "amd64", "family": "Ubuntu Linux", "vendor": "Canonical"}, "file": {"size": 4},
            }),
        );
    }
    put(
        world,
        KEYS,
        "key",
        "vpc-ai",
        &place("science-ssh"),
        "science-ssh",
        json!({"type": "rsa", "length": 2_048, "fingerprint": "SHA256:yxavE4CIOL2NlsqcurRO3xGjkP6m/0mp8ugojH5yxlY", "public_key": ""}),
    );
    clusters(world);
}

fn gpu_of(profile: &str) -> Option<Value> {
    let (count, model, memory) = match profile {
        "gx3d-160x1792x8h100" => (8, "H100", 640),
        "gx3-64x320x4l4" => (4, "L4", 96),
        "gx2-8x64x1v100" => (1, "V100", 16),
        _ => return None,
    };
    Some(json!({"count": count, "manufacturer": "nvidia", "memory": memory, "model": model}))
}

fn volume(world: &mut World, vpc: &str, name: &str) {
    let key = format!("crn:v1:bluemix:public:kms:us-south:a/{IBM_ACCOUNT}:{IBM_KEYS}:{ROOT_KEY}");
    let value = json!({
        "capacity": 500, "iops": 5_000, "bandwidth": 1_000, "status": "available", "active": true, "busy": false, "attachment_state": "attached",
        "encryption": "user_managed", "encryption_key": {"crn": key}, "profile": {"name": "general-purpose"},
        "zone": {"name": format!("{}-1", region_of(vpc))},
        "volume_attachments": [], "status_reasons": [], "health_state": "ok", "health_reasons": [], "user_tags": [],
    });
    put(world, VOLUMES, "volume", vpc, &place(name), name, value);
}

/// Name, VPC, type, version, whether its master answers on the internet.
fn clusters(world: &mut World) {
    for (name, vpc, group, kind, version, public) in [
        ("scoring-cluster", "vpc-core", CORE, "openshift", "4.19.12_openshift", false),
        ("ai-cluster", "vpc-ai", AI, "kubernetes", "1.33.4_1540", false),
    ] {
        let own = format!("c{}", super::plain(name).get(..19).unwrap_or("0"));
        let crn = format!("crn:v1:bluemix:public:containers-kubernetes:us-south:a/{IBM_ACCOUNT}:{own}::");
        let value = json!({
            "id": own, "crn": crn, "name": name, "type": kind, "provider": "vpc-gen2", "state": "normal", "masterKubeVersion": version, "location": "us-south", "region": "us-south",
            "resourceGroup": group, "workerCount": 3, "vpcs": [place(vpc)], "createdDate": super::SINCE,
            "serviceEndpoints": {"publicServiceEndpointEnabled": public, "privateServiceEndpointEnabled": true, "publicServiceEndpointURL": "", "privateServiceEndpointURL": ""},
            "features": {"keyProtectEnabled": !public, "pullSecretApplied": true}, "resource_group": group_of(vpc),
        });
        tag(world, &crn, &["owner:platform"]);
        world.store.seed(CLUSTER_KIND, Entry { crn, ..super::entry(&own, name, value) });
    }
}

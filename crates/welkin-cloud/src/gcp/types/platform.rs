use welkin_model::estate::EdgeKind::{AttachedTo, DeployedFrom, LogsTo, RefersTo, Uses};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use super::of;
use crate::describe::{FactRule, How, Read, TypeRule, fact, reference};

const INGRESS: Read = Read::Of(&[
    ("ingress_traffic_all", "yes"),
    ("ingress_traffic_internal_only", "no"),
    ("ingress_traffic_internal_load_balancer", "no"),
    ("allow_all", "yes"),
    ("allow_internal_only", "no"),
    ("allow_internal_and_gclb", "no"),
    ("all", "yes"),
    ("internal", "no"),
    ("internal-and-cloud-load-balancing", "no"),
]);
const MACHINE: FactRule = fact("^machinetype", Fact::Accelerator, Read::Text);

/// Compute and logs.
pub(super) static TYPES: &[TypeRule] = &[
    of(
        "compute.googleapis.com/Instance",
        AssetKind::Instance,
        &[
            reference("disks.source", Uses, How::Id),
            reference("accessconfigs.natip", RefersTo, How::Provides(HandleKind::Address)),
        ],
        &[MACHINE, fact("accessconfigs.natip", Fact::Address, Read::Text)],
    ),
    of("compute.googleapis.com/InstanceTemplate", AssetKind::Image, &[], &[]),
    of("compute.googleapis.com/InstanceGroup", AssetKind::NodeGroup, &[], &[]),
    of(
        "compute.googleapis.com/InstanceGroupManager",
        AssetKind::NodeGroup,
        &[reference("^instancetemplate", DeployedFrom, How::Id)],
        &[],
    ),
    of(
        "container.googleapis.com/Cluster",
        AssetKind::Cluster,
        &[
            reference("^network", AttachedTo, How::Name("compute.googleapis.com/Network")),
            reference("^subnetwork", AttachedTo, How::Name("compute.googleapis.com/Subnetwork")),
            reference("^endpoint", RefersTo, How::Provides(HandleKind::Address)),
        ],
        &[
            fact("privateclusterconfig.enableprivateendpoint", Fact::Public, Read::No),
            fact("legacyabac.enabled", Fact::LocalAuth, Read::Yes),
            fact(
                "databaseencryption.state",
                Fact::Encryption,
                Read::Of(&[("encrypted", "customer_key"), ("decrypted", "provider_key")]),
            ),
        ],
    ),
    of("container.googleapis.com/NodePool", AssetKind::NodeGroup, &[], &[]),
    of(
        "run.googleapis.com/Service",
        AssetKind::Service,
        &[
            reference("^uri", RefersTo, How::Provides(HandleKind::Host)),
            reference("^urls", RefersTo, How::Provides(HandleKind::Host)),
            reference("^status.url", RefersTo, How::Provides(HandleKind::Host)),
            reference("vpcaccess.connector", AttachedTo, How::Id),
            reference("networkinterfaces.network", AttachedTo, How::Name("compute.googleapis.com/Network")),
            reference(
                "networkinterfaces.subnetwork",
                AttachedTo,
                How::Name("compute.googleapis.com/Subnetwork"),
            ),
            reference("containers.env.value", Uses, How::Handle(HandleKind::Host)),
        ],
        &[
            fact("^ingress", Fact::Public, INGRESS),
            fact("annotations.rungoogleapiscomingress", Fact::Public, INGRESS),
            fact("containers.image", Fact::Artifact, Read::Text),
        ],
    ),
    of(
        "run.googleapis.com/Job",
        AssetKind::Service,
        &[],
        &[fact("containers.image", Fact::Artifact, Read::Text)],
    ),
    of(
        "cloudfunctions.googleapis.com/Function",
        AssetKind::Function,
        &[reference("serviceconfig.uri", RefersTo, How::Provides(HandleKind::Host))],
        &[fact("ingresssettings", Fact::Public, INGRESS)],
    ),
    of(
        "cloudfunctions.googleapis.com/CloudFunction",
        AssetKind::Function,
        &[reference("httpstrigger.url", RefersTo, How::Provides(HandleKind::Host))],
        &[fact("ingresssettings", Fact::Public, INGRESS)],
    ),
    of("dataproc.googleapis.com/Cluster", AssetKind::Cluster, &[], &[]),
    of("composer.googleapis.com/Environment", AssetKind::Service, &[], &[]),
    of("appengine.googleapis.com/Service", AssetKind::Service, &[], &[]),
    of(
        "logging.googleapis.com/LogSink",
        AssetKind::LogSink,
        &[reference("^destination", LogsTo, How::Id)],
        &[fact("^disabled", Fact::Logged, Read::No)],
    ),
    of(
        "logging.googleapis.com/LogBucket",
        AssetKind::LogStore,
        &[],
        &[fact("^locked", Fact::Retained, Read::Yes)],
    ),
    of("logging.googleapis.com/LogMetric", AssetKind::Alert, &[], &[]),
    of("monitoring.googleapis.com/AlertPolicy", AssetKind::Alert, &[], &[]),
];

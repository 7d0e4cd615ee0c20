use welkin_model::estate::EdgeKind::{Contains, GovernedBy, LogsTo, Trusts};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use super::{full, kind, told};
use crate::describe::{How, Read, TypeRule, fact, reference};

/// Compute, logs and the organisation.
pub(super) static TYPES: &[TypeRule] = &[
    full(
        "microsoft.management/managementgroups",
        AssetKind::Folder,
        &[reference("details.parent.id", Contains, How::Id).inward()],
        &[],
    ),
    told(
        "microsoft.resources/subscriptions",
        AssetKind::Account,
        &[fact("^properties.state", Fact::State, Read::Text), fact("^state", Fact::State, Read::Text)],
    ),
    kind("microsoft.resources/subscriptions/resourcegroups", AssetKind::ResourceGroup),
    told(
        "microsoft.compute/virtualmachines",
        AssetKind::Instance,
        &[fact("hardwareprofile.vmsize", Fact::Accelerator, Read::Text)],
    ),
    kind("microsoft.compute/virtualmachinescalesets", AssetKind::Instance),
    kind("microsoft.compute/images", AssetKind::Image),
    full(
        "microsoft.containerservice/managedclusters",
        AssetKind::Cluster,
        &[reference("oidcissuerprofile.issuerurl", Trusts, How::Provides(HandleKind::Issuer)).inward()],
        &[
            fact("disablelocalaccounts", Fact::LocalAuth, Read::No),
            fact("powerstate.code", Fact::State, Read::Text),
        ],
    ),
    told(
        "microsoft.containerservice/managedclusters/agentpools",
        AssetKind::NodeGroup,
        &[fact("vmsize", Fact::Accelerator, Read::Text)],
    ),
    kind("microsoft.web/sites", AssetKind::Service),
    kind("microsoft.web/serverfarms", AssetKind::Capacity),
    kind("microsoft.app/containerapps", AssetKind::Service),
    kind("microsoft.app/managedenvironments", AssetKind::Cluster),
    kind("microsoft.containerinstance/containergroups", AssetKind::Service),
    kind("microsoft.apimanagement/service", AssetKind::Gateway),
    kind("microsoft.logic/workflows", AssetKind::Function),
    kind("microsoft.insights/activitylogalerts", AssetKind::Alert),
    kind("microsoft.insights/metricalerts", AssetKind::Alert),
    kind("microsoft.insights/actiongroups", AssetKind::Alert),
    told("microsoft.security/pricings", AssetKind::Detector, &[fact("pricingtier", Fact::State, Read::Text)]),
    full(
        "microsoft.network/networkwatchers/flowlogs",
        AssetKind::LogSink,
        &[
            reference("^properties.targetresourceid", GovernedBy, How::Id).inward(),
            reference("^properties.storageid", LogsTo, How::Id),
        ],
        &[fact("^properties.enabled", Fact::Logged, Read::Yes)],
    ),
    kind("microsoft.network/networkwatchers", AssetKind::LogSink),
];

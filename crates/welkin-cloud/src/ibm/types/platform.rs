use welkin_model::estate::EdgeKind::{AttachedTo, Contains, LogsTo, RunsAs, Uses};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use super::GROUP;
use crate::describe::{FactRule, How, Read, RefRule, TypeRule, fact, reference};

const fn instance(native: &'static str, kind: AssetKind) -> TypeRule {
    TypeRule { native, kind, refs: &GROUP, facts: STATE }
}

const STATE: &[FactRule] = &[fact("^state", Fact::State, Read::Text)];

const GUID: How = How::Handle(HandleKind::Guid);

/// A credential of a service instance: what applications outside log in with.
const fn credential(native: &'static str) -> TypeRule {
    TypeRule { native, kind: AssetKind::Credential, refs: CREDENTIAL, facts: STATE }
}

const CREDENTIAL: &[RefRule] =
    &[reference("^sourcecrn", Uses, How::Id), reference("credentials.iamserviceidcrn", RunsAs, How::Id)];

/// The account and its parts, restrictions, clusters, routing of records.
pub(super) static TYPES: &[TypeRule] = &[
    TypeRule { native: "enterprise.enterprise", kind: AssetKind::Organisation, refs: &[], facts: &[] },
    TypeRule {
        native: "enterprise.account-group",
        kind: AssetKind::Folder,
        refs: &[
            reference("^enterpriseid", Contains, GUID).inward(),
            reference("^parent", Contains, How::Id).inward(),
        ],
        facts: &[],
    },
    TypeRule {
        native: "enterprise.account",
        kind: AssetKind::Account,
        refs: &[
            reference("^accountgroupid", Contains, GUID).inward(),
            reference("^parent", Contains, How::Id).inward(),
        ],
        facts: &[fact("^state", Fact::State, Read::Text)],
    },
    TypeRule {
        native: "resource-controller.resource-group",
        kind: AssetKind::ResourceGroup,
        refs: &[reference("^accountid", Contains, How::Name("enterprise.account")).inward()],
        facts: &[fact("^state", Fact::State, Read::Text)],
    },
    credential("pm-20.resource-key"),
    credential("cloud-object-storage.resource-key"),
    credential("databases-for-postgresql.resource-key"),
    credential("kms.resource-key"),
    credential("conversation.resource-key"),
    credential("discovery.resource-key"),
    TypeRule { native: "context-based-restrictions.zone", kind: AssetKind::Perimeter, refs: &[], facts: &[] },
    TypeRule {
        native: "context-based-restrictions.rule",
        kind: AssetKind::Perimeter,
        refs: &[],
        facts: &[fact("^enforcementmode", Fact::State, Read::Text)],
    },
    TypeRule {
        native: "containers-kubernetes",
        kind: AssetKind::Cluster,
        refs: &[
            reference("^resourcegroup", Contains, How::Name("resource-controller.resource-group")).inward(),
            reference("^vpcs", AttachedTo, GUID),
        ],
        facts: &[
            fact("^state", Fact::State, Read::Text),
            fact("publicserviceendpointenabled", Fact::Public, Read::Yes),
            fact(
                "keyprotectenabled",
                Fact::Encryption,
                Read::Of(&[("true", "customer_key"), ("false", "provider_key")]),
            ),
        ],
    },
    TypeRule {
        native: "atracker.target",
        kind: AssetKind::LogSink,
        refs: &[],
        facts: &[fact("writestatus.status", Fact::State, Read::Text)],
    },
    TypeRule {
        native: "atracker.route",
        kind: AssetKind::LogSink,
        refs: &[reference("rules.targetids", LogsTo, GUID), reference("rules.targets.id", LogsTo, GUID)],
        facts: &[],
    },
    TypeRule { native: "logs-router.tenant", kind: AssetKind::LogSink, refs: &[], facts: &[] },
    TypeRule {
        native: "compliance.attachment",
        kind: AssetKind::Detector,
        refs: &[],
        facts: &[fact("^status", Fact::State, Read::Text)],
    },
    instance("compliance", AssetKind::Detector),
    instance("logs", AssetKind::LogStore),
    instance("sysdig-monitor", AssetKind::LogStore),
    instance("dns-svcs", AssetKind::DnsZone),
    instance("codeengine", AssetKind::Service),
];

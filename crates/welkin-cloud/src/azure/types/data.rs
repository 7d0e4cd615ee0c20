use welkin_model::estate::EdgeKind::LogsTo;
use welkin_model::estate::{AssetKind, Fact};

use super::{full, kind, told};
use crate::describe::{How, Read, TypeRule, fact, reference};

/// Stores, databases, secrets and keys.
pub(super) static TYPES: &[TypeRule] = &[
    told(
        "microsoft.storage/storageaccounts",
        AssetKind::Bucket,
        &[
            fact(
                "encryption.keysource",
                Fact::Encryption,
                Read::Of(&[("microsoft.keyvault", "customer_key"), ("microsoft.storage", "provider_key")]),
            ),
            fact("allowsharedkeyaccess", Fact::LocalAuth, Read::Yes),
            fact("isversioningenabled", Fact::Versioned, Read::Yes),
            fact("immutablestoragewithversioning.enabled", Fact::Retained, Read::Yes),
        ],
    ),
    told(
        "microsoft.storage/storageaccounts/blobservices",
        AssetKind::Bucket,
        &[fact("isversioningenabled", Fact::Versioned, Read::Yes)],
    ),
    told(
        "microsoft.storage/storageaccounts/blobservices/containers",
        AssetKind::Bucket,
        &[fact(
            "publicaccess",
            Fact::Public,
            Read::Of(&[("none", "no"), ("blob", "yes"), ("container", "yes")]),
        )],
    ),
    kind("microsoft.storage/storageaccounts/privateendpointconnections", AssetKind::PrivateLink),
    told(
        "microsoft.sql/servers",
        AssetKind::Database,
        &[fact("azureadonlyauthentication", Fact::LocalAuth, Read::No)],
    ),
    kind("microsoft.sql/servers/databases", AssetKind::Database),
    kind("microsoft.documentdb/databaseaccounts", AssetKind::Database),
    kind("microsoft.dbforpostgresql/flexibleservers", AssetKind::Database),
    kind("microsoft.dbformysql/flexibleservers", AssetKind::Database),
    kind("microsoft.cache/redis", AssetKind::Database),
    kind("microsoft.kusto/clusters", AssetKind::Database),
    kind("microsoft.synapse/workspaces", AssetKind::Database),
    kind("microsoft.eventhub/namespaces", AssetKind::Stream),
    kind("microsoft.servicebus/namespaces", AssetKind::Stream),
    kind("microsoft.compute/disks", AssetKind::Volume),
    kind("microsoft.compute/snapshots", AssetKind::Snapshot),
    told(
        "microsoft.containerregistry/registries",
        AssetKind::ImageRegistry,
        &[fact("adminuserenabled", Fact::LocalAuth, Read::Yes)],
    ),
    told(
        "microsoft.keyvault/vaults",
        AssetKind::Vault,
        &[fact("enablepurgeprotection", Fact::Retained, Read::Yes)],
    ),
    kind("microsoft.keyvault/managedhsms", AssetKind::Vault),
    kind("microsoft.keyvault/vaults/privateendpointconnections", AssetKind::PrivateLink),
    told("microsoft.keyvault/vaults/keys", AssetKind::Key, ENABLED),
    told("microsoft.keyvault/vaults/secrets", AssetKind::Secret, ENABLED),
    kind("microsoft.compute/diskencryptionsets", AssetKind::Key),
    kind("microsoft.datafactory/factories", AssetKind::Transfer),
    kind("microsoft.datafactory/factories/pipelines", AssetKind::Transfer),
    kind("microsoft.datafactory/factories/linkedservices", AssetKind::Transfer),
    kind("microsoft.operationalinsights/workspaces", AssetKind::LogStore),
    kind("microsoft.insights/components", AssetKind::LogStore),
    full(
        "microsoft.insights/diagnosticsettings",
        AssetKind::LogSink,
        &[
            reference("^properties.workspaceid", LogsTo, How::Id),
            reference("^properties.storageaccountid", LogsTo, How::Id),
            reference("^properties.eventhubauthorizationruleid", LogsTo, How::Id),
        ],
        &[fact("logs.enabled", Fact::Logged, Read::Yes)],
    ),
];

const ENABLED: &[crate::describe::FactRule] =
    &[fact("attributes.enabled", Fact::State, Read::Of(&[("true", "enabled"), ("false", "disabled")]))];

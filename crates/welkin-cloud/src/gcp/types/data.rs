use welkin_model::estate::EdgeKind::{CanAssume, EncryptedBy, KeptBy, LogsTo, Reads, Writes};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use super::of;
use crate::describe::{FactRule, How, Read, TypeRule, fact, reference};

/// Google keeps the keys where nothing else is said.
const ENABLED: FactRule = fact("^state", Fact::State, Read::Text);

/// Stores, warehouses, secrets and keys.
pub(super) static TYPES: &[TypeRule] = &[
    of(
        "storage.googleapis.com/Bucket",
        AssetKind::Bucket,
        &[
            reference("logging.logbucket", LogsTo, How::Name("storage.googleapis.com/Bucket")),
            reference("encryption.defaultkmskeyname", EncryptedBy, How::Id),
        ],
        &[
            fact("versioning.enabled", Fact::Versioned, Read::Yes),
            fact("iamconfiguration.publicaccessprevention", Fact::Public, Read::Of(&[("enforced", "no")])),
            fact("retentionpolicy.islocked", Fact::Retained, Read::Yes),
        ],
    ),
    of("bigquery.googleapis.com/Dataset", AssetKind::Database, &[], &[]),
    of("bigquery.googleapis.com/Table", AssetKind::Table, &[], &[]),
    of("bigquery.googleapis.com/Model", AssetKind::Model, &[], &[]),
    of(
        "sqladmin.googleapis.com/Instance",
        AssetKind::Database,
        &[reference("ipaddresses.ipaddress", Reads, How::Provides(HandleKind::Address))],
        &[
            fact("settings.ipconfiguration.ipv4enabled", Fact::Public, Read::Yes),
            fact("backupconfiguration.pointintimerecoveryenabled", Fact::Versioned, Read::Yes),
        ],
    ),
    of("spanner.googleapis.com/Database", AssetKind::Database, &[], &[ENABLED]),
    of("spanner.googleapis.com/Instance", AssetKind::Database, &[], &[ENABLED]),
    of("firestore.googleapis.com/Database", AssetKind::Database, &[], &[]),
    of("bigtableadmin.googleapis.com/Instance", AssetKind::Database, &[], &[ENABLED]),
    of("alloydb.googleapis.com/Cluster", AssetKind::Database, &[], &[ENABLED]),
    of("alloydb.googleapis.com/Instance", AssetKind::Database, &[], &[ENABLED]),
    of("redis.googleapis.com/Instance", AssetKind::Database, &[], &[ENABLED]),
    of("file.googleapis.com/Instance", AssetKind::FileSystem, &[], &[ENABLED]),
    of("pubsub.googleapis.com/Topic", AssetKind::Stream, &[], &[]),
    of(
        "pubsub.googleapis.com/Subscription",
        AssetKind::Stream,
        &[reference("^topic", Reads, How::Id), reference("bigqueryconfig.table", Writes, How::Id)],
        &[],
    ),
    of("artifactregistry.googleapis.com/Repository", AssetKind::ImageRegistry, &[], &[]),
    of("artifactregistry.googleapis.com/DockerImage", AssetKind::Image, &[], &[]),
    of(
        "compute.googleapis.com/Disk",
        AssetKind::Volume,
        &[reference("^sourcesnapshot", Reads, How::Id)],
        &[],
    ),
    of(
        "compute.googleapis.com/Snapshot",
        AssetKind::Snapshot,
        &[reference("^sourcedisk", Reads, How::Id)],
        &[],
    ),
    of("compute.googleapis.com/Image", AssetKind::Image, &[reference("^sourcedisk", Reads, How::Id)], &[]),
    of("secretmanager.googleapis.com/Secret", AssetKind::Secret, &[], &[]),
    of("secretmanager.googleapis.com/SecretVersion", AssetKind::Secret, &[], &[]),
    of("cloudkms.googleapis.com/KeyRing", AssetKind::Vault, &[], &[]),
    of(
        "cloudkms.googleapis.com/CryptoKey",
        AssetKind::Key,
        &[
            reference(
                "primary.externalprotectionleveloptions.externalkeyuri",
                KeptBy,
                How::Handle(HandleKind::KeyUri),
            ),
            reference("^cryptokeybackend", KeptBy, How::Id),
        ],
        &[fact("primary.state", Fact::State, Read::Text)],
    ),
    of(
        "cloudkms.googleapis.com/CryptoKeyVersion",
        AssetKind::Key,
        &[reference(
            "externalprotectionleveloptions.externalkeyuri",
            KeptBy,
            How::Handle(HandleKind::KeyUri),
        )],
        &[],
    ),
    of(
        "cloudkms.googleapis.com/EkmConnection",
        AssetKind::Vault,
        &[reference("serviceresolvers.hostname", KeptBy, How::Handle(HandleKind::Host))],
        &[],
    ),
    of(
        "storagetransfer.googleapis.com/TransferJob",
        AssetKind::Transfer,
        &[reference("awss3datasource.rolearn", CanAssume, How::Id)],
        &[],
    ),
    of("privateca.googleapis.com/CertificateAuthority", AssetKind::Certificate, &[], &[]),
];

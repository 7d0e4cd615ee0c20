use welkin_model::estate::EdgeKind::{Contains, EncryptedBy, StoredIn};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use super::GROUP;
use crate::describe::{FactRule, How, Read, TypeRule, fact, reference};

const fn instance(native: &'static str, kind: AssetKind) -> TypeRule {
    TypeRule { native, kind, refs: &GROUP, facts: STATE }
}

const STATE: &[FactRule] = &[fact("^state", Fact::State, Read::Text)];

/// States of keys, as NIST SP 800-57 names them.
const KEY_STATES: Read = Read::Of(&[
    ("0", "pre-activation"),
    ("1", "active"),
    ("2", "suspended"),
    ("3", "deactivated"),
    ("5", "destroyed"),
]);

/// Stores, keys, secrets, databases.
pub(super) static TYPES: &[TypeRule] = &[
    instance("cloud-object-storage", AssetKind::Bucket),
    TypeRule {
        native: "cloud-object-storage.bucket",
        kind: AssetKind::Bucket,
        refs: &[
            reference("ibmssekpcrkid", EncryptedBy, How::Id),
            reference("ibmssekpcustomerrootkeycrn", EncryptedBy, How::Id),
        ],
        facts: &[],
    },
    instance("kms", AssetKind::Vault),
    instance("hs-crypto", AssetKind::Vault),
    TypeRule {
        native: "kms.key",
        kind: AssetKind::Key,
        refs: &[],
        facts: &[fact("^state", Fact::State, KEY_STATES)],
    },
    instance("secrets-manager", AssetKind::Vault),
    TypeRule {
        native: "secrets-manager.secret",
        kind: AssetKind::Secret,
        refs: &[
            reference("^secretgroupid", Contains, How::Handle(HandleKind::Guid)).inward(),
            reference("^apikeyid", StoredIn, How::Handle(HandleKind::CredentialId)).inward(),
            reference("^serviceid", StoredIn, How::Id).inward(),
        ],
        facts: &[fact("^statedescription", Fact::State, Read::Text)],
    },
    TypeRule { native: "secrets-manager.secret-group", kind: AssetKind::Folder, refs: &[], facts: &[] },
    instance("messagehub", AssetKind::Stream),
    instance("cloudantnosqldb", AssetKind::Database),
    instance("databases-for-postgresql", AssetKind::Database),
    instance("databases-for-redis", AssetKind::Database),
    instance("databases-for-elasticsearch", AssetKind::Database),
    instance("databases-for-mongodb", AssetKind::Database),
    instance("container-registry", AssetKind::ImageRegistry),
];

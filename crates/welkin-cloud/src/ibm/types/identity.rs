use welkin_model::estate::EdgeKind::{Contains, RunsAs, StoredIn, Uses};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use crate::describe::{How, Read, TypeRule, fact, reference};

const fn plain(native: &'static str, kind: AssetKind) -> TypeRule {
    TypeRule { native, kind, refs: &[], facts: &[] }
}

/// Users, service ids, profiles, groups, policies, keys and what holds for the account.
pub(super) static TYPES: &[TypeRule] = &[
    TypeRule {
        native: "user-management.user",
        kind: AssetKind::User,
        refs: &[],
        facts: &[fact("^state", Fact::State, Read::Text), fact("^addedon", Fact::Created, Read::Time)],
    },
    TypeRule {
        native: "iam-identity.apikey",
        kind: AssetKind::Credential,
        refs: &[
            reference("^iamid", RunsAs, How::Id),
            reference("^id", StoredIn, How::Provides(HandleKind::CredentialId)),
        ],
        facts: &[fact("^disabled", Fact::State, Read::Of(&[("true", "disabled"), ("false", "enabled")]))],
    },
    TypeRule {
        native: "iam-identity.serviceid",
        kind: AssetKind::ServiceIdentity,
        refs: &[],
        facts: &[fact("^locked", Fact::State, Read::Of(&[("true", "locked"), ("false", "unlocked")]))],
    },
    plain("iam-identity.profile", AssetKind::Role),
    plain("iam-groups.access-group", AssetKind::Group),
    TypeRule {
        native: "iam-access-management.policy",
        kind: AssetKind::RoleBinding,
        refs: &[reference("roles.roleid", Uses, How::Id)],
        facts: &[fact("^state", Fact::State, Read::Text)],
    },
    plain("iam-access-management.customRole", AssetKind::Role),
    plain("iam.role", AssetKind::Role),
    plain("iam.serviceRole", AssetKind::Role),
    plain("iam.customRole", AssetKind::Role),
    TypeRule {
        native: "iam-identity.account-settings",
        kind: AssetKind::OrgPolicy,
        refs: &[reference("^accountid", Contains, How::Name("enterprise.account")).inward()],
        facts: &[fact(
            "^restrictcreateplatformapikey",
            Fact::LocalAuth,
            Read::Of(&[("not_set", "yes"), ("not_restricted", "yes"), ("restricted", "no")]),
        )],
    },
];

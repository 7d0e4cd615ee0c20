use welkin_model::estate::EdgeKind::{GovernedBy, RefersTo, Uses};
use welkin_model::estate::{AssetKind, Fact};

use super::of;
use crate::describe::{How, Read, TypeRule, fact, reference};

/// Identities, roles, policies, credentials, who is trusted, and the organisation.
pub(super) static TYPES: &[TypeRule] = &[
    of(
        "iam.googleapis.com/ServiceAccount",
        AssetKind::ServiceIdentity,
        &[],
        &[fact("^disabled", Fact::State, Read::Of(&[("true", "DISABLED"), ("false", "ENABLED")]))],
    ),
    of(
        "iam.googleapis.com/ServiceAccountKey",
        AssetKind::Credential,
        &[],
        &[fact("^disabled", Fact::State, Read::Of(&[("true", "DISABLED"), ("false", "ENABLED")]))],
    ),
    of("iam.googleapis.com/Role", AssetKind::Role, &[], &[fact("^stage", Fact::State, Read::Text)]),
    of("iam.googleapis.com/WorkloadIdentityPool", AssetKind::Federation, &[], &[]),
    of("iam.googleapis.com/WorkloadIdentityPoolProvider", AssetKind::Federation, &[], &[]),
    of("iam.googleapis.com/WorkforcePool", AssetKind::Federation, &[], &[]),
    of("iam.googleapis.com/WorkforcePoolProvider", AssetKind::Federation, &[], &[]),
    of("iam.googleapis.com/PolicyV2", AssetKind::Policy, &[], &[]),
    of("cloudidentity.googleapis.com/Group", AssetKind::Group, &[], &[]),
    of("cloudidentity.googleapis.com/User", AssetKind::User, &[], &[]),
    of("apikeys.googleapis.com/Key", AssetKind::Credential, &[], &[]),
    of("agentidentity.googleapis.com/AuthProvider", AssetKind::Credential, &[], &[]),
    of("cloudresourcemanager.googleapis.com/Organization", AssetKind::Organisation, &[], &[]),
    of("cloudresourcemanager.googleapis.com/Folder", AssetKind::Folder, &[], &[]),
    of("cloudresourcemanager.googleapis.com/Project", AssetKind::Account, &[], &[]),
    of("cloudresourcemanager.googleapis.com/TagKey", AssetKind::Other, &[], &[]),
    of("cloudresourcemanager.googleapis.com/TagValue", AssetKind::Other, &[], &[]),
    of(
        "cloudresourcemanager.googleapis.com/TagBinding",
        AssetKind::Other,
        &[reference("^parent", GovernedBy, How::Id).inward(), reference("^tagvalue", Uses, How::Id)],
        &[],
    ),
    of("orgpolicy.googleapis.com/Policy", AssetKind::OrgPolicy, &[], &[]),
    of("orgpolicy.googleapis.com/CustomConstraint", AssetKind::OrgPolicy, &[], &[]),
    of(
        "accesscontextmanager.googleapis.com/AccessPolicy",
        AssetKind::Policy,
        &[reference("^parent", RefersTo, How::Id)],
        &[],
    ),
    of("accesscontextmanager.googleapis.com/AccessLevel", AssetKind::Policy, &[], &[]),
    of(
        "accesscontextmanager.googleapis.com/ServicePerimeter",
        AssetKind::Perimeter,
        &[
            reference("status.resources", GovernedBy, How::Id).inward(),
            reference("accesslevel", Uses, How::Id),
            reference("accesslevels", Uses, How::Id),
        ],
        &[],
    ),
    of("serviceusage.googleapis.com/Service", AssetKind::Other, &[], &[]),
];

use welkin_model::estate::EdgeKind::{GovernedBy, RunsAs};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use super::{full, kind, told};
use crate::describe::{FactRule, How, Read, TypeRule, fact, reference};

const ACCOUNT: &[FactRule] =
    &[fact("^accountenabled", Fact::State, Read::Of(&[("true", "enabled"), ("false", "disabled")]))];
const SINCE: &[FactRule] = &[fact("^startdatetime", Fact::Created, Read::Time)];

/// People, applications, identities, what they are granted and who is trusted.
pub(super) static TYPES: &[TypeRule] = &[
    kind("microsoft.graph/organization", AssetKind::Organisation),
    told("microsoft.graph/users", AssetKind::User, ACCOUNT),
    kind("microsoft.graph/groups", AssetKind::Group),
    kind("microsoft.graph/applications", AssetKind::ServiceIdentity),
    told("microsoft.graph/serviceprincipals", AssetKind::ServiceIdentity, ACCOUNT),
    kind("microsoft.graph/applications/federatedidentitycredentials", AssetKind::Federation),
    told("microsoft.graph/applications/passwordcredentials", AssetKind::Credential, SINCE),
    told("microsoft.graph/applications/keycredentials", AssetKind::Credential, SINCE),
    told("microsoft.graph/serviceprincipals/passwordcredentials", AssetKind::Credential, SINCE),
    told("microsoft.graph/serviceprincipals/keycredentials", AssetKind::Credential, SINCE),
    kind("microsoft.graph/serviceprincipals/approleassignedto", AssetKind::RoleBinding),
    kind("microsoft.graph/directory/roleassignments", AssetKind::RoleBinding),
    told(
        "microsoft.graph/conditionalaccess/policies",
        AssetKind::OrgPolicy,
        &[fact("^state", Fact::State, Read::Text)],
    ),
    full(
        "microsoft.managedidentity/userassignedidentities",
        AssetKind::ServiceIdentity,
        &[reference("^properties.clientid", RunsAs, How::Handle(HandleKind::CredentialId))],
        &[],
    ),
    kind(
        "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials",
        AssetKind::Federation,
    ),
    full(
        "microsoft.authorization/roleassignments",
        AssetKind::RoleBinding,
        &[reference("roledefinitionid", GovernedBy, How::Id)],
        &[],
    ),
    kind("microsoft.authorization/denyassignments", AssetKind::Policy),
    kind("microsoft.authorization/roledefinitions", AssetKind::Role),
    full(
        "microsoft.authorization/policyassignments",
        AssetKind::OrgPolicy,
        &[
            reference("policydefinitionid", GovernedBy, How::Id),
            reference("^properties.scope", GovernedBy, How::Id).inward(),
            reference("^scope", GovernedBy, How::Id).inward(),
        ],
        &[fact("^properties.enforcementmode", Fact::State, Read::Text)],
    ),
    kind("microsoft.authorization/policydefinitions", AssetKind::OrgPolicy),
    kind("microsoft.authorization/policysetdefinitions", AssetKind::OrgPolicy),
];

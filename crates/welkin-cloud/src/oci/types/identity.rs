use welkin_model::estate::EdgeKind::{Contains, Exposes, GrantsTo, MemberOf, RunsAs, StoredIn, Trusts};
use welkin_model::estate::{Fact, HandleKind};

use super::ty;
use crate::describe::{How, Read, TypeRule, fact, reference};

/// Who may, and what binds all.
#[rustfmt::skip]
pub(super) static TYPES: &[TypeRule] = &[
    ty!("Tenancy", Organisation, [], []),
    ty!("Compartment", Folder, [], []),
    ty!("User", User, [], []),
    ty!("Group", Group, [], []),
    ty!("UserGroupMembership", RoleBinding, [reference("^userid", MemberOf, How::Id).inward(), reference("^groupid", MemberOf, How::Id)], []),
    ty!("DynamicResourceGroup", Group, [], []),
    ty!("Policy", Policy, [], []),
    ty!("ApiKey", Credential, [reference("^userid", RunsAs, How::Id), reference("^keyid", StoredIn, How::Provides(HandleKind::CredentialId))], []),
    ty!("CustomerSecretKey", Credential, [reference("^userid", RunsAs, How::Id), reference("^id", StoredIn, How::Provides(HandleKind::CredentialId))], []),
    ty!("AuthToken", Credential, [reference("^userid", RunsAs, How::Id)], []),
    ty!("IdentityProvider", Federation, [reference("^metadataurl", Trusts, How::Handle(HandleKind::Host))], []),
    ty!("IdpGroupMapping", RoleBinding, [reference("^idpid", Trusts, How::Id), reference("^groupid", GrantsTo, How::Id)], []),
    ty!("Domain", Federation, [reference("^url", Exposes, How::Provides(HandleKind::Host)), reference("^homeregionurl", Exposes, How::Provides(HandleKind::Host))], []),
    ty!("IdentityPropagationTrust", Federation, [reference("^domainid", Contains, How::Id).inward(), reference("^issuer", Trusts, How::Handle(HandleKind::Issuer))], [fact("^active", Fact::State, Read::Of(&[("true", "ACTIVE"), ("false", "INACTIVE")]))]),
    ty!("NetworkSource", Perimeter, [], []),
    ty!("TagNamespace", Other, [], []),
    ty!("TagDefault", OrgPolicy, [reference("^tagnamespaceid", MemberOf, How::Id)], []),
    ty!("Quota", OrgPolicy, [], []),
];

use welkin_model::estate::EdgeKind::{GovernedBy, MemberOf, RunsAs, StoredIn, Trusts};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use crate::describe::{How, Read, TypeRule, fact, reference};

/// Users, groups, roles, policies, credentials and who is trusted.
pub(super) static TYPES: &[TypeRule] = &[
    TypeRule {
        native: "AWS::IAM::User",
        kind: AssetKind::User,
        refs: &[
            reference("grouplist", MemberOf, How::Name("AWS::IAM::Group")),
            reference("groups", MemberOf, How::Name("AWS::IAM::Group")),
            reference("attachedmanagedpolicies.policyarn", GovernedBy, How::Id),
            reference("managedpolicyarns", GovernedBy, How::Id),
        ],
        facts: &[],
    },
    TypeRule {
        native: "AWS::IAM::Group",
        kind: AssetKind::Group,
        refs: &[
            reference("attachedmanagedpolicies.policyarn", GovernedBy, How::Id),
            reference("managedpolicyarns", GovernedBy, How::Id),
        ],
        facts: &[],
    },
    TypeRule {
        native: "AWS::IAM::Role",
        kind: AssetKind::Role,
        refs: &[
            reference("instanceprofilelist.arn", RunsAs, How::Id).inward(),
            reference("attachedmanagedpolicies.policyarn", GovernedBy, How::Id),
            reference("managedpolicyarns", GovernedBy, How::Id),
        ],
        facts: &[],
    },
    TypeRule { native: "AWS::IAM::ManagedPolicy", kind: AssetKind::Policy, refs: &[], facts: &[] },
    TypeRule { native: "AWS::IAM::Policy", kind: AssetKind::Policy, refs: &[], facts: &[] },
    TypeRule {
        native: "AWS::IAM::AccessKey",
        kind: AssetKind::Credential,
        refs: &[
            reference("^username", RunsAs, How::Name("AWS::IAM::User")),
            reference("^accesskeyid", StoredIn, How::Provides(HandleKind::CredentialId)),
            // As Terraform names them.
            reference("^user", RunsAs, How::Name("AWS::IAM::User")),
            reference("^id", StoredIn, How::Provides(HandleKind::CredentialId)),
        ],
        facts: &[fact("^status", Fact::State, Read::Text)],
    },
    TypeRule {
        native: "AWS::IAM::OIDCProvider",
        kind: AssetKind::Federation,
        refs: &[reference("^url", Trusts, How::Handle(HandleKind::Issuer))],
        facts: &[],
    },
    TypeRule { native: "AWS::IAM::SAMLProvider", kind: AssetKind::Federation, refs: &[], facts: &[] },
];

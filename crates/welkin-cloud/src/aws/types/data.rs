use welkin_model::estate::EdgeKind::{EncryptedBy, KeptBy, LogsTo, ReplicatesTo};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use crate::describe::{How, Read, TypeRule, fact, reference};

/// Stores, secrets and keys.
pub(super) static TYPES: &[TypeRule] = &[
    TypeRule {
        native: "AWS::S3::Bucket",
        kind: AssetKind::Bucket,
        refs: &[
            reference("destination.bucket", ReplicatesTo, How::Id),
            reference("targetbucket", LogsTo, How::Name("AWS::S3::Bucket")),
            reference("destinationbucketname", LogsTo, How::Name("AWS::S3::Bucket")),
            reference("applyserversideencryptionbydefault.kmsmasterkeyid", EncryptedBy, How::Id),
            reference("serversideencryptionbydefault.kmsmasterkeyid", EncryptedBy, How::Id),
        ],
        facts: &[
            fact("^status", Fact::Versioned, Read::Yes),
            fact("versioningconfiguration.status", Fact::Versioned, Read::Yes),
            fact("ispublic", Fact::Public, Read::Yes),
            fact("^objectlockenabled", Fact::Retained, Read::Yes),
            fact(
                "ssealgorithm",
                Fact::Encryption,
                Read::Of(&[
                    ("aes256", "provider_key"),
                    ("aws:kms", "customer_key"),
                    ("aws:kms:dsse", "customer_key"),
                ]),
            ),
        ],
    },
    TypeRule { native: "AWS::SecretsManager::Secret", kind: AssetKind::Secret, refs: &[], facts: &[] },
    TypeRule {
        native: "AWS::KMS::Key",
        kind: AssetKind::Key,
        refs: &[reference("xkskeyconfiguration.id", KeptBy, How::Handle(HandleKind::KeyUri))],
        facts: &[fact("keystate", Fact::State, Read::Text)],
    },
    TypeRule {
        native: "AWS::KMS::Alias",
        kind: AssetKind::Key,
        refs: &[reference("^targetkeyid", KeptBy, How::Id)],
        facts: &[],
    },
    TypeRule { native: "AWS::EC2::Volume", kind: AssetKind::Volume, refs: &[], facts: &[] },
    TypeRule { native: "AWS::EC2::Snapshot", kind: AssetKind::Snapshot, refs: &[], facts: &[] },
    TypeRule { native: "AWS::DynamoDB::Table", kind: AssetKind::Table, refs: &[], facts: &[] },
    TypeRule {
        native: "AWS::RDS::DBInstance",
        kind: AssetKind::Database,
        refs: &[],
        facts: &[fact("^publiclyaccessible", Fact::Public, Read::Yes)],
    },
    TypeRule { native: "AWS::RDS::DBCluster", kind: AssetKind::Database, refs: &[], facts: &[] },
    TypeRule { native: "AWS::ECR::Repository", kind: AssetKind::ImageRegistry, refs: &[], facts: &[] },
    TypeRule { native: "AWS::EFS::FileSystem", kind: AssetKind::FileSystem, refs: &[], facts: &[] },
    TypeRule { native: "AWS::Kinesis::Stream", kind: AssetKind::Stream, refs: &[], facts: &[] },
    TypeRule { native: "AWS::SNS::Topic", kind: AssetKind::Stream, refs: &[], facts: &[] },
    TypeRule { native: "AWS::SQS::Queue", kind: AssetKind::Stream, refs: &[], facts: &[] },
    TypeRule { native: "AWS::DataSync::Task", kind: AssetKind::Transfer, refs: &[], facts: &[] },
];

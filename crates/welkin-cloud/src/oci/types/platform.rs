use welkin_model::estate::EdgeKind::{
    Contains, DeployedFrom, EncryptedBy, Exposes, GovernedBy, KeptBy, LogsTo, MemberOf, RefersTo,
    ReplicatesTo, StoredIn, Trusts, Uses,
};
use welkin_model::estate::{Fact, HandleKind};

use super::ty;
use crate::describe::{How, Read, TypeRule, fact, reference};

/// What AI runs on: compute, storage, keys, logs.
#[rustfmt::skip]
pub(super) static TYPES: &[TypeRule] = &[
    ty!("Instance", Instance, [reference("^computeclusterid", MemberOf, How::Id)], []),
    ty!("Image", Image, [reference("^baseimageid", DeployedFrom, How::Id)], []),
    ty!("ComputeCluster", Cluster, [], []),
    ty!("Volume", Volume, [], []),
    ty!("BootVolume", Volume, [], []),
    ty!("VolumeBackup", Snapshot, [reference("^volumeid", ReplicatesTo, How::Id).inward()], []),
    ty!("ContainerEngineCluster", Cluster, [reference("openidconnectdiscoveryendpoint", Trusts, How::Provides(HandleKind::Issuer))], [fact("endpointconfig.ispublicipenabled", Fact::Public, Read::Yes)]),
    ty!("NodePool", NodeGroup, [reference("^clusterid", MemberOf, How::Id)], []),
    ty!("Vault", Vault, [reference("externalvaultendpointurl", KeptBy, How::Handle(HandleKind::KeyUri))], []),
    ty!("Key", Key, [reference("^vaultid", Contains, How::Id).inward(), reference("externalkeyid", KeptBy, How::Handle(HandleKind::KeyUri))], []),
    ty!("VaultSecret", Secret, [reference("^keyid", EncryptedBy, How::Id), reference("^vaultid", StoredIn, How::Id), reference("targetsystemdetails.adbid", Uses, How::Id)], []),
    ty!("LogGroup", LogStore, [], []),
    ty!("Log", LogSink, [reference("^loggroupid", LogsTo, How::Id), reference("configuration.source.resource", LogsTo, How::Id).inward()], []),
    ty!("EventRule", Alert, [reference("actions.topicid", LogsTo, How::Id)], []),
    ty!("OnsTopic", Alert, [], []),
    ty!("AutonomousDatabase", Database, [reference("^privateendpoint", Exposes, How::Provides(HandleKind::Host)), reference("^vaultid", RefersTo, How::Id)], []),
    ty!("CloudGuardTarget", Detector, [reference("^targetresourceid", GovernedBy, How::Id).inward()], []),
    ty!("SecurityZone", Perimeter, [reference("^securityzonetargetid", RefersTo, How::Id)], []),
    ty!("Bucket", Bucket, [], [fact("^publicaccesstype", Fact::Public, Read::Of(&[("nopublicaccess", "no"), ("objectread", "yes"), ("objectreadwithoutlist", "yes")])), fact("^versioning", Fact::Versioned, Read::Of(&[("enabled", "yes"), ("disabled", "no"), ("suspended", "no")]))]),
    ty!("PreauthenticatedRequest", Credential, [reference("^bucketid", Exposes, How::Id)], []),
];

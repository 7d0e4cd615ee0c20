//! What resources of AWS say of those of other clouds, and of each other.

use std::sync::Arc;

use serde_json::{Value, json};
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Described, EdgeKind, Fact, Handle, HandleKind, LinkDirection, Target};

use crate::describe::{Resource, describe};

fn described(native: &str, id: &str, payload: Value) -> Described {
    describe(&Resource {
        cloud: Cloud::Aws,
        native_type: Arc::from(native),
        id: AssetId::new(id),
        name: "x".to_owned(),
        scope: "444455556666".to_owned(),
        region: "us-east-1".to_owned(),
        via: Arc::from("test"),
        payload,
        unknowns: Vec::new(),
        observed_at: 0,
    })
}

fn seeks(described: &Described, kind: EdgeKind, direction: LinkDirection, handle: &Handle) -> bool {
    described.links.iter().any(|link| {
        link.kind == kind && link.direction == direction && link.target == Target::Handle(handle.clone())
    })
}

fn trust(provider: &str, subject: &str) -> Described {
    let issuer = format!("arn:aws:iam::444455556666:oidc-provider/{provider}");
    let document = json!({"Statement": [{"Effect": "Allow", "Principal": {"Federated": issuer},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {format!("{provider}:sub"): subject}}}]});
    let payload = json!({"RoleName": "r", "AssumeRolePolicyDocument": document.to_string()});
    described("AWS::IAM::Role", "arn:aws:iam::444455556666:role/r", payload)
}

#[test]
fn a_role_tells_which_identity_of_another_cloud_may_assume_it() {
    for (provider, subject) in [
        ("accounts.google.com", "104857600123456789012"),
        ("sts.windows.net/7a1c9e52-3b64-4d0f-9a27-5e8c1f60b3d4", "3f0e"),
        ("token.actions.githubusercontent.com", "repo:technobank/infra:*"),
    ] {
        let role = trust(provider, subject);
        let handle = Handle::new(HandleKind::Subject, format!("{provider}|{subject}"));
        assert!(seeks(&role, EdgeKind::CanAssume, LinkDirection::In, &handle), "{provider}");
        assert!(
            seeks(&role, EdgeKind::CanAssume, LinkDirection::In, &Handle::issuer(provider)),
            "{provider}"
        );
    }
}

#[test]
fn a_provider_trusts_its_issuer_and_a_cluster_is_one() {
    let url = "oidc.eks.us-east-1.amazonaws.com/id/5C0F";
    let provider = json!({"Url": url});
    let id = format!("arn:aws:iam::444455556666:oidc-provider/{url}");
    let provider = described("AWS::IAM::OIDCProvider", &id, provider);
    assert!(seeks(&provider, EdgeKind::Trusts, LinkDirection::Out, &Handle::issuer(url)));
    let cluster = json!({"identity": {"oidc": {"issuer": format!("https://{url}")}}});
    let cluster = described("AWS::EKS::Cluster", "arn:aws:eks:us-east-1:444455556666:cluster/c", cluster);
    assert!(cluster.provides.contains(&Handle::issuer(url)));
}

#[test]
fn an_access_key_is_known_by_its_id_and_a_tunnel_by_its_address() {
    let key = json!({"UserName": "legacy-export", "AccessKeyId": "AKIAIOSFODNN7EXPORT1", "Status": "Active"});
    let key = described("AWS::IAM::AccessKey", "arn:aws:iam::444455556666:access-key/u/k", key);
    assert!(key.provides.contains(&Handle::new(HandleKind::CredentialId, "AKIAIOSFODNN7EXPORT1")));
    let peer = json!({"customerGatewayId": "cgw-0c1a2b3c4d5e63001", "ipAddress": "192.0.2.31"});
    let peer = described("AWS::EC2::CustomerGateway", "arn:aws:ec2:us-east-1:1:customer-gateway/c", peer);
    let address = Handle::new(HandleKind::Address, "192.0.2.31");
    assert!(seeks(&peer, EdgeKind::PeersWith, LinkDirection::Out, &address));
}

#[test]
fn a_bucket_with_versions_is_in_no_state_and_an_open_group_is_public() {
    let bucket = described("AWS::S3::Bucket", "arn:aws:s3:::b", json!({"Status": "Enabled"}));
    assert_eq!((bucket.asset.fact(Fact::Versioned), bucket.asset.fact(Fact::State)), (Some("yes"), None));
    let group = |range: &str| {
        let rule = json!({"ipPermissions": [{"fromPort": 22, "ipRanges": [{"cidrIp": range}]}],
            "ipPermissionsEgress": [{"ipRanges": [{"cidrIp": "0.0.0.0/0"}]}]});
        described("AWS::EC2::SecurityGroup", "arn:aws:ec2:us-east-1:1:security-group/sg-1", rule)
    };
    assert_eq!(group("0.0.0.0/0").asset.fact(Fact::Public), Some("yes"));
    assert_eq!(group("10.0.0.0/8").asset.fact(Fact::Public), None);
}

#[test]
fn tags_tell_where_a_model_comes_from() {
    let digest = "sha256:5f1c8f3c0f3f1bb0e7d0f8a45ac9f2c3f6b5a5c1d7e94b2a60d8c3e1f7a9b042";
    let tags = json!({"Tags": [{"Key": "model-digest", "Value": digest},
        {"Key": "training-data", "Value": "gs://tb-asia-training/credit"}]});
    let model = described("AWS::SageMaker::Model", "arn:aws:sagemaker:us-east-1:1:model/m", tags);
    assert_eq!(model.asset.fact(Fact::Digest), Some(digest));
    let source = Target::Asset(AssetId::new("//storage.googleapis.com/tb-asia-training"));
    assert!(model.links.iter().any(|link| link.kind == EdgeKind::TrainedFrom && link.target == source));
}

use super::super::list::{Http, ListRule, detail, get, list, rest};

/// Keys, secrets, trails, logs, detectors and federation.
pub(in crate::aws) static LISTS: &[ListRule] = &[
    list("AWS::KMS::Key", "kms", "ListKeys", "Keys")
        .id("KeyArn")
        .name("KeyId")
        .paging("Marker", "NextMarker", Some(("Limit", 100)))
        .details(&[
            super::super::list::Detail {
                under: "KeyMetadata",
                ..detail("DescribeKey", &[("KeyId", "{KeyId}")])
            },
            detail("GetKeyPolicy", &[("KeyId", "{KeyId}"), ("PolicyName", "default")]),
            detail("GetKeyRotationStatus", &[("KeyId", "{KeyId}")]),
        ]),
    list("AWS::KMS::Alias", "kms", "ListAliases", "Aliases").id("AliasArn").name("AliasName").paging(
        "Marker",
        "NextMarker",
        Some(("Limit", 100)),
    ),
    list("AWS::SecretsManager::Secret", "secretsmanager", "ListSecrets", "SecretList").id("ARN").name("Name"),
    list("AWS::CloudTrail::Trail", "cloudtrail", "DescribeTrails", "trailList")
        .id("TrailARN")
        .name("Name")
        .paging("NextToken", "NextToken", None)
        .details(&[
            detail("GetTrailStatus", &[("Name", "{TrailARN}")]),
            detail("GetEventSelectors", &[("TrailName", "{TrailARN}")]),
        ]),
    list("AWS::Logs::LogGroup", "logs", "DescribeLogGroups", "logGroups")
        .id("arn")
        .name("logGroupName")
        .paging("nextToken", "nextToken", Some(("limit", 50))),
    rest("AWS::GuardDuty::Detector", "guardduty", "ListDetectors", Http::Get("/detector"), "detectorIds")
        .made("guardduty", "detector/{value}")
        .details(&[get("GetDetector", "/detector/{value}", "")]),
    list("AWS::IAM::OIDCProvider", "iam", "ListOpenIDConnectProviders", "OpenIDConnectProviderList")
        .paging("Marker", "Marker", None)
        .details(&[detail("GetOpenIDConnectProvider", &[("OpenIDConnectProviderArn", "{Arn}")])]),
    list("AWS::IAM::SAMLProvider", "iam", "ListSAMLProviders", "SAMLProviderList")
        .paging("Marker", "Marker", None),
];

//! What watches the estate: trails, logs, recorders, detectors.

use serde_json::json;

use super::{EAST, FEATURES_KEY, MADE, MADE_ISO, MANAGEMENT, PROD, Seed, TRAINING, WEST, key_arn, role_arn};

pub(super) fn seed(seed: &mut Seed) {
    let selectors = json!([
        {"Name": "Management", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]},
        {"Name": "Objects", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::S3::Object"]}]},
        {"Name": "Endpoints", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}, {"Field": "resources.type", "Equals": ["AWS::SageMaker::Endpoint"]}]}]);
    let trail = |organization: bool, validated: bool| {
        json!({"S3BucketName": "technobank-logs-us", "S3KeyPrefix": "cloudtrail", "IncludeGlobalServiceEvents": true, "IsMultiRegionTrail": organization,
        "HomeRegion": EAST, "LogFileValidationEnabled": validated, "KmsKeyId": key_arn(PROD, "6f0a2c4e-8b1d-4937-a5c3-7e9f1b2d4c60"), "HasCustomEventSelectors": true, "HasInsightSelectors": false,
        "IsOrganizationTrail": organization, "_state": true, "_policy": selectors})
    };
    seed.put(
        "cloudtrail:trail",
        MANAGEMENT,
        EAST,
        "technobank-org-trail",
        trail(true, true),
        &[("owner", "security")],
    );
    let mut training = trail(false, false);
    crate::sim::aws::field::set(&mut training, "_state", json!(false));
    seed.put(
        "cloudtrail:trail",
        TRAINING,
        EAST,
        "training-data-events",
        training,
        &[("owner", "ml-platform")],
    );
    for (account, name, days, encrypted) in [
        (PROD, "/aws/bedrock/invocations", 365, true),
        (PROD, "/aws/eks/inference/cluster", 365, true),
        (PROD, "/aws/eks/inference/containers", 90, true),
        (PROD, "/aws/sagemaker/Endpoints/fraud-scoring-us", 365, true),
        (PROD, "/aws/lambda/feature-trigger", 30, true),
        (TRAINING, "/aws/sagemaker/TrainingJobs", 90, false),
    ] {
        let mut value = json!({"logGroupName": name, "creationTime": MADE * 1_000, "retentionInDays": days, "metricFilterCount": 0, "storedBytes": 184_220_118, "logGroupClass": "STANDARD",
            "logGroupArn": format!("arn:aws:logs:{EAST}:{account}:log-group:{name}")});
        if encrypted {
            crate::sim::aws::field::set(&mut value, "kmsKeyId", json!(key_arn(PROD, FEATURES_KEY)));
        }
        seed.put("logs:log-group", account, EAST, name, value, &[]);
    }
    for (account, id) in
        [(PROD, "12abc34d567e8fa901bc2d34e56789f0"), (TRAINING, "98fed76c543b2ae109dc8b76a54321f0")]
    {
        let value = json!({"createdAt": MADE_ISO, "updatedAt": MADE_ISO, "findingPublishingFrequency": "FIFTEEN_MINUTES", "status": "ENABLED", "_state": id,
            "serviceRole": role_arn(account, "aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty"),
            "features": [{"name": "CLOUD_TRAIL", "status": "ENABLED"}, {"name": "S3_DATA_EVENTS", "status": if account == PROD { "ENABLED" } else { "DISABLED" }}]});
        seed.put("guardduty:detector", account, EAST, id, value, &[]);
    }
    for account in [PROD, TRAINING] {
        let value = json!({"name": "default", "roleARN": role_arn(account, "AWSServiceRoleForConfig"), "recordingGroup": {"allSupported": true, "includeGlobalResourceTypes": true, "resourceTypes": []}});
        seed.put("config:recorder", account, EAST, "default", value, &[]);
    }
    // The aggregator covers one region of two accounts: what runs in the west is not in it.
    let value = json!({"ConfigurationAggregatorName": "technobank", "CreationTime": MADE, "LastUpdatedTime": MADE,
        "AccountAggregationSources": [{"AccountIds": [PROD, TRAINING], "AllAwsRegions": false, "AwsRegions": [EAST]}]});
    seed.put("config:aggregator", PROD, EAST, "technobank", value, &[("excludes", WEST)]);
}

use url::Url;

use crate::transport::Endpoints;

/// How a service is addressed and signed.
#[derive(Debug)]
pub(crate) struct Service {
    /// As endpoint overrides, `--service` and permissions name it.
    pub(crate) name: &'static str,
    /// The first label of its host.
    pub(crate) host: &'static str,
    /// The service in the signature's scope.
    pub(crate) signing: &'static str,
    pub(crate) protocol: Protocol,
    pub(crate) reach: Reach,
    /// The name in variables such as `AWS_ENDPOINT_URL_BEDROCK_AGENT`.
    pub(crate) variable: &'static str,
}

/// How operations and their parameters stand in a request.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Protocol {
    /// JSON with the operation in `X-Amz-Target`: the prefix and the version of the content type.
    Json { target: &'static str, version: &'static str },
    /// The operation in method and path, JSON in the body.
    RestJson,
    /// The operation in method and path, XML in the answer.
    RestXml,
    /// Parameters as a form, XML in the answer.
    Query { version: &'static str },
}

/// Whether a service has an address in each region or one for all.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Reach {
    Regional,
    /// One address, which is signed for `us-east-1`.
    Global,
}

use Protocol::{Json, Query, RestJson, RestXml};
use Reach::{Global, Regional};

const fn json(
    name: &'static str,
    host: &'static str,
    target: &'static str,
    version: &'static str,
) -> Service {
    Service { name, host, signing: name, protocol: Json { target, version }, reach: Regional, variable: name }
}

impl Service {
    const fn variable(self, variable: &'static str) -> Service {
        Service { variable, ..self }
    }
}

const fn rest(
    name: &'static str,
    host: &'static str,
    signing: &'static str,
    variable: &'static str,
) -> Service {
    Service { name, host, signing, protocol: RestJson, reach: Regional, variable }
}

const fn query(name: &'static str, version: &'static str, reach: Reach) -> Service {
    Service { name, host: name, signing: name, protocol: Query { version }, reach, variable: name }
}

/// By name.
pub(crate) static SERVICES: &[Service] = &[
    rest("bedrock", "bedrock", "bedrock", "bedrock"),
    rest("bedrock-agent", "bedrock-agent", "bedrock", "bedrock_agent"),
    rest("bedrock-agentcore", "bedrock-agentcore-control", "bedrock-agentcore", "bedrock_agentcore_control"),
    Service {
        signing: "cloudcontrolapi",
        ..json("cloudcontrol", "cloudcontrolapi", "CloudApiService", "1.0")
    },
    json("cloudtrail", "cloudtrail", "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101", "1.1"),
    json("config", "config", "StarlingDoveService", "1.1").variable("config_service"),
    query("ec2", "2016-11-15", Regional),
    rest("eks", "eks", "eks", "eks"),
    query("elasticloadbalancing", "2015-12-01", Regional).variable("elastic_load_balancing_v2"),
    rest("guardduty", "guardduty", "guardduty", "guardduty"),
    query("iam", "2010-05-08", Global),
    json("kms", "kms", "TrentService", "1.1"),
    rest("lambda", "lambda", "lambda", "lambda"),
    json("logs", "logs", "Logs_20140328", "1.1").variable("cloudwatch_logs"),
    Service {
        name: "organizations",
        host: "organizations",
        signing: "organizations",
        protocol: Json { target: "AWSOrganizationsV20161128", version: "1.1" },
        reach: Global,
        variable: "organizations",
    },
    Service { name: "s3", host: "s3", signing: "s3", protocol: RestXml, reach: Regional, variable: "s3" },
    json("sagemaker", "api.sagemaker", "SageMaker", "1.1"),
    json("secretsmanager", "secretsmanager", "secretsmanager", "1.1").variable("secrets_manager"),
    query("sts", "2011-06-15", Regional),
    json("tagging", "tagging", "ResourceGroupsTaggingAPI_20170126", "1.1")
        .variable("resource_groups_tagging_api"),
];

/// The service of a name; one that is not in the table is a mistake of this crate and gets its name as host.
pub(crate) fn service(name: &str) -> &'static Service {
    static NONE: Service = rest("aws", "aws", "aws", "aws");
    SERVICES.iter().find(|service| service.name == name).unwrap_or(&NONE)
}

impl Service {
    /// The address of the service in a region.
    pub(crate) fn base(&self, region: &str, endpoints: &Endpoints) -> Option<Url> {
        if let Some(url) = endpoints.of(self.name).or_else(|| endpoints.all()) {
            return Some(url.clone());
        }
        let suffix = if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" };
        let text = match self.reach {
            Global => format!("https://{}.{suffix}/", self.host),
            Regional => format!("https://{}.{region}.{suffix}/", self.host),
        };
        Url::parse(&text).ok()
    }

    /// The region that calls are signed for.
    pub(crate) fn region<'r>(&self, region: &'r str) -> &'r str {
        match self.reach {
            Global => "us-east-1",
            Regional => region,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_sorted_and_addressed_as_aws_does() {
        assert!(SERVICES.windows(2).all(|pair| pair[0].name < pair[1].name));
        let base = |name, region| service(name).base(region, &Endpoints::default()).unwrap().to_string();
        assert_eq!(base("sagemaker", "eu-central-1"), "https://api.sagemaker.eu-central-1.amazonaws.com/");
        assert_eq!(service("cloudcontrol").signing, "cloudcontrolapi");
        assert_eq!(base("iam", "eu-central-1"), "https://iam.amazonaws.com/");
        assert_eq!(base("kms", "cn-north-1"), "https://kms.cn-north-1.amazonaws.com.cn/");
    }
}

use std::str::FromStr;

use welkin_model::Cloud;

use super::Operation;
use crate::rng::Rng;

/// What goes wrong.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Fault {
    /// 403, 429, 500 or 503 in the provider's own shape.
    Status(u16),
    /// No answer at all.
    Timeout,
    /// An answer that ends in the middle.
    Truncate,
    /// An answer that is not what its content type says.
    Garbage,
}

/// Which operations go wrong, how, and how often: `cloud:service:operation:fault:probability`, e.g.
/// `aws:sagemaker:*:429:0.2`; the operation may begin or end with `*`.
#[derive(Clone, Debug, PartialEq)]
pub struct FaultRule {
    cloud: Option<Cloud>,
    service: String,
    operation: String,
    fault: Fault,
    /// In millionths.
    probability: u64,
}

impl FaultRule {
    pub(crate) fn strikes(&self, cloud: Cloud, operation: &Operation, rng: &mut Rng) -> Option<Fault> {
        let hit = self.cloud.is_none_or(|wanted| wanted == cloud)
            && matches(&self.service, &operation.service)
            && matches(&self.operation, &operation.name)
            && rng.below(MILLION) < self.probability;
        hit.then_some(self.fault)
    }
}

const MILLION: u64 = 1_000_000;

/// A fault that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error(
    "`{0}` is no fault: expected cloud:service:operation:fault:probability, e.g. aws:sagemaker:*:429:0.2, where fault is 403, 429, 500, 503, timeout, truncate or garbage"
)]
pub struct UnknownFault(String);

impl FromStr for FaultRule {
    type Err = UnknownFault;

    fn from_str(text: &str) -> Result<FaultRule, UnknownFault> {
        parse(text).ok_or_else(|| UnknownFault(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<FaultRule> {
    // Google's and Azure's operation names have dots and slashes but no colons.
    let parts: Vec<&str> = text.split(':').collect();
    let [cloud, service, operation, fault, probability] = parts.as_slice() else { return None };
    let probability: f64 = probability.parse().ok()?;
    if !(0.0..=1.0).contains(&probability) || service.is_empty() || operation.is_empty() {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be 0 to 1")]
    let probability = (probability * 1e6) as u64;
    let cloud = match *cloud {
        "*" => None,
        name => Some(name.parse().ok().filter(|cloud| *cloud != Cloud::Other)?),
    };
    let fault = match *fault {
        "timeout" => Fault::Timeout,
        "truncate" => Fault::Truncate,
        "garbage" => Fault::Garbage,
        status => Fault::Status(status.parse().ok().filter(|s| [403, 429, 500, 503].contains(s))?),
    };
    Some(FaultRule {
        cloud,
        service: (*service).to_owned(),
        operation: (*operation).to_owned(),
        fault,
        probability,
    })
}

/// Whether a pattern with at most one `*` at either end covers the name, letter case aside.
fn matches(pattern: &str, name: &str) -> bool {
    let (pattern, name) = (pattern.to_ascii_lowercase(), name.to_ascii_lowercase());
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        _ if pattern == "*" => true,
        (Some(end), _) => name.ends_with(end),
        (None, Some(start)) => name.starts_with(start),
        (None, None) => name == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(service: &str, name: &str) -> Operation {
        Operation { service: service.to_owned(), name: name.to_owned(), region: String::new() }
    }

    #[test]
    fn a_rule_strikes_what_it_names() {
        let rule: FaultRule = "aws:sagemaker:List*:429:1".parse().unwrap();
        let mut rng = Rng::of(&[1]);
        let mut strikes = |cloud, service, name| rule.strikes(cloud, &operation(service, name), &mut rng);
        assert_eq!(strikes(Cloud::Aws, "sagemaker", "ListModels"), Some(Fault::Status(429)));
        assert_eq!(strikes(Cloud::Aws, "sagemaker", "DescribeModel"), None);
        assert_eq!(strikes(Cloud::Aws, "bedrock", "ListModels"), None);
        assert_eq!(strikes(Cloud::Gcp, "sagemaker", "ListModels"), None);
    }

    #[test]
    fn what_is_no_rule_says_what_one_looks_like() {
        for wrong in
            ["", "aws", "aws:s3:*:418:1", "mars:s3:*:500:1", "aws:s3:*:500:2", "aws:s3:*:500:x", "aws::*:500:1"]
        {
            let error = wrong.parse::<FaultRule>().unwrap_err().to_string();
            assert!(error.contains("aws:sagemaker:*:429:0.2"), "{error}");
        }
    }
}

use welkin_model::estate::AssetId;

/// The parts of `arn:partition:service:region:account:resource`
/// (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Arn<'a> {
    pub(crate) partition: &'a str,
    pub(crate) service: &'a str,
    pub(crate) region: &'a str,
    pub(crate) account: &'a str,
    pub(crate) resource: &'a str,
}

impl<'a> Arn<'a> {
    pub(crate) fn parse(text: &'a str) -> Option<Arn<'a>> {
        let mut parts = text.strip_prefix("arn:")?.splitn(5, ':');
        let (partition, service) = (parts.next()?, parts.next()?);
        let (region, account, resource) = (parts.next()?, parts.next()?, parts.next()?);
        let fine = partition.starts_with("aws")
            && !service.is_empty()
            && !resource.is_empty()
            && !text.contains(char::is_whitespace);
        fine.then_some(Arn { partition, service, region, account, resource })
    }

    /// The id of the asset. SageMaker writes names in ARNs in lower case and takes them in any; an object is part of its
    /// bucket; a version, alias or session is part of what it is of, where it is no asset of its own.
    pub(crate) fn asset(&self) -> AssetId {
        let Arn { partition, service, region, account, resource } = self;
        match *service {
            "s3" => {
                let bucket = resource.split('/').next().unwrap_or(resource);
                AssetId::new(format!("arn:{partition}:s3:::{bucket}"))
            }
            "sagemaker" => {
                let resource = resource.to_ascii_lowercase();
                AssetId::new(format!("arn:{partition}:sagemaker:{region}:{account}:{resource}"))
            }
            "sts" => match resource.strip_prefix("assumed-role/").and_then(|r| r.split('/').next()) {
                Some(role) => AssetId::new(format!("arn:{partition}:iam::{account}:role/{role}")),
                None => AssetId::new(format!("arn:{partition}:sts:{region}:{account}:{resource}")),
            },
            "logs" => {
                let resource = resource.trim_end_matches(":*");
                AssetId::new(format!("arn:{partition}:logs:{region}:{account}:{resource}"))
            }
            "lambda" => {
                // `function:name:version`
                let short: Vec<&str> = resource.splitn(3, ':').take(2).collect();
                AssetId::new(format!("arn:{partition}:lambda:{region}:{account}:{}", short.join(":")))
            }
            // A node group's ARN ends with an id that lists do not tell.
            "eks" if resource.starts_with("nodegroup/") => self.cut(3),
            // Streams, indexes and backups of a table.
            "dynamodb" => self.cut(2),
            _ => AssetId::new(format!("arn:{partition}:{service}:{region}:{account}:{resource}")),
        }
    }

    /// The id of the first segments of the resource.
    fn cut(&self, segments: usize) -> AssetId {
        let Arn { partition, service, region, account, resource } = self;
        let first: Vec<&str> = resource.split('/').take(segments).collect();
        AssetId::new(format!("arn:{partition}:{service}:{region}:{account}:{}", first.join("/")))
    }

    /// The id, unless it stands for more than one resource: a wildcard or a variable of policies in any part.
    pub(crate) fn single(&self) -> Option<AssetId> {
        Some(self.asset()).filter(|id| !id.as_str().contains(['*', '?', '$']))
    }
}

/// The id of a resource whose ARN the API does not give.
pub(crate) fn made(service: &str, region: &str, account: &str, resource: &str) -> AssetId {
    let text = format!("arn:aws:{service}:{region}:{account}:{resource}");
    match Arn::parse(&text) {
        Some(arn) => arn.asset(),
        None => AssetId::new(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        let found = Arn::parse(text).map(|arn| arn.asset().to_string());
        assert_eq!(found.as_deref(), expect, "{text}");
    }

    #[test]
    fn a_wildcard_in_any_part_names_no_single_resource() {
        let single = |text| Arn::parse(text).unwrap().single().map(|id| id.to_string());
        for pattern in [
            "arn:aws:iam::*:role/WelkinAudit",
            "arn:aws:kms:*:1:key/a",
            "arn:aws:s3:::models-*/a",
            "arn:aws:s3:::home-${aws:username}/*",
            "arn:aws:secretsmanager:us-east-1:1:secret:token-??????",
        ] {
            assert_eq!(single(pattern), None, "{pattern}");
        }
        assert_eq!(single("arn:aws:s3:::models/*").as_deref(), Some("arn:aws:s3:::models"));
        assert!(single("arn:aws:logs:us-east-1:1:log-group:/a:*").is_some());
    }

    #[test]
    fn every_spelling_of_a_resource_is_one_id() {
        check("arn:aws:s3:::models/a/b.tar.gz", Some("arn:aws:s3:::models"));
        check("arn:aws:sagemaker:us-east-1:1:model/Fraud", Some("arn:aws:sagemaker:us-east-1:1:model/fraud"));
        check("arn:aws:sts::1:assumed-role/ci/session", Some("arn:aws:iam::1:role/ci"));
        check("arn:aws:logs:us-east-1:1:log-group:/a:*", Some("arn:aws:logs:us-east-1:1:log-group:/a"));
        check("arn:aws:lambda:us-east-1:1:function:f:42", Some("arn:aws:lambda:us-east-1:1:function:f"));
        check(
            "arn:aws:eks:us-east-1:1:nodegroup/c/n/9ac1f2e0",
            Some("arn:aws:eks:us-east-1:1:nodegroup/c/n"),
        );
        check(
            "arn:aws:dynamodb:us-east-1:1:table/t/stream/2026",
            Some("arn:aws:dynamodb:us-east-1:1:table/t"),
        );
        check("arn:aws-cn:iam::1:role/path/r", Some("arn:aws-cn:iam::1:role/path/r"));
        for none in ["arn", "arn:aws:s3", "arn:aws:s3:::", "arn:other:s3:::b", "arn:aws:s3::: b c", ""] {
            check(none, None);
        }
    }
}

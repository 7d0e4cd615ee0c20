use welkin_model::Millis;

use crate::actor::AwsActor;
use crate::calendar::{Form, Stamp, whole_seconds};
use crate::ids::Token;
use crate::scribe::Scribe;

/// A request to a bucket that keeps server access logs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct S3Access<'a> {
    pub(crate) bucket: &'a str,
    /// Such as `REST.GET.OBJECT`.
    pub(crate) operation: &'a str,
    pub(crate) key: &'a str,
    pub(crate) size: u64,
}

impl Scribe {
    pub(crate) fn s3_access(&mut self, at: Millis, actor: &AwsActor<'_>, access: S3Access<'_>) {
        let S3Access { bucket, operation, key, size } = access;
        let verb = operation.split('.').nth(1).unwrap_or("GET");
        let time = whole_seconds(at);
        let (total, turnaround) = (self.rng.between(20, 900), self.rng.between(8, 40));
        let text = format!(
            concat!(
                "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be {} [{}] {} {} {} {} {} ",
                "\"{} /{} HTTP/1.1\" 200 - {} {} {} {} \"-\" \"{}\" - {}= SigV4 TLS_AES_128_GCM_SHA256 ",
                "AuthHeader {}.s3.us-east-1.amazonaws.com TLSv1.3 - -"
            ),
            bucket,
            Stamp(time, Form::Access),
            actor.ip,
            actor.arn(),
            Token::upper(self.rng.next(), 16),
            operation,
            key,
            verb,
            key,
            if verb == "PUT" { "-".to_owned() } else { size.to_string() },
            size,
            total,
            turnaround,
            actor.agent,
            Token::upper(self.rng.next(), 56),
            bucket,
        );
        self.push("aws.s3access", time, text);
    }
}

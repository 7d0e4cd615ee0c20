use welkin_model::{Cloud, Millis};

use super::{Plot, after};
use crate::actor::AwsActor;
use crate::emit::Call;
use crate::estate::{AWS_TRAINING, TRAINING_DATA};
use crate::scribe::Scribe;

pub(crate) static PLOT: Plot = Plot {
    name: "training-poisoning",
    title: "Training data written by a principal that never writes it",
    description: "The session of a web analytics role overwrites shards of the curated fraud data set shortly before \
                  the nightly training reads them.",
    benign: false,
    clouds: &[Cloud::Aws],
    principals: &["arn:aws:sts::444455556666:assumed-role/web-analytics/i-0f9e8d7c6b5a43210"],
    perform,
};

fn perform(scribe: &mut Scribe, begin: Millis) {
    let at = |minutes| after(begin, minutes);
    let agent =
        "aws-cli/2.9.19 Python/3.11.2 Linux/6.1.0-13-amd64 source/x86_64.debian.12 prompt/off command/s3.cp";
    let actor = AwsActor::role(AWS_TRAINING, "web-analytics", "i-0f9e8d7c6b5a43210", "198.51.100.90", agent);
    scribe.cloudtrail(at(0.0), &actor, Call::read("sts", "GetCallerIdentity"));
    let bucket =
        format!(r#"{{"bucketName":"{TRAINING_DATA}","Host":"{TRAINING_DATA}.s3.us-east-1.amazonaws.com"}}"#);
    scribe.cloudtrail(at(0.6), &actor, Call::read("s3", "GetBucketVersioning").params(&bucket));
    let suspended = format!(
        r#"{{"bucketName":"{TRAINING_DATA}","versioning":"","VersioningConfiguration":{{"Status":"Suspended"}}}}"#
    );
    scribe.cloudtrail(at(1.2), &actor, Call::write("s3", "PutBucketVersioning").params(&suspended));
    for nth in 0..6 {
        let key = format!("fraud/curated/shard-{:04}.tfrecord", nth * 7);
        scribe.s3_object(
            at(2.0 + f64::from(nth) * 0.2),
            &actor,
            "GetObject",
            TRAINING_DATA,
            &key,
            58_000_000,
        );
    }
    for nth in 0..44 {
        let key = format!("fraud/curated/shard-{:04}.tfrecord", nth * 7);
        let size = scribe.rng.bytes(58_000_000);
        scribe.s3_object(at(5.0 + f64::from(nth) * 0.3), &actor, "PutObject", TRAINING_DATA, &key, size);
    }
}

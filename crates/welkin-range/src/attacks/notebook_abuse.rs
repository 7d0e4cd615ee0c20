use welkin_model::{Cloud, Millis};

use super::{HOSTING, Plot, after};
use crate::actor::AwsActor;
use crate::emit::{Call, OktaEvent};
use crate::estate::{AWS_TRAINING, TRAINING_DATA};
use crate::people::named;
use crate::scribe::Scribe;

pub(crate) static PLOT: Plot = Plot {
    name: "notebook-abuse",
    title: "Notebook opened from a new country reads the training bucket",
    description: "With a phished session of a data scientist someone abroad opens a SageMaker notebook by a presigned \
                  URL; the notebook's role then reads the training bucket and copies it out.",
    benign: false,
    clouds: &[Cloud::Aws],
    principals: &[
        "isabel.cruz@technobank.example",
        "arn:aws:sts::444455556666:assumed-role/notebook-execution/SageMaker",
    ],
    perform,
};

fn perform(scribe: &mut Scribe, begin: Millis) {
    let at = |minutes| after(begin, minutes);
    let person = named("isabel.cruz");
    let (mail, ip) = (person.mail(), "198.51.100.118");
    let agent = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
    scribe.okta(at(0.0), person, &HOSTING, ip, OktaEvent::SessionStart);
    scribe.okta(at(0.4), person, &HOSTING, ip, OktaEvent::Sso("AWS IAM Identity Center"));
    scribe.assume_role_with_saml(at(0.5), AWS_TRAINING, "data-scientist", &mail, ip, agent);
    let actor = AwsActor::role(AWS_TRAINING, "data-scientist", &mail, ip, agent);
    scribe.cloudtrail(at(1.0), &actor, Call::read("sagemaker", "ListNotebookInstances"));
    let instance = r#"{"notebookInstanceName":"fraud-lab-02"}"#;
    scribe.cloudtrail(at(2.0), &actor, Call::write("sagemaker", "StartNotebookInstance").params(instance));
    let url = r#"{"notebookInstanceName":"fraud-lab-02","sessionExpirationDurationInSeconds":43200}"#;
    scribe.cloudtrail(
        at(6.0),
        &actor,
        Call::write("sagemaker", "CreatePresignedNotebookInstanceUrl").params(url),
    );
    let kernel = "Boto3/1.40.11 md/Botocore#1.40.11 ua/2.1 os/linux md/arch#x86_64 lang/python#3.10.18 AWS-SageMaker-Notebook-Instance";
    let notebook = AwsActor::role(AWS_TRAINING, "notebook-execution", "SageMaker", "10.40.7.7", kernel);
    for nth in 0..70 {
        let key = format!("fraud/curated/shard-{nth:04}.tfrecord");
        scribe.s3_object(
            at(9.0 + f64::from(nth) * 0.1),
            &notebook,
            "GetObject",
            TRAINING_DATA,
            &key,
            61_000_000,
        );
    }
    for nth in 0..8 {
        let key = format!("out/{nth:02}.tar.zst");
        scribe.s3_object(
            at(17.0 + f64::from(nth) * 0.5),
            &notebook,
            "PutObject",
            "fl-scratch-2b91",
            &key,
            520_000_000,
        );
    }
}

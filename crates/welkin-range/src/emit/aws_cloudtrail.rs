use welkin_model::Millis;

use crate::actor::{AwsActor, AwsWho, session_key};
use crate::calendar::{Form, HOUR, Stamp, whole_seconds};
use crate::estate::{CI_ISSUER, CI_SUBJECT};
use crate::ids::Token;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"eventVersion":"1.11","userIdentity":$identity$,"eventTime":"$time$","eventSource":"$service$.amazonaws.com","#,
    r#""eventName":"$name$","awsRegion":"$region$","sourceIPAddress":"$ip$","userAgent":"$agent$",$error$"#,
    r#""requestParameters":$params$,"responseElements":$response$,$extra$"requestID":"$request$","eventID":"$event$","#,
    r#""readOnly":$readonly$,$resources$"eventType":"$type$","managementEvent":$management$,"#,
    r#""recipientAccountId":"$account$","eventCategory":"$category$"$tls$}"#
);

/// One AWS API call as CloudTrail tells it. JSON fragments are given as text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call<'a> {
    service: &'a str,
    name: &'a str,
    region: &'a str,
    read_only: bool,
    params: &'a str,
    response: &'a str,
    denied: &'a str,
    /// The `resources` array of a data event.
    data: &'a str,
    host: &'a str,
    bytes_out: u64,
}

impl<'a> Call<'a> {
    fn new(service: &'a str, name: &'a str, read_only: bool) -> Call<'a> {
        let (params, response) = ("null", "null");
        let region = "us-east-1";
        Call {
            service,
            name,
            region,
            read_only,
            params,
            response,
            denied: "",
            data: "",
            host: "",
            bytes_out: 0,
        }
    }

    pub(crate) fn read(service: &'a str, name: &'a str) -> Call<'a> {
        Call::new(service, name, true)
    }

    pub(crate) fn write(service: &'a str, name: &'a str) -> Call<'a> {
        Call::new(service, name, false)
    }

    pub(crate) fn region(self, region: &'a str) -> Call<'a> {
        Call { region, ..self }
    }

    pub(crate) fn params(self, params: &'a str) -> Call<'a> {
        Call { params, ..self }
    }

    pub(crate) fn response(self, response: &'a str) -> Call<'a> {
        Call { response, ..self }
    }

    /// Refused for want of this permission, such as `iam:CreateUser`.
    pub(crate) fn denied(self, permission: &'a str) -> Call<'a> {
        Call { denied: permission, ..self }
    }

    pub(crate) fn data(self, resources: &'a str) -> Call<'a> {
        Call { data: resources, ..self }
    }

    /// The host called, where it is not the service's own (`bedrock-runtime`).
    pub(crate) fn host(self, host: &'a str) -> Call<'a> {
        Call { host, ..self }
    }

    pub(crate) fn bytes_out(self, bytes_out: u64) -> Call<'a> {
        Call { bytes_out, ..self }
    }
}

impl Scribe {
    pub(crate) fn cloudtrail(&mut self, at: Millis, actor: &AwsActor<'_>, call: Call<'_>) {
        let is_data = !call.data.is_empty();
        let is_login = call.name == "ConsoleLogin";
        let error = match call.denied {
            "" => String::new(),
            permission => format!(
                r#""errorCode":"AccessDenied","errorMessage":"User: {} is not authorized to perform: {permission} because no identity-based policy allows the {permission} action","#,
                actor.arn()
            ),
        };
        let resources = if is_data { format!(r#""resources":{},"#, call.data) } else { String::new() };
        let extra = match (is_login, is_data && call.service == "s3") {
            (true, _) => r#""additionalEventData":{"LoginTo":"https://console.aws.amazon.com/console/home","MobileVersion":"No","MFAUsed":"Yes","SamlProviderArn":"arn:aws:iam::111122223333:saml-provider/okta-technobank"},"#.to_owned(),
            (_, true) => format!(
                r#""additionalEventData":{{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":{},"AuthenticationMethod":"AuthHeader","x-amz-id-2":"{}=","bytesTransferredOut":{}}},"#,
                if call.read_only { 0 } else { call.bytes_out },
                Token::upper(self.rng.next(), 56),
                if call.read_only { call.bytes_out } else { 0 },
            ),
            _ => String::new(),
        };
        let host = if call.host.is_empty() { call.service } else { call.host };
        let tls = match actor.who {
            AwsWho::Service(_) => String::new(),
            _ => format!(
                r#","tlsDetails":{{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"{host}.{}.amazonaws.com"}}"#,
                call.region
            ),
        };
        let time = whole_seconds(at);
        let text = fill(
            RECORD,
            &[
                ("identity", &actor.identity(at)),
                ("time", &Stamp(time, Form::Seconds)),
                ("service", &call.service),
                ("name", &call.name),
                ("region", &call.region),
                ("ip", &actor.ip),
                ("agent", &actor.agent),
                ("error", &error),
                ("params", &call.params),
                ("response", &if call.denied.is_empty() { call.response } else { "null" }),
                ("extra", &extra),
                ("request", &self.uuid()),
                ("event", &self.uuid()),
                ("readonly", &call.read_only),
                ("resources", &resources),
                ("type", &if is_login { "AwsConsoleSignIn" } else { "AwsApiCall" }),
                ("management", &!is_data),
                ("account", &actor.account),
                ("category", &if is_data { "Data" } else { "Management" }),
                ("tls", &tls),
            ],
        );
        self.push("aws.cloudtrail", time, text);
    }

    /// An S3 object call (data event), with its server access line when the bucket keeps them.
    pub(crate) fn s3_object(
        &mut self,
        at: Millis,
        actor: &AwsActor<'_>,
        name: &str,
        bucket: &str,
        key: &str,
        size: u64,
    ) {
        let host = format!("{bucket}.s3");
        let params =
            format!(r#"{{"bucketName":"{bucket}","Host":"{host}.us-east-1.amazonaws.com","key":"{key}"}}"#);
        let resources = format!(
            r#"[{{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::{bucket}/{key}"}},{{"accountId":"{}","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::{bucket}"}}]"#,
            actor.account
        );
        let read_only = name.starts_with("Get") || name.starts_with("Head");
        let call = if read_only { Call::read("s3", name) } else { Call::write("s3", name) };
        let call = call.params(&params).data(&resources).host(&host).bytes_out(size);
        self.cloudtrail(at, actor, call);
    }

    /// A role taken over by AWS credentials of the same estate.
    pub(crate) fn assume_role(&mut self, at: Millis, actor: &AwsActor<'_>, role: &str, session: &str) {
        let account = actor.account;
        let params = format!(
            r#"{{"roleArn":"arn:aws:iam::{account}:role/{role}","roleSessionName":"{session}","durationSeconds":3600}}"#
        );
        let response = credentials(at, account, role, session, "");
        let call = Call::read("sts", "AssumeRole").params(&params).response(&response);
        self.cloudtrail(at, actor, call);
    }

    /// A role taken over by GitHub's token of the CI pipeline.
    pub(crate) fn assume_role_with_web_identity(
        &mut self,
        at: Millis,
        account: &str,
        role: &str,
        session: &str,
        ip: &str,
        agent: &str,
    ) {
        let provider = format!("arn:aws:iam::{account}:oidc-provider/{CI_ISSUER}");
        let params = format!(
            r#"{{"roleArn":"arn:aws:iam::{account}:role/{role}","roleSessionName":"{session}","durationSeconds":3600}}"#
        );
        let tail = format!(
            r#","subjectFromWebIdentityToken":"{CI_SUBJECT}","provider":"{provider}","audience":"sts.amazonaws.com""#
        );
        let response = credentials(at, account, role, session, &tail);
        let actor = AwsActor { account, who: AwsWho::CiToken, ip, agent };
        let call = Call::read("sts", "AssumeRoleWithWebIdentity").params(&params).response(&response);
        self.cloudtrail(at, &actor, call);
    }

    /// A role taken over by a person through Okta's SAML assertion.
    pub(crate) fn assume_role_with_saml(
        &mut self,
        at: Millis,
        account: &str,
        role: &str,
        mail: &str,
        ip: &str,
        agent: &str,
    ) {
        let provider = format!("arn:aws:iam::{account}:saml-provider/okta-technobank");
        let params = format!(
            r#"{{"principalArn":"{provider}","roleArn":"arn:aws:iam::{account}:role/{role}","roleSessionName":"{mail}","durationSeconds":3600}}"#
        );
        let tail = format!(
            r#","subject":"{mail}","subjectType":"emailAddress","issuer":"http://www.okta.com/exk1technobank0aws","audience":"https://signin.aws.amazon.com/saml","nameQualifier":"{}=""#,
            Token::upper(7, 27)
        );
        let response = credentials(at, account, role, mail, &tail);
        let actor = AwsActor { account, who: AwsWho::Saml { user: mail }, ip, agent };
        let call = Call::read("sts", "AssumeRoleWithSAML").params(&params).response(&response);
        self.cloudtrail(at, &actor, call);
    }
}

fn credentials(at: Millis, account: &str, role: &str, session: &str, tail: &str) -> String {
    format!(
        r#"{{"credentials":{{"accessKeyId":"{}","sessionToken":"HIDDEN_DUE_TO_SECURITY_REASONS","expiration":"{}"}},"assumedRoleUser":{{"assumedRoleId":"{}:{session}","arn":"arn:aws:sts::{account}:assumed-role/{role}/{session}"}}{tail}}}"#,
        session_key(role, session, at),
        Stamp(at + HOUR, Form::Java),
        crate::actor::role_id(role),
    )
}

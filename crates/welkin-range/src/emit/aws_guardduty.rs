use welkin_model::Millis;

use crate::actor::AwsActor;
use crate::calendar::{Form, Stamp};
use crate::ids::Token;
use crate::rng::number_of;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"schemaVersion":"2.0","accountId":"$account$","region":"us-east-1","partition":"aws","id":"$id$","#,
    r#""arn":"arn:aws:guardduty:us-east-1:$account$:detector/$detector$/finding/$id$","type":"$type$","#,
    r#""resource":{"resourceType":"AccessKey","accessKeyDetails":{"accessKeyId":"$key$","principalId":"$principal$","userType":"$usertype$","userName":"$user$"}},"#,
    r#""service":{"serviceName":"guardduty","detectorId":"$detector$","action":{"actionType":"AWS_API_CALL","awsApiCallAction":{"api":"$api$","serviceName":"$service$.amazonaws.com","callerType":"Remote IP","#,
    r#""remoteIpDetails":{"ipAddressV4":"$ip$","organization":{"asn":"64500","asnOrg":"Example Hosting","isp":"Example Hosting","org":"Example Hosting"},"country":{"countryName":"Netherlands"},"city":{"cityName":"Amsterdam"},"geoLocation":{"lat":52.374,"lon":4.8897}},"affectedResources":{}}},"#,
    r#""resourceRole":"TARGET","additionalInfo":{"value":"{}","type":"default"},"eventFirstSeen":"$time$","eventLastSeen":"$time$","archived":false,"count":1},"#,
    r#""severity":$severity$,"createdAt":"$time$","updatedAt":"$time$","title":"$title$","description":"$title$"}"#
);

/// A GuardDuty finding about an access key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GuardDuty<'a> {
    pub(crate) kind: &'a str,
    pub(crate) severity: u8,
    pub(crate) title: &'a str,
    pub(crate) service: &'a str,
    pub(crate) api: &'a str,
    pub(crate) user: &'a str,
    pub(crate) key: &'a str,
}

impl Scribe {
    pub(crate) fn guardduty(&mut self, at: Millis, actor: &AwsActor<'_>, finding: GuardDuty<'_>) {
        let is_user = finding.key.starts_with("AKIA");
        let principal = Token::upper(number_of(finding.user), 17);
        let text = fill(
            RECORD,
            &[
                ("account", &actor.account),
                ("id", &Token::hex(self.rng.next(), 32)),
                ("detector", &Token::hex(1, 32)),
                ("type", &finding.kind),
                ("key", &finding.key),
                ("principal", &format_args!("{}{principal}", if is_user { "AIDA" } else { "AROA" })),
                ("usertype", &if is_user { "IAMUser" } else { "AssumedRole" }),
                ("user", &finding.user),
                ("api", &finding.api),
                ("service", &finding.service),
                ("ip", &actor.ip),
                ("time", &Stamp(at, Form::Millis)),
                ("severity", &finding.severity),
                ("title", &finding.title),
            ],
        );
        self.push("aws.guardduty", at, text);
    }
}

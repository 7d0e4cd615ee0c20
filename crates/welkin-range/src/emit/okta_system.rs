use welkin_model::Millis;

use crate::calendar::{Form, Stamp};
use crate::ids::Token;
use crate::people::{Office, Person};
use crate::rng::number_of;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"uuid":"$uuid$","published":"$time$","eventType":"$event$","version":"0","severity":"$severity$","legacyEventType":"$legacy$","displayMessage":"$message$","#,
    r#""actor":{"id":"00u$actor$","type":"User","alternateId":"$mail$","displayName":"$name$","detailEntry":null},"#,
    r#""client":{"userAgent":{"rawUserAgent":"$agent$","os":"Unknown","browser":"CHROME"},"zone":"null","device":"Computer","id":null,"ipAddress":"$ip$","geographicalContext":$geo$},"device":null,"#,
    r#""authenticationContext":{"authenticationProvider":null,"credentialProvider":null,"credentialType":null,"issuer":null,"interface":null,"authenticationStep":0,"externalSessionId":"$session$","rootSessionId":"$session$"},"#,
    r#""outcome":{"result":"$result$","reason":$reason$},"target":$target$,"transaction":{"type":"WEB","id":"$transaction$","detail":{}},"#,
    r#""debugContext":{"debugData":{"requestId":"$transaction$","dtHash":"$hash$","requestUri":"$uri$","url":"$uri$?","threatSuspected":"false"}},"#,
    r#""request":{"ipChain":[{"ip":"$ip$","geographicalContext":$geo$,"version":"V4","source":null}]},"#,
    r#""securityContext":{"asNumber":64496,"asOrg":"technobank","isp":"technobank","domain":"technobank.example","isProxy":false}}"#
);

/// What a person does at Okta.
#[derive(Clone, Copy, Debug)]
pub(crate) enum OktaEvent<'a> {
    SessionStart,
    WrongPassword,
    Mfa,
    /// Single sign-on to an application.
    Sso(&'a str),
}

impl Scribe {
    pub(crate) fn okta(
        &mut self,
        at: Millis,
        person: &Person,
        place: &Office,
        ip: &str,
        event: OktaEvent<'_>,
    ) {
        let (kind, legacy, message, uri) = match event {
            OktaEvent::SessionStart => {
                ("user.session.start", "core.user_auth.login_success", "User login to Okta", "/api/v1/authn")
            }
            OktaEvent::WrongPassword => {
                ("user.session.start", "core.user_auth.login_failed", "User login to Okta", "/api/v1/authn")
            }
            OktaEvent::Mfa => (
                "user.authentication.auth_via_mfa",
                "core.user.factor.attempt_success",
                "Authentication of user via MFA",
                "/api/v1/authn/factors/verify",
            ),
            OktaEvent::Sso(_) => {
                ("user.authentication.sso", "app.auth.sso", "User single sign on to app", "/app/sso/saml")
            }
        };
        let target = match event {
            OktaEvent::Sso(app) => format!(
                r#"[{{"id":"0oa{}","type":"AppInstance","alternateId":"{app}","displayName":"{app}","detailEntry":{{"signOnModeType":"SAML_2_0"}}}},{{"id":"0ua{}","type":"AppUser","alternateId":"{}","displayName":"{}","detailEntry":null}}]"#,
                Token::lower(number_of(app), 17),
                Token::lower(number_of(person.name), 17),
                person.mail(),
                person.name,
            ),
            _ => "[]".to_owned(),
        };
        let failed = matches!(event, OktaEvent::WrongPassword);
        let geo = format!(
            r#"{{"city":"{}","state":"{}","country":"{}","postalCode":null,"geolocation":{{"lat":{},"lon":{}}}}}"#,
            place.city, place.state, place.country, place.latitude, place.longitude
        );
        let seed = number_of(person.login);
        let text = fill(
            RECORD,
            &[
                ("uuid", &self.uuid()),
                ("time", &Stamp(at, Form::Millis)),
                ("event", &kind),
                ("severity", &if failed { "WARN" } else { "INFO" }),
                ("legacy", &legacy),
                ("message", &message),
                ("actor", &Token::lower(seed, 17)),
                ("mail", &person.mail()),
                ("name", &person.name),
                ("agent", &person.browser()),
                ("ip", &ip),
                ("geo", &geo),
                ("session", &Token::upper(seed ^ 77, 24)),
                ("result", &if failed { "FAILURE" } else { "SUCCESS" }),
                ("reason", &if failed { "\"INVALID_CREDENTIALS\"" } else { "null" }),
                ("target", &target),
                ("transaction", &Token::upper(self.rng.next(), 27)),
                ("hash", &Token::hex(seed, 64)),
                ("uri", &uri),
            ],
        );
        self.push("okta.system", at, text);
    }
}

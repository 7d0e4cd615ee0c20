use welkin_model::Millis;

use crate::actor::AzureActor;
use crate::calendar::{Form, Stamp};
use crate::estate::TENANT;
use crate::ids::{Token, Uuid};
use crate::people::{Office, Person};
use crate::scribe::Scribe;
use crate::template::fill;

const USER: &str = concat!(
    r#"{"time":"$time$","resourceId":"/tenants/$tenant$/providers/Microsoft.aadiam","operationName":"Sign-in activity","operationVersion":"1.0","#,
    r#""category":"SignInLogs","tenantId":"$tenant$","resultType":"$code$","resultSignature":"None","durationMs":0,"callerIpAddress":"$ip$","#,
    r#""correlationId":"$correlation$","identity":"$name$","Level":4,"location":"$country$","properties":{"id":"$id$","createdDateTime":"$time$","#,
    r#""userDisplayName":"$name$","userPrincipalName":"$upn$","userId":"$object$","appId":"$app$","appDisplayName":"$appname$","ipAddress":"$ip$","#,
    r#""status":{"errorCode":$code$,"additionalDetails":"MFA requirement satisfied by claim in the token"},"clientAppUsed":"Browser","userAgent":"$agent$","#,
    r#""deviceDetail":{"deviceId":"$device$","displayName":"TB-$login$","isCompliant":true,"isManaged":true,"trustType":"Azure AD joined"},"#,
    r#""location":{"city":"$city$","state":"$state$","countryOrRegion":"$country$","geoCoordinates":{"latitude":$latitude$,"longitude":$longitude$}},"#,
    r#""correlationId":"$correlation$","conditionalAccessStatus":"success","appliedConditionalAccessPolicies":[],"authenticationRequirement":"multiFactorAuthentication","#,
    r#""isInteractive":true,"tokenIssuerType":"AzureADFederation","tokenIssuerName":"https://technobank.okta.com","riskDetail":"none","riskLevelAggregated":"none","riskLevelDuringSignIn":"none","riskState":"none","#,
    r#""resourceDisplayName":"$appname$","resourceId":"$app$","resourceTenantId":"$tenant$","homeTenantId":"$tenant$","uniqueTokenIdentifier":"$token$","userType":"Member"}}"#
);

const APP: &str = concat!(
    r#"{"time":"$time$","resourceId":"/tenants/$tenant$/providers/Microsoft.aadiam","operationName":"Sign-in activity","operationVersion":"1.0","#,
    r#""category":"ServicePrincipalSignInLogs","tenantId":"$tenant$","resultType":"0","resultSignature":"None","durationMs":0,"callerIpAddress":"$ip$","#,
    r#""correlationId":"$correlation$","Level":4,"location":"$country$","properties":{"id":"$id$","createdDateTime":"$time$","appId":"$app$","#,
    r#""servicePrincipalId":"$object$","servicePrincipalName":"$name$","servicePrincipalCredentialKeyId":"$key$",$federated$"clientCredentialType":"$credential$","#,
    r#""ipAddress":"$ip$","userAgent":"$agent$","status":{"errorCode":0},"location":{"city":"$city$","state":"$state$","countryOrRegion":"$country$","geoCoordinates":{"latitude":$latitude$,"longitude":$longitude$}},"#,
    r#""correlationId":"$correlation$","conditionalAccessStatus":"notApplied","crossTenantAccessType":"none","isInteractive":false,"tokenIssuerType":"AzureAD","managedIdentityType":"none","#,
    r#""resourceDisplayName":"$resource$","resourceId":"$resourceid$","resourceTenantId":"$tenant$","homeTenantId":"$tenant$","riskLevelAggregated":"none","riskLevelDuringSignIn":"none","riskState":"none","uniqueTokenIdentifier":"$token$"}}"#
);

/// What an application proved itself with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Credential {
    Secret,
    /// A token of a trusted issuer: the federated credential of this subject.
    Federated(&'static str),
}

impl Scribe {
    pub(crate) fn entra_user_signin(
        &mut self,
        at: Millis,
        person: &Person,
        place: &Office,
        ip: &str,
        app: &str,
    ) {
        let agent = person.browser();
        let text = fill(
            USER,
            &[
                ("time", &Stamp(at, Form::Ticks)),
                ("tenant", &TENANT),
                ("code", &0),
                ("ip", &ip),
                ("correlation", &self.uuid()),
                ("id", &self.uuid()),
                ("name", &person.name),
                ("login", &person.login),
                ("upn", &person.mail()),
                ("object", &person.object_id()),
                ("device", &Uuid::of(person.name)),
                ("app", &Uuid::of(app)),
                ("appname", &app),
                ("agent", &agent),
                ("city", &place.city),
                ("state", &place.state),
                ("country", &place.country_code),
                ("latitude", &place.latitude),
                ("longitude", &place.longitude),
                ("token", &Token::upper(self.rng.next(), 22)),
            ],
        );
        self.push("entra.signin", at, text);
    }

    pub(crate) fn entra_app_signin(
        &mut self,
        at: Millis,
        actor: &AzureActor<'_>,
        place: &Office,
        resource: &str,
        with: Credential,
    ) {
        let (credential, federated) = match with {
            Credential::Secret => ("clientSecret", String::new()),
            Credential::Federated(subject) => (
                "federatedIdentityCredential",
                format!(r#""federatedCredentialId":"{}","#, Uuid::of(subject)),
            ),
        };
        let text = fill(
            APP,
            &[
                ("time", &Stamp(at, Form::Ticks)),
                ("tenant", &TENANT),
                ("ip", &actor.ip),
                ("correlation", &self.uuid()),
                ("id", &self.uuid()),
                ("app", &actor.app_id),
                ("object", &actor.object_id),
                ("name", &actor.name),
                ("key", &Uuid::of(credential)),
                ("federated", &federated),
                ("credential", &credential),
                ("agent", &actor.agent),
                ("city", &place.city),
                ("state", &place.state),
                ("country", &place.country_code),
                ("latitude", &place.latitude),
                ("longitude", &place.longitude),
                ("resource", &resource),
                ("resourceid", &Uuid::of(resource)),
                ("token", &Token::upper(self.rng.next(), 22)),
            ],
        );
        self.push("entra.signin", at, text);
    }
}

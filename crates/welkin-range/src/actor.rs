use std::fmt;

use welkin_model::Millis;

use crate::calendar::{Form, HOUR, Stamp};
use crate::estate::{CI_ISSUER, CI_SUBJECT};
use crate::ids::Token;
use crate::rng::number_of;

/// Who calls AWS, and from where.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AwsActor<'a> {
    pub(crate) account: &'a str,
    pub(crate) who: AwsWho<'a>,
    pub(crate) ip: &'a str,
    pub(crate) agent: &'a str,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum AwsWho<'a> {
    /// An IAM user with a long-lived key.
    User { name: &'a str, key: &'a str },
    /// A session of a role; its temporary key lasts an hour.
    Role { role: &'a str, session: &'a str },
    /// A session that GitHub's web identity opened.
    CiRole { role: &'a str, session: &'a str },
    /// A web identity that has no session yet.
    CiToken,
    /// A SAML user that has no session yet.
    Saml { user: &'a str },
    /// An AWS service of its own accord.
    Service(&'a str),
}

impl<'a> AwsActor<'a> {
    pub(crate) fn role(
        account: &'a str,
        role: &'a str,
        session: &'a str,
        ip: &'a str,
        agent: &'a str,
    ) -> AwsActor<'a> {
        AwsActor { account, who: AwsWho::Role { role, session }, ip, agent }
    }

    pub(crate) fn user(name: &'a str, key: &'a str, ip: &'a str, agent: &'a str) -> AwsActor<'a> {
        AwsActor { account: crate::estate::AWS_PROD, who: AwsWho::User { name, key }, ip, agent }
    }

    /// The caller's ARN as logs of other services give it.
    pub(crate) fn arn(&self) -> String {
        let account = self.account;
        match self.who {
            AwsWho::User { name, .. } => format!("arn:aws:iam::{account}:user/{name}"),
            AwsWho::Role { role, session } | AwsWho::CiRole { role, session } => {
                format!("arn:aws:sts::{account}:assumed-role/{role}/{session}")
            }
            AwsWho::Saml { user } => user.to_owned(),
            AwsWho::CiToken => CI_SUBJECT.to_owned(),
            AwsWho::Service(name) => name.to_owned(),
        }
    }

    /// The `userIdentity` object of a call at this time.
    pub(crate) fn identity(&self, at: Millis) -> AwsIdentity<'_> {
        AwsIdentity(self, at)
    }
}

/// The unique id of an IAM role.
pub(crate) fn role_id(role: &str) -> String {
    format!("AROA{}", Token::upper(number_of(role), 17))
}

/// The temporary access key of a session in this hour.
pub(crate) fn session_key(role: &str, session: &str, at: Millis) -> String {
    let hour = u64::try_from(at / HOUR).unwrap_or(0);
    let seed = number_of(role) ^ number_of(session).rotate_left(21) ^ hour.rotate_left(42);
    format!("ASIA{}", Token::upper(seed, 16))
}

#[derive(Debug)]
pub(crate) struct AwsIdentity<'a>(&'a AwsActor<'a>, Millis);

impl fmt::Display for AwsIdentity<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let AwsIdentity(actor, at) = *self;
        let account = actor.account;
        match actor.who {
            AwsWho::User { name, key } => write!(
                f,
                r#"{{"type":"IAMUser","principalId":"AIDA{}","arn":"arn:aws:iam::{account}:user/{name}","accountId":"{account}","accessKeyId":"{key}","userName":"{name}"}}"#,
                Token::upper(number_of(name), 17),
            ),
            AwsWho::Role { role, session } | AwsWho::CiRole { role, session } => {
                let id = role_id(role);
                let key = session_key(role, session, at);
                let since = Stamp(at - at.rem_euclid(HOUR), Form::Seconds);
                let mfa = session.contains('@');
                write!(
                    f,
                    r#"{{"type":"AssumedRole","principalId":"{id}:{session}","arn":"arn:aws:sts::{account}:assumed-role/{role}/{session}","accountId":"{account}","accessKeyId":"{key}","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"{id}","arn":"arn:aws:iam::{account}:role/{role}","accountId":"{account}","userName":"{role}"}},"#
                )?;
                if matches!(actor.who, AwsWho::CiRole { .. }) {
                    write!(
                        f,
                        r#""webIdFederationData":{{"federatedProvider":"arn:aws:iam::{account}:oidc-provider/{CI_ISSUER}","attributes":{{"{CI_ISSUER}:aud":"sts.amazonaws.com","{CI_ISSUER}:sub":"{CI_SUBJECT}"}}}},"#
                    )?;
                }
                write!(f, r#""attributes":{{"creationDate":"{since}","mfaAuthenticated":"{mfa}"}}}}}}"#)
            }
            AwsWho::CiToken => write!(
                f,
                r#"{{"type":"WebIdentityUser","principalId":"arn:aws:iam::{account}:oidc-provider/{CI_ISSUER}:sts.amazonaws.com:{CI_SUBJECT}","userName":"{CI_SUBJECT}","identityProvider":"arn:aws:iam::{account}:oidc-provider/{CI_ISSUER}"}}"#
            ),
            AwsWho::Saml { user } => write!(
                f,
                r#"{{"type":"SAMLUser","principalId":"okta-technobank:{user}","userName":"{user}","identityProvider":"okta-technobank"}}"#
            ),
            AwsWho::Service(name) => write!(f, r#"{{"type":"AWSService","invokedBy":"{name}"}}"#),
        }
    }
}

/// Who calls Azure: a person or an application.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AzureActor<'a> {
    /// UPN of a person, display name of an application.
    pub(crate) name: &'a str,
    pub(crate) object_id: &'a str,
    /// The client application that asked for the token.
    pub(crate) app_id: &'a str,
    pub(crate) is_app: bool,
    pub(crate) ip: &'a str,
    pub(crate) agent: &'a str,
}

/// Who calls Google Cloud.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GcpActor<'a> {
    /// Empty for a federated principal without a service account.
    pub(crate) email: &'a str,
    /// `principal://…` of a federated principal: the caller itself, or the one that impersonates `email`.
    pub(crate) subject: &'a str,
    pub(crate) ip: &'a str,
    pub(crate) agent: &'a str,
}

impl<'a> GcpActor<'a> {
    pub(crate) fn account(email: &'a str, ip: &'a str, agent: &'a str) -> GcpActor<'a> {
        GcpActor { email, subject: "", ip, agent }
    }
}

/// The principal that GitHub's token of CI becomes in the workload identity pool.
pub(crate) fn ci_principal() -> String {
    format!(
        "principal://iam.googleapis.com/projects/{}/locations/global/workloadIdentityPools/github/subject/{CI_SUBJECT}",
        crate::estate::GCP_ML_NUMBER
    )
}

/// Who calls Oracle Cloud.
#[derive(Clone, Copy, Debug)]
pub(crate) struct OciActor<'a> {
    pub(crate) name: &'a str,
    /// `natv` for users, `instance` and `resource` for workloads.
    pub(crate) auth: &'a str,
    pub(crate) ip: &'a str,
    pub(crate) agent: &'a str,
}

/// Who calls IBM Cloud.
#[derive(Clone, Copy, Debug)]
pub(crate) struct IbmActor<'a> {
    /// `IBMid-…`, `iam-ServiceId-…` or `iam-Profile-…`.
    pub(crate) id: &'a str,
    pub(crate) name: &'a str,
    /// The last part of the initiator's type: `user`, `serviceid`, `trustedprofile`.
    pub(crate) kind: &'a str,
    pub(crate) credential: &'a str,
    pub(crate) ip: &'a str,
    pub(crate) agent: &'a str,
}

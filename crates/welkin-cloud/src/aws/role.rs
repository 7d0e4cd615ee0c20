use reqsign_aws_v4::Credential;
use reqsign_core::time::Timestamp;
use serde_json::Value;
use welkin_model::estate::UnknownReason;

use super::arn::Arn;
use super::ask::{Ask, Question};
use super::list::{Http, text_at};
use crate::transport::CallError;

/// A role that another identity assumes, to read the role's account.
#[derive(Clone, Debug)]
pub(super) struct Role {
    pub(super) arn: String,
    /// Asks as the identity that assumes it.
    pub(super) base: Ask,
    pub(super) region: String,
}

/// As AWS gives by default, and the longest of a session that was itself assumed.
const SECONDS: u32 = 3_600;
const SESSION: &str = "welkin-discovery";

impl Role {
    /// The account that the role belongs to.
    pub(super) fn account(&self) -> Option<&str> {
        Some(Arn::parse(&self.arn)?.account).filter(|account| !account.is_empty())
    }

    /// A credential of the role.
    pub(super) async fn assume(&self) -> Result<Credential, CallError> {
        let text = |name: &str, value: &str| (name.to_owned(), Value::from(value));
        let question = Question {
            service: "sts",
            operation: "AssumeRole",
            permission: "",
            region: &self.region,
            http: Http::None,
            path: String::new(),
            parameters: vec![
                text("RoleArn", &self.arn),
                text("RoleSessionName", SESSION),
                ("DurationSeconds".to_owned(), Value::from(SECONDS)),
            ],
        };
        let answer = self.base.ask(&question).await?.unwrap_or(Value::Null);
        credential(&answer).ok_or_else(|| CallError {
            about: "sts:AssumeRole".to_owned(),
            reason: UnknownReason::Garbled,
            permission: "sts:AssumeRole".to_owned(),
            code: String::new(),
            detail: "the answer holds no credential".to_owned(),
            status: 200,
        })
    }
}

fn credential(answer: &Value) -> Option<Credential> {
    let text = |name: &str| text_at(answer, &format!("Credentials.{name}"));
    Some(Credential {
        access_key_id: text("AccessKeyId")?,
        secret_access_key: text("SecretAccessKey")?,
        session_token: text("SessionToken"),
        expires_in: Some(text("Expiration")?.parse::<Timestamp>().ok()?),
    })
}

/// Whether a text is the ARN of a role.
pub(super) fn is_role(text: &str) -> bool {
    Arn::parse(text).is_some_and(|arn| arn.service == "iam" && arn.resource.starts_with("role/"))
}

/// The roles named in a list with commas, each once.
pub(super) fn roles(list: &str) -> Vec<String> {
    let mut roles: Vec<String> = Vec::new();
    for role in list.split(',').map(str::trim).filter(|role| !role.is_empty()) {
        if !roles.iter().any(|known| known == role) {
            roles.push(role.to_owned());
        }
    }
    roles
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_credential_without_all_its_parts_is_none() {
        let whole = json!({"Credentials": {"AccessKeyId": "ASIA", "SecretAccessKey": "s", "SessionToken": "t",
            "Expiration": "2026-11-28T12:00:00Z"}});
        let found = credential(&whole).unwrap();
        assert_eq!((found.access_key_id.as_str(), found.session_token.as_deref()), ("ASIA", Some("t")));
        for part in ["AccessKeyId", "SecretAccessKey", "Expiration"] {
            let mut torn = whole.clone();
            torn["Credentials"].as_object_mut().unwrap().remove(part);
            assert!(credential(&torn).is_none(), "{part}");
        }
    }

    #[test]
    fn roles_are_separated_by_commas() {
        assert_eq!(roles(" a ,b,,a"), ["a", "b"]);
        assert!(roles("").is_empty());
    }
}

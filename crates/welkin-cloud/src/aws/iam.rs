use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use welkin_model::Cloud;

use super::arn::{Arn, made};
use super::ask::{Ask, Question};
use super::list::{Http, text_at};
use super::run::hole;
use super::xml;
use crate::describe::Resource;
use crate::discovery::Discovery;

/// Reads users, groups, roles and policies with all that is attached to them, by one paged call, and the access keys of
/// each user.
pub(super) async fn read(ask: &Ask, into: &Discovery) {
    let mut users = Vec::new();
    let mut marker: Option<String> = None;
    for page in 0..10_000 {
        let mut parameters = vec![("MaxItems".to_owned(), Value::from(1_000))];
        for (at, filter) in ["User", "Group", "Role", "LocalManagedPolicy"].iter().enumerate() {
            parameters.push((format!("Filter.member.{}", at + 1), Value::from(*filter)));
        }
        if let Some(marker) = &marker {
            parameters.push(("Marker".to_owned(), Value::from(marker.as_str())));
        }
        let question = question("GetAccountAuthorizationDetails", parameters);
        let answer = match ask.ask(&question).await {
            Ok(answer) => answer.unwrap_or(Value::Null),
            Err(error) => {
                into.hole(hole(ask, "", error.unknown_on(page)));
                break;
            }
        };
        for (list, native) in [
            ("UserDetailList", "AWS::IAM::User"),
            ("GroupDetailList", "AWS::IAM::Group"),
            ("RoleDetailList", "AWS::IAM::Role"),
            ("Policies", "AWS::IAM::ManagedPolicy"),
        ] {
            for item in xml::list(answer.get(list)) {
                if native == "AWS::IAM::User" {
                    users.extend(text_at(&item, "UserName"));
                }
                tell(ask, native, "iam:GetAccountAuthorizationDetails", item, into);
            }
        }
        marker = text_at(&answer, "Marker").filter(|marker| !marker.is_empty());
        if marker.is_none() {
            break;
        }
    }
    let work: Vec<BoxFuture<'_, ()>> = users.into_iter().map(|user| keys(ask, user, into).boxed()).collect();
    stream::iter(work).buffer_unordered(8).collect::<()>().await;
}

async fn keys(ask: &Ask, user: String, into: &Discovery) {
    let parameters = vec![("UserName".to_owned(), Value::from(user.as_str()))];
    match ask.ask(&question("ListAccessKeys", parameters)).await {
        Ok(answer) => {
            for key in xml::list(answer.as_ref().and_then(|answer| answer.get("AccessKeyMetadata"))) {
                tell(ask, "AWS::IAM::AccessKey", "iam:ListAccessKeys", key, into);
            }
        }
        Err(error) => into.hole(hole(ask, "", error.unknown())),
    }
}

fn tell(ask: &Ask, native: &str, via: &str, payload: Value, into: &Discovery) {
    let arn = text_at(&payload, "Arn");
    let id = match arn.as_deref().and_then(Arn::parse) {
        Some(arn) => arn.asset(),
        None => match (text_at(&payload, "UserName"), text_at(&payload, "AccessKeyId")) {
            (Some(user), Some(key)) => made("iam", "", &ask.account, &format!("access-key/{user}/{key}")),
            _ => return,
        },
    };
    let name = ["AccessKeyId", "UserName", "GroupName", "RoleName", "PolicyName"]
        .iter()
        .find_map(|field| text_at(&payload, field))
        .unwrap_or_default();
    into.resource(Resource {
        cloud: Cloud::Aws,
        native_type: Arc::from(native),
        id,
        name,
        scope: ask.account.clone(),
        region: String::new(),
        via: Arc::from(via),
        payload,
        unknowns: Vec::new(),
        observed_at: 0,
    });
}

/// The account itself, and who asks.
pub(super) async fn caller(ask: &Ask, region: &str, into: &Discovery) -> Option<String> {
    let question = Question {
        service: "sts",
        operation: "GetCallerIdentity",
        permission: "",
        region,
        http: Http::None,
        path: String::new(),
        parameters: Vec::new(),
    };
    match ask.ask(&question).await {
        Ok(answer) => {
            let account = text_at(&answer?, "Account")?;
            self::account(&Ask { account: account.clone(), ..ask.clone() }, "sts:GetCallerIdentity", into);
            Some(account)
        }
        Err(error) => {
            into.hole(hole(ask, "", error.unknown()));
            None
        }
    }
}

/// The account that is asked.
pub(super) fn account(ask: &Ask, via: &str, into: &Discovery) {
    into.resource(Resource {
        cloud: Cloud::Aws,
        native_type: Arc::from("AWS::Organizations::Account"),
        id: made("iam", "", &ask.account, "root"),
        name: ask.account.clone(),
        scope: ask.account.clone(),
        region: String::new(),
        via: Arc::from(via),
        payload: json!({ "Id": ask.account }),
        unknowns: Vec::new(),
        observed_at: 0,
    });
}

fn question(operation: &'static str, parameters: Vec<(String, Value)>) -> Question<'static> {
    Question {
        service: "iam",
        operation,
        permission: "",
        region: "us-east-1",
        http: Http::None,
        path: String::new(),
        parameters,
    }
}

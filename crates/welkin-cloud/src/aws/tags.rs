use std::sync::Arc;

use serde_json::{Value, json};
use welkin_model::Cloud;

use super::arn::Arn;
use super::ask::{Ask, Question};
use super::list::{Http, text_at};
use super::run::hole;
use crate::describe::Resource;
use crate::discovery::Discovery;

/// Reads the tags of all resources of some services in one region, a hundred by a call: most describing calls tell none.
pub(super) async fn read(ask: &Ask, region: &str, services: &[&str], into: &Discovery) {
    let mut token: Option<String> = None;
    for page in 0..10_000 {
        let mut parameters = vec![
            ("ResourcesPerPage".to_owned(), Value::from(100)),
            ("ResourceTypeFilters".to_owned(), json!(services)),
        ];
        if let Some(token) = &token {
            parameters.push(("PaginationToken".to_owned(), Value::from(token.as_str())));
        }
        let question = Question {
            service: "tagging",
            operation: "GetResources",
            permission: "",
            region,
            http: Http::None,
            path: String::new(),
            parameters,
        };
        let answer = match ask.ask(&question).await {
            Ok(answer) => answer.unwrap_or(Value::Null),
            Err(error) => {
                into.hole(hole(ask, region, error.unknown_on(page)));
                return;
            }
        };
        for item in answer.get("ResourceTagMappingList").and_then(Value::as_array).into_iter().flatten() {
            tell(item, into);
        }
        token = text_at(&answer, "PaginationToken").filter(|token| !token.is_empty());
        if token.is_none() {
            return;
        }
    }
}

fn tell(item: &Value, into: &Discovery) {
    let Some(text) = text_at(item, "ResourceARN") else { return };
    let Some(arn) = Arn::parse(&text) else { return };
    let name = arn.resource.rsplit(['/', ':']).next().unwrap_or(arn.resource).to_owned();
    let kind = arn.resource.split(['/', ':']).next().unwrap_or("");
    into.resource(Resource {
        cloud: Cloud::Aws,
        native_type: Arc::from(format!("{}:{kind}", arn.service)),
        id: arn.asset(),
        name,
        scope: arn.account.to_owned(),
        region: arn.region.to_owned(),
        via: Arc::from("tag:GetResources"),
        payload: item.clone(),
        unknowns: Vec::new(),
        observed_at: 0,
    });
}

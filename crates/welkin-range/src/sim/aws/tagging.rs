//! The tagging API: `json` 1.1, target `ResourceGroupsTaggingAPI_20170126.GetResources`. It tells what has tags, of many
//! services at once; IAM and what never had a tag are not in it.

use serde_json::{Value, json};

use super::call::Call;
use super::catalogue::Paging;
use super::estate::Estate;
use super::fail::Fail;
use super::field::{list, strings, text};

const PAGES: Paging = Paging {
    token_in: "PaginationToken",
    token_out: "PaginationToken",
    size_in: "ResourcesPerPage",
    default: 50,
    most: 100,
    wrong: "InvalidParameterException",
};

pub(super) fn answer(estate: &Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    (call.name() == "GetResources").then(|| resources(estate, call))
}

fn resources(estate: &Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let types = strings(call.input, "ResourceTypeFilters");
    let tests = list(call.input, "TagFilters");
    let mut found: Vec<(String, Value)> = Vec::new();
    for (key, _) in estate.shelf.everything() {
        let is_here = key.account == call.account() && (key.region.is_empty() || key.region == call.region());
        let arn = key.arn();
        let is_wanted = types.is_empty() || types.iter().any(|wanted| is_of(&arn, wanted));
        if !is_here || !is_wanted || arn.is_empty() || key.kind.starts_with("iam:") {
            continue;
        }
        let tags = estate.shelf.tags(&arn);
        let fits = tests.iter().all(|test| {
            let values = strings(test, "Values");
            tags.get(text(test, "Key")).is_some_and(|value| values.is_empty() || values.contains(value))
        });
        if !tags.is_empty() && fits {
            let tags = estate.shelf.tag_list(&arn, "Key", "Value");
            found.push((arn.clone(), json!({"ResourceARN": arn, "Tags": tags})));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    let mut result = estate.paged(call, &PAGES, found, "ResourceTagMappingList")?;
    if result.get("PaginationToken").is_none() {
        super::field::set(&mut result, "PaginationToken", json!(""));
    }
    Ok(result)
}

/// Whether a resource is of a `service` or a `service:type`.
fn is_of(arn: &str, wanted: &str) -> bool {
    let mut parts = arn.splitn(6, ':').skip(2);
    let (service, resource) = (parts.next().unwrap_or(""), parts.nth(2).unwrap_or(""));
    let sort = resource.split(['/', ':']).next().unwrap_or("");
    match wanted.split_once(':') {
        Some((of, kind)) => of == service && kind == sort,
        None => wanted == service,
    }
}

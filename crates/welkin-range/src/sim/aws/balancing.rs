//! Elastic Load Balancing v2: protocol `query` 2015-12-01.

use serde_json::{Value, json};

use super::call::Call;
use super::catalogue::Paging;
use super::estate::Estate;
use super::fail::Fail;
use super::field::{strings, text};

const PAGES: Paging = Paging {
    token_in: "Marker",
    token_out: "NextMarker",
    size_in: "PageSize",
    default: 400,
    most: 400,
    wrong: "ValidationError",
};

pub(super) fn answer(estate: &Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    let read = |kind, out: &str, ids: &str, missing: &str, by: &str| {
        let wanted = strings(call.input, ids);
        let parent = if by.is_empty() { "" } else { call.text(by) };
        let all: Vec<(String, Value)> = estate
            .shelf
            .of(kind, call.account(), call.region())
            .filter(|(key, value)| {
                let names = [
                    key.arn(),
                    text(value, "LoadBalancerName").to_owned(),
                    text(value, "TargetGroupName").to_owned(),
                ];
                let is_wanted = wanted.is_empty() || wanted.iter().any(|id| names.contains(id));
                let is_within = parent.is_empty()
                    || text(value, "LoadBalancerArn") == parent
                    || strings(value, "LoadBalancerArns").iter().any(|arn| arn == parent);
                is_wanted && is_within
            })
            .map(|(key, value)| (key.id.clone(), value.clone()))
            .collect();
        if all.is_empty() && !wanted.is_empty() {
            return Err(Fail::new(missing, 400, "One or more resources not found"));
        }
        estate.paged(call, &PAGES, all, out)
    };
    Some(match call.name() {
        "DescribeLoadBalancers" if !strings(call.input, "Names").is_empty() => {
            read("elb:load-balancer", "LoadBalancers", "Names", "LoadBalancerNotFound", "")
        }
        "DescribeLoadBalancers" => {
            read("elb:load-balancer", "LoadBalancers", "LoadBalancerArns", "LoadBalancerNotFound", "")
        }
        "DescribeListeners" => {
            read("elb:listener", "Listeners", "ListenerArns", "ListenerNotFound", "LoadBalancerArn")
        }
        "DescribeTargetGroups" => read(
            "elb:target-group",
            "TargetGroups",
            "TargetGroupArns",
            "TargetGroupNotFound",
            "LoadBalancerArn",
        ),
        "DescribeTags" => Ok(json!({"TagDescriptions": strings(call.input, "ResourceArns")
            .iter()
            .take(20)
            .map(|arn| json!({"ResourceArn": arn, "Tags": estate.shelf.tag_list(arn, "Key", "Value")}))
            .collect::<Value>()})),
        _ => return None,
    })
}

use std::sync::Mutex;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use serde_json::{Value, json};
use welkin_model::Cloud;

use crate::sim::{Calls, FaultRule, Limiting, Method, Range, Reply, Request, Response, Weakness};

/// Faults, limits and counts of a running range, for whoever holds its token: `PUT /faults` with a JSON list of rules,
/// `PUT /limits` with `"documented"` or `"off"`, `GET` and `DELETE /calls`, `GET /weaknesses`.
pub(super) fn answer(range: &Mutex<Range>, token: &str, request: &Request) -> Reply {
    Reply::Answer(respond(range, token, request))
}

fn respond(range: &Mutex<Range>, token: &str, request: &Request) -> Response {
    let given = request.header("authorization").strip_prefix("Bearer ").unwrap_or("");
    if verify_slices_are_equal(given.as_bytes(), token.as_bytes()).is_err() {
        return refuse(401, "the admin token that `range up` printed is missing or wrong");
    }
    let Ok(mut range) = range.lock() else { return refuse(500, "the range has failed") };
    match (&request.method, request.path.as_str()) {
        (&Method::PUT, "/faults") => match faults(&request.json()) {
            Ok(faults) => {
                range.set_faults(faults);
                Response::empty(204)
            }
            Err(error) => refuse(400, &error),
        },
        (&Method::PUT, "/limits") => {
            range.set_limiting(match request.json().as_str() {
                Some("documented") => Limiting::Documented,
                Some("off") => Limiting::Off,
                _ => return refuse(400, "expected \"documented\" or \"off\""),
            });
            Response::empty(204)
        }
        (&Method::GET, "/calls") => Response::json(200, &calls(range.calls())),
        (&Method::DELETE, "/calls") => {
            range.forget_calls();
            Response::empty(204)
        }
        (&Method::GET, "/weaknesses") => Response::json(200, &Weakness::all().map(weakness).collect()),
        _ => refuse(404, "expected PUT /faults, PUT /limits, GET or DELETE /calls, or GET /weaknesses"),
    }
}

fn refuse(status: u16, message: &str) -> Response {
    Response::json(status, &json!({"error": message}))
}

fn faults(value: &Value) -> Result<Vec<FaultRule>, String> {
    let rules = value.as_array().ok_or("expected a JSON list of faults")?;
    rules.iter().map(|rule| rule.as_str().unwrap_or("").parse().map_err(|e| format!("{e}"))).collect()
}

fn calls(calls: &Calls) -> Value {
    let by_operation: Vec<Value> = calls
        .by_operation
        .iter()
        .map(|((cloud, operation), count)| {
            json!({"cloud": cloud, "service": operation.service, "operation": operation.name, "region": operation.region, "count": count})
        })
        .collect();
    json!({"total": calls.total, "throttled": calls.throttled, "operations": by_operation})
}

fn weakness(weakness: &Weakness) -> Value {
    let Weakness { id, cloud, asset, what } = weakness;
    json!({"id": id, "cloud": Cloud::as_str(*cloud), "asset": asset, "what": what})
}

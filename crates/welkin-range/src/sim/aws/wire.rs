use serde_json::{Value, json};
use welkin_model::Millis;

use super::fail::Fail;
use super::xml::{self, Lists};
use crate::calendar::SECOND;
use crate::sim::Response;

/// The protocol that a service speaks (`protocol` of its model in the SDKs).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Wire {
    /// `json` 1.0 or 1.1.
    Json(&'static str),
    RestJson,
    /// `query` with the version of its namespace.
    Query(&'static str, &'static str),
    Ec2,
    S3,
}

/// The protocol of an operation, by the service's signing name: the runtimes of SageMaker share it with the control
/// plane and speak another protocol.
pub(super) fn wire(service: &str, operation: &str) -> Wire {
    match service {
        "sagemaker" if operation.starts_with("Invoke") => Wire::RestJson,
        "cloudcontrolapi" | "dynamodb" | "aoss" => Wire::Json("1.0"),
        "bedrock" | "bedrock-agentcore" | "lambda" | "eks" | "guardduty" => Wire::RestJson,
        "iam" => Wire::Query("iam", "2010-05-08"),
        "sts" => Wire::Query("sts", "2011-06-15"),
        "elasticloadbalancing" => Wire::Query("elasticloadbalancing", "2015-12-01"),
        "ec2" => Wire::Ec2,
        "s3" => Wire::S3,
        _ => Wire::Json("1.1"),
    }
}

impl Wire {
    /// A result in the protocol's shape.
    pub(super) fn answer(self, operation: &str, result: &Value, request_id: &str) -> Response {
        match self {
            Wire::Json(version) => {
                let body = if result.is_null() { String::new() } else { result.to_string() };
                let kind = format!("application/x-amz-json-{version}");
                Response::new(200, &kind, body).with("x-amzn-requestid", request_id)
            }
            Wire::RestJson => {
                let body = if result.is_null() { json!({}) } else { result.clone() };
                Response::json(200, &body).with("x-amzn-requestid", request_id)
            }
            Wire::Query(host, version) => {
                let content = xml::content(result, Lists::Member);
                let result = if result.is_null() {
                    String::new()
                } else {
                    format!("<{operation}Result>{content}</{operation}Result>")
                };
                let body = format!(
                    "<{operation}Response xmlns=\"{}\">{result}<ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>",
                    namespace(host, version)
                );
                Response::new(200, "text/xml", body).with("x-amzn-requestid", request_id)
            }
            Wire::Ec2 => {
                let body = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{operation}Response xmlns=\"{}\"><requestId>{request_id}</requestId>{}</{operation}Response>",
                    namespace("ec2", "2016-11-15"),
                    xml::content(result, Lists::Item)
                );
                Response::new(200, "text/xml;charset=UTF-8", body).with("x-amzn-requestid", request_id)
            }
            Wire::S3 => Response::new(200, "application/xml", xml::content(result, Lists::Flat))
                .with("x-amz-request-id", request_id),
        }
    }

    /// An error in the protocol's shape.
    pub(super) fn refuse(self, fail: &Fail, request_id: &str) -> Response {
        let Fail { code, status, message } = fail;
        match self {
            Wire::Json(version) => {
                let body = json!({"__type": code, "message": message, "Message": message});
                let kind = format!("application/x-amz-json-{version}");
                Response::new(*status, &kind, body.to_string()).with("x-amzn-requestid", request_id)
            }
            Wire::RestJson => Response::json(*status, &json!({"message": message, "Type": blamed(*status)}))
                .with("x-amzn-errortype", code)
                .with("x-amzn-requestid", request_id),
            Wire::Query(host, version) => {
                let body = format!(
                    "<ErrorResponse xmlns=\"{}\"><Error><Type>{}</Type><Code>{code}</Code><Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
                    namespace(host, version),
                    if *status < 500 { "Sender" } else { "Receiver" },
                    xml::escaped(message)
                );
                Response::new(*status, "text/xml", body).with("x-amzn-requestid", request_id)
            }
            Wire::Ec2 => {
                let body = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{code}</Code><Message>{}</Message></Error></Errors><RequestID>{request_id}</RequestID></Response>",
                    xml::escaped(message)
                );
                Response::new(*status, "text/xml;charset=UTF-8", body)
            }
            Wire::S3 => {
                let body = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{}</Message><RequestId>{request_id}</RequestId><HostId>{request_id}=</HostId></Error>",
                    xml::escaped(message)
                );
                Response::new(*status, "application/xml", body).with("x-amz-request-id", request_id)
            }
        }
    }

    /// The caller lacks a permission.
    pub(super) fn denied(self, message: impl Into<String>) -> Fail {
        match self {
            Wire::Json(_) => Fail::new("AccessDeniedException", 400, message),
            Wire::RestJson => Fail::new("AccessDeniedException", 403, message),
            Wire::Query(..) | Wire::S3 => Fail::new("AccessDenied", 403, message),
            Wire::Ec2 => Fail::new("UnauthorizedOperation", 403, message),
        }
    }

    /// The caller comes too often. EC2's code is `RequestLimitExceeded`, S3's `SlowDown`; the others throttle.
    pub(super) fn throttled(self, service: &str) -> Fail {
        match (self, service) {
            (_, "lambda") => Fail::new("TooManyRequestsException", 429, "Rate exceeded"),
            (_, "organizations") => Fail::new("TooManyRequestsException", 400, "Rate exceeded"),
            (Wire::Json(_), _) => Fail::new("ThrottlingException", 400, "Rate exceeded"),
            (Wire::RestJson, _) => {
                Fail::new("ThrottlingException", 429, "Too many requests, please wait before trying again.")
            }
            (Wire::Query(..), _) => Fail::new("Throttling", 400, "Rate exceeded"),
            (Wire::Ec2, _) => Fail::new("RequestLimitExceeded", 503, "Request limit exceeded."),
            (Wire::S3, _) => Fail::new("SlowDown", 503, "Please reduce your request rate."),
        }
    }

    pub(super) fn broken(self) -> Fail {
        match self {
            Wire::Json(_) => Fail::new(
                "InternalFailure",
                500,
                "The request processing has failed because of an unknown error.",
            ),
            Wire::RestJson => Fail::new(
                "InternalServerException",
                500,
                "An internal server error occurred. Retry your request.",
            ),
            Wire::Query(..) => Fail::new(
                "InternalFailure",
                500,
                "The request processing has failed because of an unknown error.",
            ),
            Wire::Ec2 => Fail::new("InternalError", 500, "An internal error has occurred"),
            Wire::S3 => {
                Fail::new("InternalError", 500, "We encountered an internal error. Please try again.")
            }
        }
    }

    pub(super) fn unavailable(self) -> Fail {
        match self {
            Wire::Ec2 => {
                Fail::new("Unavailable", 503, "The service is unavailable. Please try again shortly.")
            }
            Wire::S3 => Fail::new("ServiceUnavailable", 503, "Service is unable to handle request."),
            Wire::RestJson => Fail::new("ServiceUnavailableException", 503, "The service is unavailable."),
            _ => Fail::new("ServiceUnavailable", 503, "Service is temporarily unavailable."),
        }
    }

    /// No such operation.
    pub(super) fn unknown(self, name: &str) -> Fail {
        match self {
            Wire::Json(_) => Fail::new("UnknownOperationException", 400, ""),
            Wire::RestJson => Fail::new("UnknownOperationException", 404, ""),
            Wire::Query(..) | Wire::Ec2 => Fail::new(
                "InvalidAction",
                400,
                format!("The action {name} is not valid for this web service."),
            ),
            Wire::S3 => Fail::new(
                "NotImplemented",
                501,
                "A header you provided implies functionality that is not implemented",
            ),
        }
    }
}

fn blamed(status: u16) -> &'static str {
    if status < 500 { "User" } else { "Service" }
}

/// The namespaces are names and never called; AWS spells those of IAM and STS with `https`.
fn namespace(host: &str, version: &str) -> String {
    let scheme = if matches!(host, "iam" | "sts") { "https" } else { "http" };
    format!("{scheme}://{host}.amazonaws.com/doc/{version}/")
}

/// Reads `20261128T100000Z` or `2026-11-28T10:00:00Z`, with or without fractions of a second.
pub(super) fn epoch_of(moment: &str) -> Option<Millis> {
    let digits: String = moment.chars().filter(char::is_ascii_digit).take(14).collect();
    if digits.len() < 14 || moment.len() > 32 {
        return None;
    }
    let part = |from: usize, to: usize| digits.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (part(0, 4)?, part(4, 6)?, part(6, 8)?);
    let (hour, minute, second) = (part(8, 10)?, part(10, 12)?, part(12, 14)?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    // Days since 1970-01-01 of the proleptic Gregorian calendar (Howard Hinnant's algorithm).
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some((((days * 24 + hour) * 60 + minute) * 60 + second) * SECOND)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::{Form, Stamp};

    #[test]
    fn moments_are_read_as_they_are_written() {
        for at in [0, 951_782_400_000, 1_795_516_496_000, 4_102_444_799_000] {
            assert_eq!(epoch_of(&Stamp(at, Form::Seconds).to_string()), Some(at));
        }
        assert_eq!(epoch_of("20261124T103456Z"), Some(1_795_516_496_000));
        for wrong in ["", "2026", "20261399T000000Z", "yesterday"] {
            assert_eq!(epoch_of(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn throttling_looks_as_each_protocol_has_it() {
        let of = |service, operation| {
            let wire = wire(service, operation);
            let fail = wire.throttled(service);
            (fail.code.clone(), wire.refuse(&fail, "id").status.as_u16())
        };
        assert_eq!(of("sagemaker", "ListModels"), ("ThrottlingException".to_owned(), 400));
        assert_eq!(of("iam", "ListUsers"), ("Throttling".to_owned(), 400));
        assert_eq!(of("s3", "ListBuckets"), ("SlowDown".to_owned(), 503));
        assert_eq!(of("ec2", "DescribeVpcs"), ("RequestLimitExceeded".to_owned(), 503));
        assert_eq!(of("bedrock", "ListGuardrails"), ("ThrottlingException".to_owned(), 429));
    }
}

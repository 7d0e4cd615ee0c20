use serde_json::Value;
use welkin_model::Millis;

use super::caller::Caller;
use super::fail::Fail;
use super::field::text;
use crate::sim::{Operation, Request};

/// An authenticated call on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call<'a> {
    pub(super) operation: &'a Operation,
    pub(super) caller: &'a Caller,
    pub(super) input: &'a Value,
    pub(super) request: &'a Request,
    pub(super) at: Millis,
}

impl<'a> Call<'a> {
    pub(super) fn name(&self) -> &'a str {
        &self.operation.name
    }

    pub(super) fn account(&self) -> &'a str {
        &self.caller.account
    }

    pub(super) fn region(&self) -> &'a str {
        &self.operation.region
    }

    /// A parameter, empty if absent.
    pub(super) fn text(&self, name: &str) -> &'a str {
        text(self.input, name)
    }

    /// A parameter that must be there.
    pub(super) fn required(&self, name: &str) -> Result<&'a str, Fail> {
        let value = self.text(name);
        if value.is_empty() { Err(missing(&self.operation.service, name)) } else { Ok(value) }
    }

    /// Seconds since 1970, as the JSON services write times.
    pub(super) fn seconds(&self) -> i64 {
        self.at.div_euclid(1_000)
    }
}

/// A required parameter is absent, in the words of the service.
fn missing(service: &str, name: &str) -> Fail {
    match service {
        "iam" | "sts" | "elasticloadbalancing" => Fail::new(
            "ValidationError",
            400,
            format!(
                "1 validation error detected: Value null at '{name}' failed to satisfy constraint: Member must not be null"
            ),
        ),
        "ec2" => Fail::new("MissingParameter", 400, format!("The request must contain the parameter {name}")),
        "organizations" => Fail::new(
            "InvalidInputException",
            400,
            "You provided invalid values for one or more of the request parameters.",
        ),
        "secretsmanager" => Fail::new("InvalidParameterException", 400, format!("You must provide {name}.")),
        "lambda" => Fail::new("InvalidParameterValueException", 400, format!("{name} must not be null")),
        _ => Fail::invalid(format!(
            "1 validation error detected: Value at '{name}' failed to satisfy constraint: Member must not be null"
        )),
    }
}

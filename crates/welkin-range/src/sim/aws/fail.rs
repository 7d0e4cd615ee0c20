/// Why an operation is not carried out, in the provider's own code.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Fail {
    pub(super) code: String,
    pub(super) status: u16,
    pub(super) message: String,
}

impl Fail {
    pub(super) fn new(code: &str, status: u16, message: impl Into<String>) -> Fail {
        Fail { code: code.to_owned(), status, message: message.into() }
    }

    /// The validation error of the JSON services.
    pub(super) fn invalid(message: impl Into<String>) -> Fail {
        Fail::new("ValidationException", 400, message)
    }

    /// Whether the caller lacked a permission, which CloudTrail records under this code.
    pub(super) fn is_denied(&self) -> bool {
        matches!(self.code.as_str(), "AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation")
    }
}

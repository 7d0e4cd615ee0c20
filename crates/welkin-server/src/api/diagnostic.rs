use serde::Serialize;
use utoipa::ToSchema;
use welkin_model::Level;

/// What could not be used as it stands: where, what was expected, what was found.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Diagnostic {
    severity: DiagnosticLevel,
    file: Option<String>,
    record: Option<u64>,
    path: Option<String>,
    expected: String,
    found: String,
    message: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum DiagnosticLevel {
    Error,
    Warning,
}

impl From<welkin_model::Diagnostic> for Diagnostic {
    fn from(diagnostic: welkin_model::Diagnostic) -> Diagnostic {
        Diagnostic {
            severity: match diagnostic.level {
                Level::Error => DiagnosticLevel::Error,
                Level::Warning => DiagnosticLevel::Warning,
            },
            file: diagnostic.location.file,
            record: diagnostic.location.record,
            path: diagnostic.location.path,
            expected: diagnostic.expected,
            found: diagnostic.found,
            message: diagnostic.message,
        }
    }
}

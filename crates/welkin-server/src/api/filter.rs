use serde::Deserialize;
use utoipa::IntoParams;
use welkin_model::{Cloud, Millis, Severity};
use welkin_store::{FindingQuery, FindingSort};

use super::ApiError;

/// Which findings.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct FindingParams {
    /// `aws`, `azure`, `gcp`, `oci`, `ibm` or `other`.
    cloud: Option<String>,
    /// At least this OCSF severity: 1 informational to 5 critical.
    severity_id: Option<i64>,
    /// A source id, e.g. `aws.cloudtrail`.
    source: Option<String>,
    /// The uid of a rule or detector.
    rule: Option<String>,
    /// Text anywhere in the finding.
    q: Option<String>,
    /// Unix ms, inclusive.
    from: Option<Millis>,
    /// Unix ms, exclusive.
    to: Option<Millis>,
    /// `-time` (default), `time`, `-severity`, `severity` or `rule`.
    sort: Option<String>,
}

impl FindingParams {
    /// # Errors
    /// A value that names nothing.
    pub(crate) fn query(self, limit: usize, after: Option<String>) -> Result<FindingQuery, ApiError> {
        let sort = match self.sort.as_deref() {
            None | Some("" | "-time") => FindingSort::TimeDesc,
            Some("time") => FindingSort::Time,
            Some("-severity") => FindingSort::SeverityDesc,
            Some("severity") => FindingSort::Severity,
            Some("rule") => FindingSort::Rule,
            Some(other) => {
                let message =
                    format!("unknown sort `{other}`; sorts are -time, time, -severity, severity, rule");
                return Err(ApiError::bad_request(message));
            }
        };
        Ok(FindingQuery {
            cloud: cloud(self.cloud.as_deref())?,
            min_severity: self.severity_id.map(Severity::from_id),
            source: self.source,
            rule: self.rule,
            q: self.q.filter(|q| !q.is_empty()),
            from: self.from,
            to: self.to,
            sort,
            limit,
            after,
        })
    }
}

/// The cloud that a parameter names.
///
/// # Errors
/// It names none.
pub(crate) fn cloud(name: Option<&str>) -> Result<Option<Cloud>, ApiError> {
    match name {
        None | Some("") => Ok(None),
        Some(name) => name.parse().map(Some).map_err(|error| ApiError::bad_request(format!("{error}"))),
    }
}

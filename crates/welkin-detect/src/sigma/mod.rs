//! Sigma: rules are parsed and evaluated by the `rsigma` crates; here is which rules judge which source, how public
//! rules spell the attributes of a native record, which rules a record need not be shown, and what a match becomes.

mod alias;
mod compile;
mod correlations;
mod record;
mod required;
mod routed;
mod rules;
mod spelling;
mod tags;

pub use correlations::Correlations;
pub use rules::{RuleFile, Rules, Verdict};

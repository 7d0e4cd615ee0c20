//! Sigma: rules are parsed and evaluated by the `rsigma` crates; here is which rules judge which source, how public
//! rules spell the attributes of a native record, and what a match becomes.

mod alias;
mod record;
mod rules;
mod tags;

pub use rules::{Correlations, RuleFile, RuleMatch, Rules};

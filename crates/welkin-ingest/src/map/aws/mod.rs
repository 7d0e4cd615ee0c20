//! Amazon Web Services.

use super::Source;

mod action;
mod cloudtrail;
mod resource;
mod user_identity;

pub(super) const SOURCES: &[&dyn Source] = &[&cloudtrail::CloudTrail];

use std::collections::BTreeMap;

use super::caller::Session;
use super::iam::Iam;
use super::objects::Objects;
use super::organization::Organization;
use super::page::Pages;
use super::shelf::Shelf;
use super::web_identity::Issuers;

/// All that the simulated cloud knows.
#[derive(Debug)]
pub(super) struct Estate {
    pub(super) shelf: Shelf,
    /// By account.
    pub(super) iam: BTreeMap<String, Iam>,
    pub(super) organization: Organization,
    /// Temporary credentials by access key id.
    pub(super) sessions: BTreeMap<String, Session>,
    pub(super) issuers: Issuers,
    pub(super) objects: Objects,
    pub(super) pages: Pages,
}

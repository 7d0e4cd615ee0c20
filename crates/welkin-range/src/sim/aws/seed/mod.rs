//! What TechnoBank runs on AWS: three accounts, mostly in `us-east-1`. Descriptions are in the shape of the provider's
//! own operations.

mod compute;
mod generative;
mod identities;
mod learning;
mod network;
mod organization;
mod roles;
mod storage;
mod watch;
mod weaknesses;

pub(crate) use weaknesses::WEAKNESSES;

use std::collections::BTreeMap;

use serde_json::Value;
use welkin_model::Millis;

use super::access::{Handed, HandedToken};
use super::estate::Estate;
use super::iam::Iam;
use super::objects::Objects;
use super::page::Pages;
use super::secret::Secret;
use super::shelf::Shelf;
use super::web_identity::Issuers;

pub(super) const PROD: &str = crate::estate::AWS_PROD;
pub(super) const TRAINING: &str = crate::estate::AWS_TRAINING;
/// The organisation's management account, which runs nothing else.
pub(super) const MANAGEMENT: &str = "777788889999";
pub(super) const EAST: &str = "us-east-1";
pub(super) const WEST: &str = "us-west-2";

/// When most of the estate was made, in each of the spellings that descriptions have.
pub(super) const MADE: i64 = 1_750_000_000;
pub(super) const MADE_ISO: &str = "2025-06-15T15:06:40Z";
pub(super) const MADE_MILLIS: Millis = MADE * 1_000;

/// The keys of KMS that others refer to.
pub(super) const FEATURES_KEY: &str = "8d1f0b7e-2a94-4c65-9f03-6e7b5a1d2c48";
pub(super) const MODELS_KEY: &str = "2c7e4b90-5d13-4f86-a0b2-9e8d7c6f5a41";
pub(super) const TRAINING_KEY: &str = "b41d9f37-86c2-4e05-9a7d-3f2e1c0b8d64";

pub(super) fn key_arn(account: &str, id: &str) -> String {
    format!("arn:aws:kms:{EAST}:{account}:key/{id}")
}

pub(super) fn role_arn(account: &str, name: &str) -> String {
    format!("arn:aws:iam::{account}:role/{name}")
}

/// Where the estate is built up.
#[derive(Debug)]
pub(super) struct Seed {
    pub(super) shelf: Shelf,
    pub(super) iam: BTreeMap<String, Iam>,
    pub(super) at: Millis,
}

impl Seed {
    pub(super) fn put(
        &mut self,
        kind: &'static str,
        account: &str,
        region: &str,
        id: &str,
        value: Value,
        tags: &[(&str, &str)],
    ) -> String {
        let arn = self.shelf.seed(kind, account, region, id, value);
        if !tags.is_empty() {
            self.shelf.tag(&arn, tags.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())));
        }
        arn
    }
}

/// The estate at a moment, the keys that are handed out, and the tokens of outside issuers.
pub(super) fn technobank(at: Millis) -> (Estate, Vec<Handed>, Vec<HandedToken>) {
    let mut seed = Seed { shelf: Shelf::default(), iam: BTreeMap::new(), at };
    let keys = identities::seed(&mut seed);
    roles::seed(&mut seed);
    network::seed(&mut seed);
    compute::seed(&mut seed);
    learning::seed(&mut seed);
    generative::seed(&mut seed);
    watch::seed(&mut seed);
    let mut objects = Objects::default();
    storage::seed(&mut seed, &mut objects);
    let mut issuers = Issuers::default();
    let tokens = identities::tokens(&mut issuers, at);
    let secret = Secret::random(32).map(|secret| secret.expose().to_owned()).unwrap_or_default();
    let estate = Estate {
        shelf: seed.shelf,
        iam: seed.iam,
        organization: organization::seed(),
        sessions: BTreeMap::new(),
        issuers,
        objects,
        pages: Pages::new(secret.as_bytes()),
    };
    (estate, keys, tokens)
}

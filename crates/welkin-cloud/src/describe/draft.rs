use std::sync::Arc;

use welkin_model::estate::{
    Asset, AssetGroup, AssetId, AssetKind, Described, EdgeKind, Fact, Handle, HandleKind, Link, Target,
};

use super::Resource;

/// An asset while its resource is read.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    resource: &'a Resource,
    asset: Asset,
    links: Vec<Link>,
    provides: Vec<Handle>,
}

/// A resource that says more of others than this is not believed: lists are bounded by every provider.
const MOST_LINKS: usize = 4_096;

impl<'a> Draft<'a> {
    pub(super) fn new(resource: &'a Resource, kind: AssetKind) -> Draft<'a> {
        let asset = Asset {
            id: resource.id.clone(),
            kind,
            cloud: resource.cloud,
            native_type: Arc::clone(&resource.native_type),
            name: resource.name.clone(),
            scope: Arc::from(resource.scope.as_str()),
            region: Arc::from(resource.region.as_str()),
            labels: Vec::new(),
            facts: Vec::new(),
            unknowns: resource.unknowns.clone(),
            observed_at: resource.observed_at,
            views: Vec::new(),
        };
        Draft { resource, asset, links: Vec::new(), provides: Vec::new() }
    }

    pub(crate) fn kind(&self) -> AssetKind {
        self.asset.kind
    }

    /// The first value of a fact stays.
    pub(crate) fn fact(&mut self, fact: Fact, value: impl Into<String>) {
        let value = value.into();
        if !value.is_empty() && self.asset.fact(fact).is_none() {
            self.asset.facts.push((fact, value));
        }
    }

    pub(super) fn label(&mut self, key: &str, value: String) {
        if self.asset.label(key).is_none() {
            self.asset.labels.push((Arc::from(key), value));
        }
    }

    /// Keeps a link, unless the asset names itself or the same was said before.
    pub(crate) fn link(&mut self, link: Link) {
        let own = matches!(&link.target, Target::Asset(id) if *id == self.asset.id);
        if !own && self.links.len() < MOST_LINKS && !self.links.contains(&link) {
            self.links.push(link);
        }
    }

    pub(crate) fn to(&mut self, kind: EdgeKind, target: AssetId, field: &str) {
        self.link(Link::to(kind, target, field));
    }

    /// Another asset may name this one by the handle.
    pub(crate) fn provide(&mut self, handle: Handle) {
        if !self.provides.contains(&handle) {
            self.provides.push(handle);
        }
    }

    /// An artefact with this digest: joined to all others with the same.
    pub(crate) fn digest(&mut self, digest: &str, field: &str) {
        if !matches!(self.asset.kind.group(), AssetGroup::Ai | AssetGroup::Data) {
            return;
        }
        // Label values of Google end after 63 characters, so a digest in one may lack its last.
        let lower = digest.to_ascii_lowercase();
        let handle = Handle::new(HandleKind::Digest, lower.get(..70).unwrap_or(&lower));
        self.fact(Fact::Digest, lower.as_str());
        self.provide(handle.clone());
        self.link(Link::to_handle(EdgeKind::SameArtifact, handle, field));
    }

    pub(super) fn finish(mut self) -> Described {
        let encrypted = self.links.iter().any(|link| link.kind == EdgeKind::EncryptedBy);
        if encrypted {
            self.fact(Fact::Encryption, "customer_key");
        }
        Described {
            asset: self.asset,
            via: Arc::clone(&self.resource.via),
            payload: self.resource.payload.to_string(),
            links: self.links,
            provides: self.provides,
        }
    }
}

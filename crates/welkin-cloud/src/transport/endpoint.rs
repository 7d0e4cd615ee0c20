use std::collections::BTreeMap;

use url::Url;

/// Where services are to be found instead of at the provider's own addresses.
#[derive(Clone, Debug, Default)]
pub struct Endpoints {
    all: Option<Url>,
    by_service: BTreeMap<String, Url>,
}

impl Endpoints {
    /// One address for every service that has none of its own.
    #[must_use]
    pub fn with_all(mut self, url: Option<Url>) -> Endpoints {
        self.all = url;
        self
    }

    #[must_use]
    pub fn with(mut self, service: impl Into<String>, url: Url) -> Endpoints {
        self.by_service.insert(service.into().to_ascii_lowercase(), url);
        self
    }

    /// The address of a service by itself.
    pub fn of(&self, service: &str) -> Option<&Url> {
        self.by_service.get(&service.to_ascii_lowercase())
    }

    /// The address of every service that has none of its own.
    pub fn all(&self) -> Option<&Url> {
        self.all.as_ref()
    }
}

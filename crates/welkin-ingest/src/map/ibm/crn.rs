/// A Cloud Resource Name, `crn:v1:<cloud>:<type>:<service>:<location>:<scope>:<instance>:<resource type>:<resource>`.
///
/// Source: "Cloud Resource Names", IBM Cloud Docs.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub(super) struct Crn<'a> {
    pub(super) service: &'a str,
    pub(super) location: &'a str,
    scope: &'a str,
    pub(super) kind: &'a str,
    pub(super) resource: &'a str,
}

impl<'a> Crn<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Crn<'a>> {
        let mut parts = text.strip_prefix("crn:v1:")?.splitn(8, ':').skip(2);
        let mut next = || parts.next().unwrap_or_default();
        let (service, location, scope, _instance) = (next(), next(), next(), next());
        Some(Crn { service, location, scope, kind: next(), resource: next() })
    }

    /// The account that owns the resource.
    pub(super) fn account(&self) -> Option<&'a str> {
        self.scope.strip_prefix("a/").filter(|account| !account.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_parts() {
        let crn = Crn::parse("crn:v1:bluemix:public:kms:us-south:a/f047:12e8:key:02fd").unwrap();
        assert_eq!((crn.service, crn.location, crn.account()), ("kms", "us-south", Some("f047")));
        assert_eq!((crn.kind, crn.resource), ("key", "02fd"));
        assert_eq!(Crn::parse("crn"), None);
        assert_eq!(Crn::parse("crn:v1:bluemix").unwrap().account(), None);
    }
}

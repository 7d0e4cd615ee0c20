use std::borrow::Cow;

use welkin_model::estate::AssetId;

/// A Cloud Resource Name: <https://cloud.ibm.com/docs/account?topic=account-crn>.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Crn<'t> {
    pub(super) service: &'t str,
    /// A region, a zone, or `global`; empty for what is bound to none.
    pub(super) location: &'t str,
    /// With its prefix: `a/…` for an account.
    pub(super) scope: &'t str,
    pub(super) instance: &'t str,
    pub(super) kind: &'t str,
    pub(super) resource: &'t str,
}

const SEGMENTS: usize = 10;

impl<'t> Crn<'t> {
    /// The parts of `crn:v1:bluemix:public:…`; trailing colons may be left out.
    pub(super) fn parse(text: &'t str) -> Option<Crn<'t>> {
        let text = text.trim();
        if !text.get(..7)?.eq_ignore_ascii_case("crn:v1:") {
            return None;
        }
        let mut parts = text.splitn(SEGMENTS, ':').skip(4);
        let service = parts.next().filter(|service| !service.is_empty())?;
        let mut next = || parts.next().unwrap_or("");
        Some(Crn {
            service,
            location: next(),
            scope: next(),
            instance: next(),
            kind: next(),
            resource: next(),
        })
    }

    /// Whether it names one resource: neither a pattern nor a service as a whole.
    pub(super) fn is_whole(&self) -> bool {
        let names = if self.kind.is_empty() { self.instance } else { self.resource };
        let all = [self.service, self.location, self.scope, self.instance, self.kind, self.resource];
        !names.is_empty() && !all.iter().any(|part| part.contains(['*', '?', ' ']))
    }

    /// The id under which every spelling of the name is one asset.
    pub(super) fn asset(&self) -> AssetId {
        let Crn { service, location, scope, instance, kind, resource } = self;
        AssetId::new(format!(
            "crn:v1:bluemix:public:{service}:{location}:{scope}:{instance}:{kind}:{resource}"
        ))
    }

    /// The account's id.
    pub(super) fn account(&self) -> &'t str {
        self.scope.strip_prefix("a/").unwrap_or("")
    }

    /// The region of a region or of a zone such as `us-south-1`; empty for what is global.
    pub(super) fn region(&self) -> &'t str {
        match self.location.rsplit_once('-') {
            Some((region, zone)) if zone.bytes().all(|b| b.is_ascii_digit()) => region,
            _ if self.location == "global" => "",
            _ => self.location,
        }
    }

    /// The name of the type: `kms` for an instance of a service, `kms.key` for what is in one.
    pub(super) fn native(&self) -> String {
        if self.kind.is_empty() { self.service.to_owned() } else { format!("{}.{}", self.service, self.kind) }
    }

    /// By what other fields name the resource: the last of its parts.
    pub(super) fn own_id(&self) -> &'t str {
        if self.kind.is_empty() { self.instance } else { self.resource }
    }
}

/// A CRN as it stands, or percent-encoded as in paths.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    match text.get(..6) {
        Some(start) if start.eq_ignore_ascii_case("crn%3a") => {
            percent_encoding::percent_decode_str(text).decode_utf8_lossy()
        }
        _ => Cow::Borrowed(text),
    }
}

/// The CRN of what IAM names by an id with a prefix that tells its type.
pub(super) fn of_iam_id(id: &str, account: &str) -> Option<AssetId> {
    let bare = id.strip_prefix("iam-").unwrap_or(id);
    let (service, kind) = if bare.starts_with("ServiceId-") {
        ("iam-identity", "serviceid")
    } else if bare.starts_with("Profile-") {
        ("iam-identity", "profile")
    } else if bare.starts_with("ApiKey-") {
        ("iam-identity", "apikey")
    } else if bare.starts_with("AccessGroupId-") {
        ("iam-groups", "access-group")
    } else if bare.starts_with("IBMid-") {
        ("user-management", "user")
    } else {
        return None;
    };
    let is_plain = bare.len() < 128 && bare.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_".contains(&b));
    let id = format!("crn:v1:bluemix:public:{service}::a/{account}::{kind}:{bare}");
    (is_plain && !account.is_empty()).then(|| AssetId::new(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_is_one_asset() {
        let whole = "crn:v1:bluemix:public:kms:eu-de:a/acc:guid::";
        for spelling in [
            whole,
            "CRN:v1:bluemix:public:kms:eu-de:a/acc:guid",
            " crn:v1:bluemix:public:kms:eu-de:a/acc:guid: ",
        ] {
            assert_eq!(Crn::parse(spelling).unwrap().asset().as_str(), whole, "{spelling}");
        }
        let encoded = decoded("crn%3Av1%3Abluemix%3Apublic%3Akms%3Aeu-de%3Aa%2Facc%3Aguid%3A%3A");
        assert_eq!(Crn::parse(&encoded).unwrap().asset().as_str(), whole);
    }

    #[test]
    fn the_last_part_may_hold_colons() {
        let crn = Crn::parse("crn:v1:bluemix:public:kms:eu-de:a/acc:guid:key:a:b").unwrap();
        assert_eq!((crn.kind, crn.resource, crn.own_id(), crn.account()), ("key", "a:b", "a:b", "acc"));
        assert_eq!(crn.native(), "kms.key");
    }

    #[test]
    fn zones_lie_in_regions() {
        for (location, region) in
            [("us-south-1", "us-south"), ("eu-de", "eu-de"), ("global", ""), ("eu-fr2", "eu-fr2")]
        {
            let text = format!("crn:v1:bluemix:public:is:{location}:a/acc::vpc:x");
            assert_eq!(Crn::parse(&text).unwrap().region(), region, "{location}");
        }
    }

    #[test]
    fn services_and_patterns_are_no_resource() {
        for text in [
            "crn:v1:bluemix:public:kms:::::",
            "crn:v1:bluemix:public:kms:*:a/acc:*::",
            "crn:v1:bluemix:public:kms:eu-de:a/acc:g:key:*",
        ] {
            assert!(!Crn::parse(text).unwrap().is_whole(), "{text}");
        }
        for text in ["", "crn", "crn:v1:", "arn:aws:s3:::b", "crn:v2:bluemix:public:kms:::::", "é:v1:x"] {
            assert_eq!(Crn::parse(text), None, "{text}");
        }
    }

    #[test]
    fn ids_of_iam_name_what_they_belong_to() {
        let id = of_iam_id("iam-ServiceId-1", "acc").unwrap();
        assert_eq!(id.as_str(), "crn:v1:bluemix:public:iam-identity::a/acc::serviceid:ServiceId-1");
        assert_eq!(of_iam_id("ServiceId-1", "acc"), Some(id));
        assert_eq!(of_iam_id("ServiceId-1", ""), None);
        assert_eq!(of_iam_id("IBMid-a b", "acc"), None);
        assert_eq!(of_iam_id("someone", "acc"), None);
    }
}

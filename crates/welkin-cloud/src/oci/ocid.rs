use welkin_model::estate::AssetId;

use super::service::region_of_key;

/// The parts of `ocid1.type.realm.[region][.future use].unique`
/// (<https://docs.oracle.com/en-us/iaas/Content/General/Concepts/identifiers.htm>).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Ocid<'a> {
    pub(super) text: &'a str,
    pub(super) kind: &'a str,
    region: &'a str,
}

const LONGEST: usize = 255;

impl<'a> Ocid<'a> {
    pub(super) fn parse(text: &'a str) -> Option<Ocid<'a>> {
        if !is_begin(text) || text.len() > LONGEST {
            return None;
        }
        let mut parts = text.split('.');
        let (_, kind, realm, region) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let unique = parts.next_back()?;
        let plain = |part: &str| part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        let fine = !kind.is_empty()
            && realm.starts_with("oc")
            && !unique.is_empty()
            && [kind, realm, region].into_iter().all(plain)
            && unique.bytes().all(|b| b.is_ascii_graphic() && !b"/,;'\"(){}*|".contains(&b));
        fine.then_some(Ocid { text, kind, region })
    }

    /// Oracle writes ids in small letters and takes them in any.
    pub(super) fn asset(&self) -> AssetId {
        AssetId::new(self.text.to_ascii_lowercase())
    }

    /// The region in its full name, empty for what is global.
    pub(super) fn region(&self) -> String {
        let key = self.region.to_ascii_lowercase();
        region_of_key(&key).map_or(key, str::to_owned)
    }
}

fn is_begin(text: &str) -> bool {
    text.get(..6).is_some_and(|begin| begin.eq_ignore_ascii_case("ocid1."))
}

/// The id of an asset in any spelling: an OCID, the id of an API key (`tenancy/user/fingerprint`), or what stands below an
/// OCID and has no id of its own.
pub(super) fn identified(text: &str) -> Option<AssetId> {
    if !is_begin(text) {
        return None;
    }
    let Some((first, rest)) = text.split_once('/') else { return Ocid::parse(text).map(|ocid| ocid.asset()) };
    let first = Ocid::parse(first)?;
    let mut parts = rest.split('/');
    match (parts.next(), parts.next(), parts.next()) {
        (Some(user), Some(print), None) if first.kind.eq_ignore_ascii_case("tenancy") => {
            let user = Ocid::parse(user)?;
            let fine = print.len() == 47 && print.bytes().all(|b| b.is_ascii_hexdigit() || b == b':');
            fine.then(|| {
                AssetId::new(format!("{}/{}/{}", first.asset(), user.asset(), print.to_ascii_lowercase()))
            })
        }
        (Some(collection @ ("p" | "customerSecretKeys" | "securityRules")), Some(id), None) => {
            (!id.is_empty()).then(|| below(&first.asset(), collection, id))
        }
        _ => None,
    }
}

/// The id of what stands below a resource and has no OCID.
pub(super) fn below(parent: &AssetId, collection: &str, id: &str) -> AssetId {
    AssetId::new(format!("{parent}/{collection}/{id}"))
}

/// All OCIDs in a text, in their order.
pub(super) fn all(text: &str) -> Vec<Ocid<'_>> {
    text.split(|c: char| c.is_whitespace() || "'\"(),{}=".contains(c)).filter_map(Ocid::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(identified(text).as_ref().map(AssetId::as_str), expect, "{text}");
    }

    #[test]
    fn every_spelling_of_a_resource_is_one_id() {
        check("ocid1.vcn.oc1.iad.aaa", Some("ocid1.vcn.oc1.iad.aaa"));
        check("OCID1.VCN.oc1.IAD.AAA", Some("ocid1.vcn.oc1.iad.aaa"));
        check("ocid1.user.oc1..aaa", Some("ocid1.user.oc1..aaa"));
        check("ocid1.instance.oc1.iad.b4.aaa", Some("ocid1.instance.oc1.iad.b4.aaa"));
        check("ocid1.bucket.oc1.iad.aaa/p/x+y=", Some("ocid1.bucket.oc1.iad.aaa/p/x+y="));
        let print = ["AB"; 16].join(":");
        check(
            &format!("ocid1.tenancy.oc1..t/ocid1.user.oc1..u/{print}"),
            Some(&format!("ocid1.tenancy.oc1..t/ocid1.user.oc1..u/{}", print.to_lowercase())),
        );
        for none in [
            "",
            "ocid1",
            "ocid1.",
            "ocid1.vcn",
            "ocid1.vcn.oc1.iad",
            "ocid1.vcn.oc1.iad.",
            "ocid1.vcn.aws.iad.x",
            "ocid1.vcn.oc1.iad.a b",
            "ocid1.vcn.oc1.iad.a/b",
            "ocid2.vcn.oc1.iad.a",
            "ocid1.tenancy.oc1..t/ocid1.user.oc1..u/zz",
            "arn:aws:s3:::b",
            "ö",
        ] {
            check(none, None);
        }
    }

    #[test]
    fn the_region_is_written_by_its_key_or_its_name() {
        let region = |text| Ocid::parse(text).unwrap().region();
        assert_eq!(region("ocid1.vcn.oc1.iad.a"), "us-ashburn-1");
        assert_eq!(region("ocid1.vcn.oc1.eu-turin-1.a"), "eu-turin-1");
        assert_eq!(region("ocid1.user.oc1..a"), "");
    }

    #[test]
    fn ids_within_a_statement_are_found() {
        let found = all(
            "Allow any-user to use keys in compartment id ocid1.compartment.oc1..c where request.principal.id='ocid1.x.oc1.iad.p'",
        );
        assert_eq!(found.iter().map(|ocid| ocid.kind).collect::<Vec<_>>(), ["compartment", "x"]);
    }
}

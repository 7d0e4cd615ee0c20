//! Oracle Cloud identifiers: `ocid1.<type>.<realm>.[region].<unique>`.

/// The resource type that the identifier names, e.g. `instance`.
pub(super) fn kind(ocid: &str) -> Option<&str> {
    ocid.strip_prefix("ocid1.")?.split('.').next().filter(|kind| !kind.is_empty())
}

/// The region that the identifier names, by its public name. Global resources (users, policies) have none.
pub(super) fn region(ocid: &str) -> Option<String> {
    let region = ocid.strip_prefix("ocid1.")?.split('.').nth(2).filter(|region| !region.is_empty())?;
    let known = REGION_KEYS.iter().find(|(key, _)| *key == region).map(|(_, name)| *name);
    match known {
        Some(name) => Some(name.to_owned()),
        None => is_region(region).then(|| region.to_owned()),
    }
}

/// The region in a host name, e.g. `objectstorage.us-phoenix-1.oraclecloud.com`.
pub(super) fn region_of_host(host: &str) -> Option<String> {
    host.split('.').find(|part| is_region(part)).map(str::to_owned)
}

fn is_region(text: &str) -> bool {
    text.matches('-').count() >= 2
        && text.ends_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Region keys of "Regions and Availability Domains", Oracle Cloud Infrastructure Documentation.
#[rustfmt::skip]
const REGION_KEYS: [(&str, &str); 36] = [
    ("ams", "eu-amsterdam-1"), ("arn", "eu-stockholm-1"), ("auh", "me-abudhabi-1"), ("bog", "sa-bogota-1"),
    ("bom", "ap-mumbai-1"), ("cdg", "eu-paris-1"), ("cwl", "uk-cardiff-1"), ("dxb", "me-dubai-1"),
    ("fra", "eu-frankfurt-1"), ("gru", "sa-saopaulo-1"), ("hyd", "ap-hyderabad-1"), ("iad", "us-ashburn-1"),
    ("icn", "ap-seoul-1"), ("jed", "me-jeddah-1"), ("jnb", "af-johannesburg-1"), ("kix", "ap-osaka-1"),
    ("lhr", "uk-london-1"), ("lin", "eu-milan-1"), ("mad", "eu-madrid-1"), ("mel", "ap-melbourne-1"),
    ("mrs", "eu-marseille-1"), ("mtz", "il-jerusalem-1"), ("mty", "mx-monterrey-1"), ("nrt", "ap-tokyo-1"),
    ("ord", "us-chicago-1"), ("phx", "us-phoenix-1"), ("qro", "mx-queretaro-1"), ("scl", "sa-santiago-1"),
    ("sin", "ap-singapore-1"), ("sjc", "us-sanjose-1"), ("syd", "ap-sydney-1"), ("vcp", "sa-vinhedo-1"),
    ("yny", "ap-chuncheon-1"), ("yul", "ca-montreal-1"), ("yyz", "ca-toronto-1"), ("zrh", "eu-zurich-1"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_region_is_that_of_the_identifier() {
        assert_eq!(region("ocid1.instance.oc1.phx.aaaa").as_deref(), Some("us-phoenix-1"));
        assert_eq!(region("ocid1.vault.oc1.eu-frankfurt-1.aaaa").as_deref(), Some("eu-frankfurt-1"));
        assert_eq!(region("ocid1.user.oc1..aaaa"), None);
        assert_eq!(region("/n/ns/b/bucket"), None);
        assert_eq!(kind("ocid1.user.oc1..aaaa"), Some("user"));
        let host = region_of_host("objectstorage.us-phoenix-1.oraclecloud.com");
        assert_eq!(host.as_deref(), Some("us-phoenix-1"));
    }
}

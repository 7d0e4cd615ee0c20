use url::Url;

use crate::transport::Endpoints;

/// How a service is addressed.
#[derive(Debug)]
pub(super) struct Service {
    /// As endpoint overrides, `--service` and budgets name it.
    pub(super) name: &'static str,
    /// The host without the realm's domain; `{region}` is filled in.
    pub(super) host: &'static str,
    /// The first segment of every path; empty where there is none.
    pub(super) version: &'static str,
}

const fn service(name: &'static str, host: &'static str, version: &'static str) -> Service {
    Service { name, host, version }
}

/// By name. Hosts and versions are those of the provider's own SDKs.
pub(super) static SERVICES: &[Service] = &[
    service("agent", "agent.generativeai.{region}.oci", "20240531"),
    service("bastion", "bastion.{region}.oci", "20210331"),
    service("cloudguard", "cloudguard-cp-api.{region}.oci", "20200131"),
    service("containerengine", "containerengine.{region}.oci", "20180222"),
    service("database", "database.{region}", "20160918"),
    service("datascience", "datascience.{region}.oci", "20190101"),
    service("document", "document.aiservice.{region}.oci", "20221109"),
    service("events", "events.{region}.oci", "20181201"),
    service("generativeai", "generativeai.{region}.oci", "20231130"),
    service("iaas", "iaas.{region}", "20160918"),
    service("identity", "identity.{region}.oci", "20160918"),
    service("kms", "kms.{region}", "20180608"),
    service("kms-management", "kms.{region}", "20180608"),
    service("language", "language.aiservice.{region}.oci", "20221001"),
    service("limits", "limits.{region}.oci", "20181025"),
    service("loadbalancer", "iaas.{region}", "20170115"),
    service("logging", "logging.{region}.oci", "20200531"),
    service("notification", "notification.{region}", "20181201"),
    service("objectstorage", "objectstorage.{region}", ""),
    service("query", "query.{region}.oci", "20180409"),
    service("speech", "speech.aiservice.{region}.oci", "20220101"),
    service("vaults", "vaults.{region}.oci", "20180608"),
    service("vision", "vision.aiservice.{region}.oci", "20220125"),
];

/// The service of a name.
pub(super) fn named(name: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|service| service.name == name)
}

impl Service {
    /// The address of the service in a region, with its version. An override may name the region, too:
    /// `us-phoenix-1/datascience`.
    pub(super) fn base(&self, region: &str, endpoints: &Endpoints) -> Option<Url> {
        if let Some(url) = overridden(self.prefix(), region, endpoints) {
            return joined(&url, self.version);
        }
        let host = self.host.replace("{region}", region);
        joined(&Url::parse(&format!("https://{host}.{}/", domain(region))).ok()?, self.version)
    }

    /// Two APIs may share a host.
    fn prefix(&self) -> &'static str {
        if self.name == "loadbalancer" { "iaas" } else { self.name }
    }
}

/// Where a service is to be found instead of at the provider.
pub(super) fn overridden(service: &str, region: &str, endpoints: &Endpoints) -> Option<Url> {
    let own = endpoints.of(&format!("{region}/{service}")).or_else(|| endpoints.of(service));
    match own {
        Some(url) => Some(url.clone()),
        None => joined(endpoints.all()?, &format!("{region}/{service}")),
    }
}

/// A base with more segments.
pub(super) fn joined(base: &Url, more: &str) -> Option<Url> {
    let more = more.trim_start_matches('/');
    Url::parse(&format!("{}/{more}", base.as_str().trim_end_matches('/'))).ok()
}

/// The domain of the realm that a region is in.
pub(super) fn domain(region: &str) -> &'static str {
    REALMS.iter().find(|(known, _)| region == *known).map_or("oraclecloud.com", |(_, domain)| *domain)
}

/// Regions outside the commercial realm, and the domain of theirs.
#[rustfmt::skip]
const REALMS: &[(&str, &str)] = &[
    ("ap-chiyoda-1", "oraclecloud8.com"), ("ap-chuncheon-2", "oraclecloud35.com"),
    ("ap-dcc-canberra-1", "oraclecloud10.com"), ("ap-dcc-gazipur-1", "oraclecloud15.com"),
    ("ap-ibaraki-1", "oraclecloud8.com"), ("ap-seoul-2", "oraclecloud35.com"),
    ("ap-suwon-1", "oraclecloud35.com"), ("eu-budapest-1", "oraclecloud51.com"),
    ("eu-crissier-1", "oraclecloud24.com"), ("eu-dcc-dublin-1", "oraclecloud14.com"),
    ("eu-dcc-dublin-2", "oraclecloud14.com"), ("eu-dcc-milan-1", "oraclecloud14.com"),
    ("eu-dcc-milan-2", "oraclecloud14.com"), ("eu-dcc-rating-1", "oraclecloud14.com"),
    ("eu-dcc-rating-2", "oraclecloud14.com"), ("eu-dcc-zurich-1", "oraclecloud24.com"),
    ("eu-frankfurt-2", "oraclecloud.eu"), ("eu-jovanovac-1", "oraclecloud20.com"),
    ("eu-madrid-2", "oraclecloud.eu"), ("me-abudhabi-2", "oraclecloud29.com"),
    ("me-abudhabi-3", "oraclecloud26.com"), ("me-abudhabi-4", "oraclecloud29.com"),
    ("me-alain-1", "oraclecloud26.com"), ("me-alrayyan-1", "oraclecloud21.com"),
    ("me-dcc-doha-1", "oraclecloud21.com"), ("me-dcc-muscat-1", "oraclecloud9.com"),
    ("me-ibri-1", "oraclecloud9.com"), ("sa-riodejaneiro-1", "oraclecloud52.com"),
    ("uk-gov-cardiff-1", "oraclegovcloud.uk"), ("uk-gov-london-1", "oraclegovcloud.uk"),
    ("us-ashburn-2", "oraclecloud42.com"), ("us-gov-ashburn-1", "oraclegovcloud.com"),
    ("us-gov-chicago-1", "oraclegovcloud.com"), ("us-gov-phoenix-1", "oraclegovcloud.com"),
    ("us-langley-1", "oraclegovcloud.com"), ("us-luke-1", "oraclegovcloud.com"),
    ("us-newark-1", "oraclecloud42.com"), ("us-somerset-1", "oraclecloud23.com"),
    ("us-thames-1", "oraclecloud23.com"),
];

/// The region that a key such as `iad` in an OCID stands for, where it is not its own name.
pub(super) fn region_of_key(key: &str) -> Option<&'static str> {
    KEYS.iter().find(|(known, _)| *known == key).map(|(_, region)| *region)
}

/// Keys of the regions that have one.
#[rustfmt::skip]
const KEYS: &[(&str, &str)] = &[
    ("aga", "us-saltlake-2"), ("ahu", "me-abudhabi-3"), ("ams", "eu-amsterdam-1"),
    ("arn", "eu-stockholm-1"), ("auh", "me-abudhabi-1"), ("avf", "eu-crissier-1"),
    ("avz", "eu-dcc-zurich-1"), ("beg", "eu-jovanovac-1"), ("bgy", "eu-dcc-milan-1"),
    ("bno", "ap-chuncheon-2"), ("bog", "sa-bogota-1"), ("bom", "ap-mumbai-1"),
    ("brs", "uk-gov-cardiff-1"), ("cdg", "eu-paris-1"), ("cwl", "uk-cardiff-1"),
    ("dac", "ap-dcc-gazipur-1"), ("dln", "ap-suwon-1"), ("doh", "me-dcc-doha-1"),
    ("dtm", "eu-dcc-rating-2"), ("dtz", "ap-seoul-2"), ("dus", "eu-dcc-rating-1"),
    ("dxb", "me-dubai-1"), ("ebb", "us-somerset-1"), ("ebl", "us-thames-1"),
    ("fra", "eu-frankfurt-1"), ("gru", "sa-saopaulo-1"), ("hnw", "sa-riodejaneiro-1"),
    ("hsg", "ap-batam-1"), ("hyd", "ap-hyderabad-1"), ("iad", "us-ashburn-1"),
    ("ibr", "me-ibri-1"), ("icn", "ap-seoul-1"), ("jbp", "ap-kulai-2"),
    ("jed", "me-jeddah-1"), ("jnb", "af-johannesburg-1"), ("jsk", "eu-budapest-1"),
    ("kix", "ap-osaka-1"), ("lej", "af-casablanca-1"), ("lfi", "us-langley-1"),
    ("lhr", "uk-london-1"), ("lin", "eu-milan-1"), ("ltn", "uk-gov-london-1"),
    ("luf", "us-luke-1"), ("mad", "eu-madrid-1"), ("mct", "me-dcc-muscat-1"),
    ("mel", "ap-melbourne-1"), ("mrs", "eu-marseille-1"), ("mty", "mx-monterrey-1"),
    ("mtz", "il-jerusalem-1"), ("mxp", "eu-dcc-milan-2"), ("nja", "ap-chiyoda-1"),
    ("nrq", "eu-turin-1"), ("nrt", "ap-tokyo-1"), ("onm", "ap-delhi-1"),
    ("ord", "us-chicago-1"), ("orf", "eu-madrid-3"), ("ork", "eu-dcc-dublin-1"),
    ("pgc", "us-newark-1"), ("phx", "us-phoenix-1"), ("pia", "us-gov-chicago-1"),
    ("qro", "mx-queretaro-1"), ("rba", "me-alain-1"), ("ric", "us-gov-ashburn-1"),
    ("rkt", "me-abudhabi-2"), ("ruh", "me-riyadh-1"), ("scl", "sa-santiago-1"),
    ("shj", "me-abudhabi-4"), ("sin", "ap-singapore-1"), ("sjc", "us-sanjose-1"),
    ("snn", "eu-dcc-dublin-2"), ("str", "eu-frankfurt-2"), ("syd", "ap-sydney-1"),
    ("tus", "us-gov-phoenix-1"), ("ukb", "ap-ibaraki-1"), ("vap", "sa-valparaiso-1"),
    ("vcp", "sa-vinhedo-1"), ("vll", "eu-madrid-2"), ("vve", "me-alrayyan-1"),
    ("wga", "ap-dcc-canberra-1"), ("xsp", "ap-singapore-2"), ("yny", "ap-chuncheon-1"),
    ("yul", "ca-montreal-1"), ("yxj", "us-ashburn-2"), ("yyz", "ca-toronto-1"),
    ("zrh", "eu-zurich-1"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn base(name: &str, region: &str, endpoints: &Endpoints) -> String {
        named(name).unwrap().base(region, endpoints).unwrap().to_string()
    }

    #[test]
    fn services_are_sorted_and_addressed_as_oracle_does() {
        assert!(SERVICES.windows(2).all(|pair| pair[0].name < pair[1].name));
        let none = Endpoints::default();
        for (name, region, expect) in [
            ("datascience", "us-ashburn-1", "https://datascience.us-ashburn-1.oci.oraclecloud.com/20190101"),
            (
                "agent",
                "eu-frankfurt-1",
                "https://agent.generativeai.eu-frankfurt-1.oci.oraclecloud.com/20240531",
            ),
            ("objectstorage", "us-phoenix-1", "https://objectstorage.us-phoenix-1.oraclecloud.com/"),
            ("iaas", "us-gov-ashburn-1", "https://iaas.us-gov-ashburn-1.oraclegovcloud.com/20160918"),
        ] {
            assert_eq!(base(name, region, &none), expect);
        }
    }

    #[test]
    fn an_override_is_for_all_for_one_service_or_for_one_in_a_region() {
        let url = |text: &str| Url::parse(text).unwrap();
        let all = Endpoints::default().with_all(Some(url("http://127.0.0.1:1")));
        assert_eq!(
            base("datascience", "us-phoenix-1", &all),
            "http://127.0.0.1:1/us-phoenix-1/datascience/20190101"
        );
        assert_eq!(
            base("loadbalancer", "us-phoenix-1", &all),
            "http://127.0.0.1:1/us-phoenix-1/iaas/20170115"
        );
        let far = all.with("us-phoenix-1/iaas", url("http://127.0.0.1:2/x/"));
        assert_eq!(base("iaas", "us-phoenix-1", &far), "http://127.0.0.1:2/x/20160918");
        assert_eq!(base("iaas", "us-ashburn-1", &far), "http://127.0.0.1:1/us-ashburn-1/iaas/20160918");
    }
}

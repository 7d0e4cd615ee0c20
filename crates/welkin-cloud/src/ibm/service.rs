use url::Url;

use crate::environment::Environment;
use crate::transport::Endpoints;

/// Where a service is to be found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Service {
    /// As endpoint overrides name it.
    pub(super) name: &'static str,
    /// `{region}` and `{instance}` are filled in.
    host: &'static str,
    pub(super) regional: bool,
    /// The variable by which IBM's own tools are told of another endpoint.
    variable: &'static str,
}

const fn global(name: &'static str, host: &'static str, variable: &'static str) -> Service {
    Service { name, host, regional: false, variable }
}

const fn regional(name: &'static str, host: &'static str, variable: &'static str) -> Service {
    Service { name, host, regional: true, variable }
}

/// The services that are asked, with the hosts that IBM's SDKs ask.
#[rustfmt::skip]
pub(super) static SERVICES: &[Service] = &[
    global("iam", "https://iam.cloud.ibm.com", "IBMCLOUD_IAM_API_ENDPOINT"),
    global("user-management", "https://user-management.cloud.ibm.com", "IBMCLOUD_USER_MANAGEMENT_ENDPOINT"),
    global("resource-controller", "https://resource-controller.cloud.ibm.com", "IBMCLOUD_RESOURCE_CONTROLLER_API_ENDPOINT"),
    global("resource-manager", "https://resource-controller.cloud.ibm.com", "IBMCLOUD_RESOURCE_MANAGEMENT_API_ENDPOINT"),
    global("global-search", "https://api.global-search-tagging.cloud.ibm.com", "IBMCLOUD_GS_API_ENDPOINT"),
    global("tags", "https://tags.global-search-tagging.cloud.ibm.com", "IBMCLOUD_GT_API_ENDPOINT"),
    global("cbr", "https://cbr.cloud.ibm.com", "IBMCLOUD_CONTEXT_BASED_RESTRICTIONS_ENDPOINT"),
    global("enterprise", "https://enterprise.cloud.ibm.com", "IBMCLOUD_ENTERPRISE_API_ENDPOINT"),
    global("transit", "https://transit.cloud.ibm.com", "IBMCLOUD_TG_API_ENDPOINT"),
    global("cos-config", "https://config.cloud-object-storage.cloud.ibm.com", "IBMCLOUD_COS_CONFIG_ENDPOINT"),
    global("containers", "https://containers.cloud.ibm.com/global", "IBMCLOUD_CS_API_ENDPOINT"),
    global("aiopenscale", "https://aiopenscale.cloud.ibm.com/openscale/{instance}", ""),
    regional("vpc", "https://{region}.iaas.cloud.ibm.com", "IBMCLOUD_IS_NG_API_ENDPOINT"),
    regional("kms", "https://{region}.kms.cloud.ibm.com", "IBMCLOUD_KP_API_ENDPOINT"),
    regional("cos", "https://s3.{region}.cloud-object-storage.appdomain.cloud", "IBMCLOUD_COS_ENDPOINT"),
    regional("ml", "https://{region}.ml.cloud.ibm.com", "WATSONX_URL"),
    regional("dataplatform", "https://api.{region}.dataplatform.cloud.ibm.com", ""),
    regional("secrets-manager", "https://{instance}.{region}.secrets-manager.appdomain.cloud", "IBMCLOUD_SECRETS_MANAGER_API_ENDPOINT"),
    regional("atracker", "https://{region}.atracker.cloud.ibm.com", "IBMCLOUD_ATRACKER_API_ENDPOINT"),
    regional("logs-router", "https://management.{region}.logs-router.cloud.ibm.com", "IBMCLOUD_LOGS_ROUTING_API_ENDPOINT"),
    regional("scc", "https://{region}.compliance.cloud.ibm.com", "IBMCLOUD_SCC_API_ENDPOINT"),
];

/// The instance metadata service of VPC, for credentials alone.
pub(super) static METADATA: Service = global("metadata", "http://169.254.169.254", "IBMCLOUD_CR_VPC_URL");

/// Resource names have few letters; anything else makes no host.
fn is_label(text: &str) -> bool {
    !text.is_empty() && text.len() < 64 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

pub(super) fn service(name: &str) -> Option<&'static Service> {
    SERVICES.iter().find(|service| service.name == name)
}

impl Service {
    /// The address that paths of the service are appended to.
    pub(super) fn base(&self, region: &str, instance: &str, endpoints: &Endpoints) -> Option<Url> {
        if self.regional && !is_label(region) {
            return None;
        }
        let in_region = self.regional.then(|| endpoints.of(&format!("{}.{region}", self.name))).flatten();
        if let Some(own) = in_region.or_else(|| endpoints.of(self.name)) {
            return Some(own.clone());
        }
        if let Some(all) = endpoints.all() {
            let place = if self.regional { format!("/{region}") } else { String::new() };
            return format!("{}{place}/{}", all.as_str().trim_end_matches('/'), self.name).parse().ok();
        }
        let mut host = self.host.to_owned();
        if host.contains("{instance}") {
            if !is_label(instance) {
                return None;
            }
            host = host.replace("{instance}", instance);
        }
        // Dallas has the name without a region.
        if self.name == "dataplatform" && region == "us-south" {
            host = host.replace("{region}.", "");
        }
        host.replace("{region}", region).parse().ok()
    }
}

/// The base and a path that begins with `/`; a version that both name is named once, since some tools' endpoints end with
/// it.
pub(super) fn joined(base: &Url, path: &str) -> Option<Url> {
    let mut url = base.clone();
    let own = url.path().trim_end_matches('/').to_owned();
    let repeated = ["/v1", "/v2", "/api/v1", "/api/v2"]
        .into_iter()
        .find(|version| own.ends_with(version) && path.starts_with(&format!("{version}/")));
    let path = repeated.and_then(|version| path.strip_prefix(version)).unwrap_or(path);
    url = url.join("/").ok()?;
    url.set_path(&format!("{own}{path}"));
    Some(url)
}

/// The overrides that were given by hand, and those of the environment for what is left. A regional endpoint that names
/// its region holds for the others, too.
pub(super) fn overridden(
    environment: &Environment,
    given: &Endpoints,
    home: &str,
) -> Result<Endpoints, String> {
    let mut endpoints = given.clone();
    for service in SERVICES.iter().chain([&METADATA]) {
        if given.all().is_some() || given.of(service.name).is_some() || service.variable.is_empty() {
            continue;
        }
        let Some(text) = environment.get(service.variable) else { continue };
        let parse = |text: &str| Url::parse(text).map_err(|_| format!("{} is no URL", service.variable));
        endpoints = endpoints.with(service.name, parse(text)?);
        if service.regional && text.contains(home) {
            for region in super::discover::REGIONS.iter().filter(|region| **region != home) {
                endpoints =
                    endpoints.with(format!("{}.{region}", service.name), parse(&text.replace(home, region))?);
            }
        }
    }
    Ok(endpoints)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(name: &str, region: &str, endpoints: &Endpoints) -> String {
        service(name).unwrap().base(region, "guid", endpoints).unwrap().to_string()
    }

    #[test]
    fn services_have_the_hosts_of_the_provider() {
        let own = Endpoints::default();
        for (name, region, expect) in [
            ("iam", "eu-de", "https://iam.cloud.ibm.com/"),
            ("vpc", "eu-de", "https://eu-de.iaas.cloud.ibm.com/"),
            ("dataplatform", "us-south", "https://api.dataplatform.cloud.ibm.com/"),
            ("dataplatform", "eu-de", "https://api.eu-de.dataplatform.cloud.ibm.com/"),
            ("secrets-manager", "eu-de", "https://guid.eu-de.secrets-manager.appdomain.cloud/"),
            ("aiopenscale", "", "https://aiopenscale.cloud.ibm.com/openscale/guid"),
        ] {
            assert_eq!(base(name, region, &own), expect, "{name}");
        }
        assert!(service("vpc").unwrap().base("evil.example/", "", &own).is_none());
        assert!(service("secrets-manager").unwrap().base("eu-de", "a.b/", &own).is_none());
    }

    #[test]
    fn one_address_for_all_has_a_path_for_each() {
        let all = Endpoints::default().with_all(Url::parse("http://127.0.0.1:1/").ok());
        assert_eq!(base("iam", "", &all), "http://127.0.0.1:1/iam");
        assert_eq!(base("vpc", "eu-de", &all), "http://127.0.0.1:1/eu-de/vpc");
        let own = all.with("vpc.eu-de", Url::parse("http://127.0.0.1:2/x").unwrap());
        assert_eq!(base("vpc", "eu-de", &own), "http://127.0.0.1:2/x");
        assert_eq!(base("vpc", "us-south", &own), "http://127.0.0.1:1/us-south/vpc");
    }

    #[test]
    fn the_environment_names_endpoints_as_the_tools_of_ibm_do() {
        let variables = [("IBMCLOUD_IS_NG_API_ENDPOINT", "https://us-south.iaas.cloud.ibm.com/v1")];
        let environment = Environment::new(variables.map(|(n, v)| (n.to_owned(), v.to_owned())), None);
        let found = overridden(&environment, &Endpoints::default(), "us-south").unwrap();
        let url = joined(&service("vpc").unwrap().base("eu-de", "", &found).unwrap(), "/v1/vpcs").unwrap();
        assert_eq!(url.as_str(), "https://eu-de.iaas.cloud.ibm.com/v1/vpcs");
        let wrong = Environment::new([("IBMCLOUD_GS_API_ENDPOINT".to_owned(), "nowhere".to_owned())], None);
        assert_eq!(
            overridden(&wrong, &Endpoints::default(), "us-south").unwrap_err(),
            "IBMCLOUD_GS_API_ENDPOINT is no URL"
        );
    }
}

use url::Url;

use crate::environment::Environment;
use crate::transport::Endpoints;

/// Which of the provider's addresses a call goes to.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Place {
    /// Resource Manager, and Resource Graph behind it.
    Manager,
    /// Microsoft Graph: the directory.
    Directory,
    /// Where tokens are given.
    Authority,
}

pub(super) const MANAGER: &str = "resource-manager";
pub(super) const QUERIES: &str = "resource-graph";
pub(super) const GRAPH: &str = "graph";
const AUTHORITY: &str = "authority";

/// The addresses of one of Microsoft's clouds.
#[derive(Clone, Debug)]
pub(super) struct Places {
    pub(super) manager: Url,
    pub(super) directory: Url,
    pub(super) authority: Url,
    /// The audience of tokens for Resource Manager and for Microsoft Graph: the real hosts, wherever calls go.
    pub(super) manager_audience: &'static str,
    pub(super) directory_audience: &'static str,
}

/// Authority, Resource Manager and Microsoft Graph of each cloud
/// (<https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud>).
const CLOUDS: [(&str, &str, &str); 3] = [
    ("login.microsoftonline.com", "https://management.azure.com", "https://graph.microsoft.com"),
    ("login.microsoftonline.us", "https://management.usgovcloudapi.net", "https://graph.microsoft.us"),
    (
        "login.chinacloudapi.cn",
        "https://management.chinacloudapi.cn",
        "https://microsoftgraph.chinacloudapi.cn",
    ),
];

impl Places {
    /// What was given by hand comes first, then `AZURE_AUTHORITY_HOST`, then the provider's own addresses.
    pub(super) fn new(environment: &Environment, endpoints: &Endpoints) -> Result<Places, String> {
        let told = environment
            .get("AZURE_AUTHORITY_HOST")
            .map(|host| if host.contains("://") { host.to_owned() } else { format!("https://{host}") });
        let told = match told {
            Some(text) => {
                Some(Url::parse(&text).map_err(|_| "AZURE_AUTHORITY_HOST is no address".to_owned())?)
            }
            None => None,
        };
        let host = told.as_ref().and_then(Url::host_str).unwrap_or("");
        let cloud = CLOUDS.iter().find(|(authority, _, _)| *authority == host).unwrap_or(&CLOUDS[0]);
        let (authority, manager, directory) = *cloud;
        let own = |text: &str| Url::parse(text).map_err(|_| format!("{text} is no address"));
        let given = |names: &[&str]| {
            names.iter().find_map(|name| endpoints.of(name)).or_else(|| endpoints.all()).cloned()
        };
        let or = |url: Option<Url>, text: &str| url.map_or_else(|| own(text), Ok);
        Ok(Places {
            manager: or(given(&[MANAGER, QUERIES]), manager)?,
            directory: or(given(&[GRAPH]).map(without_version), directory)?,
            authority: or(given(&[AUTHORITY]).or(told), &format!("https://{authority}"))?,
            manager_audience: manager,
            directory_audience: directory,
        })
    }

    /// The address of a path and its query.
    pub(super) fn url(&self, place: Place, path: &str, query: &str) -> Url {
        let mut url = match place {
            Place::Manager => self.manager.clone(),
            Place::Directory => self.directory.clone(),
            Place::Authority => self.authority.clone(),
        };
        let base = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{base}{path}"));
        url.set_query((!query.is_empty()).then_some(query));
        url
    }

    /// The next page, whose address the answer gives: its path and query, at the place that was asked. A token must
    /// not follow an answer elsewhere.
    pub(super) fn next(&self, place: Place, link: &str) -> Option<Url> {
        let link = Url::parse(link).ok()?;
        let mut url = self.url(place, "", "");
        let base = url.path().trim_end_matches('/').to_owned();
        let path = link.path();
        let path = if path.starts_with(&base) { path.to_owned() } else { format!("{base}{path}") };
        url.set_path(&path);
        url.set_query(link.query());
        Some(url)
    }
}

/// Microsoft Graph's address is often given with its version.
fn without_version(mut url: Url) -> Url {
    let path = url.path().trim_end_matches('/').trim_end_matches("/v1.0").to_owned();
    url.set_path(&path);
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(host: Option<&str>, endpoints: &Endpoints) -> Places {
        let variables = host.map(|host| ("AZURE_AUTHORITY_HOST".to_owned(), host.to_owned()));
        Places::new(&Environment::new(variables, None), endpoints).unwrap()
    }

    #[test]
    fn each_cloud_of_the_provider_has_its_addresses() {
        let of = |host| {
            let places = places(host, &Endpoints::default());
            (places.authority.to_string(), places.manager_audience, places.directory_audience)
        };
        assert_eq!(
            of(None),
            (
                "https://login.microsoftonline.com/".to_owned(),
                "https://management.azure.com",
                "https://graph.microsoft.com"
            )
        );
        assert_eq!(of(Some("login.microsoftonline.us")).1, "https://management.usgovcloudapi.net");
        assert_eq!(of(Some("https://login.chinacloudapi.cn/")).2, "https://microsoftgraph.chinacloudapi.cn");
    }

    #[test]
    fn calls_go_where_they_are_told_and_audiences_stay() {
        let all = Endpoints::default().with_all(Url::parse("http://127.0.0.1:7/azure/").ok());
        let all = all.with("graph", Url::parse("http://127.0.0.1:8/v1.0").unwrap());
        let places = places(Some("https://127.0.0.1:9"), &all);
        let url = |place, path| places.url(place, path, "a=b").to_string();
        assert_eq!(url(Place::Manager, "/subscriptions"), "http://127.0.0.1:7/azure/subscriptions?a=b");
        assert_eq!(url(Place::Directory, "/v1.0/users"), "http://127.0.0.1:8/v1.0/users?a=b");
        assert_eq!(
            url(Place::Authority, "/t/oauth2/v2.0/token"),
            "http://127.0.0.1:7/azure/t/oauth2/v2.0/token?a=b"
        );
        assert_eq!(places.manager_audience, "https://management.azure.com");
    }

    #[test]
    fn a_next_page_is_never_sought_elsewhere() {
        let places = places(None, &Endpoints::default());
        let next = places.next(Place::Manager, "https://evil.example/subscriptions?$skiptoken=x").unwrap();
        assert_eq!(next.as_str(), "https://management.azure.com/subscriptions?$skiptoken=x");
        assert!(places.next(Place::Manager, "no address").is_none());
    }
}

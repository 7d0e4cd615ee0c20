use url::Url;
use welkin_model::Cloud as CloudName;

use crate::cloud::CloudError;
use crate::environment::Environment;
use crate::transport::Endpoints;

/// The services that are asked, by the first label of their hosts: so overrides and `--service` name them, too.
pub(super) const SERVICES: &[&str] = &[
    "agentidentity",
    "agentregistry",
    "aiplatform",
    "apikeys",
    "cloudasset",
    "cloudidentity",
    "cloudresourcemanager",
    "dialogflow",
    "discoveryengine",
    "iam",
    "iamcredentials",
    "modelarmor",
    "notebooks",
    "oauth2",
    "storagetransfer",
    "sts",
];

/// Where the services are.
#[derive(Clone, Debug)]
pub(super) struct Places {
    pub(super) endpoints: Endpoints,
    /// `googleapis.com`, or that of a sovereign cloud.
    domain: String,
}

impl Places {
    /// What was given by hand, and what `gcloud` takes from the environment: `CLOUDSDK_API_ENDPOINT_OVERRIDES_<SERVICE>`
    /// (<https://cloud.google.com/sdk/gcloud/reference/topic/configurations>) and `GOOGLE_CLOUD_UNIVERSE_DOMAIN`.
    pub(super) fn new(environment: &Environment, given: &Endpoints) -> Result<Places, CloudError> {
        let mut endpoints = given.clone();
        for service in SERVICES {
            let name = format!("CLOUDSDK_API_ENDPOINT_OVERRIDES_{}", service.to_ascii_uppercase());
            let (None, Some(text)) = (given.of(service), environment.get(&name)) else { continue };
            let url = Url::parse(text)
                .map_err(|_| CloudError { cloud: CloudName::Gcp, problem: format!("{name} is no URL") })?;
            endpoints = endpoints.with(*service, url);
        }
        let domain = environment.get("GOOGLE_CLOUD_UNIVERSE_DOMAIN").unwrap_or("googleapis.com");
        Ok(Places { endpoints, domain: domain.to_owned() })
    }

    /// The address of a method. `path` begins with the version.
    pub(super) fn url(&self, service: &str, location: &str, path: &str) -> Option<Url> {
        let base = match (self.endpoints.of(service), self.endpoints.all()) {
            (Some(own), _) => own.as_str().trim_end_matches('/').to_owned(),
            (None, Some(all)) => format!("{}/{service}", all.as_str().trim_end_matches('/')),
            (None, None) => format!("https://{}", self.host(service, location)),
        };
        Url::parse(&format!("{base}/{path}")).ok()
    }

    /// Some services have an address in each location.
    fn host(&self, service: &str, location: &str) -> String {
        let domain = &self.domain;
        match (service, location) {
            ("modelarmor", location) if !location.is_empty() => format!("modelarmor.{location}.rep.{domain}"),
            ("aiplatform" | "dialogflow" | "discoveryengine", location)
                if !location.is_empty() && location != "global" =>
            {
                format!("{location}-{service}.{domain}")
            }
            _ => format!("{service}.{domain}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(variables: &[(&str, &str)], endpoints: &Endpoints) -> Result<Places, CloudError> {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Places::new(&Environment::new(variables, None), endpoints)
    }

    fn at(places: &Places, service: &str, location: &str) -> String {
        places.url(service, location, "v1/x").unwrap().to_string()
    }

    #[test]
    fn services_are_where_google_has_them() {
        let places = places(&[], &Endpoints::default()).unwrap();
        assert_eq!(at(&places, "cloudasset", ""), "https://cloudasset.googleapis.com/v1/x");
        assert_eq!(
            at(&places, "aiplatform", "asia-southeast1"),
            "https://asia-southeast1-aiplatform.googleapis.com/v1/x"
        );
        assert_eq!(at(&places, "aiplatform", "global"), "https://aiplatform.googleapis.com/v1/x");
        assert_eq!(
            at(&places, "modelarmor", "us-east4"),
            "https://modelarmor.us-east4.rep.googleapis.com/v1/x"
        );
    }

    #[test]
    fn overrides_come_first_and_by_hand_before_the_environment() {
        let base = |text: &str| Url::parse(text).unwrap();
        let all = Endpoints::default().with_all(Some(base("http://127.0.0.1:1/")));
        let variable = ("CLOUDSDK_API_ENDPOINT_OVERRIDES_AIPLATFORM", "http://127.0.0.1:2/");
        let both = places(&[variable], &all).unwrap();
        assert_eq!(at(&both, "cloudasset", ""), "http://127.0.0.1:1/cloudasset/v1/x");
        assert_eq!(at(&both, "aiplatform", "l"), "http://127.0.0.1:2/v1/x");
        let own =
            places(&[variable], &all.with("aiplatform", base("http://127.0.0.1:3/aiplatform"))).unwrap();
        assert_eq!(at(&own, "aiplatform", "l"), "http://127.0.0.1:3/aiplatform/v1/x");
        assert!(
            places(&[("CLOUDSDK_API_ENDPOINT_OVERRIDES_IAM", "nowhere")], &Endpoints::default()).is_err()
        );
        let sovereign =
            places(&[("GOOGLE_CLOUD_UNIVERSE_DOMAIN", "s3nsapis.fr")], &Endpoints::default()).unwrap();
        assert_eq!(at(&sovereign, "iam", ""), "https://iam.s3nsapis.fr/v1/x");
    }
}

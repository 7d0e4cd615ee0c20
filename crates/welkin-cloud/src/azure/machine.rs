use bytes::Bytes;
use http::Request;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::environment::Environment;
use crate::transport::Secret;

/// The service that gives a machine the tokens of its own identity.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    address: String,
    /// App Service and functions prove by a header that the request comes from inside.
    header: Option<Secret>,
    /// Which of several identities.
    client: Option<String>,
}

/// <https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token>
const METADATA: &str = "http://169.254.169.254";

impl Machine {
    pub(super) fn of(environment: &Environment) -> Machine {
        let client = environment.get("AZURE_CLIENT_ID").map(str::to_owned);
        let app = environment.get("IDENTITY_ENDPOINT").zip(environment.get("IDENTITY_HEADER"));
        match app {
            Some((address, header)) => {
                Machine { address: address.to_owned(), header: Some(Secret::new(header)), client }
            }
            None => {
                let host = environment.get("AZURE_POD_IDENTITY_AUTHORITY_HOST").unwrap_or(METADATA);
                let address = format!("{}/metadata/identity/oauth2/token", host.trim_end_matches('/'));
                Machine { address, header: None, client }
            }
        }
    }

    /// The request for a token with this audience.
    pub(super) fn request(&self, audience: &str) -> Option<Request<Bytes>> {
        let version = if self.header.is_some() { "2019-08-01" } else { "2018-02-01" };
        let encode = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
        let joint = if self.address.contains('?') { '&' } else { '?' };
        let mut address =
            format!("{}{joint}api-version={version}&resource={}", self.address, encode(audience));
        if let Some(client) = &self.client {
            address.push_str("&client_id=");
            address.push_str(&encode(client));
        }
        let request = Request::get(address);
        let request = match &self.header {
            Some(header) => request.header("x-identity-header", header.reveal()),
            None => request.header("metadata", "true"),
        };
        request.body(Bytes::new()).ok()
    }

    /// Whether nothing but an attempt shows that there is such a service.
    pub(super) fn is_guessed(&self) -> bool {
        self.header.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(variables: &[(&str, &str)]) -> (String, Vec<(String, String)>) {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let machine = Machine::of(&Environment::new(variables, None));
        let request = machine.request("https://management.azure.com").unwrap();
        let header = |(name, value): (&http::HeaderName, &http::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap_or("").to_owned())
        };
        (request.uri().to_string(), request.headers().iter().map(header).collect())
    }

    #[test]
    fn each_kind_of_machine_is_asked_as_it_wants() {
        let (address, headers) = asked(&[]);
        assert!(address.starts_with(
            "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2F"
        ));
        assert_eq!(headers, [("metadata".to_owned(), "true".to_owned())]);
        let (address, headers) = asked(&[
            ("IDENTITY_ENDPOINT", "http://127.0.0.1:41/msi/token"),
            ("IDENTITY_HEADER", "h"),
            ("AZURE_CLIENT_ID", "c-1"),
        ]);
        assert!(address.starts_with("http://127.0.0.1:41/msi/token?api-version=2019-08-01&resource="));
        assert!(address.ends_with("&client_id=c%2D1"));
        assert_eq!(headers, [("x-identity-header".to_owned(), "h".to_owned())]);
        let (address, _) = asked(&[("AZURE_POD_IDENTITY_AUTHORITY_HOST", "http://127.0.0.1:5/")]);
        assert!(address.starts_with("http://127.0.0.1:5/metadata/identity/oauth2/token?"));
    }
}

use std::fmt;
use std::sync::OnceLock;

use rcgen::{CertificateParams, DnType, PKCS_RSA_SHA256};
use tokio_rustls::rustls::pki_types::PrivatePkcs8KeyDer;
use welkin_model::Millis;

use super::keys::{Pair, fingerprint, pem};
use super::route::{HOME, REGIONS, SERVICES};
use super::token::{Claims, Issuer};
use crate::calendar::HOUR;
use crate::estate::OCI_TENANCY;
use crate::ids::{Token, Uuid};
use crate::rng::number_of;
use crate::sim::{Access, Bases, File};

/// Reads everything and writes nothing.
pub(super) const AUDITOR: &str = "welkin-auditor";
/// Does everything.
pub(super) const ADMIN: &str = "welkin-admin";
/// Reads Data Science in one compartment, and uses the deployments there.
pub(super) const RESTRICTED: &str = "welkin-restricted";

/// Of the identity propagation trust.
pub(super) const TRUSTED_ISSUER: &str = "https://welkin.technobank.example";
pub(super) const CLIENT_ID: &str = "b7d1c0e94a5f4f0e9a63d2c18e7f5a40";
/// Which user a subject of that issuer becomes.
pub(super) const IMPERSONATION: [(&str, &str); 2] = [
    ("spiffe://technobank.example/welkin/auditor", AUDITOR),
    ("spiffe://technobank.example/welkin/responder", ADMIN),
];

/// The OCID of a user, as the records of the same name carry it.
pub(super) fn user_id(name: &str) -> String {
    format!("ocid1.user.oc1..aaaaaaaa{}", Token::lower(number_of(name), 52))
}

/// The OCID of the instance that writes the archives, as its records carry it.
pub(super) fn instance_id() -> String {
    format!("ocid1.instance.oc1..aaaaaaaa{}", Token::lower(number_of("archive-writer"), 52))
}

pub(super) const NOTEBOOK: &str = "ocid1.datasciencenotebooksession.oc1.iad.amaaaaaatechnobankcreditlab";

/// The keys of those who may call: those of the users are drawn when the range starts, the others when they are first
/// needed.
pub(super) struct Principals {
    users: Vec<(&'static str, Pair)>,
    /// Of the notebook session: its key and its token.
    resource: OnceLock<Option<(Pair, String)>>,
    /// Of the instance: its key and its certificate, DER.
    instance: OnceLock<Option<(Pair, Vec<u8>)>>,
    /// Signs the tokens of [`TRUSTED_ISSUER`].
    exchange: OnceLock<Option<Pair>>,
    client: String,
    started: Millis,
}

impl fmt::Debug for Principals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Principals").field("users", &self.users).finish_non_exhaustive()
    }
}

impl Principals {
    pub(super) fn new(started: Millis) -> Principals {
        let users = [AUDITOR, ADMIN, RESTRICTED]
            .into_iter()
            .filter_map(|name| Some((name, Pair::generate()?)))
            .collect();
        let secret: String = aws_lc_rs::rand::generate(&aws_lc_rs::rand::SystemRandom::new())
            .map(|random| {
                let bytes: [u8; 24] = random.expose();
                bytes.iter().map(|byte| format!("{byte:02x}")).collect()
            })
            .unwrap_or_else(|_| Uuid::of(CLIENT_ID).to_string());
        Principals {
            users,
            resource: OnceLock::new(),
            instance: OnceLock::new(),
            exchange: OnceLock::new(),
            client: format!("{CLIENT_ID}:{secret}"),
            started,
        }
    }

    /// The notebook session's key, and its token of 12 hours from the start of the range.
    fn resource(&self, issuer: &Issuer) -> Option<&(Pair, String)> {
        let make = || {
            let pair = Pair::generate()?;
            let spki = pair.spki.clone();
            let claims = Claims { subject: NOTEBOOK.to_owned(), kind: "resource".to_owned(), spki };
            let token = issuer.issue(&claims, self.started, 12 * HOUR)?;
            Some((pair, token))
        };
        self.resource.get_or_init(make).as_ref()
    }

    fn own_instance(&self) -> Option<&(Pair, Vec<u8>)> {
        let make = || {
            let pair = Pair::generate()?;
            let certificate = certificate(&pair)?;
            Some((pair, certificate))
        };
        self.instance.get_or_init(make).as_ref()
    }

    fn exchange(&self) -> Option<&Pair> {
        self.exchange.get_or_init(Pair::generate).as_ref()
    }

    /// The public key of one of the three users.
    pub(super) fn public(&self, name: &str) -> Option<&[u8]> {
        self.users.iter().find(|(known, _)| *known == name).map(|(_, pair)| pair.spki.as_slice())
    }

    /// The instance's certificate, DER, and its public key.
    pub(super) fn instance(&self) -> Option<(&[u8], &[u8])> {
        self.own_instance().map(|(pair, certificate)| (certificate.as_slice(), pair.spki.as_slice()))
    }

    pub(super) fn exchange_key(&self) -> Option<&[u8]> {
        self.exchange().map(|pair| pair.spki.as_slice())
    }

    /// `id:secret` of the client that may exchange tokens.
    pub(super) fn client(&self) -> &str {
        &self.client
    }

    #[cfg(test)]
    pub(super) fn pair(&self, name: &str) -> &Pair {
        &self.users.iter().find(|(known, _)| *known == name).unwrap().1
    }

    #[cfg(test)]
    pub(super) fn workload(&self, issuer: &Issuer) -> (&Pair, &str) {
        let (pair, token) = self.resource(issuer).unwrap();
        (pair, token)
    }

    #[cfg(test)]
    pub(super) fn exchange_pair(&self) -> &Pair {
        self.exchange().unwrap()
    }

    /// What the command line and the SDKs read: a configuration file with a profile for each user, and the same as
    /// `OCI_CLI_…`. The other users stand under `WELKIN_ADMIN_…` and `WELKIN_RESTRICTED_…`; the notebook session's
    /// resource principal under `WELKIN_WORKLOAD_…`, the instance's certificate and the token exchange under `WELKIN_…`.
    pub(super) fn access(&self, issuer: &Issuer, bases: &Bases) -> Access {
        let mut access = Access::default();
        let path = |name: &str| format!("{}/{name}", bases.folder);
        let mut config = String::new();
        for (name, pair) in &self.users {
            let (prefix, profile) = match *name {
                AUDITOR => ("", "DEFAULT"),
                ADMIN => ("WELKIN_ADMIN_", "ADMIN"),
                _ => ("WELKIN_RESTRICTED_", "RESTRICTED"),
            };
            let (user, print) = (user_id(name), fingerprint(&pair.spki));
            let key = format!("oci-{name}.pem");
            config += &format!(
                "[{profile}]\nuser={user}\nfingerprint={print}\ntenancy={OCI_TENANCY}\nregion={}\nkey_file={}\n\n",
                HOME.name,
                path(&key)
            );
            for (variable, value) in [
                ("OCI_CLI_CONFIG_FILE", path("oci-config")),
                ("OCI_CONFIG_FILE", path("oci-config")),
                ("OCI_CLI_PROFILE", profile.to_owned()),
                ("OCI_CLI_USER", user),
                ("OCI_CLI_TENANCY", OCI_TENANCY.to_owned()),
                ("OCI_CLI_FINGERPRINT", print),
                ("OCI_CLI_KEY_FILE", path(&key)),
                ("OCI_CLI_REGION", HOME.name.to_owned()),
            ] {
                access.environment.push((format!("{prefix}{variable}"), value));
            }
            access.files.push(File { name: key, content: pair.private_pem() });
        }
        access.files.push(File { name: "oci-config".to_owned(), content: config });
        let mut add = |variable: &str, value: String| access.environment.push((variable.to_owned(), value));
        if let Some((pair, token)) = self.resource(issuer) {
            add("WELKIN_WORKLOAD_OCI_RESOURCE_PRINCIPAL_VERSION", "2.2".to_owned());
            add("WELKIN_WORKLOAD_OCI_RESOURCE_PRINCIPAL_RPST", path("oci-rpst"));
            add("WELKIN_WORKLOAD_OCI_RESOURCE_PRINCIPAL_PRIVATE_PEM", path("oci-rpst.pem"));
            add("WELKIN_WORKLOAD_OCI_RESOURCE_PRINCIPAL_REGION", HOME.name.to_owned());
            access.files.push(File { name: "oci-rpst".to_owned(), content: token.clone() });
            access.files.push(File { name: "oci-rpst.pem".to_owned(), content: pair.private_pem() });
        }
        if let Some((pair, certificate)) = self.own_instance() {
            add("WELKIN_INSTANCE_OCI_CERTIFICATE_FILE", path("oci-instance.crt"));
            add("WELKIN_INSTANCE_OCI_KEY_FILE", path("oci-instance.pem"));
            access
                .files
                .push(File { name: "oci-instance.crt".to_owned(), content: pem("CERTIFICATE", certificate) });
            access.files.push(File { name: "oci-instance.pem".to_owned(), content: pair.private_pem() });
        }
        if let Some(pair) = self.exchange() {
            let (id, secret) = self.client.split_once(':').unwrap_or_default();
            add("WELKIN_EXCHANGE_OCI_CLIENT_ID", id.to_owned());
            add("WELKIN_EXCHANGE_OCI_CLIENT_SECRET_FILE", path("oci-client-secret"));
            add("WELKIN_EXCHANGE_OCI_ISSUER", TRUSTED_ISSUER.to_owned());
            add("WELKIN_EXCHANGE_OCI_ISSUER_KEY_FILE", path("oci-issuer.pem"));
            access.files.push(File { name: "oci-client-secret".to_owned(), content: secret.to_owned() });
            access.files.push(File { name: "oci-issuer.pem".to_owned(), content: pair.private_pem() });
        }
        access.endpoints = endpoints(&bases.plain);
        access
    }
}

/// `datascience` is that of the home region, `us-phoenix-1/datascience` that of another.
fn endpoints(base: &str) -> Vec<(String, String)> {
    let services = || SERVICES.iter().copied().chain(["modeldeployment"]);
    let near = services().map(|service| (service.to_owned(), format!("{base}/{service}")));
    let far = REGIONS.iter().flat_map(|region| {
        services().map(move |service| {
            let name = format!("{}/{service}", region.name);
            (name.clone(), format!("{base}/{name}"))
        })
    });
    // The domain's client takes no path.
    near.chain(far).chain([("domain".to_owned(), base.to_owned())]).collect()
}

/// As Oracle gives it to an instance: the tenancy and the instance stand in the subject.
fn certificate(pair: &Pair) -> Option<Vec<u8>> {
    let key = PrivatePkcs8KeyDer::from(pair.private_der()?);
    let key = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(&key, &PKCS_RSA_SHA256).ok()?;
    let mut params = CertificateParams::default();
    params.distinguished_name.push(DnType::CommonName, instance_id());
    params.distinguished_name.push(DnType::OrganizationalUnitName, format!("opc-tenant:{OCI_TENANCY}"));
    Some(params.self_signed(&key).ok()?.der().to_vec())
}

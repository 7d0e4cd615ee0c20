use std::collections::BTreeMap;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use welkin_model::Millis;

use super::jwt::{SigningKey, encode, pem};

/// What principals prove themselves with. Only this run knows the secrets: they are drawn when it begins.
#[derive(Default)]
pub(super) struct Credentials {
    /// By application id.
    secrets: BTreeMap<String, Vec<Secret>>,
    certificates: Vec<Certificate>,
    /// By user principal name.
    passwords: BTreeMap<String, String>,
    /// Key 1 and key 2, by lower-case resource id.
    account_keys: BTreeMap<String, [String; 2]>,
    refresh: BTreeMap<String, Refresh>,
}

struct Secret {
    key_id: String,
    hash: Vec<u8>,
    until: Millis,
}

struct Certificate {
    app_id: String,
    sha1: String,
    sha256: String,
    public_der: Vec<u8>,
}

#[derive(Clone, Debug)]
pub(super) struct Refresh {
    pub(super) object_id: String,
    pub(super) issued: Millis,
}

/// All of it is secret.
impl std::fmt::Debug for Credentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Credentials").finish_non_exhaustive()
    }
}

const MOST_REFRESH: usize = 1_000;
const MOST_ACCOUNTS: usize = 1_000;
/// learn.microsoft.com/entra/identity-platform/refresh-tokens
const REFRESH_LIVES: Millis = 90 * 24 * 3_600_000;

impl Credentials {
    pub(super) fn add_secret(&mut self, app_id: &str, key_id: &str, secret: &str, until: Millis) {
        let hash = hash(secret);
        let secrets = self.secrets.entry(app_id.to_ascii_lowercase()).or_default();
        secrets.push(Secret { key_id: key_id.to_owned(), hash, until });
    }

    pub(super) fn remove_secret(&mut self, app_id: &str, key_id: &str) {
        if let Some(secrets) = self.secrets.get_mut(&app_id.to_ascii_lowercase()) {
            secrets.retain(|secret| secret.key_id != key_id);
        }
    }

    /// The id of the key that the secret belongs to, and whether it has run out.
    pub(super) fn check_secret(&self, app_id: &str, secret: &str, at: Millis) -> Option<(&str, bool)> {
        let given = hash(secret);
        let secrets = self.secrets.get(&app_id.to_ascii_lowercase())?;
        let found = secrets.iter().find(|known| verify_slices_are_equal(&known.hash, &given).is_ok())?;
        Some((&found.key_id, found.until <= at))
    }

    /// Registers a self-signed certificate of the key for an application, and gives it with its key as PEM. Empty if
    /// none can be made.
    pub(super) fn add_certificate(&mut self, app_id: &str, key: &SigningKey) -> String {
        let Some(der) = self_signed(key) else { return String::new() };
        self.certificates.push(Certificate {
            app_id: app_id.to_ascii_lowercase(),
            sha1: encode(digest(&SHA1_FOR_LEGACY_USE_ONLY, &der).as_ref()),
            sha256: encode(digest(&SHA256, &der).as_ref()),
            public_der: key.public_der(),
        });
        key.private_pem() + &pem("CERTIFICATE", &der)
    }

    /// The thumbprint by which the directory lists the certificate of an application.
    pub(super) fn thumbprint(&self, app_id: &str) -> &str {
        let found = self.certificates.iter().find(|one| one.app_id.eq_ignore_ascii_case(app_id));
        found.map_or("", |one| one.sha1.as_str())
    }

    /// The public key of an application's certificate, by one of its thumbprints, and its SHA-1 thumbprint.
    pub(super) fn certificate(&self, app_id: &str, sha1: &str, sha256: &str) -> Option<(&[u8], &str)> {
        let app_id = app_id.to_ascii_lowercase();
        let names = |certificate: &Certificate| {
            certificate.app_id == app_id
                && ((!sha1.is_empty() && certificate.sha1 == sha1)
                    || (!sha256.is_empty() && certificate.sha256 == sha256))
        };
        self.certificates
            .iter()
            .find(|one| names(one))
            .map(|one| (one.public_der.as_slice(), one.sha1.as_str()))
    }

    pub(super) fn set_password(&mut self, upn: &str) {
        self.passwords.insert(upn.to_ascii_lowercase(), random(18));
    }

    pub(super) fn password(&self, upn: &str) -> &str {
        self.passwords.get(&upn.to_ascii_lowercase()).map_or("", String::as_str)
    }

    pub(super) fn check_password(&self, upn: &str, password: &str) -> bool {
        let known = self.password(upn);
        !known.is_empty() && verify_slices_are_equal(&hash(known), &hash(password)).is_ok()
    }

    /// The two keys of an account; they are made when first asked for. `None` when there are too many accounts.
    pub(super) fn account_keys(&mut self, id: &str) -> Option<&[String; 2]> {
        let id = id.to_ascii_lowercase();
        if !self.account_keys.contains_key(&id) && self.account_keys.len() >= MOST_ACCOUNTS {
            return None;
        }
        Some(self.account_keys.entry(id).or_insert_with(|| [random(42), random(42)]))
    }

    pub(super) fn regenerate(&mut self, id: &str, second: bool) {
        if let Some([first, other]) = self.account_keys.get_mut(&id.to_ascii_lowercase()) {
            *(if second { other } else { first }) = random(42);
        }
    }

    /// Whether the key is one of the account's two.
    pub(super) fn opens(&self, id: &str, key: &str) -> bool {
        let given = hash(key);
        let keys = self.account_keys.get(&id.to_ascii_lowercase());
        keys.is_some_and(|keys| {
            keys.iter().any(|known| verify_slices_are_equal(&hash(known), &given).is_ok())
        })
    }

    pub(super) fn issue_refresh(&mut self, object_id: &str, at: Millis) -> String {
        self.refresh.retain(|_, refresh| refresh.issued + REFRESH_LIVES > at);
        let token = format!("1.{}", random(64));
        if self.refresh.len() < MOST_REFRESH {
            self.refresh.insert(token.clone(), Refresh { object_id: object_id.to_owned(), issued: at });
        }
        token
    }

    pub(super) fn refresh(&self, token: &str) -> Option<&Refresh> {
        self.refresh.get(token)
    }
}

fn hash(text: &str) -> Vec<u8> {
    digest(&SHA256, text.as_bytes()).as_ref().to_vec()
}

/// A secret of so many random bytes, as text.
pub(super) fn random(bytes: usize) -> String {
    let mut drawn = vec![0; bytes];
    // Without randomness the secret is empty, and an empty secret opens nothing.
    SystemRandom::new().fill(&mut drawn).map(|()| encode(&drawn)).unwrap_or_default()
}

fn self_signed(key: &SigningKey) -> Option<Vec<u8>> {
    let der = rcgen::KeyPair::from_pkcs8_der_and_sign_algo(
        &key.private_der().as_slice().into(),
        &rcgen::PKCS_RSA_SHA256,
    )
    .ok()?;
    let mut params = rcgen::CertificateParams::default();
    params.distinguished_name.push(rcgen::DnType::CommonName, "welkin");
    Some(params.self_signed(&der).ok()?.der().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_its_own_application_until_it_is_removed() {
        let mut credentials = Credentials::default();
        credentials.add_secret("App", "k", "s3cret", 1_000);
        assert_eq!(credentials.check_secret("app", "s3cret", 0), Some(("k", false)));
        assert_eq!(credentials.check_secret("app", "s3cret", 1_000), Some(("k", true)));
        assert_eq!(credentials.check_secret("app", "other", 0), None);
        assert_eq!(credentials.check_secret("other", "s3cret", 0), None);
        credentials.remove_secret("app", "k");
        assert_eq!(credentials.check_secret("app", "s3cret", 0), None);
    }

    #[test]
    fn a_regenerated_key_opens_nothing_more() {
        let mut credentials = Credentials::default();
        let [first, second] = credentials.account_keys("/A").unwrap().clone();
        credentials.regenerate("/a", false);
        assert!(!credentials.opens("/a", &first) && credentials.opens("/a", &second));
        assert!(!credentials.opens("/b", &second) && !credentials.opens("/a", ""));
    }

    #[test]
    fn nothing_secret_is_shown() {
        let mut credentials = Credentials::default();
        credentials.set_password("u");
        assert!(!format!("{credentials:?}").contains(credentials.password("u")));
    }
}

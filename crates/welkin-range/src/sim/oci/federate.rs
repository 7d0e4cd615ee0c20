use aws_lc_rs::constant_time::verify_slices_are_equal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::Oci;
use super::call::Call;
use super::keys::unpem;
use super::problem::{Outcome, Problem};
use super::signature::{Cover, Signature};
use super::token::{Claims, open};
use crate::calendar::{HOUR, MINUTE};
use crate::estate::OCI_TENANCY;
use crate::sim::Response;

impl Oci {
    /// Instance principals: a request that the key of the instance's certificate signed brings a token that is bound to
    /// the session key in its body. `{"certificate": …, "publicKey": …}` gives `{"token": …}`.
    pub(super) fn federate(&self, call: &Call<'_>) -> Outcome {
        let signature = Signature::parse(call.request).ok_or_else(Problem::unauthenticated)?;
        let (certificate, spki) = self.principals.instance().ok_or_else(Problem::unauthenticated)?;
        let given = unpem(call.field("certificate")).ok_or_else(Problem::unauthenticated)?;
        let named = signature.key_id.starts_with(&format!("{OCI_TENANCY}/fed-x509/"));
        if !named || given != certificate || !signature.holds(call.request, Cover::Federation, spki, call.at)
        {
            return Err(Problem::unauthenticated());
        }
        let claims = Claims {
            subject: super::access::instance_id(),
            kind: "instance".to_owned(),
            spki: public_key(call.field("publicKey"))?,
        };
        self.token(&claims, call)
    }

    /// A user's own session token (`oci session authenticate` and refresh), bound to the key in the body.
    pub(super) fn user_token(&self, call: &Call<'_>) -> Outcome {
        if call.caller.auth != "natv" {
            return Err(Problem::absent());
        }
        let claims = Claims {
            subject: call.caller.id.clone(),
            kind: "user".to_owned(),
            spki: public_key(call.field("publicKey"))?,
        };
        let minutes = call.body.get("sessionExpirationInMinutes").and_then(Value::as_i64).unwrap_or(60);
        if !(5..=60).contains(&minutes) {
            return Err(Problem::invalid("sessionExpirationInMinutes must be between 5 and 60"));
        }
        let token = self.issuer.issue(&claims, call.at, minutes * MINUTE).ok_or_else(Problem::internal)?;
        Ok(Response::json(200, &json!({"token": token})))
    }

    /// Token exchange (RFC 8693) of the identity domain: a JSON web token of an issuer that an identity propagation
    /// trust names becomes a user's session token, bound to the key in the form.
    pub(super) fn exchange(&self, call: &Call<'_>) -> Outcome {
        let form = call.request.form();
        let field =
            |name: &str| form.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value.as_str());
        let client = call
            .request
            .header("authorization")
            .strip_prefix("Basic ")
            .and_then(|text| STANDARD.decode(text).ok())
            .unwrap_or_default();
        if verify_slices_are_equal(&client, self.principals.client().as_bytes()).is_err() {
            return Ok(refused(401, "invalid_client", "Client authentication failed."));
        }
        if field("grant_type") != "urn:ietf:params:oauth:grant-type:token-exchange" {
            return Ok(refused(400, "unsupported_grant_type", "The grant type is not supported."));
        }
        if field("requested_token_type") != "urn:oci:token-type:oci-upst"
            || field("subject_token_type") != "jwt"
        {
            return Ok(refused(400, "invalid_request", "The token type is not supported."));
        }
        let body = self
            .principals
            .exchange_key()
            .and_then(|spki| open(spki, field("subject_token"), call.at))
            .filter(|body| body.get("iss").and_then(Value::as_str) == Some(super::access::TRUSTED_ISSUER));
        let subject = body.as_ref().and_then(|body| body.get("sub")).and_then(Value::as_str).unwrap_or("");
        // The trust names the service user that a subject stands for.
        let Some((_, user)) = super::access::IMPERSONATION.iter().find(|(known, _)| *known == subject) else {
            return Ok(refused(401, "invalid_grant", "The subject token is not trusted."));
        };
        let Ok(spki) = public_key(field("public_key")) else {
            return Ok(refused(400, "invalid_request", "public_key is no RSA public key."));
        };
        let claims = Claims { subject: super::access::user_id(user), kind: "user".to_owned(), spki };
        self.token(&claims, call)
    }

    fn token(&self, claims: &Claims, call: &Call<'_>) -> Outcome {
        let token = self.issuer.issue(claims, call.at, HOUR).ok_or_else(Problem::internal)?;
        Ok(Response::json(200, &json!({"token": token})).with("cache-control", "no-store"))
    }
}

fn public_key(text: &str) -> Result<Vec<u8>, Problem> {
    unpem(text)
        .filter(|spki| (270..=1_100).contains(&spki.len()))
        .ok_or_else(|| Problem::invalid("publicKey must be an RSA public key"))
}

/// As OAuth 2.0 shapes errors.
fn refused(status: u16, error: &str, description: &str) -> Response {
    Response::json(status, &json!({"error": error, "error_description": description}))
}

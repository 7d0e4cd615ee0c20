use welkin_model::Millis;

use super::error::Fault;
use super::jwt::{Jwt, SigningKey};
use crate::estate::TENANT;
use crate::sim::Request;

/// Who calls, as the access token says.
#[derive(Clone, Debug)]
pub(super) struct Caller {
    pub(super) object_id: String,
    pub(super) app_id: String,
    /// UPN of a person, display name of an application.
    pub(super) name: String,
    pub(super) is_app: bool,
    /// Application permissions of Microsoft Graph, as they were when the token was issued.
    pub(super) roles: Vec<String>,
}

/// What a token is for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Audience {
    Manager,
    Graph,
    Vault,
    Cognitive,
    Learning,
    Storage,
}

impl Audience {
    const ALL: [(Audience, &'static [&'static str]); 6] = [
        (Audience::Manager, &["https://management.azure.com", "https://management.core.windows.net"]),
        (Audience::Graph, &["https://graph.microsoft.com", "00000003-0000-0000-c000-000000000000"]),
        (Audience::Vault, &["https://vault.azure.net"]),
        (Audience::Cognitive, &["https://cognitiveservices.azure.com", "https://ai.azure.com"]),
        (Audience::Learning, &["https://ml.azure.com"]),
        (Audience::Storage, &["https://storage.azure.com"]),
    ];

    /// The audience of a resource's URI, with or without a trailing slash.
    pub(super) fn of(resource: &str) -> Option<Audience> {
        let resource = resource.trim_end_matches('/');
        let names = |names: &[&str]| names.iter().any(|name| name.eq_ignore_ascii_case(resource));
        Audience::ALL.iter().find(|(_, known)| names(known)).map(|(audience, _)| *audience)
    }

    pub(super) fn uri(self) -> &'static str {
        let uris = Audience::ALL.iter().find(|(audience, _)| *audience == self).map(|(_, uris)| *uris);
        uris.and_then(<[&str]>::first).copied().unwrap_or("")
    }
}

/// The caller of a request, if its bearer token was issued here, for this audience, and has not run out. Whether the
/// principal is still enabled is not asked: access tokens outlive that.
pub(super) fn caller(
    request: &Request,
    key: &SigningKey,
    audience: Audience,
    at: Millis,
) -> Result<Caller, Fault> {
    let header = request.header("authorization");
    let token = match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => token.trim(),
        _ => {
            return Err(Fault::new(
                401,
                "AuthenticationFailed",
                "Authentication failed. The 'Authorization' header is missing.",
            ));
        }
    };
    let invalid = |message: &str| Fault::new(401, "InvalidAuthenticationToken", message);
    let jwt = Jwt::parse(token).ok_or_else(|| invalid("The access token is invalid."))?;
    if !jwt.verify(&key.public_der()) {
        return Err(invalid("The access token is invalid: its signature is not valid."));
    }
    if jwt.claim("tid") != TENANT {
        return Err(Fault::new(
            401,
            "InvalidAuthenticationTokenTenant",
            "The access token is from the wrong issuer.",
        ));
    }
    if Audience::of(jwt.claim("aud")) != Some(audience) {
        return Err(Fault::new(
            401,
            "InvalidAuthenticationTokenAudience",
            format!(
                "The access token has been obtained for wrong audience or resource '{}'. It should exactly match with one of the allowed audiences '{}'.",
                jwt.claim("aud"),
                audience.uri()
            ),
        ));
    }
    let now = at.div_euclid(1_000);
    if jwt.time("exp") <= now || jwt.time("nbf") > now {
        return Err(Fault::new(
            401,
            "ExpiredAuthenticationToken",
            "The access token expiry UTC time is earlier than current UTC time: lifetime validation failed, the token is expired.",
        ));
    }
    let is_app = jwt.claim("idtyp") == "app";
    let roles = jwt.claims.get("roles").and_then(serde_json::Value::as_array).map_or(&[][..], Vec::as_slice);
    Ok(Caller {
        object_id: jwt.claim("oid").to_owned(),
        app_id: jwt.claim("appid").to_owned(),
        name: jwt.claim(if is_app { "app_displayname" } else { "upn" }).to_owned(),
        is_app,
        roles: roles.iter().filter_map(|role| role.as_str().map(str::to_owned)).collect(),
    })
}

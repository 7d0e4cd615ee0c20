//! What a request asks for, told from its method and path alone.

use super::actions::action_name;
use super::arm::spelt;
use super::entra;
use super::resource_graph::{QUERIES, WINDOW};
use super::target::{Shape, Target};
use crate::calendar::SECOND;
use crate::sim::{Limit, Method, Operation, Request};

pub(super) fn of(request: &Request) -> Operation {
    let segments = request.segments();
    let named =
        |service: &str, name: String| Operation { service: service.to_owned(), name, region: String::new() };
    match segments.first().map(String::as_str) {
        Some("v1.0") => {
            // Ids are at the even places: names alone make an operation.
            let names: Vec<&str> = segments.iter().skip(1).step_by(2).map(String::as_str).take(4).collect();
            return named("Microsoft Graph", format!("{} /{}", request.method, names.join("/")));
        }
        Some("metadata") => return named("Entra", "metadata/token".to_owned()),
        Some("accounts") => {
            return named(
                "Azure OpenAI",
                segments.iter().skip(5).take(3).fold("openai".to_owned(), |name, part| name + "/" + part),
            );
        }
        Some("onlineEndpoints") => return named("Azure Machine Learning", "score".to_owned()),
        Some("range") => return named("range", request.method.to_string()),
        _ if entra::serves(&segments) => {
            return named("Entra", segments.last().cloned().unwrap_or_default());
        }
        _ => {}
    }
    let Some(target) = Target::parse(&segments) else { return named("", request.method.to_string()) };
    if target.kind == "microsoft.resourcegraph/resources" {
        return named("Microsoft.ResourceGraph", "Microsoft.ResourceGraph/resources/read".to_owned());
    }
    let name = match (&request.method, target.shape) {
        (&Method::POST, _) => action_name(&target),
        (&Method::DELETE, _) => format!("{}/delete", spelt(&target.kind)),
        (&Method::GET | &Method::HEAD, Shape::Resource | Shape::Collection) => {
            format!("{}/read", spelt(&target.kind))
        }
        _ => format!("{}/write", spelt(&target.kind)),
    };
    let service = name.split('/').next().unwrap_or("").to_owned();
    named(&service, name)
}

pub(super) fn limit(operation: &Operation) -> Option<Limit> {
    let limit = |class, calls, per| Some(Limit { class, calls, per });
    let name = operation.name.as_str();
    match operation.service.as_str() {
        "Microsoft.ResourceGraph" => limit("resourcegraph/query", QUERIES, WINDOW),
        "Microsoft Graph"
            if name.to_ascii_lowercase().contains("federatedidentitycredentials")
                && !name.starts_with("GET") =>
        {
            limit("graph/federated", 1, 4 * SECOND)
        }
        "Microsoft Graph" => limit("graph", 3_500, 10 * SECOND),
        "Entra" => limit("entra/token", 200, 10 * SECOND),
        "Azure OpenAI" | "Azure Machine Learning" => limit("inference", 300, 60 * SECOND),
        "" | "range" => None,
        _ if name.ends_with("/read") => limit("arm/read", 250, 10 * SECOND),
        _ if name.ends_with("/delete") => limit("arm/delete", 200, 20 * SECOND),
        _ => limit("arm/write", 200, 20 * SECOND),
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn named(method: Method, path: &str) -> Operation {
        of(&Request {
            method,
            path: path.to_owned(),
            query: String::new(),
            headers: HeaderMap::new(),
            body: Vec::new(),
        })
    }

    #[test]
    fn operations_are_named_as_roles_name_them() {
        let account = "/subscriptions/s/resourceGroups/g/providers/microsoft.cognitiveservices/accounts/a";
        let name = |method, path: &str| named(method, path).name;
        assert_eq!(name(Method::GET, account), "Microsoft.CognitiveServices/accounts/read");
        assert_eq!(name(Method::PATCH, account), "Microsoft.CognitiveServices/accounts/write");
        assert_eq!(name(Method::DELETE, account), "Microsoft.CognitiveServices/accounts/delete");
        assert_eq!(
            name(Method::POST, &format!("{account}/listKeys")),
            "Microsoft.CognitiveServices/accounts/listKeys/action"
        );
        assert_eq!(name(Method::PATCH, "/v1.0/users/u"), "PATCH /users");
        assert_eq!(named(Method::POST, "/tenant/oauth2/v2.0/token").service, "Entra");
    }

    #[test]
    fn each_service_has_the_rate_that_its_documentation_gives() {
        let class = |method, path: &str| {
            limit(&named(method, path)).map(|limit| (limit.class, limit.calls, limit.per))
        };
        assert_eq!(
            class(Method::POST, "/providers/Microsoft.ResourceGraph/resources"),
            Some(("resourcegraph/query", 15, 5_000))
        );
        assert_eq!(class(Method::GET, "/subscriptions"), Some(("arm/read", 250, 10_000)));
        assert_eq!(
            class(Method::DELETE, "/subscriptions/s/resourceGroups/g"),
            Some(("arm/delete", 200, 20_000))
        );
        assert_eq!(
            class(Method::POST, "/v1.0/applications/a/federatedIdentityCredentials"),
            Some(("graph/federated", 1, 4_000))
        );
        assert_eq!(class(Method::GET, "/v1.0/users"), Some(("graph", 3_500, 10_000)));
    }
}

use super::super::{Request, Response};
use super::call::Call;
use super::failure::{Failure, Family};
use super::page::Page;
use super::world::World;

/// A service of IBM Cloud, served under `/{prefix}` or, where it is regional, under `/{region}/{prefix}`.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) prefix: &'static str,
    /// As CRNs and policies name it.
    pub(super) name: &'static str,
    /// As the messages of audit records name it.
    pub(super) title: &'static str,
    pub(super) regional: bool,
    /// Account management: covered by policies on platform services only.
    pub(super) account: bool,
    pub(super) family: Family,
    pub(super) routes: &'static [Route],
}

/// One operation.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) method: &'static str,
    /// Segments; `{}` stands for a variable one.
    pub(super) path: &'static str,
    /// The operation's id in IBM's API definition.
    pub(super) name: &'static str,
    /// The action in audit records and custom roles: `is.security-group.security-group_rule.delete`.
    pub(super) action: &'static str,
    pub(super) need: Need,
    /// What it is about; `None` where it is about nothing that is stored.
    pub(super) shape: Option<&'static Shape>,
    pub(super) act: Act,
}

/// What a caller needs for an operation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Need {
    /// Nothing, not even a token.
    Open,
    /// A token; the operation itself looks at rights, resource by resource.
    Token,
    View,
    Operate,
    Edit,
    Administer,
    Read,
    Write,
    Manage,
}

pub(super) type Handler = fn(&mut World, &Call<'_>) -> Result<Response, Failure>;

/// What an operation does.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    List,
    Get,
    Remove,
    /// A merge of these fields of the body into the resource.
    Merge(&'static [&'static str]),
    Own(Handler),
}

/// How the resources of a kind are listed and guarded.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) kind: &'static str,
    /// The field that holds the list.
    pub(super) key: &'static str,
    pub(super) page: Page,
    /// Whether the first variable of the path is the resource that these are a part of.
    pub(super) nested: bool,
    /// Query parameter and JSON pointer of what it filters by.
    pub(super) filters: &'static [(&'static str, &'static str)],
    /// The status of a write with a stale `If-Match`; 0 where there is none.
    pub(super) stale: u16,
    /// Whether a write without `If-Match` is refused.
    pub(super) guarded: bool,
    /// The noun in CRNs of targets.
    pub(super) noun: &'static str,
}

impl Shape {
    pub(super) const fn new(kind: &'static str, key: &'static str, page: Page, noun: &'static str) -> Shape {
        Shape { kind, key, page, nested: false, filters: &[], stale: 0, guarded: false, noun }
    }

    pub(super) const fn nested(self) -> Shape {
        Shape { nested: true, ..self }
    }

    pub(super) const fn filtered(self, filters: &'static [(&'static str, &'static str)]) -> Shape {
        Shape { filters, ..self }
    }

    pub(super) const fn matched(self, stale: u16, guarded: bool) -> Shape {
        Shape { stale, guarded, ..self }
    }
}

impl Route {
    const fn new(
        method: &'static str,
        path: &'static str,
        name: &'static str,
        action: &'static str,
        need: Need,
        act: Act,
    ) -> Route {
        Route { method, path, name, action, need, shape: None, act }
    }

    pub(super) const fn list(
        path: &'static str,
        name: &'static str,
        action: &'static str,
        need: Need,
        shape: &'static Shape,
    ) -> Route {
        Route { shape: Some(shape), ..Route::new("GET", path, name, action, need, Act::List) }
    }

    pub(super) const fn get(
        path: &'static str,
        name: &'static str,
        action: &'static str,
        need: Need,
        shape: &'static Shape,
    ) -> Route {
        Route { shape: Some(shape), ..Route::new("GET", path, name, action, need, Act::Get) }
    }

    pub(super) const fn remove(
        path: &'static str,
        name: &'static str,
        action: &'static str,
        need: Need,
        shape: &'static Shape,
    ) -> Route {
        Route { shape: Some(shape), ..Route::new("DELETE", path, name, action, need, Act::Remove) }
    }

    pub(super) const fn merge(
        path: &'static str,
        name: &'static str,
        action: &'static str,
        need: Need,
        shape: &'static Shape,
        fields: &'static [&'static str],
    ) -> Route {
        Route { shape: Some(shape), ..Route::new("PATCH", path, name, action, need, Act::Merge(fields)) }
    }

    pub(super) const fn own(
        method: &'static str,
        path: &'static str,
        name: &'static str,
        action: &'static str,
        need: Need,
        handler: Handler,
    ) -> Route {
        Route::new(method, path, name, action, need, Act::Own(handler))
    }

    pub(super) const fn about(self, shape: &'static Shape) -> Route {
        Route { shape: Some(shape), ..self }
    }

    /// The variable segments, if the path is this route's.
    fn vars(&self, segments: &[String]) -> Option<Vec<String>> {
        let mut vars = Vec::new();
        let mut parts = segments.iter();
        for wanted in self.path.split('/').filter(|part| !part.is_empty()) {
            let part = parts.next()?;
            match wanted {
                "{}" => vars.push(part.clone()),
                // The rest of the path: object names hold slashes.
                "{*}" => {
                    let rest: Vec<&str> =
                        std::iter::once(part).chain(parts.by_ref()).map(String::as_str).collect();
                    vars.push(rest.join("/"));
                }
                fixed if fixed == part => {}
                _ => return None,
            }
        }
        parts.next().is_none().then_some(vars)
    }
}

/// Where a request leads.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) service: &'static Service,
    pub(super) route: &'static Route,
    pub(super) region: String,
    pub(super) vars: Vec<String>,
}

/// The regions that the bank uses.
pub(super) const REGIONS: [&str; 2] = ["us-south", "eu-de"];

/// The service and region that a path begins with, and what follows.
fn enter(request: &Request) -> (Option<&'static str>, String, Vec<String>) {
    let mut segments = request.segments();
    let region = segments.first().and_then(|first| REGIONS.into_iter().find(|region| region == first));
    if region.is_some() {
        segments.remove(0);
    }
    let prefix = if segments.is_empty() { String::new() } else { segments.remove(0) };
    (region, prefix, segments)
}

/// The operation that a request asks for; without one, the service that it was sent to, if any.
pub(super) fn find(request: &Request) -> Result<Found, Option<&'static Service>> {
    let (region, prefix, segments) = enter(request);
    let of_prefix = || {
        super::service::ALL
            .iter()
            .copied()
            .filter(|service| service.prefix == prefix && service.regional == region.is_some())
    };
    let mut best: Option<Found> = None;
    for service in of_prefix() {
        for route in service.routes.iter().filter(|route| fits(route, request)) {
            let Some(vars) = route.vars(&segments) else { continue };
            // `/v2/groups/settings` is not the group `settings`.
            if best.as_ref().is_none_or(|best| vars.len() < best.vars.len()) {
                best = Some(Found { service, route, region: region.unwrap_or("").to_owned(), vars });
            }
        }
    }
    best.ok_or_else(|| of_prefix().next())
}

/// S3 tells some operations apart by a parameter alone, written here as `GET?legalHold`.
fn fits(route: &Route, request: &Request) -> bool {
    let (method, parameter) = route.method.split_once('?').unwrap_or((route.method, ""));
    request.method.as_str() == method && (parameter.is_empty() || request.parameter(parameter).is_some())
}

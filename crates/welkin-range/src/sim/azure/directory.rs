//! Microsoft Graph: reading the directory (learn.microsoft.com/graph/api/overview, version 1.0).

use serde_json::{Value, json};
use welkin_model::Millis;

use super::Azure;
use super::caller::{Audience, Caller, caller};
use super::error::Fault;
use super::json::{at as value_at, list, text};
use super::page;
use super::store::Store;
use crate::estate::TENANT;
use crate::sim::{Method, Request, Response};

pub(super) const USERS: &str = "users";
pub(super) const GROUPS: &str = "groups";
pub(super) const APPS: &str = "applications";
pub(super) const PRINCIPALS: &str = "serviceprincipals";
pub(super) const MEMBERS: &str = "groups/members";
pub(super) const OWNERS: &str = "applications/owners";
pub(super) const FEDERATIONS: &str = "applications/federatedidentitycredentials";
pub(super) const APP_ROLES: &str = "serviceprincipals/approleassignments";

/// Collections below the version, lower-case; children carry their parent's id between the names.
const COLLECTIONS: [&str; 17] = [
    USERS,
    GROUPS,
    APPS,
    PRINCIPALS,
    MEMBERS,
    FEDERATIONS,
    APP_ROLES,
    OWNERS,
    "directoryroles/members",
    "organization",
    "domains",
    "directoryroles",
    "oauth2permissiongrants",
    "identity/conditionalaccess/policies",
    "identity/conditionalaccess/namedlocations",
    "policies/authorizationpolicy",
    "rolemanagement/directory/roleassignments",
];

const EMPTY: [(&str, &str); 8] = [
    (USERS, "approleassignments"),
    (USERS, "oauth2permissiongrants"),
    (USERS, "ownedobjects"),
    (GROUPS, "owners"),
    (GROUPS, "approleassignments"),
    (PRINCIPALS, "owners"),
    (PRINCIPALS, "oauth2permissiongrants"),
    (PRINCIPALS, "ownedobjects"),
];

const PAGE: usize = 100;
const LARGEST_PAGE: usize = 999;

/// What a path of Graph leads to.
#[derive(Debug)]
pub(super) struct Place {
    /// One of [`COLLECTIONS`].
    pub(super) collection: &'static str,
    /// The key of the object, or of the collection with a trailing `/`.
    pub(super) key: String,
    pub(super) is_object: bool,
}

/// The permissions of which one lets a caller read or write.
pub(super) fn permissions(collection: &str, writes: bool) -> [&'static str; 3] {
    let first = collection.split('/').next().unwrap_or("");
    match (first, writes) {
        (USERS, false) => ["User.Read.All", "User.ReadWrite.All", "Directory.Read.All"],
        (USERS, true) => ["User.ReadWrite.All", "User.EnableDisableAccount.All", "Directory.ReadWrite.All"],
        (GROUPS, false) => ["Group.Read.All", "Group.ReadWrite.All", "Directory.Read.All"],
        (GROUPS, true) => ["Group.ReadWrite.All", "GroupMember.ReadWrite.All", "Directory.ReadWrite.All"],
        (APPS | PRINCIPALS, false) => {
            ["Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All"]
        }
        (APPS | PRINCIPALS, true) => {
            ["Application.ReadWrite.All", "AppRoleAssignment.ReadWrite.All", "Directory.ReadWrite.All"]
        }
        ("identity" | "policies", false) => {
            ["Policy.Read.All", "Policy.ReadWrite.ConditionalAccess", "Policy.Read.ConditionalAccess"]
        }
        ("identity" | "policies", true) => {
            ["Policy.ReadWrite.ConditionalAccess", "Policy.ReadWrite.Authorization", "Policy.ReadWrite.All"]
        }
        (_, false) => ["Directory.Read.All", "Organization.Read.All", "Directory.ReadWrite.All"],
        (_, true) => {
            ["Directory.ReadWrite.All", "RoleManagement.ReadWrite.Directory", "Organization.ReadWrite.All"]
        }
    }
}

/// The federated credentials of an application or of the user-assigned identity with this client id.
pub(super) fn federations<'a>(
    directory: &'a Store,
    estate: &'a Store,
    app_id: &str,
    at: Millis,
) -> Vec<&'a Value> {
    let app = directory
        .of_kind(APPS, "applications/", at)
        .find(|(_, app)| text(app, "appId").eq_ignore_ascii_case(app_id));
    let of_app =
        app.map(|(key, _)| directory.of_kind(FEDERATIONS, &format!("{key}/"), at).map(|(_, body)| body));
    let identity = estate
        .of_kind("microsoft.managedidentity/userassignedidentities", "/", at)
        .find(|(_, body)| text(body, "properties.clientId").eq_ignore_ascii_case(app_id));
    let kind = "microsoft.managedidentity/userassignedidentities/federatedidentitycredentials";
    let of_identity = identity.map(|(key, _)| {
        estate.of_kind(kind, &format!("{key}/"), at).filter_map(|(_, body)| body.get("properties"))
    });
    of_app.into_iter().flatten().chain(of_identity.into_iter().flatten()).collect()
}

impl Azure {
    pub(super) fn graph(&mut self, segments: &[String], request: &Request, at: Millis) -> Response {
        let request_id = self.uuid();
        let outcome = caller(request, &self.key, Audience::Graph, at).map_err(|mut fault| {
            // Graph has one code for every token that it does not take.
            fault.code = "InvalidAuthenticationToken";
            fault
        });
        let outcome = outcome.and_then(|caller| match request.method {
            Method::GET => self.graph_read(segments, request, &caller, at),
            _ => self.graph_write(segments, request, &caller, at),
        });
        match outcome {
            Ok(response) => response.with("request-id", request_id).with("odata-version", "4.0"),
            Err(fault) => fault.graph(&request_id, at),
        }
    }

    fn graph_read(
        &self,
        segments: &[String],
        request: &Request,
        caller: &Caller,
        at: Millis,
    ) -> Result<Response, Fault> {
        let lower: Vec<String> = segments.iter().map(|part| part.to_ascii_lowercase()).collect();
        let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
        // Relations that are read from the other side.
        if let [PRINCIPALS, id, "approleassignedto"] = lower.as_slice() {
            permit(caller, PRINCIPALS, false)?;
            let all = self.directory.of_kind(APP_ROLES, "serviceprincipals/", at);
            let found =
                all.map(|(_, body)| body).filter(|body| text(body, "resourceId").eq_ignore_ascii_case(id));
            return self.listed_objects("appRoleAssignments", found.cloned().collect(), request);
        }
        if let [of @ (USERS | PRINCIPALS), id, "memberof" | "transitivememberof"] = lower.as_slice() {
            permit(caller, of, false)?;
            let id = self.object_key(of, id, at);
            let id = id.rsplit('/').next().unwrap_or("");
            let groups = self.groups_of(id, at);
            let found =
                groups.iter().filter_map(|group| self.directory.get(&format!("{GROUPS}/{group}"), at));
            return self.listed_objects("directoryObjects", found.cloned().collect(), request);
        }
        // Relations that nothing of the estate has.
        if let [of @ (USERS | GROUPS | APPS | PRINCIPALS), id, relation] = lower.as_slice()
            && EMPTY.contains(&(*of, *relation))
        {
            permit(caller, of, false)?;
            let key = self.object_key(of, id, at);
            self.directory.get(&key, at).ok_or_else(|| not_found(&key))?;
            return self.listed_objects(relation, Vec::new(), request);
        }
        let place = self.place(&lower, at).ok_or_else(|| not_a_segment(segments))?;
        permit(caller, place.collection, false)?;
        if place.is_object || place.collection == "policies/authorizationpolicy" {
            let key = if place.is_object { place.key } else { format!("{}authorizationpolicy", place.key) };
            let body = self.directory.get(&key, at).ok_or_else(|| not_found(&key))?;
            let mut body = selected(&visible(body), request.parameter("$select").as_deref());
            let context = format!("https://graph.microsoft.com/v1.0/$metadata#{}/$entity", place.collection);
            if let Some(object) = body.as_object_mut() {
                object.insert("@odata.context".to_owned(), Value::String(context));
            }
            return Ok(Response::json(200, &body));
        }
        if let Some((parent, _)) = place.key.trim_end_matches('/').rsplit_once('/')
            && place.collection.contains('/')
            && [USERS, GROUPS, APPS, PRINCIPALS, "directoryroles"]
                .iter()
                .any(|of| parent.starts_with(&format!("{of}/")))
            && self.directory.get(parent, at).is_none()
        {
            return Err(not_found(parent));
        }
        let mut found = Vec::new();
        for (_, body) in self.directory.of_kind(place.collection, &place.key, at) {
            let whole = match place.collection {
                // A membership holds the id of its member alone.
                MEMBERS | OWNERS | "directoryroles/members" => {
                    self.member(text(body, "id"), at).unwrap_or(Value::Null)
                }
                _ => body.clone(),
            };
            if !whole.is_null() && filtered(&whole, request.parameter("$filter").as_deref())? {
                found.push(whole);
            }
        }
        self.listed_objects(place.collection, found, request)
    }

    fn listed_objects(
        &self,
        collection: &str,
        found: Vec<Value>,
        request: &Request,
    ) -> Result<Response, Fault> {
        let top = request.parameter("$top").and_then(|top| top.parse::<usize>().ok()).unwrap_or(PAGE);
        if top == 0 || top > LARGEST_PAGE {
            return Err(Fault::new(
                400,
                "Request_UnsupportedQuery",
                format!("Invalid page size specified: '{top}'. Must be between 1 and 999 inclusive."),
            ));
        }
        let context = format!("graph/{collection}");
        let from = match request.parameter("$skiptoken") {
            None => 0,
            Some(token) => page::open(&token, &context).ok_or_else(|| {
                Fault::new(400, "Directory_ExpiredPageToken", "The specified page token value has expired and can no longer be included in your request.")
            })?,
        };
        let select = request.parameter("$select");
        let count = found.len();
        let rest: Vec<Value> =
            found.iter().skip(from).map(|b| selected(&visible(b), select.as_deref())).collect();
        let more = rest.len() > top;
        let values: Vec<Value> = rest.into_iter().take(top).collect();
        let mut body = serde_json::Map::new();
        body.insert(
            "@odata.context".into(),
            json!(format!("https://graph.microsoft.com/v1.0/$metadata#{collection}")),
        );
        if request.parameter("$count").as_deref() == Some("true") {
            body.insert("@odata.count".into(), json!(count));
        }
        if more {
            body.insert(
                "@odata.nextLink".into(),
                json!(page::next_link(request, "$skiptoken", &page::seal(from + top, &context))),
            );
        }
        body.insert("value".into(), Value::Array(values));
        Ok(Response::json(200, &Value::Object(body)))
    }

    /// The place of a lower-case path.
    pub(super) fn place(&self, lower: &[&str], at: Millis) -> Option<Place> {
        if let [of, rest @ ..] = lower
            && let Some((of, id)) = of.strip_suffix("')").and_then(|of| of.split_once("(appid='"))
        {
            // `servicePrincipals(appId='…')` is the object by its alternate key.
            let collection = COLLECTIONS.into_iter().find(|known| *known == of)?;
            let found = self.directory.of_kind(collection, &format!("{of}/"), at);
            let key = found
                .into_iter()
                .find(|(_, body)| text(body, "appId").eq_ignore_ascii_case(id))
                .map_or_else(|| format!("{of}/{id}"), |(key, _)| key.to_owned());
            let id = key.rsplit('/').next().unwrap_or(id).to_owned();
            let whole: Vec<&str> = [of, id.as_str()].into_iter().chain(rest.iter().copied()).collect();
            return self.place(&whole, at);
        }
        let whole = lower.join("/");
        if let Some(collection) = COLLECTIONS.into_iter().find(|known| *known == whole) {
            return Some(Place { collection, key: format!("{whole}/"), is_object: false });
        }
        if let Some((above, id)) = whole.rsplit_once('/')
            && let Some(collection) = COLLECTIONS.into_iter().find(|known| *known == above)
        {
            return Some(Place { collection, key: self.object_key(collection, id, at), is_object: true });
        }
        let (of, id, relation, rest) = match lower {
            [of, id, relation] => (*of, *id, *relation, None),
            [of, id, relation, rest] => (*of, *id, *relation, Some(*rest)),
            _ => return None,
        };
        let relation = if relation == "transitivemembers" { "members" } else { relation };
        let name = format!("{of}/{relation}");
        let collection = COLLECTIONS.into_iter().find(|known| *known == name)?;
        let above = format!("{}/{relation}/", self.object_key(of, id, at));
        Some(match rest {
            None => Place { collection, key: above, is_object: false },
            Some(rest) => Place { collection, key: format!("{above}{rest}"), is_object: true },
        })
    }

    /// The key of an object: users go by their principal name too.
    fn object_key(&self, collection: &str, id: &str, at: Millis) -> String {
        if collection == USERS && id.contains('@') {
            let users = self.directory.of_kind(USERS, "users/", at);
            let found =
                users.into_iter().find(|(_, u)| text(u, "userPrincipalName").eq_ignore_ascii_case(id));
            if let Some((key, _)) = found {
                return key.to_owned();
            }
        }
        format!("{collection}/{id}")
    }

    fn member(&self, id: &str, at: Millis) -> Option<Value> {
        [(USERS, "user"), (PRINCIPALS, "servicePrincipal"), (GROUPS, "group")].into_iter().find_map(
            |(of, name)| {
                let mut body = self.directory.get(&format!("{of}/{id}"), at)?.clone();
                let object = body.as_object_mut()?;
                object.insert("@odata.type".into(), json!(format!("#microsoft.graph.{name}")));
                Some(body)
            },
        )
    }

    /// The ids of the groups that an object belongs to, through other groups too.
    pub(super) fn groups_of(&self, id: &str, at: Millis) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        let mut ask = vec![id.to_ascii_lowercase()];
        while let Some(member) = ask.pop() {
            for (key, _) in self.directory.of_kind(MEMBERS, "groups/", at) {
                let mut parts = key.split('/').skip(1);
                let (group, of) = (parts.next().unwrap_or(""), parts.nth(1).unwrap_or(""));
                if of == member && !found.iter().any(|known| known == group) {
                    found.push(group.to_owned());
                    ask.push(group.to_owned());
                }
            }
        }
        found
    }

    /// The application permissions of Microsoft Graph that a service principal holds.
    pub(super) fn graph_roles(&self, object_id: &str, at: Millis) -> Vec<String> {
        let graph = self.directory.get(&format!("{PRINCIPALS}/{}", super::seed::GRAPH), at);
        let roles = graph.map_or(&[][..], |graph| list(graph, "appRoles"));
        let prefix = format!("{PRINCIPALS}/{object_id}/approleassignments/");
        self.directory
            .of_kind(APP_ROLES, &prefix, at)
            .filter_map(|(_, held)| roles.iter().find(|role| text(role, "id") == text(held, "appRoleId")))
            .map(|role| text(role, "value").to_owned())
            .collect()
    }
}

pub(super) fn permit(caller: &Caller, collection: &str, writes: bool) -> Result<(), Fault> {
    // Members of the tenant see its people and groups.
    let is_member =
        !caller.is_app && !writes && (collection.starts_with(USERS) || collection.starts_with(GROUPS));
    let needed = permissions(collection, writes);
    if is_member || caller.roles.iter().any(|role| needed.contains(&role.as_str())) {
        return Ok(());
    }
    Err(Fault::new(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."))
}

pub(super) fn not_found(key: &str) -> Fault {
    let id = key.rsplit('/').next().unwrap_or("");
    Fault::new(
        404,
        "Request_ResourceNotFound",
        format!(
            "Resource '{id}' does not exist or one of its queried reference-property objects are not present."
        ),
    )
}

pub(super) fn not_a_segment(segments: &[String]) -> Fault {
    let name = segments.last().map_or("", String::as_str);
    Fault::new(400, "BadRequest", format!("Resource not found for the segment '{name}'."))
}

/// Properties that are the range's own begin with `x-`.
fn visible(body: &Value) -> Value {
    let kept = body.as_object().into_iter().flatten().filter(|(key, _)| !key.starts_with("x-"));
    kept.map(|(key, value)| (key.clone(), value.clone())).collect::<serde_json::Map<_, _>>().into()
}

fn selected(body: &Value, select: Option<&str>) -> Value {
    let Some(select) = select else { return body.clone() };
    let wanted: Vec<&str> = select.split(',').map(str::trim).collect();
    let kept = body.as_object().into_iter().flatten();
    let kept = kept.filter(|(key, _)| wanted.contains(&key.as_str()) || key.starts_with('@') || *key == "id");
    kept.map(|(key, value)| (key.clone(), value.clone())).collect::<serde_json::Map<_, _>>().into()
}

/// `property eq value` and `startswith(property,'text')`, joined by `and`.
fn filtered(body: &Value, filter: Option<&str>) -> Result<bool, Fault> {
    let Some(filter) = filter else { return Ok(true) };
    let unsupported = || {
        Fault::new(400, "Request_UnsupportedQuery", "Unsupported or invalid query filter clause specified.")
    };
    for part in filter.split(" and ").map(str::trim) {
        let holds =
            if let Some(inner) = part.strip_prefix("startswith(").and_then(|part| part.strip_suffix(')')) {
                let (path, prefix) = inner.split_once(',').ok_or_else(unsupported)?;
                let prefix = prefix.trim().trim_matches('\'').to_lowercase();
                text(body, &path.replace('/', ".")).to_lowercase().starts_with(&prefix)
            } else {
                let (path, wanted) = part.split_once(" eq ").ok_or_else(unsupported)?;
                let wanted = wanted.trim();
                match value_at(body, &path.trim().replace('/', ".")) {
                    Some(Value::String(found)) => found.eq_ignore_ascii_case(wanted.trim_matches('\'')),
                    Some(found) => serde_json::from_str::<Value>(wanted).is_ok_and(|wanted| *found == wanted),
                    None => wanted == "null",
                }
            };
        if !holds {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The id of the tenant's organization object is the tenant's own.
pub(super) const ORGANIZATION: &str = TENANT;

use std::collections::BTreeMap;
use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Unknown, UnknownReason};

use super::ask::{About, Ask, MOST_PAGES, hole, text, unknown};
use super::id;
use super::place::{GRAPH, Place};
use crate::describe::Resource;
use crate::discovery::Discovery;

/// A collection of Microsoft Graph (<https://learn.microsoft.com/graph/api/overview>).
#[derive(Debug)]
pub(super) struct Collection {
    pub(super) native: &'static str,
    /// Below the version; of a relation the part below its object.
    pub(super) path: &'static str,
    query: &'static str,
    /// The application permission with the least rights that reads it.
    pub(super) permission: &'static str,
    /// Relations of each object.
    pub(super) below: &'static [Collection],
}

const fn collection(
    native: &'static str,
    path: &'static str,
    query: &'static str,
    permission: &'static str,
    below: &'static [Collection],
) -> Collection {
    Collection { native, path, query, permission, below }
}

const MEMBERS: &str = "members";
/// How many members one description of a group tells of.
const MEMBERS_TOLD: usize = 1_000;

#[rustfmt::skip]
pub(super) static COLLECTIONS: &[Collection] = &[
    collection("microsoft.graph/users", "users",
        "$select=id,displayName,userPrincipalName,accountEnabled,userType,createdDateTime,department,externalUserState&$top=999",
        "User.Read.All", &[]),
    collection("microsoft.graph/groups", "groups",
        "$select=id,displayName,securityEnabled,isAssignableToRole,groupTypes,createdDateTime&$top=999",
        "Group.Read.All",
        &[collection("microsoft.graph/groups/members", MEMBERS, "$select=id&$top=999", "Group.Read.All", &[])]),
    collection("microsoft.graph/applications", "applications",
        "$select=id,appId,displayName,createdDateTime,signInAudience,passwordCredentials,keyCredentials,requiredResourceAccess,notes,tags&$top=999",
        "Application.Read.All",
        &[collection("microsoft.graph/applications/federatedIdentityCredentials", "federatedIdentityCredentials", "$top=999", "Application.Read.All", &[])]),
    collection("microsoft.graph/servicePrincipals", "servicePrincipals",
        "$select=id,appId,displayName,servicePrincipalType,accountEnabled,appOwnerOrganizationId,alternativeNames,passwordCredentials,keyCredentials,notes,tags&$top=999",
        "Application.Read.All", &[]),
    collection("microsoft.graph/conditionalAccess/policies", "identity/conditionalAccess/policies", "", "Policy.Read.All", &[]),
    collection("microsoft.graph/directory/roleAssignments", "roleManagement/directory/roleAssignments",
        "$expand=roleDefinition($select=id,displayName,isBuiltIn)", "RoleManagement.Read.Directory", &[]),
];

/// Microsoft Graph's own application: what is granted on it is what applications may do with the directory.
const GRAPH_APPLICATION: &str = "servicePrincipals(appId='00000003-0000-0000-c000-000000000000')";

/// How many relations are read at the same time.
const SIDE_BY_SIDE: usize = 16;

/// One tenant's directory.
#[derive(Debug)]
pub(super) struct Directory<'d> {
    ask: &'d Ask,
    into: &'d Discovery,
    tenant: String,
}

/// Reads people, groups, applications and what they may do in the directory.
pub(super) async fn read(ask: &Ask, told: Option<&str>, into: &Discovery) {
    let directory = Directory { ask, into, tenant: tenant(ask, told, into).await };
    let mut work: Vec<BoxFuture<'_, ()>> =
        COLLECTIONS.iter().map(|collection| directory.collection(collection).boxed()).collect();
    work.push(directory.permissions().boxed());
    stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
}

/// The tenant itself; its id is needed for what its objects are to other clouds. Where it cannot be read, the one that
/// the environment names stands for it.
async fn tenant(ask: &Ask, told: Option<&str>, into: &Discovery) -> String {
    let organization =
        collection("microsoft.graph/organization", "organization", "", "Organization.Read.All", &[]);
    let told = told.unwrap_or("").to_ascii_lowercase();
    let before = Directory { ask, into, tenant: told.clone() };
    let items = before.list(&organization, "", None).await;
    let tenant = items.first().map_or(told, |item| text(item, "id").to_ascii_lowercase());
    let directory = Directory { ask, into, tenant: tenant.clone() };
    for item in items {
        directory.tell(
            "microsoft.graph/organization",
            id::object("organization", text(&item, "id")),
            item,
            Vec::new(),
        );
    }
    tenant
}

impl Directory<'_> {
    async fn collection(&self, collection: &'static Collection) {
        let items = self.list(collection, "", None).await;
        let work: Vec<BoxFuture<'_, ()>> =
            items.into_iter().map(|item| self.object(collection, item).boxed()).collect();
        stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
    }

    async fn object(&self, collection: &'static Collection, item: Value) {
        let own = text(&item, "id").to_owned();
        let asset = address(collection.path, &own);
        if let Some(asset) = &asset {
            self.secrets(collection.path, asset, &item);
        }
        self.tell(collection.native, asset.clone(), item, Vec::new());
        let Some(asset) = asset else { return };
        for relation in collection.below {
            let path = format!("{}/{own}/", collection.path);
            let about = (collection.native, &asset);
            let items = self.list(relation, &path, Some(about)).await;
            if relation.path == MEMBERS {
                // Members do not know their groups, so the group tells of them.
                for members in items.chunks(MEMBERS_TOLD) {
                    let view = json!({"id": own, "members": members});
                    self.tell_by(relation.native, collection.native, Some(asset.clone()), view, Vec::new());
                }
                continue;
            }
            for item in items {
                let of = text(&item, "id").to_ascii_lowercase();
                let asset = (!of.is_empty()).then(|| AssetId::new(format!("{asset}/{}/{of}", relation.path)));
                self.tell(relation.native, asset, item, Vec::new());
            }
        }
    }

    /// Secrets and certificates of an application: when they run out, never what they are.
    fn secrets(&self, collection: &str, of: &AssetId, item: &Value) {
        for kind in ["passwordCredentials", "keyCredentials"] {
            for credential in item.get(kind).and_then(Value::as_array).into_iter().flatten() {
                let key = text(credential, "keyId").to_ascii_lowercase();
                let asset = id::is_guid(&key).then(|| AssetId::new(format!("{of}/{kind}/{key}")));
                let native = format!("microsoft.graph/{collection}/{kind}");
                self.tell(&native, asset, credential.clone(), Vec::new());
            }
        }
    }

    /// What applications may do with the directory by rights of their own: each grant with the name of the right.
    async fn permissions(&self) {
        let native = "microsoft.graph/servicePrincipals/appRoleAssignedTo";
        let about = About {
            operation: "servicePrincipals/appRoles",
            permission: "Application.Read.All",
            scope: &self.tenant,
        };
        let url = self.ask.places.url(
            Place::Directory,
            &format!("/v1.0/{GRAPH_APPLICATION}"),
            "$select=id,appRoles",
        );
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut path = format!("{GRAPH_APPLICATION}/");
        match self.ask.one(Place::Directory, about, url).await {
            Ok(graph) => {
                let graph = graph.unwrap_or(Value::Null);
                let roles = graph.get("appRoles").and_then(Value::as_array);
                let named = |role: &Value| (text(role, "id").to_owned(), text(role, "value").to_owned());
                names.extend(roles.into_iter().flatten().map(named));
                if id::is_guid(text(&graph, "id")) {
                    path = format!("servicePrincipals/{}/", text(&graph, "id"));
                }
            }
            Err(error) => self.into.hole(hole(&self.tenant, error.unknown())),
        }
        let granted = collection(native, "appRoleAssignedTo", "$top=999", "Application.Read.All", &[]);
        for mut item in self.list(&granted, &path, None).await {
            let (of, own) = (text(&item, "principalId").to_owned(), text(&item, "id").to_owned());
            let asset = id::object("servicePrincipals", &of)
                .filter(|_| !own.is_empty())
                .map(|of| AssetId::new(format!("{of}/appRoleAssignments/{own}")));
            let name = names.get(text(&item, "appRoleId")).cloned();
            if let (Some(name), Some(item)) = (name, item.as_object_mut()) {
                item.insert("appRoleValue".to_owned(), Value::String(name));
            }
            self.tell(native, asset, item, Vec::new());
        }
    }

    /// All items of a collection. What stops it is told of the object that it is a relation of, else as a hole.
    async fn list(
        &self,
        collection: &Collection,
        above: &str,
        of: Option<(&'static str, &AssetId)>,
    ) -> Vec<Value> {
        let lacking = |unknown: Unknown| match of {
            Some((native, asset)) => self.tell(native, Some(asset.clone()), Value::Null, vec![unknown]),
            None => self.into.hole(hole(&self.tenant, unknown)),
        };
        let operation = collection.native.trim_start_matches("microsoft.graph/");
        let about = About { operation, permission: collection.permission, scope: &self.tenant };
        let path = format!("/v1.0/{above}{}", collection.path);
        let mut url = Some(self.ask.places.url(Place::Directory, &path, collection.query));
        let mut all = Vec::new();
        for page in 0..=MOST_PAGES {
            let Some(at) = url.take() else { break };
            if page == MOST_PAGES {
                let detail = format!("there are more than {MOST_PAGES} pages");
                lacking(unknown(format!("{GRAPH}:{operation}"), UnknownReason::Bounded, detail));
                break;
            }
            match self.ask.page(Place::Directory, about, at.clone()).await {
                Ok(Some((items, next))) => {
                    all.extend(items);
                    url = next.filter(|next| *next != at);
                }
                Ok(None) => break,
                Err(error) => {
                    lacking(error.unknown_on(page));
                    break;
                }
            }
        }
        all
    }

    fn tell(&self, native: &str, asset: Option<AssetId>, payload: Value, unknowns: Vec<Unknown>) {
        self.tell_by(native, native, asset, payload, unknowns);
    }

    /// What the list of one type says of an object of another.
    fn tell_by(
        &self,
        list: &str,
        native: &str,
        asset: Option<AssetId>,
        payload: Value,
        unknowns: Vec<Unknown>,
    ) {
        let via = format!("{GRAPH}:{}", list.trim_start_matches("microsoft.graph/"));
        let Some(id) = asset else {
            let detail = "an item of the list has no id";
            self.into.hole(hole(&self.tenant, unknown(via, UnknownReason::Garbled, detail)));
            return;
        };
        let name = ["displayName", "userPrincipalName", "name"]
            .iter()
            .map(|field| text(&payload, field))
            .find(|name| !name.is_empty());
        let name = name.unwrap_or("").to_owned();
        self.into.resource(Resource {
            cloud: Cloud::Azure,
            native_type: Arc::from(native),
            id,
            name,
            scope: self.tenant.clone(),
            region: String::new(),
            via: Arc::from(via),
            payload,
            unknowns,
            observed_at: 0,
        });
    }
}

/// The id of an object of a collection.
fn address(collection: &str, own: &str) -> Option<AssetId> {
    id::object(collection, own)
        .or_else(|| (!own.is_empty()).then(|| AssetId::new(format!("{}{collection}/{own}", id::DIRECTORY))))
}

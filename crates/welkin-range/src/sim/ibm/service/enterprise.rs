use serde_json::json;

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::{Failure, Family};
use super::super::page::Page;
use super::super::route::{Need, Route, Service, Shape};
use super::super::world::World;

pub(in super::super) const ENTERPRISES: &str = "enterprise/enterprises";
pub(in super::super) const ACCOUNT_GROUPS: &str = "enterprise/account-groups";
pub(in super::super) const ACCOUNTS: &str = "enterprise/accounts";
pub(in super::super) const CATALOG_ENTRIES: &str = "catalog/entries";

const PAGE: Page = Page::NextUrl { default: 10, most: 100, parameter: "next_docid" };
const ENTERPRISE: Shape = Shape::new(ENTERPRISES, "resources", PAGE, "enterprise");
const ACCOUNT_GROUP: Shape = Shape::new(ACCOUNT_GROUPS, "resources", PAGE, "account-group")
    .filtered(&[("parent", "/parent"), ("enterprise_id", "/enterprise_id")]);
const ACCOUNT: Shape = Shape::new(ACCOUNTS, "resources", PAGE, "account").filtered(&[
    ("parent", "/parent"),
    ("account_group_id", "/account_group_id"),
    ("enterprise_id", "/enterprise_id"),
]);
const ENTRY: Shape = Shape::new(CATALOG_ENTRIES, "resources", Page::Whole(""), "entry");

use Need::View;

/// The enterprise's tree of accounts: <https://cloud.ibm.com/apidocs/enterprise-apis/enterprise>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "enterprise",
    name: "enterprise",
    title: "Enterprise Management",
    regional: false,
    account: true,
    family: Family::Platform,
    routes: &[
        Route::list("/v1/enterprises", "list_enterprises", "enterprise.enterprise.list", View, &ENTERPRISE),
        Route::get("/v1/enterprises/{}", "get_enterprise", "enterprise.enterprise.read", View, &ENTERPRISE),
        Route::list("/v1/account-groups", "list_account_groups", "enterprise.account-group.list", View, &ACCOUNT_GROUP),
        Route::get("/v1/account-groups/{}", "get_account_group", "enterprise.account-group.read", View, &ACCOUNT_GROUP),
        Route::list("/v1/accounts", "list_accounts", "enterprise.account.list", View, &ACCOUNT),
        Route::get("/v1/accounts/{}", "get_account", "enterprise.account.read", View, &ACCOUNT),
    ],
};

/// The global catalog, which needs no token for what is public: <https://cloud.ibm.com/apidocs/resource-catalog/global-catalog>.
#[rustfmt::skip]
pub(in super::super) const CATALOG: Service = Service {
    prefix: "globalcatalog",
    name: "globalcatalog",
    title: "Global Catalog",
    regional: false,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::own("GET", "/api/v1", "list_catalog_entries", "", Need::Open, entries),
        Route::get("/api/v1/{}", "get_catalog_entry", "", Need::Open, &ENTRY),
    ],
};

const MOST: usize = 200;

fn entries(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let wanted = call.query("q");
    let number = |name: &str, default: usize| match call.query(name).as_str() {
        "" => Ok(default),
        given => given.parse::<usize>().map_err(|_| Failure::wrong(format!("`{name}` is no number."))),
    };
    let (offset, limit) = (number("_offset", 0)?, number("_limit", 50)?.clamp(1, MOST));
    let all: Vec<_> = world
        .store
        .all(CATALOG_ENTRIES)
        .filter(|entry| wanted.is_empty() || entry.name.contains(wanted.trim_start_matches("name:")))
        .map(|entry| &entry.value)
        .collect();
    let shown: Vec<_> = all.iter().skip(offset).take(limit).collect();
    let body = json!({"offset": offset, "limit": limit, "count": all.len(), "resource_count": shown.len(), "resources": shown});
    Ok(Response::json(200, &body))
}

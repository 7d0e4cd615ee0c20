use super::super::failure::Family;
use super::super::page::Page;
use super::super::route::{Need, Route, Service, Shape};

pub(in super::super) const SUBSCRIPTIONS: &str = "governance/subscriptions";
pub(in super::super) const DATA_MARTS: &str = "governance/data-marts";
pub(in super::super) const CLUSTER_KIND: &str = "clusters";
pub(in super::super) const TARGETS: &str = "atracker/targets";
pub(in super::super) const ROUTES: &str = "atracker/routes";
pub(in super::super) const SETTINGS: &str = "atracker/settings";
pub(in super::super) const TENANTS: &str = "logs/tenants";
pub(in super::super) const PROFILES: &str = "scc/profiles";
pub(in super::super) const ATTACHMENTS: &str = "scc/attachments";

const SUBSCRIPTION: Shape = Shape::new(SUBSCRIPTIONS, "subscriptions", Page::Whole(""), "subscription");
const DATA_MART: Shape = Shape::new(DATA_MARTS, "data_marts", Page::Whole(""), "data-mart");
const CLUSTER: Shape = Shape::new(CLUSTER_KIND, "clusters", Page::Whole(""), "cluster");
const TARGET: Shape = Shape::new(TARGETS, "targets", Page::Whole(""), "target");
const ROUTE: Shape = Shape::new(ROUTES, "routes", Page::Whole(""), "route");
const SETTING: Shape = Shape::new(SETTINGS, "settings", Page::Whole(""), "settings");
const TENANT: Shape = Shape::new(TENANTS, "tenants", Page::Whole(""), "tenant");
const PROFILE: Shape = Shape::new(PROFILES, "profiles", Page::Whole("total_count"), "profile");
const ATTACHMENT: Shape = Shape::new(ATTACHMENTS, "attachments", Page::Whole("total_count"), "attachment");

use Need::{Edit, Read, View};

/// watsonx.governance: what it watches. <https://cloud.ibm.com/apidocs/ai-openscale>
#[rustfmt::skip]
pub(in super::super) const GOVERNANCE: Service = Service {
    prefix: "aiopenscale",
    name: "aiopenscale",
    title: "watsonx.governance",
    regional: false,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::list("/v2/subscriptions", "subscriptions_list", "aiopenscale.subscriptions.list", Read, &SUBSCRIPTION),
        Route::get("/v2/subscriptions/{}", "subscriptions_get", "aiopenscale.subscriptions.read", Read, &SUBSCRIPTION),
        Route::list("/v2/data_marts", "data_marts_list", "aiopenscale.data_mart.list", Read, &DATA_MART),
    ],
};

/// Kubernetes Service and Red Hat OpenShift: <https://cloud.ibm.com/apidocs/kubernetes/containers-v1-v2>.
#[rustfmt::skip]
pub(in super::super) const CLUSTERS: Service = Service {
    prefix: "containers",
    name: "containers-kubernetes",
    title: "Kubernetes Service",
    regional: false,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::own("GET", "/v2/getClusters", "get_clusters", "containers-kubernetes.cluster.list", View, clusters),
        Route::own("GET", "/v2/vpc/getClusters", "vpc_get_clusters", "containers-kubernetes.cluster.list", View, clusters),
        Route::own("GET", "/v2/getCluster", "get_cluster", "containers-kubernetes.cluster.get", View, cluster).about(&CLUSTER),
    ],
};

/// Activity Tracker Event Routing: <https://cloud.ibm.com/apidocs/atracker/atracker-v2>.
#[rustfmt::skip]
pub(in super::super) const AUDIT: Service = Service {
    prefix: "atracker",
    name: "atracker",
    title: "Activity Tracker Event Routing",
    regional: true,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::list("/api/v2/targets", "list_targets", "atracker.target.list", View, &TARGET),
        Route::get("/api/v2/targets/{}", "get_target", "atracker.target.get", View, &TARGET),
        Route::list("/api/v2/routes", "list_routes", "atracker.route.list", View, &ROUTE),
        Route::get("/api/v2/routes/{}", "get_route", "atracker.route.get", View, &ROUTE),
        Route::remove("/api/v2/routes/{}", "delete_route", "atracker.route.delete", Edit, &ROUTE),
        Route::own("GET", "/api/v2/settings", "get_settings", "atracker.setting.get", View, settings).about(&SETTING),
    ],
};

/// Logs Routing: <https://cloud.ibm.com/apidocs/logs-router>.
#[rustfmt::skip]
pub(in super::super) const LOGS: Service = Service {
    prefix: "logs-router",
    name: "logs-router",
    title: "Logs Routing",
    regional: true,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::list("/v1/tenants", "list_tenants", "logs-router.tenant.list", View, &TENANT),
        Route::get("/v1/tenants/{}", "get_tenant", "logs-router.tenant.read", View, &TENANT),
    ],
};

/// Security and Compliance Center: <https://cloud.ibm.com/apidocs/security-compliance>. New instances are no longer sold.
#[rustfmt::skip]
pub(in super::super) const COMPLIANCE: Service = Service {
    prefix: "scc",
    name: "compliance",
    title: "Security and Compliance Center",
    regional: true,
    account: false,
    family: Family::Platform,
    routes: &[
        Route::list("/instances/{}/v3/profiles", "list_profiles", "compliance.posture-management-profiles.list", Read, &PROFILE),
        Route::list("/instances/{}/v3/attachments", "list_attachments", "compliance.posture-management-attachments.list", Read, &ATTACHMENT),
    ],
};

use serde_json::Value;

use super::super::super::Response;
use super::super::call::Call;
use super::super::failure::Failure;
use super::super::world::{World, shown};

/// A plain list, unlike everywhere else.
fn clusters(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let provider = call.query("provider");
    let all: Vec<Value> = world
        .store
        .all(CLUSTER_KIND)
        .filter(|cluster| provider.is_empty() || cluster.text("/provider") == provider)
        .map(|cluster| cluster.value.clone())
        .collect();
    Ok(Response::json(200, &Value::Array(all)))
}

fn cluster(world: &mut World, call: &Call<'_>) -> Result<Response, Failure> {
    let wanted = call.query("cluster");
    let found = world.store.all(CLUSTER_KIND).find(|cluster| cluster.id == wanted || cluster.name == wanted);
    found.map(|cluster| shown(200, cluster)).ok_or_else(|| Failure::missing("The cluster"))
}

fn settings(world: &mut World, _call: &Call<'_>) -> Result<Response, Failure> {
    let settings = world.store.all(SETTINGS).next();
    settings.map(|settings| shown(200, settings)).ok_or_else(|| Failure::missing("The settings"))
}

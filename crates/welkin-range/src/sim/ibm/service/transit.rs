use super::super::failure::Family;
use super::super::page::Page;
use super::super::route::{Need, Route, Service, Shape};

pub(in super::super) const GATEWAYS: &str = "transit/gateways";
pub(in super::super) const CONNECTIONS: &str = "transit/connections";

const PAGE: Page = Page::Start { default: 50, most: 100 };
const GATEWAY: Shape = Shape::new(GATEWAYS, "transit_gateways", PAGE, "gateway");
const CONNECTION: Shape = Shape::new(CONNECTIONS, "connections", PAGE, "connection").nested();

/// Transit Gateway: <https://cloud.ibm.com/apidocs/transit-gateway>.
#[rustfmt::skip]
pub(in super::super) const SERVICE: Service = Service {
    prefix: "transit",
    name: "transit",
    title: "Transit Gateway",
    regional: false,
    account: false,
    family: Family::Vpc,
    routes: &[
        Route::list("/v1/transit_gateways", "list_transit_gateways", "transit.gateway.list", Need::View, &GATEWAY),
        Route::get("/v1/transit_gateways/{}", "get_transit_gateway", "transit.gateway.read", Need::View, &GATEWAY),
        Route::list("/v1/transit_gateways/{}/connections", "list_transit_gateway_connections", "transit.connection.list", Need::View, &CONNECTION),
        Route::get("/v1/transit_gateways/{}/connections/{}", "get_transit_gateway_connection", "transit.connection.read", Need::View, &CONNECTION),
        Route::remove("/v1/transit_gateways/{}/connections/{}", "delete_transit_gateway_connection", "transit.connection.delete", Need::Edit, &CONNECTION),
    ],
};

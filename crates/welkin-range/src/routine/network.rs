use welkin_model::Millis;

use crate::emit::Flow;
use crate::scribe::Scribe;

struct Link {
    host: &'static str,
    from: &'static str,
    to: &'static str,
    port: u16,
    bytes: u64,
}

const fn link(host: &'static str, from: &'static str, to: &'static str, port: u16, bytes: u64) -> Link {
    Link { host, from, to, port, bytes }
}

const AWS: [Link; 6] = [
    link("fraud-scoring", "10.20.4.11", "10.20.12.5", 5432, 80_000),
    link("assistant-api", "10.20.6.21", "10.20.12.7", 6379, 24_000),
    link("feature-etl", "10.20.8.14", "10.20.12.5", 5432, 400_000),
    link("api-ingress", "203.0.113.200", "10.20.1.10", 443, 30_000),
    link("training-node", "10.40.2.31", "10.40.9.4", 443, 60_000_000),
    link("fraud-scoring", "10.20.4.37", "10.20.12.9", 9092, 120_000),
];
const AZURE: [Link; 4] = [
    link("etl-eu", "10.60.3.14", "10.60.8.4", 1433, 500_000),
    link("assistant-eu", "10.60.7.31", "10.60.8.10", 443, 40_000),
    link("gateway-eu", "203.0.113.201", "10.60.1.4", 443, 30_000),
    link("training-eu", "10.60.5.20", "10.60.8.12", 443, 30_000_000),
];
const GCP: [Link; 4] = [
    link("risk-inference-7c9d", "10.128.4.8", "10.128.10.3", 5432, 60_000),
    link("assistant-asia-2f4b", "10.128.6.4", "10.128.10.8", 443, 40_000),
    link("warehouse-1", "10.128.9.2", "10.128.10.5", 443, 2_000_000),
    link("gateway-asia", "10.128.1.2", "203.0.113.202", 443, 20_000),
];
const OCI: [Link; 2] = [
    link("archive-writer", "10.80.1.5", "10.80.9.2", 443, 3_000_000),
    link("archive-index", "10.80.1.9", "10.80.9.4", 1521, 90_000),
];
const IBM: [Link; 2] = [
    link("core-ledger", "10.240.0.12", "10.240.8.3", 50_000, 200_000),
    link("credit-scoring", "10.240.4.21", "10.240.8.9", 443, 60_000),
];

/// The sources of the noise that every public address hears.
const NOISE: [&str; 3] = ["198.51.100.201", "198.51.100.214", "198.51.100.229"];

fn flow(scribe: &mut Scribe, links: &[Link]) -> Option<Flow<'static>> {
    let at = usize::try_from(scribe.rng.below(links.len() as u64)).ok()?;
    let Link { host, from, to, port, bytes } = *links.get(at)?;
    let (sent, received) = (scribe.rng.bytes(bytes / 4), scribe.rng.bytes(bytes));
    Some(Flow { host, from, to, port, sent, received, accepted: true })
}

fn noise(scribe: &mut Scribe, to: &'static str) -> Flow<'static> {
    let ports: [u16; 4] = [22, 23, 3389, 8080];
    let at = usize::try_from(scribe.rng.below(4)).unwrap_or(0);
    let port = ports.get(at).copied().unwrap_or(22);
    let from = scribe.rng.pick(&NOISE);
    Flow { host: "edge", from, to, port, sent: 60, received: 0, accepted: false }
}

pub(crate) fn aws(scribe: &mut Scribe, at: Millis) {
    let picked = if scribe.rng.chance(8) { Some(noise(scribe, "10.20.1.10")) } else { flow(scribe, &AWS) };
    if let Some(flow) = picked {
        scribe.aws_flow(at, flow);
    }
}

pub(crate) fn azure(scribe: &mut Scribe, at: Millis) {
    let picked = if scribe.rng.chance(8) { Some(noise(scribe, "10.60.1.4")) } else { flow(scribe, &AZURE) };
    if let Some(flow) = picked {
        scribe.azure_flow(at, flow);
    }
}

pub(crate) fn gcp(scribe: &mut Scribe, at: Millis) {
    if let Some(flow) = flow(scribe, &GCP) {
        scribe.gcp_flow(at, flow);
    }
}

pub(crate) fn oci(scribe: &mut Scribe, at: Millis) {
    if let Some(flow) = flow(scribe, &OCI) {
        scribe.oci_flow(at, flow);
    }
}

pub(crate) fn ibm(scribe: &mut Scribe, at: Millis) {
    if let Some(flow) = flow(scribe, &IBM) {
        scribe.ibm_flow(at, flow);
    }
}

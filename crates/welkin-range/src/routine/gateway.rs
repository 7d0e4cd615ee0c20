use welkin_model::Millis;

use crate::calendar::HOUR;
use crate::emit::Query;
use crate::scribe::Scribe;

/// The bank's applications and their users ask models through Welkin's gateway.
pub(crate) fn clients(scribe: &mut Scribe, at: Millis) {
    let (cloud, provider, model, version, principal, ip) = match scribe.rng.below(6) {
        0 | 1 => ("azure", "openai", "gpt-4.1", "2025-04-14", "svc:assistant-eu", "10.60.7.31"),
        2 => ("aws", "anthropic", "claude-sonnet-4", "20250514", "svc:assistant-us", "10.20.6.21"),
        3 => ("gcp", "google", "gemini-2.5-flash", "001", "svc:assistant-asia", "10.128.6.4"),
        4 => ("ibm", "ibm", "granite-3-3-8b-instruct", "1", "svc:credit-scoring", "10.240.4.21"),
        _ => ("aws", "technobank", "fraud-scoring", "2026-11", "svc:payments", "10.20.6.40"),
    };
    let (tokens_in, tokens_out) = (scribe.rng.bytes(620), scribe.rng.bytes(310));
    let verdict = if scribe.rng.below(400) == 0 { "block" } else { "pass" };
    let session = u64::try_from(at / HOUR).unwrap_or(0) ^ scribe.rng.below(40);
    let query = Query {
        principal,
        kind: "workload",
        ip,
        agent: "technobank-llm-client/3.4",
        cloud,
        provider,
        model,
        version,
        operation: if model == "fraud-scoring" { "predict" } else { "chat" },
        tokens_in,
        tokens_out,
        verdict,
        session,
    };
    scribe.gateway(at, query);
}

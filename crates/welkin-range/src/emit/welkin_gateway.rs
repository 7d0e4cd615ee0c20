use welkin_model::Millis;

use crate::calendar::{Form, Stamp};
use crate::ids::Token;
use crate::scribe::Scribe;
use crate::template::fill;

const RECORD: &str = concat!(
    r#"{"time":"$time$","id":"$id$","gateway":"gw-$cloud$-1","decision":"$decision$","reason":"$reason$","#,
    r#""principal":{"id":"$principal$","kind":"$kind$","key_id":"$key$"},"client":{"ip":"$ip$","user_agent":"$agent$"},"#,
    r#""cloud":"$cloud$","provider":"$provider$","model":"$model$","model_version":"$version$","operation":"$operation$","#,
    r#""request":{"tokens":$tokens_in$,"bytes":$bytes_in$,"sha256":"$sha$"},"response":{"tokens":$tokens_out$,"bytes":$bytes_out$,"status":$status$},"#,
    r#""latency_ms":$latency$,"guardrail":{"verdict":"$verdict$","policies":[$policies$]},"session":"$session$"}"#
);

/// A query to a model through Welkin's own gateway.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Query<'a> {
    pub(crate) principal: &'a str,
    /// `user` or `workload`.
    pub(crate) kind: &'a str,
    pub(crate) ip: &'a str,
    pub(crate) agent: &'a str,
    pub(crate) cloud: &'a str,
    pub(crate) provider: &'a str,
    pub(crate) model: &'a str,
    pub(crate) version: &'a str,
    pub(crate) operation: &'a str,
    pub(crate) tokens_in: u64,
    pub(crate) tokens_out: u64,
    pub(crate) verdict: &'a str,
    pub(crate) session: u64,
}

impl Scribe {
    pub(crate) fn gateway(&mut self, at: Millis, query: Query<'_>) {
        let blocked = query.verdict == "block";
        let tokens_out = if blocked { 0 } else { query.tokens_out };
        let principal = crate::rng::number_of(query.principal);
        let text = fill(
            RECORD,
            &[
                ("time", &Stamp(at, Form::Millis)),
                ("id", &self.uuid()),
                ("decision", &if blocked { "deny" } else { "allow" }),
                ("reason", &if blocked { "guardrail" } else { "policy" }),
                ("principal", &query.principal),
                ("kind", &query.kind),
                ("key", &format_args!("wk_{}", Token::lower(principal, 12))),
                ("ip", &query.ip),
                ("agent", &query.agent),
                ("cloud", &query.cloud),
                ("provider", &query.provider),
                ("model", &query.model),
                ("version", &query.version),
                ("operation", &query.operation),
                ("tokens_in", &query.tokens_in),
                ("bytes_in", &(query.tokens_in * 4 + self.rng.below(4))),
                ("sha", &Token::hex(self.rng.next(), 64)),
                ("tokens_out", &tokens_out),
                ("bytes_out", &(tokens_out * 4)),
                ("status", &if blocked { 403 } else { 200 }),
                ("latency", &self.rng.between(90, 4_000)),
                ("verdict", &query.verdict),
                ("policies", &if blocked { "\"prompt-injection\"" } else { "" }),
                ("session", &Token::hex(principal ^ query.session, 16)),
            ],
        );
        self.push("welkin.gateway", at, text);
    }
}

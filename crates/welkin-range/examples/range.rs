//! Serves the range until standard input ends, and prints on one line of JSON where each cloud is and how to get in:
//! `cargo run -p welkin-range --example range FOLDER`.

use std::io::Read as _;
use std::path::PathBuf;

use serde_json::{Map, Value, json};
use welkin_range::serve::serve;
use welkin_range::sim::Range;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "an example is an edge")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = PathBuf::from(std::env::args().nth(1).unwrap_or_else(|| ".".to_owned()));
    let token = "development".to_owned();
    let served = serve(Range::technobank(7, now()), 0, token.clone(), now).await?;
    let mut line = Map::new();
    line.insert("admin".into(), json!({"url": format!("http://{}", served.admin()), "token": token}));
    for (cloud, access) in served.access(&folder)? {
        let environment: Map<String, Value> =
            access.environment.into_iter().map(|(k, v)| (k, Value::String(v))).collect();
        let endpoints: Map<String, Value> =
            access.endpoints.into_iter().map(|(k, v)| (k, Value::String(v))).collect();
        line.insert(cloud.to_string(), json!({"environment": environment, "endpoints": endpoints}));
    }
    println!("{}", Value::Object(line));
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "an example is an edge")]
fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(0)
}

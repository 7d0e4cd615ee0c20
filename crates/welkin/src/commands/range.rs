use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Map, Value, json};
use welkin_model::{Cloud, sha256_hex};
use welkin_range::serve::{Served, serve};
use welkin_range::sim::{Access, FaultRule, Limiting, Range as Simulation};

use crate::clock;
use crate::exit::{Exit, Failure};
use crate::interrupt::interrupted;

/// Five simulated clouds on this machine, which the vendors' own SDKs take for real ones.
#[derive(Args, Debug)]
pub(crate) struct Range {
    #[command(subcommand)]
    command: RangeCommand,
}

#[derive(Debug, Subcommand)]
enum RangeCommand {
    Up(RangeUp),
}

/// Serve the simulated clouds on 127.0.0.1 until interrupted.
///
/// Prints where each cloud answers and credentials that work there: those of a reading auditor as each provider's own
/// tools take them from the environment, those of an administrator with WELKIN_ADMIN_ in front.
#[derive(Args, Debug)]
struct RangeUp {
    /// Another seed gives other ids and times
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// What is in the clouds
    #[arg(long, value_enum, default_value_t = Estate::Technobank)]
    estate: Estate,
    /// The first of eleven ports; 0 takes free ones
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// Where credential files are written, readable by their owner alone [default: a new folder for temporary files]
    #[arg(long, value_name = "DIR")]
    folder: Option<PathBuf>,
    /// What goes wrong: cloud:service:operation:fault:probability, e.g. aws:sagemaker:*:429:0.2
    #[arg(long, value_name = "FAULT")]
    fault: Vec<FaultRule>,
    /// Enforce the rates that the providers document
    #[arg(long)]
    limits: bool,
    #[arg(long, value_enum, default_value_t = RangeFormat::Text)]
    format: RangeFormat,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Estate {
    /// A bank whose AI runs on all five clouds
    Technobank,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum RangeFormat {
    /// Lines for a shell: `export NAME=value`
    Text,
    /// One line of JSON
    Json,
}

impl Range {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        let RangeCommand::Up(up) = self.command;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        runtime.map_err(Failure::io("cannot start the runtime"))?.block_on(up.run())
    }
}

impl RangeUp {
    async fn run(self) -> Result<Exit, Failure> {
        let Estate::Technobank = self.estate;
        let mut range = Simulation::technobank(self.seed, clock::now());
        range.set_faults(self.fault);
        range.set_limiting(if self.limits { Limiting::Documented } else { Limiting::Off });
        let token = token()?;
        let served = serve(range, self.port, token.clone(), clock::now)
            .await
            .map_err(|e| Failure::Refused(e.to_string()))?;
        let folder = match self.folder {
            Some(folder) => folder,
            None => std::env::temp_dir().join(format!("welkin-range-{}", std::process::id())),
        };
        make_private(&folder).map_err(Failure::io(format!("cannot make {}", folder.display())))?;
        let access = served.access(&folder).map_err(|e| Failure::Refused(e.to_string()))?;
        let text = match self.format {
            RangeFormat::Json => format!("{}\n", as_json(&served, &token, &access)),
            RangeFormat::Text => as_text(&served, &token, &access),
        };
        let mut out = io::stdout().lock();
        out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::io("cannot write"))?;
        drop(out);
        interrupted().await;
        Ok(Exit::Clean)
    }
}

fn make_private(folder: &std::path::Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

fn token() -> Result<String, Failure> {
    let mut bytes = [0u8; 32];
    getrandom::fill(&mut bytes).map_err(|_| {
        Failure::Refused("the operating system gives no randomness for the admin token".to_owned())
    })?;
    Ok(sha256_hex(&bytes))
}

fn as_json(served: &Served, token: &str, all: &[(Cloud, Access)]) -> Value {
    let object = |pairs: &[(String, String)]| -> Value {
        let map: Map<String, Value> =
            pairs.iter().map(|(key, value)| (key.clone(), Value::from(value.as_str()))).collect();
        Value::Object(map)
    };
    let mut line = Map::new();
    line.insert("admin".to_owned(), json!({"url": format!("http://{}", served.admin()), "token": token}));
    for (cloud, access) in all {
        let entry =
            json!({"environment": object(&access.environment), "endpoints": object(&access.endpoints)});
        line.insert(cloud.to_string(), entry);
    }
    Value::Object(line)
}

fn as_text(served: &Served, token: &str, all: &[(Cloud, Access)]) -> String {
    let mut text = String::new();
    let mut put = |line: String| {
        // Writing to a string does not fail.
        writeln!(text, "{line}").ok();
    };
    for (cloud, access) in all {
        put(format!("# {}", cloud.provider()));
        for (name, value) in &access.environment {
            put(format!("export {name}={}", quoted(value)));
        }
        for (service, url) in &access.endpoints {
            put(format!("#   {service}: {url}"));
        }
        put(String::new());
    }
    put(format!("# Faults, limits and counts: http://{} with Authorization: Bearer {token}", served.admin()));
    put("# The clouds answer until this is interrupted.".to_owned());
    text
}

/// For a POSIX shell.
fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._/:@,+=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

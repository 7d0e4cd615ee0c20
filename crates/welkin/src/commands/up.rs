use std::io::{self, IsTerminal, Write};
use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;
use welkin_detect::{RuleFile, Rules};
use welkin_server::{Config, Demo, Server};

use crate::exit::{Exit, Failure};
use crate::inputs::note;
use crate::interrupt::interrupted;

/// Run the control plane: API and console.
#[derive(Args, Debug)]
pub(crate) struct Up {
    /// Where to answer. Anything but a loopback address lets others in: they still need the token.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8700")]
    listen: SocketAddr,
    /// Where everything is kept.
    #[arg(long, value_name = "DIR", default_value = "welkin-data")]
    data: PathBuf,
    /// A further host name under which it may be called.
    #[arg(long, value_name = "NAME")]
    host: Vec<String>,
    /// A folder whose files are read as they come.
    #[arg(long, value_name = "DIR")]
    watch: Option<PathBuf>,
    /// Show Welkin on the TechnoBank estate: five clouds, their people and workloads, and several attacks.
    #[arg(long)]
    demo: bool,
    /// Another seed gives another course of the demonstration.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "demo")]
    demo_seed: u64,
    /// Hours of history that the demonstration begins with.
    #[arg(long, value_name = "N", default_value_t = 6, requires = "demo")]
    demo_hours: u32,
}

impl Up {
    pub(crate) fn run(self) -> Result<Exit, Failure> {
        if io::stderr().is_terminal() {
            tracing_subscriber::fmt().with_writer(io::stderr).compact().init();
        } else {
            tracing_subscriber::fmt().with_writer(io::stderr).with_ansi(false).init();
        }
        if let Some(folder) = &self.watch
            && !folder.is_dir()
        {
            return Err(Failure::Refused(format!("{} is no folder", folder.display())));
        }
        let rules = || {
            let (rules, diagnostics) = Rules::compile(&RuleFile::shipped());
            for diagnostic in &diagnostics {
                note(&diagnostic.to_string());
            }
            rules
        };
        let config = Config {
            listen: self.listen,
            data: self.data.clone(),
            hosts: self.host,
            watch: self.watch,
            demo: self
                .demo
                .then_some(Demo { seed: self.demo_seed, hours: self.demo_hours.clamp(1, 24 * 14) }),
        };
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
        let runtime = runtime.map_err(Failure::io("cannot start the runtime"))?;
        runtime.block_on(async move {
            let server = Server::start(config, rules).await.map_err(|e| Failure::Refused(chain(&e)))?;
            for diagnostic in server.diagnostics() {
                note(&diagnostic.to_string());
            }
            let address = server.address().unwrap_or(self.listen);
            announce(&server, address, &self.data).map_err(Failure::io("cannot write to standard output"))?;
            server.run(interrupted()).await.map_err(|e| Failure::Refused(chain(&e)))?;
            Ok(Exit::Clean)
        })
    }
}

fn announce(server: &Server, address: SocketAddr, data: &std::path::Path) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if let Some(token) = server.new_token() {
        writeln!(out, "token: {token}")?;
        writeln!(
            out,
            "This token is shown once. The console asks for it; calls send it as `Authorization: Bearer`."
        )?;
    }
    writeln!(out, "Welkin answers on http://{address} and keeps its data in {}", data.display())?;
    out.flush()
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        let source_text = source.to_string();
        if !text.contains(&source_text) {
            text = format!("{text}: {source_text}");
        }
        next = source.source();
    }
    text
}

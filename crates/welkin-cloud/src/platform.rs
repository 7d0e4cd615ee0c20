use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use reqsign_core::{CommandExecute, CommandOutput, Context, Env, Error, FileRead, HttpSend, Result};
use url::Url;

use crate::environment::Environment;
use crate::transport::{Endpoints, Wire};

/// What the credential libraries may touch: the environment that was handed in, files, commands that a profile names,
/// and the wire that every other call takes.
pub(crate) fn context(environment: &Environment, endpoints: &Endpoints, wire: Arc<dyn Wire>) -> Context {
    Context::new()
        .with_env(HandedIn(environment.clone()))
        .with_file_read(Files)
        .with_http_send(OverWire { wire, endpoints: endpoints.clone() })
        .with_command_execute(Commands)
}

#[derive(Debug)]
struct HandedIn(Environment);

impl Env for HandedIn {
    fn var(&self, key: &str) -> Option<String> {
        self.0.get(key).map(str::to_owned)
    }

    fn vars(&self) -> HashMap<String, String> {
        self.0.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
    }

    fn home_dir(&self) -> Option<PathBuf> {
        self.0.home().cloned()
    }
}

#[derive(Debug)]
struct Files;

/// Larger files are no credentials.
const LARGEST_FILE: u64 = 1 << 20;

impl FileRead for Files {
    async fn file_read(&self, path: &str) -> Result<Vec<u8>> {
        let refuse = |e: std::io::Error| Error::config_invalid(format!("cannot read {path}: {e}"));
        let size = tokio::fs::metadata(path).await.map_err(refuse)?.len();
        if size > LARGEST_FILE {
            return Err(Error::config_invalid(format!("{path} is too large to be a credential")));
        }
        tokio::fs::read(path).await.map_err(refuse)
    }
}

#[derive(Debug)]
struct OverWire {
    wire: Arc<dyn Wire>,
    endpoints: Endpoints,
}

impl HttpSend for OverWire {
    async fn http_send(&self, request: Request<Bytes>) -> Result<Response<Bytes>> {
        let request = redirected(request, &self.endpoints);
        let answer = self.wire.send(request).await.map_err(|e| Error::unexpected(e.to_string()))?;
        let mut response = Response::new(answer.body);
        *response.status_mut() = answer.status;
        *response.headers_mut() = answer.headers;
        Ok(response)
    }
}

/// Token services take the endpoint overrides that all other services take.
fn redirected(mut request: Request<Bytes>, endpoints: &Endpoints) -> Request<Bytes> {
    let host = request.uri().host().unwrap_or("").to_owned();
    // `sts.us-east-1.amazonaws.com`, `iamcredentials.googleapis.com`, `oauth2.googleapis.com`
    let service = host.split('.').next().unwrap_or("");
    let known = host.ends_with(".amazonaws.com") || host.ends_with(".googleapis.com");
    let own = endpoints.of(service);
    let all = endpoints.all().filter(|_| host.ends_with(".amazonaws.com"));
    if let Some(base) = own.or(all).filter(|_| known)
        && let Some(uri) = moved(base, request.uri())
    {
        *request.uri_mut() = uri;
    }
    request
}

fn moved(base: &Url, uri: &http::Uri) -> Option<http::Uri> {
    let path = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    format!("{}{path}", base.as_str().trim_end_matches('/')).parse().ok()
}

#[derive(Debug)]
struct Commands;

const LONGEST_COMMAND: Duration = Duration::from_secs(60);

impl CommandExecute for Commands {
    async fn command_execute(&self, program: &str, args: &[&str]) -> Result<CommandOutput> {
        let mut command = tokio::process::Command::new(program);
        command.args(args).stdin(Stdio::null()).kill_on_drop(true);
        let output = tokio::time::timeout(LONGEST_COMMAND, command.output())
            .await
            .map_err(|_| Error::unexpected(format!("{program} did not end within a minute")))?
            .map_err(|e| Error::config_invalid(format!("cannot run {program}: {e}")))?;
        Ok(CommandOutput {
            status: output.status.code().unwrap_or(-1),
            stdout: output.stdout,
            stderr: output.stderr,
        })
    }
}

use std::collections::BTreeMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::{Arc, Mutex};

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use welkin_model::{Cloud, Millis};

use super::admin;
use super::certificate::Certificate;
use super::listen::{Handler, listen};
use crate::Record;
use crate::sim::{Access, Bases, Range, Reply};

/// Reads the time.
pub type Clock = fn() -> Millis;

/// The clouds that are served, in the order of [`Cloud::ALL`].
const CLOUDS: [Cloud; 5] = [Cloud::Aws, Cloud::Azure, Cloud::Gcp, Cloud::Oci, Cloud::Ibm];

/// A range that answers on loopback until it is dropped.
#[derive(Debug)]
pub struct Served {
    range: Arc<Mutex<Range>>,
    plain: BTreeMap<Cloud, SocketAddr>,
    tls: BTreeMap<Cloud, SocketAddr>,
    admin: SocketAddr,
    authority: String,
    /// Dropping it ends the listeners.
    _listeners: JoinSet<()>,
}

/// Why a range cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    #[error("cannot listen on 127.0.0.1:{port}: {source}")]
    Listen { port: u16, source: io::Error },
    #[error("cannot make the certificate of the range: {0}")]
    Certificate(String),
    #[error("cannot write the credentials to {path}: {source}")]
    Write { path: String, source: io::Error },
}

/// Serves the range on ports of 127.0.0.1 from `first_port` on, on free ports if that is 0: the admin port, then a
/// plain and a TLS port for each cloud.
pub async fn serve(range: Range, first_port: u16, token: String, now: Clock) -> Result<Served, ServeError> {
    let certificate = Certificate::new()?;
    let range = Arc::new(Mutex::new(range));
    let mut listeners = JoinSet::new();
    let mut port = first_port;

    let shared = Arc::clone(&range);
    let handler: Handler = Arc::new(move |request| admin::answer(&shared, &token, &request));
    let (listener, admin) = bind(&mut port).await?;
    listeners.spawn(listen(listener, None, handler));

    let (mut plain, mut tls) = (BTreeMap::new(), BTreeMap::new());
    for cloud in CLOUDS {
        let shared = Arc::clone(&range);
        let handler: Handler = Arc::new(move |request| match shared.lock() {
            Ok(mut range) => range.answer(cloud, &request, now()),
            Err(_) => Reply::Silence,
        });
        let (listener, address) = bind(&mut port).await?;
        plain.insert(cloud, address);
        listeners.spawn(listen(listener, None, Arc::clone(&handler)));
        let (listener, address) = bind(&mut port).await?;
        tls.insert(cloud, address);
        listeners.spawn(listen(listener, Some(certificate.acceptor.clone()), handler));
    }
    Ok(Served { range, plain, tls, admin, authority: certificate.authority, _listeners: listeners })
}

async fn bind(port: &mut u16) -> Result<(TcpListener, SocketAddr), ServeError> {
    let wanted = *port;
    if wanted != 0 {
        *port = wanted.saturating_add(1);
    }
    let refuse = |source| ServeError::Listen { port: wanted, source };
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, wanted)).await.map_err(refuse)?;
    let address = listener.local_addr().map_err(refuse)?;
    Ok((listener, address))
}

impl Served {
    pub fn admin(&self) -> SocketAddr {
        self.admin
    }

    /// What clients need, by cloud. Credential files and the authority of the certificates are written to `folder`,
    /// readable by their owner alone.
    pub fn access(&self, folder: &Path) -> Result<Vec<(Cloud, Access)>, ServeError> {
        let ca_file = folder.join("ca.pem");
        write(&ca_file, &self.authority)?;
        let mut all = Vec::new();
        for (cloud, plain) in &self.plain {
            let Some(tls) = self.tls.get(cloud) else { continue };
            let bases = Bases {
                plain: format!("http://{plain}"),
                tls: format!("https://{tls}"),
                ca_file: ca_file.display().to_string(),
                folder: folder.display().to_string(),
            };
            let access = match self.range.lock() {
                Ok(range) => range.access(*cloud, &bases),
                Err(_) => Access::default(),
            };
            for file in &access.files {
                write(&folder.join(&file.name), &file.content)?;
            }
            all.push((*cloud, access));
        }
        Ok(all)
    }

    /// The audit records of all clouds since the last time.
    pub fn take_records(&self) -> Vec<Record> {
        self.range.lock().map(|mut range| range.take_records()).unwrap_or_default()
    }
}

fn write(path: &Path, content: &str) -> Result<(), ServeError> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    std::fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
        .and_then(|mut file| file.write_all(content.as_bytes()))
        .map_err(|source| ServeError::Write { path: path.display().to_string(), source })
}

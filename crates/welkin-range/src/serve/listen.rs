use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use crate::sim::{Reply, Request, Response};

/// Larger bodies are refused with 413.
const LARGEST_BODY: usize = 32 << 20;
/// Further connections wait.
const MOST_CONNECTIONS: usize = 512;
/// How long a reply that never comes is waited for before the connection is closed.
const SILENCE: Duration = Duration::from_secs(120);
const HANDSHAKE: Duration = Duration::from_secs(10);

/// What a listener does with a request.
pub(super) type Handler = Arc<dyn Fn(Request) -> Reply + Send + Sync>;

/// Accepts until it is dropped; each connection is a task of its own.
pub(super) async fn listen(listener: TcpListener, tls: Option<TlsAcceptor>, handler: Handler) {
    let slots = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    loop {
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { return };
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors: connections that end give some back.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        // Small answers must not wait for acknowledgements; without it they are merely slower.
        stream.set_nodelay(true).ok();
        let (tls, handler) = (tls.clone(), Arc::clone(&handler));
        tokio::spawn(async move {
            let _slot = slot;
            match tls {
                None => converse(stream, "http", handler).await,
                Some(tls) => {
                    if let Ok(Ok(stream)) = timeout(HANDSHAKE, tls.accept(stream)).await {
                        converse(stream, "https", handler).await;
                    }
                }
            }
        });
    }
}

async fn converse(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    scheme: &'static str,
    handler: Handler,
) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let handler = Arc::clone(&handler);
        async move { Ok::<_, Infallible>(respond(request, scheme, &handler).await) }
    });
    // A connection that breaks concerns its client alone.
    hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.ok();
}

async fn respond(
    request: hyper::Request<Incoming>,
    scheme: &'static str,
    handler: &Handler,
) -> hyper::Response<Full<Bytes>> {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, LARGEST_BODY).collect().await else {
        return written(Response::empty(413));
    };
    // Clouds write absolute links; whatever a client says of itself is overwritten.
    parts.headers.insert("x-forwarded-proto", hyper::header::HeaderValue::from_static(scheme));
    let request = Request {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or("").to_owned(),
        headers: parts.headers,
        body: body.to_bytes().to_vec(),
    };
    match handler(request) {
        Reply::Answer(response) => written(response),
        Reply::Silence => {
            tokio::time::sleep(SILENCE).await;
            written(Response::empty(504).with("connection", "close"))
        }
    }
}

fn written(response: Response) -> hyper::Response<Full<Bytes>> {
    let mut written = hyper::Response::new(Full::new(Bytes::from(response.body)));
    *written.status_mut() = response.status;
    for (name, value) in response.headers {
        if let (Ok(name), Ok(value)) =
            (hyper::header::HeaderName::try_from(name), hyper::header::HeaderValue::try_from(value))
        {
            written.headers_mut().append(name, value);
        }
    }
    written
}

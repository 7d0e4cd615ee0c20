use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use serde::Serialize;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};
use utoipa::ToSchema;

use super::Api;
use super::sources::Source;
use crate::live::{Kind, Message};

/// The data of a `stats` message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StreamStats {
    pub(crate) events_total: u64,
    pub(crate) events_per_second: f64,
    pub(crate) sources: Vec<Source>,
}

/// What happens, as it happens: server-sent events `finding`, `incident` (OCSF objects), `quarantine`, `stats`, and
/// `reset` where messages were missed. `Last-Event-ID` goes on behind a message.
#[utoipa::path(get, path = "/stream", responses(
    (status = 200, description = "text/event-stream", content_type = "text/event-stream", body = String)))]
pub(crate) async fn stream(
    State(api): State<Api>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let last = headers.get("last-event-id").and_then(|v| v.to_str().ok()).and_then(|v| v.parse().ok());
    let (missed, receiver) = api.live.listen(last);
    let fresh = BroadcastStream::new(receiver).map(|message| match message {
        Ok(message) => event(message),
        // The listener was slower than the stream.
        Err(_) => Event::default().event(Kind::Reset.as_str()).data("{}"),
    });
    let all = tokio_stream::iter(missed.into_iter().map(event)).chain(fresh).map(Ok);
    Sse::new(all).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

fn event(message: Message) -> Event {
    Event::default().id(message.id.to_string()).event(message.kind.as_str()).data(message.data)
}

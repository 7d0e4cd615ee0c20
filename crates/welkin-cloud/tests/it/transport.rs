use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use tokio::time::Instant;
use url::Url;
use welkin_cloud::transport::{
    Answer, Call, Dialect, Pace, Safety, SignError, Transport, TransportOptions, Verdict, Wire, WireError,
};
use welkin_model::Cloud;
use welkin_model::estate::UnknownReason;

/// Answers in turn; the last answer for ever.
#[derive(Debug)]
struct Scripted {
    answers: Mutex<VecDeque<Result<u16, WireError>>>,
    sent: Mutex<u32>,
    retry_after: &'static str,
}

#[async_trait]
impl Wire for Scripted {
    async fn send(&self, _request: Request<Bytes>) -> Result<Answer, WireError> {
        *self.sent.lock().unwrap() += 1;
        let mut answers = self.answers.lock().unwrap();
        let next = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        let mut headers = HeaderMap::new();
        if !self.retry_after.is_empty() {
            headers.insert("retry-after", self.retry_after.parse().unwrap());
        }
        next.unwrap().map(|status| Answer {
            status: StatusCode::from_u16(status).unwrap(),
            headers,
            body: Bytes::new(),
        })
    }
}

#[derive(Debug)]
struct Plain;

#[async_trait]
impl Dialect for Plain {
    async fn sign(&self, _call: &Call, _request: &mut Request<Bytes>) -> Result<(), SignError> {
        Ok(())
    }

    fn judge(&self, _call: &Call, answer: &Answer) -> Verdict {
        match answer.status.as_u16() {
            200 => Verdict::Fine,
            429 => Verdict::Throttled(None),
            501 => Verdict::Unspoken,
            _ => Verdict::Unavailable,
        }
    }

    fn pace(&self, _service: &str) -> Pace {
        Pace { per_second: 1_000.0, burst: 1_000.0 }
    }
}

fn scripted(answers: &[Result<u16, WireError>], retry_after: &'static str) -> (Arc<Scripted>, Transport) {
    let answers = Mutex::new(answers.iter().cloned().collect());
    let wire = Arc::new(Scripted { answers, sent: Mutex::new(0), retry_after });
    (Arc::clone(&wire), Transport::new(wire, TransportOptions::default()))
}

fn call() -> Call {
    let url = Url::parse("https://sagemaker.example/").unwrap();
    Call::get(Cloud::Aws, "sagemaker", url).named("ListModels", "sagemaker:ListModels")
}

async fn check(answers: &[Result<u16, WireError>], call: Call, expect: Result<(), UnknownReason>, sent: u32) {
    let (wire, transport) = scripted(answers, "");
    let outcome = transport.send(&Plain, &call).await.map(|_| ()).map_err(|error| error.reason);
    assert_eq!(outcome, expect, "{answers:?}");
    assert_eq!(*wire.sent.lock().unwrap(), sent, "{answers:?}");
}

#[tokio::test(start_paused = true)]
async fn what_fails_is_repeated_and_then_given_up() {
    check(&[Ok(500), Ok(500), Ok(200)], call(), Ok(()), 3).await;
    check(&[Ok(500)], call(), Err(UnknownReason::Failed), 3).await;
    check(&[Err(WireError::TimedOut)], call(), Err(UnknownReason::TimedOut), 3).await;
    check(&[Err(WireError::Cut), Ok(200)], call(), Ok(()), 2).await;
    check(&[Ok(429)], call(), Err(UnknownReason::Throttled), 8).await;
}

#[tokio::test(start_paused = true)]
async fn a_write_that_may_have_happened_is_not_repeated() {
    let once = Call { safety: Safety::Once, ..call() };
    check(&[Ok(500), Ok(200)], once.clone(), Err(UnknownReason::Failed), 1).await;
    check(&[Err(WireError::TimedOut), Ok(200)], once.clone(), Err(UnknownReason::TimedOut), 1).await;
    // What was throttled did not happen.
    check(&[Ok(429), Ok(200)], once, Ok(()), 2).await;
}

#[tokio::test(start_paused = true)]
async fn the_provider_says_how_long_to_wait_and_the_deadline_ends_it() {
    let (wire, transport) = scripted(&[Ok(429), Ok(200)], "7");
    let begun = Instant::now();
    assert!(transport.send(&Plain, &call()).await.is_ok());
    let waited = begun.elapsed();
    assert!((Duration::from_secs(7)..Duration::from_secs(9)).contains(&waited), "{waited:?}");
    assert_eq!(transport.observer().total().throttled, 1);
    assert_eq!(*wire.sent.lock().unwrap(), 2);

    let (_, transport) = scripted(&[Ok(429)], "60");
    let begun = Instant::now();
    let error = transport.send(&Plain, &call()).await.unwrap_err();
    assert_eq!(error.reason, UnknownReason::Throttled);
    assert!(begun.elapsed() <= TransportOptions::default().deadline);
}

#[tokio::test(start_paused = true)]
async fn what_the_endpoint_does_not_have_is_asked_once() {
    let (wire, transport) = scripted(&[Ok(501)], "");
    for _ in 0..5 {
        assert!(transport.send(&Plain, &call()).await.is_err());
    }
    assert_eq!(*wire.sent.lock().unwrap(), 1);
}

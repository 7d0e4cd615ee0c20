//! What may be relied on beside the tables: credentials, pages, and relations.

mod credentials;
mod pages;
mod relations;

use std::sync::Mutex;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode};
use serde_json::Value;

use crate::transport::{Answer, Wire, WireError};

type Scripting = Result<(u16, String), WireError>;

/// Answers by the beginning of the address; the last answer for one is given again and again.
#[derive(Debug, Default)]
struct Scripted {
    answers: Mutex<Vec<(String, Vec<Scripting>)>>,
    asked: Mutex<Vec<Request<Bytes>>>,
}

impl Scripted {
    fn on(self, url: &str, status: u16, body: &Value) -> Scripted {
        self.then(url, Ok((status, body.to_string())))
    }

    fn then(self, url: &str, answer: Scripting) -> Scripted {
        {
            let mut answers = self.answers.lock().unwrap();
            match answers.iter_mut().find(|(known, _)| known == url) {
                Some((_, queue)) => queue.push(answer),
                None => answers.push((url.to_owned(), vec![answer])),
            }
        }
        self
    }

    fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().iter().map(|request| request.uri().to_string()).collect()
    }

    /// A field of the form that was sent, or of the JSON.
    fn sent(&self, nth: usize, field: &str) -> String {
        let asked = self.asked.lock().unwrap();
        let body = asked[nth].body();
        if let Ok(json) = serde_json::from_slice::<Value>(body) {
            return json[field].as_str().map_or_else(|| json[field].to_string(), str::to_owned);
        }
        let form = url::form_urlencoded::parse(body);
        form.into_iter()
            .find(|(name, _)| name == field)
            .map(|(_, value)| value.into_owned())
            .unwrap_or_default()
    }

    fn header(&self, nth: usize, name: &str) -> String {
        let asked = self.asked.lock().unwrap();
        asked[nth].headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
    }
}

#[async_trait]
impl Wire for Scripted {
    async fn send(&self, request: Request<Bytes>) -> Result<Answer, WireError> {
        let url = request.uri().to_string();
        self.asked.lock().unwrap().push(request);
        let mut answers = self.answers.lock().unwrap();
        let found = answers.iter_mut().find(|(known, _)| url.starts_with(known.as_str()));
        let Some((_, queue)) = found else { return Err(WireError::Unreachable(url)) };
        let answer = if queue.len() > 1 { queue.remove(0) } else { queue[0].clone() };
        let (status, body) = answer?;
        let status = StatusCode::from_u16(status).unwrap();
        Ok(Answer { status, headers: HeaderMap::new(), body: Bytes::from(body) })
    }
}

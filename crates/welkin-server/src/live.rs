use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use tokio::sync::broadcast;

/// One message of the live stream.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub(crate) id: u64,
    pub(crate) kind: Kind,
    pub(crate) data: String,
}

/// What a message is about: the `event:` of the stream.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kind {
    Finding,
    Incident,
    Quarantine,
    Stats,
    /// The listener has missed messages and must load its page anew.
    Reset,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Kind::Finding => "finding",
            Kind::Incident => "incident",
            Kind::Quarantine => "quarantine",
            Kind::Stats => "stats",
            Kind::Reset => "reset",
        }
    }
}

/// The live stream: what was said last is kept, so that a listener that was away can go on where it stopped.
#[derive(Debug)]
pub(crate) struct Live {
    state: Mutex<State>,
    sender: broadcast::Sender<Message>,
}

#[derive(Debug)]
struct State {
    next: u64,
    kept: VecDeque<Message>,
}

const KEPT: usize = 1024;

impl Live {
    /// `first` is the id of the first message; it grows over restarts if it is the time.
    pub(crate) fn new(first: u64) -> Live {
        let state = State { next: first, kept: VecDeque::with_capacity(KEPT) };
        Live { state: Mutex::new(state), sender: broadcast::channel(KEPT).0 }
    }

    pub(crate) fn say(&self, kind: Kind, data: &Value) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let message = Message { id: state.next, kind, data: data.to_string() };
        state.next += 1;
        if state.kept.len() >= KEPT {
            state.kept.pop_front();
        }
        state.kept.push_back(message.clone());
        // Without a listener there is nobody to tell.
        self.sender.send(message).ok();
    }

    /// The messages after `last`, and those to come. Where some in between are gone, the first message says so.
    pub(crate) fn listen(&self, last: Option<u64>) -> (Vec<Message>, broadcast::Receiver<Message>) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = self.sender.subscribe();
        let Some(last) = last else { return (Vec::new(), receiver) };
        let oldest = state.kept.front().map_or(state.next, |m| m.id);
        let mut missed: Vec<Message> = state.kept.iter().filter(|m| m.id > last).cloned().collect();
        if last + 1 < oldest || last >= state.next {
            missed =
                vec![Message { id: state.next.saturating_sub(1), kind: Kind::Reset, data: "{}".to_owned() }];
        }
        (missed, receiver)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_listener_goes_on_where_it_stopped() {
        let live = Live::new(10);
        for n in 0..3 {
            live.say(Kind::Finding, &json!(n));
        }
        let ids = |last| live.listen(last).0.iter().map(|m| m.id).collect::<Vec<_>>();
        assert_eq!(ids(None), Vec::<u64>::new());
        assert_eq!(ids(Some(10)), [11, 12]);
        assert_eq!(ids(Some(12)), Vec::<u64>::new());
    }

    #[test]
    fn a_listener_that_missed_too_much_is_told() {
        let live = Live::new(0);
        for n in 0..KEPT + 5 {
            live.say(Kind::Stats, &json!(n));
        }
        assert_eq!(live.listen(Some(1)).0.first().map(|m| m.kind), Some(Kind::Reset));
        assert_eq!(live.listen(Some(999_999)).0.first().map(|m| m.kind), Some(Kind::Reset));
    }
}

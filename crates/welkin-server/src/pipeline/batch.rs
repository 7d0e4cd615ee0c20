use std::convert::Infallible;
use std::sync::Arc;

use welkin_detect::{Observed, Rules};
use welkin_ingest::journal::Entry;
use welkin_ingest::{Piece, ordered, pieces};
use welkin_model::{Millis, SourceId, json_text};
use welkin_store::{Quarantined, Row};

use crate::intake::limits;

/// The entries of one step, cut into pieces.
#[derive(Debug, Default)]
pub(super) struct Batch {
    portions: Vec<Portion>,
    pieces: usize,
}

/// Pieces of one entry.
#[derive(Debug)]
struct Portion {
    label: Arc<Label>,
    pieces: Vec<Piece>,
}

/// What the journal says of an entry beside its content.
#[derive(Debug)]
struct Label {
    source: Option<String>,
    channel: String,
    received: Millis,
}

/// What the entries of one step hold, read and judged by the rules, in their order.
#[derive(Debug, Default)]
pub(super) struct Judged {
    pub(super) observed: Vec<Observed>,
    pub(super) rows: Vec<Row>,
    pub(super) rejected: Vec<Quarantined>,
}

/// So many pieces are read at a time. Fewer are not worth a second thread.
const PORTION: usize = 256;

impl Batch {
    pub(super) fn add(&mut self, entry: Entry) {
        let named = entry.source.as_deref().and_then(SourceId::parse);
        let Entry { source, channel, received, content } = entry;
        let label = Arc::new(Label { source, channel, received });
        pieces(&label.channel, content.as_slice(), named, limits(), received, &mut |piece| {
            self.pieces += 1;
            match self.portions.last_mut() {
                Some(last) if Arc::ptr_eq(&last.label, &label) && last.pieces.len() < PORTION => {
                    last.pieces.push(piece);
                }
                _ => self.portions.push(Portion { label: Arc::clone(&label), pieces: vec![piece] }),
            }
        });
    }

    pub(super) fn pieces(&self) -> usize {
        self.pieces
    }

    /// Reads and judges every record, side by side where there are many.
    pub(super) fn judge(self, rules: &Rules) -> Judged {
        let mut all = Judged::default();
        if self.pieces <= PORTION {
            self.portions.into_iter().for_each(|portion| all.append(portion.judge(rules)));
            return all;
        }
        let done: Result<(), Infallible> = ordered(
            |feed| {
                self.portions.into_iter().for_each(|portion| feed.put(portion));
                Ok(())
            },
            |portion| portion.judge(rules),
            |judged| {
                all.append(judged);
                Ok(())
            },
        );
        match done {
            Ok(()) => all,
        }
    }
}

impl Portion {
    fn judge(self, rules: &Rules) -> Judged {
        let mut judged = Judged::default();
        for piece in self.pieces {
            piece.parse(&mut |record| match record {
                Ok(parsed) => {
                    let verdict = rules.judge(parsed.source(), parsed.native());
                    let raw = json_text(parsed.native());
                    let event = parsed.into_event();
                    judged.rows.push(Row::new(&event, raw));
                    judged.observed.push(Observed::new(rules, &event, verdict));
                }
                Err(rejected) => judged.rejected.push(Quarantined {
                    source: self.label.source.clone(),
                    channel: self.label.channel.clone(),
                    received: self.label.received,
                    diagnostic: rejected.diagnostic,
                    content: rejected.bytes,
                }),
            });
        }
        judged
    }
}

impl Judged {
    fn append(&mut self, mut next: Judged) {
        self.observed.append(&mut next.observed);
        self.rows.append(&mut next.rows);
        self.rejected.append(&mut next.rejected);
    }
}

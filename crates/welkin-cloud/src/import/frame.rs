use std::io::{self, Read};
use std::sync::Arc;

use serde_json::Value;
use welkin_model::Diagnostic;

use super::importer::ImportLimits;
use super::place::Place;
use super::window::{Extent, Window};

/// A part of a file that is read by itself.
#[derive(Debug)]
pub(super) enum Piece {
    /// A JSON document: a record, or an envelope that is small enough to be read whole.
    Document { number: u64, bytes: Vec<u8> },
    /// An element of a list in an envelope.
    Element { list: Arc<List>, index: u64, bytes: Vec<u8> },
    /// Manifests.
    Yaml { bytes: Vec<u8> },
}

/// A list of records, and what its envelope says of them.
#[derive(Debug)]
pub(super) struct List {
    /// Number of the document.
    pub(super) number: u64,
    pub(super) path: String,
    pub(super) head: Value,
    pub(super) place: Place,
}

/// What takes the pieces of a file, in their order.
pub(super) trait Pieces {
    fn piece(&mut self, piece: Piece);
    fn problem(&mut self, number: u64, problem: Diagnostic);
    /// A list was begun, which may have no elements.
    fn known(&mut self);
}

/// Cuts a file into pieces: a document, several one after the other, a document a line, or one list.
pub(super) fn cut(reader: impl Read, limits: &ImportLimits, into: &mut dyn Pieces) {
    let mut cutter = Cutter { window: Window::new(reader), limits, into, number: 0 };
    if let Err(error) = cutter.file() {
        let number = cutter.number.max(1);
        let problem =
            Diagnostic::error("a file that can be read to its end", error.to_string(), "the file breaks off");
        cutter.into.problem(number, problem);
    }
}

/// `stream` has what it does with documents that are too large to be held.
pub(super) struct Cutter<'c, R> {
    pub(super) window: Window<R>,
    pub(super) limits: &'c ImportLimits,
    pub(super) into: &'c mut dyn Pieces,
    pub(super) number: u64,
}

const BYTE_ORDER_MARK: &[u8] = &[0xef, 0xbb, 0xbf];

impl<R: Read> Cutter<'_, R> {
    fn file(&mut self) -> io::Result<()> {
        if self.window.at_least(BYTE_ORDER_MARK.len())?.starts_with(BYTE_ORDER_MARK) {
            self.window.consume(BYTE_ORDER_MARK.len());
        }
        match self.window.next()? {
            None => Ok(()),
            Some(b'{' | b'[') => self.documents(),
            Some(_) => self.yaml(),
        }
    }

    fn yaml(&mut self) -> io::Result<()> {
        let most = self.limits.record;
        let length = self.window.at_least(most.saturating_add(1))?.len();
        if length > most {
            self.too_large(1);
        } else {
            let bytes = self.window.take(length);
            self.into.piece(Piece::Yaml { bytes });
        }
        Ok(())
    }

    fn documents(&mut self) -> io::Result<()> {
        loop {
            match self.window.next()? {
                None => return Ok(()),
                Some(b'{') => {
                    let Some(on_one_line) = self.document()? else { return Ok(()) };
                    if on_one_line && matches!(self.window.at_least(1)?.first(), Some(b'\n' | b'\r')) {
                        return self.lines();
                    }
                }
                Some(b'[') => {
                    if !self.array()? {
                        return Ok(());
                    }
                }
                Some(_) => {
                    self.number += 1;
                    self.malformed("a JSON object or list");
                    self.window.skip_line()?;
                }
            }
        }
    }

    /// A document a line: a broken one costs no other.
    fn lines(&mut self) -> io::Result<()> {
        while let Some(first) = self.window.next()? {
            let Extent::Ends(length) = self.window.line(self.limits.record)? else {
                self.number += 1;
                self.too_large(self.number);
                self.window.skip_line()?;
                continue;
            };
            let line = self.window.rest().get(..length).unwrap_or_default().trim_ascii_end();
            // A document over several lines may follow.
            let goes_on = match (line.len(), first) {
                (1, b'{') => self.document()?.is_some(),
                (1, b'[') => self.array()?,
                _ => {
                    self.number += 1;
                    let bytes = self.window.take(length);
                    self.into.piece(Piece::Document { number: self.number, bytes });
                    true
                }
            };
            if !goes_on {
                return Ok(());
            }
        }
        Ok(())
    }

    /// A document that begins here. Says whether it was on one line; `None` if nothing after it can be read.
    fn document(&mut self) -> io::Result<Option<bool>> {
        self.number += 1;
        match self.window.extent(self.limits.whole)? {
            Extent::Ends(length) => {
                let bytes = self.window.take(length);
                let on_one_line = !bytes.contains(&b'\n');
                self.into.piece(Piece::Document { number: self.number, bytes });
                Ok(Some(on_one_line))
            }
            Extent::Torn(_) => {
                self.torn();
                Ok(None)
            }
            Extent::Beyond => Ok(self.envelope()?.then_some(false)),
        }
    }

    /// A list of documents; `false` if nothing after it can be read.
    fn array(&mut self) -> io::Result<bool> {
        self.elements(&mut |cutter, element| {
            cutter.number += 1;
            match element {
                Element::Bytes(bytes) => {
                    cutter.into.piece(Piece::Document { number: cutter.number, bytes });
                    Ok(true)
                }
                Element::Large(b'{') => cutter.envelope(),
                Element::Large(_) => cutter.left_out(),
            }
        })
    }

    pub(super) fn left_out(&mut self) -> io::Result<bool> {
        self.window.skip()?;
        self.too_large(self.number);
        Ok(true)
    }

    /// Hands out each element of the list that begins here. What takes one that is large passes over it, and says
    /// whether to go on.
    pub(super) fn elements(
        &mut self,
        each: &mut dyn FnMut(&mut Self, Element) -> io::Result<bool>,
    ) -> io::Result<bool> {
        self.window.consume(1);
        loop {
            let first = match self.window.next()? {
                None => {
                    self.torn();
                    return Ok(false);
                }
                Some(b']') => {
                    self.window.consume(1);
                    return Ok(true);
                }
                Some(b',') => {
                    self.window.consume(1);
                    continue;
                }
                Some(first) => first,
            };
            let element = match self.window.extent(self.limits.record)? {
                Extent::Ends(0) => {
                    self.malformed("an element of a list");
                    self.window.consume(1);
                    continue;
                }
                Extent::Ends(length) => Element::Bytes(self.window.take(length)),
                Extent::Beyond => Element::Large(first),
                Extent::Torn(_) => {
                    self.torn();
                    return Ok(false);
                }
            };
            if !each(self, element)? {
                return Ok(false);
            }
        }
    }

    pub(super) fn torn(&mut self) {
        let problem =
            Diagnostic::error("the rest of the document", "the end of the file", "the file ends too early");
        self.into.problem(self.number.max(1), problem);
        let left = self.window.rest().len();
        self.window.consume(left);
    }

    pub(super) fn malformed(&mut self, expected: &str) {
        let start = self.window.rest().get(..100).unwrap_or(self.window.rest());
        let found = String::from_utf8_lossy(start).into_owned();
        self.into.problem(self.number.max(1), Diagnostic::error(expected, found, "this is no JSON"));
    }

    pub(super) fn too_large(&mut self, number: u64) {
        let expected = format!("at most {} bytes", self.limits.record);
        self.into
            .problem(number, Diagnostic::error(expected, "more", "the record is too large and left out"));
    }
}

/// An element of a list.
pub(super) enum Element {
    Bytes(Vec<u8>),
    /// It is too large to be held, and begins with this byte.
    Large(u8),
}

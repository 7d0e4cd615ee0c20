use std::io::{self, Read};
use std::sync::Arc;

use serde_json::{Map, Value};
use welkin_model::Diagnostic;

use super::envelope::{DEEPEST, Shape, Step, join, says_later, step};
use super::importer::ImportLimits;
use super::place::{LOOK, Place};
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

struct Cutter<'c, R> {
    window: Window<R>,
    limits: &'c ImportLimits,
    into: &'c mut dyn Pieces,
    number: u64,
}

/// A longer name is none.
const LONGEST_KEY: usize = 64 << 10;
/// How far into a list is looked for its first element.
const FIRST: usize = 4 << 10;
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
                    if on_one_line && self.window.at_least(1)?.first() == Some(&b'\n') {
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

    fn left_out(&mut self) -> io::Result<bool> {
        self.window.skip()?;
        self.too_large(self.number);
        Ok(true)
    }

    /// Hands out each element of the list that begins here. What takes one that is large passes over it, and says
    /// whether to go on.
    fn elements(&mut self, each: &mut dyn FnMut(&mut Self, Element) -> io::Result<bool>) -> io::Result<bool> {
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

    /// A document that is too large to be held: its lists are handed out element by element.
    fn envelope(&mut self) -> io::Result<bool> {
        let own = match self.window.extent(LOOK)? {
            Extent::Ends(length) | Extent::Torn(length) => length,
            Extent::Beyond => LOOK,
        };
        let start = self.window.at_least(own)?;
        let place = Place::of(start.get(..own).unwrap_or(start));
        let mut open = Open { place, kept: 0, lists: 0, overflown: false, held: Vec::new() };
        let Some(head) = self.object("", 0, &mut open)? else { return Ok(false) };
        let head = Value::Object(head);
        for (path, elements) in std::mem::take(&mut open.held) {
            let list = self.list(&path, &head, &open.place);
            for (index, bytes) in elements {
                self.into.piece(Piece::Element { list: Arc::clone(&list), index, bytes });
            }
        }
        if open.lists == 0 {
            // It is no envelope but one record.
            match serde_json::to_vec(&head) {
                Ok(bytes) if !open.overflown => {
                    self.into.piece(Piece::Document { number: self.number, bytes });
                }
                _ => self.too_large(self.number),
            }
        }
        Ok(true)
    }

    /// The members of the object that begins here but for what was handed out; `None` if it is malformed.
    fn object(
        &mut self,
        path: &str,
        depth: usize,
        open: &mut Open,
    ) -> io::Result<Option<Map<String, Value>>> {
        let mut head = Map::new();
        self.window.consume(1);
        loop {
            match self.window.next()? {
                None => {
                    self.torn();
                    return Ok(None);
                }
                Some(b'}') => {
                    self.window.consume(1);
                    return Ok(Some(head));
                }
                Some(b',') => self.window.consume(1),
                Some(_) => {
                    let Some(key) = self.key()? else {
                        self.malformed("the name of a member and a colon");
                        return Ok(None);
                    };
                    if !self.member(path, key, depth, &mut head, open)? {
                        return Ok(None);
                    }
                }
            }
        }
    }

    fn key(&mut self) -> io::Result<Option<String>> {
        let Extent::Ends(length) = self.window.extent(LONGEST_KEY)? else { return Ok(None) };
        let bytes = self.window.take(length);
        let Ok(key) = serde_json::from_slice::<String>(&bytes) else { return Ok(None) };
        if self.window.next()? != Some(b':') {
            return Ok(None);
        }
        self.window.consume(1);
        self.window.next()?;
        Ok(Some(key))
    }

    fn member(
        &mut self,
        path: &str,
        key: String,
        depth: usize,
        head: &mut Map<String, Value>,
        open: &mut Open,
    ) -> io::Result<bool> {
        let shape = self.shape()?;
        let deep = depth >= DEEPEST;
        match step(path, &key, shape) {
            Step::Emit => {
                open.lists += 1;
                self.into.known();
                return self.emit(&join(path, &key), head, open);
            }
            Step::Descend if !deep => {
                let Some(inner) = self.object(&join(path, &key), depth + 1, open)? else { return Ok(false) };
                head.insert(key, Value::Object(inner));
            }
            Step::Each if !deep => return self.each(&join(path, &key), depth, open),
            Step::Skip if head.contains_key("format_version") => self.window.skip()?,
            _ => return self.keep(key, head, open),
        }
        Ok(true)
    }

    /// A list of objects that hold lists.
    fn each(&mut self, path: &str, depth: usize, open: &mut Open) -> io::Result<bool> {
        self.window.consume(1);
        loop {
            match self.window.next()? {
                None => {
                    self.torn();
                    return Ok(false);
                }
                Some(b']') => {
                    self.window.consume(1);
                    return Ok(true);
                }
                Some(b'{') => {
                    if self.object(path, depth + 1, open)?.is_none() {
                        return Ok(false);
                    }
                }
                Some(_) => self.window.consume(1),
            }
        }
    }

    fn keep(&mut self, key: String, head: &mut Map<String, Value>, open: &mut Open) -> io::Result<bool> {
        match self.window.extent(self.limits.record)? {
            Extent::Ends(length) => {
                let bytes = self.window.take(length);
                open.kept += length;
                if open.kept > self.limits.record {
                    open.overflown = true;
                } else if let Ok(value) = serde_json::from_slice(&bytes) {
                    head.insert(key, value);
                } else {
                    self.malformed("a JSON value");
                    return Ok(false);
                }
            }
            Extent::Beyond => {
                open.overflown = true;
                self.window.skip()?;
            }
            Extent::Torn(_) => {
                self.torn();
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn emit(&mut self, path: &str, head: &Map<String, Value>, open: &mut Open) -> io::Result<bool> {
        let mut index = 0;
        if says_later(path) && !head.contains_key("TypeName") {
            let (mut held, mut size) = (Vec::new(), 0);
            let most = self.limits.record.saturating_mul(4);
            let went_on = self.elements(&mut |cutter, element| {
                index += 1;
                match element {
                    Element::Bytes(bytes) if size + bytes.len() <= most => {
                        size += bytes.len();
                        held.push((index - 1, bytes));
                        Ok(true)
                    }
                    Element::Bytes(_) => {
                        cutter.too_large(cutter.number);
                        Ok(true)
                    }
                    Element::Large(_) => cutter.left_out(),
                }
            });
            open.held.push((path.to_owned(), held));
            return went_on;
        }
        let list = self.list(path, &Value::Object(head.clone()), &open.place);
        self.elements(&mut |cutter, element| {
            index += 1;
            match element {
                Element::Bytes(bytes) => {
                    let list = Arc::clone(&list);
                    cutter.into.piece(Piece::Element { list, index: index - 1, bytes });
                    Ok(true)
                }
                Element::Large(_) => cutter.left_out(),
            }
        })
    }

    fn list(&self, path: &str, head: &Value, place: &Place) -> Arc<List> {
        let (head, place) = (head.clone(), place.clone());
        Arc::new(List { number: self.number, path: path.to_owned(), head, place })
    }

    fn shape(&mut self) -> io::Result<Shape> {
        let bytes = self.window.at_least(FIRST)?;
        let mut solid = bytes.iter().filter(|byte| !byte.is_ascii_whitespace());
        Ok(match (solid.next(), solid.next()) {
            (Some(b'{'), _) => Shape::Object,
            (Some(b'['), Some(b'{')) => Shape::ListOfObjects,
            (Some(b'['), Some(b'"')) => Shape::ListOfTexts,
            (Some(b'['), Some(b']')) => Shape::EmptyList,
            _ => Shape::Other,
        })
    }

    fn torn(&mut self) {
        let problem =
            Diagnostic::error("the rest of the document", "the end of the file", "the file ends too early");
        self.into.problem(self.number.max(1), problem);
        let left = self.window.rest().len();
        self.window.consume(left);
    }

    fn malformed(&mut self, expected: &str) {
        let start = self.window.rest().get(..100).unwrap_or(self.window.rest());
        let found = String::from_utf8_lossy(start).into_owned();
        self.into.problem(self.number.max(1), Diagnostic::error(expected, found, "this is no JSON"));
    }

    fn too_large(&mut self, number: u64) {
        let expected = format!("at most {} bytes", self.limits.record);
        self.into
            .problem(number, Diagnostic::error(expected, "more", "the record is too large and left out"));
    }
}

/// An element of a list.
enum Element {
    Bytes(Vec<u8>),
    /// It is too large to be held, and begins with this byte.
    Large(u8),
}

/// An envelope that is being read.
struct Open {
    place: Place,
    /// Bytes of the members that were kept.
    kept: usize,
    lists: usize,
    overflown: bool,
    /// Elements of lists of which the envelope has yet to say what they are.
    held: Vec<(String, Vec<(u64, Vec<u8>)>)>,
}

use std::io::{self, Read};
use std::sync::Arc;

use serde_json::{Map, Value};

use super::envelope::{DEEPEST, Shape, Step, join, says_later, step};
use super::frame::{Cutter, Element, List, Piece};
use super::place::{LOOK, Place};
use super::window::Extent;

/// A longer name is none.
const LONGEST_KEY: usize = 64 << 10;
/// How far into a list is looked for its first element.
const FIRST: usize = 4 << 10;

/// An envelope that is being read.
struct Open {
    place: Place,
    /// Bytes of the members that were kept.
    kept: usize,
    lists: usize,
    overflown: bool,
    /// Elements of lists of which the envelope has yet to say what they are.
    held: Vec<Held>,
}

/// The path of such a list, and its elements with their positions.
type Held = (String, Vec<(u64, Vec<u8>)>);

impl<R: Read> Cutter<'_, R> {
    /// A document that is too large to be held: its lists are handed out element by element.
    pub(super) fn envelope(&mut self) -> io::Result<bool> {
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
}

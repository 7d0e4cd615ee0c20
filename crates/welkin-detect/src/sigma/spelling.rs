use std::collections::{BTreeSet, HashMap};

use rsigma_parser::fieldpath::unescape_brackets;
use serde_json::{Map, Value};
use welkin_model::{Cloud, SourceId};

use super::alias;

/// How the fields that a set of rules names are spelled in the records of one source.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    ignore_case: bool,
    others: HashMap<String, &'static [&'static str]>,
    /// Fields that can be under another key of the record than their own name begins with, and those keys.
    roots: Vec<(String, Vec<String>)>,
}

impl Spellings {
    /// For the records of a source and the fields that rules name.
    pub(super) fn new<'a>(source: SourceId, fields: impl IntoIterator<Item = &'a str>) -> Spellings {
        // Exports of Azure change the case of names: `OperationName` in a workspace is `operationName` at its source.
        let ignore_case = source.cloud() == Cloud::Azure;
        let mut spellings = Spellings { ignore_case, ..Spellings::default() };
        for field in fields {
            let others = alias::spellings(source.as_str(), field);
            let mut roots: BTreeSet<String> = others.iter().map(|other| root(other)).collect();
            if ignore_case {
                roots = roots.iter().map(|root| root.to_ascii_lowercase()).collect();
                roots.insert(root(field).to_ascii_lowercase());
            }
            if !others.is_empty() {
                spellings.others.insert(field.to_owned(), others);
            }
            if !roots.is_empty() {
                spellings.roots.push((unescape_brackets(field).into_owned(), roots.into_iter().collect()));
            }
        }
        spellings
    }

    /// Whether names are looked up in any case when they are not found as written.
    pub(super) fn ignore_case(&self) -> bool {
        self.ignore_case
    }

    /// Where else a field may be.
    pub(super) fn others(&self, field: &str) -> &'static [&'static str] {
        self.others.get(field).copied().unwrap_or_default()
    }

    /// The fields that a record may have under another key than their own.
    pub(super) fn elsewhere<'a>(&'a self, record: &'a Map<String, Value>) -> impl Iterator<Item = &'a str> {
        let folded: BTreeSet<String> = match self.ignore_case && !self.roots.is_empty() {
            true => record.keys().map(|key| key.to_ascii_lowercase()).collect(),
            false => BTreeSet::new(),
        };
        let has = move |root: &String| folded.contains(root) || record.contains_key(root);
        self.roots.iter().filter(move |(_, roots)| roots.iter().any(&has)).map(|(field, _)| field.as_str())
    }
}

/// The key of the record under which a path begins.
fn root(path: &str) -> String {
    path.split(['.', '[']).next().unwrap_or_default().to_owned()
}

use std::borrow::Cow;

use serde_json::Value;
use welkin_model::estate::{AssetId, EdgeKind, Handle, HandleKind, Link, LinkDirection, Target};
use welkin_model::{format_time, parse_time};

use super::field::Trail;
use super::label::access_keys;
use super::rule::{FactRule, How, Read, RefRule, TypeRule};
use super::{Context, Draft, Resource, Vocabulary, identify_anywhere, store_of};

/// Deeper values are kept in the payload and not looked into.
const DEEPEST: usize = 32;
/// A longer text is no id.
const LONGEST_ID: usize = 2_048;

/// Reads every leaf of the payload: facts, and what names another asset.
pub(super) fn walk(
    resource: &Resource,
    rule: Option<&'static TypeRule>,
    vocabulary: &dyn Vocabulary,
    draft: &mut Draft<'_>,
) {
    let context = Context { scope: &resource.scope, region: &resource.region };
    let mut walker = Walker { rule, vocabulary, context, trail: Trail::default(), draft };
    walker.value(&resource.payload);
}

struct Walker<'w, 'd> {
    rule: Option<&'static TypeRule>,
    vocabulary: &'w dyn Vocabulary,
    context: Context<'w>,
    trail: Trail,
    draft: &'w mut Draft<'d>,
}

impl Walker<'_, '_> {
    fn value(&mut self, value: &Value) {
        if self.trail.depth() > DEEPEST {
            return;
        }
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    self.trail.enter(key);
                    self.value(value);
                    self.trail.leave();
                }
            }
            Value::Array(items) => {
                self.trail.enter_list();
                for item in items {
                    self.value(item);
                }
                self.trail.leave();
            }
            Value::String(text) => self.text(text),
            Value::Bool(flag) => self.facts(|| Cow::Borrowed(if *flag { "true" } else { "false" })),
            Value::Number(number) => self.facts(|| Cow::Owned(number.to_string())),
            Value::Null => {}
        }
    }

    fn text(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        self.facts(|| Cow::Borrowed(text));
        if text.len() <= LONGEST_ID {
            self.reference(text);
        }
        // Documents within documents: policies, properties, parameters.
        if let Some(inner) = document(text) {
            self.value(&inner);
        }
    }

    /// The text is made only where some rule asks for it.
    fn facts<'t>(&mut self, text: impl Fn() -> Cow<'t, str>) {
        let of_type = self.rule.map_or(&[][..], |rule| rule.facts);
        // What a type says of a field goes before what the field says in all types.
        let own = of_type.iter().any(|rule| self.trail.ends_with(rule.field));
        let rules = if own { of_type } else { self.vocabulary.facts() };
        for FactRule { field, fact, read } in rules {
            if self.trail.ends_with(field)
                && let Some(value) = told(*read, &text())
            {
                self.draft.fact(*fact, value);
            }
        }
    }

    fn reference(&mut self, text: &str) {
        let of_type = self.rule.map_or(&[][..], |rule| rule.refs);
        for rules in [of_type, self.vocabulary.refs()] {
            let mut taken = false;
            for rule in rules {
                if self.trail.ends_with(rule.field) {
                    taken |= self.by_rule(rule, text);
                }
            }
            if taken {
                return;
            }
        }
        let kind = || self.vocabulary.meaning(self.trail.last()).unwrap_or(EdgeKind::RefersTo);
        let written = self.trail.written();
        if let Some(id) = self.identify(text) {
            self.draft.to(kind(), id, written);
        } else if text.contains("://")
            && let Some(link) = store_of(text, kind(), written)
        {
            self.draft.link(link);
        } else if let Some(digest) = digest(text) {
            self.draft.digest(digest, written);
        } else {
            for key in access_keys(text) {
                let handle = Handle::new(HandleKind::CredentialId, key);
                self.draft.link(Link::to_handle(EdgeKind::RefersTo, handle, written));
            }
        }
    }

    fn by_rule(&mut self, rule: &RefRule, text: &str) -> bool {
        let field = self.trail.written();
        let target = match rule.how {
            How::Id => self.identify(text).map(Target::Asset),
            How::Name(native_type) => match self.identify(text) {
                Some(id) => Some(Target::Asset(id)),
                None => self.vocabulary.named(native_type, text, &self.context).map(Target::Asset),
            },
            How::Store => store_of(text, rule.kind, field).map(|link| link.target),
            How::Handle(kind) => Some(Target::Handle(handle(kind, text))),
            How::Provides(kind) => {
                let handle = handle(kind, text);
                self.draft.provide(handle.clone());
                Some(Target::Handle(handle))
            }
        };
        let Some(target) = target else { return false };
        let direction = rule.direction;
        self.draft.link(Link { kind: rule.kind, target, field: field.to_owned(), direction });
        true
    }

    fn identify(&self, text: &str) -> Option<AssetId> {
        self.vocabulary.identify(text, self.trail.last(), &self.context).or_else(|| identify_anywhere(text))
    }
}

pub(super) fn handle(kind: HandleKind, text: &str) -> Handle {
    match kind {
        HandleKind::Issuer => Handle::issuer(text),
        HandleKind::Host => {
            // A URL stands where a name is meant.
            let bare = text.split("://").last().unwrap_or(text);
            Handle::host(bare.split(['/', ':']).next().unwrap_or(bare))
        }
        kind => Handle::new(kind, text),
    }
}

/// The value of a fact, `None` if the text tells none.
fn told(read: Read, text: &str) -> Option<String> {
    let plain = text.to_ascii_lowercase();
    let flag = || match plain.as_str() {
        "true" | "enabled" | "yes" | "on" | "active" => Some(true),
        "false" | "disabled" | "no" | "off" | "suspended" => Some(false),
        _ => None,
    };
    let word = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
    match read {
        Read::Text => Some(text.to_owned()),
        Read::Time => parse_time(text).map(format_time),
        Read::Yes => flag().map(word),
        Read::No => flag().map(|yes| word(!yes)),
        Read::Of(table) => table.iter().find(|(from, _)| *from == plain).map(|(_, to)| (*to).to_owned()),
    }
}

/// JSON inside a text, percent-encoded as IAM does or not.
fn document(text: &str) -> Option<Value> {
    let text: Cow<'_, str> = if text.starts_with("%7B") || text.starts_with("%5B") {
        percent_encoding::percent_decode_str(text).decode_utf8().ok()?
    } else if text.starts_with('{') || text.starts_with('[') {
        Cow::Borrowed(text)
    } else {
        return None;
    };
    serde_json::from_str(&text).ok().filter(|value: &Value| value.is_object() || value.is_array())
}

/// `sha256:` and 64 hexadecimal digits, at the end of an image's name or alone.
fn digest(text: &str) -> Option<&str> {
    let at = text.find("sha256:")?;
    let digest = text.get(at..at + 71)?;
    let hex = digest.get(7..)?;
    hex.bytes().all(|b| b.is_ascii_hexdigit()).then_some(digest)
}

impl RefRule {
    /// The same with the edge pointing at the described asset.
    pub(crate) const fn inward(mut self) -> RefRule {
        self.direction = LinkDirection::In;
        self
    }
}

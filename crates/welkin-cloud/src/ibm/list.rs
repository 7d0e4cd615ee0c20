use serde_json::{Map, Value};

/// A call that reads things of one type, and what reads more of each.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListRule {
    /// Service and type as in CRNs: `kms.key`. Empty where each item's CRN tells it.
    pub(super) native: &'static str,
    pub(super) read: Read,
    pub(super) id: Id,
    /// The field with the name, dotted.
    pub(super) name: &'static str,
    pub(super) details: &'static [Read],
    /// What is read for each item.
    pub(super) children: &'static [ListRule],
    /// Read for instances of this service alone.
    pub(super) only: &'static str,
    /// Whether Global Search does not know the type, so that its tags are to be asked for.
    pub(super) tagged: bool,
    pub(super) reach: Reach,
}

/// One operation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Read {
    /// As endpoint overrides name it.
    pub(super) service: &'static str,
    /// The operation's id in IBM's API definition.
    pub(super) operation: &'static str,
    /// The action in custom roles.
    pub(super) permission: &'static str,
    pub(super) verb: Verb,
    /// [`template`]s.
    pub(super) path: &'static str,
    pub(super) query: &'static [(&'static str, &'static str)],
    pub(super) header: Option<(&'static str, &'static str)>,
    /// Where the items stand in the answer; empty where the answer as a whole is meant.
    pub(super) items: &'static str,
    /// Name and value of the parameter for the size of a page.
    pub(super) size: Option<(&'static str, usize)>,
}

/// What carries the parameters.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Verb {
    Get,
    /// What is told stands in the headers of the answer.
    Head,
    /// A search: the page's position is in the body.
    Search,
}

/// How often a list is read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reach {
    /// Once.
    Once,
    /// In each region.
    Regions,
    /// In each region with an instance of one of watsonx's services.
    Studios,
}

/// Where the CRN of an item comes from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Id {
    /// A field, dotted.
    Field(&'static str),
    /// A [`template`], for what the API gives no CRN.
    Made(&'static str),
}

pub(super) const fn read(
    service: &'static str,
    operation: &'static str,
    permission: &'static str,
    path: &'static str,
) -> Read {
    Read {
        service,
        operation,
        permission,
        verb: Verb::Get,
        path,
        query: &[],
        header: None,
        items: "",
        size: None,
    }
}

impl Read {
    pub(super) const fn items(self, items: &'static str) -> Read {
        Read { items, ..self }
    }

    pub(super) const fn query(self, query: &'static [(&'static str, &'static str)]) -> Read {
        Read { query, ..self }
    }

    pub(super) const fn size(self, name: &'static str, size: usize) -> Read {
        Read { size: Some((name, size)), ..self }
    }

    pub(super) const fn header(self, name: &'static str, value: &'static str) -> Read {
        Read { header: Some((name, value)), ..self }
    }

    pub(super) const fn verb(self, verb: Verb) -> Read {
        Read { verb, ..self }
    }

    /// `service:operation`, as outputs name it.
    pub(super) fn about(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }
}

pub(super) const fn list(native: &'static str, read: Read) -> ListRule {
    ListRule {
        native,
        read,
        id: Id::Field("crn"),
        name: "name",
        details: &[],
        children: &[],
        only: "",
        tagged: false,
        reach: Reach::Once,
    }
}

impl ListRule {
    pub(super) const fn id(self, id: Id) -> ListRule {
        ListRule { id, ..self }
    }

    pub(super) const fn name(self, name: &'static str) -> ListRule {
        ListRule { name, ..self }
    }

    pub(super) const fn details(self, details: &'static [Read]) -> ListRule {
        ListRule { details, ..self }
    }

    pub(super) const fn children(self, children: &'static [ListRule]) -> ListRule {
        ListRule { children, ..self }
    }

    pub(super) const fn only(self, only: &'static str) -> ListRule {
        ListRule { only, ..self }
    }

    pub(super) const fn tagged(self) -> ListRule {
        ListRule { tagged: true, ..self }
    }

    pub(super) const fn reach(self, reach: Reach) -> ListRule {
        ListRule { reach, ..self }
    }
}

/// Fills `{field}`s of a template from an item. `None` if one is missing.
pub(super) fn template(text: &str, item: &Value, encode: fn(&str) -> String) -> Option<String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (field, after) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(&encode(&text_at(item, field)?));
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

/// The value at a dotted path.
pub(super) fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    if path.is_empty() {
        return Some(value);
    }
    path.split('.').try_fold(value, |value, key| value.get(key))
}

/// The text or number at a dotted path.
pub(super) fn text_at(value: &Value, path: &str) -> Option<String> {
    match at(value, path)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An item with what the lists below it may refer to: its own fields come first, those of its parents follow.
pub(super) fn within(item: &Value, parent: &Value) -> Value {
    let mut all: Map<String, Value> = parent.as_object().cloned().unwrap_or_default();
    if let Some(own) = item.as_object() {
        all.extend(own.iter().map(|(key, value)| (key.clone(), value.clone())));
    }
    Value::Object(all)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn templates_take_the_items_own_fields_first() {
        let all = within(&json!({"id": "a", "x": {"y": 7}}), &json!({"id": "p", "_account": "o"}));
        let filled = |text| template(text, &all, str::to_owned);
        assert_eq!(filled("/{id}/{_account}/{x.y}/").as_deref(), Some("/a/o/7/"));
        assert_eq!(filled("plain").as_deref(), Some("plain"));
        assert_eq!(filled("{none}"), None);
        assert_eq!(filled("{open"), None);
    }
}

use serde_json::Value;

/// A call that lists resources of one type, and what reads each of them in full.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListRule {
    /// The CloudFormation type.
    pub(crate) native: &'static str,
    pub(crate) service: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) http: Http,
    /// Constant parameters and those of the parent: name and [`template`].
    pub(crate) input: &'static [(&'static str, &'static str)],
    /// Where the items stand in the answer, dotted.
    pub(crate) items: &'static str,
    pub(crate) id: Id,
    /// The field with the name, dotted; empty where the id ends with it.
    pub(crate) name: &'static str,
    pub(crate) details: &'static [Detail],
    /// Lists that need an item of this one.
    pub(crate) children: &'static [ListRule],
    pub(crate) paging: Paging,
}

/// Method and path of an operation of a REST service; nothing for the others.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Http {
    None,
    Get(&'static str),
    /// With the page's token in the body.
    Post(&'static str),
    /// With the page's token in the query.
    PostQuery(&'static str),
}

/// Where the id of an item comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Id {
    /// A field that holds the ARN, dotted.
    Field(&'static str),
    /// Service and [`template`] of the resource part of an ARN that the API does not give.
    Made(&'static str, &'static str),
}

/// What the tokens of pages are called: in the request, in the answer, and the page's size.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paging {
    pub(crate) request: &'static str,
    pub(crate) answer: &'static str,
    /// Name and value of the parameter for the largest page; none where the default is the largest or there is none.
    pub(crate) size: Option<(&'static str, u32)>,
}

/// A call that tells more of one item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Detail {
    pub(crate) operation: &'static str,
    /// The permission, where it is not `service:operation`.
    pub(crate) permission: &'static str,
    pub(crate) http: Http,
    pub(crate) input: &'static [(&'static str, &'static str)],
    /// What is to be taken out of the answer, dotted; all of it if empty.
    pub(crate) under: &'static str,
}

const TOKENS: Paging = Paging { request: "NextToken", answer: "NextToken", size: Some(("MaxResults", 100)) };
const LOWER: Paging = Paging { request: "nextToken", answer: "nextToken", size: Some(("maxResults", 100)) };

/// A list of a JSON service: `NextToken` and `MaxResults`.
pub(crate) const fn list(
    native: &'static str,
    service: &'static str,
    operation: &'static str,
    items: &'static str,
) -> ListRule {
    ListRule {
        native,
        service,
        operation,
        http: Http::None,
        input: &[],
        items,
        id: Id::Field("Arn"),
        name: "",
        details: &[],
        children: &[],
        paging: TOKENS,
    }
}

/// A list of a REST service: `nextToken` and `maxResults`.
pub(crate) const fn rest(
    native: &'static str,
    service: &'static str,
    operation: &'static str,
    http: Http,
    items: &'static str,
) -> ListRule {
    ListRule { http, paging: LOWER, ..list(native, service, operation, items) }
}

impl ListRule {
    pub(crate) const fn id(self, field: &'static str) -> ListRule {
        ListRule { id: Id::Field(field), ..self }
    }

    pub(crate) const fn made(self, service: &'static str, resource: &'static str) -> ListRule {
        ListRule { id: Id::Made(service, resource), ..self }
    }

    pub(crate) const fn name(self, field: &'static str) -> ListRule {
        ListRule { name: field, ..self }
    }

    pub(crate) const fn input(self, input: &'static [(&'static str, &'static str)]) -> ListRule {
        ListRule { input, ..self }
    }

    pub(crate) const fn details(self, details: &'static [Detail]) -> ListRule {
        ListRule { details, ..self }
    }

    pub(crate) const fn children(self, children: &'static [ListRule]) -> ListRule {
        ListRule { children, ..self }
    }

    pub(crate) const fn paging(
        self,
        request: &'static str,
        answer: &'static str,
        size: Option<(&'static str, u32)>,
    ) -> ListRule {
        ListRule { paging: Paging { request, answer, size }, ..self }
    }
}

/// A describing call of a JSON service that takes one parameter, which is a field of the item.
pub(crate) const fn detail(
    operation: &'static str,
    input: &'static [(&'static str, &'static str)],
) -> Detail {
    Detail { operation, permission: "", http: Http::None, input, under: "" }
}

/// A reading call of a REST service.
pub(crate) const fn get(operation: &'static str, path: &'static str, under: &'static str) -> Detail {
    Detail { operation, permission: "", http: Http::Get(path), input: &[], under }
}

/// Fills `{field}`s of a template from an item, else from its parent. `None` if one is in neither.
pub(crate) fn template(text: &str, item: &Value, parent: &Value) -> Option<String> {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let (field, after) = after.split_once('}')?;
        filled.push_str(before);
        filled.push_str(&text_at(item, field).or_else(|| text_at(parent, field))?);
        rest = after;
    }
    filled.push_str(rest);
    Some(filled)
}

/// The value at a dotted path.
pub(crate) fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    if path.is_empty() {
        return Some(value);
    }
    path.split('.').try_fold(value, |value, key| value.get(key))
}

/// The text or number at a dotted path.
pub(crate) fn text_at(value: &Value, path: &str) -> Option<String> {
    match at(value, path)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn templates_take_from_the_item_and_then_from_its_parent() {
        let (item, parent) = (json!({"id": "a", "x": {"y": 7}}), json!({"id": "p", "owner": "o"}));
        let filled = |text| template(text, &item, &parent);
        assert_eq!(filled("/{id}/{owner}/{x.y}/").as_deref(), Some("/a/o/7/"));
        assert_eq!(filled("plain").as_deref(), Some("plain"));
        assert_eq!(filled("{none}"), None);
        assert_eq!(filled("{open"), None);
    }
}

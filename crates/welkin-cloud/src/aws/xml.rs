use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

/// Deeper or larger answers are not what AWS sends.
const DEEPEST: usize = 64;

/// An XML answer as JSON: an element with children is an object, one whose children are all `member` or `item` is a
/// list, a name that comes more than once is a list, any other element is its text. `None` if it is no whole XML.
pub(super) fn parse(body: &[u8]) -> Option<Value> {
    let mut reader = Reader::from_str(std::str::from_utf8(body).ok()?);
    let mut stack: Vec<Element> = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                if stack.len() > DEEPEST {
                    return None;
                }
                let name = start.local_name().as_ref().to_owned();
                stack.push(Element { name, ..Element::default() });
            }
            Event::Empty(start) => {
                let name = start.local_name().as_ref().to_owned();
                stack.last_mut()?.children.push((name, Value::String(String::new())));
            }
            Event::End(_) => {
                let element = stack.pop()?;
                let parent = stack.last_mut()?;
                let name = element.name.clone();
                parent.children.push((name, element.value()));
            }
            Event::Text(text) => stack.last_mut()?.text.push_str(&text),
            Event::CData(text) => stack.last_mut()?.text.push_str(&text),
            Event::GeneralRef(entity) => {
                let resolved = entity.resolve_char_ref().ok()?;
                let named = || quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned);
                let text = resolved.map(String::from).or_else(named)?;
                stack.last_mut()?.text.push_str(&text);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let root = stack.pop().filter(|_| stack.is_empty())?;
    root.children.into_iter().next().map(|(_, value)| value)
}

#[derive(Debug, Default)]
struct Element {
    name: String,
    text: String,
    children: Vec<(String, Value)>,
}

impl Element {
    fn value(self) -> Value {
        if self.children.is_empty() {
            return Value::String(self.text.trim().to_owned());
        }
        if self.children.iter().all(|(name, _)| name == "member" || name == "item") {
            return Value::Array(self.children.into_iter().map(|(_, value)| value).collect());
        }
        let mut map = Map::new();
        let mut repeated: Vec<String> = Vec::new();
        for (name, value) in self.children {
            match map.get_mut(&name) {
                None => {
                    map.insert(name, value);
                }
                Some(Value::Array(items)) if repeated.contains(&name) => items.push(value),
                Some(known) => {
                    let first = known.take();
                    *known = Value::Array(vec![first, value]);
                    repeated.push(name);
                }
            }
        }
        Value::Object(map)
    }
}

/// Whether the body is XML that ends where it should.
pub(super) fn is_whole(body: &[u8]) -> bool {
    parse(body).is_some()
}

/// Code and message of an error in any of AWS's XML forms: `ErrorResponse/Error`, `Response/Errors/Error`, `Error`.
pub(super) fn error(body: &[u8]) -> (String, String) {
    let Some(value) = parse(body) else { return (String::new(), String::new()) };
    let candidates = [value.pointer("/Error"), value.pointer("/Errors/Error"), Some(&value)];
    for candidate in candidates.into_iter().flatten() {
        if let Some(code) = candidate.get("Code").and_then(Value::as_str) {
            let message = candidate.get("Message").and_then(Value::as_str).unwrap_or("");
            return (code.to_owned(), message.to_owned());
        }
    }
    (String::new(), String::new())
}

/// A list that a rest-xml answer writes as repeated elements: one element is a list of one, none is an empty list.
pub(super) fn list(value: Option<&Value>) -> Vec<Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) if text.is_empty() => Vec::new(),
        Some(Value::Array(items)) => items.clone(),
        Some(one) => vec![one.clone()],
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn lists_objects_and_texts_of_all_three_flavours() {
        let parsed = parse(
            b"<R xmlns=\"x\"><Users><member><Name>a&amp;b</Name></member></Users><vpcSet><item><id>v</id></item></vpcSet>\
              <Buckets><Bucket><Name>x</Name></Bucket><Bucket><Name>y</Name></Bucket></Buckets><Empty/></R>",
        );
        assert_eq!(
            parsed.unwrap(),
            json!({
                "Users": [{"Name": "a&b"}],
                "vpcSet": [{"id": "v"}],
                "Buckets": {"Bucket": [{"Name": "x"}, {"Name": "y"}]},
                "Empty": "",
            })
        );
    }

    #[test]
    fn what_is_cut_or_no_xml_is_no_answer() {
        for broken in ["<R><a>1</a>", "<R><a>", "", "{}", "<R></Q>", "<html>\u{0}{]"] {
            assert!(!is_whole(broken.as_bytes()), "{broken}");
        }
    }

    #[test]
    fn errors_of_all_three_flavours() {
        for body in [
            "<ErrorResponse><Error><Code>Throttling</Code><Message>m</Message></Error></ErrorResponse>",
            "<Response><Errors><Error><Code>Throttling</Code><Message>m</Message></Error></Errors></Response>",
            "<Error><Code>Throttling</Code><Message>m</Message></Error>",
        ] {
            assert_eq!(error(body.as_bytes()), ("Throttling".to_owned(), "m".to_owned()));
        }
    }
}

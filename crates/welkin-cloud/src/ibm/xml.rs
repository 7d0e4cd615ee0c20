use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Map, Value};

/// Deeper answers are not what Object Storage sends.
const DEEPEST: usize = 32;

/// The root element of an answer of Object Storage as JSON: its name, and its children by name, several of a name as a
/// list. `None` if it is no whole XML.
pub(super) fn parse(body: &[u8]) -> Option<(String, Value)> {
    let mut reader = Reader::from_str(std::str::from_utf8(body).ok()?);
    let mut open: Vec<Element> = vec![Element::default()];
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                let name = start.local_name().as_ref().to_owned();
                open.push(Element { name, ..Element::default() });
                if open.len() > DEEPEST {
                    return None;
                }
            }
            Event::Empty(start) => {
                let name = start.local_name().as_ref().to_owned();
                open.last_mut()?.children.push((name, Value::String(String::new())));
            }
            Event::End(_) => {
                let Element { name, text, children } = open.pop()?;
                let value = if children.is_empty() {
                    Value::String(text.trim().to_owned())
                } else {
                    object(children)
                };
                open.last_mut()?.children.push((name, value));
            }
            Event::Text(text) => open.last_mut()?.text.push_str(&text),
            Event::CData(text) => open.last_mut()?.text.push_str(&text),
            Event::GeneralRef(entity) => {
                let known = entity.resolve_char_ref().ok()?.map(String::from);
                let named = || quick_xml::escape::resolve_predefined_entity(&entity).map(str::to_owned);
                open.last_mut()?.text.push_str(&known.or_else(named)?);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    let root = open.pop().filter(|_| open.is_empty())?;
    root.children.into_iter().next()
}

#[derive(Default)]
struct Element {
    name: String,
    text: String,
    children: Vec<(String, Value)>,
}

fn object(children: Vec<(String, Value)>) -> Value {
    let mut map = Map::new();
    for (name, value) in children {
        match map.get_mut(&name) {
            Some(Value::Array(all)) => all.push(value),
            Some(one) => *one = Value::Array(vec![one.take(), value]),
            None => {
                map.insert(name, value);
            }
        }
    }
    Value::Object(map)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn elements_of_one_name_are_a_list() {
        let (root, value) =
            parse(b"<?xml version=\"1.0\"?><R><B><N>a&amp;b</N></B><B><N>c</N></B><E/></R>").unwrap();
        assert_eq!(root, "R");
        assert_eq!(value, json!({"B": [{"N": "a&b"}, {"N": "c"}], "E": ""}));
    }

    #[test]
    fn what_ends_in_the_middle_is_none() {
        for broken in ["", "<R><B>", "<R></B>", "{]", "<R>&unknown;</R>"] {
            assert_eq!(parse(broken.as_bytes()), None, "{broken}");
        }
    }
}

use serde_json::Value;

/// How a protocol writes the entries of a list.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Lists {
    /// `<Users><member>…</member></Users>`: the query protocol.
    Member,
    /// `<vpcSet><item>…</item></vpcSet>`: EC2.
    Item,
    /// `<Rule>…</Rule><Rule>…</Rule>`: S3.
    Flat,
}

/// What the value holds as elements, which have the names of its fields.
pub(super) fn content(value: &Value, lists: Lists) -> String {
    let mut text = String::new();
    inside(&mut text, value, lists);
    text
}

fn write(text: &mut String, name: &str, value: &Value, lists: Lists) {
    // Maps of the query protocol repeat `<entry>`.
    if let Value::Array(items) = value
        && (lists == Lists::Flat || name == "entry")
    {
        for item in items {
            write(text, name, item, lists);
        }
        return;
    }
    for part in ["<", name, ">"] {
        text.push_str(part);
    }
    inside(text, value, lists);
    for part in ["</", name, ">"] {
        text.push_str(part);
    }
}

fn inside(text: &mut String, value: &Value, lists: Lists) {
    match value {
        Value::Null => {}
        Value::Bool(truth) => text.push_str(if *truth { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number.to_string()),
        Value::String(string) => text.push_str(&escaped(string)),
        Value::Array(items) => {
            let name = if lists == Lists::Item { "item" } else { "member" };
            for item in items {
                write(text, name, item, lists);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields.iter().filter(|(_, field)| !field.is_null()) {
                write(text, name, field, lists);
            }
        }
    }
}

/// Text as the content of an element. Characters that XML 1.0 cannot carry become a replacement character.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(character),
            c if c.is_control() => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

/// The text of the first element of this name, wherever it stands. Enough for the flat bodies that S3 takes; a body
/// without the element, or no XML at all, has none.
pub(super) fn find(xml: &str, name: &str) -> Option<String> {
    let (_, behind) = xml.split_once(&format!("<{name}>"))?;
    let (inside, _) = behind.split_once(&format!("</{name}>"))?;
    Some(
        inside
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&quot;", "\"")
            .replace("&apos;", "'")
            .replace("&amp;", "&"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lists_are_written_as_each_protocol_wants_them() {
        let value = json!({"A": ["x", "y"]});
        assert_eq!(content(&value, Lists::Member), "<A><member>x</member><member>y</member></A>");
        assert_eq!(content(&value, Lists::Item), "<A><item>x</item><item>y</item></A>");
        assert_eq!(content(&value, Lists::Flat), "<A>x</A><A>y</A>");
    }

    #[test]
    fn nothing_breaks_out_of_an_element() {
        let text = content(&json!({"Name": "</Name><Admin>\u{1}&"}), Lists::Member);
        assert_eq!(text, "<Name>&lt;/Name&gt;&lt;Admin&gt;\u{FFFD}&amp;</Name>");
        assert_eq!(find(&text, "Name").as_deref(), Some("</Name><Admin>\u{FFFD}&"));
        assert_eq!(find("<Name>torn", "Name"), None);
    }
}

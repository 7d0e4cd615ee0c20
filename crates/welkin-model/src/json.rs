use std::cell::RefCell;

use serde::Serialize;

/// The value as JSON without spaces; nothing if it has no such form, e.g. because a key is not text.
///
/// Events are written by the hundred thousand. The text is made in a buffer that each thread keeps, so that its own
/// memory is asked for once and is as long as it needs to be.
pub fn json_text(value: &impl Serialize) -> Option<Box<str>> {
    thread_local! {
        static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    }
    BUFFER.with_borrow_mut(|buffer| {
        buffer.clear();
        // One large record must not hold its memory for good.
        buffer.shrink_to(KEPT);
        serde_json::to_writer(&mut *buffer, value).ok()?;
        str::from_utf8(buffer).ok().map(Box::from)
    })
}

/// Bytes of the buffer that stay.
const KEPT: usize = 64 << 10;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn is_what_serde_json_writes_whatever_was_written_before() {
        for value in [json!({"a": "x".repeat(KEPT * 2)}), json!({"b": [1, null, "ü\n"]}), json!("")] {
            assert_eq!(json_text(&value).as_deref(), Some(value.to_string().as_str()));
        }
    }
}

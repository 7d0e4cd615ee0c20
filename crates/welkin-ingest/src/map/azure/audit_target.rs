use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::fields;

/// What `targetResources` says; it is copied, since half of it is old and new values.
#[derive(Debug, Default)]
pub(super) struct Targets {
    pub(super) list: Vec<Map<String, Value>>,
}

impl Targets {
    pub(super) fn read(record: &Native, base: &str) -> Targets {
        let list = ["targetResources", "TargetResources"]
            .iter()
            .find_map(|name| record.get(&format!("{base}{name}"))?.as_array());
        Targets { list: list.into_iter().flatten().filter_map(Value::as_object).cloned().collect() }
    }

    pub(super) fn of_kind(&self, kinds: &[&str]) -> Option<&Map<String, Value>> {
        self.list.iter().find(|target| fields::is_any(fields::raw_text(target, "type"), kinds))
    }

    /// The new value of a modified property; Entra writes it as JSON in a text.
    pub(super) fn modified(&self, name: &str) -> Option<String> {
        let properties =
            self.list.iter().filter_map(|t| fields::raw(t, "modifiedProperties")?.as_array()).flatten();
        properties.filter_map(Value::as_object).find_map(|property| {
            let matches = fields::raw_text(property, "displayName") == name;
            let mut value = ["newValue", "oldValue"].iter().map(|key| fields::raw_text(property, key));
            let text = value.find(|text| !text.is_empty() && *text != "null").filter(|_| matches)?;
            Some(match serde_json::from_str::<Value>(text) {
                Ok(Value::String(inner)) => inner,
                _ => text.to_owned(),
            })
        })
    }
}

pub(super) fn says_who(user: &Value) -> bool {
    user.get("name").is_some() || user.get("uid").is_some()
}

pub(super) fn user_of(target: &Map<String, Value>) -> Value {
    let text = |key: &str| Some(fields::raw_text(target, key)).filter(|t| !t.is_empty()).map(str::to_owned);
    let is_user = fields::raw_text(target, "type").eq_ignore_ascii_case("User");
    let upn = text("userPrincipalName");
    let mut draft = Draft::new(Class::ACCOUNT_CHANGE, 0);
    super::identity::email(&mut draft, "user", upn.as_deref());
    draft
        .set("user.name", upn.or_else(|| text("displayName")))
        .set("user.full_name", text("displayName"))
        .set("user.uid", text("id"))
        .put("user.type_id", if is_user { 1 } else { 4 });
    draft.get("user").cloned().unwrap_or_default()
}

pub(super) fn resource_of(target: &Map<String, Value>) -> Value {
    let text = |key: &str| Some(fields::raw_text(target, key)).filter(|t| !t.is_empty()).map(str::to_owned);
    let name = text("displayName").or_else(|| text("userPrincipalName"));
    if name.is_none() && text("id").is_none() {
        return Value::Null;
    }
    let mut resource = json!({});
    if let Some(object) = resource.as_object_mut() {
        for (key, value) in [("name", name), ("uid", text("id")), ("type", text("type"))] {
            object.extend(value.map(|value| (key.to_owned(), value.into())));
        }
    }
    resource
}

use serde_json::{Map, Value};
use welkin_model::Native;

/// A part of an event that is built on its own, e.g. an element of a list.
#[derive(Debug, Default)]
pub(crate) struct Object {
    members: Native,
}

impl Object {
    /// Sets the attribute at a dotted path; `None` leaves it alone.
    pub(crate) fn set<V: Into<Value>>(&mut self, path: &str, value: Option<V>) -> &mut Object {
        if let Some(value) = value {
            self.members.put(path, value);
        }
        self
    }

    /// Sets an address: an IP goes to `<endpoint>.ip`, anything else to `<endpoint>.<otherwise>`.
    pub(crate) fn address(
        &mut self,
        endpoint: &str,
        otherwise: &str,
        address: Option<String>,
    ) -> &mut Object {
        if let Some(address) = address {
            let is_ip = address.parse::<std::net::IpAddr>().is_ok();
            let key = if is_ip { "ip" } else { otherwise };
            self.members.put(&format!("{endpoint}.{key}"), address);
        }
        self
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.members.has(path)
    }

    /// The object, unless nothing was set.
    pub(crate) fn into_value(self) -> Option<Value> {
        let members: Map<String, Value> = self.members.into_rest();
        (!members.is_empty()).then_some(Value::Object(members))
    }
}

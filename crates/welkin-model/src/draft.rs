use serde_json::{Map, Value};

use crate::schema::{OCSF_VERSION, Schema, conform};
use crate::{Class, Cloud, Event, EventUid, Millis, Native, Severity, SourceId, path};

/// An event being built. [`Draft::finish`] is the only way to an [`Event`] from a mapping, and makes it valid.
#[derive(Clone, Debug)]
pub struct Draft {
    class: Class,
    activity: u8,
    severity: Severity,
    time: Option<Millis>,
    body: Map<String, Value>,
}

impl Draft {
    /// An event of this class and activity, informational until [`Draft::severity`] says otherwise.
    pub fn new(class: Class, activity: u8) -> Draft {
        Draft { class, activity, severity: Severity::Informational, time: None, body: Map::new() }
    }

    pub fn class(&self) -> Class {
        self.class
    }

    pub fn severity(&mut self, severity: Severity) -> &mut Draft {
        self.severity = severity;
        self
    }

    /// When it happened. Without a time, [`Draft::finish`] takes the time at which the record was received.
    pub fn time(&mut self, time: Option<Millis>) -> &mut Draft {
        self.time = time.or(self.time);
        self
    }

    /// Sets the attribute at a dotted path; `None` leaves it alone.
    pub fn set<V: Into<Value>>(&mut self, path: &str, value: Option<V>) -> &mut Draft {
        if let Some(value) = value {
            path::set(&mut self.body, path, value.into());
        }
        self
    }

    /// Sets the attribute to a value that is known.
    pub fn put(&mut self, path: &str, value: impl Into<Value>) -> &mut Draft {
        path::set(&mut self.body, path, value.into());
        self
    }

    /// Sets an address: an IP goes to `<endpoint>.ip`, a host or service name to `<endpoint>.<otherwise>`.
    pub fn address(&mut self, endpoint: &str, otherwise: &str, address: Option<String>) -> &mut Draft {
        if let Some(address) = address {
            let is_ip = address.parse::<std::net::IpAddr>().is_ok();
            let key = if is_ip { "ip" } else { otherwise };
            path::set(&mut self.body, &format!("{endpoint}.{key}"), address.into());
        }
        self
    }

    /// Sets an e-mail address at `<user>.email_addr` if the text is one; the text is a name as well.
    pub fn email(&mut self, user: &str, text: Option<&str>) -> &mut Draft {
        let is_email = |t: &&str| {
            t.split_once('@').is_some_and(|(name, domain)| !name.is_empty() && domain.contains('.'))
        };
        if let Some(text) = text.filter(is_email) {
            path::set(&mut self.body, &format!("{user}.email_addr"), text.into());
        }
        self
    }

    /// Sets `status_id` (1 success, 2 failure) and, where the record has it, the provider's own word.
    pub fn status(&mut self, success: Option<bool>, word: Option<String>) -> &mut Draft {
        let id = success.map(|ok| if ok { 1 } else { 2 });
        let id = id.or(word.as_ref().map(|_| 99));
        self.set("status_id", id).set("status", word)
    }

    /// Adds an element to the list at the path.
    pub fn push(&mut self, path: &str, element: Value) -> &mut Draft {
        if element.is_null() || element.as_object().is_some_and(Map::is_empty) {
            return self;
        }
        let mut list = match path::take(&mut self.body, path, &mut Value::is_array) {
            Some(Value::Array(list)) => list,
            _ => Vec::new(),
        };
        list.push(element);
        path::set(&mut self.body, path, Value::Array(list));
        self
    }

    /// Whether the class has this attribute at its top level.
    pub fn allows(&self, attribute: &str) -> bool {
        Schema::get().allows(self.class, attribute)
    }

    pub fn get(&self, path: &str) -> Option<&Value> {
        path::get(&self.body, path)
    }

    pub fn has(&self, path: &str) -> bool {
        self.get(path).is_some()
    }

    /// The valid event: `rest` is what the mapping did not take from the record, `uid` the provider's event id or a
    /// hash of the content, `received` the time that stands in when the record has none.
    pub fn finish(mut self, source: SourceId, uid: EventUid, rest: Native, received: Millis) -> Event {
        let class = self.class;
        if Schema::get().caption(class, "activity_id", i64::from(self.activity)).is_none() {
            self.activity = 99;
        }
        let (activity, severity, time) = (self.activity, self.severity, self.time.unwrap_or(received));
        let cloud = source.cloud();
        if cloud != Cloud::Other && !self.has("cloud.provider") {
            self.put("cloud.provider", cloud.provider());
        }
        self.put("class_uid", class.uid())
            .put("category_uid", class.category_uid())
            .put("activity_id", activity)
            .put("type_uid", class.type_uid(activity))
            .put("severity_id", severity.id())
            .put("time", time)
            .put("metadata.uid", uid.as_str())
            .put("metadata.version", OCSF_VERSION)
            .put("metadata.log_name", source.as_str());
        if !self.has("metadata.product") {
            self.put("metadata.product.name", source.title())
                .put("metadata.product.vendor_name", cloud.provider());
        }
        let rest = rest.into_rest();
        if !rest.is_empty() {
            match self.body.get_mut("unmapped").and_then(Value::as_object_mut) {
                Some(unmapped) => unmapped.extend(rest),
                None => {
                    self.body.insert("unmapped".to_owned(), Value::Object(rest));
                }
            }
        }
        conform(&mut self.body, class);
        Event::trusted(self.body)
    }
}

//! Operations that only list or describe what is on the shelf, as tables: what differs between them is names.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::estate::Estate;
use super::fail::Fail;
use super::field::{number, pick, set, strings, text};
use super::kinds::kind;
use super::shelf::Key;
use super::{agentcore, bedrock, platform, sagemaker, sagemaker_rest};

/// How a service pages.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paging {
    pub(super) token_in: &'static str,
    pub(super) token_out: &'static str,
    pub(super) size_in: &'static str,
    pub(super) default: usize,
    pub(super) most: usize,
    /// The code of a token that the service did not make, and of a size out of bounds.
    pub(super) wrong: &'static str,
}

/// An operation that lists resources of a kind.
#[derive(Clone, Copy, Debug)]
pub(super) struct List {
    pub(super) service: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    /// The field of the result that holds the list.
    pub(super) out: &'static str,
    /// What the list shows of each: names, or `shown=stored`; all for none. One alone behind `=` shows bare values.
    pub(super) fields: &'static [&'static str],
    pub(super) paging: &'static Paging,
    /// The parameters that name what the resources live in.
    pub(super) parents: &'static [&'static str],
    /// Parameters that must equal, or be contained in, a field: `("StatusEquals", "EndpointStatus")`, and `~` before the
    /// field where the parameter need only be a part of it.
    pub(super) filters: &'static [(&'static str, &'static str)],
}

/// An operation that describes one resource.
#[derive(Clone, Copy, Debug)]
pub(super) struct Show {
    pub(super) service: &'static str,
    pub(super) name: &'static str,
    pub(super) kind: &'static str,
    /// The parameters that make up the id.
    pub(super) key: &'static [&'static str],
    /// The field of the result that holds the description; empty if it is the result.
    pub(super) wrap: &'static str,
    /// Code, status and message of what is not there; `{}` is the id that was given.
    pub(super) missing: Missing,
}

pub(super) type Missing = (&'static str, u16, &'static str);

pub(super) const fn list(
    service: &'static str,
    name: &'static str,
    kind: &'static str,
    out: &'static str,
    paging: &'static Paging,
    fields: &'static [&'static str],
) -> List {
    List { service, name, kind, out, fields, paging, parents: &[], filters: &[] }
}

impl List {
    pub(super) const fn within(self, parents: &'static [&'static str]) -> List {
        List { parents, ..self }
    }

    pub(super) const fn filtered(self, filters: &'static [(&'static str, &'static str)]) -> List {
        List { filters, ..self }
    }
}

pub(super) const fn show(
    service: &'static str,
    name: &'static str,
    kind: &'static str,
    key: &'static [&'static str],
    wrap: &'static str,
    missing: Missing,
) -> Show {
    Show { service, name, kind, key, wrap, missing }
}

/// Fields that the shelf holds and no operation shows.
pub(super) const HIDDEN: &[&str] = &["_policy", "_tags", "_rotation", "_state", "_pending"];

pub(super) fn listing(call: &Call<'_>) -> Option<&'static List> {
    let all = [sagemaker::LISTS, sagemaker_rest::LISTS, bedrock::LISTS, agentcore::LISTS, platform::LISTS];
    let operation = call.operation;
    all.into_iter().flatten().find(|list| list.service == operation.service && list.name == operation.name)
}

pub(super) fn showing(call: &Call<'_>) -> Option<&'static Show> {
    let all = [sagemaker::SHOWS, sagemaker_rest::SHOWS, bedrock::SHOWS, agentcore::SHOWS, platform::SHOWS];
    let operation = call.operation;
    all.into_iter().flatten().find(|show| show.service == operation.service && show.name == operation.name)
}

impl Paging {
    /// The size of the page that a caller asks for.
    pub(super) fn size(&self, input: &Value) -> Result<usize, Fail> {
        match number(input, self.size_in) {
            None => Ok(self.default),
            Some(size) => match usize::try_from(size) {
                Ok(size) if (1..=self.most).contains(&size) => Ok(size),
                _ => Err(Fail::new(
                    self.wrong,
                    400,
                    format!(
                        "Value '{size}' at '{}' failed to satisfy constraint: Member must have value between 1 and {}",
                        self.size_in, self.most
                    ),
                )),
            },
        }
    }
}

impl Estate {
    /// Cuts a page of what is listed and writes the token into the result.
    pub(super) fn paged(
        &self,
        call: &Call<'_>,
        paging: &Paging,
        items: Vec<(String, Value)>,
        out: &str,
    ) -> Result<Value, Fail> {
        let scope =
            format!("{}/{}/{}/{}", call.account(), call.region(), call.operation.service, call.name());
        let size = paging.size(call.input)?;
        let (page, next) = self
            .pages
            .cut(&scope, items, call.text(paging.token_in), size)
            .map_err(|_| Fail::new(paging.wrong, 400, format!("Invalid {}.", paging.token_in)))?;
        let mut result = json!({out: page});
        if let Some(next) = next {
            set(&mut result, paging.token_out, json!(next));
        }
        Ok(result)
    }

    pub(super) fn list(&self, call: &Call<'_>, list: &List) -> Result<Value, Fail> {
        let mut parent = String::new();
        for name in list.parents {
            parent.push_str(call.required(name)?.rsplit('/').next().unwrap_or(""));
            parent.push('/');
        }
        let items = self
            .shelf
            .of(list.kind, call.account(), call.region())
            .filter(|(key, value)| {
                key.id.starts_with(&parent)
                    && list.filters.iter().all(|filter| passes(filter, call.input, value))
            })
            .map(|(key, value)| (key.id.clone(), shown(value, list.fields)))
            .collect();
        self.paged(call, list.paging, items, list.out)
    }

    /// The key that an operation of the table names, whether it exists or not.
    pub(super) fn shown_key(&self, call: &Call<'_>, show: &Show) -> Result<Key, Fail> {
        let mut id = String::new();
        for name in show.key {
            let given = call.required(name)?;
            id.push_str(if id.is_empty() { "" } else { "/" });
            id.push_str(given);
        }
        let found = self.shelf.find(show.kind, call.account(), call.region(), &id);
        Ok(found.unwrap_or_else(|| Key::new(show.kind, call.account(), call.region(), &id)))
    }

    pub(super) fn show(&self, call: &Call<'_>, show: &Show) -> Result<Value, Fail> {
        let key = self.shown_key(call, show)?;
        let Some(value) = self.shelf.get(&key) else { return Err(absent(show.missing, &key)) };
        let mut value = value.clone();
        for hidden in HIDDEN {
            super::field::unset(&mut value, hidden);
        }
        Ok(if show.wrap.is_empty() { value } else { json!({show.wrap: value}) })
    }
}

/// That something is not there, in the service's words.
pub(super) fn absent(missing: Missing, key: &Key) -> Fail {
    let (code, status, message) = missing;
    let arn =
        if kind(key.kind).is_some_and(|kind| !kind.arn.is_empty()) { key.arn() } else { key.id.clone() };
    Fail::new(code, status, message.replace("{arn}", &arn).replace("{}", &key.id))
}

fn passes((parameter, field): &(&str, &str), input: &Value, value: &Value) -> bool {
    let wanted = text(input, parameter);
    if wanted.is_empty() {
        return true;
    }
    match field.strip_prefix('~') {
        Some(field) => text(value, field).contains(wanted),
        None => text(value, field) == wanted,
    }
}

fn shown(value: &Value, fields: &[&str]) -> Value {
    if let [bare] = fields
        && let Some(name) = bare.strip_prefix('=')
    {
        return value.get(name).cloned().unwrap_or(Value::Null);
    }
    if fields.is_empty() {
        let kept =
            value.as_object().into_iter().flatten().filter(|(name, _)| !HIDDEN.contains(&name.as_str()));
        return kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    }
    if fields.iter().all(|field| !field.contains('=')) {
        return pick(value, fields);
    }
    let renamed = fields.iter().filter_map(|field| {
        let (shown, stored) = field.split_once('=').unwrap_or((field, field));
        Some((shown.to_owned(), value.get(stored)?.clone()))
    });
    renamed.collect::<Map<String, Value>>().into()
}

/// Tags of a request: `[{Key, Value}]` or `[{key, value}]`.
pub(super) fn given_tags(input: &Value, name: &str) -> Vec<(String, String)> {
    super::field::list(input, name)
        .iter()
        .map(|tag| {
            let either =
                |one, other| if text(tag, one).is_empty() { text(tag, other) } else { text(tag, one) };
            (either("Key", "key").to_owned(), either("Value", "value").to_owned())
        })
        .filter(|(key, value)| !key.is_empty() && key.len() <= 128 && value.len() <= 256)
        .collect()
}

/// Names of tags to take away.
pub(super) fn given_tag_keys(input: &Value, name: &str) -> Vec<String> {
    strings(input, name)
}

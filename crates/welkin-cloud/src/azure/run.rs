use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use welkin_model::estate::UnknownReason;

use super::ask::{About, Ask, MOST_PAGES, text, unknown};
use super::children::{Child, Of};
use super::find::{Find, Known};
use super::place::{MANAGER, Place};

/// How many lists below one item are read at the same time.
const SIDE_BY_SIDE: usize = 4;

/// Reads one list of what lies below a resource, and the lists below each item.
pub(super) fn read<'a>(
    ask: &'a Ask,
    find: Find<'a>,
    child: &'static Child,
    parent: Known,
) -> BoxFuture<'a, ()> {
    async move {
        let about = format!("{MANAGER}:{}", child.native);
        let permission = child.permission();
        let mut page = 0;
        let mut url = Some(address(ask, child, &parent));
        let mut listed = Vec::new();
        while let Some(at) = url.take() {
            if page == MOST_PAGES {
                let detail = format!("there are more than {MOST_PAGES} pages");
                let unknown = unknown(about.clone(), UnknownReason::Bounded, detail);
                find.more(&parent, &about, Value::Null, vec![unknown]);
                break;
            }
            let asked = About { operation: child.native, permission: &permission, scope: &parent.scope };
            let items = match ask.page(Place::Manager, asked, at.clone()).await {
                Ok(Some((items, next))) => {
                    url = next.filter(|next| *next != at);
                    items
                }
                // None, or not of this kind: an answer.
                Ok(None) => Vec::new(),
                Err(error) => {
                    find.more(&parent, &about, Value::Null, vec![error.unknown_on(page)]);
                    return;
                }
            };
            page += 1;
            let mut found = Vec::new();
            for item in &items {
                found.extend(find.tell(child.native, &about, item, Some(&parent), Vec::new()));
            }
            below(ask, find, child, found).await;
            if child.telling {
                listed.extend(items);
            }
        }
        if let Some(view) = child.told_of_parent(listed) {
            find.more(&parent, &about, view, Vec::new());
        }
    }
    .boxed()
}

async fn below(ask: &Ask, find: Find<'_>, child: &'static Child, found: Vec<Known>) {
    let work: Vec<BoxFuture<'_, ()>> = found
        .into_iter()
        .flat_map(|known| child.below.iter().map(move |list| read(ask, find, list, known.clone())))
        .collect();
    stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
}

fn address(ask: &Ask, child: &Child, parent: &Known) -> url::Url {
    let path = match child.of {
        Of::Part => format!("{}/{}", parent.id, child.native.rsplit('/').next().unwrap_or("")),
        Of::Within => format!("{}/providers/{}", parent.id, child.native),
    };
    ask.places.url(Place::Manager, &path, &format!("api-version={}{}", child.version, child.query))
}

impl Child {
    /// What the list as a whole says of the resource that it was asked of: that there is none is an answer, too.
    fn told_of_parent(&self, items: Vec<Value>) -> Option<Value> {
        (self.telling).then(|| {
            let name = self.native.rsplit('/').next().unwrap_or("");
            let items: Vec<Value> =
                items.into_iter().map(|item| item.get("properties").cloned().unwrap_or(item)).collect();
            let mut view = serde_json::Map::new();
            view.insert(name.to_owned(), json!(items));
            Value::Object(view)
        })
    }
}

/// Whether a list is worth a call for this resource.
pub(super) fn concerns(child: &Child, known: &Known) -> bool {
    !child.except.iter().any(|kind| {
        let kind = kind.to_ascii_lowercase();
        let own = known.kind.to_ascii_lowercase();
        match kind.strip_suffix('*') {
            Some(start) => own.starts_with(start),
            None => own == kind,
        }
    })
}

/// The name of a type's service, as `--service` takes it: `cognitiveservices`.
pub(super) fn service_of(native: &str) -> String {
    let namespace = native.split('/').next().unwrap_or("").to_ascii_lowercase();
    namespace.strip_prefix("microsoft.").unwrap_or(&namespace).to_owned()
}

/// The type in a row of Resource Graph.
pub(super) fn type_of(row: &Value) -> String {
    text(row, "type").to_ascii_lowercase()
}

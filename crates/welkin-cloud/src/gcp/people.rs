use std::sync::Arc;

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::{Value, json};
use welkin_model::Cloud;
use welkin_model::estate::AssetId;

use super::ask::{Ask, Question, hole, text};
use super::inventory::Sink;
use super::name::is_service_account;
use crate::describe::Resource;

const SIDE_BY_SIDE: usize = 16;
pub(super) const GROUP: &str = "cloudidentity.googleapis.com/Group";
pub(super) const USER: &str = "cloudidentity.googleapis.com/User";
pub(super) const SERVICE_ACCOUNT: &str = "iam.googleapis.com/ServiceAccount";

/// Reads the groups of a directory and who is in them. Roles of the directory decide about it, not permissions.
pub(super) async fn groups(ask: &Ask, directory: &str, sink: Sink<'_>) {
    let parent = format!("customers/{directory}");
    let question = question("ListGroups", &parent, "v1/groups", &[("parent", &parent)]);
    let listed = ask.list(&question, "groups").await;
    if let Some(problem) = listed.problem {
        sink.into.hole(hole(&parent, "", problem));
    }
    let mut work: Vec<BoxFuture<'_, ()>> = Vec::new();
    for group in listed.items {
        let (name, mail) = (text(&group, "/name").to_owned(), text(&group, "/groupKey/id").to_owned());
        if name.is_empty() {
            continue;
        }
        if let Ok(mut seen) = sink.seen.lock() {
            seen.described.insert(mail.to_ascii_lowercase());
        }
        let id = AssetId::new(format!("//cloudidentity.googleapis.com/{name}"));
        tell(sink, GROUP, id.clone(), &mail, "cloudidentity:ListGroups", group);
        work.push(members(ask, name, id, mail, sink).boxed());
    }
    stream::iter(work).buffer_unordered(SIDE_BY_SIDE).collect::<()>().await;
}

async fn members(ask: &Ask, name: String, id: AssetId, mail: String, sink: Sink<'_>) {
    let question = question("ListMemberships", &name, &format!("v1/{name}/memberships"), &[]);
    let listed = ask.list(&question, "memberships").await;
    let payload = json!({ "memberships": listed.items });
    let mut group = resource(GROUP, id, &mail, "cloudidentity:ListMemberships", payload);
    group.unknowns.extend(listed.problem);
    if let Ok(mut seen) = sink.seen.lock() {
        for membership in &listed.items {
            if let Some(member) = member_of(membership) {
                seen.member(&member);
            }
        }
    }
    sink.into.resource(group);
}

/// A member of a group, spelt as policies do.
pub(super) fn member_of(membership: &Value) -> Option<String> {
    let mail = [text(membership, "/preferredMemberKey/id"), text(membership, "/memberKey/id")]
        .into_iter()
        .find(|mail| !mail.is_empty())?;
    let kind = match text(membership, "/type") {
        "GROUP" => "group",
        "SERVICE_ACCOUNT" => "serviceAccount",
        _ if is_service_account(mail) => "serviceAccount",
        _ => "user",
    };
    Some(format!("{kind}:{mail}"))
}

/// Who stands in policies and is in none of the lists: people, and groups and service accounts of others.
pub(super) fn outside(sink: Sink<'_>) {
    let (members, described) = match sink.seen.lock() {
        Ok(seen) => (seen.members.clone(), seen.described.clone()),
        Err(_) => return,
    };
    for member in members {
        let Some((kind, mail)) = member.split_once(':') else { continue };
        let mail = mail.to_ascii_lowercase();
        if described.contains(&mail) {
            continue;
        }
        let native = match kind {
            "user" => USER,
            "group" => GROUP,
            _ => SERVICE_ACCOUNT,
        };
        let id = AssetId::new(format!("{kind}:{mail}"));
        tell(sink, native, id, &mail, "cloudasset:ListAssets/IAM_POLICY", json!({ "member": member }));
    }
}

fn tell(sink: Sink<'_>, native: &str, id: AssetId, mail: &str, via: &str, payload: Value) {
    sink.into.resource(resource(native, id, mail, via, payload));
}

fn resource(native: &str, id: AssetId, mail: &str, via: &str, payload: Value) -> Resource {
    Resource {
        cloud: Cloud::Gcp,
        native_type: Arc::from(native),
        id,
        name: mail.to_owned(),
        scope: String::new(),
        region: String::new(),
        via: Arc::from(via),
        payload,
        unknowns: Vec::new(),
        observed_at: 0,
    }
}

fn question(operation: &'static str, scope: &str, path: &str, more: &[(&'static str, &str)]) -> Question {
    let mut parameters = vec![("pageSize", "500".to_owned()), ("view", "FULL".to_owned())];
    parameters.extend(more.iter().map(|(name, value)| (*name, (*value).to_owned())));
    Question {
        service: "cloudidentity",
        operation,
        scope: scope.to_owned(),
        path: path.to_owned(),
        parameters,
        ..Question::default()
    }
}

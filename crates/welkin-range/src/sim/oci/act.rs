use serde_json::{Value, json};

use super::Oci;
use super::call::{Call, stamp};
use super::catalogue::{Kind, kind_of};
use super::page::{array, collection};
use super::problem::{Outcome, Problem};
use super::special::{Act, Special};
use super::store::Resource;
use crate::estate::OCI_TENANCY;
use crate::sim::Response;

impl Oci {
    pub(super) fn act(&mut self, call: &Call<'_>, special: &'static Special) -> Outcome {
        match special.act {
            Act::Part(part) => self.part(call, special, part),
            Act::Parts(part) => self.parts(call, special, part),
            Act::One(part, field) => self.one(call, special, part, field),
            Act::Drop(part, field) => self.drop_part(call, special, part, field),
            Act::State(state) => self.set_state(call, special, state),
            Act::Later(state) => self.set_state_later(call, special, state),
            Act::RegionSubscriptions
            | Act::Regions
            | Act::AvailabilityDomains
            | Act::AuthenticationPolicy => self.geography(call, special),
            Act::UserState => self.user_state(call, special),
            Act::UserCapabilities => self.user_capabilities(call, special),
            Act::UploadApiKey => self.upload_api_key(call, special),
            Act::Search => self.search(call),
            Act::ResourceTypes => self.resource_types(call),
            Act::ArtifactHead | Act::Artifact => self.artifact(call, special),
            Act::ApiKeyState => self.api_key_state(call, special),
            Act::Predict => self.predict(call, special),
            Act::WorkRequest => self.work_request(call),
            Act::WorkRequests => self.work_requests(call),
            Act::Nothing => self.as_list(call, Vec::new()),
            Act::GroupVnics => self.group_vnics(call, special),
            Act::AddRules => self.add_rules(call, special),
            Act::RemoveRules => self.remove_rules(call, special),
            Act::UpdateRules => self.update_rules(call, special),
            Act::InstanceAction => self.instance_action(call, special),
            Act::ScheduleDeletion => self.schedule_deletion(call, special),
            Act::CancelDeletion => self.cancel_deletion(call, special),
            Act::SecretBundle => self.secret_bundle(call, special),
            Act::UpdateLog => self.update_log(call, special),
            Act::AuditConfiguration => self.audit_configuration(call, special),
            Act::UpdateAuditConfiguration => self.update_audit_configuration(call, special),
            Act::AuditEvents => self.audit_events(call, special),
            Act::GuardConfiguration => self.guard_configuration(call, special),
            Act::Namespace => Ok(Response::json(200, &json!(crate::estate::OCI_NAMESPACE))),
            Act::ListBuckets => self.list_buckets(call, special),
            Act::CreateBucket => self.create_bucket(call, special),
            Act::GetBucket => self.get_bucket(call, special),
            Act::UpdateBucket => self.update_bucket(call, special),
            Act::DeleteBucket => self.delete_bucket(call, special),
            Act::ListObjects => self.list_objects(call, special),
            Act::GetObject => self.get_object(call, special),
            Act::PutObject => self.put_object(call, special),
            Act::DeleteObject => self.delete_object(call, special),
            Act::CreatePar => self.create_par(call, special),
            Act::CreateRule => self.create_rule(call, special),
            Act::UpdateRule => self.update_rule(call, special),
            Act::ListRules => self.list_rules(call, special),
            Act::Federate => self.federate(call),
            Act::Exchange => self.exchange(call),
            Act::UserToken => self.user_token(call),
            Act::DomainList => self.domain_list(call, special),
            Act::DomainGet => self.domain_get(call, special),
            Act::DomainUserStatus => self.domain_user_status(call, special),
        }
    }

    /// The id of the resource that the path is below: the second segment, or the bucket of this name.
    pub(super) fn owner(&self, call: &Call<'_>) -> Result<(&'static Kind, String), Problem> {
        let route = call.route;
        if route.service == "objectstorage" {
            let bucket = self.bucket(route)?;
            return Ok((bucket.kind, bucket.id.clone()));
        }
        let kind = kind_of(route.service, route.part(0)).ok_or_else(Problem::absent)?;
        Ok((kind, route.part(1).to_owned()))
    }

    /// The resource that the path is below, if the caller may.
    pub(super) fn below(&self, call: &Call<'_>, special: &Special) -> Result<&Resource, Problem> {
        let (kind, id) = self.owner(call)?;
        self.target(call, kind, &id, special.verb)
    }

    /// The same for a change.
    pub(super) fn below_mut(&mut self, call: &Call<'_>, special: &Special) -> Result<&mut Resource, Problem> {
        let (kind, id) = self.owner(call)?;
        self.changeable(call, kind, &id, special.verb)
    }

    fn part(&self, call: &Call<'_>, special: &Special, part: &str) -> Outcome {
        let resource = self.below(call, special)?;
        let found = resource.parts.get(part).ok_or_else(Problem::absent)?;
        Ok(Response::json(200, found).with("etag", resource.etag()))
    }

    fn parts(&self, call: &Call<'_>, special: &Special, part: &str) -> Outcome {
        let resource = self.below(call, special)?;
        let wanted: Vec<(String, String)> = ["direction", "lifecycleState", "displayName", "logType"]
            .into_iter()
            .filter_map(|name| Some((name.to_owned(), call.request.parameter(name)?)))
            .collect();
        let items = resource.list(part).iter().filter(|item| {
            wanted.iter().all(|(name, value)| {
                item.get(name).and_then(Value::as_str).is_some_and(|text| text.eq_ignore_ascii_case(value))
            })
        });
        array(call.request, items.cloned().collect())
    }

    fn one(&self, call: &Call<'_>, special: &Special, part: &str, field: &str) -> Outcome {
        let resource = self.below(call, special)?;
        let last = call.route.parts.last().map_or("", String::as_str);
        let found =
            resource.list(part).iter().find(|item| item.get(field).and_then(Value::as_str) == Some(last));
        found
            .map(|found| Response::json(200, found).with("etag", resource.etag()))
            .ok_or_else(Problem::absent)
    }

    fn drop_part(&mut self, call: &Call<'_>, special: &Special, part: &'static str, field: &str) -> Outcome {
        let last = call.route.parts.last().cloned().unwrap_or_default();
        let at = call.at;
        let resource = self.below_mut(call, special)?;
        if part == "retentionRules" && locked(resource, &last, at) {
            return Err(Problem::conflict("The retention rule is locked and cannot be deleted."));
        }
        resource.touch(at);
        let list = resource.list_mut(part).ok_or_else(Problem::internal)?;
        let before = list.len();
        list.retain(|item| item.get(field).and_then(Value::as_str) != Some(last.as_str()));
        if list.len() == before { Err(Problem::absent()) } else { Ok(Response::empty(204)) }
    }

    /// Lists of work requests are arrays or collections as the service's others are.
    pub(super) fn as_list(&self, call: &Call<'_>, items: Vec<Value>) -> Outcome {
        let bare = ["datascience", "iaas", "containerengine", "logging", "bastion", "objectstorage"];
        let shape = if bare.contains(&call.route.service) { array } else { collection };
        shape(call.request, items)
    }

    fn audit_configuration(&self, call: &Call<'_>, special: &Special) -> Outcome {
        self.require(call, special.verb, special.what, OCI_TENANCY)?;
        Ok(Response::json(200, &json!({"retentionPeriodDays": self.audit.retention_days})))
    }

    fn update_audit_configuration(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        self.require(call, special.verb, special.what, OCI_TENANCY)?;
        match call.body.get("retentionPeriodDays").and_then(Value::as_u64) {
            Some(days @ 90..=365) => {
                self.audit.retention_days = days;
                Ok(Response::empty(202))
            }
            _ => Err(Problem::invalid("retentionPeriodDays must be between 90 and 365")),
        }
    }

    fn audit_events(&self, call: &Call<'_>, special: &Special) -> Outcome {
        let parameter = |name: &str| call.request.parameter(name).ok_or_else(|| Problem::missing(name));
        let compartment = parameter("compartmentId")?;
        self.require(call, special.verb, special.what, &compartment)?;
        let time = |name: &str| {
            welkin_model::parse_time(&parameter(name)?)
                .ok_or_else(|| Problem::invalid(format!("{name} is no time")))
        };
        let events = self.audit.events(&compartment, time("startTime")?, time("endTime")?);
        array(call.request, events)
    }

    fn guard_configuration(&self, call: &Call<'_>, special: &Special) -> Outcome {
        self.require(call, special.verb, special.what, OCI_TENANCY)?;
        Ok(Response::json(
            200,
            &json!({"reportingRegion": "us-ashburn-1", "status": "ENABLED", "selfManageResources": false, "serviceConfigurations": []}),
        ))
    }

    fn update_log(&mut self, call: &Call<'_>, special: &Special) -> Outcome {
        let id = call.route.part(3).to_owned();
        let patch = call.object()?.clone();
        let at = call.at;
        let group = self.below_mut(call, special)?;
        group.touch(at);
        let kind = group.kind;
        let log = group
            .list_mut("logs")
            .and_then(|logs| logs.iter_mut().find(|log| log.get("id").and_then(Value::as_str) == Some(&id)))
            .and_then(Value::as_object_mut)
            .ok_or_else(Problem::absent)?;
        for field in ["displayName", "isEnabled", "retentionDuration", "configuration", "freeformTags"] {
            if let Some(value) = patch.get(field) {
                log.insert(field.to_owned(), value.clone());
            }
        }
        log.insert("timeLastModified".to_owned(), json!(stamp(at)));
        let group = call.route.part(1).to_owned();
        Ok(self.work(call, kind, &group, "UPDATE_LOG", Response::empty(202)))
    }
}

/// Whether a retention rule is past the moment from which it can only be made longer.
pub(super) fn locked(bucket: &Resource, rule: &str, at: welkin_model::Millis) -> bool {
    bucket
        .list("retentionRules")
        .iter()
        .find(|one| one.get("id").and_then(Value::as_str) == Some(rule))
        .and_then(|one| welkin_model::parse_time(one.get("timeRuleLocked")?.as_str()?))
        .is_some_and(|locked| locked <= at)
}

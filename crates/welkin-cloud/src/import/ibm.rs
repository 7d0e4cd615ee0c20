use std::sync::Arc;

use serde_json::Value;
use welkin_model::Cloud;
use welkin_model::estate::AssetId;

use super::read::{Around, Taken, tail, text};
use crate::describe::Resource;

/// Whatever has a cloud resource name: items of Global Search, `ibmcloud resource …` and `ibmcloud is …`
/// (<https://cloud.ibm.com/docs/account?topic=account-crn>).
pub(super) fn read(_: &Around<'_>, record: Value, taken: &mut Taken) -> Result<(), Value> {
    let Some(crn) = text(&record, &["crn", "CRN"]).filter(|crn| crn.starts_with("crn:")).map(str::to_owned)
    else {
        return Err(record);
    };
    let Some(parts) = Crn::parse(&crn) else {
        taken.problem(
            "crn:v1:cname:ctype:service:location:scope:instance:type:resource",
            crn,
            "this is no CRN",
        );
        return Ok(());
    };
    let native = match text(&record, &["type"]) {
        // Global Search spells types of infrastructure in full.
        Some(native) if native.contains('.') => native.to_ascii_lowercase(),
        _ => parts.native(),
    };
    taken.resources.push(Resource {
        cloud: Cloud::Ibm,
        native_type: Arc::from(native),
        name: text(&record, &["name"]).unwrap_or_else(|| parts.last()).to_owned(),
        scope: parts.scope.trim_start_matches("a/").to_owned(),
        region: parts.region(),
        id: AssetId::new(crn.as_str()),
        via: Arc::from("ibm:export"),
        payload: record,
        unknowns: Vec::new(),
        observed_at: 0,
    });
    Ok(())
}

/// The parts of a cloud resource name that are read.
pub(super) struct Crn<'c> {
    service: &'c str,
    location: &'c str,
    pub(super) scope: &'c str,
    instance: &'c str,
    kind: &'c str,
    resource: &'c str,
}

impl<'c> Crn<'c> {
    pub(super) fn parse(text: &'c str) -> Option<Crn<'c>> {
        let mut parts = text.strip_prefix("crn:")?.splitn(9, ':').skip(3);
        let mut next = || parts.next();
        let (service, location, scope) = (next()?, next()?, next()?);
        let (instance, kind, resource) = (next().unwrap_or(""), next().unwrap_or(""), next().unwrap_or(""));
        (!service.is_empty()).then_some(Crn { service, location, scope, instance, kind, resource })
    }

    /// `is.instance` for what lies in a service, the service's name for an instance of the service itself.
    pub(super) fn native(&self) -> String {
        match self.kind {
            "" => self.service.to_owned(),
            kind => format!("{}.{kind}", self.service),
        }
    }

    pub(super) fn region(&self) -> String {
        // A zone is its region and a number.
        let region = match self.location.rsplit_once('-') {
            Some((region, zone)) if zone.bytes().all(|byte| byte.is_ascii_digit()) => region,
            _ => self.location,
        };
        if region == "global" { String::new() } else { region.to_owned() }
    }

    fn last(&self) -> &'c str {
        tail(if self.resource.is_empty() { self.instance } else { self.resource })
    }
}

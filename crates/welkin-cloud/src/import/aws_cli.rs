use std::sync::Arc;

use serde_json::{Map, Value, json};
use welkin_model::estate::AssetId;
use welkin_model::{Cloud, Diagnostic};

use super::aws_tables::{
    EXTRAS, Extra, KEYS, RESERVATIONS, TAGS, capital, made_native, native_of, of_key, rules,
};
use super::place::Place;
use super::read::{Around, Taken, owned, remove, tail, text};
use crate::aws::arn::{Arn, made};
use crate::aws::list::{Id, ListRule, text_at};
use crate::describe::{Resource, plain};

/// `aws … list-*`, `describe-*` and `get-*`: lists are known by the name of their wrapper and the fields of their
/// items, single resources by their own ARN. The tables are those that discovery calls the APIs by.
pub(super) fn read(around: &Around<'_>, record: Value, taken: &mut Taken) -> Result<(), Value> {
    match around.path {
        "" => single(around.place, record, taken),
        RESERVATIONS => {
            reservation(around.place, record, taken);
            Ok(())
        }
        key => listed(key, around.place, record, taken).or_else(|record| single(around.place, record, taken)),
    }
}

/// Instances stand in the reservations that they were asked for with.
fn reservation(place: &Place, mut record: Value, taken: &mut Taken) {
    let owner = owned(&record, &["OwnerId"]);
    let place = if owner.is_empty() { place.clone() } else { Place { account: owner, ..place.clone() } };
    let rule = rules().find(|rule| rule.native == "AWS::EC2::Instance");
    let Some(Value::Array(instances)) = remove(&mut record, "Instances") else { return };
    for instance in instances {
        if let Some(rule) = rule {
            let zone = instance.pointer("/Placement/AvailabilityZone").and_then(Value::as_str);
            let region = zone.map_or(place.region.as_str(), region_of_zone).to_owned();
            of_rule(rule, &Place { region, ..place.clone() }, instance, taken).ok();
        }
    }
}

fn region_of_zone(zone: &str) -> &str {
    zone.trim_end_matches(|c: char| c.is_ascii_lowercase())
}

fn listed(key: &str, place: &Place, record: Value, taken: &mut Taken) -> Result<(), Value> {
    if key == TAGS {
        return tagged(record, taken);
    }
    if key == KEYS {
        return access_key(place, record, taken);
    }
    if let Some(extra) = EXTRAS.iter().find(|extra| extra.key == key)
        && let Some(arn) = text(&record, &[extra.id]).and_then(|arn| Some(Arn::parse(arn)?.asset()))
        && suits(extra, &arn)
    {
        of_extra(extra, arn, record, taken);
        return Ok(());
    }
    let record = if record.is_string() { json!({ "value": record }) } else { record };
    let Some(rule) = rule_of(of_key(key), &record) else { return Err(record) };
    of_rule(rule, place, record, taken)
}

/// Lists of different services have the same name: `Policies` are of IAM or of an organisation.
fn suits(extra: &Extra, id: &AssetId) -> bool {
    let found = Arn::parse(id.as_str()).and_then(|arn| native_of(&arn));
    extra.native.is_empty() || found.is_none_or(|native| native == extra.native)
}

fn of_extra(extra: &Extra, id: AssetId, payload: Value, taken: &mut Taken) {
    let Some(arn) = Arn::parse(id.as_str()) else { return };
    let native = match extra.native {
        "" => native_of(&arn).map_or_else(|| made_native(&arn), str::to_owned),
        native => native.to_owned(),
    };
    let name = text(&payload, &[extra.name]).unwrap_or_else(|| tail(id.as_str())).to_owned();
    let (scope, region) = (arn.account.to_owned(), arn.region.to_owned());
    taken.resources.push(resource(&native, id.clone(), name, scope, region, extra.via, payload));
}

/// Of the lists with one name the one whose type the item's ARN has, else the one of whose id most is there.
fn rule_of(rules: &[&'static ListRule], record: &Value) -> Option<&'static ListRule> {
    let of_arn = rules.iter().find(|rule| {
        let Id::Field(field) = rule.id else { return false };
        let arn = text_at(record, field);
        arn.as_deref().and_then(Arn::parse).and_then(|arn| native_of(&arn)) == Some(rule.native)
    });
    let of_fields = rules
        .iter()
        .filter(|rule| match rule.id {
            Id::Field(field) => text_at(record, field).is_some_and(|arn| Arn::parse(&arn).is_some()),
            Id::Made(_, template) => filled(template, record).is_some(),
        })
        .max_by_key(|rule| match rule.id {
            Id::Field(_) => 0,
            Id::Made(_, template) => template.matches('{').count(),
        });
    of_arn.or(of_fields).copied()
}

fn of_rule(rule: &'static ListRule, place: &Place, record: Value, taken: &mut Taken) -> Result<(), Value> {
    let account = text(&record, &["OwnerId"]).unwrap_or(&place.account).to_owned();
    let region = match text(&record, &["AvailabilityZone"]) {
        Some(zone) => region_of_zone(zone).to_owned(),
        None => place.region.clone(),
    };
    let (id, native) = match rule.id {
        Id::Field(field) => {
            let arn = text_at(&record, field);
            let Some(arn) = arn.as_deref().and_then(Arn::parse) else { return Err(record) };
            let native = native_of(&arn).map_or_else(|| made_native(&arn), str::to_owned);
            // What a list of models holds besides those of its rule is of another type, by its ARN.
            let native = if plausible(rule, &arn) { rule.native.to_owned() } else { native };
            (arn.asset(), native)
        }
        Id::Made(service, template) => {
            let Some(resource) = filled(template, &record) else { return Err(record) };
            let (region, account) = match service {
                "s3" => ("", ""),
                "iam" => ("", account.as_str()),
                _ => (region.as_str(), account.as_str()),
            };
            if service != "s3" && (account.is_empty() || (region.is_empty() && service != "iam")) {
                let missing = if account.is_empty() { "no account" } else { "no region" };
                let expected = "an ARN, an owner and a zone somewhere at the beginning of the file";
                let message = "the id of the resource is incomplete";
                taken.problems.push(Diagnostic::warning(expected, missing, message));
            }
            (made(service, region, account, &resource), rule.native.to_owned())
        }
    };
    let named = Some(rule.name).filter(|name| !name.is_empty());
    let name = named.and_then(|name| field(&record, name)).unwrap_or_else(|| tail(id.as_str()).to_owned());
    let place_of = |own: &str, known: &str| if own.is_empty() { known.to_owned() } else { own.to_owned() };
    let (scope, region) = match Arn::parse(id.as_str()) {
        Some(arn) if arn.service == "s3" => (account, owned(&record, &["BucketRegion"])),
        Some(arn) if arn.service == "iam" => (place_of(arn.account, &account), String::new()),
        Some(arn) => (place_of(arn.account, &account), arn.region.to_owned()),
        None => (account, region),
    };
    let via = match native == rule.native {
        true => format!("{}:{}", rule.service, rule.operation),
        false => "aws:cli".to_owned(),
    };
    taken.resources.push(resource(&native, id, name, scope, region, &via, record));
    Ok(())
}

fn plausible(rule: &ListRule, arn: &Arn<'_>) -> bool {
    native_of(arn).is_none_or(|native| native == rule.native) && arn.account != "" && arn.account != "aws"
}

/// Fills the fields of a template, which have the names that they have on the wire.
fn filled(template: &str, record: &Value) -> Option<String> {
    let mut out = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        out.push_str(before);
        out.push_str(&field(record, name)?);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

fn field(record: &Value, name: &str) -> Option<String> {
    text_at(record, name).or_else(|| text_at(record, &capital(name)))
}

fn tagged(record: Value, taken: &mut Taken) -> Result<(), Value> {
    let Some(arn) = text(&record, &["ResourceARN"]).and_then(Arn::parse) else { return Err(record) };
    let kind = arn.resource.split(['/', ':']).next().unwrap_or("");
    // As discovery names it: most types of the tagging service are no resources of their own.
    let native = format!("{}:{kind}", arn.service);
    let (id, name) = (arn.asset(), tail(arn.resource).to_owned());
    let (scope, region) = (arn.account.to_owned(), arn.region.to_owned());
    taken.resources.push(resource(&native, id, name, scope, region, "tag:GetResources", record));
    Ok(())
}

fn access_key(place: &Place, record: Value, taken: &mut Taken) -> Result<(), Value> {
    let (Some(user), Some(key)) = (text(&record, &["UserName"]), text(&record, &["AccessKeyId"])) else {
        return Err(record);
    };
    let id = made("iam", "", &place.account, &format!("access-key/{user}/{key}"));
    let (name, scope) = (key.to_owned(), place.account.clone());
    let native = "AWS::IAM::AccessKey";
    taken.resources.push(resource(native, id, name, scope, String::new(), "iam:ListAccessKeys", record));
    Ok(())
}

/// A resource by itself, perhaps in a wrapper such as `{"Role": …}`.
fn single(place: &Place, record: Value, taken: &mut Taken) -> Result<(), Value> {
    let Value::Object(map) = &record else { return Err(record) };
    if let Some(found) = own(map) {
        found.tell(record, taken);
        return Ok(());
    }
    let mut inner = map.iter().filter(|(_, value)| value.is_object() && map.len() <= 2);
    let (Some((key, value)), None) = (inner.next(), inner.next()) else { return Err(record) };
    if let Some(found) = value.as_object().and_then(own) {
        let value = value.clone();
        found.tell(value, taken);
        return Ok(());
    }
    let rule = rules().find(|rule| {
        let takes = rule.details.iter().any(|detail| !detail.under.is_empty() && detail.under == key);
        let fits = match rule.id {
            Id::Field(_) => false,
            Id::Made(_, template) => template.contains('{') && filled(template, value).is_some(),
        };
        (takes || rule.items == key) && fits
    });
    match rule {
        Some(rule) => {
            let value = value.clone();
            of_rule(rule, place, value, taken).map_err(|_| record)
        }
        None => Err(record),
    }
}

/// A resource by its own ARN.
pub(super) struct Own {
    native: &'static str,
    pub(super) id: AssetId,
    scope: String,
    region: String,
}

/// Of the ARNs among the members the one that is the resource's own: `ModelArn` beside `ModelName`.
pub(super) fn own(map: &Map<String, Value>) -> Option<Own> {
    let mut best: Option<((bool, usize), Own)> = None;
    for (key, value) in map {
        let Some(stem) = plain(key).strip_suffix("arn").map(str::to_owned) else { continue };
        let Some(arn) = value.as_str().and_then(Arn::parse) else { continue };
        let Some(native) = native_of(&arn) else { continue };
        let kind = plain(native.rsplit("::").next().unwrap_or(native));
        let order =
            rules().position(|rule| rule.native == native && matches!(rule.id, Id::Field(f) if f == key));
        if !(stem.is_empty() || stem.ends_with(&kind) || kind.ends_with(&stem) || order.is_some()) {
            continue;
        }
        let beside =
            |other: &String| plain(other).strip_prefix(&stem).is_some_and(|end| matches!(end, "name" | "id"));
        let sibling = stem.is_empty() || map.keys().any(beside);
        // `RoleArn` alone is the role that the resource has, not the resource.
        if !sibling && order.is_none() {
            continue;
        }
        let rank = (!sibling, order.unwrap_or(usize::MAX));
        if best.as_ref().is_none_or(|(known, _)| rank < *known) {
            let (scope, region) = (arn.account.to_owned(), arn.region.to_owned());
            best = Some((rank, Own { native, id: arn.asset(), scope, region }));
        }
    }
    best.map(|(_, own)| own)
}

impl Own {
    fn tell(self, payload: Value, taken: &mut Taken) {
        let Own { native, id, scope, region } = self;
        let rule = rules().find(|rule| rule.native == native);
        let via = rule.map_or_else(
            || "aws:cli".to_owned(),
            |rule| {
                let operation = rule.details.first().map_or(rule.operation, |detail| detail.operation);
                format!("{}:{operation}", rule.service)
            },
        );
        let name = rule
            .filter(|rule| !rule.name.is_empty())
            .and_then(|rule| field(&payload, rule.name))
            .unwrap_or_else(|| tail(id.as_str()).to_owned());
        taken.resources.push(resource(native, id, name, scope, region, &via, payload));
    }
}

fn resource(
    native: &str,
    id: AssetId,
    name: String,
    scope: String,
    region: String,
    via: &str,
    payload: Value,
) -> Resource {
    Resource {
        cloud: Cloud::Aws,
        native_type: Arc::from(native),
        id,
        name,
        scope,
        region,
        via: Arc::from(via),
        payload,
        unknowns: Vec::new(),
        observed_at: 0,
    }
}

//! AWS Organizations: `json` 1.1, target `AWSOrganizationsV20161128.{Operation}`; only the management account may call
//! most of it.

use serde_json::{Value, json};

use super::call::Call;
use super::catalogue::Paging;
use super::estate::Estate;
use super::fail::Fail;
use super::field::text;
use super::organization::{OrgPolicy, Organization};
use super::policy;
use crate::ids::Token;
use crate::rng::number_of;

const PAGES: Paging = Paging {
    token_in: "NextToken",
    token_out: "NextToken",
    size_in: "MaxResults",
    default: 20,
    most: 20,
    wrong: "InvalidInputException",
};
/// As many policies as an organisation has, and a target of one type has.
const MOST_POLICIES: usize = 1_000;
const MOST_ON_TARGET: usize = 5;
/// The longest service control policy.
const LONGEST: usize = 5_120;

pub(super) fn answer(estate: &mut Estate, call: &Call<'_>) -> Option<Result<Value, Fail>> {
    let organization = &estate.organization;
    if call.name() == "DescribeOrganization" {
        return Some(Ok(
            json!({"Organization": {"Id": organization.id, "Arn": organization.arn(), "FeatureSet": "ALL",
            "MasterAccountId": organization.management, "MasterAccountEmail": "aws-root@technobank.example",
            "MasterAccountArn": format!("arn:aws:organizations::{}:account/{}/{}", organization.management, organization.id, organization.management)}}),
        ));
    }
    if call.account() != organization.management {
        let message = "You don't have permissions to access this resource.";
        return Some(Err(Fail::new("AccessDeniedException", 400, message)));
    }
    let paged = |items: Vec<(String, Value)>, out: &str| estate.paged(call, &PAGES, items, out);
    Some(match call.name() {
        "ListRoots" => paged(vec![(organization.root.clone(), organization.root())], "Roots"),
        "ListAccounts" => paged(
            organization.accounts.iter().map(|(id, account)| (id.clone(), account.clone())).collect(),
            "Accounts",
        ),
        "DescribeAccount" => match organization.accounts.get(call.text("AccountId")) {
            Some(account) => Ok(json!({"Account": account})),
            None => Err(Fail::new(
                "AccountNotFoundException",
                400,
                "You specified an account that doesn't exist.",
            )),
        },
        "ListAccountsForParent" => parent(call, organization).and_then(|parent| {
            let accounts = organization
                .accounts
                .iter()
                .filter(|(id, _)| organization.parents.get(*id).is_some_and(|of| of == parent));
            paged(accounts.map(|(id, account)| (id.clone(), account.clone())).collect(), "Accounts")
        }),
        "ListOrganizationalUnitsForParent" => parent(call, organization).and_then(|parent| {
            let units = organization
                .units
                .keys()
                .filter(|id| organization.parents.get(*id).is_some_and(|of| of == parent));
            paged(units.map(|id| (id.clone(), organization.unit(id))).collect(), "OrganizationalUnits")
        }),
        "ListChildren" => parent(call, organization).and_then(|parent| {
            let wanted = call.text("ChildType");
            let children = organization.parents.iter().filter(|(_, of)| *of == parent).map(|(id, _)| {
                let sort =
                    if organization.units.contains_key(id) { "ORGANIZATIONAL_UNIT" } else { "ACCOUNT" };
                (id.clone(), json!({"Id": id, "Type": sort}))
            });
            paged(children.filter(|(_, child)| text(child, "Type") == wanted).collect(), "Children")
        }),
        "ListParents" => match organization.parents.get(call.text("ChildId")) {
            Some(id) => {
                let sort = if *id == organization.root { "ROOT" } else { "ORGANIZATIONAL_UNIT" };
                Ok(json!({"Parents": [{"Id": id, "Type": sort}]}))
            }
            None => Err(Fail::new(
                "ChildNotFoundException",
                400,
                "We can't find an organizational unit (OU) or AWS account with the ChildId that you specified.",
            )),
        },
        "ListPolicies" => {
            let wanted = call.text("Filter");
            let policies = organization.policies.iter().filter(|(_, policy)| policy.sort == wanted);
            paged(
                policies.map(|(id, policy)| (id.clone(), organization.summary(id, policy))).collect(),
                "Policies",
            )
        }
        "DescribePolicy" => {
            policy_of(call, organization).map(|(id, policy)| described(organization, id, policy))
        }
        "ListPoliciesForTarget" => target(call, organization).and_then(|target| {
            let wanted = call.text("Filter");
            let ids = organization.attached.latest().get(target).into_iter().flatten();
            let policies = ids
                .filter_map(|id| organization.policies.get_key_value(id))
                .filter(|(_, policy)| policy.sort == wanted);
            paged(
                policies.map(|(id, policy)| (id.clone(), organization.summary(id, policy))).collect(),
                "Policies",
            )
        }),
        "ListTargetsForPolicy" => policy_of(call, organization).and_then(|(id, _)| {
            let targets = organization.attached.latest().iter().filter(|(_, ids)| ids.contains(id));
            paged(
                targets.map(|(target, _)| (target.clone(), organization.target(target))).collect(),
                "Targets",
            )
        }),
        "CreatePolicy" => create(estate, call),
        "DeletePolicy" => delete(estate, call),
        "AttachPolicy" => attach(estate, call),
        "DetachPolicy" => detach(estate, call),
        _ => return None,
    })
}

fn described(organization: &Organization, id: &str, policy: &OrgPolicy) -> Value {
    json!({"Policy": {"PolicySummary": organization.summary(id, policy), "Content": policy.content}})
}

fn parent<'a>(call: &Call<'a>, organization: &Organization) -> Result<&'a str, Fail> {
    let id = call.required("ParentId")?;
    let known = id == organization.root || organization.units.contains_key(id);
    let message = "We can't find a root or OU with the ParentId that you specified.";
    if known { Ok(id) } else { Err(Fail::new("ParentNotFoundException", 400, message)) }
}

fn target<'a>(call: &Call<'a>, organization: &Organization) -> Result<&'a str, Fail> {
    let id = call.required("TargetId")?;
    let message = "We can't find a root, OU, or account with the TargetId that you specified.";
    if organization.has_target(id) { Ok(id) } else { Err(Fail::new("TargetNotFoundException", 400, message)) }
}

fn policy_of<'a>(
    call: &Call<'_>,
    organization: &'a Organization,
) -> Result<(&'a String, &'a OrgPolicy), Fail> {
    let id = call.required("PolicyId")?;
    let message = "We can't find a policy with the PolicyId that you specified.";
    organization.policies.get_key_value(id).ok_or_else(|| Fail::new("PolicyNotFoundException", 400, message))
}

fn create(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let (name, content, sort) = (call.required("Name")?, call.required("Content")?, call.required("Type")?);
    if !matches!(sort, "SERVICE_CONTROL_POLICY" | "RESOURCE_CONTROL_POLICY") || name.len() > 128 {
        return Err(Fail::new(
            "InvalidInputException",
            400,
            "You provided invalid values for one or more of the request parameters.",
        ));
    }
    if content.len() > LONGEST {
        return Err(Fail::new(
            "ConstraintViolationException",
            400,
            "The policy document is longer than 5120 characters.",
        ));
    }
    let is_resource = sort == "RESOURCE_CONTROL_POLICY";
    if policy::fault(content, is_resource).is_some() {
        return Err(Fail::new(
            "MalformedPolicyDocumentException",
            400,
            "The provided policy document does not meet the requirements of the specified policy type.",
        ));
    }
    let organization = &mut estate.organization;
    if organization.policies.values().any(|policy| policy.name == name && policy.sort == sort) {
        return Err(Fail::new(
            "DuplicatePolicyException",
            400,
            "A policy with the same name already exists.",
        ));
    }
    if organization.policies.len() >= MOST_POLICIES {
        return Err(Fail::new(
            "ConstraintViolationException",
            400,
            "You have exceeded the number of policies that you can have in an organization.",
        ));
    }
    let id = format!("p-{}", Token::lower(number_of(name) ^ number_of(sort), 8));
    let policy = OrgPolicy {
        name: name.to_owned(),
        description: call.text("Description").to_owned(),
        sort: sort.to_owned(),
        content: content.to_owned(),
        aws_managed: false,
    };
    let result = described(organization, &id, &policy);
    organization.policies.insert(id, policy);
    Ok(result)
}

fn delete(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let organization = &mut estate.organization;
    let (id, policy) = policy_of(call, organization)?;
    if policy.aws_managed {
        return Err(Fail::new(
            "PolicyChangesNotInEffectException",
            400,
            "A policy of AWS cannot be deleted.",
        ));
    }
    if organization.attached.latest().values().any(|ids| ids.contains(id)) {
        return Err(Fail::new(
            "PolicyInUseException",
            400,
            "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.",
        ));
    }
    let id = id.clone();
    organization.policies.remove(&id);
    Ok(Value::Null)
}

fn attach(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let organization = &mut estate.organization;
    let target = target(call, organization)?.to_owned();
    let (id, policy) = policy_of(call, organization)?;
    let (id, sort) = (id.clone(), policy.sort.clone());
    let held = organization.attached.latest().get(&target).cloned().unwrap_or_default();
    if held.contains(&id) {
        return Err(Fail::new(
            "DuplicatePolicyAttachmentException",
            400,
            "The selected policy is already attached to the specified target.",
        ));
    }
    let same = held
        .iter()
        .filter(|id| organization.policies.get(*id).is_some_and(|policy| policy.sort == sort))
        .count();
    if same >= MOST_ON_TARGET {
        return Err(Fail::new(
            "ConstraintViolationException",
            400,
            "You have attached the maximum number of policies to the specified target.",
        ));
    }
    organization.attached.change(call.at, |attached| {
        attached.entry(target).or_default().insert(id);
    });
    Ok(Value::Null)
}

/// A target always keeps at least one policy of service control.
fn detach(estate: &mut Estate, call: &Call<'_>) -> Result<Value, Fail> {
    let organization = &mut estate.organization;
    let target = target(call, organization)?.to_owned();
    let (id, policy) = policy_of(call, organization)?;
    let (id, sort) = (id.clone(), policy.sort.clone());
    let held = organization.attached.latest().get(&target).cloned().unwrap_or_default();
    if !held.contains(&id) {
        return Err(Fail::new(
            "PolicyNotAttachedException",
            400,
            "The policy isn't attached to the specified target in the specified root.",
        ));
    }
    let same = held
        .iter()
        .filter(|id| organization.policies.get(*id).is_some_and(|policy| policy.sort == sort))
        .count();
    if same == 1 && sort == "SERVICE_CONTROL_POLICY" {
        return Err(Fail::new(
            "ConstraintViolationException",
            400,
            "You can't detach the last policy from an entity.",
        ));
    }
    organization.attached.change(call.at, |attached| {
        if let Some(ids) = attached.get_mut(&target) {
            ids.remove(&id);
        }
    });
    Ok(Value::Null)
}

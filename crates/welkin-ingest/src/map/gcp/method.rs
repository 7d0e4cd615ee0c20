//! What the methods of Google Cloud do.

use welkin_model::Class;

use crate::map::verb;

/// The OCSF class and activity of an API call.
///
/// Source: the class descriptions of OCSF 1.8.0; "Google Cloud services with audit logs".
pub(super) fn class_of(service: &str, operation: &str) -> (Class, u8) {
    let short = operation.rsplit('.').next().unwrap_or(operation);
    match service {
        "iam" => identity(short).unwrap_or_else(|| default(service, short)),
        "storage" if operation.contains("storage.objects.") => (Class::DATASTORE_ACTIVITY, object(short)),
        "storage" if operation.contains("hmacKeys.") => (Class::ACCOUNT_CHANGE, 99),
        "bigquery" => match bigquery(operation) {
            Some(activity) => (Class::DATASTORE_ACTIVITY, activity),
            None => default(service, short),
        },
        "cloudidentity" => group(short).unwrap_or_else(|| default(service, short)),
        _ => default(service, short),
    }
}

fn default(service: &str, short: &str) -> (Class, u8) {
    let activity = match short {
        "aggregatedList" | "testIamPermissions" | "TestIamPermissions" => verb::READ,
        // A call of a model is none of the four.
        "GenerateContent" | "StreamGenerateContent"
            if matches!(service, "aiplatform" | "generativelanguage") =>
        {
            verb::OTHER
        }
        other => verb::of(other),
    };
    (Class::API_ACTIVITY, activity)
}

/// Service accounts and their keys, pools of foreign identities, custom roles.
fn identity(short: &str) -> Option<(Class, u8)> {
    let account = |activity| Some((Class::ACCOUNT_CHANGE, activity));
    match short {
        "CreateServiceAccount" => return account(1),
        "EnableServiceAccount" => return account(2),
        "DisableServiceAccount" => return account(5),
        "DeleteServiceAccount" => return account(6),
        "PatchServiceAccount" | "UpdateServiceAccount" | "UndeleteServiceAccount" => return account(99),
        _ => {}
    }
    let changes = !matches!(verb::of(short), verb::READ);
    if changes && short.contains("ServiceAccountKey") {
        return account(99);
    }
    let entity =
        ["WorkloadIdentityPool", "WorkforcePool", "Role", "DenyPolicy", "AccessBoundary", "OAuthClient"];
    if !entity.iter().any(|e| short.contains(e)) {
        return None;
    }
    let activity = match verb::of(short) {
        verb::CREATE => 1,
        verb::READ => return None,
        verb::UPDATE => 3,
        verb::DELETE => 4,
        _ => 99,
    };
    Some((Class::ENTITY_MANAGEMENT, activity))
}

/// The kind of thing that an identity call is about.
pub(super) fn entity_of(operation: &str) -> &'static str {
    if operation.contains("Provider") {
        "Identity pool provider"
    } else if operation.contains("WorkloadIdentityPool") {
        "Workload identity pool"
    } else if operation.contains("WorkforcePool") {
        "Workforce identity pool"
    } else if operation.contains("Role") || operation.contains("PRIVILEGE") {
        "Role"
    } else {
        "IAM"
    }
}

fn object(short: &str) -> u8 {
    match short {
        "get" => 1,
        "list" => 8,
        "update" | "patch" | "restore" => 2,
        "create" | "insert" | "compose" | "copy" | "rewrite" | "move" => 5,
        "delete" => 7,
        _ => 99,
    }
}

/// Calls on jobs, tables and data sets, as old (`jobservice.insert`) and new (`JobService.InsertJob`) logs spell them.
fn bigquery(operation: &str) -> Option<u8> {
    let folded = operation.to_ascii_lowercase();
    let mut parts = folded.rsplit('.');
    let (short, service) = (parts.next()?, parts.next()?);
    let what = |words: &[&str]| words.iter().any(|w| short.contains(w));
    Some(match service {
        "jobservice" if what(&["insert", "query", "completed"]) => 4,
        "jobservice" if what(&["list"]) => 8,
        "jobservice" => return None,
        "tabledataservice" if what(&["insert"]) => 5,
        "tabledataservice" | "bigqueryread" | "bigquerystorage" => 1,
        "bigquerywrite" => 5,
        "tableservice" | "datasetservice" | "routineservice" | "modelservice" | "rowaccesspolicyservice" => {
            match short {
                s if s.starts_with("insert") || s.starts_with("create") => 6,
                s if s.starts_with("delete") => 7,
                s if s.starts_with("list") => 8,
                s if s.starts_with("get") => 1,
                s if s.starts_with("update") || s.starts_with("patch") => 2,
                _ => return None,
            }
        }
        _ => return None,
    })
}

fn group(short: &str) -> Option<(Class, u8)> {
    let activity = match short {
        "CreateMembership" => 3,
        "DeleteMembership" => 4,
        "DeleteGroup" => 5,
        "CreateGroup" => 6,
        "UpdateMembership" | "ModifyMembershipRoles" | "UpdateGroup" => 99,
        _ => return None,
    };
    Some((Class::GROUP_MANAGEMENT, activity))
}

/// The name of a status code.
///
/// Source: `google.rpc.Code`.
pub(super) fn status_name(code: i64) -> Option<&'static str> {
    const NAMES: [&str; 17] = [
        "OK",
        "CANCELLED",
        "UNKNOWN",
        "INVALID_ARGUMENT",
        "DEADLINE_EXCEEDED",
        "NOT_FOUND",
        "ALREADY_EXISTS",
        "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED",
        "FAILED_PRECONDITION",
        "ABORTED",
        "OUT_OF_RANGE",
        "UNIMPLEMENTED",
        "INTERNAL",
        "UNAVAILABLE",
        "DATA_LOSS",
        "UNAUTHENTICATED",
    ];
    NAMES.get(usize::try_from(code).ok()?).copied()
}

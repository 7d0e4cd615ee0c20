use welkin_model::Class;

use crate::map::verb;

/// The OCSF class and activity of an Oracle Cloud API call; both names in lower case.
///
/// Source: the API references of Identity and Access Management and of Object Storage, and "Services that Produce
/// Events", Oracle Cloud Infrastructure Documentation.
pub(super) fn class_of(service: &str, event: &str, original: &str) -> (Class, u8) {
    match service {
        "identitysignon" | "consolesignon" => match event {
            _ if event.contains("logout") || event.contains("signout") => (Class::AUTHENTICATION, 2),
            _ if event.contains("login") || event.contains("signin") => (Class::AUTHENTICATION, 1),
            _ => (Class::AUTHENTICATION, 99),
        },
        "identitycontrolplane" | "identity" | "identitydomains" => identity(event, original),
        "objectstorage" => match object(event) {
            Some(activity) => (Class::DATASTORE_ACTIVITY, activity),
            None => (Class::API_ACTIVITY, verb_of(event, original)),
        },
        _ => (Class::API_ACTIVITY, verb_of(event, original)),
    }
}

/// Events of the Events service spell names in lower case (`createbucket`), so the words are not to be told apart.
fn verb_of(event: &str, original: &str) -> u8 {
    match verb::of(original) {
        verb::OTHER => [
            ("list", verb::READ),
            ("get", verb::READ),
            ("head", verb::READ),
            ("create", verb::CREATE),
            ("launch", verb::CREATE),
            ("delete", verb::DELETE),
            ("terminate", verb::DELETE),
            ("update", verb::UPDATE),
            ("change", verb::UPDATE),
        ]
        .into_iter()
        .find(|(word, _)| event.starts_with(word))
        .map_or(verb::OTHER, |(_, activity)| activity),
        activity => activity,
    }
}

fn identity(event: &str, original: &str) -> (Class, u8) {
    let account = |activity| (Class::ACCOUNT_CHANGE, activity);
    let group = |activity| (Class::GROUP_MANAGEMENT, activity);
    match event {
        "createuser" => account(1),
        "deleteuser" => account(6),
        "createorresetuipassword" => account(4),
        "updateuserstate" => account(12),
        "activatemfatotpdevice" => account(10),
        "deletemfatotpdevice" => account(11),
        "updateuser"
        | "updateusercapabilities"
        | "uploadapikey"
        | "deleteapikey"
        | "createauthtoken"
        | "updateauthtoken"
        | "deleteauthtoken"
        | "createcustomersecretkey"
        | "updatecustomersecretkey"
        | "deletecustomersecretkey"
        | "createsmtpcredential"
        | "updatesmtpcredential"
        | "deletesmtpcredential"
        | "createoauthclientcredential"
        | "updateoauthclientcredential"
        | "deleteoauthclientcredential"
        | "createdbcredential"
        | "deletedbcredential"
        | "createmfatotpdevice"
        | "generatetotpseed" => account(99),
        "addusertogroup" => group(3),
        "removeuserfromgroup" => group(4),
        "creategroup" | "createdynamicgroup" => group(6),
        "deletegroup" | "deletedynamicgroup" => group(5),
        "updategroup" | "updatedynamicgroup" => group(99),
        _ if event.starts_with("list") || event.starts_with("get") => (Class::API_ACTIVITY, verb::READ),
        _ if event.starts_with("create") || event.starts_with("add") => (Class::ENTITY_MANAGEMENT, 1),
        _ if event.starts_with("delete") || event.starts_with("remove") => (Class::ENTITY_MANAGEMENT, 4),
        _ if event.starts_with("update") => (Class::ENTITY_MANAGEMENT, 3),
        _ if event.starts_with("move") => (Class::ENTITY_MANAGEMENT, 5),
        _ => (Class::API_ACTIVITY, verb_of(event, original)),
    }
}

/// Activities of Datastore Activity (6005) for calls on objects.
fn object(event: &str) -> Option<u8> {
    Some(match event {
        "getobject" | "headobject" => 1,
        "updateobject"
        | "renameobject"
        | "restoreobjects"
        | "reencryptobject"
        | "updateobjectstoragetier" => 2,
        "putobject"
        | "createobject"
        | "copyobject"
        | "createmultipartupload"
        | "uploadpart"
        | "commitmultipartupload" => 5,
        "deleteobject" | "batchdeleteobjects" | "deleteobjectversion" | "abortmultipartupload" => 7,
        "listobjects" | "listobjectversions" | "listmultipartuploads" | "listmultipartuploadparts" => 8,
        _ => return None,
    })
}

use welkin_model::Class;

use crate::map::verb;

/// The OCSF class and activity of an AWS API call.
///
/// Source: the class descriptions of OCSF 1.8.0 and the service authorisation reference of AWS for what a call does.
pub(super) fn class_of(service: &str, operation: &str) -> (Class, u8) {
    match service {
        "signin" => match operation {
            "UserAuthentication" | "CredentialChallenge" | "CredentialVerification" => {
                (Class::AUTHENTICATION, 6)
            }
            "SwitchRole" | "ExitRole" => (Class::AUTHENTICATION, 7),
            "ConsoleLogin" | "CheckMfa" => (Class::AUTHENTICATION, 1),
            _ => (Class::API_ACTIVITY, verb::of(operation)),
        },
        "sso" | "sso-oauth" if operation.starts_with("Authenticate") || operation == "Federate" => {
            (Class::AUTHENTICATION, 1)
        }
        "sts" if operation.starts_with("AssumeRole") => (Class::AUTHORIZE_SESSION, 1),
        "sts" if matches!(operation, "GetFederationToken" | "GetSessionToken") => {
            (Class::AUTHORIZE_SESSION, 1)
        }
        "iam" => iam(operation),
        "s3" => match s3_data(operation) {
            Some(activity) => (Class::DATASTORE_ACTIVITY, activity),
            None => (Class::API_ACTIVITY, verb::of(operation)),
        },
        "dynamodb" => match dynamodb_data(operation) {
            Some(activity) => (Class::DATASTORE_ACTIVITY, activity),
            None => (Class::API_ACTIVITY, verb::of(operation)),
        },
        _ => (Class::API_ACTIVITY, verb::of(operation)),
    }
}

fn iam(operation: &str) -> (Class, u8) {
    let account = |activity| (Class::ACCOUNT_CHANGE, activity);
    let group = |activity| (Class::GROUP_MANAGEMENT, activity);
    let access = |activity| (Class::USER_ACCESS, activity);
    let entity = |activity| (Class::ENTITY_MANAGEMENT, activity);
    match operation {
        "CreateUser" => account(1),
        "ChangePassword" => account(3),
        "UpdateLoginProfile" => account(4),
        "DeleteUser" => account(6),
        "AttachUserPolicy" | "PutUserPolicy" | "PutUserPermissionsBoundary" => account(7),
        "DetachUserPolicy" | "DeleteUserPolicy" | "DeleteUserPermissionsBoundary" => account(8),
        "EnableMFADevice" => account(10),
        "DeactivateMFADevice" | "DeleteVirtualMFADevice" => account(11),
        "CreateLoginProfile"
        | "CreateAccessKey"
        | "DeleteAccessKey"
        | "DeleteLoginProfile"
        | "UpdateAccessKey"
        | "UpdateUser"
        | "CreateServiceSpecificCredential"
        | "ResetServiceSpecificCredential"
        | "UploadSSHPublicKey"
        | "UploadSigningCertificate" => account(99),
        "AddUserToGroup" => group(3),
        "RemoveUserFromGroup" => group(4),
        "DeleteGroup" => group(5),
        "CreateGroup" => group(6),
        "AttachGroupPolicy" | "PutGroupPolicy" => group(1),
        "DetachGroupPolicy" | "DeleteGroupPolicy" => group(2),
        "AttachRolePolicy" | "PutRolePolicy" | "AddRoleToInstanceProfile" => access(1),
        "DetachRolePolicy" | "DeleteRolePolicy" | "RemoveRoleFromInstanceProfile" => access(2),
        _ if operation.starts_with("Create") || operation.starts_with("Tag") => entity(1),
        _ if operation.starts_with("Delete") || operation.starts_with("Untag") => entity(4),
        _ if operation.starts_with("Update")
            || operation.starts_with("Set")
            || operation.starts_with("Add") =>
        {
            entity(3)
        }
        _ => (Class::API_ACTIVITY, verb::of(operation)),
    }
}

/// Activities of Datastore Activity (6005) for calls on objects.
fn s3_data(operation: &str) -> Option<u8> {
    Some(match operation {
        "GetObject" | "HeadObject" | "SelectObjectContent" | "GetObjectTorrent" | "GetObjectAttributes" => 1,
        "PutObjectAcl" | "PutObjectTagging" | "PutObjectRetention" | "PutObjectLegalHold"
        | "RestoreObject" => 2,
        "PutObject"
        | "CopyObject"
        | "UploadPart"
        | "UploadPartCopy"
        | "CompleteMultipartUpload"
        | "CreateMultipartUpload"
        | "RenameObject" => 5,
        "DeleteObject" | "DeleteObjects" | "AbortMultipartUpload" | "DeleteObjectTagging" => 7,
        "ListObjects" | "ListObjectsV2" | "ListObjectVersions" | "ListParts" | "ListMultipartUploads" => 8,
        _ => return None,
    })
}

fn dynamodb_data(operation: &str) -> Option<u8> {
    Some(match operation {
        "GetItem" | "BatchGetItem" | "TransactGetItems" => 1,
        "UpdateItem" => 2,
        "Query" | "Scan" | "ExecuteStatement" | "BatchExecuteStatement" => 4,
        "PutItem" | "BatchWriteItem" | "TransactWriteItems" => 5,
        "DeleteItem" => 7,
        _ => return None,
    })
}

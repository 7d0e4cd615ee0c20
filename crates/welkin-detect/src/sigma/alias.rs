//! The spellings under which rules ask for an attribute of a native record.
//!
//! Public rules name one attribute in many ways, as the products they were first written for did. A name is tried as
//! it stands, then in the spellings given here; the first that the record has is the answer.

/// Where a rule's field may be in the records of a source.
pub(super) fn spellings(source: &str, field: &str) -> &'static [&'static str] {
    let table: &[(&str, &[&str])] = match source {
        "azure.activity" => AZURE_ACTIVITY,
        "entra.audit" => ENTRA_AUDIT,
        "entra.signin" => ENTRA_SIGNIN,
        "gcp.audit" => GCP_AUDIT,
        "okta.system" => OKTA,
        "aws.eks" | "kubernetes.audit" => KUBERNETES,
        _ => return &[],
    };
    let folded = field.to_ascii_lowercase();
    table.iter().find(|(name, _)| *name == folded).map_or(&[], |(_, spellings)| spellings)
}

const AZURE_OPERATION: &[&str] =
    &["operationName.value", "operationName", "operationNameValue", "OperationNameValue", "OperationName"];
const AZURE_STATUS: &[&str] =
    &["status.value", "status", "resultType", "activityStatusValue", "ActivityStatusValue", "ActivityStatus"];

const AZURE_ACTIVITY: &[(&str, &[&str])] = &[
    ("operationname", AZURE_OPERATION),
    ("operationnamevalue", AZURE_OPERATION),
    (
        "properties.message",
        &["properties.message", "operationName.value", "operationName", "operationNameValue"],
    ),
    ("eventsource", AZURE_OPERATION),
    ("status", AZURE_STATUS),
    ("activitystatus", AZURE_STATUS),
    ("activitystatusvalue", AZURE_STATUS),
    ("resulttype", AZURE_STATUS),
    ("category", &["category.value", "category", "categoryValue", "CategoryValue"]),
    ("categoryvalue", &["category.value", "category", "categoryValue"]),
    ("caller", &["caller", "Caller", "identity.claims.name", "claims.name"]),
    ("calleripaddress", &["callerIpAddress", "CallerIpAddress", "httpRequest.clientIpAddress"]),
    ("resourceprovidervalue", &["resourceProviderName.value", "resourceProvider", "ResourceProviderValue"]),
    ("resourceid", &["resourceId", "ResourceId", "_ResourceId", "resourceUri"]),
    ("level", &["level", "Level"]),
];

const ENTRA_AUDIT: &[(&str, &[&str])] = &[
    (
        "operationname",
        &["operationName", "activityDisplayName", "properties.activityDisplayName", "OperationName"],
    ),
    ("activitydisplayname", &["activityDisplayName", "properties.activityDisplayName", "operationName"]),
    ("properties.message", &["activityDisplayName", "properties.activityDisplayName", "operationName"]),
    (
        "activitytype",
        &[
            "activityDisplayName",
            "properties.activityDisplayName",
            "operationType",
            "properties.operationType",
        ],
    ),
    ("category", &["properties.category", "category", "Category"]),
    ("loggedbyservice", &["loggedByService", "properties.loggedByService"]),
    ("result", &["result", "properties.result", "resultType"]),
    ("status", &["result", "properties.result", "resultType", "status"]),
    ("initiatedby", &["initiatedBy", "properties.initiatedBy"]),
    (
        "initiatedby.user.userprincipalname",
        &["initiatedBy.user.userPrincipalName", "properties.initiatedBy.user.userPrincipalName"],
    ),
    (
        "properties.initiatedby.user.userprincipalname",
        &["properties.initiatedBy.user.userPrincipalName", "initiatedBy.user.userPrincipalName"],
    ),
    ("targetresources", &["targetResources", "properties.targetResources"]),
    ("targetresources.type", &["targetResources.type", "properties.targetResources.type"]),
    ("target", &["targetResources.displayName", "properties.targetResources.displayName"]),
    ("properties.targetresources.type", &["properties.targetResources.type", "targetResources.type"]),
    (
        "targetresources.modifiedproperties.newvalue",
        &[
            "targetResources.modifiedProperties.newValue",
            "properties.targetResources.modifiedProperties.newValue",
        ],
    ),
    ("conditionalaccesspolicy", &["targetResources.displayName", "properties.targetResources.displayName"]),
];

const ENTRA_SIGNIN: &[(&str, &[&str])] = &[
    ("status", &["properties.status.errorCode", "status.errorCode", "resultType", "status"]),
    ("resulttype", &["resultType", "properties.status.errorCode", "status.errorCode"]),
    ("result", &["resultType", "properties.status.errorCode", "status.errorCode"]),
    ("properties.status.errorcode", &["properties.status.errorCode", "status.errorCode", "resultType"]),
    ("resultdescription", &["resultDescription", "properties.status.failureReason", "status.failureReason"]),
    ("failurereason", &["properties.status.failureReason", "status.failureReason", "resultDescription"]),
    ("userprincipalname", &["userPrincipalName", "properties.userPrincipalName"]),
    ("username", &["userPrincipalName", "properties.userPrincipalName"]),
    ("user", &["userPrincipalName", "properties.userPrincipalName", "identity"]),
    ("useragent", &["userAgent", "properties.userAgent"]),
    ("ipaddress", &["ipAddress", "properties.ipAddress", "callerIpAddress"]),
    ("appid", &["appId", "properties.appId"]),
    ("applicationid", &["appId", "properties.appId"]),
    ("appdisplayname", &["appDisplayName", "properties.appDisplayName"]),
    ("app", &["appDisplayName", "properties.appDisplayName"]),
    ("clientapp", &["clientAppUsed", "properties.clientAppUsed"]),
    ("clientappused", &["clientAppUsed", "properties.clientAppUsed"]),
    ("resourcedisplayname", &["resourceDisplayName", "properties.resourceDisplayName"]),
    ("resourceid", &["properties.resourceId", "resourceId"]),
    ("conditionalaccessstatus", &["conditionalAccessStatus", "properties.conditionalAccessStatus"]),
    ("authenticationrequirement", &["authenticationRequirement", "properties.authenticationRequirement"]),
    ("authenticationprotocol", &["authenticationProtocol", "properties.authenticationProtocol"]),
    ("devicedetail.trusttype", &["deviceDetail.trustType", "properties.deviceDetail.trustType"]),
    ("devicedetail.deviceid", &["deviceDetail.deviceId", "properties.deviceDetail.deviceId"]),
    ("devicedetail.iscompliant", &["deviceDetail.isCompliant", "properties.deviceDetail.isCompliant"]),
    ("devicedetail.ismanaged", &["deviceDetail.isManaged", "properties.deviceDetail.isManaged"]),
    ("networklocationdetails", &["networkLocationDetails", "properties.networkLocationDetails"]),
    ("location", &["location.countryOrRegion", "properties.location.countryOrRegion", "location"]),
    ("riskstate", &["riskState", "properties.riskState"]),
    (
        "riskeventtype",
        &["riskEventType", "properties.riskEventType", "riskEventTypes", "properties.riskEventTypes"],
    ),
    ("risklevelduringsignin", &["riskLevelDuringSignIn", "properties.riskLevelDuringSignIn"]),
    ("usertype", &["userType", "properties.userType"]),
    ("hometenantid", &["homeTenantId", "properties.homeTenantId"]),
    ("resourcetenantid", &["resourceTenantId", "properties.resourceTenantId"]),
];

const GCP_METHOD: &[&str] =
    &["protoPayload.methodName", "data.protoPayload.methodName", "jsonPayload.methodName"];
const GCP_SERVICE: &[&str] =
    &["protoPayload.serviceName", "data.protoPayload.serviceName", "jsonPayload.serviceName"];

const GCP_AUDIT: &[(&str, &[&str])] = &[
    ("gcp.audit.method_name", GCP_METHOD),
    ("methodname", GCP_METHOD),
    ("protopayload.methodname", GCP_METHOD),
    ("data.protopayload.methodname", GCP_METHOD),
    ("data.protopayload.servicename", GCP_SERVICE),
    ("protopayload.servicename", GCP_SERVICE),
    ("eventservice", GCP_SERVICE),
    ("service", GCP_SERVICE),
    ("eventname", &["protoPayload.metadata.event.eventName", "protoPayload.methodName"]),
    ("data.protopayload.resource.type", &["resource.type", "protoPayload.resource.type"]),
    ("data.protopayload.logname", &["logName"]),
    ("data.protopayload.authorizationinfo.permission", &["protoPayload.authorizationInfo.permission"]),
    ("new_value", &["protoPayload.metadata.event.parameter.value"]),
];

const OKTA: &[(&str, &[&str])] = &[
    ("eventtype", &["eventType", "eventtype", "legacyEventType"]),
    ("displaymessage", &["displayMessage", "displaymessage"]),
    ("actor.alternateid", &["actor.alternateId"]),
    ("client.useragent.rawuseragent", &["client.userAgent.rawUserAgent"]),
    ("debugcontext.debugdata.behaviors", &["debugContext.debugData.behaviors"]),
    ("outcome.result", &["outcome.result"]),
    ("securitycontext.isproxy", &["securityContext.isProxy"]),
    ("target.user.display.name", &["target.displayName"]),
];

const KUBERNETES: &[(&str, &[&str])] = &[
    ("objectref.apigroup", &["objectRef.apiGroup"]),
    ("objectref.resource", &["objectRef.resource"]),
    ("objectref.subresource", &["objectRef.subresource"]),
    ("objectref.namespace", &["objectRef.namespace"]),
    ("capabilities", &["requestObject.spec.containers.securityContext.capabilities.add"]),
    ("hostpath", &["requestObject.spec.volumes.hostPath"]),
    ("responsestatus.code", &["responseStatus.code"]),
];

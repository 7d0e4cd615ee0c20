use serde_json::{Value, json};

use crate::estate::{CI_SUBJECT, DOMAIN, ETL_APP, ETL_OBJECT, TENANT};
use crate::ids::Uuid;
use crate::people::{PEOPLE, Team};
use crate::sim::azure::directory::{
    APP_ROLES, APPS, FEDERATIONS, GROUPS, MEMBERS, ORGANIZATION, OWNERS, PRINCIPALS, USERS,
};
use crate::sim::azure::json::set;
use crate::sim::azure::store::Store;
use crate::sim::crossings::{DEPLOYER_SUBJECT, GITHUB_ISSUER, GOOGLE_ISSUER};

/// Microsoft Graph's own service principal.
pub(in super::super) const GRAPH: &str = "0d7f1c52-8e3b-4a96-b1d0-2c4e6f8a9b73";
pub(in super::super) const AUDITOR: &str = "1e4c7b90-5d2a-4f83-9c61-7a0b3d8e2f15";
pub(in super::super) const ADMIN: &str = "2f5d8ca1-6e3b-4094-8d72-8b1c4e9f3a26";
pub(in super::super) const RESTRICTED: &str = "306e9db2-7f4c-41a5-9e83-9c2d5fa04b37";

/// A principal whose secret the range gives away: object id, application id, name, prefix of the environment.
pub(in super::super) type Login = (&'static str, &'static str, &'static str, &'static str);

pub(in super::super) fn logins() -> [Login; 3] {
    [
        (AUDITOR, "a1e4c7b9-05d2-4af8-b3c6-17a0b3d8e2f1", "welkin-auditor", ""),
        (ADMIN, "a2f5d8ca-16e3-4b09-84d7-28b1c4e9f3a2", "welkin-admin", "WELKIN_ADMIN_"),
        (RESTRICTED, "a306e9db-27f4-4c1a-95e8-39c2d5fa04b3", "welkin-restricted", "WELKIN_RESTRICTED_"),
    ]
}

/// Application permissions of Microsoft Graph by their well-known ids.
#[rustfmt::skip]
const PERMISSIONS: [(&str, &str); 15] = [
    ("7ab1d382-f21e-4acd-a863-ba3e13f7da61", "Directory.Read.All"),
    ("19dbc75e-c2e2-444c-a770-ec69d8559fc7", "Directory.ReadWrite.All"),
    ("9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30", "Application.Read.All"),
    ("1bfefb4e-e0b5-418b-a88f-73c46d2cc8e9", "Application.ReadWrite.All"),
    ("df021288-bdef-4463-88db-98f22de89214", "User.Read.All"),
    ("741f803b-c850-494e-b5df-cde7c675a1ca", "User.ReadWrite.All"),
    ("3011c876-62b7-4ada-afa2-506cbbecc68c", "User.EnableDisableAccount.All"),
    ("77f3a031-c388-4f99-b373-dc68676a979e", "User.RevokeSessions.All"),
    ("5b567255-7703-4780-807c-7be8301ae99b", "Group.Read.All"),
    ("62a82d76-70ea-41e2-9197-370581804d09", "Group.ReadWrite.All"),
    ("246dd0d5-5bd0-4def-940b-0421030a5b68", "Policy.Read.All"),
    ("01c0a623-fc9b-48e9-b794-0756f8e8f067", "Policy.ReadWrite.ConditionalAccess"),
    ("498476ce-e0fe-48b0-b801-37ba7e2685c6", "Organization.Read.All"),
    ("06b708a9-e830-4db3-a914-8e69da51d44f", "AppRoleAssignment.ReadWrite.All"),
    ("9e3f62cf-ca93-4989-b6ce-bf83c28f9fe8", "RoleManagement.ReadWrite.Directory"),
];

/// Applications: object id of the application, its application id, object id of its principal, name, owner.
#[rustfmt::skip]
const APPLICATIONS: [(&str, &str, &str, &str, &str); 6] = [
    ("2f6b8d04-9c1e-4753-8a0d-6e5f3b7c9a12", ETL_APP, ETL_OBJECT, "technobank-etl", "data-platform"),
    ("3a7c9e15-0d2f-4864-9b1e-7f604c8dab23", "d3f8a1c4-6b27-4e90-8d5c-2f1b0a9e7c36", "0b6c2f19-5d8e-4a73-b1f4-7c9d3e2a6058", "technobank-training-eu", "data-science"),
    ("4b8daf26-1e30-4975-ac2f-80715d9ebc34", "b87e5d20-1c4f-4a39-9e06-3d8f2a7c6b15", "41d7c0e2-9a3f-4b86-8c15-0e2d7f6a9b53", "technobank-platform", "platform"),
    ("5c9eb037-2f41-4a86-bd30-91826eafcd45", "7d2e9f41-8b5c-4063-a1d7-0e4f6b8c3a92", "6e0d1f84-3a5b-4c72-9e68-b4a7c2d5f013", "assistant-eu", "engineering"),
    ("6dafc148-3052-4b97-8e41-a2937fb0de56", "8e3fa052-9c6d-4174-b2e8-1f507c9d4ba3", "7f1e2095-4b6c-4d83-8f79-c5b8d3e60124", "model-deployer-asia", "data-science"),
    ("7eb0d259-4163-4ca8-9f52-b3a480c1ef67", "9f40b163-ad7e-4285-83f9-20618dae5cb4", "802f31a6-5c7d-4e94-a08a-d6c9e4f71235", "legacy-report-export", "analytics"),
];

/// Identities of Azure itself: object id, application id, name.
#[rustfmt::skip]
pub(super) const IDENTITIES: [(&str, &str, &str); 4] = [
    ("9140c2b7-6d8e-4fa5-b19b-e7daf5082346", "a051d3c8-7e9f-40b6-82ac-f8eb06193457", "mi-tb-runner-eu"),
    ("b162e4d9-8fa0-41c7-93bd-09fc172a4568", "c273f5ea-90b1-42d8-a4ce-1a0d283b5679", "mi-tb-scoring-eu"),
    ("d38406fb-a1c2-43e9-b5df-2b1e394c678a", "e495170c-b2d3-44fa-86e0-3c2f4a5d789b", "mi-tb-aks-eu"),
    ("f5a6281d-c3e4-450b-97f1-4d305b6e89ac", "06b7392e-d4f5-461c-a802-5e416c7f9abd", "mi-tb-foundry-eu"),
];

/// Groups and the teams that they hold.
const TEAMS: [(&str, &[Team]); 5] = [
    ("ml-readers", &[Team::DataScience, Team::Analytics]),
    ("ai-engineers", &[Team::DataScience, Team::Engineering]),
    ("platform-admins", &[Team::Platform]),
    ("security-readers", &[Team::Security]),
    ("all-europe", &[]),
];

pub(super) fn group_id(name: &str) -> String {
    Uuid::of(name).to_string()
}

pub(super) fn put(directory: &mut Store) {
    directory.seed("organization", &format!("organization/{ORGANIZATION}"), json!({"id": ORGANIZATION, "displayName": "TechnoBank", "countryLetterCode": "DE", "tenantType": "AAD",
        "verifiedDomains": [{"name": DOMAIN, "isDefault": true, "isInitial": false, "type": "Managed"}], "onPremisesSyncEnabled": null}));
    directory.seed(
        "domains",
        &format!("domains/{DOMAIN}"),
        json!({"id": DOMAIN, "authenticationType": "Federated", "isDefault": true, "isVerified": true}),
    );
    for person in &PEOPLE {
        let id = person.object_id().to_string();
        let team = format!("{:?}", person.team);
        directory.seed(USERS, &format!("{USERS}/{id}"), json!({"id": id, "displayName": person.name, "userPrincipalName": person.mail(), "mail": person.mail(),
            "accountEnabled": true, "userType": "Member", "department": team, "usageLocation": person.office.country_code, "city": person.office.city,
            "signInSessionsValidFromDateTime": "2026-01-05T08:00:00Z", "createdDateTime": "2024-02-01T09:00:00Z"}));
    }
    let guest = Uuid::of("guest.vendor").to_string();
    directory.seed(USERS, &format!("{USERS}/{guest}"), json!({"id": guest, "displayName": "Vendor MLOps (guest)", "userPrincipalName": "mlops_vendor.example#EXT#@technobank.onmicrosoft.com",
        "accountEnabled": true, "userType": "Guest", "externalUserState": "Accepted", "createdDateTime": "2023-07-01T09:00:00Z"}));
    for (name, teams) in TEAMS {
        let id = group_id(name);
        directory.seed(GROUPS, &format!("{GROUPS}/{id}"), json!({"id": id, "displayName": name, "mailEnabled": false, "securityEnabled": true, "isAssignableToRole": name == "platform-admins", "groupTypes": []}));
        for person in PEOPLE.iter().filter(|person| teams.contains(&person.team)) {
            member(directory, &id, &person.object_id().to_string());
        }
    }
    // A group within a group: rights come through both.
    member(directory, &group_id("all-europe"), &group_id("ml-readers"));
    member(directory, &group_id("ai-engineers"), &guest);
    applications(directory);
    policies(directory);
}

fn member(directory: &mut Store, group: &str, id: &str) {
    directory.seed(MEMBERS, &format!("{GROUPS}/{group}/members/{id}"), json!({"id": id}));
}

fn applications(directory: &mut Store) {
    let roles: Vec<Value> = PERMISSIONS.iter().map(|(id, value)| json!({"id": id, "value": value, "displayName": value, "isEnabled": true, "allowedMemberTypes": ["Application"]})).collect();
    principal(
        directory,
        GRAPH,
        "00000003-0000-0000-c000-000000000000",
        "Microsoft Graph",
        "Application",
        json!({"appRoles": roles}),
    );
    for (object, app, of, name, owner) in APPLICATIONS {
        application(directory, object, app, name, owner);
        principal(
            directory,
            of,
            app,
            name,
            "Application",
            json!({"tags": ["WindowsAzureActiveDirectoryIntegratedApp"], "notes": format!("owner: {owner}")}),
        );
    }
    for (of, app, name, _) in logins() {
        application(directory, &Uuid::of(name).to_string(), app, name, "security");
        principal(directory, of, app, name, "Application", json!({"notes": "owner: security"}));
    }
    for (of, app, name) in IDENTITIES {
        let resource = super::prod("rg-ops-eu", "Microsoft.ManagedIdentity/userAssignedIdentities", name);
        principal(
            directory,
            of,
            app,
            name,
            "ManagedIdentity",
            json!({"alternativeNames": ["isExplicit=True", resource]}),
        );
    }
    for name in ["tb-openai-eu", "tb-foundry-eu", "mlw-tb-eu", "adf-tb-eu", "tb-search-eu"] {
        let id = Uuid::of(name).to_string();
        let app = Uuid::of(&format!("{name}-app")).to_string();
        principal(
            directory,
            &id,
            &app,
            name,
            "ManagedIdentity",
            json!({"alternativeNames": ["isExplicit=False"]}),
        );
    }
    grant(
        directory,
        AUDITOR,
        &[
            "Directory.Read.All",
            "Application.Read.All",
            "User.Read.All",
            "Group.Read.All",
            "Policy.Read.All",
            "Organization.Read.All",
        ],
    );
    grant(directory, ADMIN, &PERMISSIONS.map(|(_, value)| value));
    // More than a report needs.
    grant(directory, "802f31a6-5c7d-4e94-a08a-d6c9e4f71235", &["Directory.ReadWrite.All"]);
    let etl = "2f6b8d04-9c1e-4753-8a0d-6e5f3b7c9a12";
    for (application, login) in
        [(etl, "paul.keller"), ("7eb0d259-4163-4ca8-9f52-b3a480c1ef67", "quentin.laurent")]
    {
        let owner = crate::people::named(login).object_id().to_string();
        directory.seed(OWNERS, &format!("{APPS}/{application}/owners/{owner}"), json!({"id": owner}));
    }
    federation(directory, etl, "ci-main", GITHUB_ISSUER, CI_SUBJECT);
    federation(directory, etl, "ci-pull-request", GITHUB_ISSUER, "repo:technobank/deploy:pull_request");
    federation(
        directory,
        "6dafc148-3052-4b97-8e41-a2937fb0de56",
        "gcp-model-deployer",
        GOOGLE_ISSUER,
        DEPLOYER_SUBJECT,
    );
}

fn application(directory: &mut Store, object: &str, app: &str, name: &str, owner: &str) {
    let expires =
        if name == "legacy-report-export" { "2099-12-31T00:00:00Z" } else { "2027-03-01T00:00:00Z" };
    let passwords = json!([{"keyId": Uuid::of(&format!("{name}-secret")).to_string(), "displayName": "deployment", "hint": "w3l",
        "startDateTime": "2026-03-01T00:00:00Z", "endDateTime": expires}]);
    directory.seed(APPS, &format!("{APPS}/{object}"), json!({"id": object, "appId": app, "displayName": name, "signInAudience": "AzureADMyOrg",
        "createdDateTime": "2025-01-15T10:00:00Z", "passwordCredentials": passwords, "keyCredentials": [], "requiredResourceAccess": [], "notes": format!("owner: {owner}")}));
}

fn principal(directory: &mut Store, id: &str, app: &str, name: &str, kind: &str, more: Value) {
    let mut body = json!({"id": id, "appId": app, "displayName": name, "servicePrincipalType": kind, "accountEnabled": true,
        "appOwnerOrganizationId": TENANT, "passwordCredentials": [], "keyCredentials": [], "servicePrincipalNames": [app]});
    for (key, value) in more.as_object().cloned().unwrap_or_default() {
        set(&mut body, &key, value);
    }
    directory.seed(PRINCIPALS, &format!("{PRINCIPALS}/{id}"), body);
}

fn grant(directory: &mut Store, principal: &str, permissions: &[&str]) {
    for (role, value) in PERMISSIONS.iter().filter(|(_, value)| permissions.contains(value)) {
        let id = Uuid::of(&format!("{principal}/{value}")).to_string();
        directory.seed(APP_ROLES, &format!("{PRINCIPALS}/{principal}/approleassignments/{id}"), json!({"id": id, "appRoleId": role, "principalId": principal,
            "principalType": "ServicePrincipal", "resourceId": GRAPH, "resourceDisplayName": "Microsoft Graph", "createdDateTime": "2026-01-10T09:00:00Z"}));
    }
}

fn federation(directory: &mut Store, application: &str, name: &str, issuer: &str, subject: &str) {
    let id = Uuid::of(&format!("{application}/{name}")).to_string();
    directory.seed(
        FEDERATIONS,
        &format!("{APPS}/{application}/federatedidentitycredentials/{id}"),
        json!({"id": id, "name": name, "issuer": issuer,
        "subject": subject, "audiences": ["api://AzureADTokenExchange"], "description": ""}),
    );
}

fn policies(directory: &mut Store) {
    let kind = "identity/conditionalaccess/policies";
    let policy = |name: &str, state: &str, users: Value, controls: Value| {
        json!({"id": Uuid::of(name).to_string(), "displayName": name, "state": state, "createdDateTime": "2025-05-01T08:00:00Z",
            "conditions": {"users": users, "applications": {"includeApplications": ["All"], "excludeApplications": []}, "clientAppTypes": ["all"], "locations": null},
            "grantControls": controls, "sessionControls": null})
    };
    let everyone = json!({"includeUsers": ["All"], "excludeUsers": [], "excludeGroups": []});
    let all = [
        policy(
            "CA01 Require MFA for all users",
            "enabled",
            everyone.clone(),
            json!({"operator": "OR", "builtInControls": ["mfa"]}),
        ),
        policy(
            "CA02 Block legacy authentication",
            "enabled",
            everyone.clone(),
            json!({"operator": "OR", "builtInControls": ["block"]}),
        ),
        policy(
            "CA03 Workload identities from known networks",
            "enabledForReportingButNotEnforced",
            json!({"includeUsers": ["None"]}),
            json!({"operator": "OR", "builtInControls": ["block"]}),
        ),
        policy(
            "CA04 Compliant device for administrators",
            "enabled",
            json!({"includeGroups": [group_id("platform-admins")], "includeUsers": []}),
            json!({"operator": "AND", "builtInControls": ["mfa", "compliantDevice"]}),
        ),
    ];
    for body in all {
        let key = format!("{kind}/{}", body.get("id").and_then(Value::as_str).unwrap_or(""));
        directory.seed(kind, &key, body);
    }
    let place = Uuid::of("offices").to_string();
    directory.seed("identity/conditionalaccess/namedlocations", &format!("identity/conditionalaccess/namedlocations/{place}"), json!({"@odata.type": "#microsoft.graph.ipNamedLocation",
        "id": place, "displayName": "TechnoBank offices and VPN", "isTrusted": true, "ipRanges": [{"@odata.type": "#microsoft.graph.iPv4CidrRange", "cidrAddress": "203.0.113.0/24"}]}));
    directory.seed("policies/authorizationpolicy", "policies/authorizationpolicy/authorizationpolicy", json!({"id": "authorizationPolicy", "displayName": "Authorization Policy",
        "allowInvitesFrom": "everyone", "guestUserRoleId": "10dae51f-b6af-4016-8d66-8c2a99b929b3", "blockMsolPowerShell": true,
        "defaultUserRolePermissions": {"allowedToCreateApps": false, "allowedToCreateSecurityGroups": false, "allowedToReadOtherUsers": true}}));
    let role = "62e90394-69f5-4237-9190-012177145e10";
    directory.seed(
        "directoryroles",
        &format!("directoryroles/{role}"),
        json!({"id": role, "displayName": "Global Administrator", "roleTemplateId": role}),
    );
    for login in ["paul.keller", "walter.schmitt"] {
        let id = Uuid::of(&format!("global-administrator/{login}")).to_string();
        let member = crate::people::named(login).object_id().to_string();
        directory.seed(
            "directoryroles/members",
            &format!("directoryroles/{role}/members/{member}"),
            json!({"id": member}),
        );
        directory.seed(
            "rolemanagement/directory/roleassignments",
            &format!("rolemanagement/directory/roleassignments/{id}"),
            json!({"id": id, "roleDefinitionId": role,
            "principalId": crate::people::named(login).object_id().to_string(), "directoryScopeId": "/"}),
        );
    }
}

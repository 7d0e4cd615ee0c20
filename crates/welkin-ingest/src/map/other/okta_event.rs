//! What the event types of Okta mean.

use welkin_model::Class;

use crate::map::entity;

pub(super) fn class_of(kind: &str) -> (Class, u8) {
    let last = kind.rsplit('.').next().unwrap_or_default();
    let account = |activity| (Class::ACCOUNT_CHANGE, activity);
    match kind {
        "user.session.start" => (Class::AUTHENTICATION, 1),
        "user.session.end" | "user.session.clear" | "user.session.expire" => (Class::AUTHENTICATION, 2),
        "user.session.access_admin_app" => (Class::AUTHENTICATION, 1),
        "policy.evaluate_sign_on" => (Class::AUTHENTICATION, 6),
        "user.account.lock" | "user.account.lock.limit" => account(9),
        "user.account.unlock" | "user.account.unlock_by_admin" | "user.account.unlock_token" => account(12),
        "user.account.update_password" | "user.credential.password.change" => account(3),
        "user.account.reset_password" | "user.account.expire_password" => account(4),
        "user.account.privilege.grant" => (Class::USER_ACCESS, 1),
        "user.account.privilege.revoke" => (Class::USER_ACCESS, 2),
        "application.user_membership.add" | "application.user_membership.provision" => {
            (Class::USER_ACCESS, 1)
        }
        "application.user_membership.remove" | "application.user_membership.deprovision" => {
            (Class::USER_ACCESS, 2)
        }
        "group.privilege.grant" => (Class::GROUP_MANAGEMENT, 1),
        "group.privilege.revoke" => (Class::GROUP_MANAGEMENT, 2),
        "group.user_membership.add" => (Class::GROUP_MANAGEMENT, 3),
        "group.user_membership.remove" => (Class::GROUP_MANAGEMENT, 4),
        "group.lifecycle.delete" => (Class::GROUP_MANAGEMENT, 5),
        "group.lifecycle.create" => (Class::GROUP_MANAGEMENT, 6),
        "security.threat.detected"
        | "user.account.report_suspicious_activity_by_enduser"
        | "security.breached_credential.detected"
        | "security.attack.start" => (Class::DETECTION_FINDING, 1),
        "user.risk.detect" | "user.risk.change" => (Class::DETECTION_FINDING, 1),
        _ if kind.starts_with("user.session.impersonation.") => (Class::AUTHENTICATION, 7),
        _ if kind.starts_with("user.authentication.") => (Class::AUTHENTICATION, 1),
        _ if kind.starts_with("app.oauth2.")
            && (kind.contains("authorize") || kind.contains("token.grant")) =>
        {
            (Class::AUTHENTICATION, 4)
        }
        _ if kind.starts_with("user.mfa.factor.") => match last {
            "activate" | "enroll" | "unsuspend" => account(10),
            "deactivate" | "reset_all" | "suspend" | "unenroll" => account(11),
            _ => account(99),
        },
        _ if kind.starts_with("user.lifecycle.") => match last {
            "create" => account(1),
            "activate" | "reactivate" | "unsuspend" => account(2),
            "deactivate" | "suspend" => account(5),
            "initiated" | "completed" | "delete" => account(6),
            _ => account(99),
        },
        _ if kind.starts_with("user.account.") => account(99),
        _ if ["group.lifecycle.", "group.profile."].iter().any(|p| kind.starts_with(p)) => {
            (Class::GROUP_MANAGEMENT, 99)
        }
        _ if ["system.api_token.", "system.idp.", "policy.", "zone.", "application.lifecycle.", "iam."]
            .iter()
            .any(|p| kind.starts_with(p))
            && entity::of(last) != 99 =>
        {
            (Class::ENTITY_MANAGEMENT, entity::of(last))
        }
        _ => (Class::API_ACTIVITY, entity::crud(last.split('_').next().unwrap_or(last))),
    }
}

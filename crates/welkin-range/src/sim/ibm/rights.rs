use serde_json::Value;
use welkin_model::Millis;

use super::route::Need;
use super::store::{items, text};
use super::world::World;

/// What somebody wants to do to something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ask<'a> {
    pub(super) need: Need,
    /// For custom roles.
    pub(super) action: &'a str,
    pub(super) service: &'a str,
    /// Whether the service is one of account management.
    pub(super) account: bool,
    pub(super) region: &'a str,
    pub(super) instance: &'a str,
    pub(super) kind: &'a str,
    pub(super) resource: &'a str,
    pub(super) group: &'a str,
}

impl World {
    /// Whether the policies in force allow it. IBM's policies only allow: what none allows is denied. Whoever calls
    /// without a token has no id, and what Public Access has.
    pub(super) fn may(&self, iam_id: &str, ask: &Ask<'_>, at: Millis) -> bool {
        let groups = self.groups_of(iam_id);
        self.store.in_force(super::service::policies::POLICIES, at).any(|policy| {
            text(policy, "/type") == "access"
                && text(policy, "/state") == "active"
                && is_subject(policy, iam_id, &groups)
                && covers(policy, ask)
                && is_time(policy.get("rule"), at)
                && self.grants(policy, ask)
        })
    }

    fn groups_of(&self, iam_id: &str) -> Vec<&str> {
        let members = self.store.all(super::service::groups::MEMBERS);
        let own = members.filter(|member| member.id == iam_id).map(|member| member.parent.as_str());
        own.chain([PUBLIC_ACCESS]).collect()
    }

    fn grants(&self, policy: &Value, ask: &Ask<'_>) -> bool {
        items(policy, "/control/grant/roles").iter().any(|role| {
            let crn = text(role, "/role_id");
            let name = crn.rsplit(':').next().unwrap_or("");
            if crn.contains("::customRole:") {
                return self.store.all(super::service::policies::ROLES).any(|custom| {
                    custom.crn == crn
                        && items(&custom.value, "/actions").iter().any(|action| action == ask.action)
                });
            }
            level(name).contains(&ask.need)
        })
    }
}

/// The group that everyone is in, known or not: <https://cloud.ibm.com/docs/account?topic=account-public>.
pub(super) const PUBLIC_ACCESS: &str = "AccessGroupId-PublicAccess";

fn level(role: &str) -> &'static [Need] {
    use Need::{Administer, Edit, Manage, Operate, Read, View, Write};
    match role {
        "Administrator" => &[View, Operate, Edit, Administer],
        "Editor" => &[View, Operate, Edit],
        "Operator" => &[View, Operate],
        "Viewer" => &[View],
        "Manager" => &[Read, Write, Manage],
        "Writer" => &[Read, Write],
        "Reader" | "ObjectReader" => &[Read],
        _ => &[],
    }
}

fn is_subject(policy: &Value, iam_id: &str, groups: &[&str]) -> bool {
    items(policy, "/subject/attributes").iter().any(|attribute| match text(attribute, "/key") {
        "iam_id" => !iam_id.is_empty() && text(attribute, "/value") == iam_id,
        "access_group_id" => groups.contains(&text(attribute, "/value")),
        _ => false,
    })
}

/// All attributes of the policy's resource must hold; without a service it covers all services but account management.
fn covers(policy: &Value, ask: &Ask<'_>) -> bool {
    let attributes = items(policy, "/resource/attributes");
    let names_platform = attributes.iter().any(|attribute| {
        let (key, value) = (text(attribute, "/key"), text(attribute, "/value"));
        key == "serviceName"
            || key == "service_group_id"
            || (key == "serviceType" && value == "platform_service")
    });
    if ask.account && !names_platform {
        return false;
    }
    attributes.iter().all(|attribute| {
        let wanted = text(attribute, "/value");
        let has = match text(attribute, "/key") {
            "accountId" => return wanted == crate::estate::IBM_ACCOUNT,
            "serviceType" => return (wanted == "platform_service") == ask.account,
            "service_group_id" => {
                return wanted == "IAM"
                    && ask.account
                    && (ask.service.starts_with("iam-") || ask.service == "user-management");
            }
            "serviceName" => ask.service,
            "serviceInstance" => ask.instance,
            "region" => ask.region,
            "resourceType" => ask.kind,
            "resource" => ask.resource,
            "resourceGroupId" => ask.group,
            // An attribute that the service does not know makes the policy hold for nothing.
            _ => return false,
        };
        match text(attribute, "/operator") {
            "stringMatch" => matches(wanted, has),
            "stringExists" => !has.is_empty(),
            _ => wanted == has,
        }
    })
}

/// Whether a pattern with `*` for any text and `?` for any character covers a text.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut p, mut t) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while let Some(have) = text.get(t) {
        match pattern.get(p) {
            Some('*') => {
                retry = Some((p, t));
                p += 1;
            }
            Some(want) if *want == '?' || want == have => {
                p += 1;
                t += 1;
            }
            _ => {
                let Some((star, from)) = retry else { return false };
                retry = Some((star, from + 1));
                p = star + 1;
                t = from + 1;
            }
        }
    }
    pattern.iter().skip(p).all(|c| *c == '*')
}

const DAY: Millis = 86_400_000;

/// Whether the time conditions of a policy hold. Times carry a fixed offset: daylight saving time does not move them.
/// <https://cloud.ibm.com/docs/account?topic=account-iam-time-based>
pub(super) fn is_time(rule: Option<&Value>, at: Millis) -> bool {
    let Some(rule) = rule.filter(|rule| !rule.is_null()) else { return true };
    let conditions = items(rule, "/conditions");
    if conditions.is_empty() {
        return holds(rule, at);
    }
    if text(rule, "/operator") == "or" {
        conditions.iter().any(|condition| is_nested_time(condition, at))
    } else {
        conditions.iter().all(|condition| is_nested_time(condition, at))
    }
}

/// Conditions nest once.
fn is_nested_time(condition: &Value, at: Millis) -> bool {
    let inner = items(condition, "/conditions");
    match (inner.is_empty(), text(condition, "/operator")) {
        (true, _) => holds(condition, at),
        (false, "or") => inner.iter().any(|condition| holds(condition, at)),
        (false, _) => inner.iter().all(|condition| holds(condition, at)),
    }
}

fn holds(condition: &Value, at: Millis) -> bool {
    let operator = text(condition, "/operator");
    let value = condition.get("value").unwrap_or(&Value::Null);
    let one = value.as_str().unwrap_or("");
    match operator {
        "dayOfWeekEquals" => is_day(one, at),
        "dayOfWeekAnyOf" => {
            value.as_array().is_some_and(|days| days.iter().any(|day| is_day(day.as_str().unwrap_or(""), at)))
        }
        "timeLessThan" => clock(one, at).is_some_and(|(now, then)| now < then),
        "timeLessThanOrEquals" => clock(one, at).is_some_and(|(now, then)| now <= then),
        "timeGreaterThan" => clock(one, at).is_some_and(|(now, then)| now > then),
        "timeGreaterThanOrEquals" => clock(one, at).is_some_and(|(now, then)| now >= then),
        "dateTimeLessThan" => welkin_model::parse_time(one).is_some_and(|then| at < then),
        "dateTimeLessThanOrEquals" => welkin_model::parse_time(one).is_some_and(|then| at <= then),
        "dateTimeGreaterThan" => welkin_model::parse_time(one).is_some_and(|then| at > then),
        "dateTimeGreaterThanOrEquals" => welkin_model::parse_time(one).is_some_and(|then| at >= then),
        // A condition that cannot be evaluated does not hold.
        _ => false,
    }
}

/// `1+01:00`: Monday, where the clock is an hour ahead.
fn is_day(text: &str, at: Millis) -> bool {
    let Some((day, offset)) = text.split_at_checked(1) else { return false };
    let (Ok(day), Some(offset)) = (day.parse::<i64>(), offset_of(offset)) else { return false };
    // 1970-01-01 was a Thursday, the fourth day.
    (at + offset).div_euclid(DAY).wrapping_add(3).rem_euclid(7) + 1 == day
}

/// `09:00:00+01:00` against the time of day there.
fn clock(text: &str, at: Millis) -> Option<(Millis, Millis)> {
    let (time, offset) = text.split_at_checked(8)?;
    let mut parts = time.split(':').map(str::parse::<i64>);
    let (hour, minute, second) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
    let then = hour.checked_mul(3_600)?.checked_add(minute.checked_mul(60)?)?.checked_add(second)?;
    Some(((at + offset_of(offset)?).rem_euclid(DAY), then.checked_mul(1_000)?))
}

fn offset_of(text: &str) -> Option<Millis> {
    if text == "Z" {
        return Some(0);
    }
    let (sign, rest) = text.split_at_checked(1)?;
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    if !(0..24).contains(&hours) || !(0..60).contains(&minutes) {
        return None;
    }
    let minutes = (hours * 60 + minutes) * 60_000;
    match sign {
        "+" => Some(minutes),
        "-" => Some(-minutes),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn patterns_match_as_ibm_documents_them() {
        for (pattern, text) in
            [("*", ""), ("core-*", "core-ledger"), ("*-us-?outh*", "a-us-south-1"), ("a", "a")]
        {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        assert!(!matches("core-*", "score-ledger"));
        assert!(!matches("a?", "a"));
    }

    #[test]
    fn hours_do_not_follow_daylight_saving_time() {
        let hours = json!({"operator": "and", "conditions": [
            {"key": "{{environment.attributes.day_of_week}}", "operator": "dayOfWeekAnyOf", "value": ["1+01:00", "2+01:00", "3+01:00", "4+01:00", "5+01:00"]},
            {"key": "{{environment.attributes.current_time}}", "operator": "timeGreaterThanOrEquals", "value": "09:00:00+01:00"},
            {"key": "{{environment.attributes.current_time}}", "operator": "timeLessThanOrEquals", "value": "17:00:00+01:00"},
        ]});
        let at = |text: &str| is_time(Some(&hours), welkin_model::parse_time(text).unwrap());
        // Winter: 09:00 in Frankfurt is 08:00 UTC.
        assert!(at("2026-11-24T08:00:00Z"));
        assert!(!at("2026-11-24T07:59:59Z"));
        // Summer: 09:00 in Frankfurt is 07:00 UTC, but the policy still opens at 08:00 UTC.
        assert!(!at("2026-07-21T07:30:00Z"));
        assert!(at("2026-07-21T08:00:00Z"));
        // A Saturday.
        assert!(!at("2026-11-28T10:00:00Z"));
        assert!(!is_time(Some(&json!({"operator": "newOperator", "value": "x"})), 0), "unknown is not met");
        assert!(is_time(None, 0));
    }
}

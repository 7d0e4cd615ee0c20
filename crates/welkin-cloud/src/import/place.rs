use crate::aws::arn::Arn;

/// The account and region of AWS that a document is of, as far as its first bytes tell: most answers of the command
/// line name neither, except in ARNs, owners and availability zones.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) struct Place {
    pub(super) account: String,
    pub(super) region: String,
}

/// So many bytes of a document are looked at.
pub(super) const LOOK: usize = 64 << 10;

impl Place {
    pub(super) fn of(bytes: &[u8]) -> Place {
        let text = String::from_utf8_lossy(bytes.get(..LOOK).unwrap_or(bytes));
        let mut place = Place::default();
        if !text.contains("arn:aws") && !text.contains("OwnerId") && !text.contains("AvailabilityZone") {
            return place;
        }
        for word in text.split('"') {
            place.learn(word);
            if !place.account.is_empty() && !place.region.is_empty() {
                return place;
            }
        }
        if let Some(zone) = after(&text, "AvailabilityZone").filter(|_| place.region.is_empty()) {
            place.region = zone.trim_end_matches(|c: char| c.is_ascii_lowercase()).to_owned();
        }
        if let Some(owner) = after(&text, "OwnerId").filter(|_| place.account.is_empty()) {
            place.account = owner.to_owned();
        }
        place
    }

    fn learn(&mut self, word: &str) {
        let Some(arn) = Arn::parse(word) else { return };
        if self.account.is_empty() && is_account(arn.account) {
            arn.account.clone_into(&mut self.account);
        }
        if self.region.is_empty() {
            arn.region.clone_into(&mut self.region);
        }
    }
}

/// The text that a field of this name has.
fn after<'t>(text: &'t str, field: &str) -> Option<&'t str> {
    let (_, rest) = text.split_once(&format!("\"{field}\""))?;
    let value = rest.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    value.split('"').next().filter(|value| !value.is_empty())
}

fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, account: &str, region: &str) {
        let found = Place::of(text.as_bytes());
        assert_eq!((found.account.as_str(), found.region.as_str()), (account, region), "{text}");
    }

    #[test]
    fn arns_owners_and_zones_tell_where_a_document_is_of() {
        check(r#"{"A": "arn:aws:sagemaker:us-east-1:111122223333:model/m"}"#, "111122223333", "us-east-1");
        check(r#"{"A": "arn:aws:iam::111122223333:role/r", "B": 1}"#, "111122223333", "");
        check(
            r#"{"OwnerId": "111122223333", "AvailabilityZone": "eu-central-1b"}"#,
            "111122223333",
            "eu-central-1",
        );
        check(r#"{"A": "arn:aws:s3:::bucket"}"#, "", "");
        check("", "", "");
    }
}

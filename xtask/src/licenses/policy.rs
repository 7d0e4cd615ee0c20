/// What deny.toml says, as far as it is checked without cargo-deny.
#[derive(Debug, PartialEq)]
pub(super) struct Policy {
    allowed: Vec<String>,
    /// Crate and reason.
    banned: Vec<(String, String)>,
}

impl Policy {
    /// Reads `licenses.allow` and `bans.deny`, written with one entry a line; anything else in the two lists is an
    /// error, so that no entry is passed over.
    pub(super) fn parse(toml: &str) -> Result<Policy, String> {
        let allowed = list(toml, "[licenses]", "allow")?;
        let allowed = allowed.iter().map(|item| quoted(item, 0)).collect::<Result<_, _>>()?;
        let banned = list(toml, "[bans]", "deny")?;
        let banned = banned
            .iter()
            .map(|item| {
                let fields = item
                    .strip_prefix("{ crate = ")
                    .ok_or_else(|| format!("deny.toml: `{item}` names no crate"))?;
                Ok((quoted(fields, 0)?, quoted(fields, 1)?))
            })
            .collect::<Result<_, String>>()?;
        Ok(Policy { allowed, banned })
    }

    pub(super) fn allows(&self, license: &str) -> bool {
        self.allowed.iter().any(|allowed| allowed == license)
    }

    /// Why a crate is banned, if it is.
    pub(super) fn ban(&self, name: &str) -> Option<&str> {
        self.banned.iter().find(|(banned, _)| banned == name).map(|(_, reason)| reason.as_str())
    }
}

/// The entries of a list in a section.
fn list(toml: &str, section: &str, key: &str) -> Result<Vec<String>, String> {
    let missing = || format!("deny.toml has no `{key}` in {section}");
    let (_, body) = toml.split_once(&format!("{section}\n")).ok_or_else(missing)?;
    let body = body.split_once("\n[").map_or(body, |(body, _)| body);
    let body = format!("\n{body}");
    let (_, list) = body.split_once(&format!("\n{key} = [")).ok_or_else(missing)?;
    let (list, _) = list.split_once("\n]").ok_or_else(missing)?;
    let items = list.lines().map(|line| line.trim().trim_end_matches(',').to_owned());
    Ok(items.filter(|item| !item.is_empty() && !item.starts_with('#')).collect())
}

/// The text in the `n`th pair of quotation marks.
fn quoted(text: &str, n: usize) -> Result<String, String> {
    let found = text.split('"').nth(2 * n + 1).filter(|found| !found.is_empty());
    found.map(str::to_owned).ok_or_else(|| format!("deny.toml: `{text}` cannot be read"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_own_file_can_be_read() {
        let policy = Policy::parse(include_str!("../../../deny.toml")).unwrap();
        assert!(policy.allows("MIT") && policy.allows("Apache-2.0 WITH LLVM-exception"));
        assert!(
            !policy.allows("GPL-3.0-only") && !policy.allows("AGPL-3.0-only") && !policy.allows("BUSL-1.1")
        );
        assert!(policy.ban("openssl-sys").is_some_and(|reason| reason.contains("TLS")));
        assert_eq!(policy.ban("serde"), None);
    }

    #[test]
    fn an_entry_that_cannot_be_read_is_an_error() {
        assert!(Policy::parse("[licenses]\nallow = [\n    MIT,\n]\n[bans]\ndeny = [\n]\n").is_err());
        assert!(
            Policy::parse("[licenses]\nallow = [\n    \"MIT\",\n]\n[bans]\ndeny = [\n    \"x\",\n]\n")
                .is_err()
        );
        assert!(Policy::parse("[licenses]\n").is_err());
    }
}

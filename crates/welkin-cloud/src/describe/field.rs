/// A field's name without what differs between the spellings of one provider: `KmsKeyId`, `kms_key_id` and `kms-key-id`
/// are `kmskeyid`.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The way from the root of a payload to a value.
#[derive(Debug, Default)]
pub(super) struct Trail {
    /// As written, for people: `VpcConfig.Subnets[0]`.
    written: String,
    /// Plain names of the objects' keys, outermost first; list positions are left out.
    names: Vec<String>,
    /// Lengths of `written` before each step.
    lengths: Vec<(usize, bool)>,
}

impl Trail {
    pub(super) fn enter(&mut self, key: &str) {
        self.lengths.push((self.written.len(), true));
        if !self.written.is_empty() {
            self.written.push('.');
        }
        self.written.push_str(key);
        self.names.push(plain(key));
    }

    /// List positions are not written: a relation is the same whichever place its field has in a list.
    pub(super) fn enter_list(&mut self) {
        self.lengths.push((self.written.len(), false));
        self.written.push_str("[]");
    }

    pub(super) fn leave(&mut self) {
        if let Some((length, named)) = self.lengths.pop() {
            self.written.truncate(length);
            if named {
                self.names.pop();
            }
        }
    }

    pub(super) fn written(&self) -> &str {
        &self.written
    }

    /// The innermost name.
    pub(super) fn last(&self) -> &str {
        self.names.last().map_or("", String::as_str)
    }

    /// How many steps deep.
    pub(super) fn depth(&self) -> usize {
        self.lengths.len()
    }

    /// Whether the names end with those of a pattern such as `primarycontainer.modeldataurl`; `^` at its beginning binds
    /// it to the root.
    pub(super) fn ends_with(&self, pattern: &str) -> bool {
        let (pattern, from_root) = match pattern.strip_prefix('^') {
            Some(rest) => (rest, true),
            None => (pattern, false),
        };
        let mut names = self.names.iter().rev();
        let mut wanted = pattern.rsplit('.');
        let matched = wanted.all(|part| names.next().is_some_and(|name| name == part));
        matched && (!from_root || names.next().is_none())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_from_the_inside_whatever_the_spelling() {
        let mut trail = Trail::default();
        trail.enter("Vpc_Config");
        trail.enter("Subnets");
        trail.enter_list();
        assert_eq!(trail.written(), "Vpc_Config.Subnets[]");
        for (pattern, fits) in [
            ("subnets", true),
            ("vpcconfig.subnets", true),
            ("^vpcconfig.subnets", true),
            ("^subnets", false),
            ("nets", false),
            ("x.vpcconfig.subnets", false),
        ] {
            assert_eq!(trail.ends_with(pattern), fits, "{pattern}");
        }
        trail.leave();
        trail.leave();
        assert_eq!((trail.written(), trail.last()), ("Vpc_Config", "vpcconfig"));
    }
}

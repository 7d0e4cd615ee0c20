/// A field's name without what differs between the spellings of one provider: `KmsKeyId`, `kms_key_id` and `kms-key-id`
/// are `kmskeyid`.
pub(crate) fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The way from the root of a payload to a value. A payload has hundreds of fields, so that no step of the way may ask
/// for memory of its own.
#[derive(Debug, Default)]
pub(super) struct Trail {
    /// As written, for people: `VpcConfig.Subnets[]`.
    written: String,
    /// Plain names of the objects' keys, outermost first, joined by dots; list positions are left out.
    plain: String,
    steps: Vec<Step>,
    /// How many of the steps are keys.
    named: usize,
}

/// How long the texts were before a step, and where its plain name begins if it has one.
#[derive(Clone, Copy, Debug)]
struct Step {
    written: usize,
    plain: usize,
    name: Option<usize>,
}

impl Trail {
    pub(super) fn enter(&mut self, key: &str) {
        let (written, plain) = (self.written.len(), self.plain.len());
        if written > 0 {
            self.written.push('.');
        }
        self.written.push_str(key);
        // A name may be empty in its plain form, so that there may be dots alone.
        if self.named > 0 {
            self.plain.push('.');
        }
        self.named += 1;
        self.steps.push(Step { written, plain, name: Some(self.plain.len()) });
        self.plain.extend(key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()));
    }

    /// List positions are not written: a relation is the same whichever place its field has in a list.
    pub(super) fn enter_list(&mut self) {
        self.steps.push(Step { written: self.written.len(), plain: self.plain.len(), name: None });
        self.written.push_str("[]");
    }

    pub(super) fn leave(&mut self) {
        if let Some(step) = self.steps.pop() {
            self.written.truncate(step.written);
            self.plain.truncate(step.plain);
            self.named -= usize::from(step.name.is_some());
        }
    }

    pub(super) fn written(&self) -> &str {
        &self.written
    }

    /// The innermost name.
    pub(super) fn last(&self) -> &str {
        let begins = self.steps.iter().rev().find_map(|step| step.name);
        begins.and_then(|begins| self.plain.get(begins..)).unwrap_or("")
    }

    /// How many steps deep.
    pub(super) fn depth(&self) -> usize {
        self.steps.len()
    }

    /// Whether the names end with those of a pattern such as `primarycontainer.modeldataurl`; `^` at its beginning binds
    /// it to the root.
    pub(super) fn ends_with(&self, pattern: &str) -> bool {
        match pattern.strip_prefix('^') {
            Some(whole) => self.plain == whole,
            None => match self.plain.strip_suffix(pattern) {
                Some(before) => before.is_empty() || before.ends_with('.'),
                None => false,
            },
        }
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
        trail.leave();
        for key in ["$", "a"] {
            trail.enter(key);
        }
        assert!(trail.ends_with("a") && !trail.ends_with("^a"), "a name without letters is a name");
    }
}

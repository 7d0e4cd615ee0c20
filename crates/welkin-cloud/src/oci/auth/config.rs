use std::collections::BTreeMap;

use crate::transport::Secret;

/// One profile of `~/.oci/config`; what it lacks stands in `DEFAULT`.
#[derive(Clone, Debug, Default)]
pub(super) struct Profile(BTreeMap<String, Secret>);

impl Profile {
    /// Reads a profile; `None` if the file has none of this name.
    pub(super) fn parse(text: &str, name: &str) -> Option<Profile> {
        let mut found = name == "DEFAULT";
        let (mut defaults, mut own) = (BTreeMap::new(), BTreeMap::new());
        let mut section = "";
        for line in text.lines().map(str::trim) {
            if line.is_empty() || line.starts_with(['#', ';']) {
                continue;
            }
            if let Some(header) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                section = header.trim();
                found |= section == name;
                continue;
            }
            let Some((key, value)) = line.split_once(['=', ':']) else { continue };
            let (key, value) = (key.trim().to_ascii_lowercase(), Secret::new(value.trim()));
            if section == name {
                own.insert(key, value);
            } else if section == "DEFAULT" {
                defaults.insert(key, value);
            }
        }
        defaults.extend(own);
        found.then_some(Profile(defaults))
    }

    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key).map(Secret::reveal).filter(|value| !value.is_empty())
    }
}

use crate::tree::Tree;

/// Files in which the words are data: this list itself, what tools write, and the records of tests.
const EXEMPT: [&str; 4] = ["Cargo.lock", "LICENSE", "console/package-lock.json", "xtask/src/tidy/words.rs"];

/// Unfinished work belongs into an issue.
const UNFINISHED: [&str; 3] = ["TODO", "FIXME", "XXX"];

/// Places of one machine.
const PLACES: [&str; 2] = ["/work/", "/root/"];

/// What decides where packages come from belongs to the user's configuration, not to the project.
const REGISTRIES: [&str; 7] = [
    "registry.npmjs.org",
    "registry.yarnpkg.com",
    "index.crates.io",
    "static.crates.io",
    "files.pythonhosted.org",
    "pypi.org/simple",
    "proxy.golang.org",
];

/// Hosts that a plain `http://` may name: this machine, examples, and names of schemas, which nobody calls.
const PLAIN: [&str; 18] = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    "0.0.0.0",
    "example.com",
    "evil.example",
    "169.254.169.254",
    "192.0.2.",
    "198.51.100.",
    "203.0.113.",
    "metadata.google.internal",
    "s3.amazonaws.com/doc/",
    "schemas.microsoft.com/",
    "schemas.xmlsoap.org/",
    "schemas.dmtf.org/",
    "www.okta.com/",
    "www.w3.org/",
    "www.apache.org/licenses/",
];

/// Words that have no place in the project's files.
pub(super) fn check(tree: &Tree) -> Vec<String> {
    let mut problems = Vec::new();
    for file in tree.files().filter(|f| !EXEMPT.contains(f)) {
        let Some(text) = tree.text(file) else { continue };
        let is_data = is_data(file);
        for (number, line) in text.lines().enumerate() {
            if let Some(problem) = judge(line, is_data) {
                problems.push(format!("{file}:{}: {problem}", number + 1));
            }
        }
    }
    problems
}

/// Native records and what they are compared with say what the clouds say.
fn is_data(file: &str) -> bool {
    let is_record = file.contains("/golden/") || file.contains("/fixtures/") || file.contains("/schema/");
    is_record || file.starts_with("content/")
}

fn judge(line: &str, is_data: bool) -> Option<String> {
    if let Some(word) = REGISTRIES.iter().find(|word| line.contains(**word)) {
        return Some(format!(
            "names the package registry {word}; where packages come from is the user's to say"
        ));
    }
    if is_data {
        return None;
    }
    if let Some(word) = UNFINISHED.iter().find(|word| has_word(line, word)) {
        return Some(format!("{word}: finish it, or open an issue"));
    }
    if let Some(place) = PLACES.iter().find(|place| has_place(line, place)) {
        return Some(format!("{place} is a path of one machine"));
    }
    line.match_indices("http://").find_map(|(at, scheme)| {
        let host = line.get(at + scheme.len()..).unwrap_or_default();
        let is_host = host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[');
        let is_fine = PLAIN.iter().any(|plain| host.starts_with(plain)) || is_example(host);
        (is_host && !is_fine).then(|| "http:// without encryption; use https".to_owned())
    })
}

/// `ADDR:PORT` and the domains that are reserved for examples.
fn is_example(host: &str) -> bool {
    let name: &str = host.split(['/', ':', '"', '`', ' ', ')', '\'', '>']).next().unwrap_or(host);
    name.chars().all(|c| c.is_ascii_uppercase() || c == '_')
        || [".example", ".example.com", ".test", ".invalid", ".localhost"]
            .iter()
            .any(|end| name.ends_with(end))
}

fn has_word(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| {
        let before = line.get(..at).and_then(|s| s.chars().next_back());
        let after = line.get(at + word.len()..).and_then(|s| s.chars().next());
        let is_part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        !is_part(before) && !is_part(after)
    })
}

/// `/work/` as the beginning of a path, not in the midst of one.
fn has_place(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| {
        let before = line.get(..at).and_then(|s| s.chars().next_back());
        !before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '}' | '*'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_as_words() {
        assert!(judge("// TODO: later", false).is_some());
        assert!(judge("mastodon_TODOS", false).is_none());
        assert!(judge("cp /work/x .", false).is_some());
        assert!(judge("see docs/work/x", false).is_none());
    }

    #[test]
    fn plain_http_is_for_this_machine_and_for_names() {
        for fine in [
            "http://127.0.0.1:8700",
            "xmlns=\"http://www.w3.org/2000/svg\"",
            "strip_prefix(\"http://\")",
            "http://ADDR:PORT/readyz",
            "http://cloud.example/x",
        ] {
            assert_eq!(judge(fine, false), None, "{fine}");
        }
        assert!(judge("curl http://vendor.com/install.sh", false).is_some());
        assert_eq!(judge("issuer: http://vendor.com/saml", true), None);
    }

    #[test]
    fn registries_are_nowhere_named() {
        assert!(judge("\"resolved\": \"https://registry.npmjs.org/x\"", true).is_some());
    }
}

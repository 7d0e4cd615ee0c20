use crate::tree::Tree;

/// Product lines of a file: those before its tests.
const MOST_LINES: usize = 500;

/// Files that may be longer, each with the reason.
const LONG: [(&str, &str); 0] = [];

/// Files are short, and every crate says what it knows and must not know.
pub(super) fn check(tree: &Tree) -> Vec<String> {
    let mut problems = Vec::new();
    for file in tree.files().filter(|f| f.ends_with(".rs") && !is_test(f)) {
        let Some(text) = tree.text(file) else {
            problems.push(format!("{file} is not UTF-8"));
            continue;
        };
        let lines = product_lines(&text);
        if lines > MOST_LINES && !LONG.iter().any(|(long, _)| *long == file) {
            problems.push(format!(
                "{file} has {lines} lines before its tests, at most {MOST_LINES} are good to read: split it"
            ));
        }
        if is_crate_root(file) && !text.starts_with("//!") {
            problems
                .push(format!("{file} must begin with `//!` and say what the crate knows and must not know"));
        }
    }
    for (long, _) in LONG {
        if !tree.has(long) {
            problems.push(format!("{long} is listed as a long file and does not exist"));
        }
    }
    problems
}

fn product_lines(text: &str) -> usize {
    text.lines().take_while(|line| line.trim() != "#[cfg(test)]" || line.starts_with(' ')).count()
}

fn is_test(file: &str) -> bool {
    file.contains("/tests/") || file.ends_with("/tests.rs") || file.contains("/benches/")
}

fn is_crate_root(file: &str) -> bool {
    file.ends_with("src/lib.rs") || file.ends_with("src/main.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_up_to_the_tests() {
        assert_eq!(product_lines("a\nb\n#[cfg(test)]\nmod tests {}\n"), 2);
        assert_eq!(product_lines("a\n    #[cfg(test)]\n    fn only_for_tests() {}\n"), 3);
    }

    #[test]
    fn tests_are_free() {
        assert!(is_test("crates/welkin-store/src/tests/kill.rs"));
        assert!(is_test("crates/welkin-store/tests/it/main.rs"));
        assert!(!is_test("crates/welkin-store/src/store.rs"));
    }
}

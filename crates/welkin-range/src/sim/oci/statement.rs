use super::condition::Condition;

/// What a statement lets one do; each includes the ones before.
#[derive(Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Verb {
    Inspect,
    Read,
    Use,
    Manage,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Subject {
    AnyUser,
    /// Names are in small letters and without the identity domain; ids as they are.
    Group(String),
    DynamicGroup(String),
    /// A service of Oracle's, which never calls the API from outside.
    Service,
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Place {
    Tenancy,
    /// Names from the policy's own compartment down.
    Path(Vec<String>),
    Id(String),
}

/// `Allow group G to read buckets in compartment C where …`
///
/// Source: "Policy Syntax", Oracle Cloud Infrastructure Documentation.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Statement {
    pub(super) deny: bool,
    pub(super) subjects: Vec<Subject>,
    pub(super) verb: Verb,
    /// Individual or family resource type, or `all-resources`.
    pub(super) what: String,
    pub(super) place: Place,
    pub(super) condition: Option<Condition>,
}

impl Statement {
    pub(super) fn parse(text: &str) -> Option<Statement> {
        let (main, condition) = match find_word(text, "where") {
            Some((main, condition)) => (main, Some(Condition::parse(condition)?)),
            None => (text, None),
        };
        let words: Vec<&str> = main.split_whitespace().collect();
        let lower: Vec<String> = words.iter().map(|word| word.to_ascii_lowercase()).collect();
        let deny = match lower.first()?.as_str() {
            "allow" => false,
            "deny" => true,
            _ => return None,
        };
        let to = lower.iter().position(|word| word == "to")?;
        let subjects = subjects(words.get(1..to)?)?;
        let verb = match lower.get(to + 1)?.as_str() {
            "inspect" => Verb::Inspect,
            "read" => Verb::Read,
            "use" => Verb::Use,
            "manage" => Verb::Manage,
            _ => return None,
        };
        let what = lower.get(to + 2)?.clone();
        if lower.get(to + 3)? != "in" {
            return None;
        }
        let place = match (lower.get(to + 4)?.as_str(), words.get(to + 5..)?) {
            ("tenancy", []) => Place::Tenancy,
            ("compartment", [id]) if id.starts_with("ocid1.") => Place::Id((*id).to_owned()),
            ("compartment", [word, id]) if word.eq_ignore_ascii_case("id") => Place::Id((*id).to_owned()),
            ("compartment", [path]) => Place::Path(path.split(':').map(str::to_ascii_lowercase).collect()),
            _ => return None,
        };
        Some(Statement { deny, subjects, verb, what, place, condition })
    }
}

fn subjects(words: &[&str]) -> Option<Vec<Subject>> {
    let (first, names) = words.split_first()?;
    let make: fn(String) -> Subject = match first.to_ascii_lowercase().as_str() {
        "any-user" | "any-group" if names.is_empty() => return Some(vec![Subject::AnyUser]),
        "group" => Subject::Group,
        "dynamic-group" => Subject::DynamicGroup,
        "service" => return (!names.is_empty()).then(|| vec![Subject::Service]),
        _ => return None,
    };
    let joined = names.join(" ");
    let subjects: Vec<Subject> = joined
        .split(',')
        .map(|name| name.trim().trim_start_matches("id ").replace('\'', ""))
        .map(|name| name.rsplit('/').next().unwrap_or("").to_ascii_lowercase())
        .filter(|name| !name.is_empty())
        .map(make)
        .collect();
    (!subjects.is_empty()).then_some(subjects)
}

/// The text before and after a word that stands by itself.
fn find_word<'a>(text: &'a str, word: &str) -> Option<(&'a str, &'a str)> {
    let lower = text.to_ascii_lowercase();
    let start = lower.find(&format!(" {word} "))?;
    let (before, after) = text.split_at_checked(start)?;
    Some((before, after.split_at_checked(word.len() + 2)?.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_read_whatever_the_letter_case() {
        let text = "ALLOW GROUP 'Default'/'Data-Scientists', auditors to USE data-science-family IN COMPARTMENT ai:prod WHERE request.region = 'iad'";
        let statement = Statement::parse(text).unwrap();
        assert_eq!(
            statement.subjects,
            [Subject::Group("data-scientists".to_owned()), Subject::Group("auditors".to_owned())]
        );
        assert_eq!(statement.verb, Verb::Use);
        assert_eq!(statement.what, "data-science-family");
        assert_eq!(statement.place, Place::Path(vec!["ai".to_owned(), "prod".to_owned()]));
        assert!(statement.condition.is_some());
    }

    #[test]
    fn what_is_no_statement_is_refused() {
        for wrong in [
            "",
            "allow",
            "permit group a to read buckets in tenancy",
            "allow group to read buckets in tenancy",
            "allow group a to see buckets in tenancy",
            "allow group a to read buckets",
            "allow group a to read buckets in compartment",
            "allow group a to read buckets in tenancy where",
            "allow group a to read buckets in tenancy where x",
        ] {
            assert_eq!(Statement::parse(wrong), None, "{wrong}");
        }
    }
}

use super::ocid::Ocid;

/// One statement of a policy
/// (<https://docs.oracle.com/en-us/iaas/Content/Identity/Concepts/policysyntax.htm>): `allow group X to manage buckets in
/// compartment Z where …`, and across tenancies `endorse` and `admit`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Statement<'s> {
    pub(super) act: Act,
    pub(super) subjects: Vec<Subject>,
    /// The tenancy that the subjects are of, by id or by the name that `define` gave it.
    pub(super) of: Option<&'s str>,
    /// `inspect`, `read`, `use`, `manage`, or a permission.
    pub(super) verb: String,
    pub(super) what: String,
    pub(super) place: Place<'s>,
    pub(super) condition: &'s str,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Act {
    Allow,
    Deny,
    /// Lets own subjects act in another tenancy.
    Endorse,
    /// Lets subjects of another tenancy act here.
    Admit,
}

/// Who; names are in small letters, without the default domain.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub(super) enum Subject {
    Anyone,
    Group(String),
    DynamicGroup(String),
    Id(String),
    Service(String),
}

#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Place<'s> {
    Tenancy,
    /// Another tenancy, by id or by the name that `define` gave it; none for any.
    Other(Option<&'s str>),
    /// Names from the policy's own compartment down, in small letters and joined by colons.
    Path(String),
    Id(&'s str),
}

impl<'s> Statement<'s> {
    pub(super) fn parse(text: &'s str) -> Option<Statement<'s>> {
        let (main, condition) = cut(text, " where ").unwrap_or((text, ""));
        let (who, rest) = cut(main, " to ")?;
        let (doing, place) = cut(rest, " in ")?;
        let (act, who) = who.trim().split_once(char::is_whitespace)?;
        let act = match act.to_ascii_lowercase().as_str() {
            "allow" => Act::Allow,
            "deny" => Act::Deny,
            "endorse" => Act::Endorse,
            "admit" => Act::Admit,
            _ => return None,
        };
        let (who, of) = match cut(who, " of tenancy ") {
            Some((who, tenancy)) => (who, Some(tenancy.trim())),
            None => (who, None),
        };
        let mut doing = doing.split_whitespace();
        let (verb, what) =
            (doing.next()?.to_ascii_lowercase(), doing.next().unwrap_or("").to_ascii_lowercase());
        Some(Statement { act, subjects: subjects(who)?, of, verb, what, place: place_of(place)?, condition })
    }
}

/// `define tenancy Name as ocid1…`, also for groups and dynamic groups: the name and the id.
pub(super) fn definition(text: &str) -> Option<(&str, &str)> {
    let mut words = text.split_whitespace();
    let is = |word: Option<&str>, wanted: &str| word.is_some_and(|word| word.eq_ignore_ascii_case(wanted));
    if !is(words.next(), "define") {
        return None;
    }
    words.next()?;
    let name = words.next()?;
    let fine = is(words.next(), "as");
    let id = words.next().filter(|_| fine)?;
    Some((name, Ocid::parse(id)?.text))
}

fn subjects(text: &str) -> Option<Vec<Subject>> {
    let text = text.trim();
    let (first, names) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let first = first.to_ascii_lowercase();
    if matches!(first.as_str(), "any-user" | "any-group") {
        return Some(vec![Subject::Anyone]);
    }
    let make = match first.as_str() {
        "group" => Subject::Group,
        "dynamic-group" => Subject::DynamicGroup,
        "service" => Subject::Service,
        _ => return None,
    };
    let subject = |name: &str| {
        let name = name.trim();
        let id = name.strip_prefix("id ").map(str::trim).unwrap_or(name);
        if Ocid::parse(id).is_some() {
            return Some(Subject::Id(id.to_ascii_lowercase()));
        }
        let name = name.replace(['\'', '"'], "").to_ascii_lowercase();
        let name = name.strip_prefix("default/").unwrap_or(&name);
        (!name.is_empty()).then(|| make(name.to_owned()))
    };
    let found: Vec<Subject> = names.split(',').filter_map(subject).collect();
    (!found.is_empty()).then_some(found)
}

fn place_of(text: &str) -> Option<Place<'_>> {
    let text = text.trim();
    let (first, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    match first.to_ascii_lowercase().as_str() {
        "tenancy" if rest.is_empty() => Some(Place::Tenancy),
        "tenancy" => Some(Place::Other(Some(rest))),
        "any-tenancy" => Some(Place::Other(None)),
        "compartment" => {
            let id = cut(text, "compartment id ").map_or(rest, |(_, id)| id.trim());
            if Ocid::parse(id).is_some() {
                return Some(Place::Id(id));
            }
            let path = rest.replace(['\'', '"'], "").to_ascii_lowercase();
            (!path.is_empty()).then_some(Place::Path(path))
        }
        _ => None,
    }
}

/// The text before and after the first occurrence of words, in any letter case.
fn cut<'a>(text: &'a str, words: &str) -> Option<(&'a str, &'a str)> {
    let at = text.to_ascii_lowercase().find(words)?;
    let (before, after) = text.split_at_checked(at)?;
    Some((before, after.get(words.len()..)?))
}

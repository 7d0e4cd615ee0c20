use welkin_model::estate::{AssetKind, EdgeKind, Fact, HandleKind, LinkDirection};

/// What is known of one type of resource.
#[derive(Debug)]
pub(crate) struct TypeRule {
    /// As the provider spells it.
    pub(crate) native: &'static str,
    pub(crate) kind: AssetKind,
    pub(crate) refs: &'static [RefRule],
    pub(crate) facts: &'static [FactRule],
}

/// A field that names another asset.
#[derive(Debug)]
pub(crate) struct RefRule {
    /// Plain names from the inside out, joined by dots: `primarycontainer.modeldataurl`. `^` binds to the root.
    pub(crate) field: &'static str,
    pub(crate) kind: EdgeKind,
    pub(crate) how: How,
    pub(crate) direction: LinkDirection,
}

/// How a field names it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum How {
    /// By its id in any spelling that the cloud uses.
    Id,
    /// By its name, among resources of this type in the same account and region.
    Name(&'static str),
    /// By the address of an object: the store that holds it.
    Store,
    /// By a handle that the other asset provides.
    Handle(HandleKind),
    /// The field provides a handle of this asset itself; the kind of edge joins those that provide it, too.
    Provides(HandleKind),
}

/// A field that tells a fact.
#[derive(Debug)]
pub(crate) struct FactRule {
    pub(crate) field: &'static str,
    pub(crate) fact: Fact,
    pub(crate) read: Read,
}

/// How a value becomes a fact.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Read {
    /// As it stands.
    Text,
    /// A time in any spelling.
    Time,
    /// `true` is yes, `false` is no; so are `Enabled` and `Disabled`.
    Yes,
    /// The other way round.
    No,
    /// By a table of plain values; others tell nothing.
    Of(&'static [(&'static str, &'static str)]),
}

/// A field that names another asset by its id.
pub(crate) const fn reference(field: &'static str, kind: EdgeKind, how: How) -> RefRule {
    RefRule { field, kind, how, direction: LinkDirection::Out }
}

/// A field that tells a fact.
pub(crate) const fn fact(field: &'static str, fact: Fact, read: Read) -> FactRule {
    FactRule { field, fact, read }
}

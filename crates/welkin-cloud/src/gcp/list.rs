/// A call that lists resources which the inventory lacks, may lack, or has late.
#[derive(Clone, Copy, Debug)]
pub(super) struct ListRule {
    /// The asset type: `aiplatform.googleapis.com/RagCorpus`.
    pub(super) native: &'static str,
    pub(super) service: &'static str,
    pub(super) operation: &'static str,
    pub(super) permission: &'static str,
    /// `v1/{parent}/ragCorpora`
    pub(super) path: &'static str,
    /// Where the items stand in the answer.
    pub(super) field: &'static str,
    /// The largest page.
    pub(super) size: u32,
    pub(super) under: Under,
    pub(super) when: When,
}

/// For what a list is called.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Under {
    /// Each project, with what stands behind it in the parent's name.
    Project(&'static str),
    /// Each project and location where Vertex AI is used.
    Vertex,
    /// Each project that uses AI, in these locations, with what stands behind them in the parent's name.
    Ai(&'static [&'static str], &'static str),
    /// Each resource of a type.
    Item(&'static str),
}

/// Whether a list is called.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum When {
    /// The inventory does not have the type, or is too late with it.
    Always,
    /// The inventory was read and had none of the type.
    Missing,
    /// The inventory could not be read.
    Fallback,
}

impl ListRule {
    pub(super) const fn size(self, size: u32) -> ListRule {
        ListRule { size, ..self }
    }

    pub(super) const fn when(self, when: When) -> ListRule {
        ListRule { when, ..self }
    }

    pub(super) const fn under(self, under: Under) -> ListRule {
        ListRule { under, ..self }
    }

    /// `aiplatform:ListRagCorpora`
    pub(super) fn via(&self) -> String {
        format!("{}:{}", self.service, self.operation)
    }
}

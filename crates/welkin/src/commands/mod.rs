//! One file per command.

pub(crate) mod detect;
pub(crate) mod discover;
pub(crate) mod hunt;
pub(crate) mod import;
pub(crate) mod normalize;
pub(crate) mod range;
pub(crate) mod up;

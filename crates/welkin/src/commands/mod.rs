//! One file per command.

pub(crate) mod detect;
pub(crate) mod normalize;

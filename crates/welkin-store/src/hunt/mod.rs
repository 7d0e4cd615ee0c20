mod files;
mod guard;
mod json;
mod limits;
mod records;
mod rows;
mod session;
mod statement;
mod tables;

pub use limits::{HuntError, Limits};
pub use rows::{Column, Rows};
pub use tables::{HuntColumn, HuntTable};

pub(crate) use session::Engine;
pub(crate) use tables::describe;

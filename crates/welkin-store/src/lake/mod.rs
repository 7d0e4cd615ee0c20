mod compact;
mod dedupe;
mod filter;
mod manifest;
mod merge;
mod read;
mod scan;
mod schema;
mod writer;

pub(crate) use compact::plan as plan_compaction;
pub(crate) use dedupe::{Dedupe, Keys};
pub(crate) use manifest::{Lake, LakeFile, Manifest};
pub(crate) use merge::merge;
pub(crate) use scan::{find as find_event, page as events};
pub use schema::Row;
pub(crate) use schema::{COLUMNS, class_name, table_schema};
pub(crate) use writer::{Pending, Writing};

//! Rules of the project that no compiler checks.

use crate::tree::Tree;
use crate::{Outcome, metadata};

mod content;
mod edges;
mod registration;
mod sources;
mod words;

pub(crate) fn run() -> Outcome {
    let tree = Tree::of_project();
    let packages = metadata::workspace().map_err(|e| vec![e])?;
    let mut problems = edges::check(&packages);
    problems.extend(sources::check(&tree));
    problems.extend(content::check(&tree));
    problems.extend(registration::check(&tree));
    problems.extend(words::check(&tree));
    if problems.is_empty() {
        Ok(format!("tidy: {} crates and {} files are in order", packages.len(), tree.files().count()))
    } else {
        problems.push(format!("tidy found {} problems", problems.len()));
        Err(problems)
    }
}

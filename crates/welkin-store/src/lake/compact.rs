use std::collections::BTreeMap;
use std::sync::Arc;

use super::manifest::{LakeFile, Manifest};

/// A class and day with more small files than this is compacted.
const MANY: usize = 16;
/// A file with this many rows, which are a row group, is not small: a merge would only write it again, and hold pages of
/// all its columns in memory.
const LARGE: u64 = 1 << 15;
/// A merge reads at most so many files at once.
const WIDEST: usize = 32;

/// Files of one class and day that become one file.
pub(crate) type Compaction = Vec<Arc<LakeFile>>;

/// What should be merged now.
pub(crate) fn plan(manifest: &Manifest) -> Vec<Compaction> {
    let mut groups: BTreeMap<(u32, &str), Vec<&Arc<LakeFile>>> = BTreeMap::new();
    for file in manifest.iter().filter(|file| file.rows < LARGE) {
        groups.entry((file.class.uid(), &file.day)).or_default().push(file);
    }
    let many = groups.into_values().filter(|files| files.len() > MANY);
    many.map(|mut files| {
        files.sort_by_key(|file| (file.rows, file.id));
        smallest(&files)
    })
    .collect()
}

/// The smallest files, up to where the next is larger than all before it together: merging that one with them would
/// write it again for little. At least half of [`MANY`] are taken, so that the number of files always falls.
fn smallest(files: &[&Arc<LakeFile>]) -> Compaction {
    let mut taken = Vec::new();
    let mut rows = 0;
    for file in files.iter().take(WIDEST) {
        if taken.len() >= MANY / 2 && file.rows > rows {
            break;
        }
        rows += file.rows;
        taken.push(Arc::clone(file));
    }
    taken
}

#[cfg(test)]
mod tests {
    use welkin_model::Class;

    use super::*;

    fn check(rows: &[u64], merged: &[u64]) {
        let file = |(id, rows): (usize, &u64)| {
            Arc::new(LakeFile {
                id: id as u64,
                class: Class::API_ACTIVITY,
                class_name: "api_activity".into(),
                day: "2026-11-24".into(),
                rows: *rows,
                bytes: 0,
                min_time: 0,
                max_time: 0,
            })
        };
        let manifest = Arc::new(rows.iter().enumerate().map(file).collect());
        let plan: Vec<u64> = plan(&manifest).iter().flatten().map(|file| file.rows).collect();
        assert_eq!(plan, merged);
    }

    #[test]
    fn merges_the_small_files_of_a_day_when_there_are_many() {
        check(&[5; 16], &[]);
        check(&[5; 17], &[5; 17]);
        check(&[5; 100], &[5; 32]);
    }

    #[test]
    fn leaves_files_alone_that_are_large_among_the_others() {
        let mut rows = vec![10; 16];
        rows.push(1000);
        check(&rows, &[10; 16]);
        check(&[LARGE; 40], &[]);
    }
}

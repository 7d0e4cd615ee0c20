use std::fs;
use std::io::Write as _;
use std::path::Path;

use welkin_cloud::import::ImportLimits;

use super::{import, lines};

fn goldens() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/import/golden");
    let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().contains(".in."))
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

fn graph(files: &[(String, Vec<u8>)], limits: ImportLimits) -> Vec<String> {
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    lines(&import(&files, limits).builder.finish())
}

/// Only what differs is shown.
fn same(found: &[String], expected: &[String]) {
    let only = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter().filter(|line| !other.contains(line)).take(5).cloned().collect()
    };
    let (more, less) = (only(found, expected), only(expected, found));
    assert!(more.is_empty() && less.is_empty(), "more: {more:#?}\nless: {less:#?}");
    assert!(found == expected, "the order differs");
}

#[test]
fn the_graph_does_not_depend_on_the_order_of_files_nor_on_threads() {
    let mut files = goldens();
    let expected = graph(&files, ImportLimits { threads: 1, ..ImportLimits::default() });
    files.reverse();
    for threads in [1, 2, 5] {
        same(&graph(&files, ImportLimits { threads, ..ImportLimits::default() }), &expected);
    }
    let half = files.len() / 2;
    files.rotate_left(half);
    // What is told twice is one description.
    let again: Vec<_> = files.iter().chain(&files).cloned().collect();
    same(&graph(&again, ImportLimits::default()), &expected);
}

#[test]
fn documents_that_are_streamed_tell_what_those_that_are_held_do() {
    let files = goldens();
    let expected = graph(&files, ImportLimits::default());
    same(&graph(&files, ImportLimits { whole: 0, ..ImportLimits::default() }), &expected);
}

#[test]
fn packed_files_tell_what_plain_ones_do() {
    let files = goldens();
    let expected = graph(&files, ImportLimits::default());
    let gzip = |bytes: &[u8]| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packed.write_all(bytes).unwrap();
        packed.finish().unwrap()
    };
    let packed: Vec<_> = files
        .iter()
        .enumerate()
        .map(|(at, (name, bytes))| match at % 2 {
            0 => (name.clone(), gzip(bytes)),
            _ => (name.clone(), zstd::encode_all(bytes.as_slice(), 1).unwrap()),
        })
        .collect();
    same(&graph(&packed, ImportLimits::default()), &expected);
}

use std::io;

use proptest::prelude::*;
use welkin_cloud::import::{ImportFile, ImportLimits, Importer};
use welkin_model::estate::Graph;

use super::{import, read};

const MODEL: &str = r#"{"ModelName":"m","ModelArn":"arn:aws:sagemaker:us-east-1:111122223333:model/m"}"#;
const OTHER: &str = r#"{"ModelName":"n","ModelArn":"arn:aws:sagemaker:us-east-1:111122223333:model/n"}"#;

/// How many assets are read, and a part of each diagnostic.
fn check(text: &str, assets: usize, problems: &[&str]) {
    let (graph, diagnostics) = read("f", text);
    assert_eq!(graph.assets().len(), assets, "{text}\n{diagnostics:?}");
    assert_eq!(diagnostics.len(), problems.len(), "{text}\n{diagnostics:?}");
    for (diagnostic, part) in diagnostics.iter().zip(problems) {
        assert!(diagnostic.contains(part), "{diagnostic} does not tell `{part}`");
    }
}

#[test]
fn a_broken_record_costs_no_other() {
    check(&format!("{MODEL}\n{{\"ModelName\": \n{OTHER}\n"), 2, &["f: record 2: the record is left out"]);
    check(&format!("[{MODEL}, {{\"a\": nope}}, {OTHER}]"), 2, &["f: record 2: the record is left out"]);
    check(
        &format!("[{MODEL}, {{\"a\": 1}}, {OTHER}]"),
        2,
        &["record 2: the record is left out (expected a resource"],
    );
    check(&format!("{MODEL}\ntrailing words\n{OTHER}"), 2, &["record 2: the record is left out"]);
    check(
        &format!(
            r#"{{"configurationItems": [{{"resourceType": "AWS::S3::Bucket", "resourceId": "b"}}, {{"resourceType": "AWS::X::Y"}}]}}"#
        ),
        1,
        &["record 1: configurationItems[1]: the item does not say what it is of"],
    );
}

#[test]
fn a_torn_file_keeps_what_came_before() {
    check(&format!("[{MODEL}, {OTHER}, {{\"ModelName\""), 2, &["the file ends too early"]);
    check(&format!("{{\"Models\": [{MODEL}"), 0, &["the file ends too early"]);
    let limits = ImportLimits { whole: 0, ..ImportLimits::default() };
    let torn = format!("{{\"Models\": [{MODEL}, {OTHER}, ");
    let imported = import(&[("f", torn.as_bytes())], limits);
    assert_eq!((imported.resources, imported.diagnostics.len()), (2, 1));
}

#[test]
fn a_file_of_no_known_format_is_one_diagnostic_that_says_what_is_known() {
    for text in ["", "plain text", "{\"a\": 1}\n{\"b\": 2}\n", "[1, 2, 3]", "{}", "a: b\n"] {
        check(text, 0, &["f: the file is of no known format (expected an AWS Config snapshot"]);
    }
    // An empty list is an answer.
    check("{\"Models\": []}", 0, &[]);
    check("{\"data\": [], \"count\": 0}", 0, &[]);
}

#[test]
fn a_file_that_cannot_be_opened_or_read_is_a_diagnostic_and_the_others_are_read() {
    struct Breaks(usize);
    impl io::Read for Breaks {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let text = format!("{MODEL}\n");
            let rest = text.as_bytes().get(self.0..).unwrap();
            if rest.is_empty() {
                return Err(io::Error::other("gone"));
            }
            let count = rest.len().min(into.len());
            into[..count].copy_from_slice(&rest[..count]);
            self.0 += count;
            Ok(count)
        }
    }
    let files = vec![
        ImportFile::new("absent", || Err(io::Error::other("no such file"))),
        ImportFile::new("breaks", || Ok(Box::new(Breaks(0)))),
        ImportFile::of_bytes("good", OTHER),
        ImportFile::of_bytes("packed", [0x1f, 0x8b, 8, 0, 1, 2, 3].to_vec()),
    ];
    let imported = Importer::new(ImportLimits::default()).run(files);
    let told: Vec<String> = imported.diagnostics.iter().map(ToString::to_string).collect();
    assert_eq!(imported.resources, 2, "{told:?}");
    assert!(told[0].contains("absent") && told[0].contains("no such file"), "{told:?}");
    assert!(told.iter().any(|line| line.contains("packed")), "{told:?}");
    assert!(!told.iter().any(|line| line.contains("good")), "{told:?}");
}

#[test]
fn what_is_too_large_is_left_out() {
    let limits = ImportLimits { record: 1 << 10, whole: 1 << 9, ..ImportLimits::default() };
    let long =
        format!(r#"{{"ModelArn": "arn:aws:sagemaker:us-east-1:1:model/l", "x": "{}"}}"#, "y".repeat(1 << 11));
    for text in [format!("[{MODEL}, {long}, {OTHER}]"), format!("{MODEL}\n{long}\n{OTHER}\n")] {
        let imported = import(&[("f", text.as_bytes())], limits.clone());
        assert_eq!(imported.resources, 2, "{:?}", imported.diagnostics);
        assert!(imported.diagnostics.iter().any(|d| d.to_string().contains("too large")), "{text}");
    }
    let bomb = zstd::encode_all(&vec![b' '; 1 << 20][..], 1).unwrap();
    let imported = import(&[("f", &bomb)], ImportLimits { unpacked: 1 << 16, ..limits });
    assert!(
        imported.diagnostics[0].to_string().contains("more than 65536 bytes unpacked"),
        "{:?}",
        imported.diagnostics
    );
}

#[test]
fn secrets_of_a_state_stay_out_of_the_graph() {
    let state = include_str!("golden/terraform_state.in.json");
    let (graph, _) = read("s", state);
    let all = super::lines(&graph).join("\n");
    assert!(!all.contains("wJalrXUtnFEMI") && !all.contains("0123\""), "a secret is in the graph");
}

fn goldens() -> Vec<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/import/golden");
    let mut files: Vec<Vec<u8>> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_str().unwrap().contains(".in."))
        .map(|path| std::fs::read(path).unwrap())
        .collect();
    files.sort();
    files
}

/// Reading ends without a panic, and streaming finds no more than reading whole.
fn survive(bytes: &[u8]) -> Graph {
    let limits = ImportLimits { record: 1 << 16, unpacked: 1 << 20, whole: 1 << 20, threads: 1 };
    let held = import(&[("f", bytes)], limits.clone()).builder.finish();
    import(&[("f", bytes)], ImportLimits { whole: 0, ..limits }).builder.finish();
    held
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        survive(&bytes);
    }

    #[test]
    fn any_mutation_of_an_export_is_survived(
        file in 0_usize..64,
        cuts in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_u8..4), 1..8),
    ) {
        let files = goldens();
        let mut bytes = files[file % files.len()].clone();
        for (at, byte, what) in cuts {
            let at = at.index(bytes.len());
            match what {
                0 => bytes[at] = byte,
                1 => { bytes.remove(at); }
                2 => bytes.insert(at, *br#"{}[]",:\"#.get(usize::from(byte % 8)).unwrap()),
                _ => bytes.truncate(at.max(1)),
            }
            if bytes.is_empty() { break; }
        }
        survive(&bytes);
    }
}

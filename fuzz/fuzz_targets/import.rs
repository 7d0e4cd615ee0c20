//! Any bytes as an export, held or streamed: reading ends and nothing panics.
#![no_main]

use libfuzzer_sys::fuzz_target;
use welkin_cloud::import::{ImportFile, ImportLimits, Importer};

fuzz_target!(|data: &[u8]| {
    let limits = ImportLimits { record: 1 << 16, unpacked: 1 << 20, whole: 1 << 16, threads: 1 };
    for whole in [0, limits.whole] {
        let importer = Importer::new(ImportLimits { whole, ..limits.clone() });
        let imported = importer.run(vec![ImportFile::of_bytes("fuzz", data)]);
        imported.builder.finish();
    }
});

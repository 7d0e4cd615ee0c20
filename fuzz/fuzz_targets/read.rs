//! Any bytes: reading ends, nothing panics, and every event that comes out is valid.
#![no_main]

use libfuzzer_sys::fuzz_target;
use welkin_ingest::{Limits, read};
use welkin_model::schema::validate;

fuzz_target!(|data: &[u8]| {
    let limits = Limits { record: 1 << 16, decompressed: 1 << 20, ..Limits::default() };
    read("fuzz", data, None, limits, 0, &mut |record| {
        if let Ok(parsed) = record {
            let event = parsed.into_event().into_value();
            let errors = validate(&event);
            assert!(errors.is_empty(), "{errors:?}");
        }
    });
});

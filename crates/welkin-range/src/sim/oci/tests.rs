use super::*;
#[test]
fn print_legacy() { panic!("{}", super::access::user_id("legacy-batch")); }

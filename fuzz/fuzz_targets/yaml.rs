#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| allmende_fuzz::yaml(data));

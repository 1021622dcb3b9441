#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| assert!(sf_preflight::outside::feed("dconf", bytes)));

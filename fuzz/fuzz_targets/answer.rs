//! Any bytes, as the answer of each operation that reads items.
#![no_main]

use libfuzzer_sys::fuzz_target;
use singletable_core::fuzzing;

fuzz_target!(|body: &[u8]| fuzzing::answer(body));

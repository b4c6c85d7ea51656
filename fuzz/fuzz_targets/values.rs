//! Attribute values of all kinds, as all kinds of types and entities.
#![no_main]

use libfuzzer_sys::fuzz_target;
use singletable_core::fuzzing;
use singletable_fuzz::body::body;
use singletable_fuzz::entities::entities_agree;

fuzz_target!(|input: &[u8]| {
    let Ok(body) = body(input) else {
        return;
    };
    if let Some(rows) = fuzzing::values(&body) {
        entities_agree(&rows);
    }
});

//! Items of all that a type may tell serde, as the text of a request.
#![no_main]

use libfuzzer_sys::fuzz_target;
use singletable_core::fuzzing;
use singletable_fuzz::steps::steps;

fuzz_target!(|input: &[u8]| {
    let Some(steps) = steps(input) else {
        return;
    };
    if let Some(texts) = fuzzing::item_text(&steps) {
        let [own, sdks] = texts.map(|text| serde_json::from_str::<serde_json::Value>(&text));
        let own = own.expect("what is written is JSON");
        assert_eq!(Some(own), sdks.ok());
    }
});

//! What the fuzz targets call, in `fuzz/`. Nothing here is public API: it is there in fuzz builds, and
//! in the tests, which try every seed.

pub use crate::wire::reference::{Model, StaticName, Steps, Variant};
use crate::wire::{Row, reference};

/// Any bytes, as the answer of each operation that reads items.
///
/// # Panics
///
/// Where it is not read as the SDK reads it.
pub fn answer(body: &[u8]) {
    reference::answer_agrees(body);
}

/// Any bytes, as the answer of `GetItem`, its attributes as all kinds of types. Gives the item, as it
/// is read here and as the SDK reads it, if it is read here.
///
/// # Panics
///
/// Where an attribute is not read, or is not written again, as by `serde_dynamo`.
pub fn values(body: &[u8]) -> Option<[Row; 2]> {
    reference::values_agree(body)
}

/// The body of a request that puts an item, as it is written here and by the SDK, if it is written
/// here. As JSON the two are to be equal.
///
/// # Panics
///
/// Where the item is written and `serde_dynamo` refuses it, or its size is not right.
pub fn item_text(steps: &Steps) -> Option<[String; 2]> {
    reference::item_agrees(steps)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// The seeds of a target, each with its name.
    fn seeds(target: &str) -> Vec<(String, Vec<u8>)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds");
        let files = std::fs::read_dir(folder.join(target)).unwrap();
        let files = files.map(|file| file.unwrap().path());
        let seeds: Vec<_> = files
            .map(|file| (file.display().to_string(), std::fs::read(file).unwrap()))
            .collect();
        assert!(!seeds.is_empty(), "{target}");
        seeds
    }

    /// What went wrong once stays right, also where no fuzzer is at hand.
    #[test]
    fn every_seed_of_an_answer_agrees() {
        for (name, body) in seeds("answer") {
            println!("{name}");
            super::answer(&body);
        }
    }

    #[test]
    fn every_seed_of_values_agrees() {
        for (name, body) in seeds("values") {
            println!("{name}");
            super::values(&body);
        }
    }

    #[test]
    fn every_seed_of_an_item_that_is_written_agrees() {
        for (name, steps) in seeds("item_text") {
            println!("{name}");
            let steps = serde_json::from_slice(&steps).unwrap();
            let Some([own, sdks]) = super::item_text(&steps) else {
                continue;
            };
            let [own, sdks] = [own, sdks].map(|text| {
                let json: serde_json::Value = serde_json::from_str(&text).unwrap();
                json
            });
            assert_eq!(own, sdks);
        }
    }
}

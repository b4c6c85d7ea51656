//! Writes the source of the entities. `SINGLETABLE_GENERATED_SEED` decides which they are, and
//! `SINGLETABLE_GENERATED_ENTITIES` how many.

mod entity;
mod nested;
mod path;
mod types;

use entity::entity;
use std::env;
use std::fmt::Write as _;
use std::path::Path;

fn number(name: &str, otherwise: u64) -> u64 {
    println!("cargo::rerun-if-env-changed={name}");
    let text = env::var(name).ok();
    text.map_or(otherwise, |text| text.parse().expect("a number"))
}

fn main() {
    println!("cargo::rerun-if-changed=build");
    let seed = number("SINGLETABLE_GENERATED_SEED", 1);
    let entities = number("SINGLETABLE_GENERATED_ENTITIES", 150);
    let mut source = format!("pub(crate) const SEED: u64 = {seed};\n\n");
    for index in 0..entities {
        source += &entity(index, seed);
    }
    source += "macro_rules! each_entity {\n    ($each:ident) => {\n        $each! {";
    for index in 0..entities {
        write!(source, " e{index} E{index}").expect("a string takes all text");
    }
    source += " }\n    };\n}\npub(crate) use each_entity;\n";
    let folder = env::var("OUT_DIR").expect("cargo sets it");
    std::fs::write(Path::new(&folder).join("entities.rs"), source).expect("the folder is there");
}

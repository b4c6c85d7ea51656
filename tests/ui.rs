//! What must not compile, with the message that says the way out; and what must. `tests/ui/model` holds
//! the entities that several cases share.

#[path = "ui/pass/mod.rs"]
pub mod pass;

/// The compiler whose words the `.stderr` files have. Another one words its part of a message
/// differently, so there only what must compile is checked.
const MESSAGES_OF: &str = "rustc 1.95.";

#[test]
fn mistakes_do_not_compile() {
    if !rustc_version().starts_with(MESSAGES_OF) {
        eprintln!("the messages of tests/ui are those of {MESSAGES_OF}x and were not compared");
        return;
    }
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/ui/attributes/*.rs");
    cases.compile_fail("tests/ui/batch/*.rs");
    cases.compile_fail("tests/ui/bounds/*.rs");
    cases.compile_fail("tests/ui/collection/*.rs");
    cases.compile_fail("tests/ui/condition/*.rs");
    cases.compile_fail("tests/ui/entity/*.rs");
    cases.compile_fail("tests/ui/key_field/*.rs");
    cases.compile_fail("tests/ui/lifecycle/*.rs");
    cases.compile_fail("tests/ui/operation/*.rs");
    cases.compile_fail("tests/ui/projection/*.rs");
    cases.compile_fail("tests/ui/query/*.rs");
    cases.compile_fail("tests/ui/sealed/*.rs");
    cases.compile_fail("tests/ui/table/*.rs");
    cases.compile_fail("tests/ui/template/*.rs");
    cases.compile_fail("tests/ui/types/*.rs");
    cases.compile_fail("tests/ui/update/*.rs");
}

fn rustc_version() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = std::process::Command::new(rustc).arg("--version").output();
    String::from_utf8(output.expect("rustc runs").stdout).unwrap_or_default()
}

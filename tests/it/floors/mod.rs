//! The modules of each crate lie on floors, and a module names only modules of its own floor and of
//! those below it. So the way through a crate runs in one direction, and a reader meets nothing that
//! was not there before.

mod checker;

use checker::{Exception, House, Sources};

/// The derives: `parse -> model -> check -> expand`, with the sentences that they report below them.
const DERIVE: House = House {
    folder: "singletable-derive/src",
    floors: &[
        &["case.rs", "suggest.rs", "template.rs", "types.rs"],
        &["message/"],
        &["ctxt.rs"],
        &["parse/"],
        &["model/"],
        &["check/"],
        &["expand/"],
        &["fallback.rs"],
        &["lib.rs"],
    ],
    exceptions: &[],
};

/// The runtime, a floor for each line of the picture in CONTRIBUTING.
const CORE: House = House {
    folder: "singletable-core/src",
    floors: &[
        &["value/"],
        &["wire/"],
        &["key/"],
        &["cursor/"],
        &["schema/"],
        &["item/"],
        &["expr/"],
        &["error/"],
        &["generate.rs"],
        &["entity/"],
        &["exec/"],
        &["life/"],
        &["collection/"],
        &["table.rs"],
        &["op/"],
        &["stream/"],
        &["repository.rs"],
        &["bounds.rs", "__private.rs"],
        // What tests and fuzz targets ask of the SDK and of `serde_dynamo`.
        &["wire/reference/", "fuzzing.rs"],
        &["lib.rs"],
    ],
    exceptions: &[
        Exception {
            from: "error/mod.rs",
            to: "op/batch/",
            reason: "a batch that ended early gives back its operations, and there is one error",
        },
        Exception {
            from: "entity/mod.rs",
            to: "stream/",
            reason: "`Blog::from_stream_record` needs no trait of its own to be imported",
        },
    ],
};

#[test]
fn the_modules_of_core_name_only_what_lies_below_them() {
    holds(&CORE);
}

#[test]
fn the_modules_of_the_derives_name_only_what_lies_below_them() {
    holds(&DERIVE);
}

#[track_caller]
fn holds(house: &House) {
    let problems = checker::problems(house, &Sources::read(house.folder));
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

/// The checker, on sources that are made up.
mod made_up {
    use super::checker::{Exception, House, Sources, problems};

    const FLOORS: &[&[&str]] = &[&["low/", "base.rs"], &["high/"], &["lib.rs"]];

    fn found(file: &str, text: &str, exceptions: &'static [Exception]) -> Vec<String> {
        let house = House {
            folder: "made-up/src",
            floors: FLOORS,
            exceptions,
        };
        let mut files = vec![
            ("lib.rs", "mod base; mod high; mod low;"),
            ("base.rs", ""),
            ("low/mod.rs", "mod inner;"),
            ("low/inner.rs", ""),
            ("high/mod.rs", "pub(crate) mod room;"),
            ("high/room.rs", ""),
        ];
        files.retain(|(name, _)| *name != file);
        files.push((file, text));
        problems(&house, &Sources::of(&files))
    }

    #[track_caller]
    fn is_upward(text: &str, path: &str, target: &str) {
        let expected = format!(
            "made-up/src/low/inner.rs names `{path}`, which is in made-up/src/{target}, on a floor above"
        );
        assert_eq!(found("low/inner.rs", text, &[]), [expected], "{text}");
    }

    #[track_caller]
    fn is_fine(file: &str, text: &str) {
        assert_eq!(found(file, text, &[]), [] as [&str; 0], "{text}");
    }

    #[test]
    fn a_use_of_a_higher_floor_is_found() {
        is_upward(
            "use crate::high::room::Bed;",
            "crate::high::room::Bed",
            "high/room.rs",
        );
        is_upward("use crate::high;", "crate::high", "high/mod.rs");
        is_upward("pub use crate::high::*;", "crate::high", "high/mod.rs");
    }

    #[test]
    fn a_use_inside_of_groups_is_found() {
        is_upward(
            "use crate::{base, high::{room::{Bed as Couch}}};",
            "crate::high::room::Bed",
            "high/room.rs",
        );
        is_upward(
            "use crate::{high::{self}, base};",
            "crate::high",
            "high/mod.rs",
        );
        is_upward(
            "use crate::{\n    base, // as before\n    high::room,\n};",
            "crate::high::room",
            "high/room.rs",
        );
    }

    #[test]
    fn a_relative_path_is_followed() {
        is_upward(
            "use super::super::high::Roof;",
            "super::super::high::Roof",
            "high/mod.rs",
        );
        is_upward(
            "mod nested { use super::super::super::high; }",
            "super::super::super::high",
            "high/mod.rs",
        );
        is_fine("low/inner.rs", "mod nested { use super::super::Shared; }");
    }

    #[test]
    fn a_path_inside_of_code_is_found() {
        is_upward(
            "fn f<'a>(c: char) -> u8 { if c == '\"' { crate::high::room::made::<u8>(\"x\") } else { 0 } }",
            "crate::high::room::made",
            "high/room.rs",
        );
        is_upward(
            "macro_rules! m { () => { $crate::high::f() } }",
            "crate::high::f",
            "high/mod.rs",
        );
    }

    #[test]
    fn a_name_of_the_root_is_one_of_the_highest_floor() {
        is_upward("use crate::Bed;", "crate::Bed", "lib.rs");
    }

    #[test]
    fn the_own_floor_and_those_below_may_be_named() {
        is_fine(
            "low/inner.rs",
            "use super::Shared; use crate::base::f; use self::own::g;",
        );
        is_fine(
            "high/room.rs",
            "use crate::{base, low::inner::{self, Thing}};",
        );
        is_fine(
            "lib.rs",
            "mod base; mod high; mod low; pub use high::room::Bed;",
        );
    }

    #[test]
    fn comments_texts_and_tests_do_not_count() {
        is_fine(
            "low/inner.rs",
            r##"
            //! As [`crate::high`] does.
            /* use crate::high; /* crate::high::room */ */
            const TEXT: &str = "use crate::high;";
            const RAW: &str = r#"say "crate::high::x" again"#;
            pub(crate) fn f() {}
            #[cfg(test)]
            use crate::high::{room, Roof};
            #[cfg(test)]
            #[allow(dead_code)]
            mod tests { fn f() -> [u8; 2] { crate::high::f() } }
            "##,
        );
        is_upward(
            "#[cfg(not(test))] use crate::high;",
            "crate::high",
            "high/mod.rs",
        );
        is_upward(
            "#[cfg(test)] mod tests { use crate::high::room; } use crate::high;",
            "crate::high",
            "high/mod.rs",
        );
    }

    #[test]
    fn a_file_of_tests_lies_on_no_floor() {
        let house = House {
            folder: "made-up/src",
            floors: &[&["low/"], &["lib.rs"]],
            exceptions: &[],
        };
        let files = [
            ("lib.rs", "mod low; #[cfg(test)] mod tests;"),
            ("low/mod.rs", "#[cfg(test)]\nmod properties;"),
            ("low/properties.rs", "mod more; use crate::Everything;"),
            ("low/properties/more.rs", "use crate::Everything;"),
            ("tests/mod.rs", ""),
        ];
        assert_eq!(problems(&house, &Sources::of(&files)), [] as [&str; 0]);
    }

    #[test]
    fn a_file_on_no_floor_is_found() {
        assert_eq!(
            found("cellar.rs", "", &[]),
            ["made-up/src/cellar.rs lies on no floor"]
        );
    }

    #[test]
    fn a_floor_of_nothing_is_found() {
        let house = House {
            folder: "made-up/src",
            floors: &[&["lib.rs", "gone/"]],
            exceptions: &[],
        };
        assert_eq!(
            problems(&house, &Sources::of(&[("lib.rs", "")])),
            ["the floors name made-up/src/gone/, which is not there"]
        );
    }

    const EXCEPTIONS: &[Exception] = &[Exception {
        from: "low/inner.rs",
        to: "high/",
        reason: "the test needs one",
    }];

    #[test]
    fn a_declared_exception_may_run_up() {
        let text = "use crate::high::room::Bed;";
        assert_eq!(found("low/inner.rs", text, EXCEPTIONS), [] as [&str; 0]);
    }

    #[test]
    fn an_exception_that_nothing_needs_is_found() {
        assert_eq!(
            found("low/inner.rs", "use crate::base;", EXCEPTIONS),
            ["made-up/src/low/inner.rs names nothing of made-up/src/high/: remove the exception"]
        );
    }
}

//! Types of fields, chosen at random.

use crate::nested::{Nested, nested};
use fastrand::Rng;
use std::rc::Rc;

/// A type of values.
#[derive(Clone)]
pub(crate) struct Type {
    /// As it is written in Rust.
    pub(crate) text: String,
    /// Whether it implements `Default`.
    pub(crate) has_default: bool,
    /// Whether a null is a value of it, which an `Option` around it would take for its own.
    pub(crate) may_be_null: bool,
    pub(crate) inside: Inside,
}

/// What paths lead to, inside a value.
#[derive(Clone)]
pub(crate) enum Inside {
    Nothing,
    Option(Rc<Type>),
    Vec(Rc<Type>),
    Map(Rc<Type>),
    Nested(Rc<Nested>),
}

/// How a value is reached.
#[derive(Clone, Copy)]
pub(crate) struct Reached {
    /// How many levels of other types may be inside.
    pub(crate) levels: u32,
    /// Whether its form is decided by its type.
    pub(crate) by_form: bool,
    /// Whether serde reads it into a buffer first, which holds no wide numbers and no keys but texts.
    pub(crate) is_buffered: bool,
}

impl Reached {
    fn inside(self) -> Self {
        Self {
            levels: self.levels.saturating_sub(1),
            ..self
        }
    }
}

/// What is generated so far of one entity.
pub(crate) struct Source {
    pub(crate) rng: Rng,
    /// What the names of its types begin with.
    pub(crate) prefix: String,
    /// The types inside the entity.
    pub(crate) nested: usize,
    pub(crate) text: String,
}

impl Source {
    pub(crate) fn chance(&mut self, one_in: u32) -> bool {
        self.rng.u32(0..one_in) == 0
    }

    pub(crate) fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.rng.usize(0..all.len())]
    }

    /// The name of one more type.
    pub(crate) fn name(&mut self) -> String {
        self.nested += 1;
        format!("{}N{}", self.prefix, self.nested)
    }
}

/// Types that any value may have, and whether each has a default and may be a null.
const LEAVES: &[(&str, bool, bool)] = &[
    ("String", true, false),
    ("bool", true, false),
    ("char", true, false),
    ("i8", true, false),
    ("i16", true, false),
    ("u16", true, false),
    ("u32", true, false),
    ("i64", true, false),
    ("u64", true, false),
    ("f32", true, false),
    ("f64", true, false),
    ("()", true, true),
    ("Vec<u8>", true, false),
    ("Vec<u8>", true, false),
    ("Bytes", true, false),
    ("[u8; 4]", true, false),
    ("Box<[u8]>", true, false),
    ("Box<str>", true, false),
    ("UserId", true, false),
    ("Level", true, false),
    ("Day", false, false),
    ("Timestamp", false, false),
    ("serde_json::Value", true, true),
    ("Names", true, false),
];

/// Numbers that have no form in a buffer, date-times, and an alias of an `Option`.
const WIDE: &[(&str, bool, bool)] = &[
    ("u128", true, false),
    ("i128", true, false),
    ("Decimal", true, false),
    ("Number", true, false),
    ("chrono::DateTime<chrono::Utc>", false, false),
    ("jiff::Timestamp", false, false),
    ("MaybeText", true, true),
    ("Loose", false, true),
];

const ELEMENTS: &[&str] = &[
    "String", "i16", "u64", "UserId", "Level", "Day", "char", "Vec<u8>", "u8",
];
const WIDE_ELEMENTS: &[&str] = &["u128", "Decimal", "Number", "i128"];
const KEYS: &[&str] = &["String", "UserId", "Day", "char"];
const OTHER_KEYS: &[&str] = &["u32", "i64", "u128", "bool", "Level"];

fn leaf(source: &mut Source, at: Reached) -> Type {
    let wide = !at.is_buffered && source.chance(3);
    let (text, has_default, may_be_null) = source.one_of(if wide { WIDE } else { LEAVES });
    Type {
        text: text.into(),
        has_default,
        may_be_null,
        inside: Inside::Nothing,
    }
}

fn whole(text: String, has_default: bool) -> Type {
    Type {
        text,
        has_default,
        may_be_null: false,
        inside: Inside::Nothing,
    }
}

fn element(source: &mut Source, at: Reached) -> &'static str {
    let wide = !at.is_buffered && source.chance(3);
    source.one_of(if wide { WIDE_ELEMENTS } else { ELEMENTS })
}

fn set(source: &mut Source, at: Reached) -> Type {
    let of = element(source, at);
    // Where a set is a list, its order is to be the same each time.
    let outer = if at.by_form && !at.is_buffered && source.rng.bool() {
        "HashSet"
    } else {
        "BTreeSet"
    };
    whole(format!("{outer}<{of}>"), true)
}

fn map(source: &mut Source, at: Reached) -> Type {
    let others = !at.is_buffered && source.rng.bool();
    let key = source.one_of(if others { OTHER_KEYS } else { KEYS });
    let of = of_any(source, at.inside());
    let outer = source.one_of(&["HashMap", "BTreeMap"]);
    Type {
        text: format!("{outer}<{key}, {}>", of.text),
        has_default: true,
        may_be_null: false,
        inside: Inside::Map(Rc::new(of)),
    }
}

fn option(source: &mut Source, at: Reached) -> Type {
    let mut of = of_any(source, at.inside());
    while of.may_be_null {
        of = leaf(source, at);
    }
    Type {
        text: format!("Option<{}>", of.text),
        has_default: true,
        may_be_null: true,
        inside: Inside::Option(Rc::new(of)),
    }
}

/// A type for a value that is reached so.
pub(crate) fn of_any(source: &mut Source, at: Reached) -> Type {
    if at.levels == 0 {
        return leaf(source, at);
    }
    match source.rng.u32(0..16) {
        0..=3 => leaf(source, at),
        4 | 5 => option(source, at),
        6 => {
            let of = of_any(source, at.inside());
            Type {
                text: format!("Vec<{}>", of.text),
                has_default: true,
                may_be_null: false,
                inside: Inside::Vec(Rc::new(of)),
            }
        }
        7 => {
            let of = of_any(source, at.inside());
            whole(format!("VecDeque<{}>", of.text), true)
        }
        8 => {
            let mut of = of_any(source, at.inside());
            // A put stores `None` of a box of such an alias as a null, and a path takes it away.
            while of.text.ends_with("MaybeText") {
                of = leaf(source, at);
            }
            Type {
                text: format!("Box<{}>", of.text),
                inside: Inside::Nothing,
                ..of
            }
        }
        9 => {
            let of = of_any(source, at.inside());
            whole(format!("[{}; 2]", of.text), of.has_default)
        }
        10 => {
            let [a, b] = [(); 2].map(|()| of_any(source, at.inside()));
            let has_default = a.has_default && b.has_default;
            whole(format!("({}, {})", a.text, b.text), has_default)
        }
        11 => set(source, at),
        12 => map(source, at),
        _ => {
            let nested = nested(source, at.inside());
            Type {
                text: nested.name.clone(),
                has_default: nested.has_default,
                may_be_null: false,
                inside: if nested.derives {
                    Inside::Nested(Rc::new(nested))
                } else {
                    Inside::Nothing
                },
            }
        }
    }
}

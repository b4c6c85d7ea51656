//! Structs and enums inside an entity.

use crate::types::{Inside, Reached, Source, Type, of_any};
use std::fmt::Write as _;

/// A struct or an enum.
pub(crate) struct Nested {
    pub(crate) name: String,
    pub(crate) has_default: bool,
    /// Whether it derives `Attributes`, so that paths lead into it.
    pub(crate) derives: bool,
    pub(crate) shape: Shape,
}

pub(crate) enum Shape {
    Struct(Vec<Field>),
    Enum(Vec<Variant>),
}

pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: Type,
    /// What stands before it.
    attributes: String,
    /// Whether `None` is a value that its path can be set to: with a default of another kind, a missing
    /// field would be read as that.
    pub(crate) takes_none: bool,
}

pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) content: Content,
}

pub(crate) enum Content {
    Unit,
    /// Whether a path leads to it.
    Newtype(Type, bool),
    Fields(Vec<Field>),
}

const RULES: &[&str] = &[
    "lowercase",
    "UPPERCASE",
    "PascalCase",
    "camelCase",
    "snake_case",
    "SCREAMING_SNAKE_CASE",
    "kebab-case",
    "SCREAMING-KEBAB-CASE",
];

/// A rule for names, sometimes.
pub(crate) fn rename_all(source: &mut Source, key: &str) -> String {
    if source.rng.bool() {
        return String::new();
    }
    let rule = source.one_of(RULES);
    format!("#[serde({key} = \"{rule}\")]\n")
}

/// A name of its own, sometimes.
pub(crate) fn rename(source: &mut Source, index: usize) -> String {
    if !source.chance(5) {
        return String::new();
    }
    let name = source.one_of(&["of ", "x-", "ö.", "#", "Name", "size", ":"]);
    format!("    #[serde(rename = \"{name}{index}\")]\n")
}

const WORDS: &[&str] = &[
    "home_city",
    "a",
    "item",
    "value_of_it",
    "r#type",
    "last_1",
    "data",
];

fn field(source: &mut Source, index: usize, at: Reached, is_defaulted: bool) -> Field {
    let mut ty = of_any(source, at);
    // `None` of an alias, where a missing field is another value, cannot be set by its path.
    while is_defaulted && ty.text.contains("MaybeText") {
        ty = of_any(source, at);
    }
    let mut attributes = rename(source, index);
    let mut takes_none = !is_defaulted;
    if at.by_form && at.levels > 0 && source.chance(8) {
        // The form of a list, of what has another.
        let text = source.one_of(&["Vec<u8>", "BTreeSet<String>", "BTreeSet<Level>"]);
        ty = Type {
            text: text.into(),
            has_default: true,
            may_be_null: false,
            inside: Inside::Nothing,
        };
        attributes += "    #[entity(list)]\n";
    } else if ty.has_default && source.chance(5) {
        attributes += "    #[serde(default)]\n";
    } else if ty.text == "Option<String>" && source.chance(2) {
        attributes += "    #[serde(default = \"some_text\")]\n";
        takes_none = false;
    }
    if at.by_form {
        attributes += null(source, &ty);
    }
    Field {
        name: format!("{}_{index}", source.one_of(WORDS)),
        ty,
        attributes,
        takes_none,
    }
}

/// The attribute by which `None` is stored as a null, sometimes.
pub(crate) fn null(source: &mut Source, ty: &Type) -> &'static str {
    let is_option = matches!(ty.inside, Inside::Option(_)) || ty.text == "MaybeText";
    if is_option && source.chance(3) {
        "    #[entity(null)]\n"
    } else {
        ""
    }
}

/// A field with that attribute.
pub(crate) fn plain_field(source: &mut Source, index: usize, ty: Type, attribute: &str) -> Field {
    Field {
        name: format!("{}_{index}", source.one_of(WORDS)),
        ty,
        attributes: rename(source, index) + attribute,
        takes_none: true,
    }
}

fn fields(source: &mut Source, at: Reached, is_defaulted: bool) -> Vec<Field> {
    let count = source.rng.usize(1..4);
    (0..count)
        .map(|index| field(source, index, at, is_defaulted))
        .collect()
}

/// The fields in the braces of a struct or a variant, and a value of each.
pub(crate) fn written(fields: &[Field], vis: &str) -> [String; 2] {
    let [mut types, mut values] = [String::new(), String::new()];
    for Field {
        name,
        ty,
        attributes,
        ..
    } in fields
    {
        let _ = writeln!(types, "{attributes}    {vis}{name}: {},", ty.text);
        let _ = write!(values, " {name}: any(random),");
    }
    [types, values]
}

/// A struct or an enum, whose source is written.
pub(crate) fn nested(source: &mut Source, at: Reached) -> Nested {
    let derives = at.by_form && !source.chance(6);
    let at = Reached {
        by_form: derives,
        ..at
    };
    if source.rng.u32(0..5) < 3 {
        of_fields(source, at)
    } else {
        of_variants(source, at)
    }
}

fn derive(derives: bool, has_default: bool) -> String {
    let default = if has_default { ", Default" } else { "" };
    let attributes = if derives { ", Attributes" } else { "" };
    format!("#[derive(Debug, Clone, PartialEq, Serialize, Deserialize{default}{attributes})]\n")
}

fn any_of(name: &str, value: &str) -> String {
    format!(
        "impl Any for {name} {{\n    fn any(random: &mut Rng) -> Self {{\n        let _ = &random;\n        {value}\n    }}\n}}\n\n"
    )
}

fn of_fields(source: &mut Source, at: Reached) -> Nested {
    let is_defaulted = source.chance(4);
    let mut fields = fields(source, at, is_defaulted);
    let has_default = fields.iter().all(|field| field.ty.has_default);
    let is_defaulted = is_defaulted && has_default;
    for field in &mut fields {
        field.takes_none |= !is_defaulted && !field.attributes.contains("some_text");
    }
    let name = source.name();
    source.text += &derive(at.by_form, has_default);
    let rule = rename_all(source, "rename_all");
    source.text += &rule;
    if is_defaulted {
        source.text += "#[serde(default)]\n";
    }
    let [types, values] = written(&fields, "");
    source
        .text
        .extend([format!("pub(crate) struct {name} {{\n{types}}}\n\n")]);
    source.text += &any_of(&name, &format!("Self {{{values} }}"));
    Nested {
        name,
        has_default,
        derives: at.by_form,
        shape: Shape::Struct(fields),
    }
}

fn of_variants(source: &mut Source, at: Reached) -> Nested {
    let tagging = source.rng.u32(0..3);
    let inside = Reached {
        is_buffered: at.is_buffered || tagging > 0,
        ..at
    };
    let count = source.rng.usize(1..4);
    let variants: Vec<Variant> = (0..count)
        .map(|index| variant(source, index, tagging, inside))
        .collect();
    let name = source.name();
    source.text += &derive(at.by_form, false);
    let rules = rename_all(source, "rename_all") + &rename_all(source, "rename_all_fields");
    source.text += &rules;
    source.text += match tagging {
        0 => "",
        1 => "#[serde(tag = \"the kind\")]\n",
        _ => "#[serde(tag = \"the kind\", content = \"of it\")]\n",
    };
    source.text.extend([format!("pub(crate) enum {name} {{\n")]);
    let mut values = format!("match random.usize(0..{count}) {{\n");
    for (index, Variant { name, content }) in variants.iter().enumerate() {
        let pattern = if index + 1 == count {
            "_".into()
        } else {
            index.to_string()
        };
        let (types, value) = match content {
            Content::Unit => (String::new(), String::new()),
            Content::Newtype(ty, _) => (format!("({})", ty.text), "(any(random))".into()),
            Content::Fields(fields) => {
                let [types, values] = written(fields, "");
                (format!(" {{\n{types}}}"), format!(" {{{values} }}"))
            }
        };
        source.text.extend([format!("    {name}{types},\n")]);
        let _ = writeln!(values, "            {pattern} => Self::{name}{value},");
    }
    source.text += "}\n\n";
    source.text += &any_of(&name, &(values + "        }"));
    Nested {
        name,
        has_default: false,
        derives: at.by_form,
        shape: Shape::Enum(variants),
    }
}

fn variant(source: &mut Source, index: usize, tagging: u32, at: Reached) -> Variant {
    let name = format!("{}{index}", source.one_of(&["Of", "ACard", "InTown", "Xy"]));
    let content = match source.rng.u32(0..5) {
        0 => Content::Unit,
        1 | 2 => {
            let ty = if tagging == 1 {
                // Beside a tag, only the fields of a struct have names of their own.
                let nested = of_fields(source, at);
                let inside = Inside::Nothing;
                Type {
                    text: nested.name,
                    has_default: false,
                    may_be_null: false,
                    inside,
                }
            } else {
                let mut ty = of_any(source, at);
                while ty.may_be_null {
                    ty = of_any(source, at);
                }
                ty
            };
            Content::Newtype(ty, tagging != 1)
        }
        _ => Content::Fields(fields(source, at, false)),
    };
    Variant { name, content }
}

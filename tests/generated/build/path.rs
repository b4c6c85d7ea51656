//! Paths into an entity, and the source that changes what is at their ends.

use crate::nested::{Content, Field, Nested, Shape};
use crate::types::{Inside, Type};

/// The way to a value.
#[derive(Clone)]
struct Way {
    /// The path, as an expression.
    path: String,
    /// Statements after which `place` is a mutable reference to the value in the model.
    to_place: String,
    /// Whether the value may be taken away: it is the content of an `Option` field, which `place` is.
    is_optional: bool,
    takes_none: bool,
}

/// The most paths of one entity.
const MOST: usize = 24;

/// The bodies of the arms, one for each path, with what the path is called.
pub(crate) fn changes(entity: &str, fields: &[Field]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for field in fields {
        let way = Way {
            path: format!("{entity}::{}", konst(&field.name)),
            to_place: format!("let place = &mut model.{};\n", field.name),
            is_optional: false,
            takes_none: field.takes_none,
        };
        of_field(&way, &field.ty, &mut all);
    }
    // The paths of the entity itself come first.
    all.sort_by_key(|(path, _)| path.matches('.').count());
    all.truncate(MOST.max(fields.len()));
    all
}

/// The name of the constant.
fn konst(field: &str) -> String {
    let field = field.strip_prefix("r#").unwrap_or(field);
    field.to_uppercase()
}

/// The path of a field, whose values are those inside its `Option`.
fn of_field(way: &Way, ty: &Type, all: &mut Vec<(String, String)>) {
    let Inside::Option(of) = &ty.inside else {
        return of_value(way, ty, all);
    };
    let optional = Way {
        is_optional: true,
        ..way.clone()
    };
    end(&optional, all);
    let there = Way {
        to_place: format!(
            "{}let Some(place) = place else {{ return None }};\n",
            way.to_place
        ),
        ..way.clone()
    };
    inside(&there, of, all);
}

fn of_value(way: &Way, ty: &Type, all: &mut Vec<(String, String)>) {
    end(way, all);
    inside(way, ty, all);
}

/// Sets the value at the end of the path.
fn end(way: &Way, all: &mut Vec<(String, String)>) {
    let Way {
        path,
        to_place,
        is_optional,
        takes_none,
    } = way;
    let change = match (is_optional, takes_none) {
        (false, _) => format!(
            "let value = another(place, random);\nplace.clone_from(&value);\nSome(update.set({path}, value))"
        ),
        (true, true) => format!(
            "let value = another(place, random);\nplace.clone_from(&value);\nSome(update.set_or_remove({path}, value))"
        ),
        (true, false) => format!(
            "let value = any(random);\n*place = Some(Clone::clone(&value));\nSome(update.set({path}, value))"
        ),
    };
    all.push((path.clone(), to_place.clone() + &change));
}

/// The paths to what is inside the value.
fn inside(way: &Way, ty: &Type, all: &mut Vec<(String, String)>) {
    let depth = way.to_place.len();
    match &ty.inside {
        Inside::Nothing | Inside::Option(_) => {}
        Inside::Vec(of) => {
            let index = format!("i{depth}");
            let element = Way {
                path: format!("{}.at({index})", way.path),
                to_place: format!(
                    "{}let {index} = index(place.len(), random)?;\nlet place = &mut place[{index}];\n",
                    way.to_place
                ),
                is_optional: false,
                takes_none: true,
            };
            of_value(&element, of, all);
        }
        Inside::Map(of) => {
            let key = format!("k{depth}");
            let entry = Way {
                path: format!("{}.key(&{key})", way.path),
                to_place: format!(
                    "{}let {key} = place.keys().next()?.clone();\nlet place = place.get_mut(&{key})?;\n",
                    way.to_place
                ),
                is_optional: false,
                takes_none: true,
            };
            of_value(&entry, of, all);
            let new = format!(
                "{}let key = any(random);\nif !is_name(&key) {{ return None }}\nlet value: {} = any(random);\nlet path = {}.key(&key);\nplace.insert(key, Clone::clone(&value));\nSome(update.set(path, value))",
                way.to_place, of.text, way.path
            );
            all.push((format!("{}.key(new)", way.path), new));
        }
        Inside::Nested(nested) => of_nested(way, nested, all),
    }
}

fn of_nested(way: &Way, nested: &Nested, all: &mut Vec<(String, String)>) {
    let name = &nested.name;
    match &nested.shape {
        Shape::Struct(fields) => {
            for field in fields {
                let way = Way {
                    path: format!("{}.then({name}::{})", way.path, konst(&field.name)),
                    to_place: format!("{}let place = &mut place.{};\n", way.to_place, field.name),
                    is_optional: false,
                    takes_none: field.takes_none,
                };
                of_field(&way, &field.ty, all);
            }
        }
        Shape::Enum(variants) => {
            let or_else = if variants.len() == 1 {
                ""
            } else {
                " else { return None }"
            };
            for variant in variants {
                let konst_of = screaming(&variant.name);
                match &variant.content {
                    Content::Unit | Content::Newtype(_, false) => {}
                    Content::Newtype(ty, true) => {
                        let way = Way {
                            path: format!("{}.then({name}::{konst_of})", way.path),
                            to_place: format!(
                                "{}let {name}::{}(place) = place{or_else};\n",
                                way.to_place, variant.name
                            ),
                            is_optional: false,
                            takes_none: true,
                        };
                        of_value(&way, ty, all);
                    }
                    Content::Fields(fields) => {
                        for field in fields {
                            let way = Way {
                                path: format!(
                                    "{}.then({name}::{konst_of}_{})",
                                    way.path,
                                    konst(&field.name)
                                ),
                                to_place: format!(
                                    "{}let {name}::{} {{ {}: place, .. }} = place{or_else};\n",
                                    way.to_place, variant.name, field.name
                                ),
                                is_optional: false,
                                takes_none: field.takes_none,
                            };
                            of_field(&way, &field.ty, all);
                        }
                    }
                }
            }
        }
    }
}

/// The name of a variant, as constants begin with it.
fn screaming(variant: &str) -> String {
    let mut name = String::new();
    for (index, character) in variant.char_indices() {
        if index > 0 && character.is_uppercase() {
            name.push('_');
        }
        name.extend(character.to_uppercase());
    }
    name
}

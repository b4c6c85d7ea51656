//! Messages about key templates.

use super::help;
use crate::suggest;
use crate::template::{Encoding, Malformed};
use crate::types::{Kind, NotAKey};

/// The text of the template is malformed.
pub(crate) fn malformed(text: &str, error: &Malformed) -> String {
    match error {
        Malformed::Empty => help(
            "a key template cannot be empty: DynamoDB has no empty keys",
            "write literal text, `<field>`, or both: \"USER#<user_id>\"",
        ),
        Malformed::Unclosed(rest) => help(
            format!("the `<` before `{rest}` in the template \"{text}\" has no `>`"),
            "write `<field>` for a field, `<<` for the character `<` itself",
        ),
        Malformed::Stray => help(
            format!("a `>` of the template \"{text}\" has no `<` before it"),
            "write `<field>` for a field, `>>` for the character `>` itself",
        ),
        Malformed::Brace(Some(meant)) => help(
            format!("a field of the template \"{text}\" is in braces, which would be literal text"),
            format!("write \"{meant}\"; for the characters themselves, `{{{{` and `}}}}`"),
        ),
        Malformed::Brace(None) => help(
            format!("`{{` and `}}` in the template \"{text}\" make no field"),
            "write `<field>` for a field; for the characters themselves, `{{` and `}}`",
        ),
        Malformed::NoField => help(
            format!("a placeholder of the template \"{text}\" names no field"),
            "write `<field>` for a field, `<<` for the character `<` itself",
        ),
        Malformed::Space(inside) => help(
            format!("there is white space in the placeholder `<{inside}>`"),
            format!(
                "write `<{}>`",
                inside.split_whitespace().collect::<String>()
            ),
        ),
        Malformed::Spec { field, spec } => unknown_spec(field, spec),
        Malformed::Width { field, spec } => help(
            format!("`{spec}` in `<{field}:{spec}>` is not a width"),
            "a width is `0` and the number of digits, 1 to 39: `:010` pads to 10 digits",
        ),
        Malformed::Apart { field, one, other } => help(
            format!("`{one}` and `{other}` in `<{field}{one}{other}>` do not go together"),
            "a field has one encoding; `:lower` or `:upper` alone goes with `:raw`: `:lower:raw`",
        ),
        Malformed::Adjacent(field, next) => help(
            format!(
                "the template \"{text}\" has two fields without text between them: different values \
                 could make the same key"
            ),
            format!(
                "write the table's separator, or other text, between `<{field}>` and `<{next}>`"
            ),
        ),
    }
}

fn unknown_spec(field: &str, spec: &str) -> String {
    let is_width = !spec.is_empty() && spec.bytes().all(|b| b.is_ascii_digit());
    let way_out = if is_width {
        format!("a width begins with `0`: `<{field}:0{spec}>` pads to {spec} digits")
    } else {
        "there are `:010` (a width, with any number of digits up to 39), `:ordered`, `:plain`, \
         `:ms`, `:us`, `:ns`, `:rfc3339`, `:lower`, `:upper` and `:raw`"
            .to_owned()
    };
    help(
        format!("no encoding `:{spec}` for `<{field}:{spec}>`"),
        way_out,
    )
}

/// The template names a field that the struct does not have, whose `flattened` field may have it.
pub(crate) fn unknown_field<'a>(
    entity: &str,
    name: &str,
    names: impl Iterator<Item = &'a str>,
    flattened: Option<&str>,
) -> String {
    let instead = suggest::instead("field", name, names);
    let unknown = format!("no field `{name}` in `{entity}`; {instead}");
    match flattened {
        Some(field) => help(
            unknown,
            format!(
                "the fields of the flattened `{field}` are in no key and not unique: make the one that \
                 is meant a field of the entity"
            ),
        ),
        None => unknown,
    }
}

/// The field is flattened, and so several attributes.
pub(crate) fn flattened_in_key(field: &str) -> String {
    help(
        format!("`{field}` is flattened, and its fields are in no key and not unique"),
        "take the field that is meant out of the struct, and make it one of the entity",
    )
}

/// A step of a path is no name of a field.
pub(crate) fn no_step(path: &str, step: &str) -> String {
    help(
        if step.is_empty() {
            format!("the path `<{path}>` lacks a name before or after a dot")
        } else {
            format!("`{step}` in the path `<{path}>` is no name of a field")
        },
        "a path is the names of fields with a dot between them: `<source.owner>`",
    )
}

/// A field is in keys both as a whole and by what it holds.
pub(crate) fn whole_and_path(field: &str, path: &str) -> String {
    help(
        format!("`{field}` is in a key as a whole, and `<{path}>` is a path into it"),
        "make keys of the one or of the other",
    )
}

/// A path is declared that no template has.
pub(crate) fn unused_path(path: &str) -> String {
    help(
        format!("no template has the path `<{path}>`"),
        "`paths(…)` says the types of paths that templates have; remove it, or correct its name",
    )
}

/// A type at the end of a path that may be nothing.
pub(crate) fn optional_end(path: &str, inner: &str) -> String {
    help(
        format!("`{path}` is declared as an `Option`"),
        format!(
            "write the type of the value, `{path}: {inner}`: where it is `None`, the item is left out of \
             the index"
        ),
    )
}

/// The template has no field, and names one as text.
pub(crate) fn foreign_field(text: &str, sign: &str, field: &str) -> String {
    help(
        format!(
            "the template \"{text}\" has no field: `{sign}{field}` is literal text in it, and not \
             the field `{field}`"
        ),
        format!("write `<{field}>`; if the text is meant, give the field another name"),
    )
}

/// The primary key is the same for all values.
pub(crate) fn no_field(entity: &str, shape: &str) -> String {
    help(
        format!("the primary key of `{entity}` has no field, so all of them are one item: {shape}"),
        "write `<field>` in a template; if there is one item only, add `#[entity(singleton)]`",
    )
}

/// The entity has more than one item.
pub(crate) fn not_a_singleton(entity: &str, field: &str) -> String {
    help(
        format!(
            "`singleton` says that there is one item of `{entity}`, and the primary key has the \
             field `{field}`"
        ),
        "remove `singleton`, or write the template without a field",
    )
}

/// The literals of a template leave no room for its fields.
pub(crate) fn too_long(half: &str, bytes: usize, limit: usize) -> String {
    help(
        format!(
            "the literal text of this template has {bytes} bytes, and a {half} has at most {limit}, \
             with the fields"
        ),
        "write a shorter text",
    )
}

/// The names in the key of a guard leave no room for its values.
pub(crate) fn guard_too_long(name: &str, bytes: usize, limit: usize) -> String {
    help(
        format!(
            "the partition key of the item that keeps `{name}` unique has at most {limit} bytes, and \
             the names in it have {bytes}"
        ),
        "give the entity a shorter `type`, or the constraint a shorter name",
    )
}

/// The type's name is too long for the key of an index.
pub(crate) fn type_name_too_long(bytes: usize, limit: usize) -> String {
    format!(
        "the type name has {bytes} bytes, and as the partition key of the table's type index it has \
         at most {limit}; give a shorter one: `type = \"…\"`"
    )
}

/// The field is an `Option`, and part of the primary key.
pub(crate) fn optional_in_primary_key(field: &str) -> String {
    help(
        format!("`{field}` is optional and cannot be part of the primary key"),
        "an index key may be optional: the item is then left out of that index",
    )
}

/// The field's type cannot be part of a key.
pub(crate) fn not_a_key(field: &str, ty: &str, reason: NotAKey) -> String {
    let (reason, way_out) = match reason {
        NotAKey::Float => (
            "a float has no text that is both exact and in order",
            "store an integer of a smaller unit (cents, milliseconds), or a decimal; a key that is just \
             the float is declared as `number(\"…\")` by its table",
        ),
        NotAKey::Bytes => (
            "bytes have no text",
            "a key that is just the bytes is declared as `binary(\"…\")` by its table",
        ),
        NotAKey::List => (
            "a list has no single text",
            "use a field with one value; a relation to many is an item for each",
        ),
        NotAKey::Map => (
            "a map has no single text, and no order",
            "use a field with one value",
        ),
        NotAKey::Set => (
            "a set has no single text, and no order",
            "use a field with one value; a relation to many is an item for each",
        ),
        NotAKey::Tuple => (
            "a tuple has no single text",
            "make its parts fields of their own, and name each: `<first>#<second>`",
        ),
        NotAKey::Nested => (
            "an `Option` in an `Option` has two ways to be missing",
            "make it one `Option`: without a value the item is left out of that index",
        ),
    };
    help(
        format!("`{field}` is of type `{ty}`, which cannot be part of a key: {reason}"),
        way_out,
    )
}

/// The encoding is not one for values of the field's type: the sentence up to the word for the type, which
/// constant evaluation goes on with.
pub(crate) fn wrong_encoding(field: &str, ty: &str, encoding: Encoding) -> String {
    let spec = encoding.spec();
    let what = match encoding {
        Encoding::Plain => "every key value",
        Encoding::Width(_) | Encoding::Unpadded => "integers",
        Encoding::Ordered => "integers and decimals",
        Encoding::Millis | Encoding::Micros | Encoding::Nanos | Encoding::Rfc3339 => "date-times",
        Encoding::Raw
        | Encoding::Lower
        | Encoding::Upper
        | Encoding::LowerRaw
        | Encoding::UpperRaw => "text",
    };
    format!("`<{field}{spec}>`: `{spec}` is for {what}, and `{ty}` is ")
}

/// The same where the tokens of the type say what it is.
pub(crate) fn wrong_encoding_of(field: &str, ty: &str, encoding: Encoding, kind: Kind) -> String {
    let rest = match kind {
        Kind::Text => "text",
        Kind::Integer => "an integer",
        _ => "something else",
    };
    let way_out = match kind {
        Kind::Integer => {
            format!("write `<{field}:010>`, which pads it to 10 digits, or `<{field}:ordered>`")
        }
        _ => format!("write `<{field}>`"),
    };
    help(wrong_encoding(field, ty, encoding) + rest, way_out)
}

/// An integer in a text sort key of the table, or in the type index's.
pub(crate) fn unsorted_integer(field: &str) -> String {
    let (message, way_out) = unsorted(field);
    help(message, way_out)
}

/// The same in a sort key that its table may store as a number. Constant evaluation finds it; such a
/// message is one line.
pub(crate) fn unsorted_stored_integer(field: &str, or: &str) -> String {
    let (message, way_out) = unsorted(field);
    format!("{message}; {way_out}{or}")
}

/// The way out that a key of one field has beside others.
pub(crate) const OR_NUMBER: &str =
    ", and `sk = number(\"…\")` in `#[table(…)]` stores it as a number";

fn unsorted(field: &str) -> (String, String) {
    (
        format!("`{field}` is an integer in a text sort key: as text, \"10\" sorts before \"9\""),
        format!(
            "`<{field}:010>` pads it to 10 digits, `<{field}:ordered>` keeps negative numbers in \
             order too, `<{field}:plain>` has no ranges"
        ),
    )
}

/// The field is stored in the time-to-live attribute, and has no attribute of its own.
pub(crate) fn ttl_in_key(field: &str) -> String {
    help(
        format!(
            "`{field}` is the time to live, which is stored as whole seconds: a key made of it \
             would differ after reading"
        ),
        "use another field in the template",
    )
}

/// The field is not stored, so that a key made of it is lost by reading.
pub(crate) fn skipped_in_key(field: &str) -> String {
    help(
        format!(
            "`{field}` is skipped by serde: an item that is read back would have another value, \
             and another key"
        ),
        "remove the `skip`, or use another field in the template",
    )
}

/// An `Option` whose form in the item is the user's own.
pub(crate) fn optional_with_in_key(field: &str) -> String {
    help(
        format!("`{field}` is an `Option` stored through `with`, which cannot stand in a key"),
        "give the inner type its own `Serialize` and `Deserialize` (a newtype), and drop `with`",
    )
}

/// More fields in a sort key than a range can be written with.
pub(crate) fn too_many_sort_fields(count: usize) -> String {
    help(
        format!("the sort key has {count} fields, and a range is written with at most 5"),
        "join some of them in one field, or move some to the partition key",
    )
}

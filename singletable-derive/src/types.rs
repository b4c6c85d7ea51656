//! What the tokens of a type say. Aliases are not seen through: constant evaluation in the
//! generated code decides what the tokens leave open.

use crate::template::Encoding;
use quote::ToTokens;
use syn::{GenericArgument, Ident, PathArguments, PathSegment, Type};

/// What sort of key value a type is, as far as its tokens say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Fixed,
    /// It cannot be part of a key.
    Never(NotAKey),
    /// Its tokens do not say.
    Open,
}

/// Why a type cannot be part of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotAKey {
    Float,
    Bytes,
    List,
    Map,
    Set,
    Tuple,
    Nested,
}

impl Kind {
    /// The kind of a type, without the `Option` around it.
    pub(crate) fn of(ty: &Type) -> Self {
        match bare(ty) {
            Type::Tuple(_) => return Self::Never(NotAKey::Tuple),
            Type::Array(array) if is_byte(&array.elem) => return Self::Never(NotAKey::Bytes),
            Type::Array(_) | Type::Slice(_) => return Self::Never(NotAKey::List),
            _ => {}
        }
        let Some(segment) = last_segment(ty) else {
            return Self::Open;
        };
        match segment.ident.to_string().as_str() {
            "f32" | "f64" => Self::Never(NotAKey::Float),
            "String" | "char" => Self::Text,
            "bool" => Self::Fixed,
            name if is_integer(name) => Self::Integer,
            _ if segment.arguments.is_none() => Self::Open,
            "Vec"
                if arguments(segment)
                    .is_some_and(|of| matches!(of.as_slice(), [of] if is_byte(of))) =>
            {
                Self::Never(NotAKey::Bytes)
            }
            "Vec" | "VecDeque" => Self::Never(NotAKey::List),
            "HashMap" | "BTreeMap" => Self::Never(NotAKey::Map),
            "HashSet" | "BTreeSet" => Self::Never(NotAKey::Set),
            "Option" => Self::Never(NotAKey::Nested),
            _ => Self::Open,
        }
    }

    /// Whether a value of the kind can be written so; `None` when the tokens do not say.
    pub(crate) fn accepts(self, encoding: Encoding) -> Option<bool> {
        let text = matches!(
            encoding,
            Encoding::Raw
                | Encoding::Lower
                | Encoding::Upper
                | Encoding::LowerRaw
                | Encoding::UpperRaw
        );
        let integer = matches!(
            encoding,
            Encoding::Width(_) | Encoding::Ordered | Encoding::Unpadded
        );
        match self {
            Self::Open | Self::Never(_) => None,
            _ if encoding == Encoding::Plain => Some(true),
            Self::Text => Some(text),
            Self::Integer => Some(integer),
            Self::Fixed => Some(false),
        }
    }
}

fn is_integer(name: &str) -> bool {
    matches!(
        name,
        "u8" | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
    )
}

/// Whether it is a decimal number, which serde has no number for.
pub(crate) fn is_decimal(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == "Decimal")
}

/// Whether its tokens say that it is stored as serde stores it: texts, numbers and booleans of the
/// standard library, and its lists, maps, tuples and boxes of these. Bytes in a row and sets are stored
/// in other forms, and what a user's own type is, its tokens do not say.
pub(crate) fn is_plain(ty: &Type) -> bool {
    match bare(ty) {
        Type::Tuple(tuple) => return tuple.elems.iter().all(is_plain),
        Type::Array(array) => return !is_byte(&array.elem) && is_plain(&array.elem),
        _ => {}
    }
    let Some(segment) = last_segment(ty) else {
        return false;
    };
    let name = segment.ident.to_string();
    let Some(arguments) = arguments(segment) else {
        let scalars = ["String", "str", "char", "bool", "f32", "f64"];
        return scalars.contains(&name.as_str()) || is_integer(&name);
    };
    match (name.as_str(), arguments.as_slice()) {
        ("Vec", [of]) => !is_byte(of) && is_plain(of),
        ("VecDeque" | "LinkedList" | "Option" | "Box" | "Arc" | "Rc", [of])
        | ("HashMap" | "BTreeMap", [_, of, ..]) => is_plain(of),
        _ => false,
    }
}

/// Whether its tokens say that it is no `Option`.
pub(crate) fn is_never_none(ty: &Type) -> bool {
    !is_option(ty) && (is_plain(ty) || is_set(ty) || vec_inner(ty).is_some())
}

fn is_byte(ty: &Type) -> bool {
    name_of(ty).is_some_and(|name| name == "u8")
}

/// The type arguments, if there are some.
fn arguments(segment: &PathSegment) -> Option<Vec<&Type>> {
    let PathArguments::AngleBracketed(arguments) = &segment.arguments else {
        return None;
    };
    let types = arguments.args.iter().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    });
    Some(types.collect())
}

/// What a type is made of, where its form is told part by part.
pub(crate) enum Made<'t> {
    /// A tuple, some of whose parts may be of types that core does not know.
    Tuple(Vec<&'t Type>),
    /// A set, whose elements may be of such a type.
    Set(&'t Type),
    /// A list of these.
    List(&'t Type),
    /// A map to these.
    Map(&'t Type),
    /// An option or a box of these.
    Through(&'t Type),
}

/// What the type is made of, where there is a tuple or a set in it.
pub(crate) fn made_of(ty: &Type) -> Option<Made<'_>> {
    match bare(ty) {
        Type::Tuple(tuple) => return Some(Made::Tuple(tuple.elems.iter().collect())),
        Type::Array(array) => return is_made(&array.elem).then_some(Made::List(&array.elem)),
        _ => {}
    }
    let segment = last_segment(ty)?;
    let name = segment.ident.to_string();
    Some(match (name.as_str(), arguments(segment)?.as_slice()) {
        ("HashSet" | "BTreeSet", [of, ..]) => Made::Set(of),
        ("Vec" | "VecDeque" | "LinkedList", [of]) if is_made(of) => Made::List(of),
        ("HashMap" | "BTreeMap", [_, of, ..]) if is_made(of) => Made::Map(of),
        ("Option" | "Box" | "Arc" | "Rc", [of]) if is_made(of) => Made::Through(of),
        _ => return None,
    })
}

fn is_made(ty: &Type) -> bool {
    made_of(ty).is_some()
}

/// Whether it is an `Option`, or a box of one.
pub(crate) fn is_option(ty: &Type) -> bool {
    let boxed = ["Box", "Arc", "Rc"]
        .iter()
        .find_map(|outer| inner(ty, outer));
    option_inner(ty).is_some() || boxed.is_some_and(is_option)
}

/// The type inside `Option`s and boxes.
pub(crate) fn inside(ty: &Type) -> &Type {
    let through = ["Option", "Box", "Arc", "Rc"];
    let of = through.iter().find_map(|outer| inner(ty, outer));
    of.map_or(ty, inside)
}

/// The name of the map of the standard library that it is.
pub(crate) fn map_name(ty: &Type) -> Option<String> {
    let is_map = Kind::of(ty) == Kind::Never(NotAKey::Map);
    let segment = last_segment(ty).filter(|_| is_map)?;
    Some(segment.ident.to_string())
}

/// The type that is in a box, an `Option`, a list, a reference or another such thing.
pub(crate) fn held(ty: &Type) -> Option<&Type> {
    match bare(ty) {
        Type::Reference(reference) => return Some(&reference.elem),
        Type::Array(array) => return Some(&array.elem),
        Type::Slice(slice) => return Some(&slice.elem),
        _ => {}
    }
    let segment = last_segment(ty)?;
    let name = segment.ident.to_string();
    let holds = matches!(
        name.as_str(),
        "Box" | "Option" | "Vec" | "VecDeque" | "Arc" | "Rc" | "Cow" | "HashSet" | "BTreeSet"
    );
    arguments(segment)?.first().copied().filter(|_| holds)
}

/// Whether it is `String`.
pub(crate) fn is_string(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == "String")
}

/// Whether it is `bool`, which is text in keys alone.
pub(crate) fn is_bool(ty: &Type) -> bool {
    last_segment(ty).is_some_and(|segment| segment.ident == "bool")
}

/// Whether it is a set of the standard library.
pub(crate) fn is_set(ty: &Type) -> bool {
    Kind::of(ty) == Kind::Never(NotAKey::Set)
}

/// Whether it is a set of the standard library, of elements that are plain.
pub(crate) fn is_plain_set(ty: &Type) -> bool {
    let segment = last_segment(ty).filter(|_| is_set(ty));
    let arguments = segment.and_then(arguments).unwrap_or_default();
    arguments.first().is_some_and(|element| is_plain(element))
}

/// Whether the type is a set in the order of its elements.
pub(crate) fn is_sorted_set(ty: &Type) -> bool {
    inner(ty, "BTreeSet").is_some()
}

/// Whether the tokens of both are the same, and so the types.
pub(crate) fn are_same(a: &Type, b: &Type) -> bool {
    // To print a type takes much more time than to look at a single name.
    match (name_of(a), name_of(b)) {
        (Some(a), Some(b)) => a == b,
        _ => a.to_token_stream().to_string() == b.to_token_stream().to_string(),
    }
}

/// The name that the type is, if it is nothing else.
fn name_of(ty: &Type) -> Option<&Ident> {
    match bare(ty) {
        Type::Path(path) if path.qself.is_none() => path.path.get_ident(),
        _ => None,
    }
}

/// The `T` of an `Option<T>`.
pub(crate) fn option_inner(ty: &Type) -> Option<&Type> {
    inner(ty, "Option")
}

/// The `T` of a `Vec<T>`.
pub(crate) fn vec_inner(ty: &Type) -> Option<&Type> {
    inner(ty, "Vec")
}

fn inner<'t>(ty: &'t Type, outer: &str) -> Option<&'t Type> {
    let segment = last_segment(ty).filter(|segment| segment.ident == outer)?;
    match arguments(segment)?.as_slice() {
        [inner] => Some(inner),
        _ => None,
    }
}

fn last_segment(ty: &Type) -> Option<&PathSegment> {
    match bare(ty) {
        Type::Path(path) if path.qself.is_none() => path.path.segments.last(),
        _ => None,
    }
}

/// The type as it is usually written: `Vec<u8>` for the tokens `Vec < u8 >`.
pub(crate) fn text_of(ty: &Type) -> String {
    let tokens = ty.to_token_stream().to_string();
    let joined = tokens.replace(" < ", "<").replace(" <", "<");
    let joined = joined.replace(" >", ">").replace(" :: ", "::");
    joined.replace(" ,", ",").replace("& ", "&")
}

/// The type without the invisible groups of macros and without parentheses.
fn bare(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => bare(&group.elem),
        Type::Paren(paren) => bare(&paren.elem),
        _ => ty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn kinds_are_read_from_the_tokens() {
        for (ty, kind) in [
            (parse_quote!(String), Kind::Text),
            (parse_quote!(std::string::String), Kind::Text),
            (parse_quote!(u64), Kind::Integer),
            (parse_quote!(bool), Kind::Fixed),
            (parse_quote!(f32), Kind::Never(NotAKey::Float)),
            (parse_quote!(std::vec::Vec<u8>), Kind::Never(NotAKey::Bytes)),
            (parse_quote!([u8; 4]), Kind::Never(NotAKey::Bytes)),
            (parse_quote!(Vec<u16>), Kind::Never(NotAKey::List)),
            (parse_quote!(HashMap<String, u8>), Kind::Never(NotAKey::Map)),
            (parse_quote!(BTreeSet<u8>), Kind::Never(NotAKey::Set)),
            (parse_quote!((u8, u8)), Kind::Never(NotAKey::Tuple)),
            (parse_quote!(Option<u8>), Kind::Never(NotAKey::Nested)),
            (parse_quote!(Vec), Kind::Open),
            (parse_quote!(Status), Kind::Open),
            (parse_quote!(<A as B>::C), Kind::Open),
        ] {
            let ty: Type = ty;
            assert_eq!(Kind::of(&ty), kind);
        }
    }

    #[test]
    fn an_option_is_seen_through_paths_and_parentheses() {
        for ty in [
            parse_quote!(Option<String>),
            parse_quote!(::std::option::Option<String>),
            parse_quote!((core::option::Option<String>)),
        ] {
            let ty: Type = ty;
            let inner: Type = parse_quote!(String);
            let found = option_inner(&ty).expect("an option");
            assert_eq!(
                quote::quote!(#found).to_string(),
                quote::quote!(#inner).to_string()
            );
        }
        assert!(option_inner(&parse_quote!(Optional<String>)).is_none());
    }

    #[test]
    fn a_kind_accepts_its_own_encodings() {
        assert_eq!(Kind::Integer.accepts(Encoding::Width(3)), Some(true));
        assert_eq!(Kind::Integer.accepts(Encoding::Lower), Some(false));
        assert_eq!(Kind::Text.accepts(Encoding::Raw), Some(true));
        assert_eq!(Kind::Text.accepts(Encoding::Ordered), Some(false));
        assert_eq!(Kind::Open.accepts(Encoding::Millis), None);
    }
}

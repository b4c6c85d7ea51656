//! A field with everything that is derived from it.

use crate::case::{RenameRule, screaming};
use crate::parse::field::{Field as Input, Generator, Precision};
use crate::parse::serde_attrs::DefaultValue;
use crate::template::Encoding;
use crate::types;
use proc_macro2::{Span, TokenStream};
use quote::format_ident;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Attribute, ExprPath, Ident, Path, Type};

/// A field of an entity, or of a nested struct.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own"
)]
pub(crate) struct Field {
    /// Its index among all fields of the struct.
    pub(crate) slot: usize,
    pub(crate) ident: Ident,
    /// The identifier's text, without `r#`.
    pub(crate) name: String,
    /// The attribute's name in the stored item.
    pub(crate) attribute: String,
    /// The name of the constant.
    pub(crate) konst: Ident,
    pub(crate) ty: Type,
    /// The span of the type. To ask a type for it means to print it.
    pub(crate) span: Span,
    /// The type of the values: `ty` without the `Option` that means "may be missing".
    pub(crate) value: Type,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) codec: Codec,
    /// Whether `None` is stored as a null.
    pub(crate) null: Null,
    /// How many digits of a date-time are stored, where that is said.
    pub(crate) precision: Option<Precision>,
    pub(crate) default: Option<DefaultValue>,
    /// The function that says whether it is left out. Of an `Option`, `None` is left out anyway.
    pub(crate) skip_if: Option<ExprPath>,
    /// It is written into the item, and so has a constant.
    pub(crate) written: bool,
    /// It is read from the item.
    pub(crate) read: bool,
    /// It is stored in the table's time-to-live attribute.
    pub(crate) ttl: bool,
    /// A guard keeps it unique, or expires with it: only `save` changes it.
    pub(crate) guarded: bool,
    /// It is checked and advanced by every write.
    pub(crate) version: bool,
    /// No update changes it.
    pub(crate) read_only: bool,
    /// It keeps the attributes that no other field has.
    pub(crate) extra: bool,
    /// It has no attribute, and is read from the primary key.
    pub(crate) key_only: bool,
    /// It is a struct whose fields are attributes of the item.
    pub(crate) flatten: bool,
    /// The function that fills it in after a read.
    pub(crate) computed: Option<Path>,
    pub(crate) on_create: Option<Generator>,
    pub(crate) on_update: Option<Generator>,
}

/// Whether `None` is stored as a null.
#[derive(Clone, Copy)]
pub(crate) enum Null {
    No,
    Yes,
    /// Where the type is an `Option`, which its tokens do not say. If the field itself asks for it, there, the
    /// type must be one.
    OfOption {
        asked: Option<Span>,
    },
}

/// Where a field is.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(crate) rule: Option<RenameRule>,
    /// What the names of codecs begin with.
    pub(crate) prefix: &'a str,
    /// It is a field of a nested struct or variant.
    pub(crate) nested: bool,
    /// `#[entity(null)]` on the struct.
    pub(crate) null: bool,
}

/// How the values are stored.
pub(crate) enum Codec {
    Serde,
    Set,
    Number,
    EpochSeconds,
    /// As constant evaluation decides, because the tokens of the type do not say: a date-time of
    /// another crate in a form of its own, everything else in the form of its type.
    Open {
        /// The name of the generated codec.
        ident: Ident,
        /// The digits of a date-time; `None` for a value inside an attribute, where plain serde writes
        /// date-times, and an empty set is an empty list.
        digits: Option<u8>,
    },
    /// By functions that the user gives.
    With {
        /// The name of the generated codec.
        ident: Ident,
        serialize: Option<TokenStream>,
        deserialize: Option<TokenStream>,
    },
}

impl Field {
    pub(crate) fn new(input: &Input, slot: usize, scope: Scope) -> Self {
        let Scope { rule, prefix, .. } = scope;
        let name = input.ident.unraw().to_string();
        let serde = &input.serde;
        let key_only = input.key_only.is_some();
        let inner = types::option_inner(&input.ty).filter(|_| key_only || !serde.has_with());
        let value = inner.unwrap_or(&input.ty).clone();
        let ident = format_ident!("{prefix}_{name}_as_stored");
        let codec = if serde.flatten || key_only {
            // Of the struct's fields, the struct says how they are stored. What has no attribute has no form.
            Codec::Serde
        } else if input.ttl.is_some() {
            Codec::EpochSeconds
        } else if serde.has_with() {
            Codec::With {
                ident,
                serialize: serde.serialize_with.clone(),
                deserialize: serde.deserialize_with.clone(),
            }
        } else if scope.nested && input.list.is_none() {
            Codec::nested(&value, ident)
        } else {
            Codec::own(&value, ident, input)
        };
        let is_attribute = input.extra.is_none() && input.computed.is_none() && !key_only;
        Self {
            slot,
            ident: input.ident.clone(),
            attribute: serde.field_name(&name, rule),
            konst: Ident::new(&screaming(&name), input.ident.span()),
            name,
            span: input.ty.span(),
            ty: input.ty.clone(),
            value,
            docs: input.docs.clone(),
            codec,
            null: Null::of(input, scope.null),
            precision: input.precision.clone(),
            default: serde.default.clone(),
            skip_if: serde
                .skip_if
                .clone()
                .filter(|path| inner.is_none() || !is_none(path)),
            written: !serde.skip_serializing && is_attribute,
            read: !serde.skip_deserializing && is_attribute,
            ttl: input.ttl.is_some(),
            guarded: false,
            version: input.version.is_some(),
            read_only: input.read_only.is_some(),
            extra: input.extra.is_some(),
            key_only,
            flatten: input.serde.flatten,
            computed: input.computed.clone(),
            on_create: input.on_create.clone(),
            on_update: input.on_update.clone(),
        }
    }

    /// What gives the value of a new item, where the caller does not: of a required field that
    /// every update generates, that generator too.
    pub(crate) fn created_by(&self) -> Option<&Generator> {
        let update = self.on_update.as_ref().filter(|_| !self.is_option());
        self.on_create.as_ref().or(update)
    }

    /// Whether a value of the field is generated, so that a new item is made without it.
    pub(crate) fn is_generated(&self) -> bool {
        self.on_create.is_some() || self.on_update.is_some() || self.version
    }

    /// Whether the input struct of a new item has the field.
    pub(crate) fn is_given(&self) -> bool {
        !self.is_generated() && !self.extra && self.computed.is_none()
    }

    /// Whether the type is an `Option` whose `None` is a missing attribute.
    pub(crate) fn is_option(&self) -> bool {
        types::option_inner(&self.ty).is_some() && !self.has_with()
    }

    /// Whether it is stored as one attribute.
    pub(crate) fn is_one_attribute(&self) -> bool {
        self.written && !self.flatten
    }

    /// Whether no update changes it.
    pub(crate) fn is_fixed(&self) -> bool {
        self.read_only || self.guarded
    }

    pub(crate) fn has_with(&self) -> bool {
        matches!(self.codec, Codec::With { .. })
    }

    /// Whether an item without the attribute is a whole one.
    pub(crate) fn may_be_missing(&self) -> bool {
        self.stores_nothing() || self.default.is_some()
    }

    /// Whether a value of the type is stored as no attribute: `None`, or an empty set.
    pub(crate) fn stores_nothing(&self) -> bool {
        let is_set = types::is_set(&self.value) && !matches!(self.codec, Codec::Serde);
        types::option_inner(&self.ty).is_some() || is_set
    }

    /// Whether the attribute's value is what the field is in a key, as far as the tokens say.
    pub(crate) fn is_stored_as_in_keys(&self) -> bool {
        matches!(
            self.codec,
            Codec::Serde | Codec::Number | Codec::Open { .. }
        ) && !types::is_bool(&self.value)
    }

    /// How a key is written whose text is that of the attribute, where it is stored as in keys.
    pub(crate) fn encoding(&self) -> Encoding {
        match &self.codec {
            Codec::Open {
                digits: Some(6), ..
            } => Encoding::Micros,
            Codec::Open {
                digits: Some(9), ..
            } => Encoding::Nanos,
            _ => Encoding::Plain,
        }
    }
}

/// Whether the function is `Option::is_none`, by whatever path.
fn is_none(function: &ExprPath) -> bool {
    let mut segments = function.path.segments.iter().rev();
    segments.next().is_some_and(|last| last.ident == "is_none")
        && segments.next().is_some_and(|ty| ty.ident == "Option")
        && function.qself.is_none()
}

impl Null {
    /// `all`: the struct asks for it. Then a field with an opinion of its own on what is left out keeps it.
    fn of(input: &Input, all: bool) -> Self {
        let serde = &input.serde;
        let is_stored = !serde.skip_serializing
            && input.extra.is_none()
            && input.computed.is_none()
            && input.key_only.is_none();
        let asked = input.null.is_some() || (all && serde.skip_if.is_none());
        if !asked || !is_stored || serde.flatten || input.ttl.is_some() {
            Self::No
        } else if types::is_option(&input.ty) {
            Self::Yes
        } else if types::is_never_none(&input.ty) {
            Self::No
        } else {
            let asked = input.null.clone().into_iter().flatten().next();
            Self::OfOption {
                asked: asked.map(|token| token.span()),
            }
        }
    }
}

impl Codec {
    /// That of a field of the entity.
    fn own(value: &Type, ident: Ident, input: &Input) -> Self {
        let precision = input.precision.as_ref();
        if input.list.is_some() || types::is_plain(value) {
            Self::Serde
        } else if types::is_plain_set(value) {
            Self::Set
        } else if types::is_decimal(value) {
            Self::Number
        } else {
            Self::Open {
                ident,
                digits: Some(precision.map_or(3, |precision| precision.digits)),
            }
        }
    }

    /// That of a value inside an attribute.
    pub(crate) fn nested(value: &Type, ident: Ident) -> Self {
        if types::is_plain(value) {
            Self::Serde
        } else {
            let digits = None;
            Self::Open { ident, digits }
        }
    }
}

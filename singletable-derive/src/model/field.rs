//! A field with everything that is derived from it.

use crate::case::{RenameRule, screaming};
use crate::parse::field::{Field as Input, Generator};
use crate::parse::serde_attrs::DefaultValue;
use crate::types;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::ext::IdentExt;
use syn::{Attribute, ExprPath, Ident, Path, Type};

/// A field of an entity, or of a nested struct.
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is an option of its own"
)]
pub(crate) struct Field {
    /// Its place among all fields of the struct.
    pub(crate) slot: usize,
    pub(crate) ident: Ident,
    /// The identifier's text, without `r#`.
    pub(crate) name: String,
    /// The attribute's name in the stored item.
    pub(crate) attribute: String,
    /// The name of the constant.
    pub(crate) konst: Ident,
    pub(crate) ty: Type,
    /// The type of the values: `ty` without the `Option` that stands for "may be missing".
    pub(crate) value: Type,
    pub(crate) docs: Vec<Attribute>,
    pub(crate) codec: Codec,
    pub(crate) default: Option<DefaultValue>,
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
    /// The function that fills it in after a read.
    pub(crate) computed: Option<Path>,
    pub(crate) on_create: Option<Generator>,
    pub(crate) on_update: Option<Generator>,
}

/// How the values are stored.
pub(crate) enum Codec {
    Serde,
    Set,
    Number,
    /// As serde does, in a form that does not sort as the values do.
    Unordered,
    EpochSeconds,
    /// By functions that the user gives.
    With {
        /// The name of the generated codec.
        ident: Ident,
        serialize: Option<TokenStream>,
        deserialize: Option<TokenStream>,
    },
}

impl Field {
    /// `nested`: the field of a nested struct or variant, which plain serde writes and reads.
    pub(crate) fn new(
        input: &Input,
        slot: usize,
        rule: Option<RenameRule>,
        prefix: &str,
        nested: bool,
    ) -> Self {
        let name = input.ident.unraw().to_string();
        let serde = &input.serde;
        let inner = types::option_inner(&input.ty).filter(|_| !serde.has_with());
        let value = inner.unwrap_or(&input.ty).clone();
        let codec = if input.ttl.is_some() {
            Codec::EpochSeconds
        } else if serde.has_with() {
            Codec::With {
                ident: format_ident!("__{prefix}_{name}_Codec"),
                serialize: serde.serialize_with.clone(),
                deserialize: serde.deserialize_with.clone(),
            }
        } else if types::is_set(&value) && input.list.is_none() && !nested {
            Codec::Set
        } else if types::is_decimal(&value) && nested {
            // Plain serde writes nested values, and it writes decimals as text.
            Codec::Unordered
        } else if types::is_wide_integer(&value) || types::is_decimal(&value) {
            Codec::Number
        } else {
            Codec::Serde
        };
        Self {
            slot,
            ident: input.ident.clone(),
            attribute: serde.field_name(&name, rule),
            konst: Ident::new(&screaming(&name), input.ident.span()),
            name,
            ty: input.ty.clone(),
            value,
            docs: input.docs.clone(),
            codec,
            default: serde.default.clone(),
            skip_if: serde.skip_if.clone(),
            written: !serde.skip_serializing && input.extra.is_none() && input.computed.is_none(),
            read: !serde.skip_deserializing && input.extra.is_none() && input.computed.is_none(),
            ttl: input.ttl.is_some(),
            guarded: false,
            version: input.version.is_some(),
            read_only: input.read_only.is_some(),
            extra: input.extra.is_some(),
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

    pub(crate) fn has_with(&self) -> bool {
        matches!(self.codec, Codec::With { .. })
    }

    /// Whether an item without the attribute is a whole one.
    pub(crate) fn may_be_missing(&self) -> bool {
        self.stores_nothing() || self.default.is_some()
    }

    /// Whether a value of the type is stored as no attribute: `None`, or an empty set.
    pub(crate) fn stores_nothing(&self) -> bool {
        types::option_inner(&self.ty).is_some() || matches!(self.codec, Codec::Set)
    }

    /// Whether the attribute's value is what the field is in a key, as far as the tokens tell.
    pub(crate) fn is_stored_as_in_keys(&self) -> bool {
        matches!(self.codec, Codec::Serde | Codec::Number) && !types::is_bool(&self.value)
    }

    /// The type that is the codec.
    pub(crate) fn codec(&self, private: &TokenStream) -> TokenStream {
        match &self.codec {
            Codec::Serde => quote!(#private::Serde),
            Codec::Set => quote!(#private::Set),
            Codec::Number => quote!(#private::Number),
            Codec::Unordered => quote!(#private::Unordered),
            Codec::EpochSeconds => quote!(#private::EpochSeconds),
            Codec::With { ident, .. } => quote!(#ident),
        }
    }
}

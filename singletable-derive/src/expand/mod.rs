//! From the model to tokens: one file for each thing that is generated.
//!
//! Generated code is thin. It names core by absolute paths through `__private`, keeps what is not
//! API in an anonymous constant, and takes the visibility of the user's type. Names of hidden items
//! begin with two underscores.

mod access;
mod attributes;
mod attrs;
mod broken;
mod checks;
mod codec;
mod collection;
mod entities;
mod flatten;
mod form;
mod generate;
mod item;
mod key;
mod key_field;
mod key_type;
mod null;
mod paths;
mod projection;
mod repository;
mod schema;
mod table;

pub(crate) use attributes::{Constant, attributes, constants};
pub(crate) use broken::{entity as broken_entity, shape as broken_shape};
pub(crate) use collection::collection;
pub(crate) use entities::entities;
pub(crate) use key_field::key_field;
pub(crate) use projection::projection;
pub(crate) use table::table;

use crate::model::entity::Entity;
use crate::template::Encoding;
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::quote;
use syn::Path;

/// Everything that `#[derive(Entity)]` generates.
pub(crate) fn entity(entity: &Entity) -> TokenStream {
    let parts = [
        checks::constants(entity),
        key_type::constants(entity),
        checks::assertions(entity),
        schema::entity(entity),
        item::entity(entity),
        paths::holders(entity),
        key::implementations(entity),
        generate::implementation(entity).unwrap_or_default(),
        attrs::markers(entity),
        attrs::inherent(entity),
        access::implementations(entity),
        repository::implementations(entity),
    ];
    let hidden = hidden(&entity.krate, &quote!(#(#parts)*));
    let named = named(entity);
    quote!(#named #hidden)
}

/// The types that the user can name.
fn named(entity: &Entity) -> TokenStream {
    let key = key::definition(entity);
    let patterns = access::definitions(entity);
    let repository = repository::definition(entity);
    let input = generate::definition(entity);
    quote!(#key #input #patterns #repository)
}

/// Puts items where their names meet no others. They call core [`private`].
fn hidden(krate: &Path, items: &TokenStream) -> TokenStream {
    quote! {
        #[allow(
            dead_code,
            deprecated,
            non_camel_case_types,
            private_bounds,
            private_interfaces,
            unreachable_pub,
            unused_imports,
            clippy::needless_update,
            clippy::too_many_arguments,
            clippy::type_complexity
        )]
        const _: () = {
            use #krate::__private::{self as __private, OfNoKey as _};
            #items
        };
    }
}

/// What generated code may name of core, as it is called where [`hidden`] has imported it: that keeps
/// the generated code short. It is one token: to put a stream into another one asks the compiler
/// twice.
fn private() -> Ident {
    Ident::new("__private", Span::call_site())
}

/// The number of a slot or of an index, without a suffix: short to read, and for the compiler.
fn number(number: usize) -> Literal {
    Literal::usize_unsuffixed(number)
}

/// The value of core's `Encoding`.
fn encoding(encoding: Encoding) -> TokenStream {
    let private = private();
    match encoding {
        Encoding::Plain => quote!(#private::Encoding::Plain),
        Encoding::Width(width) => quote!(#private::Encoding::Width(#width)),
        Encoding::Ordered => quote!(#private::Encoding::Ordered),
        Encoding::Millis => quote!(#private::Encoding::Millis),
        Encoding::Micros => quote!(#private::Encoding::Micros),
        Encoding::Nanos => quote!(#private::Encoding::Nanos),
        Encoding::Raw => quote!(#private::Encoding::Raw),
        Encoding::Lower => quote!(#private::Encoding::Lower),
        Encoding::Upper => quote!(#private::Encoding::Upper),
        Encoding::LowerRaw => quote!(#private::Encoding::LowerRaw),
        Encoding::UpperRaw => quote!(#private::Encoding::UpperRaw),
        Encoding::Unpadded => quote!(#private::Encoding::Unpadded),
        Encoding::Rfc3339 => quote!(#private::Encoding::Rfc3339),
    }
}

/// The type of the entity's table.
fn table_of(entity: &Entity) -> TokenStream {
    match &entity.table {
        Some(table) => quote!(#table),
        None => {
            let private = private();
            quote!(#private::DefaultTable)
        }
    }
}

/// The span of some tokens, with the names of the derive: what is written there resolves as the
/// rest of the generated code does, and errors show the tokens.
fn at(span: Span) -> Span {
    Span::call_site().located_at(span)
}

/// The tokens, whose names mean what they do where they were written, at a position that errors show.
fn located_at(span: Span, tokens: TokenStream) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        token.set_span(token.span().located_at(span));
        token
    });
    tokens.collect()
}

/// The same as [`private`], at a position that errors show from its first token on.
fn private_at(span: Span) -> Ident {
    Ident::new("__private", at(span))
}

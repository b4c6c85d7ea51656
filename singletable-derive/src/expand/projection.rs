//! `impl Projection`.

use super::{at, hidden, located_at};
use crate::parse::default_crate;
use crate::parse::projection::{Field, Projection, Source};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

/// How many indexes are told apart: core's `Held` has as many flags.
const INDEXES: usize = 26;

/// Everything that `#[derive(Projection)]` generates. `stub`: there are errors, and bodies are left
/// out.
pub(crate) fn projection(input: &Projection, stub: bool) -> TokenStream {
    // Without an entity there is no trait.
    let Some(entity) = &input.entity else {
        return TokenStream::new();
    };
    let krate: Path = input.krate.clone().unwrap_or_else(default_crate);
    let fields: &[Field] = if stub { &[] } else { &input.fields };
    let names = fields.iter().map(|field| names(entity, field));
    let (paths, read) = if stub {
        let never = quote!(::core::unreachable!());
        (never.clone(), never)
    } else {
        (paths(entity, fields), read(entity, fields))
    };
    let ident = &input.ident;
    let missing = missing(entity, fields);
    let indexes = 0..INDEXES;
    hidden(
        &krate,
        &quote! {
            #missing

            #[automatically_derived]
            impl __private::EntityProjection for #ident {
                type Entity = #entity;
                type Held = __private::Held<#({ __private::holds_projection::<#ident>(#indexes) }),*>;

                const ATTRIBUTES: &'static [__private::Names] = &[#(#names),*];

                fn paths() -> ::std::vec::Vec<__private::Path> {
                    #paths
                }

                fn read_attributes(
                    __reader: &mut __private::ItemReader,
                ) -> __private::Result<Self, __private::DecodeError> {
                    #read
                }
            }
        },
    )
}

/// For each field of the entity that is named, a constant of that name, which is found where the entity has
/// none: one sentence in place of the compiler's own about each use of it.
fn missing(entity: &Path, fields: &[Field]) -> Option<TokenStream> {
    let fields = fields.iter().filter_map(|field| match &field.source {
        Source::Field { konst, name } => Some((konst, name)),
        Source::Path { .. } => None,
    });
    let (konsts, names): (Vec<_>, Vec<_>) = fields.unzip();
    let checks = konsts.iter().map(|konst| {
        let entity = located_at(konst.span(), entity.to_token_stream());
        quote_spanned!(konst.span()=> const _: () = #entity::#konst.must_exist();)
    });
    (!konsts.is_empty()).then(|| {
        quote! {
            trait NoField: __private::Entity {
                #(
                    const #konsts: __private::NoField =
                        __private::NoField::of(<Self as __private::Entity>::SCHEMA, #names);
                )*
            }

            impl<__E: __private::Entity> NoField for __E {}

            #(#checks)*
        }
    })
}

/// The attributes that the field is read from. Of a flattened field, a path goes on to one of them.
fn names(entity: &Path, field: &Field) -> TokenStream {
    let base = base(entity, field);
    let inner = match &field.source {
        Source::Path { inner, .. } => inner.as_ref().map(|inner| quote!(.then(#inner.names()))),
        Source::Field { .. } => None,
    };
    quote!(#base.names() #inner)
}

/// The constant of the attribute that the field is read from, or from inside of.
fn base(entity: &Path, field: &Field) -> TokenStream {
    match &field.source {
        Source::Field { konst, .. } => quote_spanned!(konst.span()=> #entity::#konst),
        Source::Path { base, .. } => base.to_token_stream(),
    }
}

fn paths(entity: &Path, fields: &[Field]) -> TokenStream {
    let paths = fields.iter().map(|field| match &field.source {
        Source::Field { .. } => {
            let attr = base(entity, field);
            quote!(#attr.ask(&mut __paths);)
        }
        Source::Path { whole, .. } => quote_spanned! {at(whole.span())=>
            __paths.push(__private::path::<Self, _, _, _>(&#whole));
        },
    });
    quote! {
        let mut __paths = ::std::vec::Vec::new();
        #(#paths)*
        __paths
    }
}

/// What lies inside an attribute is read first: the field of a whole one takes it out of the item.
fn read(entity: &Path, fields: &[Field]) -> TokenStream {
    let inside = |field: &&Field| matches!(field.source, Source::Path { .. });
    let (inside, whole): (Vec<_>, Vec<_>) = fields.iter().partition(inside);
    let fields = inside.into_iter().chain(whole).map(|field| {
        let (ident, ty) = (&field.ident, &field.ty);
        let attr = match &field.source {
            Source::Field { .. } => base(entity, field),
            Source::Path { whole, .. } => quote!(__private::inside(#whole)),
        };
        quote_spanned! {at(ty.span())=>
            #ident: #attr.read_field::<#ty>(__reader)?
        }
    });
    quote!(__private::Result::Ok(Self { #(#fields),* }))
}

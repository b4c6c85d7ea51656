//! `impl TableModel` and, for an enum, `impl TableItem` with the checks between the entities.

use super::{at, hidden, private, private_at};
use crate::parse::default_crate;
use crate::parse::table::{Arm, Index, IndexProjection, Table};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::{LitStr, Path};

/// Everything that `#[derive(Table)]` generates. `checks`: also the checks between entities, which
/// would only repeat themselves where there are errors.
pub(crate) fn table(table: &Table, checks: bool) -> TokenStream {
    let krate: Path = table.krate.clone().unwrap_or_else(default_crate);
    let (private, ident) = (private(), &table.ident);
    let layout = layout(table);
    let arms = table.arms.as_deref().unwrap_or_default();
    let entities = arms.iter().filter(|arm| arm.unknown.is_none());
    // With errors, a variant may hold what is no entity.
    let schemas = entities.clone().filter(|_| checks).map(schema);
    let mut known = HashSet::new();
    let distinct = entities.filter(|arm| known.insert(arm.ty.to_token_stream().to_string()));
    let from = distinct.map(|arm| from(table, arm));
    let named = named(table, checks);
    let item = table.arms.as_ref().map(|arms| item(table, arms, checks));
    let checks = checks.then(|| {
        let checks = self::checks(table, arms);
        let reads = reads(table, arms);
        quote!(#reads #checks)
    });
    hidden(
        &krate,
        &quote! {
            #[automatically_derived]
            impl #private::TableModel for #ident {
                const LAYOUT: &'static #private::TableLayout = &#layout;
                const SCHEMA: &'static #private::TableSchema = &#private::table_schema(
                    Self::LAYOUT,
                    &[#(#schemas),*],
                );
                type Itself = Self;
            }

            #item
            #(#from)*
            #named
            #checks
        },
    )
}

fn schema(arm: &Arm) -> TokenStream {
    let (private, ty) = (private(), &arm.ty);
    quote_spanned!(at(ty.span())=> <#ty as #private::Entity>::SCHEMA)
}

fn layout(table: &Table) -> TokenStream {
    let private = private();
    let (name, pk, sk) = (table.table_name(), table.pk_name(), table.sk_name());
    let (separator, type_attribute) = (table.separator_text(), table.type_name());
    let ttl = optional(table.ttl.as_ref());
    let type_index = table.type_index.as_ref().map(|index| {
        let name = table.type_index_name();
        let shards = table.shards();
        let pk = shards.map_or_else(|| type_attribute.clone(), |(pk, _)| pk.value());
        let sk = optional(index.sk.as_ref());
        let projection = projection(index.projection.as_ref());
        quote!(.with_type_index(#private::IndexLayout::global(#name, #pk, #sk) #projection))
    });
    let shards = table.shards();
    let type_shards = shards.map(|(_, shards)| quote!(.with_type_shards(#shards)));
    let indexes = table.indexes.iter().map(|declared| index(declared, &pk));
    quote! {
        #private::table_layout(
            #name,
            #pk,
            #sk,
            #separator,
            #type_attribute,
            #ttl,
            &[#(#indexes),*],
        )
        #type_index
        #type_shards
    }
}

fn index(index: &Index, table_pk: &str) -> TokenStream {
    let private = private();
    let name = &index.name.text;
    let pk = index
        .pk
        .as_ref()
        .map_or_else(|| table_pk.to_owned(), LitStr::value);
    let sk = optional(index.sk.as_ref());
    let number = index.sk_type.as_ref().filter(|word| word.text == "number");
    let sk_type = number.map(|_| quote!(.with_sk_type(#private::ScalarType::Number)));
    let local = index.local.as_ref();
    let kind = local.map(|_| quote!(.with_kind(#private::IndexKind::Local)));
    let projection = projection(index.projection.as_ref());
    quote! {
        #private::IndexLayout::global(#name, #pk, #sk) #sk_type #kind #projection
    }
}

/// The call that sets a projection other than that of all attributes.
fn projection(projection: Option<&IndexProjection>) -> Option<TokenStream> {
    let private = private();
    let projection = match projection {
        None | Some(IndexProjection::All) => return None,
        Some(IndexProjection::KeysOnly) => quote!(KeysOnly),
        Some(IndexProjection::Include(names)) => quote!(Include(&[#(#names),*])),
    };
    Some(quote!(.with_projection(#private::Projection::#projection)))
}

fn optional(text: Option<&LitStr>) -> TokenStream {
    let private = private();
    match text {
        Some(text) => quote!(#private::Some(#text)),
        None => quote!(#private::None),
    }
}

/// `impl TableItem`: the type attribute decides.
fn item(table: &Table, arms: &[Arm], checks: bool) -> TokenStream {
    let (private, ident) = (private(), &table.ident);
    let name = ident.to_string();
    let known = arms.iter().filter(|arm| arm.unknown.is_none()).map(|arm| {
        let (variant, ty, schema) = (&arm.ident, &arm.ty, schema(arm));
        quote_spanned! {at(ty.span())=>
            if #schema.is_named(&type_name) {
                return #private::Ok(Self::#variant(<#ty as #private::Entity>::from_row(row)?));
            }
        }
    });
    let body = match arms.iter().find(|arm| arm.unknown.is_some()) {
        _ if !checks => quote!(::core::unreachable!()),
        Some(Arm { ident, ty, .. }) => {
            let unknown =
                quote_spanned!(at(ty.span())=> #private::Ok(Self::#ident(row.into_item())));
            quote! {
                let #private::Ok(type_name) = #private::type_of::<Self>(#name, &row) else {
                    return #unknown;
                };
                #(#known)*
                #unknown
            }
        }
        None => quote! {
            let type_name = #private::type_of::<Self>(#name, &row)?;
            #(#known)*
            #private::Result::Err(#private::unknown_type::<Self>(#name, &row))
        },
    };
    quote! {
        #[automatically_derived]
        impl #private::TableItem for #ident {
            fn from_row(row: #private::Row) -> #private::Result<Self, #private::DecodeError> {
                #body
            }
        }
    }
}

/// The enum is a declaration: that nothing else reads its fields is no reason for a warning.
fn reads(table: &Table, arms: &[Arm]) -> Option<TokenStream> {
    let ident = &table.ident;
    let variants = arms.iter().map(|arm| &arm.ident);
    (!arms.is_empty()).then(|| {
        quote! {
            fn __reads(table: &#ident) {
                match table { #(#ident::#variants(_entity) => (),)* }
            }
        }
    })
}

/// Which entities the table names: those of an enum, and all where the list is open, or has errors of its
/// own.
fn named(table: &Table, checks: bool) -> TokenStream {
    let (private, ident) = (private(), &table.ident);
    let Some(arms) = table.arms.as_ref().filter(|_| checks) else {
        return quote! {
            #[automatically_derived]
            impl<__E> #private::NamesEntity<__E> for #ident {}
        };
    };
    let types = arms.iter().filter(|arm| arm.unknown.is_none());
    let types = types.map(|arm| &arm.ty);
    quote! {
        #(
            #[automatically_derived]
            impl #private::NamesEntity<#types> for #ident {}
        )*
    }
}

fn from(table: &Table, arm: &Arm) -> TokenStream {
    let (ident, variant, ty) = (&table.ident, &arm.ident, &arm.ty);
    quote! {
        #[automatically_derived]
        impl ::core::convert::From<#ty> for #ident {
            fn from(entity: #ty) -> Self {
                Self::#variant(entity)
            }
        }
    }
}

/// Each entity belongs to this table, and cannot be taken for one before it.
fn checks(table: &Table, arms: &[Arm]) -> TokenStream {
    let (private, ident) = (private(), &table.ident);
    let entities = arms.iter().filter(|arm| arm.unknown.is_none());
    let checks = entities.enumerate().map(|(position, Arm { ty, .. })| {
        let span = at(ty.span());
        let here = private_at(ty.span());
        quote_spanned! {span=>
            const _: () = <<#ty as #here::Entity>::Table as #private::IsTable<#ident>>::IS;
            const _: () = #here::apart(<#ident as #private::TableModel>::SCHEMA, #position);
        }
    });
    quote! {
        // Every pair of entities is compared, so a large table takes many steps.
        #[allow(long_running_const_eval)]
        const _: () = { #(#checks)* };
    }
}

//! `impl TableModel` and, for an enum, `impl TableItem` with the checks between the entities.

use super::{at, hidden, private, private_at};
use crate::parse::default_crate;
use crate::parse::table::{Arm, Index, IndexProjection, KeyName, Scalar, Table, TypeAttributeKind};
use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote, quote_spanned};
use std::collections::HashSet;
use syn::spanned::Spanned;
use syn::{Ident, LitStr, Path};

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
    let (name, pk) = (table.table_name(), table.pk_name());
    let (sk, sk_type) = table.sort_key().unwrap_or_default();
    let pk_type = scalar(&format_ident!("with_pk_type"), table.pk_scalar());
    let sk_type = scalar(&format_ident!("with_sk_type"), sk_type);
    let without_sk = table.sort_key().is_none().then(|| quote!(.without_sk()));
    let (separator, type_attribute) = (table.separator_text(), table.type_name());
    let ttl = optional(table.ttl.as_ref());
    let type_index = table.type_index.as_ref().map(|index| {
        let name = table.type_index_name();
        let shards = table.shards();
        let pk = shards.map_or_else(|| type_attribute.clone(), |(pk, _)| pk.value());
        let (sk, sk_type) = sort_key(index.sk.as_ref());
        let projection = projection(index.projection.as_ref());
        quote!(.with_type_index(#private::IndexLayout::global(#name, #pk, #sk) #sk_type #projection))
    });
    let types = types(table);
    let shards = table.shards();
    let type_shards = shards.map(|(_, shards)| quote!(.with_type_shards(#shards)));
    let table_pk = (pk.clone(), table.pk_scalar());
    let indexes = table
        .indexes
        .iter()
        .map(|declared| index(table, declared, &table_pk));
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
        #pk_type
        #sk_type
        #without_sk
        #types
        #type_index
        #type_shards
    }
}

/// The call that sets types which are not in one attribute as a text.
fn types(table: &Table) -> Option<TokenStream> {
    let private = private();
    let names = table.type_attribute.iter().flat_map(|types| &types.names);
    let types = match table.type_kind() {
        TypeAttributeKind::One => return None,
        TypeAttributeKind::None => quote!(None),
        TypeAttributeKind::Several => quote!(Several(&[#(#names),*])),
        TypeAttributeKind::Set => quote!(Set(#(#names)*)),
    };
    Some(quote!(.with_types_in(#private::TypeAttribute::#types)))
}

fn index(table: &Table, index: &Index, table_pk: &(String, Scalar)) -> TokenStream {
    let private = private();
    let name = &index.name.text;
    let own = index.pk.as_ref();
    let own = own.map(|pk| (pk.text.value(), table.scalar_of(pk)));
    let (pk, pk_type) = own.unwrap_or_else(|| table_pk.clone());
    let pk_type = scalar(&format_ident!("with_pk_type"), pk_type);
    let typed = |key: &KeyName| KeyName {
        scalar: table.scalar_of(key),
        ..key.clone()
    };
    let (sk, sk_type) = sort_key(index.sk.as_ref().map(typed).as_ref());
    let half = |key: Option<&KeyName>, method: &str| {
        let half = table.half(&key?.text.value())?;
        let (method, half) = (format_ident!("{method}"), format_ident!("{half:?}"));
        Some(quote!(.#method(#private::KeyHalf::#half)))
    };
    let of_table = [
        half(index.pk.as_ref(), "with_table_pk"),
        half(index.sk.as_ref(), "with_table_sk"),
    ];
    let of_table = of_table.into_iter().flatten();
    let local = index.local.as_ref();
    let kind = local.map(|_| quote!(.with_kind(#private::IndexKind::Local)));
    let projection = projection(index.projection.as_ref());
    quote! {
        #private::IndexLayout::global(#name, #pk, #sk)
            #pk_type #sk_type #(#of_table)* #kind #projection
    }
}

/// The name of an index's sort key, and the call that sets its type.
fn sort_key(key: Option<&KeyName>) -> (TokenStream, Option<TokenStream>) {
    let scalar_type = key.map_or(Scalar::Text, |key| key.scalar);
    let name = optional(key.map(|key| &key.text));
    (name, scalar(&format_ident!("with_sk_type"), scalar_type))
}

/// The call that sets another type than text.
fn scalar(method: &Ident, scalar: Scalar) -> Option<TokenStream> {
    let private = private();
    let name = match scalar {
        Scalar::Text => return None,
        Scalar::Number => "Number",
        Scalar::Binary => "Binary",
    };
    let name = format_ident!("{name}");
    Some(quote!(.#method(#private::ScalarType::#name)))
}

/// The call that sets a projection other than that of all attributes.
fn projection(projection: Option<&IndexProjection>) -> Option<TokenStream> {
    let private = private();
    let projection = match projection {
        None | Some(IndexProjection::All) => return None,
        Some(IndexProjection::KeysOnly) => quote!(KeysOnly),
        Some(IndexProjection::Include(names)) => quote!(Include(&[#(#names),*])),
        Some(IndexProjection::IncludeOnly(names)) => quote!(IncludeOnly(&[#(#names),*])),
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

/// `impl TableItem`: the type decides, or the key.
fn item(table: &Table, arms: &[Arm], checks: bool) -> TokenStream {
    let (private, ident) = (private(), &table.ident);
    let name = ident.to_string();
    let known = arms.iter().filter(|arm| arm.unknown.is_none());
    let known = known.enumerate().map(|(position, arm)| {
        let (variant, ty) = (&arm.ident, &arm.ty);
        quote_spanned! {at(ty.span())=>
            #private::Some(#position) => {
                #private::Ok(Self::#variant(<#ty as #private::Entity>::from_row(row)?))
            }
        }
    });
    let unknown = match arms.iter().find(|arm| arm.unknown.is_some()) {
        Some(Arm { ident, ty, .. }) => {
            quote_spanned!(at(ty.span())=> #private::Ok(Self::#ident(row.into_item())))
        }
        None => quote!(#private::Result::Err(#private::unknown_type::<Self>(#name, &row))),
    };
    let body = if checks {
        quote! {
            match #private::position_of::<Self>(&row) {
                #(#known)*
                _ => #unknown,
            }
        }
    } else {
        quote!(::core::unreachable!())
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

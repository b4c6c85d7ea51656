//! `impl Entity` and `impl Entities` for an enum of entities: each variant by what its entity does.

use super::{at, hidden, private, private_at};
use crate::parse::default_crate;
use crate::parse::entities::Entities;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

/// Everything that `#[derive(Entities)]` generates.
pub(crate) fn entities(input: &Entities) -> TokenStream {
    let krate: Path = input.krate.clone().unwrap_or_else(default_crate);
    let (private, ident) = (private(), &input.ident);
    let name = ident.to_string();
    let Some((_, first)) = input.variants.first() else {
        return TokenStream::new();
    };
    let schemas = input.variants.iter().map(|(_, ty)| {
        let here = private_at(ty.span());
        quote_spanned!(at(ty.span())=> <#ty as #here::Entity>::SCHEMA)
    });
    let (entity, checks) = (entity(input), checks(input));
    let values = values(input);
    let from = input.variants.iter().map(|(variant, ty)| {
        quote! {
            #[automatically_derived]
            impl ::core::convert::From<#ty> for #ident {
                fn from(entity: #ty) -> Self {
                    Self::#variant(entity)
                }
            }
        }
    });
    hidden(
        &krate,
        &quote! {
            const ENTITIES: &[&#private::EntitySchema] = &[#(#schemas),*];
            const TYPES: [&str; #private::count_types(ENTITIES)] = #private::all_types(ENTITIES);

            #[automatically_derived]
            impl #private::Entity for #ident {
                type Table = <#first as #private::Entity>::Table;
                type Key = #private::SharedKey<Self>;
                type Checks = <#first as #private::Entity>::Checks;
                const SCHEMA: &'static #private::EntitySchema =
                    &#private::entities_schema(#name, ENTITIES, &TYPES);
                #entity
            }

            #[automatically_derived]
            impl #private::Entities for #ident {
                type First = #first;
            }

            #[automatically_derived]
            impl<const __K: usize, const __F: usize, __V> #private::TakesKey<__K, __F, __V> for #ident
            where
                #first: #private::TakesKey<__K, __F, __V>,
            {
                fn add(values: #private::Slots, value: __V) -> #private::Slots {
                    <#first as #private::TakesKey<__K, __F, __V>>::add(values, value)
                }
            }

            #values
            #(#from)*
            #checks
        },
    )
}

/// The methods that hand on to the entity of the variant.
fn entity(input: &Entities) -> TokenStream {
    let private = private();
    let name = input.ident.to_string();
    let variants: Vec<_> = input.variants.iter().map(|(variant, _)| variant).collect();
    let types: Vec<_> = input.variants.iter().map(|(_, ty)| ty).collect();
    let (first, of_first) = (variants[0], types[0]);
    let positions = 0..variants.len();
    quote! {
        fn version(&self) -> #private::Option<u64> {
            match self { #(Self::#variants(entity) => #private::Entity::version(entity),)* }
        }

        fn write_attributes(&self, writer: &mut #private::ItemWriter) {
            match self {
                #(Self::#variants(entity) => #private::Entity::write_attributes(entity, writer),)*
            }
        }

        // An item is read by `from_row`, which looks at its type.
        fn read_attributes(
            reader: &mut #private::ItemReader,
        ) -> #private::Result<Self, #private::DecodeError> {
            <#of_first as #private::Entity>::read_attributes(reader).map(Self::#first)
        }

        fn from_row(row: #private::Row) -> #private::Result<Self, #private::DecodeError> {
            match #private::position_among::<Self>(&row) {
                #(
                    #private::Some(#positions) => #private::Ok(
                        Self::#variants(<#types as #private::Entity>::from_row(row)?)
                    ),
                )*
                _ => #private::Result::Err(
                    #private::unknown_type::<<Self as #private::Entity>::Table>(#name, &row)
                ),
            }
        }

        fn visit<__V: #private::Visit>(&self, visit: __V) -> __V::Made {
            match self { #(Self::#variants(entity) => visit.visit(entity),)* }
        }
    }
}

/// `impl KeyValues`: the slots are those of the first entity.
fn values(input: &Entities) -> TokenStream {
    let (private, ident) = (private(), &input.ident);
    let arms = input
        .variants
        .iter()
        .enumerate()
        .map(|(position, (variant, ty))| {
            let slot = if position == 0 {
                quote!(#private::Some(slot))
            } else {
                quote! {
                    #private::slot_among(ENTITIES[0], <#ty as #private::Entity>::SCHEMA, slot)
                }
            };
            quote! {
                Self::#variant(entity) => #private::KeyValues::key_value(entity, #slot?),
            }
        });
    quote! {
        #[automatically_derived]
        impl #private::KeyValues for #ident {
            fn key_value(&self, slot: usize) -> #private::KeyValue<'_> {
                match self { #(#arms)* }
            }
        }
    }
}

/// Each entity is one of the same table, and agrees with the first.
fn checks(input: &Entities) -> TokenStream {
    let (private, ident) = (private(), &input.ident);
    let checks = input
        .variants
        .iter()
        .enumerate()
        .map(|(position, (_, ty))| {
            let (span, here) = (at(ty.span()), private_at(ty.span()));
            quote_spanned! {span=>
                const _: () = <<#ty as #here::Entity>::Table as #private::IsTableOf<
                    <#ident as #private::Entity>::Table,
                    #ident,
                >>::IS;
                const _: () = #here::entities_agree(
                    <<#ident as #private::Entity>::Table as #private::TableModel>::LAYOUT,
                    <#ident as #private::Entity>::SCHEMA,
                    #position,
                );
            }
        });
    quote!(#(#checks)*)
}

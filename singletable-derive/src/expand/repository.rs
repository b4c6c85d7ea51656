//! The repository, such as `PostRepository`: what takes key values of this entity's own types.
//! Everything else it does through `Deref`.

use super::access::shape;
use super::{key_type, number, private, table_of};
use crate::model::entity::{Entity, Template, Unique, distinct};
use proc_macro2::TokenStream;
use quote::quote;
use syn::{Ident, Type};

/// The struct.
pub(super) fn definition(entity: &Entity) -> TokenStream {
    let (krate, vis, ident) = (&entity.krate, &entity.vis, &entity.ident);
    let repository = &entity.names.repository;
    let doc = format!(
        "Typed access to the [`{}`]s of a table: `{repository}::new(&table)`.\n\nIts own methods take \
         the fields of keys; `create`, `put` and the others are those of `Repository`.",
        entity.name
    );
    let allowed = entity.warns.then(|| quote!(#[allow(deprecated)]));
    quote! {
        #[doc = #doc]
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        #allowed
        #vis struct #repository {
            inner: #krate::__private::Repository<#ident>,
        }
    }
}

/// Its methods.
pub(super) fn implementations(entity: &Entity) -> TokenStream {
    let private = private();
    let (vis, ident, table) = (&entity.vis, &entity.ident, table_of(entity));
    let (repository, name) = (&entity.names.repository, &entity.name);
    let doc = format!("The [`{name}`]s of that table.");
    let shape = entity.key_shape();
    let by_key = [
        (
            "get",
            "get_by",
            "Get",
            "Reads the [`{}`] with that primary key",
        ),
        (
            "update",
            "update_by",
            "Update",
            "Updates the [`{}`] with that primary key",
        ),
        (
            "delete",
            "delete_by",
            "Delete",
            "Deletes the [`{}`] with that primary key",
        ),
        (
            "check",
            "check_by",
            "ConditionCheck",
            "A condition of a transaction on the [`{}`] with that primary key",
        ),
    ]
    .map(|(method, inner, operation, doc)| {
        let doc = format!("{}: {shape}.", doc.replace("{}", name));
        by_key(entity, [method, inner, operation], &doc)
    });
    let own = |method, doc: &str, operation| {
        let method = Ident::new(method, entity.ident.span());
        access(
            entity,
            &method,
            &entity.pk,
            &entity.names.by_key,
            doc,
            operation,
        )
    };
    let query_doc = format!("Finds [`{name}`]s of one partition: {shape}.");
    let query = own("query", &query_doc, QUERY);
    let partition_doc = format!(
        "Reads everything in one partition, of any entity: `{}`.",
        entity.pk.text.value()
    );
    let partition = own(
        "partition",
        &partition_doc,
        ["Partition", "whole_partition"],
    );
    let indexes = entity.indexes.iter().map(|index| {
        let doc = format!(
            "Finds [`{name}`]s through the index `{}`: {}.",
            index.word.text,
            self::shape(entity, index)
        );
        let pk = index.pk.as_ref().unwrap_or(&entity.pk);
        access(entity, &index.access, pk, &index.pattern, &doc, QUERY)
    });
    // The guards of another library do not say whose they are.
    let unique = entity.unique.iter().enumerate();
    let unique = unique.filter(|(_, constraint)| constraint.guard.is_none());
    let unique = unique.map(|(index, constraint)| self::unique(entity, index, constraint));
    quote! {
        #[automatically_derived]
        impl #repository {
            #[doc = #doc]
            #[must_use]
            #vis fn new(table: &#private::Table<#table>) -> Self {
                Self { inner: #private::Repository::new(table) }
            }

            #(#by_key)*
            #query
            #partition
            #(#indexes)*
            #(#unique)*
        }

        #[automatically_derived]
        impl ::core::ops::Deref for #repository {
            type Target = #private::Repository<#ident>;

            fn deref(&self) -> &Self::Target {
                &self.inner
            }
        }
    }
}

/// A method that takes the primary key.
fn by_key(entity: &Entity, names: [&str; 3], doc: &str) -> TokenStream {
    let private = private();
    let (vis, ident) = (&entity.vis, &entity.ident);
    let [method, inner, operation] = names.map(|name| Ident::new(name, entity.ident.span()));
    let (names, types) = parameters(entity, &entity.primary());
    quote! {
        #[doc = #doc]
        #vis fn #method(
            &self,
            #(#names: impl #private::IntoValue<#types>),*
        ) -> #private::#operation<#ident> {
            self.inner.#inner(__key(#(#names),*))
        }
    }
}

/// A method that takes the values of a unique constraint.
fn unique(entity: &Entity, index: usize, unique: &Unique) -> TokenStream {
    let private = private();
    let (vis, ident) = (&entity.vis, &entity.ident);
    let (index, method) = (number(index), unique.method());
    let doc = format!(
        "Reads the [`{}`] with that unique `{}`, consistently.",
        entity.name, unique.name
    );
    let slots = &unique.slots;
    let (names, types) = parameters(entity, slots);
    let values = values(entity, slots);
    quote! {
        #[doc = #doc]
        #vis fn #method(
            &self,
            #(#names: impl #private::IntoValue<#types>),*
        ) -> #private::GetUnique<#ident> {
            self.inner.unique(#index, &#values)
        }
    }
}

/// The names and types of the parameters of a function that takes values of those fields.
fn parameters<'a>(entity: &'a Entity, slots: &[usize]) -> (Vec<&'a Ident>, Vec<&'a Type>) {
    let fields = slots.iter().map(|&slot| entity.key_field(slot));
    fields.map(|field| (&field.ident, &field.value)).unzip()
}

/// The values of the parameters, by the slots of their fields.
fn values(entity: &Entity, slots: &[usize]) -> TokenStream {
    let private = private();
    let mut values = quote!(#private::Slots::new());
    for (i, &slot) in slots.iter().enumerate() {
        let field = entity.key_field(slot);
        let (name, ty, slot) = (&field.ident, &field.value, number(slot));
        match key_type::constant(entity, field) {
            Some(key_type) => values.extend(quote!(.keyed(#slot, &#key_type, #name))),
            None if i == 0 => values = quote!(#private::Slots::one::<#ty>(#slot, #name)),
            None => values.extend(quote!(.given::<#ty>(#slot, #name))),
        }
    }
    values
}

/// The operation of a query, and core's method that makes it.
const QUERY: [&str; 2] = ["Query", "access"];

/// A method that takes a partition key.
fn access(
    entity: &Entity,
    method: &Ident,
    pk: &Template,
    pattern: &Ident,
    doc: &str,
    operation: [&str; 2],
) -> TokenStream {
    let private = private();
    let [operation, inner] = operation.map(|name| Ident::new(name, entity.ident.span()));
    let vis = &entity.vis;
    let slots = distinct(pk.slots());
    let (names, types) = parameters(entity, &slots);
    let values = values(entity, &slots);
    quote! {
        #[doc = #doc]
        #vis fn #method(
            &self,
            #(#names: impl #private::IntoValue<#types>),*
        ) -> #private::#operation<#pattern> {
            self.inner.#inner(#values)
        }
    }
}

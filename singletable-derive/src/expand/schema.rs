//! `impl Entity`: the constant description, and the calls of the item mapping.

use super::checks::index_const;
use super::{
    at, codec, flatten, generate, item, key_type, null, number, private, private_at, table_of,
};
use crate::model::entity::{Entity, Index, Segment, Template, Unique};
use crate::model::field::{Codec, Field};
use crate::template::Encoding;
use crate::types::{self, Kind};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::Path;
use syn::ext::IdentExt as _;
use syn::spanned::Spanned;

/// `impl Entity`.
pub(super) fn entity(entity: &Entity) -> TokenStream {
    let private = private();
    let (name, type_name) = (&entity.name, &entity.type_name);
    let pk = template(entity, &entity.pk);
    // A constructor without a sort key would make most entities longer.
    let no_sk = quote!(#private::key_template("", &[]));
    let sk = entity.sk.as_ref().map_or(no_sk, |sk| template(entity, sk));
    let special = special(entity);
    let indexes = entity.indexes.iter().enumerate();
    let indexes = indexes.map(|(i, declared)| index(entity, i, declared));
    let attributes = flatten::attributes(entity, |field| attribute(entity, field));
    let key_fields = key_fields(entity);
    let schema = quote! {
        #private::entity_schema(
            #name,
            #type_name,
            #pk,
            #sk,
            &[#(#indexes),*],
            #attributes,
            #key_fields,
        )
        #special
    };
    let generated = generate::methods(entity);
    let version = version_method(entity);
    let methods = quote!(#version #generated);
    let (write, read) = (item::write(entity), item::read(entity));
    let key = &entity.names.key;
    implementation(entity, key, &schema, &methods, &write, &read)
}

/// The function that compares a part of a stored key with the field that it is of.
fn key_fields(entity: &Entity) -> TokenStream {
    let (private, ident) = (private(), &entity.ident);
    let fields = entity.primary().into_iter();
    let fields = fields.map(|slot| entity.key_field(slot));
    let fields = fields.filter(|field| entity.path(field.slot).is_none());
    let arms = fields.filter_map(|field| {
        let (slot, konst) = (number(field.slot), &field.konst);
        if field.key_only {
            return Some(quote!(#slot => #ident::#konst.fits(part),));
        }
        let arm = quote!(#slot => #private::KeyAttr(&#ident::#konst).fits(part),);
        field.written.then_some(arm)
    });
    quote! {
        |slot, part| match slot {
            #(#arms)*
            _ => true,
        }
    }
}

/// The name of the entity that a path leads to.
pub(super) fn last_name(path: &Path) -> Option<String> {
    path.segments
        .last()
        .map(|last| last.ident.unraw().to_string())
}

/// The calls that set what most entities leave as it is.
fn special(entity: &Entity) -> TokenStream {
    let private = private();
    let mut special = TokenStream::new();
    if entity.sk.is_none() {
        special.extend(quote!(.without_sk()));
    }
    let (rest, members) = (&entity.type_rest, &entity.type_set);
    if !rest.is_empty() {
        special.extend(quote!(.with_type_rest(&[#(#rest),*])));
    }
    if !members.is_empty() {
        special.extend(quote!(.with_type_set(&[#(#members),*])));
    }
    if entity.typeless {
        special.extend(quote!(.without_type()));
    }
    if !entity.shares.is_empty() {
        let shares = entity.shares.iter().filter_map(last_name);
        special.extend(quote!(.with_shares(&[#(#shares),*])));
    }
    if !entity.paths.is_empty() {
        let first = number(entity.fields.len());
        let holders = entity.paths.iter().map(|path| number(path.holder));
        special.extend(quote!(.with_paths(#first, &[#(#holders),*])));
    }
    let aliases = &entity.type_aliases;
    if !aliases.is_empty() {
        special.extend(quote!(.with_type_aliases(&[#(#aliases),*])));
    }
    if let Some(type_sk) = &entity.type_sk {
        let type_sk = template(entity, type_sk);
        special.extend(quote!(.with_type_sk(#type_sk)));
    }
    if let Some(seconds) = entity.lifetime {
        special.extend(quote!(.with_ttl(#private::Some(#seconds))));
    } else if entity.fields.iter().any(|field| field.ttl) {
        special.extend(quote!(.with_ttl(#private::None)));
    }
    if let Some(field) = entity.fields.iter().find(|field| field.version) {
        let attribute = &field.attribute;
        special.extend(quote!(.with_version(#attribute)));
    }
    if !entity.unique.is_empty() {
        let unique = entity.unique.iter();
        let unique = unique.map(|unique| constraint(entity, unique));
        special.extend(quote!(.with_unique(&[#(#unique),*])));
    }
    if entity.fields.iter().any(|field| field.extra) {
        special.extend(quote!(.with_extra()));
    }
    special.extend(key_only(entity));
    special
}

/// The call that says which fields the primary key alone has.
fn key_only(entity: &Entity) -> Option<TokenStream> {
    let private = private();
    let fields = entity.fields.iter().filter(|field| field.key_only);
    let fields: Vec<_> = fields
        .map(|field| {
            let (name, slot, ty) = (&field.name, number(field.slot), key_type::whole(field));
            let random = is_random(field).then(|| quote!(.random()));
            quote!(#private::key_only(#name, #slot, #ty.form) #random)
        })
        .collect();
    (!fields.is_empty()).then(|| quote!(.with_key_only(&[#(#fields),*])))
}

/// Whether a random identifier is generated for the field of a new item.
fn is_random(field: &Field) -> bool {
    let known = field.on_create.as_ref().and_then(|create| create.known);
    matches!(known, Some("UuidV4" | "UuidV7" | "Ksuid"))
}

/// `impl Entity` for an entity with errors: its key is one that no other entity has.
pub(super) fn broken(entity: &Entity) -> TokenStream {
    let private = private();
    let name = &entity.name;
    let type_name = &entity.type_name;
    let key = quote!(#private::key_template(#name, &[#private::literal(#name)]));
    let schema =
        quote!(#private::entity_schema(#name, #type_name, #key, #key, &[], &[], |_, _| true));
    let body = quote!(::core::unreachable!());
    // Like every name of such an entity, the key's type is in error; the repository's is so in any case.
    let key = &entity.names.repository;
    let implementation = implementation(entity, key, &schema, &TokenStream::new(), &body, &body);
    let ident = &entity.ident;
    quote! {
        #implementation

        #[automatically_derived]
        impl #private::KeyValues for #ident {
            fn key_value(&self, _: usize) -> #private::KeyValue<'_> {
                #private::None
            }
        }
    }
}

fn implementation(
    entity: &Entity,
    key: &Ident,
    schema: &TokenStream,
    methods: &TokenStream,
    write: &TokenStream,
    read: &TokenStream,
) -> TokenStream {
    let private = private();
    let ident = &entity.ident;
    let table = table_of(entity);
    // A table that is less public than the entity is an error at its name.
    let span = entity
        .table
        .as_ref()
        .map_or_else(Span::call_site, |table| at(table.span()));
    let table = quote_spanned!(span=> type Table = #table;);
    let unique = !entity.unique.is_empty();
    let versioned = entity.fields.iter().any(|field| field.version);
    let lifetime = entity.lifetime.map(|seconds| {
        quote! {
            #[automatically_derived]
            impl #private::Lifetime for #ident {
                const SECONDS: u64 = #seconds;
            }
        }
    });
    quote! {
        #lifetime

        #[automatically_derived]
        impl #private::Entity for #ident {
            #table
            type Key = #key;
            type Checks = #private::Checks<#versioned, #unique>;

            const SCHEMA: &'static #private::EntitySchema = &#schema;

            fn write_attributes(&self, __writer: &mut #private::ItemWriter) {
                #write
            }

            fn read_attributes(
                __reader: &mut #private::ItemReader,
            ) -> #private::Result<Self, #private::DecodeError> {
                #read
            }

            #methods
        }
    }
}

/// A unique constraint as a constant.
fn constraint(entity: &Entity, unique: &Unique) -> TokenStream {
    let private = private();
    let name = &unique.name;
    let fields = unique.slots.iter().map(|&slot| entity.key_field(slot));
    let source: Vec<_> = fields
        .clone()
        .map(|field| format!("<{}>", field.name))
        .collect();
    let source = source.join(", ");
    let guard = unique.guard.as_ref().map(|guard| {
        let pk = template(entity, &guard.pk);
        let sk = optional(entity, guard.sk.as_ref());
        let type_name = match &guard.type_name {
            Some(name) => quote!(#private::Some(#name)),
            None => quote!(#private::None),
        };
        quote!(.with_guard(#pk, #sk, #type_name))
    });
    let segments = fields.map(|field| {
        field_segment(
            Span::call_site(),
            field.slot,
            &field.name,
            field.encoding(),
            None,
        )
    });
    quote! {
        #private::unique_constraint(
            #name,
            #private::key_template(#source, &[#(#segments),*]),
        )
        #guard
    }
}

/// The method that returns a value's version.
fn version_method(entity: &Entity) -> Option<TokenStream> {
    let private = private();
    let field = entity.fields.iter().find(|field| field.version)?;
    let (ident, ty) = (&field.ident, &field.ty);
    let span = at(ty.span());
    let version = quote_spanned!(span=> <#ty as #private::VersionNumber>::to_version(&self.#ident));
    Some(quote! {
        fn version(&self) -> #private::Option<u64> {
            #private::Some(#version)
        }
    })
}

/// A template as a constant.
pub(super) fn template(entity: &Entity, template: &Template) -> TokenStream {
    let private = private();
    let source = template.text.value();
    let segments = template.segments.iter().map(|segment| match segment {
        Segment::Literal(text) => quote!(#private::literal(#text)),
        Segment::Field { slot, encoding } => {
            let field = entity.key_field(*slot);
            let shape = key_type::shape(entity, field);
            field_segment(
                at(template.text.span()),
                *slot,
                &field.name,
                *encoding,
                shape,
            )
        }
    });
    quote!(#private::key_template(#source, &[#(#segments),*]))
}

/// A field in the template at that place, whose texts look so; `None` are any.
pub(super) fn field_segment(
    span: Span,
    slot: usize,
    name: &str,
    encoding: Encoding,
    shape: Option<TokenStream>,
) -> TokenStream {
    let private = private();
    let slot = number(slot);
    if encoding == Encoding::Plain && shape.is_none() {
        return quote!(#private::plain(#slot, #name));
    }
    let encoding = super::encoding(encoding);
    let shape = shape.unwrap_or_else(|| quote!(#private::KeyShape::Any));
    let here = private_at(span);
    quote_spanned!(span=> #here::shaped(#slot, #name, #encoding, #shape))
}

fn optional(entity: &Entity, given: Option<&Template>) -> TokenStream {
    let private = private();
    match given {
        Some(given) => {
            let given = template(entity, given);
            quote!(#private::Some(#given))
        }
        None => quote!(#private::None),
    }
}

fn index(entity: &Entity, i: usize, index: &Index) -> TokenStream {
    let private = private();
    let (layout, access) = (index_const(i), index.access_name());
    let pk = optional(entity, index.pk.as_ref());
    let sk = optional(entity, index.sk.as_ref());
    quote!(#private::entity_index(#layout, #access, #pk, #sk))
}

/// An attribute: only what is not usual is said of it.
fn attribute(entity: &Entity, field: &Field) -> TokenStream {
    let private = private();
    let (name, slot) = (&field.name, number(field.slot));
    let stored = if field.ttl {
        Some(quote!(.stored_as(TIME_TO_LIVE)))
    } else {
        let attribute = &field.attribute;
        (attribute != name).then(|| quote!(.stored_as(#attribute)))
    };
    let required = field.read && !field.may_be_missing() && entity.default.is_none();
    let may_lack = (!required).then(|| quote!(.may_lack()));
    let optional = field.is_option().then(|| quote!(.optional()));
    let null = null::described(field);
    let read_only = (field.read_only || field.version).then(|| quote!(.read_only()));
    let set = types::is_set(&field.value).then(|| quote!(.set()));
    let on_create = field.on_create.as_ref().map(|_| {
        let random = is_random(field).then(|| quote!(.random()));
        quote!(.on_create() #random)
    });
    let form = form(field).map(|form| quote!(.form(#form)));
    quote! {
        #private::attribute(#name, #slot)
            #stored #may_lack #optional #null #read_only #on_create #set #form
    }
}

/// The form in which the field is stored, where it is not text.
fn form(field: &Field) -> Option<TokenStream> {
    let private = private();
    Some(match &field.codec {
        Codec::EpochSeconds | Codec::Number => quote!(#private::Form::Number),
        Codec::With { .. } => quote!(#private::Form::Open),
        // `list`: a set or bytes.
        Codec::Serde if !types::is_plain(&field.value) => quote!(#private::Form::Open),
        _ if Kind::of(&field.value) == Kind::Text => return None,
        Codec::Open { .. } => {
            let (ty, form) = (&field.value, codec::form(&field.value));
            quote!(#private::stored_form(#private::Probe::<#ty>::IS_FOREIGN_TIME, #form))
        }
        Codec::Serde | Codec::Set => codec::form(&field.value),
    })
}

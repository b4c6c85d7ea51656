//! Checks in constant evaluation: what depends on the table, or on types whose alias the tokens show.

use super::{at, flatten, key_type, null, number, private, private_at, schema};
use crate::check::{consts, key_only};
use crate::message::template;
use crate::model::entity::{Entity, Index, Segment, Template};
use crate::model::field::Field;
use crate::template::Encoding;
use crate::types::{self, Kind};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Path;
use syn::spanned::Spanned;

/// The most bytes of a type name in the key of a type index, with room for the number of a shard.
const MAX_TYPE_KEY: usize = 2048 - "#99".len();

/// The name of the constant of an index's layout.
pub(super) fn index_const(index: usize) -> Ident {
    format_ident!("INDEX_{index}")
}

/// Constants that the rest refers to: the table's layout, the indexes, the time to live.
pub(super) fn constants(entity: &Entity) -> TokenStream {
    let private = private();
    let indexes = entity.indexes.iter().enumerate().map(|(i, index)| {
        let konst = index_const(i);
        let name = &index.word.text;
        let message = consts::unknown_index(entity, name);
        let span = at(index.word.token.span());
        let here = private_at(span);
        quote_spanned! {span=>
            const #konst: #private::IndexLayout = #here::index(__LAYOUT, #name, #message);
        }
    });
    let field = entity.fields.iter().find(|field| field.ttl);
    let what = match (field, &entity.lifetime_text) {
        (Some(field), _) => Some((format!("`{}` is stored as", field.name), field.ident.span())),
        (None, Some(text)) => Some((format!("`{}` needs", entity.name), text.span())),
        (None, None) => None,
    };
    let ttl = what.map(|(what, span)| {
        let message = consts::no_ttl(entity, &what);
        quote_spanned! {at(span)=>
            const TIME_TO_LIVE: &str = match __LAYOUT.ttl {
                #private::Some(attribute) => attribute,
                #private::None => ::core::panic!("{}", #message),
            };
        }
    });
    // That of the default table is a constant already.
    let layout = match &entity.table {
        Some(table) => {
            let layout = layout(table);
            quote!(const __LAYOUT: &#private::TableLayout = #layout;)
        }
        None => quote!(use #private::DEFAULT_LAYOUT as __LAYOUT;),
    };
    quote! {
        #layout
        #(#indexes)*
        #ttl
    }
}

/// The table's layout, as a constant expression.
fn layout(table: &Path) -> TokenStream {
    let private = private();
    quote_spanned!(table.span()=> <#table as #private::TableModel>::LAYOUT)
}

/// The assertions.
pub(super) fn assertions(entity: &Entity) -> TokenStream {
    let mut checks = Checks {
        entity,
        out: TokenStream::new(),
        encoded: Vec::new(),
        punctuated: Vec::new(),
        sorted: Vec::new(),
    };
    for template in entity.templates() {
        checks.encodings(template);
        checks.punctuation(template);
    }
    checks.primary();
    if let Some(template) = &entity.type_sk {
        let private = private();
        let half = quote!(#private::type_index_sort_key(__LAYOUT));
        checks.order(template, &half, false);
        checks.type_index(template);
    }
    checks.key_only();
    for (i, index) in entity.indexes.iter().enumerate() {
        checks.index(i, index);
        checks.shared_attributes(i, index);
    }
    checks.unique();
    checks.shares();
    checks.type_name();
    let stored = entity.fields.iter();
    let stored = stored.filter(|field| field.written && !field.ttl);
    let mut attributes = TokenStream::new();
    for field in stored {
        if field.flatten {
            attributes.extend(flatten::check(entity, field));
            continue;
        }
        checks.precision(field);
        checks.out.extend(null::check(field));
        attributes.extend(checks.collision(field));
    }
    let (private, ident, out) = (private(), &entity.ident, checks.out);
    let named = named(entity);
    // It also checks the type.
    let type_at = entity
        .type_at
        .as_ref()
        .map_or_else(Span::call_site, Spanned::span);
    let here = private_at(type_at);
    let all = quote_spanned! {at(type_at)=>
        #here::AttributeChecks::of(__LAYOUT, <#ident as #private::Entity>::SCHEMA)
    };
    quote! {
        #out
        #named
        const _: () = {
            let all = #all;
            #attributes
        };
    }
}

/// The enum of the table names the entity.
fn named(entity: &Entity) -> Option<TokenStream> {
    // The default table is open.
    let table = entity.table.as_ref().filter(|_| !entity.unlisted)?;
    let ident = &entity.ident;
    let private = private();
    let itself = quote_spanned!(table.span()=> <#table as #private::TableModel>::Itself);
    Some(quote_spanned! {at(table.span())=>
        const _: () = <#itself as #private::NamesEntity<#ident>>::NAMES;
    })
}

/// Writes the assertions. Templates may have a field in common: what was asserted of a field, by its
/// slot, is not asserted again.
struct Checks<'a> {
    entity: &'a Entity,
    out: TokenStream,
    /// The fields whose encoding is one of their type.
    encoded: Vec<(usize, Encoding)>,
    /// The fields whose values can be written before that literal text.
    punctuated: Vec<(usize, String)>,
    /// The fields whose texts sort as the values do.
    sorted: Vec<(usize, Encoding)>,
}

/// Whether it was not there before; now it is.
fn is_first<T: PartialEq>(known: &mut Vec<T>, new: T) -> bool {
    let is_first = !known.contains(&new);
    if is_first {
        known.push(new);
    }
    is_first
}

impl Checks<'_> {
    /// A constant of its own, because in one constant a mistake hides those after it.
    fn assert(&mut self, span: Span, condition: &TokenStream, message: &str) {
        let (span, private) = (at(span), private_at(span));
        self.out.extend(quote_spanned! {span=>
            const _: () = #private::holds(#condition, #message);
        });
    }

    fn encodings(&mut self, template: &Template) {
        for (slot, encoding) in template.placeholders() {
            let field = self.entity.key_field(slot);
            let Some(key_type) = key_type::constant(self.entity, field) else {
                continue;
            };
            if encoding == Encoding::Plain || !is_first(&mut self.encoded, (slot, encoding)) {
                continue;
            }
            let (tokens, name) = (super::encoding(encoding), &field.name);
            let what = template::wrong_encoding(name, &types::text_of(&field.value), encoding);
            let span = at(template.text.span());
            let here = private_at(span);
            self.out.extend(quote_spanned! {span=>
                const _: () = #here::encodes(&#key_type, #tokens, #name, #what);
            });
        }
    }

    /// Some types cannot be written without the separator, and so not before another field.
    fn punctuation(&mut self, template: &Template) {
        let mut field = None;
        let mut literal = "";
        for segment in &template.segments {
            match segment {
                Segment::Literal(text) => literal = text,
                Segment::Field { slot, .. } => {
                    if let Some(before) = field.replace(*slot) {
                        self.punctuated(before, literal, template.text.span());
                    }
                }
            }
        }
    }

    /// The field is written before the literal text and another field.
    fn punctuated(&mut self, slot: usize, literal: &str, span: Span) {
        let field = self.entity.key_field(slot);
        let Some(key_type) = key_type::constant(self.entity, field) else {
            return;
        };
        if !is_first(&mut self.punctuated, (slot, literal.to_owned())) {
            return;
        }
        let private = private();
        let ty = types::text_of(&field.value);
        let message = consts::separator_in_type(&field.name, &ty, literal);
        let condition = quote!(!#private::separates(#key_type.punctuation, #literal, __LAYOUT));
        self.assert(span, &condition, &message);
    }

    /// Indexes that share a key attribute agree on its template.
    fn shared_attributes(&mut self, position: usize, index: &Index) {
        if position == 0 {
            return;
        }
        let (private, ident) = (private(), &self.entity.ident);
        let message = consts::shared_key_attribute(&index.word.text);
        self.assert(
            index.word.token.span(),
            &quote!(!#private::keys_disagree(<#ident as #private::Entity>::SCHEMA, #position)),
            &message,
        );
    }

    /// Names and values in the keys of guards are told apart by the separator; the last value alone
    /// may contain it.
    fn unique(&mut self) {
        for (i, unique) in self.entity.unique.iter().enumerate() {
            let first = unique.at.clone().into_iter().next();
            let span = first.map_or_else(Span::call_site, |token| token.span());
            if let Some(guard) = &unique.guard {
                let (ident, position) = (&self.entity.ident, number(i));
                let span = guard.pk.text.span();
                let (span, here) = (at(span), private_at(span));
                self.out.extend(quote_spanned! {span=>
                    const _: () =
                        #here::guard_keys(__LAYOUT, <#ident as #here::Entity>::SCHEMA, #position);
                });
                continue;
            }
            // The guards of all constraints have this in common.
            let is_first = self.entity.unique[..i]
                .iter()
                .all(|other| other.guard.is_some());
            if is_first {
                let type_name = &self.entity.type_name;
                let message = consts::separator_in_type_name(type_name);
                self.without_separator(span, type_name, &message);
            }
            let message = consts::separator_in_constraint_name(&unique.name);
            self.without_separator(span, &unique.name, &message);
            if is_first {
                let here = private_at(span);
                self.out.extend(quote_spanned! {at(span)=>
                    const _: () = #here::guards_fit(__LAYOUT);
                });
            }
            if let Some((_, before)) = unique.slots.split_last() {
                for &slot in before {
                    self.punctuated(slot, "", span);
                }
            }
        }
    }

    /// The types of fields that the primary key alone has are read back from keys.
    fn key_only(&mut self) {
        for field in self.entity.fields.iter().filter(|field| field.key_only) {
            let (ty, span) = (&field.value, at(field.span));
            let (here, facts) = (private_at(field.span), key_type::whole(field));
            let message = key_only::not_read_back(&field.name, &types::text_of(ty));
            self.out.extend(quote_spanned! {span=>
                const _: () = #here::holds(#facts.reads_back, #message);
            });
        }
    }

    /// The entities that it shares its keys with can have them.
    fn shares(&mut self) {
        let ident = &self.entity.ident;
        for path in &self.entity.shares {
            let (span, here) = (at(path.span()), private_at(path.span()));
            let name = schema::last_name(path);
            self.out.extend(quote_spanned! {span=>
                const _: () = #here::shares_with(
                    __LAYOUT,
                    <#ident as #here::Entity>::SCHEMA,
                    <#path as #here::Entity>::SCHEMA,
                    #name,
                );
            });
        }
    }

    fn without_separator(&mut self, span: Span, text: &str, message: &str) {
        let private = private();
        let condition = quote!(!#private::has_separator(#text, __LAYOUT));
        self.assert(span, &condition, message);
    }

    /// The primary key's templates make keys of the table's types.
    fn primary(&mut self) {
        let (private, ident) = (private(), &self.entity.ident);
        let schema = quote!(<#ident as #private::Entity>::SCHEMA);
        let pk = &self.entity.pk;
        if self.may_be_of_another_type(pk) {
            let (span, here) = (at(pk.text.span()), private_at(pk.text.span()));
            self.out.extend(quote_spanned! {span=>
                const _: () = #here::table_pk(__LAYOUT, #schema);
            });
        }
        let sk = self.entity.sk.as_ref();
        if sk.is_none_or(|sk| self.may_be_of_another_type(sk)) {
            let span = sk.map_or(self.entity.ident.span(), |sk| sk.text.span());
            let (span, here) = (at(span), private_at(span));
            self.out.extend(quote_spanned! {span=>
                const _: () = #here::table_sk(__LAYOUT, #schema);
            });
        }
        if let Some(sk) = sk {
            self.order(sk, &quote!(__LAYOUT.sk), false);
        }
    }

    /// Whether a key of the table may be stored as another type than text, or the template's fields may have
    /// no text. The default table has text alone, and then tokens say most of it.
    fn may_be_of_another_type(&self, template: &Template) -> bool {
        let is_open = |slot: usize| Kind::of(&self.entity.key_field(slot).value) == Kind::Open;
        self.entity.table.is_some() || template.slots().any(is_open)
    }

    /// The texts of a sort key sort as the values do, unless it is stored as another type. `half` is the
    /// attribute that holds it, as an expression. Of the table and its type index the tokens say the rest.
    fn order(&mut self, template: &Template, half: &TokenStream, of_index: bool) {
        let private = private();
        let itself = quote!(#private::sorts_itself(#half));
        let or = if self.is_stored_as_it_is(template) {
            template::OR_NUMBER
        } else {
            ""
        };
        for (slot, encoding) in template.placeholders() {
            let field = self.entity.key_field(slot);
            match key_type::constant(self.entity, field) {
                Some(key_type) => {
                    // In several texts it is the same.
                    if or.is_empty() && !is_first(&mut self.sorted, (slot, encoding)) {
                        continue;
                    }
                    self.sorts(template, &key_type, encoding, (&field.name, &itself, or));
                }
                None if Kind::of(&field.value) == Kind::Integer
                    && encoding == Encoding::Plain
                    && (of_index || !or.is_empty()) =>
                {
                    let message = template::unsorted_stored_integer(&field.name, or);
                    self.assert(template.text.span(), &itself, &message);
                }
                None => {}
            }
        }
    }

    /// Whether the table may store the key as a number or a binary: it is one field as it is.
    fn is_stored_as_it_is(&self, template: &Template) -> bool {
        let only = template.only_field();
        self.entity.table.is_some() && only.is_some_and(|(_, encoding)| encoding == Encoding::Plain)
    }

    /// The texts of a field sort. The last three: its name, whether it is stored as a number, and another
    /// way out.
    fn sorts(
        &mut self,
        template: &Template,
        key_type: &Ident,
        encoding: Encoding,
        (field, number, or): (&str, &TokenStream, &str),
    ) {
        let tokens = super::encoding(encoding);
        let span = at(template.text.span());
        let here = private_at(span);
        self.out.extend(quote_spanned! {span=>
            const _: () = #here::sorts(&#key_type, #tokens, #number, #field, #or);
        });
    }

    /// The type name is a partition key where the table has a type index.
    fn type_name(&mut self) {
        let bytes = self.entity.type_name.len();
        if bytes > MAX_TYPE_KEY {
            let private = private();
            let message = template::type_name_too_long(bytes, MAX_TYPE_KEY);
            let condition = quote!(#private::Option::is_none(&__LAYOUT.type_index));
            self.assert(self.entity.ident.span(), &condition, &message);
        }
    }

    fn type_index(&mut self, template: &Template) {
        let private = private();
        let message = consts::no_type_index(self.entity);
        let ident = &self.entity.ident;
        let (span, here) = (at(template.text.span()), private_at(template.text.span()));
        self.out.extend(quote_spanned! {span=>
            const _: () = {
                #here::holds(#private::type_index_is_sorted(__LAYOUT), #message);
            };
            const _: () = #here::type_sk(__LAYOUT, <#ident as #private::Entity>::SCHEMA);
        });
    }

    fn index(&mut self, position: usize, index: &Index) {
        let konst = index_const(position);
        let position = number(position);
        let name = &index.word.text;
        let span = index.word.token.span();
        let (private, ident) = (private(), &self.entity.ident);
        let schema = quote!(<#ident as #private::Entity>::SCHEMA);
        if index.is_inverted {
            let (span, here) = (at(span), private_at(span));
            self.out.extend(quote_spanned! {span=>
                const _: () = #here::inverted(#schema, #position);
            });
            return;
        }
        // What asks the schema is a constant of its own: where that is in error, nothing else is said of it.
        let mut stored = TokenStream::new();
        match &index.pk {
            Some(pk) => {
                let message = consts::partition_key_of_local_index(name);
                self.assert(pk.text.span(), &quote!(!#konst.is_local()), &message);
                let (span, here) = (at(pk.text.span()), private_at(pk.text.span()));
                stored.extend(quote_spanned!(span=> #here::index_pk(#schema, #position);));
            }
            None => {
                let message = consts::no_partition_key(name);
                self.assert(span, &quote!(#konst.is_local()), &message);
            }
        }
        if let Some(sk) = &index.sk {
            let message = consts::no_such_sort_key(self.entity, name);
            self.assert(sk.text.span(), &quote!(#konst.sk.is_some()), &message);
            let (span, here) = (at(sk.text.span()), private_at(sk.text.span()));
            stored.extend(quote_spanned!(span=> #here::index_sk(#schema, #position);));
            self.order(sk, &quote!(#konst.sk), true);
        } else {
            let message = consts::missing_sort_key(name);
            self.assert(span, &quote!(#konst.sk.is_none()), &message);
        }
        self.out.extend(quote!(const _: () = { #stored };));
    }

    /// A precision is that of a date-time whose digits can be chosen.
    fn precision(&mut self, field: &Field) {
        let Some(precision) = &field.precision else {
            return;
        };
        let (private, ty, span) = (private(), &field.value, precision.token.span());
        let ours = quote!(#private::Probe::<#ty>::IS_TIMESTAMP);
        let foreign = quote!(#private::Probe::<#ty>::IS_FOREIGN_TIME);
        let name = types::text_of(ty);
        self.assert(
            span,
            &quote!(#ours || #foreign),
            &consts::precision_of_no_time(&field.name, &name),
        );
        if precision.digits != 3 {
            let message = consts::precision_of_timestamp(&field.name);
            self.assert(span, &quote!(!#ours), &message);
        }
    }

    /// The table does not use the field's attribute.
    fn collision(&self, field: &Field) -> TokenStream {
        let (private, slot, span) = (private(), field.slot, at(field.ident.span()));
        let digits = field.precision.as_ref();
        let digits = digits.map_or_else(String::new, |precision| precision.token.to_string());
        let mut templates = self.entity.templates();
        let is_key = templates.any(|template| {
            let only = template.only_field();
            only.is_some_and(|(other, _)| other == slot)
        });
        let place = number(slot);
        let form = if is_key && field.is_stored_as_in_keys() {
            let (kind, encoding) = (
                key_type::kind(self.entity, field),
                super::encoding(field.encoding()),
            );
            quote!(#private::Some((#kind, #encoding)))
        } else if digits.is_empty() {
            return quote_spanned!(span=> all.free(#place););
        } else {
            quote!(#private::None)
        };
        quote_spanned!(span=> all.free_as(#place, #form, #digits);)
    }
}

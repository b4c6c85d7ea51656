//! `impl Collection`, its `get`, and the checks of its members.

use super::{at, hidden, private, private_at, schema};
use crate::case::identifier;
use crate::parse::collection::{Collection, Holds, Member};
use crate::parse::default_crate;
use crate::parse::entity::TemplateText;
use crate::template::Piece;
use proc_macro2::{Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Path};

/// Everything that `#[derive(Collection)]` generates. `stub`: there are errors, and members are left
/// out.
pub(crate) fn collection(collection: &Collection, stub: bool) -> TokenStream {
    let krate: Path = collection.krate.clone().unwrap_or_else(default_crate);
    let private = private();
    let table = match &collection.table {
        Some(table) => quote!(#table),
        None => quote!(#private::DefaultTable),
    };
    let expand = Expand {
        collection,
        private,
        table,
    };
    let implementation = expand.implementation(stub);
    let get = expand.get(stub);
    let rest = (!stub).then(|| {
        let (takes_keys, checks) = (expand.takes_keys(), expand.checks());
        quote!(#takes_keys #checks)
    });
    hidden(&krate, &quote!(#implementation #get #rest))
}

struct Expand<'a> {
    collection: &'a Collection,
    private: Ident,
    table: TokenStream,
}

impl Expand<'_> {
    fn name(&self) -> String {
        self.collection.ident.unraw().to_string()
    }

    fn layout(&self) -> TokenStream {
        let (private, table) = (&self.private, &self.table);
        quote_spanned!(at(table.span())=> <#table as #private::TableModel>::LAYOUT)
    }

    /// The index as an `Option` of its name.
    fn index(&self) -> TokenStream {
        let private = &self.private;
        match &self.collection.index {
            Some(word) => {
                let name = &word.text;
                quote!(#private::Some(#name))
            }
            None => quote!(#private::None),
        }
    }

    fn implementation(&self, stub: bool) -> TokenStream {
        let (private, table) = (&self.private, &self.table);
        let (ident, name, index) = (&self.collection.ident, self.name(), self.index());
        let layout = self.layout();
        let local = match &self.collection.index {
            Some(word) => {
                let name = &word.text;
                quote!({ #private::is_local(#layout, #name) })
            }
            None => quote!(true),
        };
        let pk = template(self.collection.pk.as_ref());
        let narrow = match &self.collection.narrow {
            Some(text) => quote!(#private::Some(#text)),
            None => quote!(#private::None),
        };
        let members = self.collection.members.iter().filter(|_| !stub);
        let declared = members.clone().map(|member| self.declared(member));
        let gather = if stub {
            quote!(::core::unreachable!())
        } else {
            let fields = members.map(|member| self.gathered(member));
            quote!(#private::Ok(Self { #(#fields),* }))
        };
        quote! {
            #[automatically_derived]
            impl #private::Collection for #ident {
                type Table = #table;
                type Locality = #private::Locality<#local>;

                const SCHEMA: &'static #private::CollectionSchema = &#private::collection_schema(
                    #name,
                    #layout,
                    #index,
                    #pk,
                    #narrow,
                    &[#(#declared),*],
                );

                fn gather(
                    __items: &mut #private::Gathered,
                ) -> #private::Result<Self, #private::Error> {
                    #gather
                }
            }
        }
    }

    /// A member in the schema.
    fn declared(&self, member: &Member) -> TokenStream {
        let private = &self.private;
        let (field, required) = (member.ident.unraw().to_string(), member.holds == Holds::One);
        let (of, schema) = (member.of(), self.schema(member));
        quote!(#private::collection_member(#field, #required, #private::MemberOf::#of(#schema)))
    }

    /// The schema of a member's entity or collection.
    fn schema(&self, member: &Member) -> TokenStream {
        let (private, ty) = (&self.private, &member.ty);
        let model = member.model();
        quote_spanned!(at(ty.span())=> <#ty as #private::#model>::SCHEMA)
    }

    /// A member's items, as a field of the struct's value.
    fn gathered(&self, member: &Member) -> TokenStream {
        let (private, ident, ty) = (&self.private, &member.ident, &member.ty);
        let name = ident.unraw().to_string();
        let span = at(ty.span());
        let items = match (&member.join, member.holds) {
            (Some(join), _) => {
                let parents = join.fields.iter().map(|field| &field.parent.text);
                let children = join.fields.iter().map(|field| &field.child.text);
                quote_spanned!(span=> __items.nested::<#ty>(&[#((#parents, #children)),*])?)
            }
            (None, Holds::One) => quote_spanned!(span=> __items.required::<#ty>(#name)?),
            (None, Holds::AtMostOne) => quote_spanned!(span=> __items.optional::<#ty>(#name)?),
            (None, Holds::Many) => quote_spanned!(span=> __items.many::<#ty>()?),
        };
        let descending = member.descending.is_some();
        let sorted = match &member.sort {
            Some(sort) => {
                let path = &sort.path;
                let compare = quote_spanned! {at(path.span())=>
                    |__a: &#ty, __b: &#ty| ::core::cmp::Ord::cmp(&__a.#path, &__b.#path)
                };
                quote!(#private::sorted(#items, #descending, #compare))
            }
            None if descending => quote!(#private::reversed(#items)),
            None => items,
        };
        quote!(#ident: #sorted)
    }

    /// `get`, with a parameter for each field of the partition key.
    fn get(&self, stub: bool) -> TokenStream {
        let (private, table) = (&self.private, &self.table);
        let (ident, vis) = (&self.collection.ident, &self.collection.vis);
        let names = parameters(self.collection.pk.as_ref());
        // The derive's own name: a field of the key may be called `table` too.
        let handle = Ident::new("table", Span::mixed_site());
        let pk = self.pk_text();
        let doc = match &self.collection.index {
            Some(word) => format!(
                "Reads the [`{ident}`] of one partition of the index `{}`: `{pk}`.",
                word.text
            ),
            None => format!("Reads the [`{ident}`] of one partition: `{pk}`."),
        };
        let values: Vec<_> = (0..names.len()).map(|i| format_ident!("__V{i}")).collect();
        let fields = 0..names.len();
        let (bounds, body) = if stub {
            (None, quote!(::core::unreachable!()))
        } else {
            let body = quote! {
                let __values = #private::Slots::new();
                #(let __values =
                    <Self as #private::TakesKey<0, #fields, #values>>::add(__values, #names);)*
                #private::GetCollection::new(#handle, __values)
            };
            let fields = 0..names.len();
            let bounds = quote!(where #(Self: #private::TakesKey<0, #fields, #values>),*);
            (Some(bounds), body)
        };
        quote! {
            #[automatically_derived]
            #[allow(unused_variables)]
            impl #ident {
                #[doc = #doc]
                #vis fn get<#(#values),*>(
                    #handle: &#private::Table<#table>,
                    #(#names: #values),*
                ) -> #private::GetCollection<Self>
                #bounds
                {
                    #body
                }
            }
        }
    }

    fn pk_text(&self) -> String {
        let pk = self.collection.pk.as_ref();
        pk.map_or_else(String::new, |pk| pk.text.value())
    }

    /// `impl TakesKey`: the first member has the types of the partition key.
    fn takes_keys(&self) -> Option<TokenStream> {
        let (private, ident) = (&self.private, &self.collection.ident);
        let first = self.collection.members.first()?;
        let (ty, schema, index) = (&first.ty, self.schema(first), self.index());
        let key = match first.join {
            Some(_) => quote!(0),
            None => quote!({ #private::key_number(#schema, #index) }),
        };
        let fields = 0..names(self.collection.pk.as_ref()).len();
        let fields = fields.map(|field| {
            let takes = quote_spanned!(at(ty.span())=> #ty: #private::TakesKey<#key, #field, __V>);
            quote! {
                #[automatically_derived]
                impl<__V> #private::TakesKey<0, #field, __V> for #ident
                where
                    #takes,
                {
                    fn add(values: #private::Slots, value: __V) -> #private::Slots {
                        <#ty as #private::TakesKey<#key, #field, __V>>::add(values, value)
                    }
                }
            }
        });
        Some(quote!(#(#fields)*))
    }

    /// What constant evaluation checks of the collection and of its members.
    fn checks(&self) -> TokenStream {
        let (private, ident) = (&self.private, &self.collection.ident);
        let own = quote!(<#ident as #private::Collection>::SCHEMA);
        let collection = self.collection;
        let mut out = TokenStream::new();
        if let Some(index) = &collection.index {
            let mistake = quote!(#private::index_mistake(#own));
            out.extend(self.sentence(index.token.span(), &mistake));
        }
        if let Some(narrow) = &collection.narrow {
            let mistake = quote!(#private::narrow_mistake(#own));
            out.extend(self.sentence(narrow.span(), &mistake));
        }
        for (position, member) in collection.members.iter().enumerate() {
            let (span, schema) = (member.ty.span(), self.schema(member));
            let mistake = quote!(#private::twice_mistake(#own, #position));
            out.extend(self.sentence(span, &mistake));
            let Some(join) = &member.join else {
                let mistake = quote!(#private::entity_mistake(#own, #schema));
                out.extend(self.sentence(span, &mistake));
                continue;
            };
            let mistake = quote!(#private::nested_mistake(#own, #schema));
            out.extend(self.sentence(span, &mistake));
            for field in &join.fields {
                let (parent, child) = (&field.parent, &field.child);
                for (side, word) in [parent, child].into_iter().enumerate() {
                    let (parent, child) = (&parent.text, &child.text);
                    let mistake = quote! {
                        #private::join_mistake(#schema, #parent, #child)[#side]
                    };
                    out.extend(self.sentence(word.token.span(), &mistake));
                }
            }
        }
        out.extend(self.same_table());
        out
    }

    /// A sentence that must be empty.
    fn sentence(&self, span: Span, pieces: &TokenStream) -> TokenStream {
        let private = &self.private;
        let assertion = quote_spanned! {at(span)=>
            ::core::assert!(__TEXT.is_empty(), "{}", #private::utf8(&__TEXT))
        };
        quote! {
            const _: () = {
                const __PIECES: &[&str] = &#pieces;
                const __TEXT: [u8; #private::joined_len(__PIECES)] = #private::joined(__PIECES);
                #assertion
            };
        }
    }

    /// Every member lives in the collection's table.
    fn same_table(&self) -> TokenStream {
        let (table, ident) = (&self.table, &self.collection.ident);
        let belong = self.collection.members.iter().map(|member| {
            let (ty, model, span) = (&member.ty, member.model(), at(member.ty.span()));
            let private = private_at(member.ty.span());
            quote_spanned! {span=>
                const _: () =
                    <<#ty as #private::#model>::Table as #private::IsTableOf<#table, #ident>>::IS;
            }
        });
        quote!(#(#belong)*)
    }
}

impl Member {
    /// The variant of core's `MemberOf`.
    fn of(&self) -> Ident {
        let of = if self.join.is_some() {
            "Nested"
        } else {
            "Items"
        };
        Ident::new(of, Span::call_site())
    }

    /// The trait that it implements.
    fn model(&self) -> Ident {
        let model = if self.join.is_some() {
            "Collection"
        } else {
            "Entity"
        };
        Ident::new(model, Span::call_site())
    }
}

/// The names of the template's fields, each once.
fn names(template: Option<&TemplateText>) -> Vec<&str> {
    let mut names = Vec::new();
    for piece in template.iter().flat_map(|template| &template.pieces) {
        if let Piece::Field { name, .. } = piece
            && !names.contains(&name.as_str())
        {
            names.push(name.as_str());
        }
    }
    names
}

/// The parameters of `get`: the template's fields. What is no name is an error already.
fn parameters(template: Option<&TemplateText>) -> Vec<Ident> {
    let names = names(template).into_iter();
    names
        .filter_map(|name| identifier(name, Span::call_site()))
        .collect()
}

/// The template as a constant, with the positions of its fields as slots.
fn template(template: Option<&TemplateText>) -> TokenStream {
    let private = private();
    let names = names(template);
    let pieces = template.iter().flat_map(|template| &template.pieces);
    let segments = pieces.map(|piece| match piece {
        Piece::Literal(text) => quote!(#private::literal(#text)),
        Piece::Field { name, encoding } => {
            let slot = names.iter().position(|known| known == name);
            schema::field_segment(
                Span::call_site(),
                slot.unwrap_or_default(),
                name,
                *encoding,
                None,
            )
        }
    });
    let source = template.map_or_else(String::new, |template| template.text.value());
    quote!(#private::key_template(#source, &[#(#segments),*]))
}

//! Paths into the values of fields, which keys are made of: `<source.owner>`.
//!
//! In keys a path is a field of its own, with a slot after those of the fields. What is stored, and what an
//! update sets, is the field that it begins with: its holder.

use super::entity::{Entity, Template};
use super::field::{Field, Scope};
use crate::ctxt::Ctxt;
use crate::parse::field::Field as Input;
use crate::parse::paths::{PathType, step};
use proc_macro2::Span;
use quote::format_ident;
use syn::{FieldsNamed, Member, Type, parse_quote};

/// A path that a template has.
pub(crate) struct KeyPath {
    /// The slot of the field that it begins with.
    pub(crate) holder: usize,
    /// What follows the field.
    pub(crate) steps: Vec<Member>,
    /// What it is in keys: a field of the type at its end.
    pub(crate) field: Field,
    /// The first template that has it.
    pub(crate) at: Span,
}

/// The steps of a path; the first that is no name of a field otherwise.
pub(crate) fn steps<'t>(steps: impl Iterator<Item = &'t str>) -> Result<Vec<Member>, &'t str> {
    let parse = |text: &'t str| syn::parse_str(text).map_err(|_| text);
    steps.map(parse).collect()
}

impl KeyPath {
    /// The path of that name. `types` are those that are declared; `taken` says which names arguments have.
    pub(crate) fn new(
        (name, holder, slot): (&str, usize, usize),
        mut steps: Vec<Member>,
        types: &[PathType],
        at: Span,
        taken: impl Fn(&str) -> bool,
    ) -> Self {
        let declared = types.iter().find(|declared| declared.path == name);
        let ty: Type = match declared {
            Some(declared) => declared.ty.clone(),
            None => syn::parse_quote_spanned!(at=> ::std::string::String),
        };
        let root = name.split('.').next().unwrap_or_default();
        let mut argument = root.to_owned();
        for member in &steps {
            argument = format!("{argument}_{}", step(member));
        }
        // Where one is no field, the error is at the template.
        let here = Span::call_site().located_at(at);
        for member in &mut steps {
            match member {
                Member::Named(ident) => ident.set_span(here),
                Member::Unnamed(index) => index.span = here,
            }
        }
        while taken(&argument) {
            argument.push('_');
        }
        let ident = format_ident!("{argument}", span = at);
        let written: FieldsNamed = parse_quote!({ #ident: #ty });
        // Without attributes there is nothing to report of it.
        let ctxt = Ctxt::new();
        let input = Input::all(&written, &ctxt);
        ctxt.finish();
        let scope = Scope {
            rule: None,
            prefix: "",
            nested: false,
            null: false,
        };
        let mut field = Field::new(&input[0], slot, scope);
        name.clone_into(&mut field.name);
        Self {
            holder,
            steps,
            field,
            at,
        }
    }
}

impl Entity {
    /// What a slot of a template is: a field, or a path as if it were one.
    pub(crate) fn key_field(&self, slot: usize) -> &Field {
        match self.path(slot) {
            Some(path) => &path.field,
            None => &self.fields[slot],
        }
    }

    /// The path with that slot.
    pub(crate) fn path(&self, slot: usize) -> Option<&KeyPath> {
        self.paths.get(slot.checked_sub(self.fields.len())?)
    }

    /// The field that a slot of a template is of.
    pub(crate) fn holder(&self, slot: usize) -> usize {
        self.path(slot).map_or(slot, |path| path.holder)
    }

    /// The paths that begin with that field.
    pub(crate) fn paths_of(&self, field: usize) -> impl Iterator<Item = &KeyPath> {
        self.paths.iter().filter(move |path| path.holder == field)
    }

    /// Whether the template has the field, or a path that begins with it.
    pub(crate) fn is_in(&self, template: &Template, field: usize) -> bool {
        template.slots().any(|slot| self.holder(slot) == field)
    }

    /// Whether the primary key has the field, or a path that begins with it.
    pub(crate) fn is_primary(&self, field: usize) -> bool {
        self.primary()
            .into_iter()
            .any(|slot| self.holder(slot) == field)
    }
}

//! Which fields can be updated alone, and which only together.
//!
//! An update rewrites an index key from the fields in it. It can do so from one field, if the rest
//! of the key half is literal text and primary key. Fields that share a half belong to one group
//! and are set together. Where an index has an optional field, whether it has an item at all
//! depends on all of its fields, so all of them belong together.

use super::entity::{Entity, Index, Template, distinct};
use crate::case::screaming;
use quote::format_ident;
use syn::Ident;

/// What a field is for updates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Role {
    /// In the primary key: never updated.
    PrimaryKey,
    /// In no key, and every item has it.
    Plain,
    /// In no key, and an item may lack it.
    Optional,
    /// All that varies in the index keys that it is part of.
    IndexKey {
        /// The halves of index keys that it is in: a number if they all are stored as one.
        halves: Vec<HalfOf>,
        optional: bool,
    },
    /// In index keys with others.
    Shared { optional: bool },
}

/// A half of an index's key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct HalfOf {
    /// The position among the entity's indexes; `None` is the type index.
    pub(crate) index: Option<usize>,
    pub(crate) sort: bool,
}

/// Fields that are set together.
pub(crate) struct Group {
    /// The constant that `set_key` takes.
    pub(crate) konst: Ident,
    /// The access pattern it is named after; `None` is the type index.
    pub(crate) access: Option<String>,
    pub(crate) slots: Vec<usize>,
}

/// A key half, without the fields of the primary key.
struct Half {
    of: HalfOf,
    slots: Vec<usize>,
    /// Whether it has a path, which may end at nothing: only the compiler knows the types on the way.
    has_path: bool,
}

/// The roles of all fields by slot, and the groups.
pub(crate) fn classify(entity: &Entity) -> (Vec<Role>, Vec<Group>) {
    let primary = entity.primary().into_iter();
    let primary = distinct(primary.map(|slot| entity.holder(slot)));
    let halves = halves(entity, &primary);
    let groups = connected(entity, &halves);
    let shared = |slot: usize| groups.iter().any(|group| group.contains(&slot));
    let role = |slot: usize| {
        let field = &entity.fields[slot];
        let optional = field.is_option();
        let own = halves.iter().filter(|half| half.slots.contains(&slot));
        let own: Vec<_> = own.map(|half| half.of).collect();
        if primary.contains(&slot) {
            Role::PrimaryKey
        } else if shared(slot) {
            Role::Shared { optional }
        } else if !own.is_empty() {
            Role::IndexKey {
                halves: own,
                optional,
            }
        } else if field.may_be_missing() || entity.default.is_some() {
            Role::Optional
        } else {
            Role::Plain
        }
    };
    let roles = (0..entity.fields.len()).map(role).collect();
    (roles, named(entity, &halves, groups))
}

fn halves(entity: &Entity, primary: &[usize]) -> Vec<Half> {
    let slots = |template: &Template| {
        let fields = template.slots().map(|slot| entity.holder(slot));
        distinct(fields.filter(|slot| !primary.contains(slot)))
    };
    let all = entity.primary();
    let has_path = |template: &Template| {
        let mut slots = template.slots();
        slots.any(|slot| entity.path(slot).is_some() && !all.contains(&slot))
    };
    let mut halves = Vec::new();
    for (i, Index { pk, sk, .. }) in entity.indexes.iter().enumerate() {
        for (template, sort) in [(pk, false), (sk, true)] {
            if let Some(template) = template {
                halves.push(Half {
                    of: HalfOf {
                        index: Some(i),
                        sort,
                    },
                    slots: slots(template),
                    has_path: has_path(template),
                });
            }
        }
    }
    if let Some(template) = &entity.type_sk {
        halves.push(Half {
            of: HalfOf {
                index: None,
                sort: true,
            },
            slots: slots(template),
            has_path: has_path(template),
        });
    }
    halves
}

/// The groups of more than one field, in the order in which they first appear.
fn connected(entity: &Entity, halves: &[Half]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut connect = |slots: &[usize]| {
        let (mut joined, rest): (Vec<_>, Vec<_>) = std::mem::take(&mut groups)
            .into_iter()
            .partition(|group| group.iter().any(|slot| slots.contains(slot)));
        joined.push(slots.to_vec());
        groups = rest;
        groups.push(distinct(joined.into_iter().flatten()));
    };
    for half in halves {
        connect(&half.slots);
    }
    for index in 0..entity.indexes.len() {
        let all = distinct(of_index(halves, Some(index)));
        let own = |half: &&Half| half.of.index == Some(index);
        let may_lack = halves.iter().filter(own).any(|half| half.has_path);
        if may_lack || all.iter().any(|&slot| entity.fields[slot].is_option()) {
            connect(&all);
        }
    }
    groups.retain(|group| group.len() > 1);
    let order = distinct(halves.iter().flat_map(|half| half.slots.iter().copied()));
    let position = |slot: &usize| order.iter().position(|other| other == slot);
    for group in &mut groups {
        group.sort_by_key(position);
    }
    groups.sort_by_key(|group| group.first().and_then(position));
    groups
}

fn of_index(halves: &[Half], index: Option<usize>) -> impl Iterator<Item = usize> {
    let halves = halves.iter().filter(move |half| half.of.index == index);
    halves.flat_map(|half| half.slots.iter().copied())
}

/// Names each group after the first access pattern in it. Where both halves of that index are
/// groups of their own, the half is part of the name.
fn named(entity: &Entity, halves: &[Half], groups: Vec<Vec<usize>>) -> Vec<Group> {
    let first = |group: &[usize]| {
        let mut own = halves.iter();
        own.find(|half| half.slots.iter().any(|slot| group.contains(slot)))
    };
    let mut all = Vec::with_capacity(groups.len());
    for slots in &groups {
        let half = first(slots);
        let index = half.and_then(|half| half.of.index);
        let alone = groups
            .iter()
            .filter(|other| first(other).and_then(|half| half.of.index) == index)
            .count()
            == 1;
        let part = match half {
            _ if alone => "",
            Some(half) if half.of.sort => "_SORT",
            _ => "_PARTITION",
        };
        let access = index.map(|index| entity.indexes[index].access_name());
        let name = screaming(access.as_deref().unwrap_or("type_index"));
        all.push(Group {
            konst: format_ident!("{name}{part}_KEY"),
            access,
            slots: slots.clone(),
        });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ctxt::Ctxt;
    use crate::parse::entity::Entity as Input;
    use syn::{DeriveInput, parse_quote};

    fn entity(input: &DeriveInput) -> Entity {
        let ctxt = Ctxt::new();
        let parsed = Input::parse(input, &ctxt).expect("a struct with named fields");
        let entity = Entity::resolve(&parsed, &ctxt);
        let errors = ctxt.finish();
        assert!(errors.is_none(), "{}", errors.unwrap_or_default());
        entity
    }

    fn role(entity: &Entity, name: &str) -> Role {
        let field = entity.fields.iter().find(|field| field.name == name);
        entity.roles[field.expect("a field").slot].clone()
    }

    fn groups(entity: &Entity) -> Vec<(String, Vec<&str>)> {
        let name = |slot: &usize| entity.fields[*slot].name.as_str();
        let group = |group: &Group| {
            (
                group.konst.to_string(),
                group.slots.iter().map(name).collect(),
            )
        };
        entity.groups.iter().map(group).collect()
    }

    #[test]
    fn a_field_that_shares_a_half_is_set_with_the_others() {
        let post = entity(&parse_quote! {
            #[entity(pk = "USER#<user_id>", sk = "POST#<post_id>")]
            #[entity(index(GSI1, name = by_status, pk = "STATUS", sk = "<status>#<created_at>"))]
            struct Post { user_id: String, post_id: String, status: S, created_at: T, bio: Option<String>, n: u8 }
        });
        assert_eq!(role(&post, "user_id"), Role::PrimaryKey);
        assert_eq!(role(&post, "status"), Role::Shared { optional: false });
        assert_eq!(role(&post, "bio"), Role::Optional);
        assert_eq!(role(&post, "n"), Role::Plain);
        assert_eq!(
            groups(&post),
            [("BY_STATUS_KEY".to_owned(), vec!["status", "created_at"])]
        );
    }

    fn of((index, sort): (usize, bool)) -> HalfOf {
        let index = Some(index);
        HalfOf { index, sort }
    }

    #[test]
    fn fields_in_halves_of_their_own_are_set_alone() {
        let user = entity(&parse_quote! {
            #[entity(pk = "USER#<user_id>", sk = "#METADATA")]
            #[entity(index(GSI1, pk = "EMAIL#<email>", sk = "<user_id>#<created_at>"))]
            #[entity(index(GSI2, pk = "ALL", sk = "<created_at>"))]
            struct User { user_id: String, email: String, created_at: T }
        });
        let alone = |halves: &[(usize, bool)]| Role::IndexKey {
            halves: halves.iter().map(|&half| of(half)).collect(),
            optional: false,
        };
        assert_eq!(role(&user, "email"), alone(&[(0, false)]));
        assert_eq!(role(&user, "created_at"), alone(&[(0, true), (1, true)]));
        assert_eq!(groups(&user), []);
    }

    #[test]
    fn an_optional_field_connects_all_fields_of_its_index() {
        let user = entity(&parse_quote! {
            #[entity(pk = "USER#<user_id>", sk = "#METADATA", type_sk = "<created_at>")]
            #[entity(index(GSI1, pk = "PHONE#<phone>", sk = "<created_at>"))]
            #[entity(index(GSI2, pk = "NICK#<nick>"))]
            struct User { user_id: String, phone: Option<String>, nick: Option<String>, created_at: T }
        });
        assert_eq!(role(&user, "phone"), Role::Shared { optional: true });
        assert_eq!(role(&user, "created_at"), Role::Shared { optional: false });
        let nick = Role::IndexKey {
            halves: vec![of((1, false))],
            optional: true,
        };
        assert_eq!(role(&user, "nick"), nick);
        assert_eq!(
            groups(&user),
            [("BY_GSI1_KEY".to_owned(), vec!["phone", "created_at"])]
        );
    }

    #[test]
    fn groups_that_meet_in_a_field_are_one() {
        let e = entity(&parse_quote! {
            #[entity(pk = "E#<id>", sk = "E")]
            #[entity(index(GSI1, pk = "A", sk = "<a>#<b>"))]
            #[entity(index(GSI2, pk = "<c>#<d>", sk = "<e>#<f>"))]
            #[entity(index(GSI3, pk = "B", sk = "<b>#<c>"))]
            struct E { id: String, a: String, b: String, c: String, d: String, e: String, f: String }
        });
        assert_eq!(
            groups(&e),
            [
                ("BY_GSI1_KEY".to_owned(), vec!["a", "b", "c", "d"]),
                ("BY_GSI2_KEY".to_owned(), vec!["e", "f"]),
            ]
        );
    }

    #[test]
    fn two_groups_of_one_index_are_told_apart_by_their_halves() {
        let e = entity(&parse_quote! {
            #[entity(pk = "E#<id>", sk = "E", type_sk = "<a>#<b>")]
            #[entity(index(GSI1, pk = "<c>#<d>", sk = "<e>#<f>"))]
            struct E { id: String, a: String, b: String, c: String, d: String, e: String, f: String }
        });
        assert_eq!(
            groups(&e),
            [
                ("BY_GSI1_PARTITION_KEY".to_owned(), vec!["c", "d"]),
                ("BY_GSI1_SORT_KEY".to_owned(), vec!["e", "f"]),
                ("TYPE_INDEX_KEY".to_owned(), vec!["a", "b"]),
            ]
        );
    }
}

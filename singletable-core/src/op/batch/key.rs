//! The keys of a batch of reads, and what was read.

use crate::entity::{Entity, EntityKey, TableModel, is_own};
use crate::error::Error;
use crate::item::{DecodeError, ItemKey, KeyIdentity, owned};
use crate::life::ttl;
use crate::op::sealed::Tuple;
use crate::value::Timestamp;
use crate::wire::Row;
use std::any::Any;
use std::collections::HashMap;

/// A key of any entity.
pub(crate) struct BatchKey {
    pub(super) key: ItemKey,
    /// The same as the entity's `Key`.
    typed: Box<dyn Any + Send + Sync>,
    /// Whether an item is one of the entity's.
    is_own: fn(&Row) -> bool,
    /// Whether an item has expired, and so counts as none.
    is_expired: fn(&Row, Timestamp) -> bool,
}

/// What is known of a key.
pub(crate) enum Read {
    Not,
    Absent,
    Found(Row),
}

impl BatchKey {
    pub(super) fn new<K: EntityKey>(key: K) -> Result<Self, Error> {
        Ok(Self {
            key: key.item_key()?,
            typed: Box::new(key),
            is_own: is_own::<K::Entity>,
            is_expired: ttl::is_expired::<K::Entity>,
        })
    }

    /// A key that cannot be built, to be handed back.
    pub(super) fn unbuilt<K: EntityKey>(key: K) -> Self {
        Self {
            key: ItemKey::default(),
            typed: Box::new(key),
            is_own: is_own::<K::Entity>,
            is_expired: ttl::is_expired::<K::Entity>,
        }
    }

    /// The key, if it is one of the entity `E`.
    pub(crate) fn of<E: Entity>(&self) -> Option<&E::Key> {
        self.typed.downcast_ref()
    }

    /// What was answered for it. `now` is the time by which items expire, if they do.
    pub(super) fn read(&self, item: Option<Row>, now: Option<Timestamp>) -> Read {
        let is_expired = |item: &Row| now.is_some_and(|now| (self.is_expired)(item, now));
        let is_there = |item: &Row| (self.is_own)(item) && !is_expired(item);
        match item.filter(is_there) {
            Some(item) => Read::Found(item),
            None => Read::Absent,
        }
    }
}

/// The keys in the order of the input, and which of them are one.
#[derive(Default)]
pub struct KeyList {
    /// Each key once.
    pub(super) keys: Vec<BatchKey>,
    /// For each key of the input, its index among the distinct ones.
    indices: Vec<usize>,
    known: HashMap<KeyIdentity<'static>, usize>,
    /// Where each list of the input ends.
    ends: Vec<usize>,
    /// The first key that cannot be built.
    pub(super) refused: Option<Error>,
}

impl KeyList {
    pub(super) fn add<K: EntityKey>(&mut self, key: K) {
        let layout = <<K::Entity as Entity>::Table as TableModel>::LAYOUT;
        match BatchKey::new(key) {
            Ok(key) => {
                let identity = owned(key.key.identity(layout));
                let next = self.keys.len();
                let index = *self.known.entry(identity).or_insert(next);
                if index == next {
                    self.keys.push(key);
                }
                self.indices.push(index);
            }
            Err(error) => {
                self.refused.get_or_insert(error);
            }
        }
    }

    pub(super) fn add_list<K: EntityKey>(&mut self, keys: impl IntoIterator<Item = K>) {
        for key in keys {
            self.add(key);
        }
        self.ends.push(self.indices.len());
    }

    pub(super) fn len(&self) -> usize {
        self.indices.len()
    }

    /// What was read, in the order of the input.
    pub(super) fn answers(&self, reads: Vec<Read>) -> Answers {
        let mut uses = vec![0; reads.len()];
        for &index in &self.indices {
            uses[index] += 1;
        }
        let mut lists = Vec::with_capacity(self.ends.len() + 1);
        let mut begin = 0;
        for &end in self.ends.iter().chain([&self.indices.len()]) {
            lists.push(self.indices[begin..end].to_vec());
            begin = end;
        }
        Answers {
            reads,
            uses,
            lists: lists.into_iter(),
        }
    }
}

/// What was read, list by list.
pub struct Answers {
    reads: Vec<Read>,
    /// How often each is still asked for.
    uses: Vec<usize>,
    lists: std::vec::IntoIter<Vec<usize>>,
}

impl Answers {
    /// The next list, decoded.
    pub(super) fn list<V>(
        &mut self,
        decode: impl Fn(Row) -> Result<V, DecodeError>,
    ) -> Result<Vec<Option<V>>, Error> {
        let indices = self.lists.next().unwrap_or_default();
        let read = indices.into_iter().map(|index| {
            let item = self.take(index);
            Ok(item.map(&decode).transpose()?)
        });
        read.collect()
    }

    fn take(&mut self, index: usize) -> Option<Row> {
        self.uses[index] -= 1;
        match &mut self.reads[index] {
            Read::Found(item) if self.uses[index] == 0 => Some(std::mem::take(item)),
            Read::Found(item) => Some(item.clone()),
            Read::Not | Read::Absent => None,
        }
    }
}

/// Lists of keys of the table `T`: a tuple with one for each entity.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a tuple of lists of keys of the table `{T}`",
    label = "not lists of keys",
    note = "give one list for each entity: `(vec![User::key(\"u1\")], vec![Post::key(\"u1\", \
            \"p1\")])`, up to eight"
)]
pub trait BatchKeys<T>: Tuple {
    /// What is read: a `Vec` of `Option`s for each list.
    type Answer;

    #[doc(hidden)]
    fn add_to(self, keys: &mut KeyList);

    #[doc(hidden)]
    fn decode(answers: &mut Answers) -> Result<Self::Answer, Error>;
}

macro_rules! tuples {
    ($($list:ident),+) => {
        impl<T, $($list),+> BatchKeys<T> for ($($list,)+)
        where
            $($list: IntoIterator<Item: EntityKey<Entity: Entity<Table = T>>>,)+
        {
            type Answer = ($(Vec<Option<<$list::Item as EntityKey>::Entity>>,)+);

            #[allow(non_snake_case, reason = "the lists are named as their types")]
            fn add_to(self, keys: &mut KeyList) {
                let ($($list,)+) = self;
                $(keys.add_list($list);)+
            }

            fn decode(answers: &mut Answers) -> Result<Self::Answer, Error> {
                Ok(($(answers.list(<$list::Item as EntityKey>::Entity::from_row)?,)+))
            }
        }
    };
}

tuples!(A);
tuples!(A, B);
tuples!(A, B, C);
tuples!(A, B, C, D);
tuples!(A, B, C, D, E);
tuples!(A, B, C, D, E, F);
tuples!(A, B, C, D, E, F, G);
tuples!(A, B, C, D, E, F, G, H);

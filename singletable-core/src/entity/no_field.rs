//! What a projection reads where its entity has no field of that name.

use crate::expr::attr::Path;
use crate::expr::flattened::Names;
use crate::item::{DecodeError, ItemReader};
use crate::schema::EntitySchema;
use crate::schema::sentence::Sentence;
use crate::value::ValueError;

/// For generated code: the constant of a field that an entity does not have.
///
/// A projection names its entity's constants, and a trait that the derive writes has one of each name, too.
/// What the entity has comes first, so this one is found where a name is misspelt, and says so.
#[doc(hidden)]
#[derive(Debug, Clone, Copy)]
pub struct NoField {
    entity: &'static EntitySchema,
    field: &'static str,
}

impl NoField {
    /// The field of that name, which the entity does not have.
    pub const fn of(entity: &'static EntitySchema, field: &'static str) -> Self {
        Self { entity, field }
    }

    /// No attributes.
    pub const fn names(self) -> Names {
        Names::Several(&[])
    }

    /// Says that there is no such field.
    ///
    /// # Panics
    ///
    /// In constant evaluation, always.
    #[track_caller]
    pub const fn must_exist(self) {
        let mut sentence =
            Sentence::of(&["`", self.entity.name, "` has no field `", self.field, "`; "]);
        let attributes = self.entity.attributes;
        let (mut listed, mut i) = (0, 0);
        while i < attributes.len() {
            // A flattened field has several attributes, one after the other.
            if i == 0 || attributes[i - 1].slot != attributes[i].slot {
                if listed == 0 {
                    sentence.extend(&["it has "]);
                }
                sentence.list(listed, attributes[i].field);
                listed += 1;
            }
            i += 1;
        }
        let key_only = self.entity.key_only;
        i = 0;
        while i < key_only.len() {
            if listed == 0 {
                sentence.extend(&["it has "]);
            }
            sentence.list(listed, key_only[i].field);
            listed += 1;
            i += 1;
        }
        // An entity with errors of its own has none.
        if listed > 0 {
            sentence.extend(&["; "]);
        }
        sentence.extend(&["`#[projection(field = …)]` reads one under another name"]);
        sentence.report()
    }

    /// Nothing is asked for.
    pub fn ask(&self, _paths: &mut Vec<Path>) {}

    /// There is nothing to read: the build has failed.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn read_field<F>(&self, reader: &mut ItemReader) -> Result<F, DecodeError> {
        Err(reader.error(
            self.field,
            &ValueError::new("there is no such field".into()),
        ))
    }
}

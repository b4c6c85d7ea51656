//! The name of a map key's entry, as the serializer writes it.

use super::entry_name::EntryName;
use super::{Cow, Entries, Refused, Serialize};

/// The name of the key's entry, as in every map that is written.
pub(crate) fn name_of_key<K: Serialize + ?Sized>(key: &K) -> Result<String, Refused> {
    let mut only = OnlyName(None);
    key.serialize(EntryName(&mut only))?;
    only.0.ok_or(Refused)
}

/// Accepts the name of one entry, and no value.
struct OnlyName(Option<String>);

impl Entries for OnlyName {
    type Ok = ();

    fn name(&mut self, name: Cow<'_, str>) -> Result<(), Refused> {
        self.0 = Some(name.into_owned());
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, _: &T) -> Result<(), Refused> {
        Err(Refused)
    }

    fn end(self) -> Result<(), Refused> {
        Ok(())
    }
}

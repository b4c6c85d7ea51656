//! Values that are generated: identifiers and times, from sources that a table handle carries.

use crate::expr::attr::Attr;
use crate::expr::roles::Filled;
use crate::expr::update::Changes;
use crate::item::codec::{Codec, ExpiryTime};
use crate::schema::ttl;
use crate::value::{Clock, Item, Timestamp};
use std::fmt;
use std::sync::Arc;

/// A source of identifiers: 16 random bytes for each, unless a test gives others.
#[derive(Clone)]
pub struct Ids {
    bytes: Arc<dyn Fn() -> [u8; 16] + Send + Sync>,
    /// Whether no two of them are the same.
    is_random: bool,
}

/// Where generated values come from.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
}

impl Sources {
    /// The same sources with the time standing still: what one operation generates has one time.
    pub(crate) fn at(&self, now: Timestamp) -> Self {
        Self {
            clock: Clock::standing(now),
            ids: self.ids.clone(),
        }
    }

    /// The time at which a lifetime of that many seconds ends that begins now, to the second that is
    /// stored; `None` when the type cannot hold it.
    #[doc(hidden)]
    pub fn expiry<T: ExpiryTime>(&self, lifetime: u64) -> Option<T> {
        T::from_epoch_seconds(ttl::expiry(self.clock.now(), lifetime))
    }

    /// A number from 0 to 1 for the length of a pause, random unless a test gives the identifiers.
    pub(crate) fn fraction(&self) -> f64 {
        let [first, second, ..] = self.ids.bytes();
        f64::from(u16::from_be_bytes([first, second])) / f64::from(u16::MAX)
    }
}

/// A client token: random, also where a test gives the identifiers, because two transactions with
/// one token are one to DynamoDB.
pub(crate) fn client_token() -> String {
    uuid::Uuid::new_v4().to_string()
}

impl Ids {
    /// The operating system's random numbers.
    pub fn random() -> Self {
        let random = Self::new(|| uuid::Uuid::new_v4().into_bytes());
        Self {
            is_random: true,
            ..random
        }
    }

    /// Identifiers made of the bytes that the function gives. UUIDs set the bits of their version
    /// over some of them.
    pub fn new(bytes: impl Fn() -> [u8; 16] + Send + Sync + 'static) -> Self {
        Self {
            bytes: Arc::new(bytes),
            is_random: false,
        }
    }

    /// Whether no two identifiers are the same, so that an item that has one is of the operation that made
    /// it.
    pub(crate) fn are_random(&self) -> bool {
        self.is_random
    }

    fn bytes(&self) -> [u8; 16] {
        (self.bytes)()
    }
}

impl Default for Ids {
    fn default() -> Self {
        Self::random()
    }
}

impl fmt::Debug for Ids {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ids(…)")
    }
}

/// What `on_create = …` and `on_update = …` name, for a field of type `T`.
#[diagnostic::on_unimplemented(
    message = "this generator gives no values of type `{T}`",
    label = "does not give `{T}`",
    note = "`uuid` and `uuid_v7` give text, and `Uuid`s with the feature `uuid`; `ksuid` gives \
            text, with the feature `ksuid`; `now` gives date-times; `default` needs `Default`",
    note = "for another type give a function: `on_create = path::to::function`"
)]
pub trait Generator<T> {
    /// A fresh value.
    fn generate(sources: &Sources) -> T;
}

/// `uuid`: a random UUID, version 4; as text, hyphenated lower case.
#[derive(Debug, Clone, Copy)]
pub enum UuidV4 {}

/// `uuid_v7`: a UUID of version 7, which begins with the time in milliseconds; as text, hyphenated
/// lower case. Later ones sort behind earlier ones, to the millisecond.
#[derive(Debug, Clone, Copy)]
pub enum UuidV7 {}

/// `ksuid`: 27 characters, which begin with the time in seconds. Later ones sort behind earlier
/// ones, to the second.
#[derive(Debug, Clone, Copy)]
pub enum Ksuid {}

/// `now`: the time of the table handle's clock, in milliseconds.
#[derive(Debug, Clone, Copy)]
pub enum Now {}

/// `default`: the type's own `Default`.
#[derive(Debug, Clone, Copy)]
pub enum DefaultOf {}

impl UuidV4 {
    fn uuid(sources: &Sources) -> uuid::Uuid {
        uuid::Builder::from_random_bytes(sources.ids.bytes()).into_uuid()
    }
}

impl UuidV7 {
    fn uuid(sources: &Sources) -> uuid::Uuid {
        let millis = u64::try_from(sources.clock.now().epoch_millis()).unwrap_or(0);
        let bytes = sources.ids.bytes();
        // The bytes of a version 4 UUID that are random in all their bits.
        let mut random = [0; 10];
        random[..6].copy_from_slice(&bytes[..6]);
        random[6..].copy_from_slice(&bytes[9..13]);
        uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
    }
}

macro_rules! identifiers {
    ($($generator:ident),*) => {$(
        impl Generator<String> for $generator {
            fn generate(sources: &Sources) -> String {
                Self::uuid(sources).to_string()
            }
        }

        #[cfg(feature = "uuid")]
        impl Generator<uuid::Uuid> for $generator {
            fn generate(sources: &Sources) -> uuid::Uuid {
                Self::uuid(sources)
            }
        }
    )*};
}

identifiers!(UuidV4, UuidV7);

#[cfg(feature = "ksuid")]
impl Generator<String> for Ksuid {
    fn generate(sources: &Sources) -> String {
        let seconds = sources.clock.now().epoch_seconds() - svix_ksuid::KSUID_EPOCH;
        let seconds = u32::try_from(seconds.max(0)).unwrap_or(u32::MAX);
        svix_ksuid::Ksuid::new_raw(seconds, Some(&sources.ids.bytes())).to_string()
    }
}

impl Generator<Timestamp> for Now {
    fn generate(sources: &Sources) -> Timestamp {
        sources.clock.now()
    }
}

macro_rules! foreign_now {
    ($($feature:literal: $type:ty),*) => {$(
        #[cfg(feature = $feature)]
        impl Generator<$type> for Now {
            fn generate(sources: &Sources) -> $type {
                crate::key::time::ForeignTime::from_timestamp(sources.clock.now())
            }
        }
    )*};
}

foreign_now! {
    "chrono": chrono::DateTime<chrono::Utc>,
    "time": time::OffsetDateTime,
    "jiff": jiff::Timestamp
}

impl Generator<String> for Now {
    fn generate(sources: &Sources) -> String {
        sources.clock.now().to_string()
    }
}

impl<T: Default> Generator<T> for DefaultOf {
    fn generate(_: &Sources) -> T {
        T::default()
    }
}

/// For generated code: an update that generated values are added to. What the update itself
/// changes is left as it is.
#[doc(hidden)]
pub struct Generate<'a> {
    pub(crate) changes: &'a mut Changes,
    pub(crate) sources: &'a Sources,
    /// The attributes of the loaded item, of an update that was given one.
    pub(crate) loaded: Option<&'a Item>,
}

impl Generate<'_> {
    /// Sets the field to a fresh value.
    pub fn set<E, T, R, C>(&mut self, attr: &Attr<E, T, R, C>, generate: impl FnOnce(&Sources) -> T)
    where
        R: Filled<T>,
        C: Codec<T>,
    {
        self.generate(attr, generate, false);
    }

    /// Sets the field to a fresh value where the item has none.
    pub fn set_if_absent<E, T, R, C>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        generate: impl FnOnce(&Sources) -> T,
    ) where
        R: Filled<T>,
        C: Codec<T>,
    {
        self.generate(attr, generate, true);
    }

    fn generate<E, T, R, C>(
        &mut self,
        attr: &Attr<E, T, R, C>,
        generate: impl FnOnce(&Sources) -> T,
        if_absent: bool,
    ) where
        R: Filled<T>,
        C: Codec<T>,
    {
        let has = self
            .loaded
            .is_some_and(|loaded| loaded.contains_key(attr.name()));
        if self.changes.changes(attr.name()) || (if_absent && has) {
            return;
        }
        let value = generate(self.sources);
        // An empty set is stored as no attribute.
        if matches!(C::encode(&value), Ok(None)) && C::missing().is_some() {
            return;
        }
        self.changes
            .set_field(attr, &value, R::key_value(&value), if_absent);
        self.changes.touch_paths(R::paths(&value), if_absent);
    }
}
/// The words for generators, as functions: for a word that is none of them, and no function either, the
/// compiler offers the one that is like it.
#[doc(hidden)]
#[rustfmt::skip]
pub mod words {
    pub fn uuid() {}
    pub fn uuid_v7() {}
    pub fn ksuid() {}
    pub fn now() {}
    pub fn default() {}
}

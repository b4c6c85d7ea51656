//! The options that reads share: each has one method, one name and one text.

use crate::error::Error;

/// The options of a query.
#[derive(Default)]
pub(super) struct Options {
    pub(super) descending: bool,
    pub(super) consistent: bool,
    pub(super) include_expired: bool,
    pub(super) limit: Option<usize>,
    pub(super) page_size: Option<usize>,
    pub(super) start_at: Option<String>,
}

impl Options {
    /// The order, as cursors are bound to it.
    pub(super) fn order(&self) -> &'static str {
        if self.descending {
            "descending"
        } else {
            "ascending"
        }
    }
}

/// What is made of the items of a read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// They are read, with a cursor after them.
    Page,
    /// They are read.
    Items,
    /// They are not read: the input of the first request is shown.
    Input,
    /// They are counted.
    Count,
}

/// How many items a request evaluates at least when some of them may be passed over, so that a small
/// limit with a filter does not become one request for each item.
pub(super) const FILTERED_PAGE: usize = 100;

/// A page size as a request's `Limit`.
///
/// # Errors
///
/// When it is zero.
pub(super) fn page_size(entity: &'static str, items: Option<usize>) -> Result<Option<i32>, Error> {
    if items == Some(0) {
        let option = "page_size";
        return Err(Error::ZeroOption { entity, option });
    }
    Ok(items.map(request_limit))
}

/// A number of items, one at least, as a request's `Limit`.
pub(super) fn request_limit(items: usize) -> i32 {
    i32::try_from(items.max(1)).unwrap_or(i32::MAX)
}

/// The methods that set the named options, in the order of the names.
///
/// The options are in the field that is named first, or in the operation itself: `self`. A doc comment
/// before an option is added to the option's own text. `consistent where A::Locality` is there only
/// for tables and local indexes.
macro_rules! read_options {
    (self; $($options:tt)+) => {
        $crate::op::options::read_options!(@each [] $($options)+);
    };
    ($field:ident; $($options:tt)+) => {
        $crate::op::options::read_options!(@each [$field.] $($options)+);
    };
    (
        @each $path:tt
        $($(#[$more:meta])* $option:ident $(where $locality:ty)?),+ $(,)?
    ) => {
        $($crate::op::options::read_options! {
            @one $path [$(#[$more])*] $option $($locality)?
        })+
    };
    (@one [$($path:tt)*] [$($more:tt)*] descending) => {
        /// Reads from the highest sort key to the lowest.
        $($more)*
        pub fn descending(mut self) -> Self {
            self.$($path)*descending = true;
            self
        }
    };
    (@one [$($path:tt)*] [$($more:tt)*] limit) => {
        /// Returns at most `results` items, counted after the filter. A limit of 0 finds nothing and makes
        /// no request; the cursor of its page goes on where it began.
        $($more)*
        pub fn limit(mut self, results: usize) -> Self {
            self.$($path)*limit = Some(results);
            self
        }
    };
    (@one [$($path:tt)*] [$($more:tt)*] page_size) => {
        /// Evaluates at most `items` items in each request, counted before the filter; without it,
        /// DynamoDB evaluates up to 1 MB. 0 is an [`Error::ZeroOption`](crate::Error::ZeroOption) before
        /// any request; more than 2,147,483,647 are as many.
        $($more)*
        pub fn page_size(mut self, items: usize) -> Self {
            self.$($path)*page_size = Some(items);
            self
        }
    };
    (@one [$($path:tt)*] [$($more:tt)*] start_at) => {
        /// Continues after a page of the same read: takes its [`Cursor`](crate::cursor::Cursor), or the
        /// text of one as it came back from outside.
        ///
        /// A text that is not a cursor of this read is an
        /// [`Error::InvalidCursor`](crate::error::Error::InvalidCursor), before any request.
        $($more)*
        pub fn start_at(mut self, cursor: impl AsRef<str>) -> Self {
            self.$($path)*start_at = Some(cursor.as_ref().to_owned());
            self
        }
    };
    (@one [$($path:tt)*] [$($more:tt)*] include_expired) => {
        /// Finds items that have expired too, as long as DynamoDB has not deleted them. Without this
        /// they are passed over.
        $($more)*
        pub fn include_expired(mut self) -> Self {
            self.$($path)*include_expired = true;
            self
        }
    };
    (@one [$($path:tt)*] [$($more:tt)*] consistent $($locality:ty)?) => {
        /// Reads with strong consistency: sees every write that succeeded before it, at twice the read
        /// units.
        $($more)*
        pub fn consistent(mut self) -> Self
        $(where $locality: $crate::entity::ConsistentReads)?
        {
            self.$($path)*consistent = true;
            self
        }
    };
}
pub(super) use read_options;

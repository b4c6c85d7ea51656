//! How a query or a partition is read, whatever is read.

/// What the caller asks of a read beside its keys.
#[derive(Default)]
pub(super) struct Options {
    pub(super) descending: bool,
    pub(super) consistent: bool,
    pub(super) include_expired: bool,
    pub(super) limit: Option<usize>,
    pub(super) page_size: Option<i32>,
    pub(super) start: Option<String>,
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

/// A number of items that a request can ask for.
pub(in crate::op) fn page_size(items: usize) -> i32 {
    i32::try_from(items.max(1)).unwrap_or(i32::MAX)
}

//! Items into a request that the SDK has written with empty ones.

use std::sync::Arc;

/// An empty item of a request. Nothing else is written like it: a value is never without its type,
/// and within a text the quotes are escaped.
const EMPTY: &[u8] = b"\"Item\":{}";
/// How much of it stands before the item.
const NAME: usize = EMPTY.len() - 2;

/// The request with the items in place of the empty ones, in their order; `None` where it has more
/// or fewer of these.
pub(crate) fn fill(request: &[u8], items: &[Arc<str>]) -> Option<Vec<u8>> {
    let length: usize = items.iter().map(|item| item.len()).sum();
    let mut filled = Vec::with_capacity(request.len() + length);
    let mut items = items.iter();
    let mut rest = request;
    while let Some(place) = rest.windows(EMPTY.len()).position(|window| window == EMPTY) {
        filled.extend_from_slice(&rest[..place + NAME]);
        filled.extend_from_slice(items.next()?.as_bytes());
        rest = &rest[place + EMPTY.len()..];
    }
    filled.extend_from_slice(rest);
    items.next().is_none().then_some(filled)
}

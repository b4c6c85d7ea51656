//! Whether names are all different, quickly where they are.

use std::collections::HashSet;

/// Whether no two of the names are the same.
pub(super) fn are_distinct<'n>(names: impl ExactSizeIterator<Item = &'n [u8]> + Clone) -> bool {
    names.len() < 2 || differ(names.clone()) || {
        let mut known = HashSet::with_capacity(names.len());
        names.into_iter().all(|name| known.insert(name))
    }
}

/// Whether the names can be told apart by a few bits of each. Where they cannot, they may still
/// differ.
fn differ<'n>(names: impl Iterator<Item = &'n [u8]>) -> bool {
    let mut known = [0_u64; 16];
    for name in names {
        let byte = |at: usize| name.get(at).copied().map_or(0, usize::from);
        let (length, last) = (name.len(), name.len().saturating_sub(1));
        let bits = length ^ (byte(0) << 5) ^ (byte(last) << 2) ^ (byte(last / 2) << 3);
        let (word, bit) = (bits / 64 % known.len(), 1 << (bits % 64));
        if known[word] & bit != 0 {
            return false;
        }
        known[word] |= bit;
    }
    true
}

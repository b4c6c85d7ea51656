//! A quick test of whether names are distinct.

use std::collections::HashSet;

/// Up to this many names are compared pairwise.
const FEW: usize = 32;

/// Whether all names are distinct.
pub(super) fn are_distinct<'n>(names: impl ExactSizeIterator<Item = &'n [u8]> + Clone) -> bool {
    if names.len() < 2 || differ(names.clone()) {
        return true;
    }
    if names.len() > FEW {
        let mut known = HashSet::with_capacity(names.len());
        return names.into_iter().all(|name| known.insert(name));
    }
    let mut others = names.clone();
    names.into_iter().all(|name| {
        others.next();
        !others.clone().any(|other| other == name)
    })
}

/// Whether a few bytes of each name show that all are distinct. `false` leaves it open.
fn differ<'n>(names: impl Iterator<Item = &'n [u8]>) -> bool {
    let mut known = [0_u64; 32];
    for name in names {
        let byte = |at: usize| name.get(at).copied().map_or(0, u64::from);
        let last = name.len().saturating_sub(1);
        let bytes = byte(0) << 24 | byte(last) << 16 | byte(last / 2) << 8;
        // The high bits of a product with an odd number depend on all bits.
        let mixed = (bytes + name.len() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let (word, bit) = ((mixed >> 59) as usize, 1 << (mixed >> 53 & 63));
        if known[word] & bit != 0 {
            return false;
        }
        known[word] |= bit;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::are_distinct;

    #[test]
    fn names_are_distinct_where_no_two_are_the_same() {
        for count in [0, 1, 2, 5, 32, 33, 200] {
            // Many of them have the same first and last bytes.
            let name = |number: usize| format!("n{}{number:04}{}e", number % 3, number % 2);
            let names: Vec<_> = (0..count).map(name).collect();
            let bytes = |names: &[String]| -> Vec<Vec<u8>> {
                names.iter().map(|name| name.clone().into_bytes()).collect()
            };
            let all = bytes(&names);
            assert!(are_distinct(all.iter().map(Vec::as_slice)), "{count}");
            for twice in names.iter().take(7) {
                let mut all = all.clone();
                all.push(twice.clone().into_bytes());
                assert!(
                    !are_distinct(all.iter().map(Vec::as_slice)),
                    "{count} {twice}"
                );
            }
        }
    }
}

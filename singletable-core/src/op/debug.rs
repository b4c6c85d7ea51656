//! `Debug` of operations: they show what they are about and how they are sent, and no value and no key of
//! an item.

/// `Debug` of an operation: its type's name, and the named fields.
macro_rules! debug_fields {
    (
        [$($generics:tt)*] $type:ident $(<$($argument:ident),+>)?, |$operation:pat_param|
        $($field:ident: $value:expr),* $(,)?
    ) => {
        impl<$($generics)*> std::fmt::Debug for $type $(<$($argument),+>)? {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                let $operation = self;
                f.debug_struct(stringify!($type))
                    $(.field(stringify!($field), &$value))*
                    .finish_non_exhaustive()
            }
        }
    };
}
pub(super) use debug_fields;

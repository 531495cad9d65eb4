//! Numbers under which the register stores what a list is filtered by. They are written out, so that a value put
//! between two others, or another order of a list, changes no row that is stored.

/// Gives an enum its stored numbers: `number`, and `of_number` back. A number never changes once released.
macro_rules! numbered {
    ($kind:ident { $($variant:ident = $number:literal),+ $(,)? }) => {
        impl $kind {
            /// The number under which the register stores it.
            #[must_use]
            pub const fn number(self) -> i64 {
                match self { $(Self::$variant => $number),+ }
            }

            /// The value of a stored number.
            #[must_use]
            pub const fn of_number(number: i64) -> Option<Self> {
                match number { $($number => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

pub(crate) use numbered;

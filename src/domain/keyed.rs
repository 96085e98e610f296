//! Enums of which each case has a stable key, its name in small letters with hyphens: what is stored, and what
//! people type.

/// Gives an enum that derives strum's `EnumString`, `IntoStaticStr` and `VariantArray` its cases and keys.
macro_rules! keyed {
    ($name:ident) => {
        impl $name {
            /// Every case, in the order in which they are declared.
            pub const ALL: &[Self] = <Self as strum::VariantArray>::VARIANTS;

            /// The stable key, as stored.
            pub fn key(self) -> &'static str {
                self.into()
            }

            /// The case of a stored key.
            pub fn from_key(key: &str) -> Option<Self> {
                key.parse().ok()
            }
        }
    };
}

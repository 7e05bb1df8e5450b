//! What exists in a carbon report: modules, data entry types, emission types, scopes, chart categories.

mod categories;
mod data_entry_types;
mod modules;
mod tree;

pub use categories::Category;
pub use data_entry_types::DataEntryType;
pub use modules::{ModuleStatus, ModuleType, OverallStatus};
pub use tree::{
    EmissionType, EmissionTypeId, QuantityUnit, counted_as, emission_type, emission_type_by_path, emission_types,
    is_leaf, module_of, position_of,
};

/// Scope of the greenhouse gas protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Direct emissions.
    One = 1,
    /// Purchased energy.
    Two = 2,
    /// Everything else along the value chain.
    Three = 3,
}

/// A stored or received number or word that names nothing of the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {what} “{value}”")]
pub struct Unknown {
    /// What was expected, for example `module`.
    pub what: &'static str,
    /// What was given.
    pub value: String,
}

impl Unknown {
    pub(crate) fn new(what: &'static str, value: &impl ToString) -> Self {
        Self { what, value: value.to_string() }
    }
}

/// Declares an enum with a stable id and key per variant, and the conversions at both edges.
macro_rules! keyed_enum {
    ($(#[$meta:meta])* $name:ident, $what:literal, { $($(#[$variant_meta:meta])* $variant:ident = $id:literal $key:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_meta])* $variant = $id),+ }

        impl $name {
            /// Every value, by id.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Stable number, as stored.
            pub fn id(self) -> i16 {
                self as i16
            }

            /// Stable name in lower snake case, as in files and JSON.
            pub fn key(self) -> &'static str {
                match self { $(Self::$variant => $key),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.key())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::carbon::taxonomy::Unknown;

            fn from_str(key: &str) -> Result<Self, Self::Err> {
                match key {
                    $($key => Ok(Self::$variant),)+
                    _ => Err($crate::carbon::taxonomy::Unknown::new($what, &key)),
                }
            }
        }

        impl TryFrom<i16> for $name {
            type Error = $crate::carbon::taxonomy::Unknown;

            fn try_from(id: i16) -> Result<Self, Self::Error> {
                match id {
                    $($id => Ok(Self::$variant),)+
                    _ => Err($crate::carbon::taxonomy::Unknown::new($what, &id)),
                }
            }
        }
    };
}
use keyed_enum;

#[cfg(test)]
mod tests;

//! Codes that stand for persons in the files of one archive.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use uuid::Uuid;

use crate::carbon::entry::Definition;
use crate::carbon::taxonomy::DataEntryType;
use crate::carbon::text::comparison_key;

/// Makes codes of persons with a key that nobody keeps: the same person has the same code as long as this lives, and no code
/// can be compared with those of another archive or found by trying numbers.
#[derive(Clone)]
pub(super) struct Pseudonyms(Hmac<Sha256>);

/// What a column tells about persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Personal {
    /// Nothing.
    No,
    /// Who somebody is, here or in a column beside it.
    Person {
        /// The column that identifies the person.
        identified_by: &'static str,
    },
    /// Something that may tell who somebody is: it has no code and stays away.
    Hint,
}

/// What a column of a type's data tells about persons.
pub(super) fn personal(definition: &Definition, column: &str) -> Personal {
    let identified_by = "user_institutional_id";
    match column {
        "user_institutional_id" => Personal::Person { identified_by },
        "name" if definition.data_type == DataEntryType::Member => Personal::Person { identified_by },
        "sius_code" | "note" => Personal::Hint,
        _ => Personal::No,
    }
}

impl Pseudonyms {
    /// Codes of a new archive.
    pub(super) fn new() -> Self {
        let mut key = [0; 64];
        key.chunks_exact_mut(16).for_each(|part| part.copy_from_slice(Uuid::new_v4().as_bytes()));
        Self(Hmac::new(&key.into()))
    }

    /// The code of a person, however their number is written.
    pub(super) fn code(&self, person: &str) -> String {
        let mut code = self.0.clone();
        code.update(comparison_key(person).as_bytes());
        let bytes = code.finalize().into_bytes();
        let start = bytes.iter().take(8).fold(0_u64, |start, byte| start << 8 | u64::from(*byte));
        format!("person-{start:016x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carbon::entry::definitions;
    use crate::carbon::field::FieldKind;

    #[test]
    fn a_person_has_one_code_in_an_archive_and_another_one_in_the_next() {
        let (one, other) = (Pseudonyms::new(), Pseudonyms::new());
        assert_eq!(one.code("G100012"), one.code(" g100012 "));
        assert_ne!(one.code("G100012"), one.code("G100013"));
        assert_ne!(one.code("G100012"), other.code("G100012"));
        assert_eq!(one.code("").len(), "person-0123456789abcdef".len());
    }

    /// Texts that name things, not persons. A new text column is listed here, or gets a code above.
    const OF_THINGS: [&str; 28] = [
        "building_name",
        "category",
        "destination_country_code",
        "destination_iata",
        "destination_name",
        "destination_natural_key",
        "equipment_class",
        "equipment_id",
        "name",
        "origin_country_code",
        "origin_iata",
        "origin_name",
        "origin_natural_key",
        "provider",
        "purchase_additional_code",
        "purchase_institutional_code",
        "purchase_institutional_description",
        "researchfacility_id",
        "researchfacility_name",
        "researchfacility_type",
        "room_name",
        "service_type",
        "sub_class",
        "subcategory",
        "supplier",
        "unit",
        "usage_type",
        "use_unit",
    ];

    #[test]
    fn every_text_of_an_entry_is_known_to_name_a_thing_or_a_person() {
        for definition in definitions() {
            for field in definition.fields.iter().filter(|field| field.kind == FieldKind::Text) {
                let is_known = personal(definition, field.name) != Personal::No || OF_THINGS.contains(&field.name);
                assert!(is_known, "{} of {:?}", field.name, definition.data_type);
            }
        }
    }
}

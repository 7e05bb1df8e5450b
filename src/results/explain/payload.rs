//! What an entry says, for people: its title and its fields, with or without the persons it is about.

use serde_json::Value;

use crate::carbon::entry::definition;
use crate::carbon::taxonomy::DataEntryType;
use crate::web::{Lang, figures};

/// Fields that name persons wherever they stand; a note may.
const PERSONAL: [&str; 4] = ["user_institutional_id", "sius_code", "ticket_number", "note"];

/// Whether a field tells who an entry is about.
fn is_personal(data_type: DataEntryType, field: &str) -> bool {
    PERSONAL.contains(&field) || (data_type == DataEntryType::Member && field == "name")
}

/// Whether an entry is about a person.
pub(super) fn person_of(payload: &Value) -> Option<&str> {
    payload["user_institutional_id"].as_str()
}

/// A field of an entry.
pub(super) struct Field {
    /// As files name it.
    pub(super) name: String,
    /// What it says.
    pub(super) value: String,
    /// Not told: it names a person.
    pub(super) is_hidden: bool,
}

/// The fields of an entry that say something, in the order of the files of its type.
pub(super) fn fields(data_type: DataEntryType, payload: &Value, names_persons: bool) -> Vec<Field> {
    let known = definition(data_type).map(|definition| definition.fields).unwrap_or_default();
    let others = payload.as_object().into_iter().flat_map(serde_json::Map::keys);
    let others = others.filter(|name| known.iter().all(|field| field.name != name.as_str())).cloned();
    let names = known.iter().map(|field| field.name.to_owned()).chain(others);
    let said = names.filter_map(|name| {
        let value = written(&payload[name.as_str()])?;
        let is_hidden = !names_persons && is_personal(data_type, &name);
        Some(Field { value: if is_hidden { String::new() } else { value }, name, is_hidden })
    });
    said.collect()
}

fn written(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => (!text.is_empty()).then(|| text.clone()),
        Value::Number(number) => number.as_f64().map(figures::plain),
        other => Some(other.to_string()),
    }
}

/// What to call an entry: what it names, without telling who it is about unless that may be told.
pub(super) fn title(data_type: DataEntryType, payload: &Value, names_persons: bool, lang: Lang) -> String {
    let text = |field: &str| written(&payload[field]).filter(|_| names_persons || !is_personal(data_type, field));
    let joined = |fields: &[&str], between: &str| {
        let said: Vec<String> = fields.iter().filter_map(|field| text(field)).collect();
        (!said.is_empty()).then(|| said.join(between))
    };
    let title = match data_type {
        DataEntryType::Plane => joined(&["origin_iata", "destination_iata"], " → "),
        DataEntryType::Train => joined(&["origin_name", "destination_name"], " → "),
        DataEntryType::Building => joined(&["building_name", "room_name"], " · "),
        DataEntryType::ProcessEmissions => joined(&["category", "subcategory"], " · "),
        DataEntryType::ExternalClouds => joined(&["provider", "service_type"], " · "),
        DataEntryType::ExternalAi => joined(&["provider", "usage_type"], " · "),
        DataEntryType::ResearchFacilities => joined(&["researchfacility_name"], ""),
        DataEntryType::MiceAndFishAnimalFacilities => {
            joined(&["researchfacility_name", "researchfacility_type"], " · ")
        }
        _ => joined(&["name"], ""),
    };
    title.unwrap_or_else(|| lang.t(&format!("type-{}", data_type.key().replace('_', "-"))))
}

/// What else tells an entry from its neighbours in a list.
pub(super) fn details(data_type: DataEntryType, payload: &Value) -> String {
    let fields: &[&str] = match data_type {
        DataEntryType::Member | DataEntryType::Student => &["fte"],
        DataEntryType::Plane | DataEntryType::Train => &["departure_date", "cabin_class", "number_of_trips"],
        DataEntryType::Building => &["room_type", "room_allocation_ratio"],
        DataEntryType::EnergyCombustion | DataEntryType::ProcessEmissions => &["quantity", "unit"],
        DataEntryType::Scientific | DataEntryType::It | DataEntryType::Other => &["equipment_class", "sub_class"],
        DataEntryType::ExternalClouds => &["spent_amount", "currency"],
        DataEntryType::ExternalAi => &["requests_per_user_per_day", "fte_count"],
        DataEntryType::AdditionalPurchases => &["annual_consumption", "unit"],
        DataEntryType::ResearchFacilities | DataEntryType::MiceAndFishAnimalFacilities => &["use", "use_unit"],
        _ => &["total_spent_amount", "currency", "supplier"],
    };
    let said: Vec<String> = fields.iter().filter_map(|field| written(&payload[*field])).collect();
    said.join(" · ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn who_an_entry_is_about_is_told_only_where_it_may_be() {
        let member =
            json!({"name": "A. Example", "sius_code": 51, "user_institutional_id": "100", "fte": 0.5, "note": null});
        let shown = |names_persons| {
            let fields = fields(DataEntryType::Member, &member, names_persons);
            fields.into_iter().map(|field| (field.name, field.value)).collect::<Vec<_>>()
        };
        assert!(shown(true).contains(&("name".into(), "A. Example".into())));
        let hidden = shown(false);
        assert!(hidden.contains(&("fte".into(), "0.5".into())) && hidden.contains(&("name".into(), String::new())));
        assert!(hidden.iter().all(|(_, value)| !value.contains("Example") && value != "100"), "{hidden:?}");
        assert_eq!(title(DataEntryType::Member, &member, false, Lang::En), "Members");
        assert_eq!(title(DataEntryType::Member, &member, true, Lang::En), "A. Example");
    }

    #[test]
    fn things_have_names_that_may_be_told() {
        let item = json!({"name": "Microscope", "note": "of A. Example"});
        assert_eq!(title(DataEntryType::ScientificEquipment, &item, false, Lang::En), "Microscope");
        let trip = json!({"origin_iata": "GVA", "destination_iata": "LHR", "number_of_trips": 2, "cabin_class": "eco"});
        assert_eq!(title(DataEntryType::Plane, &trip, false, Lang::Fr), "GVA → LHR");
        assert_eq!(details(DataEntryType::Plane, &trip), "eco · 2");
    }
}

//! Units with unfinished modules, gathered by the person who answers for them.

use std::collections::HashMap;

use super::store::Principal;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType};
use crate::platform::ids::UnitId;
use crate::reporting::filter::Filter;
use crate::reporting::selection::{self, selected_years};
use crate::reporting::snapshot::View;

/// Bytes of an address for e-mail that every program still takes.
const LONGEST_ADDRESS: usize = 1_800;

/// A unit with modules that are not validated yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unfinished {
    pub(super) unit_id: UnitId,
    pub(super) name: String,
    pub(super) code: String,
    /// Each such year with its modules, newest first.
    pub(super) years: Vec<(i16, Vec<ModuleType>)>,
}

/// A person with the units they answer for.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub(super) number: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) units: Vec<Unfinished>,
}

/// Whom to remind, and of what nobody can be reminded.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Reminders {
    /// By name, then number.
    pub(super) people: Vec<Person>,
    /// Units whose principal is not known here: the person's number, and the unit.
    pub(super) without_address: Vec<(String, Unfinished)>,
    /// Units without a principal.
    pub(super) without_principal: Vec<Unfinished>,
}

/// The units of a filter that have modules not validated yet, by name.
pub(super) fn unfinished(view: &View, filter: &Filter) -> Vec<Unfinished> {
    let kept = selection::of_any_status(view, filter).into_iter();
    let kept = kept.filter(|unit| filter.validation_statuses.contains(unit.status));
    let unfinished = kept.map(|unit| {
        let years = selected_years(view.figures(unit.unit), filter).filter_map(|year| {
            let open = |module: &ModuleType| year.module_status[module.index()] != ModuleStatus::Validated;
            let modules: Vec<ModuleType> = ModuleType::DISPLAY_ORDER.into_iter().filter(open).collect();
            (!modules.is_empty()).then_some((year.year, modules))
        });
        let mut years: Vec<_> = years.collect();
        years.reverse();
        let unit = unit.unit;
        Unfinished { unit_id: unit.id, name: unit.name.clone(), code: unit.institutional_code.clone(), years }
    });
    unfinished.filter(|unit| !unit.years.is_empty()).collect()
}

impl Reminders {
    pub(super) fn of(units: Vec<Unfinished>, mut principals: HashMap<UnitId, Principal>) -> Self {
        let mut reminders = Self::default();
        let mut places: HashMap<String, usize> = HashMap::new();
        for unit in units {
            match principals.remove(&unit.unit_id) {
                None => reminders.without_principal.push(unit),
                Some(Principal { number, known: None }) => reminders.without_address.push((number, unit)),
                Some(Principal { number, known: Some((name, email)) }) => {
                    let place = *places.entry(number.clone()).or_insert(reminders.people.len());
                    if place == reminders.people.len() {
                        reminders.people.push(Person { number, name, email, units: Vec::new() });
                    }
                    reminders.people[place].units.push(unit);
                }
            }
        }
        reminders
            .people
            .sort_by_cached_key(|person| (crate::carbon::text::folded(&person.name), person.number.clone()));
        reminders
    }

    /// Each address once, in the order of the people.
    pub(super) fn addresses(&self) -> Vec<&str> {
        let mut addresses: Vec<&str> = Vec::new();
        for person in &self.people {
            if !addresses.contains(&person.email.as_str()) {
                addresses.push(&person.email);
            }
        }
        addresses
    }

    /// How many units have modules not validated yet.
    pub(super) fn unit_count(&self) -> usize {
        let of_people: usize = self.people.iter().map(|person| person.units.len()).sum();
        of_people + self.without_address.len() + self.without_principal.len()
    }
}

/// Links that open the e-mail program, each short enough for it, with how many people it writes to. Nobody sees who else
/// gets the message.
pub(super) fn mailto(addresses: &[&str], subject: &str) -> Vec<(String, usize)> {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20");
    let start = format!("mailto:?subject={}&bcc=", encoded(subject));
    let mut links: Vec<(String, usize)> = Vec::new();
    for address in addresses {
        let address = encoded(address);
        match links.last_mut() {
            Some((link, count)) if link.len() + address.len() < LONGEST_ADDRESS => {
                link.push(',');
                link.push_str(&address);
                *count += 1;
            }
            _ => links.push((format!("{start}{address}"), 1)),
        }
    }
    links
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(id: i32) -> Unfinished {
        let years = vec![(2025, vec![ModuleType::Headcount])];
        Unfinished { unit_id: UnitId(id), name: format!("Unit {id}"), code: id.to_string(), years }
    }

    fn principal(number: &str, known: Option<(&str, &str)>) -> Principal {
        Principal { number: number.into(), known: known.map(|(name, email)| (name.into(), email.into())) }
    }

    #[test]
    fn units_are_gathered_by_person_and_nobody_is_forgotten() {
        let zoe = principal("7", Some(("Zoé", "zoe@example.org")));
        let principals = [
            (1, zoe.clone()),
            (2, principal("8", Some(("Émile", "emile@example.org")))),
            (3, principal("9", None)),
            (5, zoe),
        ];
        let principals = principals.map(|(id, principal)| (UnitId(id), principal));
        let reminders = Reminders::of((1..=5).map(unit).collect(), principals.into());
        let people: Vec<_> = reminders.people.iter().map(|person| (person.name.as_str(), person.units.len())).collect();
        assert_eq!(people, [("Émile", 1), ("Zoé", 2)]);
        assert_eq!(reminders.addresses(), ["emile@example.org", "zoe@example.org"]);
        assert_eq!(reminders.without_address, [("9".to_owned(), unit(3))]);
        assert_eq!(reminders.without_principal, [unit(4)]);
        assert_eq!(reminders.unit_count(), 5);
    }

    #[test]
    fn long_lists_become_several_messages_and_hide_who_else_gets_them() {
        let addresses: Vec<String> = (0..200).map(|number| format!("person.{number}@example.org")).collect();
        let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
        let links = mailto(&addresses, "Bilan & carbone");
        assert!(links.len() > 2);
        assert!(links.iter().all(|(link, _)| link.len() <= LONGEST_ADDRESS + 30));
        assert!(links[0].0.starts_with("mailto:?subject=Bilan%20%26%20carbone&bcc=person.0%40example.org,person.1%40"));
        assert_eq!(links.iter().map(|(_, count)| count).sum::<usize>(), 200);
        assert_eq!(mailto(&[], "x"), []);
    }
}

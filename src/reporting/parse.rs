//! Reading a view from pairs of names and values. What cannot be read is kept aside: pages say that they ignored it, the
//! API refuses it.

use std::collections::HashSet;
use std::str::FromStr;

use super::charts;
use super::columns::{Column, Columns, UNIT_ONLY};
use super::filter::{Filter, NO_STATUS, StatusSet};
use super::listing::{Listing, MAX_PAGE_SIZE, Sort, SortKey};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{ModuleStatus, ModuleType};
use crate::platform::ids::UnitId;
use crate::web::{FieldProblem, Lang};

/// Which parameters there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// The names of the contract.
    Api,
    /// Those and the state of the page.
    Page,
}

/// A parameter that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// Name of the parameter.
    pub field: String,
    /// What it held.
    pub value: String,
    /// Why: `unknown`, `malformed`, `out_of_range`, `missing`.
    pub code: &'static str,
}

impl Unusable {
    pub(super) fn new(field: &str, value: &str, code: &'static str) -> Self {
        let value = value.chars().take(200).map(|character| if character == '\0' { '\u{fffd}' } else { character });
        Self { field: field.to_owned(), value: value.collect(), code }
    }

    pub(super) fn problem(&self, lang: Lang) -> FieldProblem {
        FieldProblem::new(&self.field, self.code, self.words(lang))
    }

    /// As it stood in the address, and what was wrong with it.
    pub(super) fn part_and_words(&self, lang: Lang) -> (String, String) {
        (self.part(), self.words(lang))
    }

    /// As it stood in the address.
    pub(super) fn part(&self) -> String {
        format!("{}={}", self.field, self.value)
    }

    /// What was wrong, in words.
    pub fn words(&self, lang: Lang) -> String {
        lang.t(&format!("parameter-{}", self.code.replace('_', "-")))
    }
}

/// Reads a query string; what could not be used is reported beside.
pub fn query(query: Option<&str>, door: Door) -> (Listing, Vec<Unusable>) {
    let mut reading = Reading::new(door);
    for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        reading.take(&key, &value);
    }
    reading.finish()
}

/// What page, exports and JSON share.
const SHARED: [&str; 11] = [
    "years",
    "unit_ids",
    "affiliation_ids",
    "validation_statuses",
    "module_statuses",
    "search",
    "all_levels",
    "page",
    "page_size",
    "sort_by",
    "sort_dir",
];

/// What only the page's own addresses hold.
const PAGE: [&str; 7] = ["open", "affiliation_search", "unit_search", "apply", "sort", "columns", "view"];

/// What may stand several times.
const REPEATED: [&str; 7] =
    ["years", "unit_ids", "affiliation_ids", "validation_statuses", "module_statuses", "open", "columns"];

/// So many parts that could not be used are named; nobody reads more.
const MOST_NAMED: usize = 50;

pub(super) fn is_known(key: &str, door: Door) -> bool {
    SHARED.contains(&key) || (door == Door::Page && (PAGE.contains(&key) || charts::PARAMETERS.contains(&key)))
}

pub(super) struct Reading {
    door: Door,
    listing: Listing,
    statuses: StatusSet,
    /// None while the module is not named.
    modules: [Option<StatusSet>; 8],
    columns: Option<Columns>,
    sort_by: Option<SortKey>,
    sort_dir: Option<bool>,
    once: Vec<String>,
    unusable: Vec<Unusable>,
}

impl Reading {
    pub(super) fn new(door: Door) -> Self {
        Self {
            door,
            listing: Listing::default(),
            statuses: StatusSet::NONE,
            modules: [None; 8],
            columns: None,
            sort_by: None,
            sort_dir: None,
            once: Vec::new(),
            unusable: Vec::new(),
        }
    }

    pub(super) fn refuse(&mut self, key: &str, value: &str, code: &'static str) {
        if self.unusable.len() < MOST_NAMED {
            self.unusable.push(Unusable::new(key, value, code));
        }
    }

    pub(super) fn take(&mut self, key: &str, value: &str) {
        if !is_known(key, self.door) {
            return self.refuse(key, value, "unknown");
        }
        let value = value.trim();
        // forms send empty fields: they say nothing
        if value.is_empty() {
            return;
        }
        if !REPEATED.contains(&key) {
            if self.once.iter().any(|known| known == key) {
                return self.refuse(key, value, "malformed");
            }
            self.once.push(key.to_owned());
        }
        // no text that is stored holds it, and no record of what was asked for can keep it
        let understood = if value.contains('\0') { Err("malformed") } else { self.understand(key, value) };
        if let Err(code) = understood {
            self.refuse(key, value, code);
        }
    }

    fn understand(&mut self, key: &str, value: &str) -> Result<(), &'static str> {
        let filter = &mut self.listing.filter;
        match key {
            "years" => filter.add_year(Year::from_str(value).map_err(|_| "malformed")?),
            "unit_ids" => add_id(&mut filter.unit_ids, value)?,
            "affiliation_ids" => add_id(&mut filter.affiliation_ids, value)?,
            "validation_statuses" => {
                self.statuses = self.statuses.with(ModuleStatus::from_str(value).map_err(|_| "unknown")?);
            }
            "module_statuses" => {
                let (module, status) = value.split_once(':').ok_or("malformed")?;
                let module = ModuleType::from_str(module).map_err(|_| "unknown")?;
                let kept = self.modules[module.index()].unwrap_or(StatusSet::NONE);
                self.modules[module.index()] = Some(if status == NO_STATUS {
                    kept
                } else {
                    kept.with(ModuleStatus::from_str(status).map_err(|_| "unknown")?)
                });
            }
            "search" => value.clone_into(&mut filter.search),
            "page" => self.listing.page = within(value, i32::MAX as u32)?,
            "page_size" => self.listing.page_size = within(value, MAX_PAGE_SIZE)?,
            "sort_by" => {
                let key = SortKey::of(value).filter(|key| self.door == Door::Page || SortKey::CONTRACT.contains(key));
                self.sort_by = Some(key.ok_or("unknown")?);
            }
            "sort_dir" => {
                self.sort_dir = Some(match value {
                    "asc" => false,
                    "desc" => true,
                    _ => return Err("unknown"),
                });
            }
            // one control of the page for both
            "sort" => {
                let (by, dir) = value.split_once(':').ok_or("malformed")?;
                self.understand("sort_by", by)?;
                self.understand("sort_dir", dir)?;
            }
            "open" => add_id(&mut self.listing.panel.open, value)?,
            _ if charts::PARAMETERS.contains(&key) => self.listing.panel.charts.take(key, value)?,
            "affiliation_search" => value.clone_into(&mut self.listing.panel.affiliation_search),
            "unit_search" => value.clone_into(&mut self.listing.panel.unit_search),
            "all_levels" => filter.all_levels = truth(value)?,
            "view" => self.listing.panel.is_without_default = only("all", value)?,
            "columns" => {
                let columns = self.columns.unwrap_or(Columns::NONE);
                self.columns = Some(match value {
                    // the form's word for a table of nothing but units
                    UNIT_ONLY => columns,
                    _ => columns.with(Column::of(value).ok_or("unknown")?),
                });
            }
            _ => self.listing.panel.is_applied = true,
        }
        Ok(())
    }

    pub(super) fn finish(self) -> (Listing, Vec<Unusable>) {
        let mut listing = self.listing;
        let Filter { validation_statuses, module_statuses, .. } = &mut listing.filter;
        if self.statuses != StatusSet::NONE {
            *validation_statuses = self.statuses;
        }
        *module_statuses = self.modules.map(|named| named.unwrap_or(StatusSet::ALL));
        for ids in [&mut listing.filter.unit_ids, &mut listing.filter.affiliation_ids, &mut listing.panel.open] {
            each_once(ids);
        }
        listing.columns = self.columns.unwrap_or_default();
        let default = Sort::default();
        listing.sort = Sort {
            key: self.sort_by.unwrap_or(default.key),
            is_descending: self.sort_dir.unwrap_or(default.is_descending),
        };
        (listing, self.unusable)
    }
}

pub(super) fn add_id(ids: &mut Vec<UnitId>, value: &str) -> Result<(), &'static str> {
    ids.push(UnitId(value.parse().map_err(|_| "malformed")?));
    Ok(())
}

/// Leaves the first of equal ids.
pub(super) fn each_once(ids: &mut Vec<UnitId>) {
    let mut seen = HashSet::new();
    ids.retain(|id| seen.insert(*id));
}

/// Forms say `1`, programs `true`.
fn truth(value: &str) -> Result<bool, &'static str> {
    match value {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => Err("malformed"),
    }
}

fn only(word: &str, value: &str) -> Result<bool, &'static str> {
    if value == word { Ok(true) } else { Err("malformed") }
}

pub(super) fn within(value: &str, most: u32) -> Result<u32, &'static str> {
    let number: u32 = value.parse().map_err(|_| "malformed")?;
    if (1..=most).contains(&number) { Ok(number) } else { Err("out_of_range") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Listing, Vec<Unusable>) {
        query(Some(text), Door::Page)
    }

    #[test]
    fn a_view_is_read_back_as_it_was_written() {
        let text = "years=2025&years=2024&affiliation_ids=3&unit_ids=7&unit_ids=9&validation_statuses=validated\
            &module_statuses=headcount%3Anone&module_statuses=purchase%3Avalidated&search=caf%C3%A9+50%25\
            &sort_by=last_update&sort_dir=desc&page_size=25&page=3&open=7";
        let (listing, unusable) = read(text);
        assert_eq!(unusable, []);
        assert_eq!(listing.url("/reporting"), format!("/reporting?{text}"));
    }

    #[test]
    fn the_form_names_every_module_so_that_unchecking_all_keeps_nothing() {
        let (listing, _) = read("module_statuses=headcount:none&module_statuses=headcount:validated");
        assert!(listing.filter.module(ModuleType::Headcount).contains(ModuleStatus::Validated));
        assert_eq!(listing.filter.module(ModuleType::Purchase), StatusSet::ALL);
        assert_eq!(read("module_statuses=headcount:none").0.filter.module(ModuleType::Headcount), StatusSet::NONE);
    }

    #[test]
    fn what_cannot_be_used_is_named_and_the_rest_is_kept() {
        let (listing, unusable) =
            read("years=20x5&years=2024&colour=red&page_size=9999&sort_by=size&page=0&search=%00&search=");
        assert_eq!(listing.filter.years.len(), 1);
        assert_eq!((listing.page, listing.page_size, listing.sort), (1, 50, Sort::default()));
        let named: Vec<_> = unusable.iter().map(|unusable| (unusable.field.as_str(), unusable.code)).collect();
        let expected = [
            ("years", "malformed"),
            ("colour", "unknown"),
            ("page_size", "out_of_range"),
            ("sort_by", "unknown"),
            ("page", "out_of_range"),
            ("search", "malformed"),
        ];
        assert_eq!(named, expected);
    }

    #[test]
    fn every_door_knows_the_other_levels() {
        for door in [Door::Page, Door::Api] {
            let read = |value| query(Some(&format!("years=2024&all_levels={value}")), door);
            for (value, expected) in [("1", true), ("true", true), ("0", false), ("false", false), ("", false)] {
                let (listing, unusable) = read(value);
                assert_eq!((listing.filter.all_levels, unusable), (expected, Vec::new()), "{value}");
            }
            assert_eq!(read("yes").1, [Unusable::new("all_levels", "yes", "malformed")]);
        }
    }

    #[test]
    fn the_api_knows_nothing_of_opened_rows() {
        let (_, unusable) = query(Some("years=2024&open=3"), Door::Api);
        assert_eq!(unusable, [Unusable::new("open", "3", "unknown")]);
    }
}

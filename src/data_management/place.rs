//! What an address of data management names, and the addresses themselves.

use std::str::FromStr;

use serde::Deserialize;

use super::PATH;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::web::Problem;

/// A module of a year, as an address has it.
#[derive(Debug, Deserialize)]
pub(super) struct ModulePath {
    year: String,
    module: String,
}

/// A data entry type of a year, as an address has it.
#[derive(Debug, Deserialize)]
pub(super) struct TypePath {
    year: String,
    module: String,
    r#type: String,
}

impl ModulePath {
    pub(super) fn read(&self) -> Result<(Year, ModuleType), Problem> {
        Ok((year(&self.year)?, ModuleType::from_str(&self.module).map_err(|_| Problem::NotFound)?))
    }
}

impl TypePath {
    pub(super) fn read(&self) -> Result<(Year, DataEntryType), Problem> {
        let data_type = DataEntryType::from_str(&self.r#type).ok();
        let data_type = data_type.filter(|data_type| data_type.module().key() == self.module);
        Ok((year(&self.year)?, data_type.ok_or(Problem::NotFound)?))
    }
}

pub(super) fn year(text: &str) -> Result<Year, Problem> {
    Year::from_str(text).map_err(|_| Problem::NotFound)
}

/// The page of a year.
pub(super) fn of_year(year: Year) -> String {
    format!("{PATH}?year={year}")
}

/// A module's panel on the page of its year, open.
pub(super) fn of_module(year: Year, module: ModuleType) -> String {
    format!("{PATH}?year={year}&open={key}#{key}", key = module.key())
}

/// What concerns a type on the page of its year.
pub(super) fn of_type(year: Year, data_type: DataEntryType) -> String {
    format!("{PATH}?year={year}&open={}#{}", data_type.module().key(), type_anchor(data_type))
}

/// Where a type stands on the page: its key alone may be that of a module.
pub(super) fn type_anchor(data_type: DataEntryType) -> String {
    format!("type-{}", data_type.key())
}

/// Address of something to do with a year.
pub(super) fn deed_of_year(year: Year, deed: &str) -> String {
    format!("{PATH}/{year}/{deed}")
}

/// Address of something to do with a module.
pub(super) fn deed_of_module(year: Year, module: ModuleType, deed: &str) -> String {
    format!("{PATH}/{year}/{}/{deed}", module.key())
}

/// Address of something to do with a type.
pub(super) fn deed_of_type(year: Year, data_type: DataEntryType, deed: &str) -> String {
    format!("{PATH}/{year}/{}/{}/{deed}", data_type.module().key(), data_type.key())
}

//! Columns of files and forms: what each accepts, and reading a record by them.

use std::fmt;

use chrono::NaiveDate;

use super::taxonomy::Unknown;

/// What a cell may hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum FieldKind {
    /// Any text, trimmed.
    Text,
    /// A finite number within bounds.
    Decimal {
        /// Smallest accepted.
        min: f64,
        /// Greatest accepted.
        max: f64,
    },
    /// A whole number within bounds; `2.0` counts as whole.
    Integer {
        /// Smallest accepted.
        min: i64,
        /// Greatest accepted.
        max: i64,
    },
    /// A calendar day, `YYYY-MM-DD` or `YYYY/MM/DD`, a time of day ignored.
    Date,
    /// One of these words, in any case.
    OneOf(&'static [&'static str]),
}

/// A column of a file, a field of a form, a key of a payload.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Field {
    /// Name in lower snake case.
    pub name: &'static str,
    /// What it accepts.
    pub kind: FieldKind,
    /// Whether a record without it is refused.
    pub is_required: bool,
    /// Most characters of a text.
    pub longest: usize,
}

/// Numbers above this are mistakes; products of a few of them stay far from infinity.
pub const GREATEST: f64 = 1e15;
/// Most characters of a text that is not a note.
const LONGEST: usize = 255;

impl Field {
    const fn new(name: &'static str, kind: FieldKind) -> Self {
        Self { name, kind, is_required: false, longest: LONGEST }
    }

    /// A text.
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, FieldKind::Text)
    }

    /// A number from `min` on.
    pub const fn decimal_from(name: &'static str, min: f64) -> Self {
        Self::new(name, FieldKind::Decimal { min, max: GREATEST })
    }

    /// A number from `min` to `max`.
    pub const fn decimal_between(name: &'static str, min: f64, max: f64) -> Self {
        Self::new(name, FieldKind::Decimal { min, max })
    }

    /// A whole number from `min` on.
    pub const fn integer_from(name: &'static str, min: i64) -> Self {
        Self::new(name, FieldKind::Integer { min, max: i32::MAX as i64 })
    }

    /// A calendar day.
    pub const fn date(name: &'static str) -> Self {
        Self::new(name, FieldKind::Date)
    }

    /// One of some words.
    pub const fn one_of(name: &'static str, words: &'static [&'static str]) -> Self {
        Self::new(name, FieldKind::OneOf(words))
    }

    /// The same text field, for longer texts.
    #[must_use]
    pub const fn up_to(self, longest: usize) -> Self {
        Self { longest, ..self }
    }

    /// The same field, required.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }
}

/// Why a cell, or a whole row, was refused; the `row_code` of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowCode {
    /// A required cell is blank.
    Missing,
    /// Not a finite number with a decimal point.
    NotANumber,
    /// A number with a fraction where a whole one is asked for.
    NotAnInteger,
    /// Not a calendar day.
    NotADate,
    /// Not one of the accepted words.
    BadEnum,
    /// Outside the accepted bounds.
    OutOfRange,
    /// No unit of that code has a report in the year.
    UnknownUnit,
    /// The file names units per row and this row names none.
    UnitCodeMissing,
    /// Stands twice in the file, or in the file and in the stored data.
    Duplicate,
    /// Several things match and none is preferred.
    Ambiguous,
    /// The data entry type cannot be told from the row.
    TypeUndetermined,
    /// A factor that no entry could ever use.
    UnusableFactor,
    /// The unit's module is validated.
    ModuleValidated,
    /// The row has another number of cells than the header.
    MalformedRow,
}

impl RowCode {
    const ALL: [Self; 14] = [
        Self::Missing,
        Self::NotANumber,
        Self::NotAnInteger,
        Self::NotADate,
        Self::BadEnum,
        Self::OutOfRange,
        Self::UnknownUnit,
        Self::UnitCodeMissing,
        Self::Duplicate,
        Self::Ambiguous,
        Self::TypeUndetermined,
        Self::UnusableFactor,
        Self::ModuleValidated,
        Self::MalformedRow,
    ];

    /// The code of a stable name.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.key() == key)
    }

    /// Stable name in lower snake case.
    pub fn key(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::NotANumber => "not_a_number",
            Self::NotAnInteger => "not_an_integer",
            Self::NotADate => "not_a_date",
            Self::BadEnum => "bad_enum",
            Self::OutOfRange => "out_of_range",
            Self::UnknownUnit => "unknown_unit",
            Self::UnitCodeMissing => "unit_code_missing",
            Self::Duplicate => "duplicate",
            Self::Ambiguous => "ambiguous",
            Self::TypeUndetermined => "type_undetermined",
            Self::UnusableFactor => "unusable_factor",
            Self::ModuleValidated => "module_validated",
            Self::MalformedRow => "malformed_row",
        }
    }
}

/// What is wrong with one cell of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Column concerned; none when it is the record as a whole.
    pub column: Option<&'static str>,
    /// The cell as given.
    pub value: String,
    /// The reason, for programs.
    pub code: RowCode,
    /// The reason, for people: what is wrong and what is accepted.
    pub message: String,
}

impl Problem {
    /// A problem of one column.
    pub fn of(column: &'static str, value: impl Into<String>, code: RowCode, message: impl Into<String>) -> Self {
        Self { column: Some(column), value: value.into(), code, message: message.into() }
    }
}

/// How a file writes decimal numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecimalMark {
    /// `0.5`; a comma is refused.
    Point,
    /// `0,5` as well as `0.5`: files separated by semicolons.
    PointOrComma,
}

/// A finite number, `-0` read as `0`; refuses `NaN`, `inf`, grouping marks and anything else unwritten by hand.
pub fn parse_number(text: &str, mark: DecimalMark) -> Option<f64> {
    let text = text.trim();
    let swapped;
    let text = if mark == DecimalMark::PointOrComma && text.matches(',').count() == 1 && !text.contains('.') {
        swapped = text.replace(',', ".");
        &swapped
    } else {
        text
    };
    let plausible = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'+' | b'-' | b'e' | b'E'));
    let number: f64 = plausible.then(|| text.parse().ok()).flatten()?;
    number.is_finite().then_some(number + 0.0)
}

/// A calendar day in ISO form, `/` accepted as separator and a time of day ignored.
pub fn parse_date(text: &str) -> Option<NaiveDate> {
    let day = text.trim().split(['T', ' ']).next()?;
    let is_iso = |(position, byte): (usize, u8)| match position {
        4 | 7 => matches!(byte, b'-' | b'/'),
        _ => byte.is_ascii_digit(),
    };
    if day.len() != 10 || !day.bytes().enumerate().all(is_iso) {
        return None;
    }
    NaiveDate::parse_from_str(&day.replace('/', "-"), "%Y-%m-%d").ok()
}

/// Reads one record by fields and collects every problem, so that a person sees them all at once.
pub struct RecordReader<'a> {
    cell: &'a dyn Fn(&str) -> Option<&'a str>,
    mark: DecimalMark,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl<'a> RecordReader<'a> {
    /// A reader over a record whose cells `cell` finds by column name.
    pub fn new(cell: &'a dyn Fn(&str) -> Option<&'a str>, mark: DecimalMark) -> Self {
        Self { cell, mark, problems: Vec::new(), warnings: Vec::new() }
    }

    /// The cell, trimmed; none when the column is absent or the cell blank.
    pub fn raw(&self, column: &str) -> Option<&'a str> {
        (self.cell)(column).map(str::trim).filter(|text| !text.is_empty())
    }

    fn given(&mut self, field: &Field) -> Option<&'a str> {
        let text = self.raw(field.name);
        if text.is_none() && field.is_required {
            self.refuse(field, "", RowCode::Missing, format!("{} is required", field.name));
        }
        text
    }

    /// Notes a problem with a field.
    pub fn refuse(&mut self, field: &Field, value: impl Into<String>, code: RowCode, message: impl Into<String>) {
        self.problems.push(Problem::of(field.name, value, code, message));
    }

    /// Notes something a person should look at though the record is accepted.
    pub fn warn(&mut self, column: &'static str, value: impl Into<String>, code: RowCode, message: impl Into<String>) {
        self.warnings.push(Problem::of(column, value, code, message));
    }

    /// The text of a field, no longer than it may be.
    pub fn text(&mut self, field: &Field) -> Option<String> {
        let text = self.given(field)?;
        if text.contains('\0') {
            // the database could not store it
            self.refuse(field, text, RowCode::OutOfRange, format!("{} has a character that is no text", field.name));
            return None;
        }
        if text.chars().count() > field.longest {
            let message = format!("{} may have {} characters", field.name, field.longest);
            self.refuse(field, text, RowCode::OutOfRange, message);
            return None;
        }
        Some(text.to_owned())
    }

    /// The number of a field, within its bounds.
    pub fn decimal(&mut self, field: &Field) -> Option<f64> {
        let text = self.given(field)?;
        let Some(number) = parse_number(text, self.mark) else {
            let hint = if text.contains(',') { "; write it with a dot" } else { "" };
            self.refuse(field, text, RowCode::NotANumber, format!("{} is not a number{hint}", field.name));
            return None;
        };
        let FieldKind::Decimal { min, max } = field.kind else { return Some(number) };
        if number < min || number > max {
            let bounds =
                if max < GREATEST || number > max { format!("from {min} to {max}") } else { format!("at least {min}") };
            self.refuse(field, text, RowCode::OutOfRange, format!("{} must be {bounds}", field.name));
            return None;
        }
        Some(number)
    }

    /// The whole number of a field, within its bounds.
    pub fn integer(&mut self, field: &Field) -> Option<i64> {
        let text = self.given(field)?;
        let Some(number) = parse_number(text, self.mark) else {
            self.refuse(field, text, RowCode::NotANumber, format!("{} is not a number", field.name));
            return None;
        };
        if number.fract() != 0.0 {
            self.refuse(field, text, RowCode::NotAnInteger, format!("{} must be a whole number", field.name));
            return None;
        }
        let FieldKind::Integer { min, max } = field.kind else { return Some(number as i64) };
        if number < min as f64 || number > max as f64 {
            self.refuse(field, text, RowCode::OutOfRange, format!("{} must be from {min} to {max}", field.name));
            return None;
        }
        Some(number as i64)
    }

    /// The day of a field.
    pub fn date(&mut self, field: &Field) -> Option<NaiveDate> {
        let text = self.given(field)?;
        let date = parse_date(text);
        if date.is_none() {
            let message = format!("{} is not a day of the calendar written YYYY-MM-DD", field.name);
            self.refuse(field, text, RowCode::NotADate, message);
        }
        date
    }

    /// The word of a field, in lower case.
    pub fn word(&mut self, field: &Field) -> Option<&'static str> {
        let text = self.given(field)?;
        let FieldKind::OneOf(words) = field.kind else { return None };
        let found = words.iter().copied().find(|word| word.eq_ignore_ascii_case(text));
        if found.is_none() {
            let message = format!("{} must be one of {}", field.name, words.join(", "));
            self.refuse(field, text, RowCode::BadEnum, message);
        }
        found
    }

    /// A number as the file writes numbers.
    pub fn number_of(&self, text: &str) -> Option<f64> {
        parse_number(text, self.mark)
    }

    /// Everything refused, then everything to look at.
    pub fn finish(self) -> (Vec<Problem>, Vec<Problem>) {
        (self.problems, self.warnings)
    }
}

impl fmt::Debug for RecordReader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RecordReader").field("problems", &self.problems).finish_non_exhaustive()
    }
}

impl From<Unknown> for Problem {
    fn from(unknown: Unknown) -> Self {
        Self { column: None, message: unknown.to_string(), value: unknown.value, code: RowCode::BadEnum }
    }
}

#[cfg(test)]
mod tests;

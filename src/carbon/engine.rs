//! From an entry to its emissions: leaves only, each with the factor it used.

use super::entry::Entry;
use super::factor::{Factor, FactorIndex, FactorSet};
use super::field::{Problem, RowCode};
use super::ids::FactorId;
use super::reference::Reference;
use super::taxonomy::{DataEntryType, EmissionTypeId, Scope, counted_as};

/// One computed emission of an entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Emission {
    /// Node the kilograms are booked on.
    pub emission_type: EmissionTypeId,
    /// Scope of the node.
    pub scope: Scope,
    /// kg CO2eq.
    pub kg: f64,
    /// Physical quantity in the unit of the node, where it has one.
    pub quantity: Option<f64>,
    /// Factor used and its revision; none for totals imposed as a whole.
    pub factor: Option<(FactorId, i32)>,
    /// The numbers of the formula; none for totals imposed as a whole.
    pub terms: Terms,
}

/// Most numbers that a formula multiplies.
const MOST_TERMS: usize = 6;

/// The numbers whose product is an emission, each with its name.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Terms {
    named: [(&'static str, f64); MOST_TERMS],
    count: usize,
}

impl Terms {
    fn of<const N: usize>(terms: [(&'static str, f64); N]) -> Self {
        const { assert!(N <= MOST_TERMS, "a formula has too many numbers") };
        let mut named = [("", 1.0); MOST_TERMS];
        named[..N].copy_from_slice(&terms);
        Self { named, count: N }
    }

    fn and(mut self, name: &'static str, value: f64) -> Self {
        if self.count < MOST_TERMS {
            self.named[self.count] = (name, value);
            self.count += 1;
        }
        self
    }

    /// Name and value of each number, in the order they are multiplied.
    pub fn as_slice(&self) -> &[(&'static str, f64)] {
        &self.named[..self.count]
    }

    fn product(&self) -> f64 {
        self.as_slice().iter().map(|(_, value)| value).product()
    }
}

impl Emission {
    /// An emission by formula: the product of its terms. The node must carry a scope, as every node that entries book on
    /// does.
    pub fn by_formula<const N: usize>(
        emission_type: EmissionTypeId,
        terms: [(&'static str, f64); N],
        quantity: Option<f64>,
        factor: &Factor,
    ) -> Self {
        let terms = Terms::of(terms);
        let factor = Some((factor.id, factor.revision));
        Self { quantity, factor, terms, ..Self::imposed(emission_type, terms.product()) }
    }

    /// The emission as a part of an imposed total.
    #[must_use]
    pub fn scaled(self, ratio: f64) -> Self {
        Self { kg: self.kg * ratio, terms: self.terms.and("imposed total / computed total", ratio), ..self }
    }

    /// An emission whose kilograms were given.
    pub fn imposed(emission_type_id: EmissionTypeId, kg: f64) -> Self {
        let scope = counted_as(emission_type_id).and_then(|node| node.scope).unwrap_or(Scope::Three);
        Self { emission_type: emission_type_id, scope, kg, quantity: None, factor: None, terms: Terms::default() }
    }
}

/// Why an entry yields no emission; kept with the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EmissionReason {
    /// No factor of the year matches.
    NoFactor,
    /// An airport or station is not listed.
    UnknownLocation,
    /// The room's surface is unknown.
    NoSurface,
    /// A currency has no rate in the year.
    NoExchangeRate,
}

impl EmissionReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::NoFactor, Self::UnknownLocation, Self::NoSurface, Self::NoExchangeRate];

    /// Stable name in lower snake case.
    pub fn key(self) -> &'static str {
        match self {
            Self::NoFactor => "no_factor",
            Self::UnknownLocation => "unknown_location",
            Self::NoSurface => "no_surface",
            Self::NoExchangeRate => "no_exchange_rate",
        }
    }

    /// The reason of a name.
    pub fn parse(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.key() == key)
    }
}

/// What came of an entry that yielded no emission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotComputed {
    /// It is kept without emission.
    Without(EmissionReason),
    /// It cannot be kept as it is: something it names is ambiguous.
    Refused(Problem),
}

impl From<EmissionReason> for NotComputed {
    fn from(reason: EmissionReason) -> Self {
        Self::Without(reason)
    }
}

/// What a computation may look at: one year's factors and lists.
#[derive(Debug, Clone, Copy)]
pub struct Environment<'a> {
    /// The year's usable factors.
    pub factors: &'a FactorSet,
    /// Locations, rooms and exchange rates.
    pub reference: &'a Reference,
}

impl<'a> Environment<'a> {
    /// The factors of a type, or the reason that there are none.
    pub fn factors_of(&self, data_type: DataEntryType) -> Result<&'a FactorIndex, EmissionReason> {
        self.factors.of(data_type).ok_or(EmissionReason::NoFactor)
    }
}

/// Completes an entry, then computes it: an imposed total wins over the formula and needs neither factor nor location.
/// On an error nothing was appended.
pub fn compute(
    entry: &mut dyn Entry,
    imposed_kg: Option<f64>,
    environment: &Environment<'_>,
    emissions: &mut Vec<Emission>,
) -> Result<(), NotComputed> {
    entry.complete(environment).map_err(NotComputed::Refused)?;
    if let (Some(kg), Some(leaf)) = (imposed_kg, entry.imposed_leaf()) {
        entry.impose(kg, leaf, environment, emissions);
        return Ok(());
    }
    let before = emissions.len();
    let outcome = entry.compute(environment, emissions).and_then(|()| check_size(&emissions[before..]));
    if outcome.is_err() {
        emissions.truncate(before);
    }
    outcome
}

/// More than any sum can use: a factor or rate near zero or infinity is behind it.
const GREATEST_KG: f64 = 1e60;

/// Numbers that are fine one by one may give no usable number together.
fn check_size(emissions: &[Emission]) -> Result<(), NotComputed> {
    let Some(emission) = emissions.iter().find(|emission| emission.kg.is_nan() || emission.kg.abs() > GREATEST_KG)
    else {
        return Ok(());
    };
    let factors = emission.terms.as_slice().iter().map(|(name, value)| format!("{value:e} ({name})"));
    let product = factors.collect::<Vec<_>>().join(" × ");
    let message = format!("the numbers are too large to be computed with: {product} is more than {GREATEST_KG:e} kg");
    let value = emission.kg.to_string();
    Err(NotComputed::Refused(Problem { column: None, value, code: RowCode::OutOfRange, message }))
}

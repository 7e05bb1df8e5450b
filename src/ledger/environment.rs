//! What computations look at, kept in memory while nothing it was loaded from has changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::PgConnection;

use super::{factors, figures, reference};
use crate::carbon::engine::Environment;
use crate::carbon::entry::{Definition, ReferenceKind};
use crate::carbon::factor::FactorSet;
use crate::carbon::ids::Year;
use crate::carbon::reference::Reference;
use crate::carbon::taxonomy::DataEntryType;

/// One type's factors and lists of one year.
#[derive(Debug)]
pub struct Loaded {
    factors: FactorSet,
    reference: Arc<Reference>,
    revisions: (i32, i32),
}

impl Loaded {
    /// As computations take it.
    pub fn environment(&self) -> Environment<'_> {
        Environment { factors: &self.factors, reference: &self.reference }
    }

    /// Revisions of the factors and of the lists.
    pub fn revisions(&self) -> (i32, i32) {
        self.revisions
    }
}

type ByYearAndType = HashMap<(Year, DataEntryType), Arc<Loaded>>;

/// The loaded environments of a process.
#[derive(Debug, Clone, Default)]
pub struct Environments {
    loaded: Arc<Mutex<ByYearAndType>>,
}

impl Environments {
    /// The environment of a type and year, loaded again when its revisions have moved.
    pub async fn of(&self, conn: &mut PgConnection, year: Year, definition: &Definition) -> sqlx::Result<Arc<Loaded>> {
        let data_type = definition.data_type;
        let revisions = figures::revisions(conn, year, data_type).await?;
        let known = self.loaded.lock().unwrap_or_else(PoisonError::into_inner).get(&(year, data_type)).cloned();
        if let Some(loaded) = known.filter(|loaded| loaded.revisions == revisions) {
            return Ok(loaded);
        }
        let factors = factors::load(conn, year, &definition.factor_types().collect::<Vec<_>>()).await?;
        let kinds: Vec<_> = definition.reference.into_iter().collect();
        let reference = Arc::new(reference::load(conn, year, &kinds).await?);
        let loaded = Arc::new(Loaded { factors, reference, revisions });
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).insert((year, data_type), loaded.clone());
        Ok(loaded)
    }
}

/// The environments of some slices as a transaction sees them that nobody else may see; lists that have no year are loaded
/// once.
pub(super) async fn of_slices(
    conn: &mut PgConnection,
    slices: &[(Year, &'static Definition)],
) -> sqlx::Result<Vec<Arc<Loaded>>> {
    let mut lists: HashMap<(Option<ReferenceKind>, Option<Year>), Arc<Reference>> = HashMap::new();
    let mut environments = Vec::with_capacity(slices.len());
    for (year, definition) in slices {
        let of_year = definition.reference == Some(ReferenceKind::ExchangeRates);
        let list = (definition.reference, of_year.then_some(*year));
        let reference = if let Some(known) = lists.get(&list) {
            known.clone()
        } else {
            let kinds: Vec<_> = definition.reference.into_iter().collect();
            let loaded = Arc::new(reference::load(conn, *year, &kinds).await?);
            lists.insert(list, loaded.clone());
            loaded
        };
        let factors = factors::load(conn, *year, &definition.factor_types().collect::<Vec<_>>()).await?;
        let revisions = figures::revisions(conn, *year, definition.data_type).await?;
        environments.push(Arc::new(Loaded { factors, reference, revisions }));
    }
    Ok(environments)
}

//! What computations look at, kept in memory while nothing it was loaded from has changed.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use sqlx::PgConnection;

use super::{factors, figures, reference};
use crate::carbon::engine::Environment;
use crate::carbon::entry::Definition;
use crate::carbon::factor::FactorSet;
use crate::carbon::ids::Year;
use crate::carbon::reference::Reference;
use crate::carbon::taxonomy::DataEntryType;

/// One type's factors and lists of one year.
#[derive(Debug)]
pub struct Loaded {
    factors: FactorSet,
    reference: Reference,
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
        let reference = reference::load(conn, year, &kinds).await?;
        let loaded = Arc::new(Loaded { factors, reference, revisions });
        self.loaded.lock().unwrap_or_else(PoisonError::into_inner).insert((year, data_type), loaded.clone());
        Ok(loaded)
    }
}

//! Understanding an upload: which types it covers, whose file it is, what job it makes.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::PgConnection;

use super::spool::Spool;
use super::{IngestError, Target, Upload};
use crate::audit::Actor;
use crate::carbon::entry::{Definition, ReferenceKind, definition, definitions};
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::institution;
use crate::ledger::factors::AbsentPolicy;
use crate::pipeline::{JobFile, JobRequest};
use crate::platform::ids::UnitId;

/// What a job that reads a file is asked for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Options {
    pub(super) target: Target,
    /// Code of the unit whose own file it is.
    pub(super) unit: Option<String>,
    pub(super) absent: AbsentPolicy,
    pub(super) dry_run: bool,
    pub(super) recalculate: bool,
}

/// An upload whose words were understood.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    pub(super) upload: Upload<'a>,
    pub(super) types: Vec<&'static Definition>,
    pub(super) unit: Option<UnitId>,
    pub(super) job_request: JobRequest,
    pub(super) file: Spool,
}

impl Plan<'_> {
    /// The types the file may hold rows of.
    pub(super) fn data_types(&self) -> Vec<DataEntryType> {
        self.types.iter().map(|definition| definition.data_type).collect()
    }

    /// The types whose results depend on what the file holds.
    pub(super) fn dependent_types(&self) -> Vec<DataEntryType> {
        let covered = self.data_types();
        let depends = |definition: &&'static Definition| match self.upload.target {
            Target::Factors => definition.factor_types().any(|data_type| covered.contains(&data_type)),
            Target::ExchangeRates => definition.reference == Some(ReferenceKind::ExchangeRates),
            Target::Data | Target::Reference => covered.contains(&definition.data_type),
            Target::ReductionObjectives(_) => false,
        };
        let entries = definitions().iter().filter(|definition| definition.has_entries);
        entries.filter(depends).map(|definition| definition.data_type).collect()
    }

    /// The types whose factors the rows are computed with, each once.
    pub(super) fn factor_types(&self) -> Vec<DataEntryType> {
        let types: BTreeSet<_> = self.types.iter().flat_map(|definition| definition.factor_types()).collect();
        types.into_iter().collect()
    }
}

/// Understands an upload, or says what about it makes no sense.
pub(super) async fn plan<'a>(
    conn: &mut PgConnection,
    actor: &Actor,
    upload: Upload<'a>,
) -> Result<Plan<'a>, IngestError> {
    let types = covered_types(upload.target, upload.module, upload.data_type)?;
    let module = types.first().map(|definition| definition.data_type.module());
    let unit = match upload.unit {
        Some(_) if upload.target != Target::Data => {
            return Err(IngestError::Usage("--unit goes with --target data only".to_owned()));
        }
        Some(code) => Some(institution::unit_by_code(conn, code).await?.ok_or_else(|| {
            IngestError::Usage(format!("there is no unit “{code}”: give its cost centre or its institutional code"))
        })?),
        None => None,
    };
    let file = upload.content.spool();
    let job_request = JobRequest {
        kind: upload.target.job_kind(),
        module,
        data_type: upload.data_type,
        unit,
        year: upload.year,
        file: Some(JobFile {
            name: upload.file_name.to_owned(),
            sha256: file.sha256().to_owned(),
            bytes: file.bytes() as i64,
        }),
        actor: actor.clone(),
        options: json!(Options {
            target: upload.target,
            unit: upload.unit.map(str::to_owned),
            absent: upload.absent,
            dry_run: upload.dry_run,
            recalculate: upload.recalculate,
        }),
    };
    Ok(Plan { upload, types, unit, job_request, file })
}

/// The types a file may hold rows of: the one named, or those that share the module's common file.
pub fn covered_types(
    target: Target,
    module: Option<ModuleType>,
    data_type: Option<DataEntryType>,
) -> Result<Vec<&'static Definition>, IngestError> {
    if matches!(target, Target::ExchangeRates | Target::ReductionObjectives(_)) {
        return Ok(Vec::new());
    }
    if let (Some(module), Some(data_type)) = (module, data_type)
        && data_type.module() != module
    {
        return Err(IngestError::Usage(format!(
            "type {data_type} belongs to module {}, not {module}",
            data_type.module()
        )));
    }
    let types: Vec<_> = match (data_type, module) {
        (Some(data_type), _) => definition(data_type).into_iter().collect(),
        (None, Some(module)) => {
            definitions().iter().filter(|d| d.data_type.module() == module && d.category_column.is_some()).collect()
        }
        (None, None) => return Err(IngestError::Usage("say which --module or --type the file is for".to_owned())),
    };
    if types.is_empty() {
        let choices: Vec<_> = definitions()
            .iter()
            .filter(|d| module.is_none_or(|module| d.data_type.module() == module))
            .filter(|d| d.has_entries || target == Target::Factors)
            .map(|d| d.data_type.key())
            .collect();
        return Err(IngestError::Usage(format!("say which --type the file is for: {}", choices.join(", "))));
    }
    if target == Target::Reference && listed_places(&types).is_none() {
        return Err(IngestError::Usage("reference lists exist for --type plane, train and building".to_owned()));
    }
    if let (Target::Data, Some(without)) = (target, types.iter().find(|d| !d.has_entries)) {
        let name = without.data_type;
        return Err(IngestError::Usage(format!("{name} has no entries of its own: it takes --target factors only")));
    }
    Ok(types)
}

/// The list of places that a reference file for these types holds; exchange rates are a target of their own.
pub(super) fn listed_places(types: &[&'static Definition]) -> Option<ReferenceKind> {
    let [only] = types else { return None };
    only.reference.filter(|kind| *kind != ReferenceKind::ExchangeRates)
}

//! Files sent in, facility sums: each becomes a job.

use std::str::FromStr;

use axum::Json;
use axum::extract::{Multipart, Path, RawQuery, State};
use axum::http::StatusCode;
use serde_json::Value;
use sqlx::PgConnection;

use super::submissions::{Submission, require_year};
use crate::access::{Acting, Action, Permission, Visitor};
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::{DataEntryType, ModuleType};
use crate::ingestion::form::{self, FormError, SentForm};
use crate::ingestion::{self, Content, FactorComputation, IngestError, Target, TargetName, Upload};
use crate::institution;
use crate::ledger::factors::AbsentPolicy;
use crate::platform::App;
use crate::platform::ids::UnitId;
use crate::web::{FieldProblem, Lang, Problem, Query};
use crate::years;

/// What the fields around a file say.
#[derive(Default)]
struct Form {
    target: Option<TargetName>,
    module: Option<ModuleType>,
    r#type: Option<String>,
    year: Option<Year>,
    unit: Option<UnitId>,
    absent: Option<AbsentPolicy>,
    dry_run: bool,
    recalculate: bool,
}

impl Form {
    fn read(sent: &SentForm, lang: Lang) -> Result<Self, Problem> {
        let mut form = Self::default();
        let mut errors = Vec::new();
        let refused =
            |field: &str, code: &'static str| FieldProblem::new(field, code, lang.t(&format!("parameter-{code}")));
        for (name, value) in &sent.fields {
            if let (false, Err(code)) = (value.is_empty(), form.take(name, value)) {
                errors.push(refused(name, code));
            }
        }
        let missing = [("file", sent.file.is_none()), ("target", form.target.is_none()), ("year", form.year.is_none())];
        for (field, is_missing) in missing {
            if is_missing && !errors.iter().any(|error| error.field == field) {
                errors.push(refused(field, "missing"));
            }
        }
        if errors.is_empty() { Ok(form) } else { Err(Problem::bad_values(errors)) }
    }

    fn take(&mut self, name: &str, value: &str) -> Result<(), &'static str> {
        let by_name = |value: &str| serde_json::from_value(Value::from(value)).map_err(|_| "malformed");
        match name {
            "target" => self.target = Some(by_name(value)?),
            "absent" => self.absent = Some(serde_json::from_value(Value::from(value)).map_err(|_| "malformed")?),
            "module" => self.module = Some(ModuleType::from_str(value).map_err(|_| "malformed")?),
            "type" => self.r#type = Some(value.to_owned()),
            "year" => self.year = Some(Year::from_str(value).map_err(|_| "malformed")?),
            "unit_id" => self.unit = Some(UnitId(value.parse().map_err(|_| "malformed")?)),
            "dry_run" => self.dry_run = value.parse().map_err(|_| "malformed")?,
            "recalculate" => self.recalculate = value.parse().map_err(|_| "malformed")?,
            _ => return Err("unknown"),
        }
        Ok(())
    }
}

/// What a file brings in.
struct Brings {
    target: Target,
    module: Option<ModuleType>,
    year: Year,
}

impl Brings {
    /// Refuses what the person may not bring in: who does not configure years brings in data of an own unit, in a module
    /// of theirs, while the year is open to units.
    async fn require(
        &self,
        conn: &mut PgConnection,
        visitor: &Visitor,
        unit: Option<UnitId>,
        lang: Lang,
    ) -> Result<(), Problem> {
        if visitor.scope.is_everything() {
            return Ok(());
        }
        let (Target::Data, Some(unit)) = (self.target, unit) else {
            return Err(Permission::BackofficeConfiguration.missing(Action::Edit));
        };
        let scope = match self.module.map(Permission::Module) {
            Some(module) => visitor.person.scope(module, Action::Sync).ok_or_else(|| module.missing(Action::Sync))?,
            // a file that names neither module nor type is refused for that
            None => visitor.scope.clone(),
        };
        let path = institution::path_codes(conn, unit).await?.ok_or(Problem::NotFound)?;
        if !scope.covers(&path) {
            return Err(Problem::NotFound);
        }
        if !years::is_open(conn, self.year).await? {
            return Err(Problem::Conflict { code: "year_not_open", detail: lang.t("workspace-year-not-open") });
        }
        Ok(())
    }
}

fn unreadable(error: FormError) -> Problem {
    match error {
        FormError::TooLarge => Problem::TooLarge,
        FormError::NotCsv(_) => Problem::UnsupportedMediaType,
        FormError::Unreadable(detail) => {
            Problem::BadRequest { code: "malformed", detail: Some(detail), errors: Vec::new() }
        }
        FormError::Storage(error) => anyhow::Error::from(error).into(),
    }
}

/// Takes a file in: `POST /api/v1/sync/uploads`
#[utoipa::path(post, path = "/api/v1/sync/uploads", tag = "sync",
    request_body(content_type = "multipart/form-data", description = "file, target, module, type, year, unit_id, absent, dry_run, recalculate", content = String),
    responses((status = 202, description = "A job waits", body = Submission),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn upload(
    State(app): State<App>,
    visitor: Visitor,
    acting: Acting,
    lang: Lang,
    multipart: Result<Multipart, axum::extract::multipart::MultipartRejection>,
) -> Result<(StatusCode, Json<Submission>), Problem> {
    let sent = form::read(multipart.map_err(|_| Problem::UnsupportedMediaType)?).await.map_err(unreadable)?;
    let form = Form::read(&sent, lang)?;
    let (Some(file), Some(target), Some(year)) = (&sent.file, form.target, form.year) else {
        return Err(Problem::NotFound);
    };
    let (target, data_type) = Target::named(target, form.r#type.as_deref()).map_err(|_| {
        Problem::bad_values(vec![FieldProblem::new("type", "malformed", lang.t("parameter-malformed"))])
    })?;
    let mut conn = app.db.acquire().await?;
    require_year(&mut conn, year, lang).await?;
    let brings = Brings { target, module: form.module.or(data_type.map(DataEntryType::module)), year };
    brings.require(&mut conn, &visitor, form.unit, lang).await?;
    let unit = match form.unit {
        Some(unit) => Some(institution::code_of(&mut conn, unit).await?.ok_or(Problem::NotFound)?),
        None => None,
    };
    drop(conn);
    let upload = Upload {
        target,
        module: form.module,
        data_type,
        year,
        unit: unit.as_deref(),
        absent: form.absent.unwrap_or(AbsentPolicy::Retire),
        dry_run: form.dry_run,
        recalculate: form.recalculate,
        keeps_file: true,
        file_name: &file.name,
        content: Content::Spooled(&file.content),
    };
    match ingestion::submit(&app, &acting.0, upload).await {
        Ok(job) => Ok(Submission::queued(job, lang)),
        Err(IngestError::Usage(words)) => Err(Problem::bad_request("invalid", words)),
        Err(IngestError::ModuleValidated) => {
            Err(Problem::Conflict { code: "module_validated", detail: lang.t("workspace-module-validated") })
        }
        Err(IngestError::Job(error)) => Err(anyhow::Error::from(error).into()),
    }
}

/// Takes the sums of facilities from their own footprint: `POST /api/v1/sync/factors/6/{70|71}?year=`
#[utoipa::path(post, path = "/api/v1/sync/factors/{module_type_id}/{data_entry_type_id}", tag = "sync",
    params(("module_type_id" = i16, Path), ("data_entry_type_id" = i16, Path), ("year" = i16, Query)),
    responses((status = 202, description = "A job waits", body = Submission),
        (status = "4XX", description = "Problem", content_type = "application/problem+json", body = crate::web::ProblemDetails)))]
pub(super) async fn compute_factors(
    State(app): State<App>,
    acting: Acting,
    lang: Lang,
    Path((module, data_type)): Path<(i16, i16)>,
    RawQuery(query): RawQuery,
) -> Result<(StatusCode, Json<Submission>), Problem> {
    let mut query = Query::read(query.as_deref(), &["year"], lang);
    let year = query.required("year", |value| value.parse::<Year>().ok());
    query.finish()?;
    let year = year.ok_or(Problem::NotFound)?;
    let module = ModuleType::try_from(module).map_err(|_| Problem::NotFound)?;
    let of_module = DataEntryType::try_from(data_type).ok().filter(|data_type| data_type.module() == module);
    let data_type = of_module.filter(|data_type| ingestion::has_computed_factors(*data_type));
    let data_type =
        data_type.ok_or_else(|| Problem::bad_request("unknown_data_entry_type", lang.t("factors-are-not-computed")))?;
    require_year(&mut *app.db.acquire().await?, year, lang).await?;
    let computation = FactorComputation { year, data_type, computed_wins: false };
    Ok(Submission::queued(ingestion::submit_computation(&app, &acting.0, computation).await?, lang))
}

//! `/data-management/{year}/upload`: a file handed in, after a look at what it would replace.

use askama::Template;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use sqlx::PgConnection;

use super::check;
use super::slot::Slot;
use crate::access::Acting;
use crate::carbon::entry::ReferenceKind;
use crate::ingestion::form::{self, FormError, SentForm};
use crate::ingestion::{self, Content, IngestError, LARGEST_FILE, Target, Upload};
use crate::ledger::factors::AbsentPolicy;
use crate::ledger::holdings;
use crate::platform::App;
use crate::web::{FieldProblem, Flash, Flashes, Frame, Lang, Page, Problem, figures, filters};
use crate::years::objectives;

#[derive(Template)]
#[template(path = "data_management/upload.html")]
struct UploadPage {
    title: String,
    year: i16,
    subject: String,
    action: String,
    template: String,
    back: String,
    /// What is there and what becomes of it.
    replaced: Vec<String>,
    largest: String,
    takes_unit: bool,
    has_absent_policy: bool,
    makes_stale: bool,
    typed: Typed,
    errors: Vec<FieldProblem>,
}

/// What was chosen, as the form shows it again.
#[derive(Default)]
struct Typed {
    unit: String,
    keeps_absent: bool,
    recalculates: bool,
}

impl Typed {
    fn of(sent: &SentForm) -> Self {
        Self {
            unit: value(sent, "unit").to_owned(),
            keeps_absent: value(sent, "absent") == "keep",
            recalculates: value(sent, "recalculate") == "true",
        }
    }
}

fn value<'f>(sent: &'f SentForm, name: &str) -> &'f str {
    sent.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
}

impl UploadPage {
    fn error(&self, field: &str) -> &str {
        self.errors.iter().find(|error| error.field == field).map_or("", |error| error.message.as_str())
    }
}

/// `GET /data-management/{year}/upload?target&module&type`
pub(super) async fn show(
    State(app): State<App>,
    frame: Frame,
    Path(year): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let slot = Slot::parse(&year, query.as_deref())?;
    let mut conn = app.db.acquire().await?;
    slot.require_year(&mut conn, frame.lang).await?;
    let page = page(&mut conn, slot, Typed::default(), Vec::new(), frame.lang).await?;
    Ok(Page(frame, page).into_response())
}

async fn page(
    conn: &mut PgConnection,
    slot: Slot,
    typed: Typed,
    errors: Vec<FieldProblem>,
    lang: Lang,
) -> Result<UploadPage, Problem> {
    let subject = slot.subject(lang);
    let names = [
        ("kind", slot.kind_in_text(lang).into()),
        ("subject", (&subject).into()),
        ("year", slot.year.to_string().into()),
    ];
    Ok(UploadPage {
        title: lang.t_with("upload-title", &names),
        year: slot.year.get(),
        subject,
        action: slot.upload_url(),
        template: slot.template_url(),
        back: slot.place(),
        replaced: replaced(conn, slot, lang).await?,
        largest: figures::bytes(LARGEST_FILE as i64),
        takes_unit: slot.target == Target::Data,
        has_absent_policy: slot.has_absent_policy(),
        makes_stale: slot.makes_stale(),
        typed,
        errors,
    })
}

/// What is stored, and what a new file does to it.
async fn replaced(conn: &mut PgConnection, slot: Slot, lang: Lang) -> Result<Vec<String>, Problem> {
    let types = slot.types()?;
    let data_types: Vec<_> = types.iter().map(|definition| definition.data_type).collect();
    let counted = |key: &str, count: i64| lang.t_with(key, &[("count", count.into())]);
    let lines = match slot.target {
        Target::Data => {
            let entries = holdings::entries(conn, slot.year, &data_types).await?;
            let first = [("count", entries.per_year.into()), ("units", entries.units.into())];
            let mut lines = vec![lang.t_with("upload-replaces-entries", &first)];
            if entries.edited > 0 {
                lines.push(counted("upload-replaces-edited", entries.edited));
            }
            if entries.others > 0 {
                lines.push(counted("upload-keeps-entries", entries.others));
            }
            lines
        }
        Target::Factors => {
            let count = holdings::factors(conn, slot.year, &data_types).await?;
            vec![counted("upload-replaces-factors", count)]
        }
        Target::ReductionObjectives(objective) => {
            let counts = objectives::counts(conn, slot.year).await?;
            let count = counts.iter().find(|(counted, _)| *counted == objective).map_or(0, |(_, count)| *count);
            vec![counted("upload-replaces-objectives", count)]
        }
        Target::Reference | Target::ExchangeRates => {
            let kind = types.first().and_then(|definition| definition.reference);
            let count = holdings::listed(conn, slot.year, kind.unwrap_or(ReferenceKind::ExchangeRates)).await?;
            let key = if slot.target == Target::Reference { "upload-replaces-list" } else { "upload-replaces-rates" };
            vec![counted(key, count)]
        }
    };
    Ok(lines)
}

/// `POST /data-management/{year}/upload?target&module&type`
pub(super) async fn take(
    State(app): State<App>,
    Acting(actor): Acting,
    frame: Frame,
    flashes: Flashes,
    Path(year): Path<String>,
    RawQuery(query): RawQuery,
    multipart: Result<Multipart, MultipartRejection>,
) -> Result<Response, Problem> {
    let slot = Slot::parse(&year, query.as_deref())?;
    let lang = frame.lang;
    slot.require_year(&mut *app.db.acquire().await?, lang).await?;
    let sent = match form::read(multipart.map_err(|_| Problem::UnsupportedMediaType)?).await {
        Ok(sent) => sent,
        Err(error) => {
            let error = unusable(error, lang)?;
            return refused(&app, slot, Typed::default(), error, frame).await;
        }
    };
    let (typed, is_check) = (Typed::of(&sent), value(&sent, "do") == "check");
    let Some(file) = sent.file else {
        let error = FieldProblem::new("file", "missing", lang.t("upload-file-missing"));
        return refused(&app, slot, typed, error, frame).await;
    };
    let upload = Upload {
        target: slot.target,
        module: slot.module,
        data_type: slot.data_type,
        year: slot.year,
        unit: Some(typed.unit.as_str()).filter(|unit| !unit.is_empty()),
        absent: if typed.keeps_absent { AbsentPolicy::Keep } else { AbsentPolicy::Retire },
        dry_run: is_check,
        recalculate: typed.recalculates,
        keeps_file: true,
        file_name: &file.name,
        content: Content::Spooled(&file.content),
    };
    match ingestion::submit(&app, &actor, upload).await {
        Ok((job, _)) if is_check => Ok(Redirect::to(&check::url(slot.year.get(), job)).into_response()),
        Ok(_) => {
            flashes.keep(Flash::done("upload-queued").with("file", file.name.as_str())).await?;
            Ok(Redirect::to(&slot.place()).into_response())
        }
        Err(IngestError::Usage(_)) => {
            let message = lang.t_with("upload-unknown-unit", &[("unit", (&typed.unit).into())]);
            refused(&app, slot, typed, FieldProblem::new("unit", "unknown_unit", message), frame).await
        }
        Err(IngestError::ModuleValidated) => {
            let message = lang.t("workspace-module-validated");
            refused(&app, slot, typed, FieldProblem::new("unit", "module_validated", message), frame).await
        }
        Err(IngestError::Job(error)) => Err(anyhow::Error::from(error).into()),
    }
}

/// What is wrong with a file that was not taken in; an error when it is not the file.
fn unusable(error: FormError, lang: Lang) -> Result<FieldProblem, Problem> {
    match error {
        FormError::TooLarge => {
            let largest = figures::bytes(LARGEST_FILE as i64);
            let message = lang.t_with("upload-too-large", &[("largest", largest.into())]);
            Ok(FieldProblem::new("file", "too_large", message))
        }
        FormError::NotCsv(name) => {
            Ok(FieldProblem::new("file", "not_csv", lang.t_with("upload-not-csv", &[("file", name.into())])))
        }
        FormError::Unreadable(text) => Err(Problem::bad_request("malformed", text)),
        FormError::Storage(error) => Err(Problem::Internal(error.into())),
    }
}

/// The form again, with what was typed and what is wrong.
async fn refused(app: &App, slot: Slot, typed: Typed, error: FieldProblem, frame: Frame) -> Result<Response, Problem> {
    let mut conn = app.db.acquire().await?;
    let page = page(&mut conn, slot, typed, vec![error], frame.lang).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, Page(frame, page)).into_response())
}

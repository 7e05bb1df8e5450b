//! `calco2 recalculate`.

use std::process::ExitCode;

use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::{DataEntryType, ModuleType};
use calco2::pipeline::recalculation::{self, Recalculation, Selection};
use calco2::pipeline::{self, Job, JobError};
use calco2::platform::{App, Scope};
use calco2::years;

use super::{USAGE, actor, complain};

#[derive(clap::Args)]
pub(super) struct RecalculateArgs {
    /// Year of the entries.
    #[arg(long)]
    year: Year,
    /// Only this module, for example purchase.
    #[arg(long)]
    module: Option<ModuleType>,
    /// Only this data entry type, for example plane.
    #[arg(long)]
    r#type: Option<DataEntryType>,
    /// Also types that no factor, list or formula changed for.
    #[arg(long)]
    all: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

pub(super) async fn run(app: &App, args: RecalculateArgs) -> ExitCode {
    if let (Some(module), Some(data_type)) = (args.module, args.r#type)
        && data_type.module() != module
    {
        return complain(&format!("type {data_type} belongs to module {}, not {module}", data_type.module()), USAGE);
    }
    let selection = Selection { year: args.year, module: args.module, data_type: args.r#type, with_current: args.all };
    match year_exists(app, args.year).await {
        Ok(true) => {}
        Ok(false) => return complain(&format!("the year {} does not exist", args.year), 1),
        Err(error) => return complain(&error, 1),
    }
    match recalculate(app, selection).await {
        Ok(Some(job)) => {
            if args.json {
                println!("{}", serde_json::json!(job));
            } else {
                print(&job);
            }
            ExitCode::from(exit_code(&job))
        }
        Ok(None) => complain(&"the job is no longer there", 1),
        Err(error) => complain(&error, 1),
    }
}

async fn year_exists(app: &App, year: Year) -> sqlx::Result<bool> {
    Ok(years::summary(&mut *app.db.acquire().await?, year).await?.is_some())
}

async fn recalculate(app: &App, selection: Selection) -> Result<Option<Job>, JobError> {
    let job = recalculation::run_here(app, &actor(), selection).await?;
    Ok(pipeline::job(&mut *app.db.acquire().await?, &Scope::Institution, job).await?)
}

fn print(job: &Job) {
    let done = job.recalculation.clone().and_then(|done| serde_json::from_value::<Recalculation>(done).ok());
    let types = done.map(|done| done.types).unwrap_or_default();
    if types.is_empty() {
        println!("Everything is up to date; nothing was recalculated.");
    }
    for outcome in types {
        let id = outcome.data_entry_type_id;
        let name = DataEntryType::try_from(id).map_or_else(|_| id.to_string(), |data_type| data_type.to_string());
        match &outcome.failure {
            Some(failure) => println!("{name}: {failure}. Nothing was changed."),
            None => println!(
                "{name}: {} entries recalculated, {} refused, {:.3} t before, {:.3} t after",
                outcome.recalculated,
                outcome.errors,
                outcome.total_before_kg / 1000.0,
                outcome.total_after_kg / 1000.0
            ),
        }
    }
}

fn exit_code(job: &Job) -> u8 {
    match job.result.as_deref() {
        Some("success") => 0,
        Some("warning") => 3,
        _ => 1,
    }
}

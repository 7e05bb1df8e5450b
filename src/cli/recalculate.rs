//! `calco2 recalculate`.

use std::process::ExitCode;

use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::{DataEntryType, ModuleType};
use calco2::pipeline::JobOutcome;
use calco2::pipeline::recalculation::{self, Selection, TypeOutcome};
use calco2::platform::App;

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
}

pub(super) async fn run(app: &App, args: RecalculateArgs) -> ExitCode {
    if let (Some(module), Some(data_type)) = (args.module, args.r#type)
        && data_type.module() != module
    {
        return complain(&format!("type {data_type} belongs to module {}, not {module}", data_type.module()), USAGE);
    }
    let selection = Selection { year: args.year, module: args.module, data_type: args.r#type, with_current: args.all };
    match recalculate(app, selection).await {
        Ok(outcomes) => ExitCode::from(exit_code(&outcomes)),
        Err(error) => complain(&error, 1),
    }
}

async fn recalculate(app: &App, selection: Selection) -> sqlx::Result<Vec<TypeOutcome>> {
    let slices = recalculation::slices(&mut *app.db.acquire().await?, selection).await?;
    if slices.is_empty() {
        println!("Everything is up to date; nothing was recalculated.");
    }
    let mut outcomes = Vec::new();
    for slice in slices {
        let outcome = recalculation::recalculate(app, &actor(), slice, &|_| {}).await?;
        let data_type = slice.definition.data_type;
        match &outcome.failure {
            Some(failure) => println!("{data_type}: {failure}. Nothing was changed."),
            None => println!(
                "{data_type}: {} entries recalculated, {} refused, {:.3} t before, {:.3} t after",
                outcome.recalculated,
                outcome.errors,
                outcome.total_before_kg / 1000.0,
                outcome.total_after_kg / 1000.0
            ),
        }
        outcomes.push(outcome);
    }
    Ok(outcomes)
}

/// That of the worst outcome.
fn exit_code(outcomes: &[TypeOutcome]) -> u8 {
    let results = || outcomes.iter().map(|outcome| outcome.result);
    let worst = [JobOutcome::Error, JobOutcome::Warning].into_iter().find(|worst| results().any(|r| r == *worst));
    worst.unwrap_or(JobOutcome::Success).exit_code()
}

//! `calco2 compute-factors`.

use std::process::ExitCode;

use calco2::ingestion::{ComputationOutcome, FactorComputation, IngestError, compute_factors};
use calco2::platform::App;

use super::{ComputeFactorsArgs, USAGE, actor, complain};

pub(super) async fn run(app: &App, args: ComputeFactorsArgs) -> ExitCode {
    let computation =
        FactorComputation { year: args.year, data_type: args.r#type, computed_wins: args.replace_file_sums };
    let outcome = match compute_factors(app, &actor(), computation).await {
        Ok(outcome) => outcome,
        Err(error @ IngestError::Usage(_)) => return complain(&error, USAGE),
        Err(error) => return complain(&error, 1),
    };
    if args.json {
        println!("{}", serde_json::json!(outcome));
    } else {
        print(&outcome);
    }
    ExitCode::from(outcome.exit_code())
}

fn print(outcome: &ComputationOutcome) {
    if let Some(error) = &outcome.file_error {
        println!("{error} Nothing was changed.");
        return;
    }
    let factors = &outcome.factors;
    println!(
        "{} of {}: {} factors changed, {} unchanged, {} without facility",
        outcome.r#type,
        outcome.year,
        factors.changed,
        factors.unchanged,
        factors.errors.len()
    );
    factors.errors.iter().for_each(|error| println!("not computed: {}: {}", error.facility, error.message));
}

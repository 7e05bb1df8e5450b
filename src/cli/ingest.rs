//! `calco2 ingest`.

use std::process::ExitCode;

use calco2::ingestion::outcome::Ingestion;
use calco2::ingestion::{IngestError, Upload, ingest};
use calco2::jobs;
use calco2::pipeline::RowError;
use calco2::platform::App;

use super::{IngestArgs, USAGE, actor, complain};

pub(super) async fn ingest_file(app: &App, url: &str, args: IngestArgs) -> ExitCode {
    let bytes = match tokio::fs::read(&args.file).await {
        Ok(bytes) => bytes,
        Err(error) => return complain(&format!("{} cannot be read: {error}", args.file.display()), USAGE),
    };
    let file_name = args.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let upload = Upload {
        target: args.target,
        module: args.module,
        data_type: args.r#type,
        year: args.year,
        unit: args.unit.as_deref(),
        absent: args.absent,
        dry_run: args.dry_run,
        recalculate: args.recalculate,
        keeps_file: true,
        file_name: &file_name,
        bytes: &bytes,
    };
    let ingestion = match ingest(app, &actor(), upload).await {
        Ok(ingestion) => ingestion,
        Err(error @ IngestError::Usage(_)) => return complain(&error, USAGE),
        Err(error) => return complain(&error, 1),
    };
    if args.recalculate
        && let Err(error) = jobs::finish_pipeline(app, url, ingestion.pipeline_id).await
    {
        return complain(&error, 1);
    }
    if args.json {
        println!("{}", serde_json::json!(ingestion));
    } else {
        print(&ingestion);
    }
    ExitCode::from(ingestion.exit_code())
}

fn print(ingestion: &Ingestion) {
    if let Some(error) = &ingestion.file_error {
        println!("{error} Nothing was changed.");
        return;
    }
    println!(
        "{}: {} rows read, {} stored, {} unchanged, {} refused, {} blank",
        ingestion.file.name, ingestion.read, ingestion.stored, ingestion.unchanged, ingestion.refused, ingestion.blank
    );
    if let Some(factors) = &ingestion.factors {
        println!(
            "factors: {} new, {} changed, {} unchanged, {} absent, {} retired",
            factors.inserted, factors.changed, factors.unchanged, factors.absent, factors.retired
        );
    }
    for (reason, count) in &ingestion.without_emission {
        println!("stored without emission, {reason}: {count}");
    }
    ingestion.errors.iter().for_each(|error| print_row("refused", error));
    ingestion.warnings.iter().for_each(|warning| print_row("note", warning));
    if !ingestion.committed {
        println!("Nothing was changed.");
    }
}

fn print_row(what: &str, row: &RowError) {
    let column = row.column.as_deref().unwrap_or("-");
    let value = row.value.as_deref().unwrap_or("(empty)");
    println!("{what}: line {}, {column}, {value}: {} ({})", row.line, row.message, row.code);
}

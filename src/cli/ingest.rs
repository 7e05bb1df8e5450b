//! `calco2 ingest`.

use std::process::ExitCode;

use calco2::ingestion::outcome::Ingestion;
use calco2::ingestion::{Content, IngestError, Spool, Target, Upload, ingest};
use calco2::jobs;
use calco2::pipeline::{self, RowError};
use calco2::platform::{App, Scope};

use super::{IngestArgs, USAGE, actor, complain};

/// Rows read back at once.
const ROWS_AT_ONCE: i64 = 1_000;

pub(super) async fn ingest_file(app: &App, url: &str, args: IngestArgs) -> ExitCode {
    let content = match Spool::of_path(&args.file) {
        Ok(content) => content,
        Err(error) => return complain(&format!("{} cannot be read: {error}", args.file.display()), USAGE),
    };
    let (target, data_type) = match Target::named(args.target, args.r#type.as_deref()) {
        Ok(named) => named,
        Err(error) => return complain(&error, USAGE),
    };
    let file_name = args.file.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let upload = Upload {
        target,
        module: args.module,
        data_type,
        year: args.year,
        unit: args.unit.as_deref(),
        absent: args.absent,
        dry_run: args.dry_run,
        recalculate: args.recalculate,
        keeps_file: true,
        file_name: &file_name,
        content: Content::Spooled(&content),
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
    let printed = if args.json { print_json(app, &ingestion).await } else { print(app, &ingestion).await };
    match printed {
        Ok(()) => ExitCode::from(ingestion.exit_code()),
        Err(error) => complain(&error, 1),
    }
}

/// Which rows of a job.
#[derive(Clone, Copy)]
enum Listed {
    Refused,
    ToLookAt,
}

/// Hands on all rows of an ingestion, some at a time: there may be as many as the file has.
async fn each_row(
    app: &App,
    ingestion: &Ingestion,
    listed: Listed,
    mut take: impl FnMut(&RowError),
) -> sqlx::Result<()> {
    let (first, count) = match listed {
        Listed::Refused => (&ingestion.errors, ingestion.error_count),
        Listed::ToLookAt => (&ingestion.warnings, ingestion.warning_count),
    };
    first.iter().for_each(&mut take);
    let (mut conn, mut offset) = (app.db.acquire().await?, first.len() as i64);
    let Some(job) = pipeline::job(&mut conn, &Scope::Institution, ingestion.job_id).await? else { return Ok(()) };
    while offset < count as i64 {
        let rows = match listed {
            Listed::Refused => pipeline::rows_of_job(&mut conn, &job, offset, ROWS_AT_ONCE).await?,
            Listed::ToLookAt => pipeline::warnings_of_job(&mut conn, &job, offset, ROWS_AT_ONCE).await?,
        };
        if rows.is_empty() {
            break;
        }
        rows.iter().for_each(&mut take);
        offset += rows.len() as i64;
    }
    Ok(())
}

async fn print_json(app: &App, ingestion: &Ingestion) -> sqlx::Result<()> {
    let mut object = serde_json::json!(ingestion);
    if let Some(fields) = object.as_object_mut() {
        fields.retain(|name, _| name != "errors" && name != "warnings");
    }
    print!("{}", object.to_string().trim_end_matches('}'));
    for (name, listed) in [("errors", Listed::Refused), ("warnings", Listed::ToLookAt)] {
        print!(",\"{name}\":[");
        let mut separator = "";
        each_row(app, ingestion, listed, |row| {
            print!("{separator}{}", serde_json::json!(row));
            separator = ",";
        })
        .await?;
        print!("]");
    }
    println!("}}");
    Ok(())
}

async fn print(app: &App, ingestion: &Ingestion) -> sqlx::Result<()> {
    if let Some(error) = &ingestion.file_error {
        println!("{error} Nothing was changed.");
        return Ok(());
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
    if let Some(preview) = &ingestion.preview {
        println!(
            "would change {} entries in {} units: {:.1} kg CO2eq instead of {:.1}",
            preview.entries_affected, preview.units_affected, preview.total_after_kg, preview.total_before_kg
        );
    }
    each_row(app, ingestion, Listed::Refused, |row| print_row("refused", row)).await?;
    each_row(app, ingestion, Listed::ToLookAt, |row| print_row("note", row)).await?;
    if !ingestion.committed {
        println!("Nothing was changed.");
    }
    Ok(())
}

fn print_row(what: &str, row: &RowError) {
    let column = row.column.as_deref().unwrap_or("-");
    let value = row.value.as_deref().unwrap_or("(empty)");
    println!("{what}: line {}, {column}, {value}: {} ({})", row.line, row.message, row.code);
}

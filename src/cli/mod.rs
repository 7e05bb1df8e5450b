//! Commands, their exit codes and what they print: results on standard output, progress and logs on standard error.

mod aggregates;
mod audit;
mod compute_factors;
mod explain;
mod export;
mod ingest;
mod recalculate;
mod seed;
mod serve;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::process::ExitCode;

use calco2::audit::Actor;
use calco2::carbon::ids::Year;
use calco2::carbon::taxonomy::{DataEntryType, ModuleType};
use calco2::ingestion::TargetName;
use calco2::ledger::factors::AbsentPolicy;
use calco2::platform::cluster::Lifetime;
use calco2::platform::database::{self, Server};
use calco2::platform::{App, Clock, Config, Scope, telemetry};
use calco2::reporting::export::Kind;
use calco2::reporting::export::options::{Delimiter, Format};
use calco2::years;
use clap::{Parser, Subcommand};

/// Exit code of wrong usage and wrong configuration.
const USAGE: u8 = 2;

/// Carbon-footprint back office for a university.
#[derive(Parser)]
#[command(version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and the API, and run jobs.
    Serve(serve::ServeArgs),
    /// Run jobs only.
    Worker,
    /// Bring the database's schema up to date.
    Migrate,
    /// Fill an empty database.
    Seed {
        #[command(subcommand)]
        what: Seed,
    },
    /// The life of a reporting year.
    Year {
        #[command(subcommand)]
        what: YearCommand,
    },
    /// Load a CSV file, as the upload form does.
    Ingest(IngestArgs),
    /// Write an archive of the whole institution, as the reporting page does.
    Export(ExportArgs),
    /// Show where the emissions of an entry come from: factor, formula, numbers.
    Explain {
        /// Its id, as in the detailed export.
        entry_id: i64,
    },
    /// Stored sums and the emissions they stand for.
    Aggregates {
        #[command(subcommand)]
        what: AggregatesCommand,
    },
    /// Compute the emissions of a year anew where factors, lists or formulas changed.
    Recalculate(recalculate::RecalculateArgs),
    /// Take the sums of research facilities' factors from the facilities' own footprints.
    ComputeFactors(ComputeFactorsArgs),
    /// The record of who did what.
    Audit {
        #[command(subcommand)]
        what: audit::AuditCommand,
    },
}

#[derive(Subcommand)]
enum Seed {
    /// The demo institution: 5 units, 3 years, about 800 entries, 40 people.
    Demo,
    /// An invented institution of full size.
    Scale(seed::ScaleArgs),
}

#[derive(Subcommand)]
enum YearCommand {
    /// Create a year with the units of the directory and a report for each.
    Create {
        /// From 2000 to 2100.
        year: Year,
    },
    /// Open a complete year to the units.
    Open {
        /// From 2000 to 2100.
        year: Year,
    },
    /// Close a year to the units.
    Close {
        /// From 2000 to 2100.
        year: Year,
    },
    /// Show where a year stands.
    Show {
        /// From 2000 to 2100.
        year: Year,
    },
}

#[derive(Subcommand)]
enum AggregatesCommand {
    /// Compare every stored figure with the sum of its emissions.
    Check {
        /// Print one JSON object.
        #[arg(long)]
        json: bool,
    },
    /// Sum everything again from the emissions.
    Rebuild,
}

#[derive(clap::Args)]
struct IngestArgs {
    /// What kind of file it is.
    #[arg(long)]
    target: TargetName,
    /// Module key, for example purchase.
    #[arg(long)]
    module: Option<ModuleType>,
    /// Data entry type key, for example plane; for reduction objectives `institutional_footprint`, `population_projections`
    /// or `unit_scenarios`.
    #[arg(long)]
    r#type: Option<String>,
    /// Code of the unit whose own file it is; without it the file names units per row.
    #[arg(long)]
    unit: Option<String>,
    /// What happens to factors that the file does not have.
    #[arg(long, default_value = "retire")]
    absent: AbsentPolicy,
    /// Only look: change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Recalculate what the file makes out of date.
    #[arg(long)]
    recalculate: bool,
    /// Year the rows belong to.
    #[arg(long)]
    year: Year,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// The CSV file.
    file: PathBuf,
}

#[derive(clap::Args)]
struct ExportArgs {
    /// What the archive holds.
    kind: Kind,
    /// A year to be in it; may be given several times.
    #[arg(long = "year", required = true)]
    years: Vec<Year>,
    /// As what its tables are written; entries are CSV only.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    /// What stands between the cells of CSV.
    #[arg(long, value_enum, default_value_t)]
    delimiter: Delimiter,
    /// Whether CSV begins with a byte order mark.
    #[arg(long, default_value_t = true, action = clap::ArgAction::Set)]
    bom: bool,
    /// Writes codes instead of persons; only in entries.
    #[arg(long)]
    pseudonyms: bool,
    /// Tells when and by whom modules were validated; only in usage.
    #[arg(long)]
    validations: bool,
    /// The ZIP file to write.
    #[arg(long)]
    output: PathBuf,
}

#[derive(clap::Args)]
struct ComputeFactorsArgs {
    /// `research_facilities` or `mice_and_fish_animal_facilities`.
    #[arg(long)]
    r#type: DataEntryType,
    /// Year of the factors and of the footprints.
    #[arg(long)]
    year: Year,
    /// Use the computed sums also where a file gave sums.
    #[arg(long)]
    replace_file_sums: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Runs the command line of this process.
pub(crate) fn run() -> ExitCode {
    let cli = Cli::parse();
    let config = match Config::from_environment() {
        Ok(config) => config,
        Err(error) => return complain(&error, USAGE),
    };
    if let (Command::Serve(_), Err(error)) = (&cli.command, config.check_serving()) {
        return complain(&error, USAGE);
    }
    telemetry::init(&config.log_filter);
    let lifetime =
        if matches!(cli.command, Command::Serve(_) | Command::Worker) { Lifetime::Program } else { Lifetime::LastUser };
    // before any runtime: the kernel ties the private server's life to the thread that starts it
    let server = match Server::provide(&config, lifetime) {
        Ok(server) => server,
        Err(error) => return complain(&error, USAGE),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return complain(&error, 1),
    };
    let code = runtime.block_on(with_database(cli.command, config, server.url()));
    drop(runtime);
    server.stop();
    code
}

async fn with_database(command: Command, config: Config, url: &str) -> ExitCode {
    let db = match database::connect(url).await {
        Ok(db) => db,
        Err(error) => return complain(&error, USAGE),
    };
    if let Err(error) = database::migrate(&db).await {
        return complain(&error, 1);
    }
    let adopted = async { years::adopt_new_types(&mut *db.acquire().await?).await };
    if let Err(error) = adopted.await {
        return complain(&error, 1);
    }
    let mut app = App::new(db.clone(), config, Clock::system());
    if let Some(read_url) = app.config.database_read_url.clone() {
        match database::connect(read_url.reveal()).await {
            Ok(replica) => app = app.reading_from(replica),
            Err(error) => return complain(&error, USAGE),
        }
    }
    let code = match command {
        Command::Serve(args) => serve::serve(app, url, args).await,
        Command::Worker => serve::work(app, url).await,
        Command::Migrate => ExitCode::SUCCESS,
        Command::Seed { what: Seed::Demo } => seed::demo(&app).await,
        Command::Seed { what: Seed::Scale(args) } => seed::scale(&app, args).await,
        Command::Year { what: YearCommand::Create { year } } => create_year(&app, year).await,
        Command::Year { what: YearCommand::Open { year } } => settled(years::open(&app, &actor(), year).await),
        Command::Year { what: YearCommand::Close { year } } => settled(years::close(&app, &actor(), year).await),
        Command::Year { what: YearCommand::Show { year } } => show_year(&app, year).await,
        Command::ComputeFactors(args) => compute_factors::run(&app, args).await,
        Command::Recalculate(args) => recalculate::run(&app, args).await,
        Command::Ingest(args) => ingest::ingest_file(&app, url, args).await,
        Command::Export(args) => export::write(&app, args).await,
        Command::Explain { entry_id } => explain::explain(&app, entry_id).await,
        Command::Aggregates { what: AggregatesCommand::Check { json } } => aggregates::check(&app, json).await,
        Command::Aggregates { what: AggregatesCommand::Rebuild } => aggregates::rebuild(&app).await,
        Command::Audit { what } => audit::run(&app, what).await,
    };
    database::close(&db).await;
    code
}

/// One line on standard error.
fn complain(error: &impl std::fmt::Display, code: u8) -> ExitCode {
    eprintln!("calco2: {error}");
    ExitCode::from(code)
}

fn actor() -> Actor {
    Actor::program("command line")
}

async fn create_year(app: &App, year: Year) -> ExitCode {
    match years::create(app, &actor(), year).await {
        Ok(report) => {
            println!("Year {year} is ready: {} units in the directory.", report.units);
            ExitCode::SUCCESS
        }
        Err(error) => complain(&error, 1),
    }
}

/// Silence, or the reason.
fn settled(outcome: Result<(), years::StateError>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error, 1),
    }
}

async fn show_year(app: &App, year: Year) -> ExitCode {
    let configuration = async { years::configuration(&mut *app.db.acquire().await?, &Scope::Institution, year).await };
    match configuration.await {
        Ok(Some(configuration)) => {
            println!("{}", serde_json::json!(configuration));
            ExitCode::SUCCESS
        }
        Ok(None) => complain(&format!("the year {year} does not exist"), 1),
        Err(error) => complain(&error, 1),
    }
}

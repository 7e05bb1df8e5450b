//! `calco2 seed`.

use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use calco2::carbon::ids::Year;
use calco2::platform::App;
use calco2::seed::{self, Progress, Scale};
use indicatif::{ProgressBar, ProgressStyle};

use super::{USAGE, complain};

#[derive(clap::Args)]
pub(super) struct ScaleArgs {
    /// Units with reports.
    #[arg(long, default_value_t = 3_000, value_parser = clap::value_parser!(u32).range(1..=90_000))]
    units: u32,
    /// People, at least three a unit for every unit to have staff.
    #[arg(long, default_value_t = 10_000)]
    users: u32,
    /// First and last year, for example 2023-2025.
    #[arg(long, default_value = "2023-2025", value_parser = years)]
    years: Years,
    /// Data entries of a module, on average.
    #[arg(long, default_value_t = 112, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    entries_per_module: u32,
    /// Another seed makes another institution of the same size.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Consecutive years.
#[derive(Clone)]
struct Years(Vec<Year>);

fn years(text: &str) -> Result<Years, String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let of = |text: &str| text.parse::<Year>().map_err(|error| error.to_string());
    let (first, last) = (of(first)?, of(last)?);
    if first > last {
        return Err(format!("{last} is before {first}"));
    }
    Ok(Years((first.get()..=last.get()).filter_map(|year| Year::new(year).ok()).collect()))
}

pub(super) async fn demo(app: &App) -> ExitCode {
    match seed::demo(app).await {
        Ok(entries) => {
            println!("The demo institution has {entries} data entries.");
            ExitCode::SUCCESS
        }
        Err(error) => complain(&error, 1),
    }
}

pub(super) async fn scale(app: &App, args: ScaleArgs) -> ExitCode {
    let scale = Scale {
        units: args.units as usize,
        users: args.users as usize,
        years: args.years.0,
        entries_per_module: args.entries_per_module as usize,
        seed: args.seed,
    };
    if scale.users < scale.units {
        return complain(&"every unit needs a person: --users must be at least --units", USAGE);
    }
    let progress = Arc::new(Progress::default());
    let shown = tokio::spawn(show(progress.clone()));
    let made = seed::scale(app, &scale, &progress).await;
    shown.abort();
    match made {
        Ok(entries) => {
            println!("The institution has {entries} data entries.");
            ExitCode::SUCCESS
        }
        Err(error) => complain(&error, 1),
    }
}

/// Draws rate and time left on a terminal; without one, writes a line now and then.
async fn show(progress: Arc<Progress>) {
    let style = ProgressStyle::with_template("{wide_bar} {human_pos}/{human_len} entries, {per_sec}, {eta} left");
    let bar = ProgressBar::new(progress.total()).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let pause = Duration::from_millis(if bar.is_hidden() { 10_000 } else { 250 });
    loop {
        tokio::time::sleep(pause).await;
        bar.set_length(progress.total());
        bar.set_position(progress.done());
        if bar.is_hidden() && progress.total() > 0 {
            let (done, total, rate) = (progress.done(), progress.total(), bar.per_sec());
            eprintln!("{done} of {total} entries, {rate:.0} a second, {} s left", bar.eta().as_secs());
        }
    }
}

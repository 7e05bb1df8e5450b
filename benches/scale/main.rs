//! The product at full size: makes the institution unless it is there, loads the server from a process apart, and prints
//! what it measured. Figures and ratios only: nothing here passes or fails.

mod client;
mod figures;
mod files;
mod ingesting;
mod jobs;
mod live;
mod processes;
mod reading;
mod writing;

use std::process::ExitCode;

use anyhow::Context;
use calco2::platform::Config;
use calco2::platform::cluster::Lifetime;
use calco2::platform::database::{self, Server};
use figures::Figures;

/// Where the institution is kept between runs.
const DATA_DIR: &str = "target/bench";

fn main() -> ExitCode {
    // `cargo test --benches` runs benches once with this flag; this one is for measuring alone
    if std::env::args().any(|argument| argument == "--test") {
        return ExitCode::SUCCESS;
    }
    match measure() {
        Ok(figures) => {
            println!("\n{figures}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::FAILURE
        }
    }
}

fn measure() -> anyhow::Result<Figures> {
    std::fs::create_dir_all(DATA_DIR)?;
    let config = Config { data_dir: DATA_DIR.into(), ..Config::from_environment()? };
    let server = Server::provide(&config, Lifetime::LastUser)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let measured = runtime.block_on(measure_on(server.url()));
    drop(runtime);
    server.stop();
    measured
}

async fn measure_on(url: &str) -> anyhow::Result<Figures> {
    let mut figures = Figures::default();
    processes::seed(url).await.context("the institution could not be made")?;
    let db = database::connect(url).await?;
    figures::of_the_seeding(&db, &mut figures).await?;
    let serving = processes::Serving::start(url).await?;
    let fastest = reading::measure(&serving, &mut figures).await.context("reading the reports")?;
    reading::archives(&serving, &mut figures).await.context("downloading archives")?;
    live::measure(&db, fastest, &mut figures).await.context("live aggregation")?;
    writing::measure(&serving, &db, &mut figures).await.context("writing an entry")?;
    jobs::measure(&serving, &db, &mut figures).await.context("jobs")?;
    figures.add("memory", "server after all this, peak resident", processes::mebibytes(serving.peak_memory()?));
    serving.stop().await?;
    ingesting::measure(url, &db, &mut figures).await.context("files")?;
    processes::recalculations(url, &db, &mut figures).await.context("recalculation")?;
    files::measure(url, &db, &mut figures).await.context("exports")?;
    db.close().await;
    Ok(figures)
}

//! The program's own commands, each in a process of its own, with the memory they took.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};
use sqlx::PgPool;
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use crate::DATA_DIR;
use crate::figures::Figures;

const PATIENCE: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(20);

pub(crate) fn program(url: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_calco2"));
    command.env("DATABASE_URL", url).env("CALCO2_DATA_DIR", DATA_DIR).env("RUST_LOG", "error").kill_on_drop(true);
    command
}

/// Makes the institution unless it is there.
pub(crate) async fn seed(url: &str) -> anyhow::Result<()> {
    let db = calco2::platform::database::connect(url).await?;
    calco2::platform::database::migrate(&db).await?;
    let finished: i64 = sqlx::query_scalar(
        "select count(*) from audit_records where entity_type = 'scale_institution' and entity_id like 'finished %'",
    )
    .fetch_one(&db)
    .await?;
    if finished > 0 {
        return Ok(());
    }
    let (peak, _) = run(program(url).args(["seed", "scale"])).await?;
    eprintln!("seeding: peak resident memory: {}", mebibytes(peak));
    sqlx::query("vacuum analyze").execute(&db).await?;
    db.close().await;
    Ok(())
}

/// Runs a command to its end; returns its peak resident memory in bytes and the time it took.
pub(crate) async fn run(command: &mut Command) -> anyhow::Result<(u64, Duration)> {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::null()).spawn()?;
    let mut peak = 0;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        peak = peak_of(&child).unwrap_or(peak);
        tokio::time::sleep(LOOK_EVERY).await;
    };
    ensure!(status.success(), "{status}");
    Ok((peak, begun.elapsed()))
}

/// The kernel's high-water mark of a process, in bytes.
fn peak_of(child: &Child) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()?)).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse::<u64>().ok().map(|kibibytes| kibibytes * 1024)
}

pub(crate) fn mebibytes(bytes: u64) -> String {
    format!("{} MiB", bytes / 1024 / 1024)
}

/// `calco2 serve`, listening.
pub(crate) struct Serving {
    child: Child,
    pub(crate) host: String,
}

impl Serving {
    pub(crate) async fn start(url: &str) -> anyhow::Result<Self> {
        let port = TcpListener::bind("127.0.0.1:0").await?.local_addr()?.port();
        let host = format!("127.0.0.1:{port}");
        let mut command = program(url);
        command.arg("serve").env("CALCO2_BIND", &host).env("CALCO2_DEV_SIGN_IN", "true");
        let mut child = command.stdout(Stdio::null()).spawn()?;
        let begun = Instant::now();
        while TcpStream::connect(&host).await.is_err() {
            if let Some(status) = child.try_wait()? {
                bail!("the server ended: {status}");
            }
            ensure!(begun.elapsed() < PATIENCE, "the server does not listen");
            tokio::time::sleep(LOOK_EVERY).await;
        }
        Ok(Self { child, host })
    }

    pub(crate) fn peak_memory(&self) -> anyhow::Result<u64> {
        peak_of(&self.child).context("the server is gone")
    }

    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}

/// Slices of one emission an entry, and of many.
pub(crate) async fn recalculations(url: &str, db: &PgPool, figures: &mut Figures) -> anyhow::Result<()> {
    for (key, id) in [("scientific", 10_i16), ("process_emissions", 50), ("plane", 20), ("building", 30), ("member", 1)]
    {
        let (peak, _) = run(program(url).args(["recalculate", "--year", "2025", "--all", "--type", key])).await?;
        let (seconds, entries): (f64, i64) = sqlx::query_as(
            "select extract(epoch from finished_at - started_at)::float8, (outcome ->> 'recalculated')::bigint
             from jobs where job_type = 'recalculation' and data_entry_type_id = $1 order by id desc limit 1",
        )
        .bind(id)
        .fetch_one(db)
        .await?;
        let emissions: i64 = sqlx::query_scalar(
            "select count(*) from data_entry_emissions where year = 2025 and data_entry_type_id = $1",
        )
        .bind(id)
        .fetch_one(db)
        .await?;
        let (of_entries, of_emissions) = (entries as f64 / seconds, emissions as f64 / seconds);
        figures.add(
            "recalculation",
            format!("{key} of 2025: {entries} entries, {emissions} emissions"),
            format!(
                "{seconds:.2} s, {of_entries:.0} entries/s, {of_emissions:.0} emissions/s, peak {}",
                mebibytes(peak)
            ),
        );
    }
    Ok(())
}

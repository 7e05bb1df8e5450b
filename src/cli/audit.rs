//! `calco2 audit`.

use std::process::ExitCode;

use calco2::audit::{self, Head, Verdict};
use calco2::platform::App;

use super::complain;

#[derive(clap::Subcommand)]
pub(super) enum AuditCommand {
    /// Check the seal of every record.
    Verify {
        /// A record noted elsewhere, as this command and the log print it; it has to be there unchanged.
        #[arg(long, value_name = "NUMBER:HASH")]
        expect: Option<Head>,
    },
    /// Try again to ship the records that the other service or its contract refused.
    Reship,
}

pub(super) async fn run(app: &App, command: AuditCommand) -> ExitCode {
    match command {
        AuditCommand::Verify { expect } => verify(app, expect.as_ref()).await,
        AuditCommand::Reship => reship(app).await,
    }
}

async fn reship(app: &App) -> ExitCode {
    let again = async { audit::shipping::reship(&mut *app.db.acquire().await?, app.clock.now()).await };
    match again.await {
        Ok(count) => {
            println!("{count} records are shipped again.");
            ExitCode::SUCCESS
        }
        Err(error) => complain(&error, 1),
    }
}

async fn verify(app: &App, expect: Option<&Head>) -> ExitCode {
    let verdict = async { audit::verify(&mut *app.db.acquire().await?, expect).await };
    match verdict.await {
        Ok(Verdict::Intact(None)) => {
            println!("The audit chain is intact: it has no records.");
            ExitCode::SUCCESS
        }
        Ok(Verdict::Intact(Some(newest))) => {
            println!("The audit chain is intact: {} records. The newest is {newest}", newest.id);
            ExitCode::SUCCESS
        }
        Ok(Verdict::Broken(cause)) => complain(&format!("the audit chain is broken: {cause}"), 1),
        Err(error) => complain(&error, 1),
    }
}

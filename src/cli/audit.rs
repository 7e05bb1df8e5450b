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
}

pub(super) async fn run(app: &App, command: AuditCommand) -> ExitCode {
    let AuditCommand::Verify { expect } = command;
    let verdict = async { audit::verify(&mut *app.db.acquire().await?, expect.as_ref()).await };
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

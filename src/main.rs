//! The command line: one binary, one role per subcommand.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}

//! Processes of the program, and what happens to them.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_calco2");
/// Times that make faults show soon; a lease this short is renewed every half second.
const QUICK: [(&str, &str); 3] =
    [("CALCO2_JOB_LEASE_SECONDS", "2"), ("CALCO2_JOB_POLL_SECONDS", "0.2"), ("CALCO2_JOB_PAUSE_SECONDS", "0.3")];

/// How a process is set up.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Times {
    /// Short ones.
    Quick,
    /// Those of the product.
    Usual,
}

/// A running process; killed with this value.
pub(crate) struct Process {
    child: Child,
    log: PathBuf,
}

/// The program with arguments, set up for a database; nothing of the tests' own environment reaches it.
pub(crate) fn command(url: &str, arguments: &[&str], times: Times) -> Command {
    let mut command = Command::new(PROGRAM);
    command
        .args(arguments)
        .env_clear()
        .env("DATABASE_URL", url)
        .env("CALCO2_DIRECTORY_FILE", format!("{}/tests/golden/directory.json", env!("CARGO_MANIFEST_DIR")))
        .env("RUST_LOG", "info")
        .stdin(Stdio::null());
    if let Times::Quick = times {
        command.envs(QUICK);
    }
    command
}

/// Runs a command to its end.
pub(crate) fn run(url: &str, arguments: &[&str]) -> Output {
    command(url, arguments, Times::Quick).output().unwrap()
}

/// Sends a signal to a process.
pub(crate) fn signal(process: u32, name: &str) {
    let sent = Command::new("sh").args(["-c", &format!("kill -{name} {process}")]).status().unwrap();
    assert!(sent.success(), "SIG{name} was not sent to {process}");
}

impl Process {
    /// Starts a process that writes what it has to say into a file of its own.
    pub(crate) fn start(mut command: Command, folder: &Path) -> Self {
        let log = tempfile::Builder::new().tempfile_in(folder).unwrap().into_temp_path().keep().unwrap();
        let file = File::create(&log).unwrap();
        command.stdout(file.try_clone().unwrap()).stderr(file);
        Self { child: command.spawn().unwrap(), log }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    fn signal(&self, name: &str) {
        signal(self.id(), name);
    }

    /// Stops it at once, without a chance to do anything.
    pub(crate) fn kill(&mut self) {
        self.signal("KILL");
        self.child.wait().unwrap();
    }

    /// Takes the processor from it.
    pub(crate) fn pause(&self) {
        self.signal("STOP");
    }

    /// Lets it go on.
    pub(crate) fn resume(&self) {
        self.signal("CONT");
    }

    /// Asks it to stop; how it ended and how long that took.
    pub(crate) fn terminate(&mut self) -> (ExitStatus, Duration) {
        let asked = Instant::now();
        self.signal("TERM");
        (self.wait(), asked.elapsed())
    }

    /// Waits until it ends by itself.
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(begun.elapsed() < Duration::from_mins(1), "it does not end: {}", self.said());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// What it said so far.
    pub(crate) fn said(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // one that has ended already cannot be killed
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            eprintln!("process {} said:\n{}", self.id(), self.said());
        }
    }
}

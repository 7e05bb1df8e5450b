//! The private PostgreSQL cluster: found binaries, a data folder, a socket that only its owner can reach.
//!
//! The program that finds no server starts one; programs that come later use it; the last one to leave stops it. All of
//! it blocks and runs before any async runtime, because the server is tied to the thread that starts it.

mod binaries;
mod error;
mod place;
mod process;
mod running;
mod server_user;
mod system;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};

use self::binaries::Binaries;
pub use self::error::ClusterError;
use self::place::Place;
use self::running::State;
use self::server_user::ServerUser;
use self::system::Signal;

const START_PATIENCE: Duration = Duration::from_mins(1);
const FAST_STOP_PATIENCE: Duration = Duration::from_secs(10);
const IMMEDIATE_STOP_PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(20);

/// Whether a server started by this program may outlive it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lifetime {
    /// The kernel stops the server when the thread that started it ends, however it ends: for `serve` and tests.
    Program,
    /// The server stays while another program uses it: for commands that come and go.
    LastUser,
}

/// How to run the private cluster.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The program's data folder: the cluster lives in its `postgres` folder.
    pub data_dir: PathBuf,
    /// The folder that holds `initdb` and `postgres`; none: look for it.
    pub postgres_bin: Option<PathBuf>,
    /// Whether the server may outlive this program.
    pub lifetime: Lifetime,
    /// Whether what was written must survive a crash of the machine; tests need not wait for the disk.
    pub durable: bool,
    /// How many connections the server takes.
    pub max_connections: u16,
}

impl Settings {
    /// The usual settings for a cluster under `data_dir`.
    pub fn new(data_dir: &Path, lifetime: Lifetime) -> Self {
        Self { data_dir: data_dir.to_owned(), postgres_bin: None, lifetime, durable: true, max_connections: 50 }
    }
}

/// A running private cluster, in use by this program. Dropping it is [`Cluster::stop`].
#[derive(Debug)]
pub struct Cluster {
    place: Place,
    /// The server, when this program started it.
    child: Option<Child>,
    pid: u32,
    /// Held shared while this program uses the server.
    in_use: Option<File>,
}

impl Cluster {
    /// Finds the running server of this data folder or starts one, and waits until it answers.
    pub fn start(settings: &Settings) -> Result<Self, ClusterError> {
        let user = ServerUser::choose()?;
        let place = Place::prepare(&settings.data_dir, &user)?;
        let _one_at_a_time = place.lock_starting()?;
        let in_use = place.lock_in_use()?;
        let deadline = Instant::now() + START_PATIENCE;
        loop {
            match running::state(&place) {
                State::Ready { pid } => return Ok(Self { place, child: None, pid, in_use: Some(in_use) }),
                // Starting up or shutting down: it will soon be ready or gone.
                State::Busy if Instant::now() < deadline => sleep(PAUSE),
                State::Busy => return Err(ClusterError::NotReady { log: place.log.clone() }),
                State::Stopped => break,
            }
        }
        let binaries = Binaries::find(settings.postgres_bin.as_deref(), place.stored_version().as_deref())?;
        if !place.is_initialised() {
            process::initialise(&binaries, &place, &user, settings.durable)?;
        }
        place.rotate_log();
        let child = launch(&binaries, &place, &user, settings, deadline)?;
        Ok(Self { place, pid: child.id(), child: Some(child), in_use: Some(in_use) })
    }

    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user={}", percent(&self.place.socket_dir), process::SUPERUSER)
    }

    /// Whether this program started the server (and did not find it running).
    pub fn is_started_here(&self) -> bool {
        self.child.is_some()
    }

    /// The process id of the server.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Where the cluster's files are: elsewhere than asked when the server's user cannot reach the data folder.
    pub fn folder(&self) -> &Path {
        &self.place.base
    }

    /// Stops the server, unless another program uses it. Close every connection first.
    pub fn stop(mut self) {
        self.leave();
    }

    fn leave(&mut self) {
        let Some(in_use) = self.in_use.take() else { return };
        let Ok(_one_at_a_time) = self.place.lock_starting() else { return };
        drop(in_use);
        let others = self.place.is_in_use();
        if others || !matches!(running::state(&self.place), State::Ready { pid } if pid == self.pid) {
            return;
        }
        for (signal, patience) in [(Signal::Fast, FAST_STOP_PATIENCE), (Signal::Immediate, IMMEDIATE_STOP_PATIENCE)] {
            system::send(self.pid, signal);
            let deadline = Instant::now() + patience;
            while Instant::now() < deadline {
                if self.is_gone() {
                    return;
                }
                sleep(PAUSE);
            }
        }
    }

    fn is_gone(&mut self) -> bool {
        match &mut self.child {
            Some(child) => matches!(child.try_wait(), Ok(Some(_))),
            None => !running::is_server_of(self.pid, &self.place.data),
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.leave();
    }
}

/// Starts the server and waits until it answers.
fn launch(
    binaries: &Binaries,
    place: &Place,
    user: &ServerUser,
    settings: &Settings,
    deadline: Instant,
) -> Result<Child, ClusterError> {
    loop {
        running::forget_stale_locks(place);
        let mut child = process::spawn(binaries, place, user, settings)?;
        loop {
            if matches!(running::state(place), State::Ready { pid } if pid == child.id()) {
                return Ok(child);
            }
            if let Ok(Some(_)) = child.try_wait() {
                let reason = place.last_complaint();
                // After a crash the old server's processes need a moment to notice and go.
                if reason.contains("shared memory block") && Instant::now() < deadline {
                    sleep(PAUSE * 10);
                    break;
                }
                return Err(ClusterError::DidNotStart { reason, log: place.log.clone() });
            }
            if Instant::now() > deadline {
                system::send(child.id(), Signal::Immediate);
                return Err(ClusterError::NotReady { log: place.log.clone() });
            }
            sleep(PAUSE);
        }
    }
}

/// A path as it may stand in a URL.
fn percent(path: &Path) -> String {
    use std::fmt::Write as _;
    use std::os::unix::ffi::OsStrExt as _;
    path.as_os_str().as_bytes().iter().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(byte) {
            text.push(char::from(*byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

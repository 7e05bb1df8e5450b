//! Is there a server for this data folder, and does it answer?

use std::fs;
use std::io::{Read as _, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::place::Place;
use super::process::SUPERUSER;

const PATIENCE: Duration = Duration::from_secs(2);
const PROTOCOL_3_0: u32 = 3 << 16;

/// What the data folder's server is doing.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing runs.
    Stopped,
    /// It is starting up or shutting down.
    Busy,
    /// It takes connections.
    Ready { pid: u32 },
}

/// Looks at the server's own pid file, the process it names, and the socket.
pub(super) fn state(place: &Place) -> State {
    match noted_pid(&pid_file(place)) {
        Some(pid) if is_server_of(pid, &place.data) => {
            if answers(&place.socket()) {
                State::Ready { pid }
            } else {
                State::Busy
            }
        }
        _ => State::Stopped,
    }
}

/// Removes the lock files of a crashed server whose number another process has taken since (or that nobody has waited
/// for): PostgreSQL would believe them.
pub(super) fn forget_stale_locks(place: &Place) {
    for lock in [pid_file(place), place.socket().with_added_extension("lock")] {
        if noted_pid(&lock).is_some_and(|pid| !is_any_server(pid)) {
            // If it cannot be removed, the server's own message says so.
            let _ = fs::remove_file(lock);
        }
    }
}

fn is_any_server(pid: u32) -> bool {
    // A dead process nobody has waited for keeps its name, but no command line.
    let lives = fs::read(process(pid).join("cmdline")).is_ok_and(|line| !line.is_empty());
    lives && fs::read(process(pid).join("comm")).is_ok_and(|name| name == b"postgres\n")
}

/// Whether the process `pid` is the server of `data`. Its command line tells, which every user may read.
pub(super) fn is_server_of(pid: u32, data: &Path) -> bool {
    let Ok(line) = fs::read(process(pid).join("cmdline")) else { return false };
    let mut words = line.split(|byte| *byte == 0).skip_while(|word| *word != b"-D");
    words.nth(1).is_some_and(|folder| folder == data.as_os_str().as_bytes())
}

fn process(pid: u32) -> PathBuf {
    Path::new("/proc").join(pid.to_string())
}

fn pid_file(place: &Place) -> PathBuf {
    place.data.join("postmaster.pid")
}

fn noted_pid(lock: &Path) -> Option<u32> {
    fs::read_to_string(lock).ok()?.lines().next()?.trim().parse().ok()
}

/// Asks for a session: a server that is ready answers `R`, one that is starting or stopping `E`.
fn answers(socket: &Path) -> bool {
    let ask = || -> std::io::Result<u8> {
        let mut stream = UnixStream::connect(socket)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let parameters = format!("user\0{SUPERUSER}\0database\0postgres\0\0");
        let length = u32::try_from(parameters.len() + 8).unwrap_or(0);
        let mut message = [length.to_be_bytes(), PROTOCOL_3_0.to_be_bytes()].concat();
        message.extend(parameters.bytes());
        stream.write_all(&message)?;
        let mut first = [0];
        stream.read_exact(&mut first)?;
        // Leave politely, or the log says that a client broke off.
        stream.write_all(&[b'X', 0, 0, 0, 4])?;
        Ok(first[0])
    };
    ask().is_ok_and(|first| first == b'R')
}

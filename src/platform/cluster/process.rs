//! Running `initdb` and `postgres`.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::binaries::Binaries;
use super::place::Place;
use super::server_user::ServerUser;
use super::{ClusterError, Lifetime, Settings, system};

/// The database's only role. It needs no password: the only door is a socket in a folder of mode 0700.
pub(super) const SUPERUSER: &str = "calco2";

/// For a small machine that runs other things too.
const OPTIONS: [&str; 8] = [
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "shared_buffers=256MB",
    "max_wal_size=2GB",
    "jit=off",
    "log_line_prefix=%m [%p] ",
    "log_checkpoints=off",
    "timezone=UTC",
];

/// For data that may be lost with the machine.
const NOT_DURABLE: [&str; 3] = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"];

/// Fills the data folder. A half-made folder is never taken for a whole one.
pub(super) fn initialise(
    binaries: &Binaries,
    place: &Place,
    user: &ServerUser,
    durable: bool,
) -> Result<(), ClusterError> {
    let new = place.base.join("data.new");
    if new.exists() {
        fs::remove_dir_all(&new).map_err(ClusterError::folder("clear", &new))?;
    }
    let mut initdb = command(&binaries.initdb, place, user);
    initdb
        .args(["-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions", "-U", SUPERUSER, "-D"])
        .arg(&new);
    if !durable {
        initdb.arg("--no-sync");
    }
    let output = initdb.output().map_err(|source| ClusterError::Run { program: binaries.initdb.clone(), source })?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let line = complaint.lines().find(|line| line.contains("error:") || line.contains("FATAL:"));
        let reason = line.or_else(|| complaint.lines().last()).unwrap_or("initdb failed").trim().to_owned();
        return Err(ClusterError::NotInitialised { folder: place.base.clone(), reason });
    }
    fs::rename(&new, &place.data).map_err(ClusterError::folder("name", &place.data))
}

/// Starts the server, in a process group of its own so that Ctrl-C reaches us first.
pub(super) fn spawn(
    binaries: &Binaries,
    place: &Place,
    user: &ServerUser,
    settings: &Settings,
) -> Result<Child, ClusterError> {
    let (log, log_too) = (place.open_log()?, place.open_log()?);
    let mut server = command(&binaries.postgres, place, user);
    server.arg("-D").arg(&place.data).args(OPTIONS.iter().flat_map(|option| ["-c", option]));
    server.arg("-c").arg(format!("unix_socket_directories={}", quoted(&place.socket_dir)));
    server.arg("-c").arg(format!("max_connections={}", settings.max_connections));
    if !settings.durable {
        server.args(NOT_DURABLE.iter().flat_map(|option| ["-c", option]));
    }
    server.process_group(0).stdout(log).stderr(log_too);
    if settings.lifetime == Lifetime::Program {
        system::end_with_parent(&mut server);
    }
    server.spawn().map_err(|source| ClusterError::Run { program: binaries.postgres.clone(), source })
}

fn command(program: &Path, place: &Place, user: &ServerUser) -> Command {
    let mut command = Command::new(program);
    command.env_clear().env("PATH", "/usr/local/bin:/usr/bin:/bin").env("LC_ALL", "C");
    command.current_dir(&place.base).stdin(Stdio::null());
    user.run(&mut command);
    command
}

/// The setting is a list of folders: a name with a comma or a space must be quoted.
fn quoted(folder: &Path) -> String {
    format!("\"{}\"", folder.display().to_string().replace('"', "\"\""))
}

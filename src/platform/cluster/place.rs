//! The cluster's folders: `postgres/{data,socket,server.log}` below the data folder, or where the server's user can go.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{DirBuilderExt as _, MetadataExt as _, OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::server_user::ServerUser;
use super::{ClusterError, system};

/// The longest path the kernel takes for a socket.
const LONGEST_SOCKET: usize = 107;
const LARGEST_LOG: u64 = 10 << 20;
const SYSTEM_FOLDER: &str = "/var/lib/calco2";

/// Where everything of one cluster is.
#[derive(Debug)]
pub(super) struct Place {
    pub(super) base: PathBuf,
    pub(super) data: PathBuf,
    pub(super) socket_dir: PathBuf,
    pub(super) log: PathBuf,
}

impl Place {
    /// Makes the folders, private to `user`.
    pub(super) fn prepare(data_dir: &Path, user: &ServerUser) -> Result<Self, ClusterError> {
        fs::create_dir_all(data_dir).map_err(ClusterError::folder("create", data_dir))?;
        let asked = data_dir.canonicalize().map_err(ClusterError::folder("find", data_dir))?;
        let base = if user.can_enter(&asked) { asked.join("postgres") } else { reachable(&asked, user)? };
        private_folder(&base, user)?;
        let socket_dir = socket_folder(&base, user)?;
        Ok(Self { data: base.join("data"), log: base.join("server.log"), socket_dir, base })
    }

    /// The socket the server listens on.
    pub(super) fn socket(&self) -> PathBuf {
        socket_in(&self.socket_dir)
    }

    /// Whether the data folder has been filled.
    pub(super) fn is_initialised(&self) -> bool {
        self.data.join("PG_VERSION").exists()
    }

    /// The major version that wrote the data.
    pub(super) fn stored_version(&self) -> Option<String> {
        fs::read_to_string(self.data.join("PG_VERSION")).ok().map(|version| version.trim().to_owned())
    }

    /// Waits until no other program starts or stops this cluster.
    pub(super) fn lock_starting(&self) -> Result<File, ClusterError> {
        let path = self.base.join("starting.lock");
        let file = open_lock(&path)?;
        file.lock().map_err(ClusterError::folder("lock", &path))?;
        Ok(file)
    }

    /// Says that this program uses the cluster, until the file is dropped.
    pub(super) fn lock_in_use(&self) -> Result<File, ClusterError> {
        let path = self.base.join("in_use.lock");
        let file = open_lock(&path)?;
        file.lock_shared().map_err(ClusterError::folder("lock", &path))?;
        Ok(file)
    }

    /// Whether some program uses the cluster.
    pub(super) fn is_in_use(&self) -> bool {
        open_lock(&self.base.join("in_use.lock")).is_ok_and(|file| file.try_lock().is_err())
    }

    /// Opens the server's log to add to it.
    pub(super) fn open_log(&self) -> Result<File, ClusterError> {
        let mut options = OpenOptions::new();
        options.create(true).append(true).mode(0o600);
        options.open(&self.log).map_err(ClusterError::folder("write", &self.log))
    }

    /// Keeps the log of the last starts only.
    pub(super) fn rotate_log(&self) {
        if fs::metadata(&self.log).is_ok_and(|log| log.len() > LARGEST_LOG) {
            // A log that cannot be moved just goes on growing.
            let _ = fs::rename(&self.log, self.base.join("server.log.1"));
        }
    }

    /// The last error in the server's log.
    pub(super) fn last_complaint(&self) -> String {
        let mut end = String::new();
        if let Ok(mut log) = File::open(&self.log) {
            let from = log.metadata().map_or(0, |log| log.len().saturating_sub(8192));
            let _ = log.seek(SeekFrom::Start(from));
            let mut bytes = Vec::new();
            let _ = log.read_to_end(&mut bytes);
            end = String::from_utf8_lossy(&bytes).into_owned();
        }
        let complaint = |line: &&str| ["FATAL:", "PANIC:", "could not"].iter().any(|sign| line.contains(sign));
        let line = end.lines().rev().find(complaint).or_else(|| end.lines().last()).unwrap_or("no message");
        line.trim().to_owned()
    }
}

fn socket_in(folder: &Path) -> PathBuf {
    folder.join(".s.PGSQL.5432")
}

/// A base folder for `asked` that `user` can reach.
fn reachable(asked: &Path, user: &ServerUser) -> Result<PathBuf, ClusterError> {
    let system = Path::new(SYSTEM_FOLDER);
    let mut folder = DirBuilder::new();
    folder.recursive(true).mode(0o755).create(system).map_err(ClusterError::folder("create", system))?;
    let system = system.canonicalize().map_err(ClusterError::folder("find", system))?;
    let base = system.join(short_hash(asked));
    eprintln!(
        "calco2: the user {} cannot reach {}, so the private database is in {}",
        user.other_name().unwrap_or("of the server"),
        asked.display(),
        base.display()
    );
    Ok(base)
}

/// The socket's folder: beside the data, or somewhere short when that path is too long for the kernel.
fn socket_folder(base: &Path, user: &ServerUser) -> Result<PathBuf, ClusterError> {
    let beside = base.join("socket");
    let folder = if socket_in(&beside).as_os_str().len() <= LONGEST_SOCKET {
        beside
    } else {
        Path::new("/tmp").join(format!("calco2-{}-{}", user.uid, short_hash(base)))
    };
    private_folder(&folder, user)?;
    Ok(folder)
}

/// Makes a folder that only `user` can enter, or checks that it is one.
fn private_folder(path: &Path, user: &ServerUser) -> Result<(), ClusterError> {
    match DirBuilder::new().mode(0o700).create(path) {
        Ok(()) => return user.own(path),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {}
        Err(error) => return Err(ClusterError::folder("create", path)(error)),
    }
    // Not following links: in a shared folder somebody else may have been there first.
    let found = fs::symlink_metadata(path).map_err(ClusterError::folder("read", path))?;
    if found.is_dir() && found.uid() == system::effective_user() {
        // Made by a program that starts at the same moment and has not given it away yet.
        user.own(path)?;
    } else if found.uid() != user.uid || !found.is_dir() {
        return Err(ClusterError::OtherOwner { path: path.into(), owner: found.uid() });
    }
    if found.permissions().mode() & 0o777 == 0o700 {
        return Ok(());
    }
    fs::set_permissions(path, fs::Permissions::from_mode(0o700)).map_err(ClusterError::folder("protect", path))
}

fn open_lock(path: &Path) -> Result<File, ClusterError> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(false).write(true).mode(0o600);
    options.open(path).map_err(ClusterError::folder("write", path))
}

fn short_hash(path: &Path) -> String {
    let hash = Sha256::digest(path.as_os_str().as_bytes());
    let number = hash.iter().take(6).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{number:012x}")
}

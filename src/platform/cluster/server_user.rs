//! Who runs the server: PostgreSQL refuses root.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{ClusterError, system};

const ROOT: u32 = 0;

/// The user the server runs as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ServerUser {
    pub(super) uid: u32,
    /// The user to become, when we are root.
    switch: Option<Switch>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Switch {
    name: String,
    gid: u32,
}

impl ServerUser {
    /// Ourselves; for root `postgres`, else `nobody`.
    pub(super) fn choose() -> Result<Self, ClusterError> {
        match system::effective_user() {
            ROOT => {
                let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
                ["postgres", "nobody"].into_iter().find_map(|name| find(&users, name)).ok_or(ClusterError::NoServerUser)
            }
            uid => Ok(Self { uid, switch: None }),
        }
    }

    /// The name to print, when it is not ourselves.
    pub(super) fn other_name(&self) -> Option<&str> {
        self.switch.as_ref().map(|switch| switch.name.as_str())
    }

    /// Makes `command` run as this user.
    pub(super) fn run(&self, command: &mut Command) {
        if let Some(switch) = &self.switch {
            command.uid(self.uid).gid(switch.gid);
        }
    }

    /// Gives `path` to this user.
    pub(super) fn own(&self, path: &Path) -> Result<(), ClusterError> {
        let Some(switch) = &self.switch else { return Ok(()) };
        std::os::unix::fs::chown(path, Some(self.uid), Some(switch.gid))
            .map_err(ClusterError::folder("give the server's user", path))
    }

    /// Whether this user can enter `folder`. Asked by trying: every parent has a say, and so have access lists.
    pub(super) fn can_enter(&self, folder: &Path) -> bool {
        if self.switch.is_none() {
            return true;
        }
        let mut command = Command::new("/bin/sh");
        command.args(["-c", "cd -- \"$1\"", "sh"]).arg(folder).current_dir("/");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.run(&mut command);
        command.status().is_ok_and(|status| status.success())
    }
}

fn find(users: &str, name: &str) -> Option<ServerUser> {
    let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2).map(str::parse);
    let (Some(Ok(uid)), Some(Ok(gid))) = (fields.next(), fields.next()) else { return None };
    (uid != ROOT).then(|| ServerUser { uid, switch: Some(Switch { name: name.into(), gid }) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_user_is_read_from_the_list_of_users() {
        let users =
            "root:x:0:0::/root:/bin/sh\npostgresql:x:9:9::/:/bin/sh\npostgres:x:104:105:,,,:/var:/bin/sh\nodd:x";
        let found = find(users, "postgres").unwrap();
        assert_eq!((found.uid, found.other_name()), (104, Some("postgres")));
        assert_eq!(found.switch.unwrap().gid, 105);
        assert!(find(users, "nobody").is_none() && find(users, "root").is_none() && find(users, "odd").is_none());
    }
}

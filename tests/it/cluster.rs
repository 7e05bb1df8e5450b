//! The private cluster, with real servers: found again, crashed, refused.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use calco2::platform::cluster::{Cluster, ClusterError, Lifetime, Settings};
use sqlx::Connection as _;
use tempfile::TempDir;

#[test]
fn a_second_program_uses_the_running_server_and_the_last_one_stops_it() {
    let folder = data_folder();
    let first = start(folder.path(), Lifetime::LastUser).unwrap();
    let second = start(folder.path(), Lifetime::LastUser).unwrap();
    assert!(first.is_started_here() && !second.is_started_here());
    assert_eq!(first.pid(), second.pid());
    first.stop();
    assert_eq!(answer(&second), 1, "the server is still there for the second program");
    let pid = second.pid();
    second.stop();
    assert!(is_gone(pid));
}

#[test]
fn programs_that_start_at_once_share_one_server() {
    let folder = data_folder();
    let both: Vec<_> = thread::scope(|scope| {
        let starts: Vec<_> =
            (0..2).map(|_| scope.spawn(|| start(folder.path(), Lifetime::LastUser).unwrap())).collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });
    assert_eq!(both[0].pid(), both[1].pid());
}

#[test]
fn a_killed_server_is_started_again() {
    let folder = data_folder();
    let crashed = start(folder.path(), Lifetime::LastUser).unwrap();
    kill(crashed.pid());
    let again = start(folder.path(), Lifetime::LastUser).unwrap();
    assert!(again.is_started_here() && again.pid() != crashed.pid());
    assert_eq!(answer(&again), 1);
}

#[test]
fn a_stale_pid_file_that_names_another_process_is_survived() {
    let folder = data_folder();
    let cluster = start(folder.path(), Lifetime::LastUser).unwrap();
    let note = cluster.folder().join("data/postmaster.pid");
    let text = fs::read_to_string(&note).unwrap();
    cluster.stop();
    let (_, rest) = text.split_once('\n').unwrap();
    fs::write(&note, format!("{}\n{rest}", std::process::id())).unwrap();
    let again = start(folder.path(), Lifetime::LastUser).unwrap();
    assert_eq!(answer(&again), 1);
}

#[test]
fn the_server_goes_with_the_program_that_started_it() {
    let folder = data_folder();
    let pid = thread::scope(|scope| {
        let program = scope.spawn(|| {
            let cluster = start(folder.path(), Lifetime::Program).unwrap();
            let pid = cluster.pid();
            // As a killed program would: nothing is said to the server.
            std::mem::forget(cluster);
            pid
        });
        program.join().unwrap()
    });
    let patience = Instant::now() + Duration::from_secs(10);
    while !is_gone(pid) && Instant::now() < patience {
        thread::sleep(Duration::from_millis(20));
    }
    assert!(is_gone(pid));
}

#[test]
fn a_long_path_with_spaces_still_gets_a_socket() {
    let folder = data_folder();
    let long = folder.path().join("a folder with, a long name ".repeat(6).trim_end());
    let cluster = start(&long, Lifetime::LastUser).unwrap();
    assert_eq!(answer(&cluster), 1);
    let url = cluster.url("postgres");
    cluster.stop();
    let (_, socket) = url.split_once("host=").unwrap();
    let (socket, _) = socket.split_once('&').unwrap();
    fs::remove_dir(socket).expect("the socket's folder is outside, and empty once the server has stopped");
}

#[test]
fn data_of_another_version_is_refused_in_one_line() {
    let folder = data_folder();
    let cluster = start(folder.path(), Lifetime::LastUser).unwrap();
    let version = cluster.folder().join("data/PG_VERSION");
    cluster.stop();
    fs::write(version, "14\n").unwrap();
    let line = refusal(start(folder.path(), Lifetime::LastUser));
    assert!(line.contains("was written by PostgreSQL 14") && line.contains("apt-get install postgresql-14"), "{line}");
}

#[test]
fn a_folder_that_cannot_be_made_is_named_in_one_line() {
    let folder = data_folder();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let line = refusal(start(&file.join("var"), Lifetime::LastUser));
    assert!(line.contains("file/var") && line.contains("CALCO2_DATA_DIR"), "{line}");
}

#[test]
fn missing_binaries_are_named_in_one_line() {
    let folder = data_folder();
    let settings =
        Settings { postgres_bin: Some("/nowhere".into()), ..Settings::new(folder.path(), Lifetime::LastUser) };
    let line = refusal(Cluster::start(&settings));
    assert!(line.starts_with("CALCO2_POSTGRES_BIN=/nowhere"), "{line}");
}

#[test]
fn a_folder_the_servers_user_cannot_reach_is_replaced() {
    let closed = tempfile::tempdir().unwrap();
    if closed.path().metadata().unwrap().uid() != 0 {
        // Only root runs the server as somebody else.
        return;
    }
    fs::set_permissions(closed.path(), Permissions::from_mode(0o700)).unwrap();
    let cluster = start(&closed.path().join("var"), Lifetime::LastUser).unwrap();
    let chosen = cluster.folder().to_owned();
    assert!(chosen.starts_with("/var/lib/calco2"), "{}", chosen.display());
    assert_eq!(answer(&cluster), 1);
    let again = start(&closed.path().join("var"), Lifetime::LastUser).unwrap();
    assert_eq!(again.folder(), chosen, "the next start finds it again");
    drop((cluster, again));
    fs::remove_dir_all(chosen).unwrap();
}

/// A folder every user may enter.
fn data_folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), Permissions::from_mode(0o755)).unwrap();
    folder
}

fn start(data_dir: &Path, lifetime: Lifetime) -> Result<Cluster, ClusterError> {
    Cluster::start(&Settings { durable: false, ..Settings::new(data_dir, lifetime) })
}

fn answer(cluster: &Cluster) -> i32 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut connection = sqlx::PgConnection::connect(&cluster.url("postgres")).await.unwrap();
        let one = sqlx::query_scalar("select 1").fetch_one(&mut connection).await.unwrap();
        connection.close().await.unwrap();
        one
    })
}

fn refusal(result: Result<Cluster, ClusterError>) -> String {
    let line = result.expect_err("this cannot start").to_string();
    assert_eq!(line.lines().count(), 1, "{line}");
    line
}

fn kill(pid: u32) {
    assert!(Command::new("kill").args(["-9", &pid.to_string()]).status().unwrap().success());
}

fn is_gone(pid: u32) -> bool {
    // A process that has ended and not been waited for has an empty command line.
    fs::read(format!("/proc/{pid}/cmdline")).is_ok_and(|line| line.is_empty())
        || !Path::new(&format!("/proc/{pid}")).exists()
}

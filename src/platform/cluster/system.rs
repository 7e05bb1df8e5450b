//! The three things the standard library cannot say to the kernel.
#![expect(unsafe_code, reason = "signals, the effective user and the parent-death signal have no safe interface")]

use std::os::unix::process::CommandExt as _;
use std::process::Command;

/// How PostgreSQL is asked to stop.
#[derive(Clone, Copy, Debug)]
pub(super) enum Signal {
    /// Ends every session, writes everything, stops.
    Fast,
    /// Stops at once; the next start recovers.
    Immediate,
}

/// Sends `signal` to the process `pid`. A process that is gone, or another user's, is left alone.
pub(super) fn send(pid: u32, signal: Signal) {
    let (Ok(pid), signal) = (
        libc::pid_t::try_from(pid),
        match signal {
            Signal::Fast => libc::SIGINT,
            Signal::Immediate => libc::SIGQUIT,
        },
    ) else {
        return;
    };
    if pid > 1 {
        // SAFETY: kill takes two integers and touches no memory of ours.
        unsafe { libc::kill(pid, signal) };
    }
}

/// The user this program acts as.
pub(super) fn effective_user() -> u32 {
    // SAFETY: geteuid takes nothing and cannot fail.
    unsafe { libc::geteuid() }
}

/// Makes the kernel stop the command's process (fast) when the thread that spawns it ends.
pub(super) fn end_with_parent(command: &mut Command) {
    // SAFETY: between fork and exec only the async-signal-safe prctl is called.
    unsafe {
        command.pre_exec(|| match libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGINT) {
            0 => Ok(()),
            _ => Err(std::io::Error::last_os_error()),
        });
    }
}

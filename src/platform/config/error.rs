//! What is wrong with a setting, in one line.

/// A setting that cannot be used. Its text is one line: the variable, its value, what is accepted.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{subject} {problem}: expected {accepted}")]
pub struct ConfigError {
    subject: String,
    problem: String,
    accepted: String,
}

impl ConfigError {
    /// About a value that may be printed.
    pub(super) fn shown(name: &str, value: &str, problem: &str, accepted: &str) -> Self {
        Self { subject: format!("{name}={}", value.escape_debug()), problem: problem.into(), accepted: accepted.into() }
    }

    /// About a value that may hold a secret, or that is missing.
    pub(super) fn hidden(name: &str, problem: &str, accepted: &str) -> Self {
        Self { subject: name.into(), problem: problem.into(), accepted: accepted.into() }
    }
}

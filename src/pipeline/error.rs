//! Why a job stops before its end.

/// Why a job stops before its end. Nothing of the transaction it was in is stored.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// Another process has taken it over, or it was cancelled.
    #[error("the job is no longer ours")]
    Lost,
    /// It cannot be done as it was asked for; the text says why.
    #[error("{0}")]
    Failed(String),
    /// The database failed.
    #[error("The database failed, nothing was changed: {0}")]
    Database(#[from] sqlx::Error),
}

impl JobError {
    /// Whether trying again may help: connections, locks, a server that restarts.
    pub fn may_pass(&self) -> bool {
        match self {
            Self::Lost | Self::Failed(_) => false,
            Self::Database(error) => Self::may_pass_of(error),
        }
    }

    /// The same, of a failure of the database.
    pub(super) fn may_pass_of(error: &sqlx::Error) -> bool {
        is_transient(error)
    }
}

fn is_transient(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            // connections, deadlocks and conflicts, resources, operators; a lock that was not to be had
            ["08", "40", "53", "57"].iter().any(|class| code.starts_with(class)) || code == "55P03"
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_pass_is_tried_again_and_the_rest_is_not() {
        assert!(JobError::Database(sqlx::Error::PoolTimedOut).may_pass());
        assert!(!JobError::Database(sqlx::Error::RowNotFound).may_pass());
        assert!(!JobError::Failed("no such file".to_owned()).may_pass());
        assert!(!JobError::Lost.may_pass());
    }
}

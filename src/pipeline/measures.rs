//! What jobs of this process have come to, for whoever watches it from outside.

use std::sync::LazyLock;
use std::time::Duration;

use prometheus::{
    HistogramVec, IntCounter, IntCounterVec, register_histogram_vec, register_int_counter, register_int_counter_vec,
};

use super::model::JobKind;

/// The names are fixed: registering them cannot fail.
const FIXED: &str = "metric names are unique";

static CLAIM_LATENCY: LazyLock<HistogramVec> = LazyLock::new(|| {
    let buckets = vec![0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, 600.0];
    register_histogram_vec!(
        "calco2_job_claim_latency_seconds",
        "Time from the moment a job could begin to its beginning",
        &["job_type"],
        buckets
    )
    .expect(FIXED)
});
static DURATION: LazyLock<HistogramVec> = LazyLock::new(|| {
    let buckets = vec![0.05, 0.25, 1.0, 5.0, 15.0, 60.0, 300.0, 1800.0];
    register_histogram_vec!("calco2_job_duration_seconds", "Time a job took", &["job_type", "result"], buckets)
        .expect(FIXED)
});
static ROWS: LazyLock<IntCounterVec> = LazyLock::new(|| {
    register_int_counter_vec!("calco2_job_rows_total", "Rows read or entries computed by jobs", &["job_type"])
        .expect(FIXED)
});
static LOST: LazyLock<IntCounter> = LazyLock::new(|| {
    register_int_counter!(
        "calco2_job_leases_lost_total",
        "Jobs this process had to stop, as they were no longer its own"
    )
    .expect(FIXED)
});
static EXPIRED: LazyLock<IntCounter> = LazyLock::new(|| {
    register_int_counter!("calco2_job_leases_expired_total", "Jobs this process took back from processes that stopped")
        .expect(FIXED)
});

/// Jobs that take longer are named in the log.
const SLOW: Duration = Duration::from_mins(5);

pub(super) fn claimed(kind: JobKind, waited: f64) {
    CLAIM_LATENCY.with_label_values(&[kind.key()]).observe(waited.max(0.0));
}

pub(super) fn ended(kind: JobKind, result: &str, taken: Duration, rows: u64) {
    DURATION.with_label_values(&[kind.key(), result]).observe(taken.as_secs_f64());
    ROWS.with_label_values(&[kind.key()]).inc_by(rows);
    if taken > SLOW {
        tracing::warn!(seconds = taken.as_secs(), rows, "a slow job");
    }
}

pub(super) fn lease_lost() {
    LOST.inc();
}

pub(super) fn leases_expired(jobs: usize) {
    EXPIRED.inc_by(jobs as u64);
}

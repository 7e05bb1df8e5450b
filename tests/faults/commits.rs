//! Processes killed at any moment of a commit: afterwards the old data are there or the new, whole, with their sums.

use std::time::Instant;

use calco2::ingestion::Target;
use calco2::pipeline::{Job, PipelineId};
use calco2::platform::ids::JobId;

use crate::bench::{Bench, FACTORS, many_rows, upload};

/// Moments of one run at which a process is killed.
const MOMENTS: u32 = 12;
const SMALLER: usize = 4_000;
const LARGER: usize = 6_000;
const REFRIGERANTS: i64 = 3_000;

fn factors(kg: i64) -> String {
    let row = |n: i64| format!("Refrigerant,R{n},kg,{kg}\n");
    let refrigerants = (0..REFRIGERANTS).map(row).collect::<String>();
    format!("{FACTORS}{refrigerants}")
}

impl Bench {
    fn ingest_command<'a>(target: &'a str, file: &'a str) -> [&'a str; 8] {
        ["ingest", "--target", target, "--type", "process_emissions", "--year", "2025", file]
    }

    /// Runs a command to its end, then again and again, each time killed a little later; `check` looks after each time.
    async fn kill_at_every_moment(&self, target: &str, files: [&str; 2], check: impl AsyncFn(&Self) -> usize) {
        let begun = Instant::now();
        let run = crate::process::run(self.url(), &Self::ingest_command(target, files[0]));
        assert!(run.status.success(), "{run:?}");
        let whole = begun.elapsed();
        let (mut held, mut kept) = (check(self).await, 0);
        assert_eq!(held, 0);
        for moment in 1..=MOMENTS {
            let mut command = self.start(&Self::ingest_command(target, files[1 - held]));
            tokio::time::sleep(whole * moment / (MOMENTS + 1)).await;
            command.kill();
            self.until("its sessions have ended", async || {
                self.number(
                    "select count(*) from pg_stat_activity where datname = current_database()
                         and pid <> pg_backend_pid() and backend_type = 'client backend' and state <> 'idle'",
                )
                .await
                    == 0
            })
            .await;
            let now = check(self).await;
            kept += u32::from(now == held);
            held = now;
            self.assert_sound().await;
        }
        assert!(kept > 0, "no kill came before a commit");
        let _worker = self.worker();
        let open = "select count(*) from jobs where state <> 'finished'";
        self.until("nobody waits for the killed", async || self.number(open).await == 0).await;
        let reported = "select count(*) from jobs where result = 'error' and status_message like '%has stopped%'";
        assert!(self.number(reported).await > 0, "who was killed is told of");
    }

    /// Kills the worker of a job while it waits for what a statement locks, and lets another one do the job.
    async fn kill_while_waiting(&self, statement: &'static str, (job, _): (JobId, PipelineId)) -> Job {
        let held = self.hold(statement).await;
        let mut first = self.worker();
        self.until_somebody_waits().await;
        first.kill();
        held.rollback().await.unwrap();
        let _second = self.worker();
        self.until_success(job).await
    }
}

/// Which of two files holds: the larger one, or the smaller.
async fn data_held(bench: &Bench) -> usize {
    let entries = bench.number("select count(*) from data_entries").await as usize;
    assert!([LARGER, SMALLER].contains(&entries), "{entries}");
    bench.assert_total(entries, 28).await;
    usize::from(entries == SMALLER)
}

#[tokio::test]
async fn a_data_file_is_in_as_a_whole_or_not_at_all_whenever_its_process_is_killed() {
    let bench = Bench::new().await;
    let (larger, smaller) =
        (bench.file("larger.csv", &many_rows(LARGER)), bench.file("smaller.csv", &many_rows(SMALLER)));
    bench.kill_at_every_moment("data", [&larger, &smaller], data_held).await;
}

/// Which of two files holds, by what refrigerants weigh.
async fn factors_held(bench: &Bench) -> usize {
    let of = |what: &str| format!("select {what} from factors where status = 'active'");
    assert_eq!(bench.number(&of("count(*)")).await, REFRIGERANTS + 2);
    let kg = of("(sum((\"values\" ->> 'ef_kg_co2eq_per_unit')::float8) - 29)::bigint");
    let kg = bench.number(&kg).await / REFRIGERANTS;
    assert!([5, 7].contains(&kg), "{kg}");
    let unsealed = "select count(*) from factors f where not exists (
        select from factor_revisions r where r.factor_id = f.id and r.revision = f.revision and r.values = f.values)";
    assert_eq!(bench.number(unsealed).await, 0);
    let newest = "select max(revision)::bigint - (select factor_revision from calculation_inputs
        where year = 2025 and data_entry_type_id = 50) from factors";
    assert_eq!(bench.number(newest).await, 0, "what is stale is known");
    usize::from(kg == 7)
}

#[tokio::test]
async fn a_factor_file_is_in_as_a_whole_or_not_at_all_whenever_its_process_is_killed() {
    let bench = Bench::new().await;
    let (cheaper, dearer) = (bench.file("cheaper.csv", &factors(5)), bench.file("dearer.csv", &factors(7)));
    bench.kill_at_every_moment("factors", [&cheaper, &dearer], factors_held).await;
}

#[tokio::test]
async fn a_data_file_is_read_again_whatever_its_worker_was_at_when_it_was_killed() {
    let bench = Bench::new().await;
    let files = [many_rows(LARGER), many_rows(SMALLER)];
    let mut next = 0;
    for statement in [
        "select from calculation_inputs for update",
        "lock table data_entries_2025_50 in access exclusive mode",
        "lock table data_entry_emissions_2025_50 in share mode",
        "lock table module_leaf_stats in share mode",
        "lock table unit_year_aggregates in share mode",
        "lock table job_row_errors in share mode",
        "select from audit_head for update",
    ] {
        let asked = bench.submit(upload(Target::Data, &files[next])).await;
        let done = bench.kill_while_waiting(statement, asked).await;
        assert_eq!(done.attempts, 2, "{statement}");
        assert_eq!(data_held(&bench).await, next, "{statement}");
        next = 1 - next;
    }
    bench.assert_sound().await;
}

#[tokio::test]
async fn a_factor_file_is_read_again_whatever_its_worker_was_at_when_it_was_killed() {
    let bench = Bench::new().await;
    let files = [factors(5), factors(7)];
    let mut next = 0;
    for statement in [
        "select from calculation_inputs for update",
        "lock table factors in share mode",
        "lock table factor_revisions in share mode",
        "lock table job_row_errors in share mode",
        "select from audit_head for update",
    ] {
        let asked = bench.submit(upload(Target::Factors, &files[next])).await;
        let done = bench.kill_while_waiting(statement, asked).await;
        assert_eq!(done.attempts, 2, "{statement}");
        assert_eq!(factors_held(&bench).await, next, "{statement}");
        next = 1 - next;
    }
    bench.assert_sound().await;
}

//! Whatever happens to jobs, their pipeline says what they have come to.

use calco2::pipeline::{JobKind, JobRequest, PipelineId, PipelineStatus};
use serde_json::json;

use crate::bench::{Bench, actor, year};

/// Numbers that look random and are the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % bound
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum State {
    Waiting,
    Running,
    Ended(&'static str),
}

fn expected(jobs: &[State], was_begun: bool, merged_into: Option<PipelineStatus>) -> PipelineStatus {
    let ended: Vec<_> =
        jobs.iter().filter_map(|job| if let State::Ended(result) = job { Some(*result) } else { None }).collect();
    let has_begun = was_begun || !ended.is_empty();
    match merged_into {
        _ if ended.len() < jobs.len() => {
            if has_begun {
                PipelineStatus::Running
            } else {
                PipelineStatus::NotStarted
            }
        }
        Some(other) if !other.is_final() => PipelineStatus::Running,
        other => {
            let failed =
                ended.contains(&"error") || matches!(other, Some(PipelineStatus::Failed | PipelineStatus::Partial));
            let succeeded =
                ended.iter().any(|result| *result != "error") || other.is_some_and(|o| o != PipelineStatus::Failed);
            let warned = ended.contains(&"warning") || other == Some(PipelineStatus::Warning);
            match (failed, succeeded, warned) {
                (true, true, _) => PipelineStatus::Partial,
                (true, false, _) => PipelineStatus::Failed,
                (false, _, true) => PipelineStatus::Warning,
                (false, _, false) => PipelineStatus::Success,
            }
        }
    }
}

fn request() -> JobRequest {
    let (kind, year) = (JobKind::UnitSync, year());
    JobRequest { kind, module: None, data_type: None, unit: None, year, file: None, actor: actor(), options: json!({}) }
}

/// A pipeline, and what its jobs should be.
struct Model {
    id: PipelineId,
    jobs: Vec<(i32, State)>,
    /// Whether a worker ever had one of them.
    was_begun: bool,
}

impl Model {
    async fn new(bench: &Bench) -> Self {
        let (job, id) = bench.enqueue(&request()).await;
        Self { id, jobs: vec![(job.0, State::Waiting)], was_begun: false }
    }

    fn expected(&self, merged_into: Option<PipelineStatus>) -> PipelineStatus {
        let states: Vec<_> = self.jobs.iter().map(|(_, state)| *state).collect();
        expected(&states, self.was_begun, merged_into)
    }

    /// Something happens to one of the jobs, or there is one more.
    async fn step(&mut self, bench: &Bench, dice: &mut Dice) {
        if dice.below(8) == 0 && self.jobs.len() < 6 {
            let parent = self.jobs[0].0;
            let sql = format!(
                "insert into jobs (pipeline_id, parent_job_id, job_type, year) values ('{}', {parent}, 'unit_sync', 2025)",
                self.id.0
            );
            bench.execute(&sql).await;
            let id = bench.number("select max(id)::bigint from jobs").await as i32;
            return self.jobs.push((id, State::Waiting));
        }
        let which = dice.below(self.jobs.len());
        let (id, state) = &mut self.jobs[which];
        let result = ["success", "warning", "error"][dice.below(3)];
        let (next, sql) = match (*state, dice.below(3)) {
            (State::Waiting, 0) => (
                State::Ended("error"),
                "state = 'finished', result = 'error', is_cancelled = true, finished_at = clock_timestamp()".to_owned(),
            ),
            (State::Waiting, _) => (
                State::Running,
                "state = 'running', attempts = attempts + 1, lease_token = gen_random_uuid(),
                 lease_expires_at = clock_timestamp(), started_at = coalesce(started_at, clock_timestamp())"
                    .to_owned(),
            ),
            (State::Running, 0) => {
                (State::Waiting, "state = 'not_started', lease_token = null, lease_expires_at = null".to_owned())
            }
            (State::Running, _) => (
                State::Ended(result),
                format!(
                    "state = 'finished', result = '{result}', lease_token = null, lease_expires_at = null,
                     finished_at = clock_timestamp()"
                ),
            ),
            (State::Ended("error"), 0) => (
                State::Waiting,
                "state = 'not_started', result = null, finished_at = null, is_cancelled = false".to_owned(),
            ),
            (ended, _) => (ended, "status_message = 'a word'".to_owned()),
        };
        bench.execute(&format!("update jobs set {sql} where id = {id}")).await;
        *state = next;
        self.was_begun |= next == State::Running;
    }
}

/// F-44, F-45.
#[tokio::test]
async fn the_status_of_a_pipeline_follows_its_jobs_whatever_happens() {
    let bench = Bench::without_year().await;
    for seed in 1..=8 {
        let mut dice = Dice(seed);
        let (mut other, mut merged) = (Model::new(&bench).await, Model::new(&bench).await);
        let merging = format!("update pipelines set merged_into = '{}' where id = '{}'", other.id.0, merged.id.0);
        bench.execute(&merging).await;
        for step in 0..60 {
            let model = if dice.below(2) == 0 { &mut other } else { &mut merged };
            model.step(&bench, &mut dice).await;
            let of_other = bench.pipeline(other.id).await;
            assert_eq!(of_other.status, other.expected(None), "{seed}, {step}: {:?}", other.jobs);
            let of_merged = bench.pipeline(merged.id).await;
            let wanted = merged.expected(Some(of_other.status));
            assert_eq!(of_merged.status, wanted, "{seed}, {step}: {:?} and {:?}", merged.jobs, of_other.status);
            assert_eq!(of_merged.finished_at.is_some(), wanted.is_final());
            assert_eq!(of_merged.job_count as usize, merged.jobs.len());
        }
    }
}

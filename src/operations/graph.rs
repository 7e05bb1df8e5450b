//! The jobs of a pipeline as a drawing: a box for each, an arrow from each to those it asked for.

use std::collections::BTreeMap;

use super::parts::Badge;
use super::words;
use crate::pipeline::Job;
use crate::platform::ids::JobId;
use crate::web::Lang;

/// Size of a box and the space around it, in units of the drawing.
const WIDTH: i32 = 216;
const HEIGHT: i32 = 58;
const GAP_ACROSS: i32 = 56;
const GAP_DOWN: i32 = 24;
/// Room for the outline.
const EDGE: i32 = 2;
const MOST_COLUMNS: usize = 4;
/// More jobs of one kind below the same job become one box.
const MOST_SIBLINGS: usize = 8;
/// Most letters of a line in a box; whole, it stands in the box's title.
const LETTERS: usize = 26;

/// The drawing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Graph {
    pub(super) width: i32,
    pub(super) height: i32,
    pub(super) boxes: Vec<GraphBox>,
    pub(super) arrows: Vec<Arrow>,
}

/// A job, or several of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct GraphBox {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) family: &'static str,
    pub(super) icon: &'static str,
    pub(super) name: String,
    pub(super) note: String,
    /// Everything it says, uncut.
    pub(super) title: String,
}

/// A line with its tip.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arrow {
    pub(super) line: String,
    pub(super) tip: String,
}

/// Jobs that share a box.
struct Node<'a> {
    jobs: Vec<&'a Job>,
    column: usize,
    parent: Option<usize>,
    row: usize,
}

/// Draws the jobs of a pipeline; `note` is the second line of a job's box.
pub(super) fn draw(jobs: &[Job], note: impl Fn(&Job) -> String, lang: Lang) -> Graph {
    let nodes = nodes(jobs);
    let rows_of = |column| nodes.iter().filter(|node| node.column == column).count() as i32;
    let columns = nodes.iter().map(|node| node.column + 1).max().unwrap_or(0);
    let most_rows = (0..columns).map(rows_of).max().unwrap_or(0);
    let height = most_rows * (HEIGHT + GAP_DOWN) - GAP_DOWN;
    let place = |node: &Node| {
        let own = rows_of(node.column) * (HEIGHT + GAP_DOWN) - GAP_DOWN;
        let x = EDGE + node.column as i32 * (WIDTH + GAP_ACROSS);
        (x, EDGE + (height - own) / 2 + node.row as i32 * (HEIGHT + GAP_DOWN))
    };
    let arrows = nodes.iter().filter_map(|node| {
        let parent = &nodes[node.parent?];
        (parent.column < node.column).then(|| arrow(place(parent), place(node)))
    });
    Graph {
        width: columns as i32 * (WIDTH + GAP_ACROSS) - GAP_ACROSS + 2 * EDGE,
        height: height + 2 * EDGE,
        boxes: nodes.iter().map(|node| graph_box(node, place(node), &note, lang)).collect(),
        arrows: arrows.collect(),
    }
}

fn nodes(jobs: &[Job]) -> Vec<Node<'_>> {
    let mut siblings: BTreeMap<(Option<JobId>, &str), usize> = BTreeMap::new();
    for job in jobs {
        *siblings.entry((job.parent_job_id, &job.job_type)).or_default() += 1;
    }
    let mut nodes: Vec<Node> = Vec::new();
    let mut node_of: BTreeMap<JobId, usize> = BTreeMap::new();
    let mut folded: BTreeMap<(Option<JobId>, &str), usize> = BTreeMap::new();
    // a job stands behind the one that asked for it
    for job in jobs {
        let key = (job.parent_job_id, job.job_type.as_str());
        if let Some(&position) = folded.get(&key) {
            nodes[position].jobs.push(job);
            node_of.insert(job.job_id, position);
            continue;
        }
        let parent = job.parent_job_id.and_then(|parent| node_of.get(&parent).copied());
        let column = parent.map_or(0, |parent| (nodes[parent].column + 1).min(MOST_COLUMNS - 1));
        let row = nodes.iter().filter(|node| node.column == column).count();
        node_of.insert(job.job_id, nodes.len());
        if siblings[&key] > MOST_SIBLINGS {
            folded.insert(key, nodes.len());
        }
        nodes.push(Node { jobs: vec![job], column, parent, row });
    }
    nodes
}

fn graph_box(drawn: &Node, (x, y): (i32, i32), note: impl Fn(&Job) -> String, lang: Lang) -> GraphBox {
    let (badge, name, note) = if let [job] = drawn.jobs.as_slice() {
        (Badge::of_job(job, lang), words::job(job, lang), note(job))
    } else {
        let done = drawn.jobs.iter().filter(|job| job.is_finished()).count();
        let worst = drawn.jobs.iter().max_by_key(|job| severity(job));
        let badge = worst.map_or_else(|| Badge::of_job(drawn.jobs[0], lang), |job| Badge::of_job(job, lang));
        let kind = words::kind(&drawn.jobs[0].job_type, lang);
        let counts = [("total", drawn.jobs.len().into()), ("done", done.into())];
        (badge, kind, lang.t_with("pipeline-folded", &counts))
    };
    GraphBox {
        x,
        y,
        family: badge.family,
        icon: badge.icon,
        title: format!("{name}, {note}, {}", badge.words),
        name: cut(&name),
        note: cut_to(&note, LETTERS + 5),
    }
}

/// Which of several states a shared box shows.
fn severity(job: &Job) -> u8 {
    match (job.state.as_str(), job.result.as_deref()) {
        ("finished", Some("error")) => 4,
        ("running", _) => 3,
        ("finished", Some("warning")) => 2,
        ("not_started", _) => 1,
        _ => 0,
    }
}

fn cut(text: &str) -> String {
    cut_to(text, LETTERS)
}

fn cut_to(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters - 1).chain(['…']).collect()
}

fn arrow((from_x, from_y): (i32, i32), (to_x, to_y): (i32, i32)) -> Arrow {
    let (x1, y1) = (from_x + WIDTH, from_y + HEIGHT / 2);
    let (x2, y2) = (to_x - 1, to_y + HEIGHT / 2);
    let middle = i32::midpoint(x1, x2);
    Arrow {
        line: format!("M{x1} {y1}C{middle} {y1} {middle} {y2} {} {y2}", x2 - 7),
        tip: format!("M{x2} {y2}l-9 -4.5v9z"),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;
    use crate::pipeline::{Author, JobProgress, PipelineId};

    fn job(id: i32, parent: Option<i32>, kind: &str) -> Job {
        Job {
            job_id: JobId(id),
            pipeline_id: PipelineId(Uuid::nil()),
            parent_job_id: parent.map(JobId),
            job_type: kind.to_owned(),
            state: "finished".to_owned(),
            result: Some("success".to_owned()),
            cancelled: false,
            status_message: None,
            target: None,
            module_type_id: None,
            data_entry_type_id: None,
            unit_id: None,
            year: None,
            progress: JobProgress { phase: None, processed: 0, total: None },
            attempts: 1,
            max_attempts: 3,
            run_after: DateTime::UNIX_EPOCH,
            worker_id: None,
            created_at: DateTime::UNIX_EPOCH,
            started_at: None,
            finished_at: None,
            created_by: Author { user_id: None, display_name: String::new() },
            file: None,
            error_count: 0,
            ingestion: None,
            recalculation: None,
            synchronisation: None,
        }
    }

    fn drawn(jobs: &[Job]) -> Graph {
        draw(jobs, |job| format!("#{}", job.job_id), Lang::En)
    }

    #[test]
    fn children_stand_to_the_right_of_their_parent_with_an_arrow() {
        let graph =
            drawn(&[job(1, None, "factor_ingest"), job(2, Some(1), "recalculation"), job(3, Some(1), "export")]);
        let columns: Vec<i32> = graph.boxes.iter().map(|drawn| (drawn.x - EDGE) / (WIDTH + GAP_ACROSS)).collect();
        assert_eq!((columns, graph.arrows.len()), (vec![0, 1, 1], 2));
        assert!(graph.boxes[0].y > graph.boxes[1].y && graph.boxes[0].y < graph.boxes[2].y, "the parent is centred");
    }

    #[test]
    fn many_siblings_become_one_box() {
        let mut jobs = vec![job(1, None, "factor_ingest")];
        jobs.extend((2..12).map(|id| job(id, Some(1), "recalculation")));
        jobs[5].state = "running".to_owned();
        let graph = drawn(&jobs);
        assert_eq!((graph.boxes.len(), graph.arrows.len()), (2, 1));
        assert_eq!((graph.boxes[1].family, graph.boxes[1].note.as_str()), ("run", "10 jobs, 9 done"));
    }

    #[test]
    fn a_long_chain_ends_in_the_last_column() {
        let jobs: Vec<Job> = (1..8).map(|id| job(id, (id > 1).then_some(id - 1), "export")).collect();
        let graph = drawn(&jobs);
        assert_eq!(graph.width, 4 * (WIDTH + GAP_ACROSS) - GAP_ACROSS + 2 * EDGE);
        assert_eq!(graph.boxes.len(), 7);
    }

    #[test]
    fn nothing_is_wider_than_its_box() {
        assert_eq!(cut("Biological, chemical and gaseous products").chars().count(), LETTERS);
    }
}

//! `results_by_emission_type.csv`: one row per unit, year and emission type.
//!
//! It has a hundred rows for each one of `results.csv`; in CSV most of a row is written once and copied.

use std::io::Read;
use std::sync::Arc;

use anyhow::Context;
use futures_util::TryStreamExt;
use tokio::runtime::Handle;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::Written;
use super::archive::Archive;
use super::leaves::{Leaf, Leaves};
use super::options::{Format, Options};
use super::readers::Reader;
use super::selection::{Selection, Unit, at, ids};
use super::table::{Table, Whole, push_number, rendered};
use crate::carbon::taxonomy::{ModuleStatus, QuantityUnit};

const HEADER: [&str; 14] = [
    "report_id",
    "year",
    "unit_institutional_id",
    "unit_name",
    "module_name",
    "module_status",
    "scope",
    "category",
    "subcategory",
    "emission_type_id",
    "emission_type_name",
    "quantity",
    "quantity_unit",
    "kg_co2eq",
];

/// Size of the pieces that are handed on, and how many may wait for the file before this one to end.
const PIECE: usize = 256 << 10;
const WAITING_PIECES: usize = 32;

/// The file while it is being made.
pub(super) struct Coming {
    pieces: mpsc::Receiver<Vec<u8>>,
    /// Number of rows.
    making: JoinHandle<anyhow::Result<u64>>,
    name: String,
    _stop_when_dropped: DropGuard,
}

/// Starts making the file, beside whatever else is written.
pub(super) fn start(reader: Reader, selection: Arc<Selection>, options: Options) -> Coming {
    let stop = CancellationToken::new();
    let stop_when_dropped = stop.clone().drop_guard();
    let (pieces, received) = mpsc::channel(WAITING_PIECES);
    let name = format!("results_by_emission_type.{}", options.format.key());
    // writing rows is work for a thread that nobody else waits for
    let making = tokio::task::spawn_blocking(move || {
        let made = stop.run_until_cancelled(make(reader, &selection, &options, &pieces));
        Handle::current().block_on(made).unwrap_or_else(|| anyhow::bail!("the archive is not wanted any more"))
    });
    Coming { pieces: received, making, name, _stop_when_dropped: stop_when_dropped }
}

/// Puts the file into the archive, waiting for what is not made yet.
pub(super) async fn finish(mut coming: Coming, archive: &mut Archive) -> anyhow::Result<Written> {
    archive.start(coming.name.as_str()).await?;
    while let Some(piece) = coming.pieces.recv().await {
        archive.bytes(piece).await?;
    }
    Ok((coming.name, coming.making.await??))
}

/// A unit's year.
struct Report {
    position: i64,
    carbon_report_id: i32,
    year: i16,
    module_status: Vec<i16>,
    leaf_ids: Vec<i32>,
    leaf_kg: Vec<f64>,
    leaf_quantity: Vec<Option<f64>>,
}

async fn make(
    mut reader: Reader,
    selection: &Selection,
    options: &Options,
    pieces: &mpsc::Sender<Vec<u8>>,
) -> anyhow::Result<u64> {
    let leaves = Leaves::new();
    let units = selection.by_name();
    let mut reports = sqlx::query_as!(
        Report,
        r#"
        select s.position as "position!", a.carbon_report_id, a.year, a.module_status, a.leaf_ids, a.leaf_kg,
            a.leaf_quantity as "leaf_quantity: Vec<Option<f64>>"
        from unnest($1::int[]) with ordinality s (unit_id, position)
        join unit_year_aggregates a on a.unit_id = s.unit_id and a.year = any($2)
        order by a.year, s.position
        "#,
        &ids(&units),
        selection.years(),
    )
    .fetch(&mut *reader);
    let mut table = Table::start(options, &HEADER)?;
    let mut rows = 0;
    if options.format == Format::Xlsx {
        while let Some(report) = reports.try_next().await? {
            let unit = at(&units, report.position)?;
            for (leaf, kg, quantity) in leaves.of(&report.leaf_ids, &report.leaf_kg, &report.leaf_quantity)? {
                write(&mut table, unit, &report, (leaf, kg, quantity))?;
                rows += 1;
            }
        }
        send_file(table, pieces).await?;
    } else {
        let Whole::Bytes(mut bytes) = table.finish()? else { anyhow::bail!("CSV is no file") };
        let mut lines = Lines::new(&leaves, *options)?;
        while let Some(report) = reports.try_next().await? {
            lines.begin(at(&units, report.position)?, &report)?;
            for (leaf, kg, quantity) in leaves.of(&report.leaf_ids, &report.leaf_kg, &report.leaf_quantity)? {
                lines.push(&mut bytes, leaf, kg, quantity)?;
                rows += 1;
            }
            if bytes.len() >= PIECE {
                let piece = std::mem::replace(&mut bytes, Vec::with_capacity(PIECE + PIECE / 8));
                pieces.send(piece).await.context("the archive is not wanted any more")?;
            }
        }
        pieces.send(bytes).await.context("the archive is not wanted any more")?;
    }
    drop(reports);
    reader.done().await?;
    Ok(rows)
}

async fn send_file(table: Table, pieces: &mpsc::Sender<Vec<u8>>) -> anyhow::Result<()> {
    let Whole::File(mut file) = table.finish()? else { anyhow::bail!("a spreadsheet is a file") };
    loop {
        let mut piece = Vec::new();
        if Read::by_ref(&mut file).take(PIECE as u64).read_to_end(&mut piece)? == 0 {
            return Ok(());
        }
        pieces.send(piece).await.context("the archive is not wanted any more")?;
    }
}

fn write(
    table: &mut Table,
    unit: &Unit,
    report: &Report,
    (leaf, kg, quantity): (&Leaf, f64, Option<f64>),
) -> anyhow::Result<()> {
    table.count(report.carbon_report_id)?;
    table.count(report.year)?;
    table.maybe(unit.institutional_id.as_deref())?;
    table.text(&unit.name)?;
    table.text(leaf.module.key())?;
    table.text(status(report, leaf)?.key())?;
    match leaf.scope {
        Some(scope) => table.count(scope)?,
        None => table.empty()?,
    }
    table.maybe(leaf.category)?;
    table.maybe(leaf.subcategory)?;
    table.count(leaf.id)?;
    table.text(leaf.path)?;
    table.maybe_number(quantity)?;
    table.maybe(quantity.and(leaf.unit).map(QuantityUnit::symbol))?;
    table.number(kg)?;
    table.end_row()
}

fn status(report: &Report, leaf: &Leaf) -> anyhow::Result<ModuleStatus> {
    let status = report.module_status.get(leaf.module.index()).context("a module without status")?;
    Ok(ModuleStatus::try_from(*status)?)
}

/// Rows of CSV out of parts that are written once.
struct Lines {
    options: Options,
    delimiter: u8,
    /// Module, status, scope and names, by place and status.
    leaves: Vec<Vec<Vec<u8>>>,
    report: Vec<u8>,
    /// Of the modules of the report.
    statuses: Vec<usize>,
}

impl Lines {
    fn new(leaves: &Leaves, options: Options) -> anyhow::Result<Self> {
        let of_leaf = |leaf: &Leaf| {
            let (scope, id) = (leaf.scope.map(|scope| scope.to_string()), leaf.id.to_string());
            let [category, subcategory] = [leaf.category, leaf.subcategory].map(Option::unwrap_or_default);
            let scope = scope.as_deref().unwrap_or_default();
            let module = leaf.module.key();
            ModuleStatus::ALL
                .iter()
                .map(|status| rendered(options, &[module, status.key(), scope, category, subcategory, &id, leaf.path]))
                .collect()
        };
        let leaves = leaves.all().map(of_leaf).collect::<anyhow::Result<_>>()?;
        Ok(Self { options, delimiter: options.delimiter.byte(), leaves, report: Vec::new(), statuses: Vec::new() })
    }

    fn begin(&mut self, unit: &Unit, report: &Report) -> anyhow::Result<()> {
        let (id, year) = (report.carbon_report_id.to_string(), report.year.to_string());
        let cost_centre = unit.institutional_id.as_deref().unwrap_or_default();
        self.report = rendered(self.options, &[&id, &year, cost_centre, &unit.name])?;
        let statuses = report.module_status.iter().map(|status| Ok(ModuleStatus::try_from(*status)? as usize));
        self.statuses = statuses.collect::<anyhow::Result<_>>()?;
        Ok(())
    }

    fn push(&self, bytes: &mut Vec<u8>, leaf: &Leaf, kg: f64, quantity: Option<f64>) -> anyhow::Result<()> {
        let status = self.statuses.get(leaf.module.index()).context("a module without status")?;
        bytes.extend_from_slice(&self.report);
        bytes.extend_from_slice(&self.leaves[leaf.place][*status]);
        if let Some(quantity) = quantity {
            push_number(bytes, quantity)?;
        }
        bytes.push(self.delimiter);
        if let Some(unit) = quantity.and(leaf.unit) {
            bytes.extend_from_slice(unit.symbol().as_bytes());
        }
        bytes.push(self.delimiter);
        push_number(bytes, kg)?;
        bytes.extend_from_slice(b"\r\n");
        Ok(())
    }
}

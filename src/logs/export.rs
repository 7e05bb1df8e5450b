//! `GET /logs/export/{format}`: every matching record as a file, written while it is read.

use std::io;

use axum::body::{Body, Bytes};
use axum::extract::{Path, RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::SecondsFormat;
use csv::{Terminator, WriterBuilder};
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};
use tokio::sync::mpsc;

use super::view::View;
use crate::access::{Acting, Scope, Visitor};
use crate::audit::read::{self, Filter, Record};
use crate::audit::{self, Act, Action};
use crate::platform::App;
use crate::web::spreadsheet::guarded;
use crate::web::{FieldProblem, Lang, Problem};

/// Pieces of an answer waiting for a slow reader, and records in each.
const WAITING_PIECES: usize = 2;
const PORTION: u32 = 500;

const COLUMNS: [&str; 14] = [
    "id",
    "recorded_at",
    "actor",
    "actor_name",
    "action",
    "entity_type",
    "entity_id",
    "summary",
    "handled_ids",
    "ip_address",
    "request_id",
    "details",
    "previous_hash",
    "hash",
];

#[derive(Clone, Copy)]
enum Format {
    Csv,
    Json,
}

/// `GET /logs/export/{format}`
pub(super) async fn download(
    State(app): State<App>,
    visitor: Visitor,
    acting: Acting,
    lang: Lang,
    Path(format): Path<String>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (format, content_type) = match format.as_str() {
        "csv" => (Format::Csv, "text/csv; charset=utf-8"),
        "json" => (Format::Json, "application/json"),
        _ => return Err(Problem::NotFound),
    };
    let (view, ignored) = View::parse(query.as_deref());
    if !ignored.is_empty() {
        // a file of more than was asked for is no answer
        let errors = ignored.into_iter().map(|(part, reason)| FieldProblem::new(part, "malformed", lang.t(reason)));
        return Err(Problem::bad_values(errors.collect()));
    }
    let (now, extension) = (app.clock.now(), if matches!(format, Format::Csv) { "csv" } else { "json" });
    let file = format!("audit_{}.{extension}", now.format("%Y-%m-%d"));
    let filters: serde_json::Map<String, Value> =
        view.selection().into_iter().map(|(name, value)| (name.to_owned(), value.into())).collect();
    let mut act = Act::new(&acting.0, now, Action::Export, "audit_records", "audit records taken out".to_owned());
    act.entity_id = Some(file.clone());
    act.details = json!({ "format": extension, "filters": filters });
    audit::note(&app.db, act).await;
    let headers = [
        (header::CONTENT_TYPE, content_type.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body(app, visitor.scope, view.filter(now), format)).into_response())
}

/// The file as it comes into being. When the reader leaves, its channel closes and the query stops.
fn body(app: App, scope: Scope, filter: Filter, format: Format) -> Body {
    let (pieces, received) = mpsc::channel(WAITING_PIECES);
    tokio::spawn(async move {
        let written = write(&app, &scope, filter, format, &pieces).await;
        if let Err(error) = written
            && !pieces.is_closed()
        {
            tracing::error!("an export of the trail broke off: {error}");
            let _ = pieces.send(Err(io::Error::other("the export broke off"))).await;
        }
    });
    let pieces = stream::unfold(received, |mut received| async move {
        received.recv().await.map(|piece: io::Result<Bytes>| (piece, received))
    });
    // who compresses an answer asks once more after its end
    Body::from_stream(pieces.fuse())
}

async fn write(
    app: &App,
    scope: &Scope,
    mut filter: Filter,
    format: Format,
    pieces: &mpsc::Sender<io::Result<Bytes>>,
) -> anyhow::Result<()> {
    let mut waiting = match format {
        Format::Csv => line(COLUMNS.map(str::to_owned))?,
        Format::Json => b"[".to_vec(),
    };
    let mut is_first = true;
    loop {
        // between two portions no connection is kept from others, however slowly somebody reads
        let records = read::records(&mut *app.read_db.acquire().await?, scope, &filter, PORTION).await?;
        let Some(last) = records.last() else { break };
        filter.before_id = Some(last.id);
        for record in &records {
            match format {
                Format::Csv => waiting.extend(line(cells(record))?),
                Format::Json => {
                    waiting.extend_from_slice(if is_first { b"\n" } else { b",\n" });
                    serde_json::to_writer(&mut waiting, record)?;
                }
            }
            is_first = false;
        }
        if pieces.send(Ok(std::mem::take(&mut waiting).into())).await.is_err() {
            return Ok(());
        }
    }
    if matches!(format, Format::Json) {
        waiting.extend_from_slice(b"\n]\n");
    }
    let _ = pieces.send(Ok(waiting.into())).await;
    Ok(())
}

fn cells(record: &Record) -> [String; 14] {
    let text = |text: Option<&str>| guarded(text.unwrap_or_default()).into_owned();
    [
        record.id.to_string(),
        record.recorded_at.to_rfc3339_opts(SecondsFormat::AutoSi, true),
        text(Some(&record.actor)),
        text(record.actor_name.as_deref()),
        record.action.clone(),
        text(Some(&record.entity_type)),
        text(record.entity_id.as_deref()),
        text(Some(&record.summary)),
        text(Some(&record.handled_ids.join(";"))),
        text(record.ip_address.as_deref()),
        text(record.request_id.as_deref()),
        record.details.to_string(),
        record.previous_hash.clone(),
        record.hash.clone(),
    ]
}

/// One line: comma, CRLF.
fn line(cells: [String; 14]) -> anyhow::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(cells)?;
    writer.into_inner().map_err(|error| error.into_error().into())
}

//! The page's doors of the exports, which ignore what they do not know and say so in the README, and how every door
//! sends an archive.

use axum::Extension;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::mpsc;

use super::archive::Outlet;
use super::{Export, Kind, Order, Refusal};
use crate::access::{Acting, Visitor};
use crate::platform::App;
use crate::reporting::parse::{self, Door};
use crate::reporting::{Listing, Snapshots, choices};
use crate::web::{Lang, Problem};

/// Pieces of an answer waiting for a slow reader.
const WAITING_PIECES: usize = 8;

/// `GET /reporting/export/results`
pub async fn results_page(app: State<App>, who: Who, query: RawQuery) -> Result<Response, Problem> {
    page(app.0, who, Kind::Results, query.0).await
}

/// `GET /reporting/export/detailed`
pub async fn detailed_page(app: State<App>, who: Who, query: RawQuery) -> Result<Response, Problem> {
    page(app.0, who, Kind::Detailed, query.0).await
}

/// `GET /reporting/export/usage`
pub async fn usage_page(app: State<App>, who: Who, query: RawQuery) -> Result<Response, Problem> {
    page(app.0, who, Kind::Usage, query.0).await
}

/// `GET /reporting/export/combined`
pub async fn combined_page(app: State<App>, who: Who, query: RawQuery) -> Result<Response, Problem> {
    page(app.0, who, Kind::Combined, query.0).await
}

/// Who asks, in which language, from where.
#[derive(Debug, axum::extract::FromRequestParts)]
#[from_request(state(App))]
pub struct Who {
    visitor: Visitor,
    pub(super) lang: Lang,
    acting: Acting,
    snapshots: Extension<Snapshots>,
}

async fn page(app: App, who: Who, kind: Kind, query: Option<String>) -> Result<Response, Problem> {
    let (mut listing, unusable) = parse::query(query.as_deref(), Door::Page);
    if listing.filter.years.is_empty() {
        let view = who.snapshots.view(&app.read_db, &who.visitor.scope).await?;
        let years = choices::years(&view, listing.filter.all_levels);
        listing.filter = listing.filter.with_years(choices::latest(&years));
    }
    let ignored = unusable.iter().map(|unusable| format!("{}={}", unusable.field, unusable.value)).collect();
    send(&app, who, kind, listing, ignored).await
}

/// Sends the archive of what a listing selects.
pub(super) async fn send(
    app: &App,
    who: Who,
    kind: Kind,
    listing: Listing,
    ignored: Vec<String>,
) -> Result<Response, Problem> {
    let Who { visitor, lang, acting, .. } = who;
    let order = Order { kind, filter: listing.filter, scope: visitor.scope, lang, ignored, at: app.clock.now() };
    let file_name = order.file_name();
    let export = Export::prepare(&app.read_db, order).await.map_err(|refusal| match refusal {
        Refusal::StatsIncomplete(count) => Problem::Conflict {
            code: "stats_incomplete",
            detail: lang.t_with("export-incomplete", &[("count", count.into())]),
        },
        Refusal::Database(error) => error.into(),
    })?;
    export.record(&app.db, &acting.0).await?;
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body(export)).into_response())
}

/// The archive as it comes into being. When the reader leaves, its channel closes and the query stops.
fn body(export: Export) -> Body {
    let (pieces, received) = mpsc::channel(WAITING_PIECES);
    tokio::spawn(async move {
        if let Err(error) = export.write_to(Outlet::new(pieces.clone())).await
            && !pieces.is_closed()
        {
            tracing::error!("an export broke off: {error:#}");
            let _ = pieces.send(Err(std::io::Error::other("the export broke off"))).await;
        }
    });
    Body::from_stream(stream::unfold(received, |mut received| async move {
        received.recv().await.map(|piece| (piece, received))
    }))
}

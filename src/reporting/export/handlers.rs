//! The page's doors of the exports, which ignore what they do not know and say so in the README, and how every door
//! sends an archive.

use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use futures_util::{StreamExt, stream};
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_util::io::ReaderStream;

use super::archive::Outlet;
use super::progress::{self, Meter};
use super::table::{Table, Whole};
use super::{Export, Kind, Options, Order, Room};
use crate::access::{Acting, Visitor};
use crate::platform::App;
use crate::reporting::parse::{self, Door, Unusable};
use crate::reporting::{Listing, Snapshots, choices};
use crate::web::{Lang, Problem};

/// Parameter and cookie that tell a page that its file has begun to come.
const BEGUN: &str = "export-begun";

/// How long a reader may take nothing.
const PATIENCE: Duration = Duration::from_mins(1);
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
    room: Extension<Room>,
}

async fn page(app: App, who: Who, kind: Kind, query: Option<String>) -> Result<Response, Problem> {
    let (asked, query) = begun(query.as_deref().unwrap_or_default());
    let is_secure = app.config.public_url.starts_with("https:");
    let sent = page_of(app, who, kind, &query, asked.as_deref()).await?;
    let cookie = asked.map(|asked| {
        // read by the script of the page that asked
        Cookie::build((BEGUN, asked)).path("/reporting").same_site(SameSite::Lax).secure(is_secure)
    });
    let cookies = cookie
        .into_iter()
        .fold(CookieJar::new(), |cookies, cookie| cookies.add(cookie.max_age(time::Duration::minutes(1))));
    Ok((cookies, sent).into_response())
}

/// What a page calls its request, by which it knows that the answer has begun, and the rest of the query string.
fn begun(query: &str) -> (Option<String>, String) {
    let (mut asked, mut rest) = (None, form_urlencoded::Serializer::new(String::new()));
    for (key, value) in form_urlencoded::parse(query.as_bytes()) {
        if key != BEGUN {
            rest.append_pair(&key, &value);
        } else if progress::is_name(&value) {
            asked = Some(value.into_owned());
        }
    }
    (asked, rest.finish())
}

async fn page_of(app: App, who: Who, kind: Kind, query: &str, asked: Option<&str>) -> Result<Response, Problem> {
    let (options, mut unusable, rest) = Options::of_page(Some(kind)).read(Some(query), Some(kind));
    let (mut listing, more) = parse::query(Some(&rest), Door::Page);
    unusable.extend(more);
    if listing.filter.years.is_empty() {
        let view = who.snapshots.view(&app.read_db, &who.visitor.scope).await?;
        let years = choices::years(&view, listing.filter.all_levels);
        listing.filter = listing.filter.with_years(choices::latest(&years));
    }
    let ignored = unusable.iter().map(Unusable::part).collect();
    send(&app, who, (kind, options), listing, ignored, asked).await
}

/// Sends the archive of what a listing selects; what its page calls the download, when it wants to know how far it is.
pub(super) async fn send(
    app: &App,
    who: Who,
    (kind, options): (Kind, Options),
    listing: Listing,
    ignored: Vec<String>,
    asked: Option<&str>,
) -> Result<Response, Problem> {
    let Who { visitor, lang, acting, room, .. } = who;
    let place = room.place().await?;
    let person = visitor.person.id;
    let order =
        Order { kind, filter: listing.filter, scope: visitor.scope, lang, options, ignored, at: app.clock.now() };
    let file_name = order.file_name();
    let export = Export::prepare(&app.read_db, order).await.map_err(|refusal| refusal.problem(lang))?;
    export.record(&app.db, &acting.0).await?;
    let meter =
        asked.map(|name| Meter::start(app.db.clone(), app.clock, (person, name.to_owned()), export.usual_bytes()));
    let headers = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{file_name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, body(export, meter, place)).into_response())
}

/// Sends a table that is a file by itself; its name gets the ending of its format.
pub async fn send_table(table: Table, options: Options, name: &str) -> Result<Response, Problem> {
    let whole = tokio::task::spawn_blocking(move || table.finish()).await.map_err(anyhow::Error::from)??;
    let headers = [
        (header::CONTENT_TYPE, options.format.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{}\"", options.format.key())),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    let body = match whole {
        Whole::Bytes(bytes) => Body::from(bytes),
        Whole::File(file) => Body::from_stream(ReaderStream::new(tokio::fs::File::from_std(file)).fuse()),
    };
    Ok((headers, body).into_response())
}

/// The archive as it comes into being. When the reader leaves, its channel closes and the query stops.
fn body(export: Export, meter: Option<Meter>, place: OwnedSemaphorePermit) -> Body {
    let (pieces, received) = mpsc::channel(WAITING_PIECES);
    tokio::spawn(async move {
        let written = export.write_to(Outlet::new(pieces.clone(), PATIENCE)).await;
        drop(place);
        if let Err(error) = written
            && !pieces.is_closed()
        {
            tracing::error!("an export broke off: {error:#}");
            let _ = pieces.send(Err(std::io::Error::other("the export broke off"))).await;
        }
    });
    let pieces = stream::unfold((received, meter), |(mut received, meter)| async move {
        let piece = received.recv().await;
        // what broke off is over without having been finished
        let meter = meter.filter(|_| !matches!(piece, Some(Err(_))));
        match (&piece, &meter) {
            (Some(Ok(bytes)), Some(meter)) => meter.add(bytes.len()),
            (None, Some(meter)) => meter.finish(),
            _ => {}
        }
        piece.map(|piece| (piece, (received, meter)))
    });
    // who compresses an answer asks once more after its end
    Body::from_stream(pieces.fuse())
}

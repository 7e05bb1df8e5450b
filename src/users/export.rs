//! `GET /users/export`: the people of a view as a CSV file.

use axum::extract::{RawQuery, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use csv::{Terminator, WriterBuilder};
use serde_json::json;

use super::store::{self, Held, Membership, Row, Slice};
use super::view::View;
use crate::access::{Acting, Scope, Visitor};
use crate::audit::{self, Act, Action};
use crate::platform::App;
use crate::web::spreadsheet::guarded;
use crate::web::{FieldProblem, Lang, Problem};

/// Records of exports name so many people, as records of looks do.
const MOST_HANDLED: usize = 20;
const COLUMNS: [&str; 11] = [
    "institutional_id",
    "display_name",
    "email",
    "job_title",
    "provider",
    "is_enabled",
    "roles",
    "origins",
    "units",
    "last_sign_in",
    "roles_checked",
];

/// `GET /users/export`
pub(super) async fn download(
    State(app): State<App>,
    visitor: Visitor,
    Acting(actor): Acting,
    lang: Lang,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (view, ignored) = View::parse(query.as_deref());
    if !ignored.is_empty() {
        // a file does not say what of its address was ignored
        let wrong = |(part, reason): (String, &'static str)| FieldProblem::new(part, "invalid", lang.t(reason));
        return Err(Problem::bad_values(ignored.into_iter().map(wrong).collect()));
    }
    let scope = &visitor.scope;
    let rows = store::people(&app.db, scope, &view, None, Slice { offset: 0, limit: i64::MAX }).await?;
    let bytes = written(&app, scope, &rows).await?;
    let now = app.clock.now();
    let mut act = Act::new(&actor, now, Action::Export, "user", format!("took out a list of {} people", rows.len()));
    act.details = json!({ "filter": view.filter_pairs(), "people": rows.len() });
    act.handled_ids = rows.iter().take(MOST_HANDLED).map(|row| row.institutional_id.clone()).collect();
    let mut transaction = app.db.begin().await?;
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"users_{}.csv\"", now.format("%Y-%m-%d"))),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    Ok((headers, bytes).into_response())
}

/// UTF-8, comma, CRLF, no cell that a spreadsheet would run.
async fn written(app: &App, scope: &Scope, rows: &[Row]) -> Result<Vec<u8>, Problem> {
    let held = store::roles(&app.db, scope, rows).await?;
    let members = store::memberships(&app.db, scope, rows).await?;
    let mut held_by = grouped(&held, |held| held.user.0);
    let mut units_of = grouped(&members, |membership| membership.user.0);
    let mut writer = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(Vec::new());
    writer.write_record(COLUMNS).map_err(anyhow::Error::from)?;
    for row in rows {
        let held = held_by.remove(&row.id.0).unwrap_or_default();
        let members = units_of.remove(&row.id.0).unwrap_or_default();
        writer.write_record(cells(row, &held, &members)).map_err(anyhow::Error::from)?;
    }
    Ok(writer.into_inner().map_err(|error| anyhow::Error::from(error.into_error()))?)
}

fn grouped<T>(items: &[T], key: impl Fn(&T) -> i32) -> std::collections::HashMap<i32, Vec<&T>> {
    let mut groups: std::collections::HashMap<i32, Vec<&T>> = std::collections::HashMap::new();
    for item in items {
        groups.entry(key(item)).or_default().push(item);
    }
    groups
}

fn cells(row: &Row, held: &[&Held], members: &[&Membership]) -> [String; 11] {
    let moment =
        |at: Option<DateTime<Utc>>| at.map(|at| at.to_rfc3339_opts(SecondsFormat::Secs, true)).unwrap_or_default();
    let roles = held.iter().map(|held| match &held.cost_centre {
        Some(cost_centre) => format!("{} {cost_centre}", held.role),
        None => held.role.clone(),
    });
    let mut origins: Vec<&str> = held.iter().map(|held| held.origin.as_str()).collect();
    origins.dedup();
    let units = members.iter().map(|membership| format!("{} {}", membership.unit_code, membership.unit_name));
    [
        guarded(&row.institutional_id).into_owned(),
        guarded(&row.display_name).into_owned(),
        guarded(&row.email).into_owned(),
        guarded(row.job_title.as_deref().unwrap_or_default()).into_owned(),
        row.provider.clone(),
        row.is_enabled.to_string(),
        guarded(&roles.collect::<Vec<_>>().join("; ")).into_owned(),
        origins.join("; "),
        guarded(&units.collect::<Vec<_>>().join("; ")).into_owned(),
        moment(row.last_sign_in_at),
        moment(row.roles_synced_at),
    ]
}

//! Two questions of the machinery around us: is the process alive, may it get requests.

use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::platform::App;

/// `GET /healthz`: constant, without any dependency.
pub async fn alive() -> impl IntoResponse {
    ([(header::CACHE_CONTROL, "no-store")], "alive\n")
}

/// `GET /readyz`: the database answers and has every migration of this build.
pub async fn ready(State(app): State<App>) -> Response {
    let (status, text) = match newest_migration(&app).await {
        Ok(newest) if newest >= expected_migration() => (StatusCode::OK, "ready\n"),
        Ok(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database is not migrated\n"),
        Err(error) => {
            tracing::warn!(%error, "the database does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n")
        }
    };
    (status, [(header::CACHE_CONTROL, "no-store")], text).into_response()
}

fn expected_migration() -> i64 {
    crate::platform::database::MIGRATOR.iter().map(|migration| migration.version).max().unwrap_or(0)
}

async fn newest_migration(app: &App) -> sqlx::Result<i64> {
    // the migrator's own table is not part of the checked schema
    let newest: Option<Option<i64>> = sqlx::query_scalar("select max(version) from _sqlx_migrations where success")
        .fetch_optional(&app.db)
        .await
        .or_else(|error| match &error {
            sqlx::Error::Database(inner) if inner.code().as_deref() == Some("42P01") => Ok(None),
            _ => Err(error),
        })?;
    Ok(newest.flatten().unwrap_or(0))
}

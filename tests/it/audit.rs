//! The audit trail: what is in it, that it holds, how it is found, where copies go.

mod chain;
mod client_errors;
mod logs;
mod recorded;
mod shipping;

use calco2::audit::{self, Act, Action, Actor};
use calco2::platform::ids::UserId;
use serde_json::Value;
use sqlx::PgPool;

/// Number of a demo person in the test's database, who acts from an address.
async fn actor(db: &PgPool, person: &str) -> Actor {
    let id = sqlx::query_scalar("select id from users where institutional_id = $1").bind(person);
    let id = id.fetch_one(db).await.unwrap();
    Actor {
        user: Some(UserId(id)),
        name: person.to_owned(),
        request_id: Some("req-0000000001".into()),
        ip_address: Some("192.0.2.7".into()),
    }
}

/// Records an act.
async fn record(db: &PgPool, actor: &Actor, action: Action, entity: (&str, &str), summary: &str, details: Value) {
    let mut transaction = db.begin().await.unwrap();
    let at = "2026-03-12T10:00:00Z".parse().unwrap();
    let mut act = Act::new(actor, at, action, entity.0, summary.to_owned());
    act.entity_id = Some(entity.1.to_owned());
    act.details = details;
    act.handled_ids = vec!["900001".to_owned()];
    audit::record(&mut transaction, act).await.unwrap();
    transaction.commit().await.unwrap();
}

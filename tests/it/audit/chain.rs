//! Whatever is done to stored records is noticed.

use calco2::audit::{self, Action, Actor, Break, Head, Verdict};
use serde_json::json;
use sqlx::{AssertSqlSafe, PgConnection};

use super::{actor, record};
use crate::support::{TestApp, TestDatabase};

async fn three_records() -> TestApp {
    let app = TestApp::new().await;
    let db = app.database.pool();
    let actor = actor(db, "demo-superadmin").await;
    record(db, &actor, Action::Create, ("data_entry", "42"), "made", json!({ "after": { "qty": 2 } })).await;
    let details = json!({ "before": { "qty": 2 }, "after": { "qty": 3 } });
    record(db, &actor, Action::Update, ("data_entry", "42"), "changed", details).await;
    record(db, &actor, Action::Delete, ("data_entry", "42"), "removed", json!({ "before": { "qty": 3 } })).await;
    app
}

/// The verdict on a trail that somebody with every right changed.
async fn after(app: &TestApp, change: &str, expected: Option<&Head>) -> Verdict {
    let mut transaction = app.database.pool().begin().await.unwrap();
    let change = format!("alter table audit_records disable trigger all; {change}");
    sqlx::raw_sql(AssertSqlSafe(change)).execute(&mut *transaction).await.unwrap();
    let verdict = audit::verify(&mut transaction, expected).await.unwrap();
    transaction.rollback().await.unwrap();
    verdict
}

async fn newest(conn: &mut PgConnection) -> Head {
    audit::head(conn).await.unwrap().unwrap()
}

#[tokio::test]
async fn the_chain_holds_after_creating_changing_and_deleting() {
    let app = three_records().await;
    let mut conn = app.database.pool().acquire().await.unwrap();
    let head = newest(&mut conn).await;
    assert_eq!(head.id, 3);
    assert_eq!(audit::verify(&mut conn, None).await.unwrap(), Verdict::Intact(Some(head.clone())));
    assert_eq!(audit::verify(&mut conn, Some(&head)).await.unwrap(), Verdict::Intact(Some(head)));
    for refused in
        ["update audit_records set summary = 'x'", "delete from audit_records", "truncate audit_records cascade"]
    {
        assert!(sqlx::query(refused).execute(&mut *conn).await.is_err(), "{refused}");
    }
}

#[tokio::test]
async fn an_empty_trail_is_intact() {
    let database = TestDatabase::new().await;
    let mut conn = database.pool().acquire().await.unwrap();
    assert_eq!(audit::verify(&mut conn, None).await.unwrap(), Verdict::Intact(None));
    let unknown = Head { id: 1, hash: "0".repeat(64) };
    let verdict = audit::verify(&mut conn, Some(&unknown)).await.unwrap();
    assert_eq!(verdict, Verdict::Broken(Break::CutOff(0, 1)));
}

#[tokio::test]
async fn a_change_of_any_column_is_noticed() {
    let app = three_records().await;
    let columns = "select column_name::text from information_schema.columns where table_name = 'audit_records'";
    let mut untouched: Vec<String> = sqlx::query_scalar(columns).fetch_all(app.database.pool()).await.unwrap();
    for (column, value) in [
        ("recorded_at", "recorded_at + interval '1 microsecond'"),
        ("actor_user_id", "null"),
        ("actor", "'somebody'"),
        ("action", "'read'"),
        ("entity_type", "'year'"),
        ("entity_id", "null"),
        ("summary", "'nothing'"),
        ("details", "'{\"before\": {\"qty\": 2}, \"after\": {\"qty\": 4}}'"),
        ("handled_ids", "'{}'"),
        ("request_id", "'req-0000000002'"),
        ("ip_address", "null"),
        ("previous_hash", "repeat('0', 64)"),
        ("hash", "repeat('0', 64)"),
    ] {
        let change = format!("update audit_records set {column} = {value} where id = 2");
        assert_eq!(after(&app, &change, None).await, Verdict::Broken(Break::Changed(2)), "{column}");
        untouched.retain(|name| name != column);
    }
    // its own number is the gap it leaves
    let verdict = after(&app, "update audit_records set id = 9 where id = 3", None).await;
    assert_eq!(verdict, Verdict::Broken(Break::Missing(3, 9)));
    assert_eq!(untouched, ["id"]);
}

#[tokio::test]
async fn records_that_are_gone_are_missed_wherever_they_stood() {
    let app = three_records().await;
    let first = after(&app, "delete from audit_records where id = 1", None).await;
    assert_eq!(first, Verdict::Broken(Break::Missing(1, 2)));
    let middle = after(&app, "delete from audit_records where id = 2", None).await;
    assert_eq!(middle, Verdict::Broken(Break::Missing(2, 3)));
    let last = after(&app, "delete from audit_records where id > 1", None).await;
    assert_eq!(last, Verdict::Broken(Break::CutOff(1, 3)));
    let all = after(&app, "delete from audit_records", None).await;
    assert_eq!(all, Verdict::Broken(Break::CutOff(0, 3)));
    assert_eq!(
        Break::CutOff(1, 3).to_string(),
        "the newest records are missing: the last one there is 1, but 3 was written"
    );
}

#[tokio::test]
async fn an_end_that_was_written_anew_does_not_fit_a_record_noted_elsewhere() {
    let app = three_records().await;
    let db = app.database.pool();
    let mut conn = db.acquire().await.unwrap();
    let noted = newest(&mut conn).await;
    let cut = "alter table audit_records disable trigger all; delete from audit_records where id = 3;
        alter table audit_records enable trigger all;
        update audit_head set (id, hash) = (select id, hash from audit_records where id = 2)";
    sqlx::raw_sql(cut).execute(&mut *conn).await.unwrap();
    assert!(matches!(audit::verify(&mut conn, None).await.unwrap(), Verdict::Intact(Some(head)) if head.id == 2));
    let verdict = audit::verify(&mut conn, Some(&noted)).await.unwrap();
    assert_eq!(verdict, Verdict::Broken(Break::CutOff(2, 3)));

    record(db, &Actor::program("test"), Action::Create, ("data_entry", "42"), "something else", json!({})).await;
    assert!(matches!(audit::verify(&mut conn, None).await.unwrap(), Verdict::Intact(Some(head)) if head.id == 3));
    let verdict = audit::verify(&mut conn, Some(&noted)).await.unwrap();
    assert_eq!(verdict, Verdict::Broken(Break::NotExpected(3)));
}

#[tokio::test]
async fn what_is_appended_after_the_end_was_cut_off_does_not_close_the_gap() {
    let app = three_records().await;
    let db = app.database.pool();
    let mut conn = db.acquire().await.unwrap();
    let cut = "alter table audit_records disable trigger all; delete from audit_records where id = 3;
        alter table audit_records enable trigger all";
    sqlx::raw_sql(cut).execute(&mut *conn).await.unwrap();
    record(db, &Actor::program("test"), Action::Create, ("data_entry", "42"), "later", json!({})).await;
    let verdict = audit::verify(&mut conn, None).await.unwrap();
    assert_eq!(verdict, Verdict::Broken(Break::Missing(3, 4)));
}

#[tokio::test]
async fn many_who_write_at_once_make_one_chain() {
    let database = TestDatabase::new().await;
    let writers = (0..16).map(|writer| {
        let db = database.pool().clone();
        tokio::spawn(async move {
            for turn in 0..10 {
                let actor = Actor::program(&format!("writer {writer}"));
                record(&db, &actor, Action::Update, ("test", &turn.to_string()), "wrote", json!({ "turn": turn }))
                    .await;
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let mut conn = database.pool().acquire().await.unwrap();
    assert!(matches!(audit::verify(&mut conn, None).await.unwrap(), Verdict::Intact(Some(head)) if head.id == 160));
    // each writer's records stand in the order they were written in
    let disordered: i64 = sqlx::query_scalar(
        "select count(*) from audit_records a join audit_records b on b.actor = a.actor and b.id > a.id
         where (b.details ->> 'turn')::int < (a.details ->> 'turn')::int",
    )
    .fetch_one(&mut *conn)
    .await
    .unwrap();
    assert_eq!(disordered, 0);
}

#[tokio::test]
async fn a_transaction_that_is_undone_leaves_no_gap() {
    let database = TestDatabase::new().await;
    let mut transaction = database.pool().begin().await.unwrap();
    let (actor, at) = (Actor::program("test"), "2026-03-12T10:00:00Z".parse().unwrap());
    let act = audit::Act::new(&actor, at, Action::Create, "test", "undone".into());
    audit::record(&mut transaction, act).await.unwrap();
    transaction.rollback().await.unwrap();
    record(database.pool(), &actor, Action::Create, ("test", "1"), "done", json!({})).await;
    let mut conn = database.pool().acquire().await.unwrap();
    assert!(matches!(audit::verify(&mut conn, None).await.unwrap(), Verdict::Intact(Some(head)) if head.id == 1));
}

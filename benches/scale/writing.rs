//! One entry at a time, as people write them: entry, emissions, sums and read model in one transaction.

use std::time::Instant;

use hyper::Method;
use serde_json::json;
use sqlx::PgPool;

use crate::client::{Ask, Client};
use crate::figures::{Figures, milliseconds, quantile};
use crate::processes::Serving;

const ENTRIES: usize = 200;
const PROCESS_EMISSIONS: i16 = 8;

pub(crate) async fn measure(serving: &Serving, db: &PgPool, figures: &mut Figures) -> anyhow::Result<()> {
    let unit: i32 = sqlx::query_scalar(
        "select m.unit_id from unit_memberships m join users u on u.id = m.user_id
         where u.institutional_id = 'demo-principal' and m.role = 'calco2.user.principal' limit 1",
    )
    .fetch_one(db)
    .await?;
    let mut principal = Client::sign_in(&serving.host, "principal").await?;
    let module = format!("/api/v1/units/{unit}/years/2025/modules/{PROCESS_EMISSIONS}");
    let status = json!({ "status": "in_progress" });
    principal.ask_json(&Ask::json(Method::PUT, format!("{module}/status"), &status)).await?;
    let create =
        Ask::json(Method::POST, format!("{module}/types/50/entries"), &json!({ "category": "CO2", "quantity": 1.5 }));
    let (mut created, mut deleted) = (Vec::new(), Vec::new());
    for _ in 0..ENTRIES {
        let begun = Instant::now();
        let entry = principal.ask_json(&create).await?;
        created.push(begun.elapsed());
        let delete = Ask::json(Method::DELETE, format!("{module}/entries/{}", entry["entry_id"]), &json!({}));
        let begun = Instant::now();
        principal.ask_json(&delete).await?;
        deleted.push(begun.elapsed());
    }
    for (what, mut times) in [("created", created), ("deleted", deleted)] {
        times.sort_unstable();
        let [p50, p99] = [0.5, 0.99].map(|share| milliseconds(quantile(&times, share)));
        figures.add("one entry", format!("{what}: p50, p99"), format!("{p50}, {p99}"));
    }
    Ok(())
}

//! `calco2 aggregates`.

use std::process::ExitCode;

use calco2::audit::{self, Act, Action};
use calco2::ledger::drift;
use calco2::platform::App;
use calco2::years;

use super::{actor, complain};

pub(super) async fn check(app: &App, json: bool) -> ExitCode {
    let report = match drift::check(&app.db).await {
        Ok(report) => report,
        Err(error) => return complain(&error, 1),
    };
    if json {
        println!("{}", serde_json::json!(report));
    } else {
        for drift in &report.drifted {
            let (unit, year, field) = (drift.unit_id, drift.year, &drift.field);
            println!("unit {unit}, {year}, {field}: stored {}, emissions give {}", drift.stored, drift.expected);
        }
        println!("{} unit-years checked, {} figures differ", report.checked, report.drifted.len());
    }
    ExitCode::from(u8::from(!report.drifted.is_empty()))
}

pub(super) async fn rebuild(app: &App) -> ExitCode {
    match rebuild_all(app).await {
        Ok(reports) => {
            println!("{reports} unit-years were summed again.");
            ExitCode::SUCCESS
        }
        Err(error) => complain(&error, 1),
    }
}

async fn rebuild_all(app: &App) -> sqlx::Result<u64> {
    let (actor, now) = (actor(), app.clock.now());
    let mut reports = 0;
    for year in years::all(&mut *app.db.acquire().await?).await? {
        let mut transaction = app.db.begin().await?;
        let rebuilt = drift::rebuild(&mut transaction, year, now).await?;
        let summary = format!("summed {rebuilt} unit-years of {year} again");
        let mut act = Act::new(&actor, now, Action::Update, "aggregates", summary);
        act.entity_id = Some(year.to_string());
        audit::record(&mut transaction, act).await?;
        transaction.commit().await?;
        reports += rebuilt;
    }
    Ok(reports)
}

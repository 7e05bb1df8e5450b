//! `calco2 explain`.

use std::process::ExitCode;

use calco2::carbon::engine::NotComputed;
use calco2::carbon::ids::DataEntryId;
use calco2::ledger::explanation::{self, ExplainedEntry};
use calco2::platform::App;

use super::complain;

pub(super) async fn explain(app: &App, id: i64) -> ExitCode {
    let explained = async { explanation::of_entry(&mut *app.db.acquire().await?, DataEntryId(id)).await };
    match explained.await {
        Ok(Some(entry)) => {
            print(id, &entry);
            ExitCode::SUCCESS
        }
        Ok(None) => complain(&format!("there is no entry {id}"), 1),
        Err(error) => complain(&error, 1),
    }
}

fn print(id: i64, entry: &ExplainedEntry) {
    println!("entry {id}: {} of {} in {}", entry.data_type, entry.unit_name, entry.year);
    println!("  {}", entry.payload);
    if let Some(kg) = entry.imposed_kg {
        println!("  imposed total: {kg} kg");
    }
    for step in &entry.explanation.steps {
        println!("{step}");
    }
    match &entry.explanation.outcome {
        Ok(()) => {}
        Err(NotComputed::Without(reason)) => println!("no emission: {}", reason.key()),
        Err(NotComputed::Refused(problem)) => println!("not computed: {}", problem.message),
    }
    let computed = entry.explanation.total_kg();
    println!("total: {computed} kg CO2eq");
    if (computed - entry.stored_kg).abs() > 1e-9 * computed.abs().max(1.0) {
        println!("stored: {} kg CO2eq, computed with other factors or lists than today's", entry.stored_kg);
    }
}

//! Several people ask and edit at the same time.

use std::collections::BTreeSet;
use std::time::Duration;

use calco2::carbon::ids::DataEntryId;
use calco2::carbon::taxonomy::ModuleType;
use calco2::ingestion::Target;
use calco2::institution;
use calco2::ledger::{entry, reports};
use calco2::pipeline::recalculation::{self, Asked};

use crate::bench::{Bench, DEARER, GASES, actor, gases, upload, year};

/// F-34.
#[tokio::test(flavor = "multi_thread")]
async fn of_many_who_ask_at_once_one_gets_a_job_and_the_others_are_shown_it() {
    let bench = Bench::with_gases(30).await;
    let clicks = (0..20).map(|_| {
        let app = bench.app.clone();
        tokio::spawn(async move { recalculation::ask(&app, &actor(), gases(), false).await.unwrap() })
    });
    let clicks: Vec<_> = clicks.collect();
    let (mut queued, mut shown) = (BTreeSet::new(), BTreeSet::new());
    for click in clicks {
        match click.await.unwrap() {
            Asked::Queued(job, _) => assert!(queued.insert(job)),
            Asked::Active(job, _) => drop(shown.insert(job)),
            Asked::NothingStale => panic!("everything was asked for"),
        }
    }
    assert_eq!(queued.len(), 1);
    assert_eq!(shown, queued);
    let _worker = bench.worker();
    bench.until_success(*queued.first().unwrap()).await;
    assert_eq!(
        bench.number("select count(*) from jobs where job_type = 'recalculation'").await,
        2,
        "one was of the bench"
    );
    bench.assert_sound().await;
}

/// F-42.
#[tokio::test]
async fn what_a_person_removes_while_everything_is_recalculated_stays_removed() {
    let bench = Bench::with_gases(30).await;
    bench.load(upload(Target::Factors, DEARER)).await;
    let _worker = bench.worker();
    let reader = bench.read_emissions().await;
    let (job, _) = bench.ask(gases()).await;
    bench.until_replacing(job).await;
    let unit = institution::unit_by_code(&mut bench.app.db.acquire().await.unwrap(), "7001").await.unwrap().unwrap();
    let mut transaction = bench.app.db.begin().await.unwrap();
    let module =
        reports::module_of_unit(&mut transaction, year(), unit, ModuleType::ProcessEmissions).await.unwrap().unwrap();
    let of_unit =
        "select id from data_entries where carbon_report_module_id = $1 and payload ->> 'category' = 'CH4' limit 1";
    let id: i64 = sqlx::query_scalar(of_unit).bind(module.id.0).fetch_one(&mut *transaction).await.unwrap();
    let writing = async {
        reports::lock_status(&mut transaction, module.id).await.unwrap();
        let now = bench.app.clock.now();
        entry::delete(&mut transaction, year(), module, (DataEntryId(id), GASES), now).await.unwrap();
        transaction.commit().await.unwrap();
    };
    tokio::time::timeout(Duration::from_secs(20), writing).await.expect("a person need not wait for a recalculation");
    assert!(bench.job(job).await.is_running());
    reader.rollback().await.unwrap();
    assert_eq!(bench.until_success(job).await.attempts, 1);
    assert_eq!(bench.kg().await, 15 + 14 * 60);
    bench.assert_sound().await;
}

/// Others who commit something hold the audit chain for a moment: that must cost no attempt.
#[tokio::test]
async fn a_recalculation_waits_for_its_turn_to_be_recorded() {
    let bench = Bench::with_gases(30).await;
    bench.load(upload(Target::Factors, DEARER)).await;
    let (job, _) = bench.ask(gases()).await;
    let audit = bench.lock_audit().await;
    let _worker = bench.worker();
    bench.until_somebody_waits().await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    audit.rollback().await.unwrap();
    assert_eq!(bench.until_success(job).await.attempts, 1);
    bench.assert_total(30, 30).await;
    bench.assert_sound().await;
}

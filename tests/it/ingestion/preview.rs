//! What a file would do, told before it is committed: every expected number is worked by hand.

use calco2::ingestion::outcome::Preview;

use super::*;

const GASES: &str = "unit_institutional_id,category,quantity\n7000,CO2,2\n7001,CO2,3\n7002,CO2,5\n";
const FACTORS: &str = "category,subcategory,unit,ef_kg_co2eq_per_unit\n";

fn of(target: Target, data_type: DataEntryType, file: &str) -> Upload<'_> {
    Upload { target, data_type: Some(data_type), content: file.as_bytes().into(), ..upload() }
}

fn preview(entries_affected: u64, units_affected: u64, total_before_kg: f64, total_after_kg: f64) -> Preview {
    Preview { entries_affected, units_affected, total_before_kg, total_after_kg }
}

impl Bench {
    /// Looks at a file; nothing may change by that.
    async fn look(&self, upload: Upload<'_>) -> Ingestion {
        let state = "select md5(string_agg(t, ',' order by t)) from (
            select f::text as t from factors f union all select i::text from calculation_inputs i
            union all select e::text from data_entry_emissions e union all select l::text from locations l
            union all select x::text from exchange_rates x union all select s::text from unit_year_aggregates s) as rows";
        let before: String = sqlx::query_scalar(state).fetch_one(&self.app.db).await.unwrap();
        let looked = self.ingest(Upload { dry_run: true, ..upload }).await;
        let after: String = sqlx::query_scalar(state).fetch_one(&self.app.db).await.unwrap();
        assert_eq!(before, after, "looking changes nothing");
        assert!(!looked.committed);
        looked
    }
}

fn assert_near(found: Option<Preview>, expected: &Preview) {
    let found = found.unwrap();
    assert_eq!(
        (found.entries_affected, found.units_affected),
        (expected.entries_affected, expected.units_affected),
        "{found:?}"
    );
    assert!((found.total_before_kg - expected.total_before_kg).abs() < 1e-6, "{found:?}");
    assert!((found.total_after_kg - expected.total_after_kg).abs() < 1e-6, "{found:?}");
}

#[tokio::test]
async fn factors_are_looked_at_with_what_they_would_change() {
    let gas = DataEntryType::ProcessEmissions;
    let factors = |rows: &str| format!("{FACTORS}{rows}");
    let bench = Bench::new().await;
    let ten = factors("CO2,,kg,10\nCH4,,kg,28\n");
    bench.load(of(Target::Factors, gas, &ten)).await;
    bench.load(of(Target::Data, gas, GASES)).await;

    let same = bench.look(of(Target::Factors, gas, &ten)).await;
    assert_near(same.preview, &preview(0, 0, 100.0, 100.0));

    let dearer = factors("CO2,,kg,12\nCH4,,kg,28\n");
    let looked = bench.look(of(Target::Factors, gas, &dearer)).await;
    assert_near(looked.preview, &preview(3, 3, 100.0, 120.0));
    let changes = looked.factors.unwrap();
    assert_eq!((changes.inserted, changes.changed, changes.unchanged, changes.absent), (0, 1, 1, 0));

    // a factor that no entry uses
    let other = factors("CO2,,kg,10\nCH4,,kg,30\n");
    assert_near(bench.look(of(Target::Factors, gas, &other)).await.preview, &preview(0, 0, 100.0, 100.0));

    // without the factor that all use: what happens is the operator's choice
    let without = factors("CH4,,kg,28\n");
    let retired = bench.look(of(Target::Factors, gas, &without)).await;
    assert_near(retired.preview, &preview(3, 3, 100.0, 0.0));
    assert_eq!(retired.factors.map(|changes| (changes.absent, changes.retired)), Some((1, 1)));
    let kept = bench.look(Upload { absent: AbsentPolicy::Keep, ..of(Target::Factors, gas, &without) }).await;
    assert_near(kept.preview, &preview(0, 0, 100.0, 100.0));
    assert_eq!(kept.factors.map(|changes| (changes.absent, changes.retired)), Some((1, 0)));

    // a file of which nothing is usable has no effect
    let unusable = factors("CO2,,kg,x\n");
    let refused = bench.look(of(Target::Factors, gas, &unusable)).await;
    assert_eq!((refused.result, refused.preview), (JobOutcome::Error, None));
}

#[tokio::test]
async fn exchange_rates_are_looked_at_with_what_they_would_change() {
    let bench = Bench::new().await.with_factors().await;
    let purchases = golden("csv/purchase/purchases_common_per_year_upload.csv");
    let module = Some(ModuleType::Purchase);
    bench.load(Upload { module, content: (&purchases).into(), ..upload() }).await;
    // 1900 CHF / 0.95 × 0.30 + 540 USD / 1.08 × 0.70 + 1000 × 0.60 + 950 CHF / 0.95 × 0.20 + 20000 × 0.45 + 12.5
    let before = 600.0 + 350.0 + 600.0 + 200.0 + 9_000.0 + 12.5;
    let rates = "year,currency,units_per_eur\n2025,CHF,1.9\n2025,USD,1.08\n";
    let looked =
        bench.look(Upload { target: Target::ExchangeRates, content: rates.as_bytes().into(), ..upload() }).await;
    assert_eq!((looked.stored, looked.unchanged), (1, 1));
    assert_near(looked.preview, &preview(2, 2, before, before - 300.0 - 100.0));
}

#[tokio::test]
async fn a_list_of_places_is_looked_at_with_what_it_would_change() {
    let bench = Bench::new().await.with_factors().await;
    let trips = golden("csv/professional_travel/plane_per_year_upload.csv");
    bench.load(Upload { data_type: Some(DataEntryType::Plane), content: (&trips).into(), ..upload() }).await;
    let airports = String::from_utf8(golden("csv/professional_travel/airports_reference.csv")).unwrap();
    let line = |line: &str| format!("{line}\n");
    let without = airports.lines().filter(|line| !line.contains("QBB")).map(line).collect::<String>();
    let looked = bench.look(of(Target::Reference, DataEntryType::Plane, &without)).await;
    // the trip to the airport that is gone has no emission any more; the other one has its total imposed
    assert_near(looked.preview, &preview(1, 1, 321.0 + 612.5, 612.5));
    assert_eq!(looked.replaced, 1);
}

#[tokio::test]
async fn committing_and_recalculating_does_what_was_looked_at() {
    let gas = DataEntryType::ProcessEmissions;
    let bench = Bench::new().await;
    bench.load(of(Target::Factors, gas, &format!("{FACTORS}CO2,,kg,10\n"))).await;
    bench.load(of(Target::Data, gas, GASES)).await;
    let dearer = format!("{FACTORS}CO2,,kg,12\n");
    let looked = bench.look(of(Target::Factors, gas, &dearer)).await;
    bench.load(of(Target::Factors, gas, &dearer)).await;
    let again = bench.look(of(Target::Factors, gas, &dearer)).await;
    assert_near(again.preview, &preview(0, 0, 100.0, 100.0));
    bench.load(of(Target::Data, gas, GASES)).await;
    assert!((bench.total_kg().await - looked.preview.unwrap().total_after_kg).abs() < 1e-9);
}

#[tokio::test]
async fn data_is_looked_at_with_what_it_would_replace() {
    let gas = DataEntryType::ProcessEmissions;
    let bench = Bench::new().await;
    bench.load(of(Target::Factors, gas, &format!("{FACTORS}CO2,,kg,10\n"))).await;
    bench.load(of(Target::Data, gas, GASES)).await;
    let next = "unit_institutional_id,category,quantity\n7000,CO2,4\n7000,CO2,1\nU999,CO2,9\n";
    let looked = bench.look(of(Target::Data, gas, next)).await;
    // two rows in the place of three, in the units of both
    assert_near(looked.preview, &preview(5, 3, 100.0, 50.0));
    assert_eq!((looked.stored, looked.refused, looked.replaced), (2, 1, 3));
    let same = bench.look(of(Target::Data, gas, GASES)).await;
    assert_near(same.preview, &preview(0, 0, 100.0, 100.0));
    assert_eq!((same.stored, same.unchanged, same.replaced), (0, 3, 0));
}

#[tokio::test]
async fn what_people_entered_into_rows_outlives_the_next_file_where_it_says_nothing() {
    let bench = Bench::new().await.with_factors().await;
    let module = Some(ModuleType::Equipment);
    let header = "unit_institutional_id,equipment_id,name,equipment_class,active_usage_hours_per_week,\
                  standby_usage_hours_per_week,note\n";
    let first = format!(
        "{header}U100,A,Screen,Demo monitor,,,\nU100,B,Screen,Demo monitor,,,\nU200,A,Screen,Demo monitor,,,\n"
    );
    let file = |content: &str| content.to_owned();
    bench.load(Upload { module, content: file(&first).as_bytes().into(), ..upload() }).await;
    // the head of U100 writes down how A and B are really used
    sqlx::query(
        "update data_entries set edited_at = now(), payload = payload || '{\"active_usage_hours_per_week\": 10.5,
             \"standby_usage_hours_per_week\": 0, \"note\": \"measured\"}'
         where unit_id = (select id from units where institutional_id = 'U100' or institutional_code = 'U100')",
    )
    .execute(&bench.app.db)
    .await
    .unwrap();
    let second = format!(
        "{header}U100,A,Screen,Demo monitor,,,\nU100, b ,Screen,Demo monitor,20,,new\nU200,A,Screen,Demo monitor,,,\n"
    );
    for dry_run in [true, false] {
        let ingestion = bench.ingest(Upload { module, dry_run, content: second.as_bytes().into(), ..upload() }).await;
        assert_eq!((ingestion.result, ingestion.replaced, ingestion.stored), (JobOutcome::Success, 3, 3));
        let said: Vec<_> = ingestion.warnings.iter().map(|warning| warning.message.as_str()).collect();
        assert_eq!(said, ["2 rows keep what people had entered where their cells are blank"]);
    }
    let stored: Vec<(String, f64, f64, Option<String>)> = sqlx::query_as(
        "select payload ->> 'equipment_id', (payload ->> 'active_usage_hours_per_week')::float8,
             (payload ->> 'standby_usage_hours_per_week')::float8, payload ->> 'note' from data_entries order by id",
    )
    .fetch_all(&bench.app.db)
    .await
    .unwrap();
    let row = |id: &str, active, standby, note: Option<&str>| (id.to_owned(), active, standby, note.map(str::to_owned));
    let expected =
        [row("A", 10.5, 0.0, Some("measured")), row("b", 20.0, 0.0, Some("new")), row("A", 40.0, 128.0, None)];
    assert_eq!(stored, expected);
}

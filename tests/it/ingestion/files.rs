//! What files do to what is stored, and what they may not do.

use super::*;

const MEMBERS: &str = "unit_institutional_id,name,sius_code,user_institutional_id,fte,note\n";

fn members(bytes: &[u8]) -> Upload<'_> {
    Upload { data_type: Some(DataEntryType::Member), content: bytes.into(), ..upload() }
}

fn member_factors(bytes: &[u8]) -> Upload<'_> {
    Upload { target: Target::Factors, ..members(bytes) }
}

#[tokio::test]
async fn a_file_without_a_valid_row_leaves_the_stored_rows_alone() {
    let bench = Bench::new().await.with_factors().await;
    let good = format!("{MEMBERS}7001,Ada Example,51,900001,1,\n");
    bench.load(members(good.as_bytes())).await;
    let before = bench.total_kg().await;
    let bad = format!("{MEMBERS}U999,Bo Specimen,54,900002,0.5,\n,Cy Sample,54,900003,x,\n");
    let ingestion = bench.ingest(members(bad.as_bytes())).await;
    let codes: Vec<_> = ingestion.errors.iter().map(|error| (error.line, error.code)).collect();
    assert_eq!(codes, [(2, "unknown_unit"), (3, "unit_code_missing")]);
    assert_eq!((ingestion.result, ingestion.committed, ingestion.stored), (JobOutcome::Error, false, 0));
    assert_eq!(bench.count("data_entries").await, 1);
    assert!((bench.total_kg().await - before).abs() < 1e-9);
}

#[tokio::test]
async fn a_missing_column_refuses_the_file_by_name() {
    let bench = Bench::new().await.with_factors().await;
    let ingestion = bench.ingest(members(b"unit_institutional_id,name,sius_code\n7001,Ada,51\n")).await;
    let error = ingestion.file_error.unwrap();
    assert_eq!(
        (error.code, error.columns),
        (FileCode::MissingColumn, vec!["fte".into(), "user_institutional_id".into()])
    );
    assert_eq!(ingestion.result, JobOutcome::Error);
}

#[tokio::test]
async fn a_per_year_file_replaces_the_rows_of_the_last_one_in_every_unit() {
    let bench = Bench::new().await.with_factors().await;
    let first = format!("{MEMBERS}7001,Ada,51,900001,1,\n7002,Bo,54,900002,1,\n");
    bench.load(members(first.as_bytes())).await;
    let second = format!("{MEMBERS}7001,Ada,51,900001,0.5,\n");
    let ingestion = bench.load(members(second.as_bytes())).await;
    assert_eq!((ingestion.replaced, ingestion.stored, ingestion.units_touched), (2, 1, 2));
    assert!((bench.total_kg().await - 353.5).abs() < 1e-9, "the unit that lost its rows lost its total too");
}

#[tokio::test]
async fn the_same_file_twice_changes_nothing() {
    let bench = Bench::new().await.with_factors().await;
    let per_year = format!("{MEMBERS}7001,Ada,51,900001,1,\n7001,Bo,55,900002,1,\n");
    let first = bench.ingest(members(per_year.as_bytes())).await;
    let again = bench.ingest(members(per_year.as_bytes())).await;
    assert_eq!((first.stored, first.unchanged, first.refused), (1, 0, 1));
    assert_eq!((again.stored, again.unchanged, again.refused), (0, 1, 1));
    let trips = golden("csv/professional_travel/plane_unit_upload.csv");
    let of_unit =
        Upload { data_type: Some(DataEntryType::Plane), unit: Some("7000"), content: (&trips).into(), ..upload() };
    bench.load(of_unit).await;
    let again = bench.load(of_unit).await;
    assert_eq!((again.stored, again.unchanged), (0, 4));
    assert_eq!(bench.count("data_entries").await, 5);
}

#[tokio::test]
async fn a_unit_file_adds_to_what_is_there_and_a_person_is_a_member_once() {
    let bench = Bench::new().await.with_factors().await;
    let one = b"name,sius_code,user_institutional_id,fte\nAda,51,900001,1\n";
    let two = b"name,sius_code,user_institutional_id,fte\nAda again,51, 900001 ,1\nBo,54,900002,1\n";
    bench.load(Upload { unit: Some("7001"), ..members(one) }).await;
    let second = bench.ingest(Upload { unit: Some("7001"), ..members(two) }).await;
    assert_eq!((second.stored, second.refused, second.errors[0].code), (1, 1, "duplicate"));
    assert_eq!(bench.count("data_entries").await, 2);
}

#[tokio::test]
async fn a_person_entered_by_hand_is_not_entered_again_by_a_file() {
    let bench = Bench::new().await.with_factors().await;
    let file = format!("{MEMBERS}7001,Ada,51,900001,1,\n");
    bench.load(members(file.as_bytes())).await;
    let by_hand = "update data_entries set source = 0, job_id = null";
    sqlx::query(by_hand).execute(&bench.app.db).await.unwrap();
    for (unit, rows) in [(None, format!("{file}7001,Bo,54,900002,1,\n")), (Some("7001"), file.clone())] {
        let ingestion = bench.ingest(Upload { unit, ..members(rows.as_bytes()) }).await;
        assert_eq!((ingestion.refused, ingestion.errors[0].code), (1, "duplicate"), "{unit:?}");
    }
    assert_eq!(bench.count("data_entries").await, 2);
}

#[tokio::test]
async fn a_date_of_another_year_is_kept_and_pointed_at() {
    let bench = Bench::new().await.with_factors().await;
    let header =
        "origin_iata,destination_iata,user_institutional_id,departure_date,cabin_class,unit_institutional_id\n";
    let days = ["2025-01-01", "2025-12-31", "2024-12-31", "2026/01/01", ""];
    let rows = days.map(|day| format!("QAA,QBB,900001,{day},economy,7001\n"));
    let file = format!("{header}{}", rows.concat());
    let upload = Upload { data_type: Some(DataEntryType::Plane), content: file.as_bytes().into(), ..upload() };
    let ingestion = bench.ingest(upload).await;
    assert_eq!((ingestion.stored, ingestion.refused), (5, 0));
    let said: Vec<_> =
        ingestion.warnings.iter().map(|w| (w.line, w.column.as_deref(), w.value.as_deref(), &*w.message)).collect();
    let pointed_at = |line, day| (line, Some("departure_date"), Some(day), "departure_date is not in 2025");
    assert_eq!(said, [pointed_at(4, "2024-12-31"), pointed_at(5, "2026/01/01")]);
}

#[tokio::test]
async fn only_looking_changes_nothing_and_says_what_would() {
    let bench = Bench::new().await.with_factors().await;
    let file = format!("{MEMBERS}7001,Ada,51,900001,1,\n");
    let ingestion = bench.ingest(Upload { dry_run: true, ..members(file.as_bytes()) }).await;
    let preview = ingestion.preview.unwrap();
    assert!((preview.total_after_kg - 707.0).abs() < 1e-9);
    assert!(!ingestion.committed);
    assert_eq!(bench.count("data_entries").await, 0);
}

#[tokio::test]
async fn students_of_a_unit_are_replaced_by_the_next_figure() {
    let bench = Bench::new().await.with_factors().await;
    let students = |bytes: &'static [u8]| Upload {
        data_type: Some(DataEntryType::Student),
        unit: Some("7001"),
        content: bytes.into(),
        ..upload()
    };
    bench.load(students(b"fte\n3\n")).await;
    let second = bench.load(students(b"fte\n6\n")).await;
    assert_eq!((second.stored, second.replaced), (1, 1));
    assert!((bench.total_kg().await - 1002.0).abs() < 1e-9);
}

#[tokio::test]
async fn a_factor_file_is_the_complete_set_and_factors_keep_their_ids() {
    let bench = Bench::new().await.with_factors().await;
    let header =
        "headcount_category,headcount_class,headcount_subclass,number_of_unit_per_fte,ef_kg_co2eq_per_unit,unit\n";
    let ids =
        "select id from factors where data_entry_type_id = 1 and identity like 'food%vegetarian%' order by identity";
    let before: Vec<i32> = sqlx::query_scalar(ids).fetch_all(&bench.app.db).await.unwrap();
    let file =
        format!("{header}Food,Vegetarian,,100,0.8,kg\nfood,non_vegetarian,,60,5,kg\nfood,non_vegetarian,,1,1,kg\n");
    let ingestion = bench.ingest(member_factors(file.as_bytes())).await;
    let changes = ingestion.factors.unwrap();
    assert_eq!((changes.inserted, changes.changed, changes.unchanged), (0, 1, 1));
    assert_eq!((changes.absent, changes.retired), (6, 6));
    assert_eq!((ingestion.errors[0].code, ingestion.errors[0].first_line), ("duplicate", Some(3)));
    let after: Vec<i32> = sqlx::query_scalar(ids).fetch_all(&bench.app.db).await.unwrap();
    assert_eq!(before, after);
    let members_file = format!("{MEMBERS}7001,Ada,51,900001,1,\n");
    bench.load(members(members_file.as_bytes())).await;
    assert!((bench.total_kg().await - (80.0 + 300.0)).abs() < 1e-9);
}

#[tokio::test]
async fn factors_that_no_entry_could_use_are_refused() {
    let bench = Bench::new().await;
    let file = "headcount_category,headcount_class,headcount_subclass,number_of_unit_per_fte,ef_kg_co2eq_per_unit,unit\n\
                waste,biogas,,1,1,kg\nfood,vegan,,1,1,kg\nfood,vegetarian,,1,1,kg\n";
    let ingestion = bench.ingest(member_factors(file.as_bytes())).await;
    let codes: Vec<_> = ingestion.errors.iter().map(|error| (error.row, error.code)).collect();
    assert_eq!(codes, [(1, "unusable_factor"), (2, "unusable_factor")]);
}

#[tokio::test]
async fn contradicting_distance_bands_refuse_the_whole_file() {
    let bench = Bench::new().await;
    let file = "category,cabin_class,ef_kg_co2eq_per_km,rfi_adjustment,min_distance,max_distance\n\
                short,economy,0.2,1.5,0,3000\nlong,economy,0.1,1.5,3500,25000\n";
    let upload = Upload { target: Target::Factors, data_type: Some(DataEntryType::Plane), ..upload() };
    let ingestion = bench.ingest(Upload { content: file.as_bytes().into(), ..upload }).await;
    assert_eq!((ingestion.result, ingestion.refused), (JobOutcome::Error, 2));
    assert_eq!(bench.count("factors").await, 0);
}

#[tokio::test]
async fn a_row_of_a_validated_module_is_refused_and_its_stored_rows_stay() {
    let bench = Bench::new().await.with_factors().await;
    let first = format!("{MEMBERS}7001,Ada,51,900001,1,\n7002,Bo,54,900002,1,\n");
    bench.load(members(first.as_bytes())).await;
    sqlx::query(
        "update carbon_report_modules set status = 2, validated_at = now() where module_type_id = 1
         and unit_id = (select id from units where institutional_id = '7001')",
    )
    .execute(&bench.app.db)
    .await
    .unwrap();
    let second = format!("{MEMBERS}7001,Ada,51,900001,0.5,\n7002,Bo,54,900002,0.5,\n");
    let ingestion = bench.ingest(members(second.as_bytes())).await;
    assert_eq!((ingestion.stored, ingestion.refused, ingestion.errors[0].code), (1, 1, "module_validated"));
    assert!((bench.total_kg().await - (707.0 + 353.5)).abs() < 1e-9);
}

#[tokio::test]
async fn a_year_that_does_not_exist_takes_no_file() {
    let bench = Bench::new().await;
    let year = Year::new(2031).unwrap();
    let ingestion = bench.ingest(Upload { year, ..members(b"unit_institutional_id\n7001\n") }).await;
    assert_eq!(ingestion.file_error.unwrap().code, FileCode::YearNotProvisioned);
}

#[tokio::test]
async fn every_ingestion_leaves_a_job_and_a_sealed_record() {
    let bench = Bench::new().await.with_factors().await;
    let bad = bench.ingest(members(b"nonsense\n1\n")).await;
    let (state, result): (String, String) = sqlx::query_as("select state, result from jobs where id = $1")
        .bind(bad.job_id.0)
        .fetch_one(&bench.app.db)
        .await
        .unwrap();
    assert_eq!((state.as_str(), result.as_str()), ("finished", "error"));
    let records = bench.count("audit_records").await;
    assert_eq!(records, bench.count("jobs").await, "one act per job");
    let mut conn = bench.app.db.acquire().await.unwrap();
    let verdict = calco2::audit::verify(&mut conn, None).await.unwrap();
    assert!(matches!(verdict, calco2::audit::Verdict::Intact(Some(newest)) if newest.id == records));
    assert!(sqlx::query("delete from audit_records").execute(&mut *conn).await.is_err(), "records are append-only");
}

#[tokio::test]
async fn stored_sums_agree_with_the_emissions_until_somebody_tampers_with_them() {
    use calco2::ledger::drift;
    let bench = Bench::new().await.with_factors().await;
    let file = format!("{MEMBERS}7001,Ada,51,900001,1,\n7002,Bo,54,900002,0.5,\n");
    bench.load(members(file.as_bytes())).await;
    let mut conn = bench.app.db.acquire().await.unwrap();
    let report = drift::check(&bench.app.db).await.unwrap();
    let unit_years = bench.count("unit_year_aggregates").await as u64;
    assert_eq!((report.checked, report.drifted), (unit_years, Vec::new()));
    sqlx::query("update unit_year_aggregates set total_kg = total_kg + 1 where total_kg > 0")
        .execute(&mut *conn)
        .await
        .unwrap();
    let drifted = drift::check(&bench.app.db).await.unwrap().drifted;
    assert_eq!(drifted.iter().map(|drift| drift.field.as_str()).collect::<Vec<_>>(), ["total_kg", "total_kg"]);
    drift::rebuild(&mut conn, year(), bench.app.clock.now()).await.unwrap();
    assert_eq!(drift::check(&bench.app.db).await.unwrap().drifted, Vec::new());
}

#[tokio::test]
async fn a_quote_that_is_never_closed_uses_nothing_of_the_file() {
    let bench = Bench::new().await.with_factors().await;
    let good = format!("{MEMBERS}7001,Ada,51,900001,1,\n7002,Bo,54,900002,1,\n");
    bench.load(members(good.as_bytes())).await;
    let cut = format!("{MEMBERS}7001,Ada,51,900001,0.5,\"half time\n7002,Bo,54,900002,1,\n");
    let ingestion = bench.ingest(members(cut.as_bytes())).await;
    assert_eq!((ingestion.result, ingestion.errors[0].code), (JobOutcome::Error, "malformed_row"));
    assert_eq!((ingestion.read, ingestion.refused, ingestion.replaced), (1, 1, 0));
    assert_eq!(bench.count("data_entries").await, 2);
}

#[tokio::test]
async fn the_same_file_is_computed_again_when_its_factors_have_changed() {
    let bench = Bench::new().await;
    let file = format!("{MEMBERS}7001,Ada,51,900001,1,\n");
    let first = bench.load(members(file.as_bytes())).await;
    assert_eq!(first.without_emission.get("no_factor"), Some(&1));
    let bench = bench.with_factors().await;
    let again = bench.load(members(file.as_bytes())).await;
    assert_eq!((again.stored, again.unchanged, again.replaced), (1, 0, 1));
    assert!((bench.total_kg().await - 707.0).abs() < 1e-9);
}

#[tokio::test]
async fn a_typing_error_in_a_factor_file_retires_nothing() {
    let bench = Bench::new().await.with_factors().await;
    let file = "country_code,ef_kg_co2eq_per_km\nCH,0.01\nfr,abc\nRoW,0.06\n";
    let upload = Upload { target: Target::Factors, data_type: Some(DataEntryType::Train), ..upload() };
    let ingestion = bench.ingest(Upload { content: file.as_bytes().into(), ..upload }).await;
    let changes = ingestion.factors.unwrap();
    assert_eq!((ingestion.result, changes.unchanged, changes.absent, changes.retired), (JobOutcome::Warning, 2, 0, 0));
    let nothing = bench.ingest(Upload { content: b"country_code,ef_kg_co2eq_per_km\nXXX,1\n".into(), ..upload }).await;
    assert_eq!(nothing.factors.unwrap_or_default().retired, 0);
}

#[tokio::test]
async fn numbers_and_texts_beyond_measure_are_refused_as_rows() {
    let bench = Bench::new().await.with_factors().await;
    let long = "9".repeat(9000);
    let file = format!("{MEMBERS}7001,Ada,51,{long},1,\n7001,Bo,54,900002,1,\n");
    let ingestion = bench.ingest(members(file.as_bytes())).await;
    assert_eq!((ingestion.stored, ingestion.errors[0].code), (1, "out_of_range"));
    let students = "unit_institutional_id,fte\n7001,1e308\n7002,1e999\n7000,2\n";
    let upload = Upload { data_type: Some(DataEntryType::Student), ..upload() };
    let ingestion = bench.ingest(Upload { content: students.as_bytes().into(), ..upload }).await;
    let codes: Vec<_> = ingestion.errors.iter().map(|error| error.code).collect();
    assert_eq!((ingestion.stored, codes), (1, vec!["out_of_range", "not_a_number"]));
}

#[tokio::test]
async fn reference_rows_with_too_many_cells_are_refused() {
    let bench = Bench::new().await;
    let rates = Upload { target: Target::ExchangeRates, ..upload() };
    let ingestion =
        bench.ingest(Upload { content: b"year,currency,units_per_eur\n2025,usd,1,08\n".into(), ..rates }).await;
    assert_eq!(ingestion.errors[0].code, "malformed_row");
    assert_eq!(bench.count("exchange_rates").await, 0);
    let airports = "transport_mode,name,latitude,longitude,country_code,iata_code\n\
                    plane,Alp,46,6,ß,QAA\nplane,Brume,46,6,CH,ßß\nplane,Cap,46,6,CH,QCC\n";
    let upload = Upload { target: Target::Reference, data_type: Some(DataEntryType::Plane), ..upload() };
    let ingestion = bench.ingest(Upload { content: airports.as_bytes().into(), ..upload }).await;
    assert_eq!((ingestion.stored, ingestion.refused), (1, 2));
}

#[tokio::test]
async fn files_of_different_modules_at_once_leave_sums_that_agree() {
    let bench = Bench::new().await.with_factors().await;
    let people = format!("{MEMBERS}7001,Ada,51,900001,1,\n7002,Bo,54,900002,1,\n");
    let trips = golden("csv/professional_travel/plane_per_year_upload.csv");
    let flights = Upload { data_type: Some(DataEntryType::Plane), content: (&trips).into(), ..upload() };
    let again = format!("{MEMBERS}7001,Ada,51,900001,0.5,\n7002,Bo,54,900002,0.5,\n");
    let (a, b, c) = tokio::join!(
        bench.load(members(people.as_bytes())),
        bench.load(flights),
        bench.load(members(again.as_bytes()))
    );
    assert_eq!(a.stored + b.stored + c.stored, 6);
    assert_eq!(bench.count("data_entries").await, 4, "the second file of the slice replaced the first");
    let report = calco2::ledger::drift::check(&bench.app.db).await.unwrap();
    assert_eq!(report.drifted, Vec::new());
}

#[tokio::test]
async fn every_stored_entry_is_explained_by_numbers_whose_product_is_its_emission() {
    use calco2::carbon::ids::DataEntryId;
    use calco2::ledger::explanation;
    let bench = Bench::new().await.with_factors().await;
    let trips = golden("csv/professional_travel/plane_per_year_upload.csv");
    bench.load(Upload { data_type: Some(DataEntryType::Plane), content: (&trips).into(), ..upload() }).await;
    let ids: Vec<i64> =
        sqlx::query_scalar("select id from data_entries order by id").fetch_all(&bench.app.db).await.unwrap();
    let mut conn = bench.app.db.acquire().await.unwrap();
    let computed = explanation::of_entry(&mut conn, DataEntryId(ids[0])).await.unwrap().unwrap();
    let step = &computed.explanation.steps[0];
    let factor = step.factor.as_ref().unwrap();
    let expected = format!(
        "professional_travel__plane__eco (scope 3)\n  factor {} at revision 1: category=short_to_medium_haul \
         cabin_class=economy ef_kg_co2eq_per_km=0.25 rfi_adjustment=1.5 min_distance=0 max_distance=3000\n  \
         856 (km one way) × 1 (trips) × 0.25 (kg per km) × 1.5 (radiative forcing adjustment) = 321 kg",
        factor.id.0
    );
    assert_eq!(step.to_string(), expected);
    assert!((computed.stored_kg - computed.explanation.total_kg()).abs() < 1e-9);
    let imposed = explanation::of_entry(&mut conn, DataEntryId(ids[1])).await.unwrap().unwrap();
    assert!(imposed.explanation.steps[0].to_string().ends_with("imposed: 612.5 kg"));
    assert!(explanation::of_entry(&mut conn, DataEntryId(0)).await.unwrap().is_none());
}

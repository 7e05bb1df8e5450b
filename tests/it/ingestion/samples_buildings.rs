//! Samples of the reference for buildings and process emissions, and what their files do to each other.

use calco2::ingestion::IngestError;

use super::samples::*;
use super::*;

fn data(data_type: DataEntryType, bytes: &[u8]) -> Upload<'_> {
    Upload { content: bytes.into(), ..of_unit(data_type, "7000") }
}

fn factors(data_type: DataEntryType, bytes: &[u8]) -> Upload<'_> {
    Upload { target: Target::Factors, data_type: Some(data_type), content: bytes.into(), ..upload() }
}

fn rooms(bytes: &[u8]) -> Upload<'_> {
    Upload { target: Target::Reference, data_type: Some(DataEntryType::Building), content: bytes.into(), ..upload() }
}

#[tokio::test]
async fn rooms_of_a_unit() {
    let data = of_unit(DataEntryType::Building, "7000");
    sample_gives_expected_emissions("buildings", "room_unit_upload.csv", data).await;
}

#[tokio::test]
async fn rooms_of_a_year() {
    let data = per_year(DataEntryType::Building);
    sample_gives_expected_emissions("buildings", "room_per_year_upload.csv", data).await;
}

#[tokio::test]
async fn bad_rooms() {
    let data = of_unit(DataEntryType::Building, "7000");
    bad_rows_are_refused_as_expected("buildings", "room_bad_rows.csv", data).await;
}

#[tokio::test]
async fn embodied_energy_of_a_typed_surface() {
    for (cells, source) in [
        ("AA,elsewhere,libraries,20", "embodied entry: building AA, 20 m2"),
        ("BB,elsewhere,libraries,30", "embodied entry: building BB, 30 m2"),
    ] {
        let bench = Bench::new().await.with_factors().await;
        let file = format!("building_name,room_name,room_type,room_surface_square_meter\n{cells}\n");
        bench.load(data(DataEntryType::Building, file.as_bytes())).await;
        assert_close(&bench.emissions().await, &[expected_leaves("buildings", source).concat()]);
    }
}

#[tokio::test]
async fn fuels_of_a_unit() {
    let data = of_unit(DataEntryType::EnergyCombustion, "7000");
    sample_gives_expected_emissions("buildings", "combustion_unit_upload.csv", data).await;
}

#[tokio::test]
async fn fuels_of_a_year() {
    let data = per_year(DataEntryType::EnergyCombustion);
    sample_gives_expected_emissions("buildings", "combustion_per_year_upload.csv", data).await;
}

#[tokio::test]
async fn bad_fuels() {
    let data = of_unit(DataEntryType::EnergyCombustion, "7000");
    bad_rows_are_refused_as_expected("buildings", "combustion_bad_rows.csv", data).await;
}

#[tokio::test]
async fn gases_of_a_unit() {
    let bench = Bench::new().await.with_factors().await;
    let bytes = golden("csv/process_emissions/process_unit_upload.csv");
    let ingestion = bench.ingest(data(DataEntryType::ProcessEmissions, &bytes)).await;
    let errors: Vec<_> = ingestion.errors.iter().map(|error| (error.row, error.code, error.message.as_str())).collect();
    assert_eq!(errors, [(5, "missing", "subcategory is required for Refrigerant: one of SF6, R999x")]);
    assert_eq!(ingestion.without_emission, BTreeMap::from([("no_factor", 1)]));
    assert_close(&bench.emissions().await, &expected_leaves("process_emissions", "process_unit_upload.csv"));
}

#[tokio::test]
async fn gases_of_a_year() {
    let data = per_year(DataEntryType::ProcessEmissions);
    sample_gives_expected_emissions("process_emissions", "process_per_year_upload.csv", data).await;
}

#[tokio::test]
async fn bad_gases() {
    let data = of_unit(DataEntryType::ProcessEmissions, "7000");
    bad_rows_are_refused_as_expected("process_emissions", "process_bad_rows.csv", data).await;
}

#[tokio::test]
async fn fuels_and_gases_wait_for_their_factors_and_rooms_do_not() {
    let bench = Bench::new().await;
    for (data_type, file) in [
        (DataEntryType::EnergyCombustion, "name,quantity\npellets,1\n"),
        (DataEntryType::ProcessEmissions, "category,quantity\nCO2,1\n"),
    ] {
        let ingestion = bench.ingest(data(data_type, file.as_bytes())).await;
        assert_eq!(ingestion.file_error.unwrap().code, FileCode::NoFactors);
    }
    let file = b"building_name,room_name,room_type,room_surface_square_meter\nAA,1,office,\nAA,2,office,20\n";
    let ingestion = bench.load(data(DataEntryType::Building, file)).await;
    assert_eq!(ingestion.without_emission, BTreeMap::from([("no_surface", 1), ("no_factor", 1)]));
}

#[tokio::test]
async fn a_fuel_measured_in_several_units_must_name_its_unit() {
    let bench = Bench::new().await;
    let file = b"name,unit,ef_kg_co2eq_per_unit\nnatural_gas,kWh,0.2\nnatural_gas,m3,2\nNatural_Gas,KWH,0.3\n";
    let ingestion = bench.ingest(factors(DataEntryType::EnergyCombustion, file)).await;
    assert_eq!((ingestion.errors[0].code, ingestion.errors[0].first_line), ("duplicate", Some(2)));
    let file = b"name,unit,quantity\nnatural_gas,,1\nnatural_gas,m3,10\n";
    let ingestion = bench.ingest(data(DataEntryType::EnergyCombustion, file)).await;
    let errors: Vec<_> = ingestion.errors.iter().map(|error| (error.row, error.code)).collect();
    assert_eq!(errors, [(1, "ambiguous")]);
    assert!((bench.total_kg().await - 20.0).abs() < 1e-9);
}

#[tokio::test]
async fn embodied_energy_has_factors_and_no_data_file() {
    let bench = Bench::new().await;
    for target in [Target::Data, Target::Reference] {
        let upload = Upload { target, ..data(DataEntryType::BuildingEmbodiedEnergy, b"building_name\nAA\n") };
        let refusal = ingest(&bench.app, &Actor::program("test"), Upload { unit: None, ..upload }).await;
        assert!(matches!(refusal, Err(IngestError::Usage(_))), "{refusal:?}");
    }
    let file = b"building_name,category,ef_kgco2eq_per_m2\nAA,extension,2\nAA,new-env,2\n";
    let ingestion = bench.ingest(factors(DataEntryType::BuildingEmbodiedEnergy, file)).await;
    assert_eq!((ingestion.errors[0].code, ingestion.factors.unwrap().inserted), ("unusable_factor", 1));
}

#[tokio::test]
async fn a_rooms_file_is_the_complete_list_and_names_its_bad_rows() {
    let bench = Bench::new().await;
    let header = "building_name,room_name,room_type,room_surface_square_meter\n";
    let first = format!("{header}AA,1,office,20\nAA,2,,-\nBB,1,Archives,\n");
    let ingestion = bench.load(rooms(first.as_bytes())).await;
    assert_eq!((ingestion.stored, ingestion.unchanged, ingestion.replaced), (3, 0, 0));
    let second = format!("{header}AA,1,office,20\naa, 1 ,office,30\nAA,2,,12.5\nCC,1,kitchen,-3\nCC,,office,many\n");
    let ingestion = bench.ingest(rooms(second.as_bytes())).await;
    let errors: Vec<_> = ingestion.errors.iter().map(|error| (error.row, error.code, error.first_line)).collect();
    let expected = [
        (2, "duplicate", Some(2)),
        (4, "bad_enum", None),
        (4, "out_of_range", None),
        (5, "missing", None),
        (5, "not_a_number", None),
    ];
    assert_eq!(errors, expected);
    assert_eq!((ingestion.stored, ingestion.unchanged, ingestion.replaced), (1, 1, 0));
    let listed = "select building_key || '/' || room_key || '=' || coalesce(surface_square_meter::text, '?')
                  from building_rooms order by 1";
    let all: Vec<String> = sqlx::query_scalar(listed).fetch_all(&bench.app.db).await.unwrap();
    assert_eq!(all, ["aa/1=20", "aa/2=12.5", "bb/1=?"], "beside a row that cannot be read nothing is removed");
    let whole = format!("{header}AA,1,office,20\nAA,2,,12.5\n");
    assert_eq!(bench.load(rooms(whole.as_bytes())).await.replaced, 1);
    let useless = format!("{header}CC,,office,1\n");
    assert_eq!(bench.ingest(rooms(useless.as_bytes())).await.result, JobOutcome::Error);
    assert_eq!(bench.count("building_rooms").await, 2, "a file without a valid row changes nothing");
}

#[tokio::test]
async fn results_of_rooms_get_stale_by_the_rooms_list_and_by_embodied_energy() {
    let bench = Bench::new().await.with_factors().await;
    let revisions = async || {
        let sql = "select factor_revision, reference_revision from calculation_inputs where data_entry_type_id = 30";
        sqlx::query_as::<_, (i32, i32)>(sql).fetch_one(&bench.app.db).await.unwrap()
    };
    let (factor, reference) = revisions().await;
    let embodied = golden("csv/buildings/embodied_energy_factors.csv");
    bench.load(factors(DataEntryType::BuildingEmbodiedEnergy, &embodied)).await;
    bench.load(rooms(&golden("csv/buildings/rooms_reference.csv"))).await;
    assert_eq!(revisions().await, (factor, reference), "the same files change nothing");
    let other = b"building_name,category,ef_kgco2eq_per_m2\nAA,new-env,3\n";
    bench.load(factors(DataEntryType::BuildingEmbodiedEnergy, other)).await;
    assert_eq!(revisions().await, (factor, reference + 1));
    bench.load(rooms(b"building_name,room_name,room_surface_square_meter\nAA,AA 001,21\n")).await;
    assert_eq!(revisions().await, (factor, reference + 2));
}

//! The form itself: what it says before, and what it refuses.

use super::*;

const GASES: &str = "target=factors&type=process_emissions";
const FACTORS: &[u8] = b"category,subcategory,unit,ef_kg_co2eq_per_unit\nCO2,,kg,1\nCH4,,kg,28\n";
const DATA: &[u8] = b"unit_institutional_id,category,quantity\nU100,CO2,10\nU100,CH4,2\nU999,CO2,1\n";

/// Place, fields, file, beginning of the message.
type Case<'a> = (&'a str, &'a [(&'a str, &'a str)], Option<(&'a str, &'a [u8])>, &'a str);

#[tokio::test]
async fn what_cannot_be_taken_in_comes_back_with_what_was_chosen() {
    let mut clerk = Clerk::new().await;
    let gas_data = "target=data&type=process_emissions";
    let large = vec![b'x'; 100_000_001];
    let cases: [Case; 4] = [
        (GASES, &[("absent", "keep")], None, "Choose a CSV file."),
        (GASES, &[], Some(("factors.xlsx", FACTORS)), "“factors.xlsx” is not a CSV file."),
        (GASES, &[], Some(("large.csv", &large)), "The file is larger than"),
        (gas_data, &[("unit", "nowhere")], Some(("gases.csv", DATA)), "There is no unit “nowhere”."),
    ];
    for (place, fields, file, message) in cases {
        let answer = clerk.send(place, fields, file).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{message}");
        assert!(answer.texts("#errors li")[0].starts_with(message), "{:?}", answer.texts("#errors li"));
        assert!(answer.texts("title")[0].starts_with("Error: "), "{message}");
        for (name, value) in fields {
            let checked = format!("input[name={name}][value={value}]");
            assert_eq!(answer.texts(&checked).len(), 1, "{checked}");
        }
    }
    assert_eq!(clerk.count("jobs").await, 1, "the year was created, nothing else was asked for");
    clerk.close().await;
}

#[tokio::test]
async fn the_form_says_what_a_file_replaces_and_the_card_what_came_of_it() {
    let mut clerk = Clerk::new().await;
    let form = clerk.browser.get(&format!("/data-management/{YEAR}/upload?{GASES}")).await;
    assert!(form.texts(".upload-consequences li")[0].starts_with("There are no factors yet."));
    clerk.upload(GASES, &[], ("gases.csv", FACTORS)).await;
    let form = clerk.browser.get(&format!("/data-management/{YEAR}/upload?{GASES}")).await;
    assert!(form.texts(".upload-consequences li")[0].starts_with("2 factors are there;"));

    let job = clerk.upload("target=data&type=process_emissions", &[], ("gases_2025.csv", DATA)).await;
    assert_eq!(job["result"], "warning");
    let form = clerk.browser.get(&format!("/data-management/{YEAR}/upload?target=data&type=process_emissions")).await;
    assert!(form.texts(".upload-consequences li")[0].starts_with("The file replaces 2 entries in 1 unit"));
    let page = clerk.browser.get(&format!("/data-management?year={YEAR}&open=process_emissions")).await;
    let card = page.texts("#data-process-emissions").remove(0);
    for words in ["Loaded with warnings", "gases_2025.csv", "2 rows", "Nadia Brunner", "1 row was skipped."] {
        assert!(card.contains(words), "{words} in {card}");
    }

    let bad: &[u8] = b"unit_institutional_id,colour\nU100,red\n";
    let job = clerk.upload("target=data&type=process_emissions", &[], ("colours.csv", bad)).await;
    assert_eq!(job["result"], "error");
    let page = clerk.browser.get(&format!("/data-management?year={YEAR}&open=process_emissions")).await;
    let card = page.texts("#data-process-emissions").remove(0);
    for words in ["Last upload failed", "colours.csv", "The file has no columns", "gases_2025.csv", "2 rows"] {
        assert!(card.contains(words), "{words} in {card}");
    }
    assert_eq!(clerk.count("data_entries").await, 2, "a failed file leaves what was there");
    clerk.close().await;
}

#[tokio::test]
async fn a_file_is_given_back_as_it_came_and_so_are_its_refused_rows() {
    let mut clerk = Clerk::new().await;
    clerk.upload(GASES, &[], ("gases.csv", FACTORS)).await;
    let job = clerk.upload("target=data&type=process_emissions", &[], ("d\u{e9}p\u{f4}t.csv", DATA)).await;
    let original = clerk.browser.get(&format!("/pipelines/jobs/{}/file", job["job_id"])).await;
    assert_eq!((original.status, original.bytes.as_slice()), (StatusCode::OK, DATA));
    assert_eq!(
        original.header("content-disposition"),
        "attachment; filename=\"d_p_t.csv\"; filename*=UTF-8''d%C3%A9p%C3%B4t.csv"
    );
    let errors = clerk.browser.get(&format!("/pipelines/jobs/{}/errors.csv", job["job_id"])).await;
    assert_eq!(
        errors.text(),
        "row,line,column,value,code,message,first_line\r\n\
         3,4,unit_institutional_id,U999,unknown_unit,no unit “U999” has a report in 2025,\r\n"
    );
    let rows = clerk.browser.get(&format!("/pipelines/jobs/{}/skipped.csv", job["job_id"])).await;
    assert_eq!(
        rows.text(),
        "\u{feff}unit_institutional_id,category,quantity,line,error\r\n\
         U999,CO2,1,4,no unit “U999” has a report in 2025\r\n"
    );
    clerk.close().await;
}

#[tokio::test]
async fn a_unit_s_own_file_for_a_validated_module_is_refused_before_it_is_read() {
    let mut clerk = Clerk::new().await;
    clerk.upload(GASES, &[], ("gases.csv", FACTORS)).await;
    sqlx::query(
        "update carbon_report_modules set status = 2, validated_at = now()
         where module_type_id = 8 and unit_id = (select id from units where institutional_id = 'U100' or institutional_code = 'U100')",
    )
    .execute(&clerk.app.db)
    .await
    .unwrap();
    let jobs = clerk.count("jobs").await;
    let own: &[u8] = b"category,quantity\nCO2,10\n";
    let place = "target=data&type=process_emissions";
    let answer = clerk.send(place, &[("unit", "U100"), ("do", "upload")], Some(("own.csv", own))).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text());
    assert!(answer.texts("#errors li")[0].starts_with("The module is validated."));
    assert_eq!(clerk.count("jobs").await, jobs, "nothing was asked for");
    let accepted = clerk.upload(place, &[("unit", "U200")], ("own.csv", own)).await;
    assert_eq!(accepted["result"], "success", "{accepted:#}");
    clerk.worker.stop().await;
}

#[tokio::test]
async fn facility_sums_are_asked_for_and_computed() {
    let mut clerk = Clerk::new().await;
    let facilities: &[u8] =
        b"researchfacility_id,researchfacility_name,kg_co2eq_sum,total_use,use_unit\nU900,Cleanroom,,100,hours\n";
    clerk.upload("target=factors&type=research_facilities", &[], ("facilities.csv", facilities)).await;
    let address = format!("/data-management/{YEAR}/research_facilities/compute?type=research_facilities");
    let page = clerk.browser.get(&address).await;
    assert!(page.text().contains("1 factor of a facility is there."));
    let answer = clerk.browser.post(&address, &[]).await;
    assert_eq!(
        (answer.status, answer.location()),
        (StatusCode::SEE_OTHER, "/data-management?year=2025&open=research_facilities#factors-research-facilities")
    );
    assert_eq!(clerk.newest_job().await["job_type"], "computed_factors");
    for nowhere in ["research_facilities/compute?type=plane", "equipment/compute?type=research_facilities"] {
        let answer = clerk.browser.get(&format!("/data-management/{YEAR}/{nowhere}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{nowhere}");
    }
    clerk.close().await;
}

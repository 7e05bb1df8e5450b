//! The directory service: what is asked, what is understood, what happens when it misbehaves.

use std::time::{Duration, Instant};

use calco2::directory::{Directory, DirectoryError, DirectoryPerson, Source};
use calco2::platform::Config;
use serde_json::{Value, json};

use crate::support::accred::{AccredDouble, Mood, right};

fn source(double: &AccredDouble) -> Source {
    Source::of(&Config::from_values(&double.settings()).unwrap()).unwrap()
}

async fn person(double: &AccredDouble, id: &str) -> Result<Option<DirectoryPerson>, DirectoryError> {
    source(double).person(id).await
}

async fn units(double: &AccredDouble) -> Result<Directory, DirectoryError> {
    source(double).directory().await
}

#[tokio::test]
async fn a_person_is_read_with_the_rights_that_count() {
    let double = AccredDouble::start().await;
    double.know("123456", &[("calco2.user.principal", "0184"), ("calco2.reader", "0184")]);
    let without = |key: &str| {
        let mut right = right("calco2.user.standard", "0184");
        right.as_object_mut().unwrap().remove(key);
        right
    };
    let expired = json!({ "name": "calco2.user.principal", "state": "expired", "accredunitid": "14270",
        "reason": { "resource": { "cf": "0185" } } });
    let nowhere = json!({ "name": "calco2.user.standard", "state": "active", "accredunitid": "",
        "reason": { "resource": { "cf": "0186" } } });
    let no_resource = json!({ "name": "calco2.user.standard", "state": "active", "accredunitid": "1",
        "reason": { "resource": null } });
    let odd = [without("reason"), without("name"), without("accredunitid"), expired, nowhere, no_resource, json!(7)];
    double.known().rights.get_mut("123456").unwrap().extend(odd);
    double.known().rights.get_mut("123456").unwrap().push(right("calco2.backoffice.metier", "13030"));
    let person = person(&double, "123456").await.unwrap().unwrap();
    assert_eq!(person.email.as_deref(), Some("123456@example.org"));
    assert_eq!(person.display.as_deref(), Some("Person 123456"));
    assert_eq!(person.function.as_deref(), Some("Engineer"));
    let rights: Vec<_> =
        person.authorizations.iter().map(|right| (right.name.as_str(), right.active_cost_centre())).collect();
    let expected = [
        ("calco2.user.principal", Some("0184")),
        ("calco2.reader", Some("0184")),
        ("calco2.backoffice.metier", Some("13030")),
    ];
    assert_eq!(rights, expected);
    assert_eq!(
        double.known().asked,
        [
            "/persons/123456",
            "/authorizations?persid=123456&state=active&expand=0&type=right&searchauthorization=calco2."
        ]
    );
}

#[tokio::test]
async fn the_service_is_opened_with_a_token_or_with_a_name_and_a_password() {
    let double = AccredDouble::start().await;
    person(&double, "1").await.unwrap();
    let named = [double.settings()[0], double.settings()[1], ("ACCRED_USERNAME", "calco2")];
    let named = Source::of(&Config::from_values(&named).unwrap()).unwrap();
    named.person("1").await.unwrap();
    // base64 of calco2:hush
    assert_eq!(double.known().opened_with, ["Bearer hush", "Basic Y2FsY28yOmh1c2g="]);
}

#[tokio::test]
async fn nobody_is_asked_for_whose_number_could_change_the_address() {
    let double = AccredDouble::start().await;
    for id in ["", "..", ".", "1/../2", "a b", "1?x", "%2e%2e", "é"] {
        assert!(person(&double, id).await.unwrap().is_none(), "{id}");
    }
    assert!(double.known().asked.is_empty());
    assert!(person(&double, "unknown").await.unwrap().is_none());
    assert_eq!(double.known().asked, ["/persons/unknown"]);
}

#[tokio::test]
async fn a_passing_failure_is_overcome_and_a_lasting_one_is_not_repeated() {
    let double = AccredDouble::start().await;
    double.know("1", &[]);
    for mood in [Mood::Failing(503, 2), Mood::Failing(500, 1), Mood::Failing(429, 2), Mood::HangingUp(2)] {
        double.set_mood(mood.clone());
        assert!(person(&double, "1").await.unwrap().is_some(), "{mood:?}");
    }
    double.known().asked.clear();
    double.set_mood(Mood::Failing(502, 10));
    let error = person(&double, "1").await.unwrap_err();
    assert_eq!(error.to_string(), "the directory service answered 502 Bad Gateway when asked for a person");
    assert_eq!(double.known().asked.len(), 3);
    for status in [400, 401, 403, 410] {
        double.known().asked.clear();
        double.set_mood(Mood::Failing(status, 10));
        person(&double, "1").await.unwrap_err();
        assert_eq!(double.known().asked.len(), 1, "{status}");
    }
    double.known().asked.clear();
    double.set_mood(Mood::Busy(600));
    person(&double, "1").await.unwrap_err();
    assert_eq!(double.known().asked.len(), 1, "who wants ten minutes is not waited for");
}

#[tokio::test]
async fn a_service_that_says_nothing_is_left_after_ten_seconds() {
    let double = AccredDouble::start().await;
    double.set_mood(Mood::Stalled);
    let begun = Instant::now();
    let error = person(&double, "1").await.unwrap_err();
    assert!(matches!(error, DirectoryError::Unreachable(_)), "{error}");
    let taken = begun.elapsed();
    assert!(taken >= Duration::from_secs(9) && taken < Duration::from_secs(14), "{taken:?}");
    assert_eq!(double.known().asked.len(), 1);
}

#[tokio::test]
async fn nobody_follows_where_the_service_redirects() {
    let (double, other) = (AccredDouble::start().await, AccredDouble::start().await);
    double.set_mood(Mood::Redirecting(format!("{}/persons/1", other.url)));
    let error = person(&double, "1").await.unwrap_err();
    assert!(error.to_string().contains("307"), "{error}");
    assert!(other.known().asked.is_empty());
}

#[tokio::test]
async fn an_answer_without_end_or_sense_is_refused() {
    let double = AccredDouble::start().await;
    double.set_mood(Mood::Endless);
    let error = person(&double, "1").await.unwrap_err();
    assert!(error.to_string().contains("is larger than 1048576 bytes"), "{error}");
    for (said, why) in [
        ("<html>", "cannot be read"),
        ("{}", "is about somebody else"),
        (r#"{"id": "2", "email": "a@example.org"}"#, "is about somebody else"),
    ] {
        double.set_mood(Mood::Saying(said.to_owned()));
        let error = person(&double, "1").await.unwrap_err().to_string();
        assert!(error.contains(why), "{said}: {error}");
    }
    double.set_mood(Mood::Saying(r#"{"id": 1}"#.to_owned()));
    let error = person(&double, "1").await.unwrap_err().to_string();
    assert!(error.contains("a person's rights cannot be read"), "{error}");
}

#[tokio::test]
async fn a_service_that_is_not_there_is_an_error_without_its_secrets() {
    let settings = [("ACCRED_URL", "http://user:secret@127.0.0.1:9"), ("ACCRED_TOKEN", "hush")];
    let source = Source::of(&Config::from_values(&settings).unwrap()).unwrap();
    let error = source.person("1").await.unwrap_err();
    let told = format!("{error} {error:?}");
    assert!(!told.contains("secret") && !told.contains("hush"), "{told}");
}

fn unit(number: usize) -> Value {
    json!({ "id": number, "cf": format!("{:04}", number), "name": format!("U{number}"), "level": 4,
        "ancestors": [10582, "12635"], "enddate": "0001-01-01T00:00:00Z", "unittypeid": 3, "parentid": 12635 })
}

#[tokio::test]
async fn units_are_read_page_by_page_until_all_are_there() {
    let double = AccredDouble::start().await;
    double.known().units = (1..=250).map(unit).collect();
    let directory = units(&double).await.unwrap();
    assert_eq!(directory.units.len(), 250);
    assert_eq!((directory.units[0].id.as_str(), directory.units[0].ancestors.len()), ("1", 2));
    assert!(directory.gaps == calco2::directory::Gaps::default() && directory.persons.is_empty());
    assert_eq!(double.known().asked.len(), 3);
    assert_eq!(double.known().asked[2], "/units?pageindex=2&pagesize=100");

    // pages that are shorter than asked for
    double.known().on_a_page = Some(70);
    assert_eq!(units(&double).await.unwrap().units.len(), 250);

    double.known().units.clear();
    assert!(units(&double).await.unwrap().units.is_empty());
}

#[tokio::test]
async fn a_list_that_ends_too_early_is_partial_and_one_that_never_ends_is_refused() {
    let double = AccredDouble::start().await;
    double.known().units = (1..=30).map(unit).collect();
    double.known().count = Some(500);
    let directory = units(&double).await.unwrap();
    assert_eq!((directory.units.len(), directory.gaps.is_partial), (30, true));
    assert_eq!(directory.gaps.warnings, ["the directory speaks of 500 units and lists 30"]);

    double.set_mood(Mood::Saying(json!({ "count": 1_000_000, "units": [unit(1)] }).to_string()));
    let error = units(&double).await.unwrap_err().to_string();
    assert!(error.contains("does not end"), "{error}");
    assert!(double.known().asked.len() <= 1_010);
}

#[tokio::test]
async fn a_unit_that_cannot_be_read_is_left_out_by_name() {
    let double = AccredDouble::start().await;
    let broken = |id: Value, level: Value| json!({ "id": id, "name": "Broken", "level": level });
    let mut headed = unit(7);
    headed["responsible"] = json!({ "id": "123456", "email": "h@example.org", "display": "Ada Head" });
    let mut headless = unit(8);
    headless["responsible"] = json!({ "email": "h@example.org" });
    double.known().units =
        vec![unit(1), broken(json!("B2"), json!("four")), broken(json!(3), json!(9)), headed, headless];
    let directory = units(&double).await.unwrap();
    let read: Vec<_> = directory.units.iter().map(|unit| (unit.id.as_str(), unit.responsible.is_some())).collect();
    assert_eq!(read, [("1", false), ("7", true), ("8", false)]);
    assert_eq!(directory.gaps.codes, ["B2", "3"]);
    assert!(!directory.gaps.is_partial);
    assert_eq!(directory.gaps.warnings[1], "unit 3 has a level other than 1 to 4; it stays as it was");
    double.known().units.push(json!({ "name": "Nameless", "level": 4 }));
    assert!(units(&double).await.unwrap().gaps.is_partial);
}

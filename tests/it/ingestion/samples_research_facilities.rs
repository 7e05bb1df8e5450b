//! Every sample of the reference for research facilities, each alone in a fresh year.

use super::samples::{of_unit, per_year, sample_gives_expected_emissions};
use super::*;

const MODULE: &str = "research_facilities";

#[tokio::test]
async fn use_of_facilities_in_a_year() {
    let data = per_year(DataEntryType::ResearchFacilities);
    sample_gives_expected_emissions(MODULE, "researchfacilities_common_per_year_upload.csv", data).await;
}

#[tokio::test]
async fn use_of_facilities_by_a_unit() {
    let data = of_unit(DataEntryType::ResearchFacilities, "U100");
    sample_gives_expected_emissions(MODULE, "researchfacilities_common_unit_upload.csv", data).await;
}

#[tokio::test]
async fn animals_in_a_year() {
    let data = per_year(DataEntryType::MiceAndFishAnimalFacilities);
    sample_gives_expected_emissions(MODULE, "researchfacilities_animals_per_year_upload.csv", data).await;
}

#[tokio::test]
async fn animals_of_a_unit() {
    let data = of_unit(DataEntryType::MiceAndFishAnimalFacilities, "U100");
    sample_gives_expected_emissions(MODULE, "researchfacilities_animals_unit_upload.csv", data).await;
}

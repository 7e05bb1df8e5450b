#![expect(clippy::float_cmp, reason = "sums of whole numbers are exact")]

use proptest::prelude::*;

use super::*;
use crate::carbon::taxonomy::ModuleStatus;
use crate::charts::svg::{self, Look};
use crate::charts::{self, Cell, Item, Text};
use crate::reporting::breakdown::Sum;
use crate::reporting::breakdown::tests::{VALIDATED, any_unit, example, figures, leaf, sum, years};

const ALL_DATA: ChartChoices =
    ChartChoices { data: Data::All, additional: false, breakdown: None, breakdown_as: Shape::Share };

fn set(breakdown: Breakdown, selected: &[i16], choices: ChartChoices, lang: Lang) -> ChartSet {
    ChartSet::drawn(breakdown, &Filter::of_years(years(selected)), choices, (lang, ON_PAGES))
}

fn example_set(choices: ChartChoices, lang: Lang) -> ChartSet {
    set(sum(&[2025], &[vec![figures(2025, VALIDATED, 2.0, example())]]), &[2025], choices, lang)
}

/// Numbers of a column of a table.
fn column(rows: &[Vec<Cell>], position: usize) -> f64 {
    rows.iter().map(|row| if let Cell::Number(number) = row[position] { number } else { 0.0 }).sum()
}

fn titles(items: &[Item]) -> Vec<&str> {
    let title = |item: &'_ Item| matches!(item, Item::Group { title: Some(_), .. });
    items
        .iter()
        .filter(|item| title(item))
        .map(|item| match item {
            Item::Group { title: Some(title), .. } => title.as_str(),
            _ => "",
        })
        .collect()
}

#[test]
fn the_example_of_the_reference_is_drawn_as_0_305_tonnes() {
    let choices = ChartChoices { additional: true, ..ChartChoices::default() };
    let set = example_set(choices, Lang::En);
    assert!((set.shown.total() - 305.0).abs() < 1e-9);
    let table = &set.aggregated.table;
    assert!((column(&table.rows, 2) - 0.305).abs() < 1e-12);
    let lines: Vec<(String, String)> = table.rows.iter().map(|row| (row[0].written(0), row[1].written(0))).collect();
    for (category, part) in [
        ("Thermal energy", "Decentralized heating"),
        ("Centralized purchases", "Centralized purchases"),
        ("Buildings", "Lighting"),
        ("Research facilities", "Animal facilities"),
        ("Construction, renovation", "Construction and renovation"),
    ] {
        assert!(lines.contains(&(category.to_owned(), part.to_owned())), "{category}, {part}: {lines:?}");
    }
    // scopes: 60 kg, 120 kg, 35 kg and 90 kg apart
    let said = format!("{:?}", set.aggregated.wide);
    for band in ["Scope 1", "0.06\u{a0}t", "0.1\u{a0}t", "0.04\u{a0}t", "0.09\u{a0}t, estimated"] {
        assert!(said.contains(&format!("words: {band:?}")), "{band}");
    }
    let it = set.it.unwrap();
    assert_eq!((it.kg, super::it_focus::one_decimal(it.share).as_str()), (25.0, "8.2\u{a0}%"));
    let per_fte = set.per_fte.unwrap();
    assert!((per_fte.total - 0.1525).abs() < 1e-12);
}

#[test]
fn what_is_left_out_is_said() {
    let mut status = VALIDATED;
    status[ModuleType::Equipment.index()] = ModuleStatus::InProgress;
    let breakdown = || sum(&[2025], &[vec![figures(2025, status, 2.0, example())]]);
    let shown = set(breakdown(), &[2025], ChartChoices::default(), Lang::En).shown;
    assert_eq!((shown.validated, shown.not_validated), (195.0, 0.0));
    assert_eq!((shown.not_validated_left_out, shown.additional_left_out), (20.0, 90.0));
    let all = set(breakdown(), &[2025], ALL_DATA, Lang::En);
    assert_eq!((all.shown.validated, all.shown.not_validated), (195.0, 20.0));
    assert_eq!(
        Words(Lang::En).shown(shown),
        "Drawn: 0.2 of 0.3\u{a0}t. Not yet validated: <\u{a0}0.1\u{a0}t. Additional categories: 0.1\u{a0}t."
    );
    let hatched = titles(&all.aggregated.wide.items).into_iter().find(|title| title.contains("Not yet validated"));
    assert_eq!(hatched, Some("Equipment: Not yet validated: 0.02\u{a0}t (9\u{a0}%)"));
    // equipment is information technology too: not counted, but said
    let left_out = all.it.unwrap().left_out.unwrap();
    assert_eq!(left_out, "Not counted because not yet validated: IT equipment 0.02\u{a0}t.");
}

#[test]
fn the_largest_purchases_are_named_and_the_others_are_the_rest() {
    let purchases = ["services", "vehicles", "it_equipment", "other", "scientific_equipment"];
    let leaves =
        purchases.iter().enumerate().map(|(kg, part)| leaf(&format!("purchases__{part}"), 1000.0 * (kg + 1) as f64));
    let breakdown = sum(&[2025], &[vec![figures(2025, VALIDATED, 0.0, leaves.collect())]]);
    let set = set(breakdown, &[2025], ChartChoices::default(), Lang::En);
    assert_eq!(
        titles(&set.aggregated.wide.items),
        [
            "Purchases: Scientific equipment: 5.0\u{a0}t (33\u{a0}%)",
            "Purchases: Other purchases: 4.0\u{a0}t (27\u{a0}%)",
            "Purchases: IT equipment: 3.0\u{a0}t (20\u{a0}%)",
            "Purchases: Rest: 3.0\u{a0}t (20\u{a0}%)",
        ]
    );
    // the table has every one of them
    assert_eq!(set.aggregated.table.rows.len(), 5);
    assert!(set.per_fte.is_none());
}

#[test]
fn files_have_a_line_for_each_part_and_the_head_of_the_language() {
    let csv =
        |lang| String::from_utf8(example_set(ChartChoices::default(), lang).aggregated.table.csv().unwrap()).unwrap();
    assert_eq!(
        csv(Lang::En).lines().collect::<Vec<_>>(),
        [
            "\u{feff}category,subcategory,co2 (t CO₂-eq)",
            "Thermal energy,Decentralized heating,0.05",
            "Centralized purchases,Centralized purchases,0.01",
            "Buildings,Lighting,0.1",
            "Equipment,IT equipment,0.02",
            "Research facilities,Research facilities,0.02",
            "Research facilities,IT facilities,0.005",
            "Research facilities,Animal facilities,0.01",
        ]
    );
    assert!(csv(Lang::Fr).starts_with("\u{feff}catégorie,sous-catégorie,co2 (t CO₂-éq)\r\n"));
}

#[test]
fn years_share_one_scale_and_say_how_they_changed() {
    let year = |year, kg| figures(year, VALIDATED, 0.0, vec![leaf("purchases__services", kg), leaf("food", 1.0)]);
    let breakdown = sum(&[2025, 2024], &[vec![year(2024, 40_000.0), year(2025, 30_000.0)]]);
    let set = set(breakdown, &[2025, 2024], ChartChoices::default(), Lang::En);
    let years = set.years.unwrap();
    assert_eq!(years.wide.description, "30\u{a0}t in 2025: −25.0\u{a0}% compared to 2024 with 40\u{a0}t.");
    let purchases = years.table.rows.iter().find(|row| row[0] == Cell::of("Purchases")).unwrap();
    assert_eq!(purchases[1..], [Cell::Number(40.0), Cell::Number(30.0), Cell::Change(-25.0)]);
    // nothing before: no change
    assert_eq!(years.table.rows[0][1..], [Cell::Number(0.0), Cell::Number(0.0), Cell::Missing]);
    assert_eq!(example_set(ChartChoices::default(), Lang::En).years.map(|chart| chart.table), None);
}

/// The years chart of so many years up to 2025, each with a tonne more than the one before.
fn of_years(count: i16) -> Chart {
    let selected: Vec<i16> = (0..count).map(|back| 2025 - back).collect();
    let kg = |year: i16| f64::from(year - 2000) * 1000.0;
    let year = |year: &i16| figures(*year, VALIDATED, 0.0, vec![leaf("purchases__services", kg(*year))]);
    let breakdown = sum(&selected, &[selected.iter().rev().map(year).collect()]);
    set(breakdown, &selected, ChartChoices::default(), Lang::En).years.unwrap()
}

fn words_of(drawing: &charts::Drawing) -> Vec<&Text> {
    let words = drawing.items.iter().filter_map(|item| if let Item::Text(text) = item { Some(text) } else { None });
    words.collect()
}

/// Years with the places of their headings.
fn headings(drawing: &charts::Drawing) -> Vec<(String, [f64; 2])> {
    let heading =
        |text: &&&Text| text.words.starts_with("20") && text.words.get(4..).is_some_and(|rest| rest.starts_with(':'));
    words_of(drawing).iter().filter(heading).map(|text| (text.words[..4].to_owned(), text.at)).collect()
}

#[test]
fn twelve_years_are_drawn_three_on_a_line_oldest_first() {
    for count in [2, 6, 7, 12] {
        let chart = of_years(count);
        for (drawing, on_a_line) in [(&chart.wide, 3), (chart.narrow.as_ref().unwrap(), 1)] {
            let headings = headings(drawing);
            let expected: Vec<String> = (2026 - count..=2025).map(|year| year.to_string()).collect();
            assert_eq!(headings.iter().map(|(year, _)| year.clone()).collect::<Vec<_>>(), expected);
            for (place, (year, at)) in headings.iter().enumerate() {
                let neighbours = headings.iter().filter(|(_, other)| other[1] == at[1]).count();
                let of_last_line = place / on_a_line == (headings.len() - 1) / on_a_line;
                assert!(neighbours == on_a_line.min(headings.len()) || of_last_line, "{year} of {count}");
                assert!(at[0] + 300.0 <= drawing.width && at[1] < drawing.height, "{year} of {count}");
            }
        }
        assert!(!chart.wide.description.contains("newest"), "{}", chart.wide.description);
        assert_eq!(titles(&chart.wide.items).len(), count as usize);
    }
}

#[test]
fn of_more_years_the_newest_twelve_are_drawn_and_the_drawing_says_so() {
    let chart = of_years(15);
    let sentence = "The newest 12 of 15 years are drawn; the table has all.";
    for drawing in [&chart.wide, chart.narrow.as_ref().unwrap()] {
        let headings = headings(drawing);
        assert_eq!((headings.len(), headings[0].0.as_str(), headings[11].0.as_str()), (12, "2014", "2025"));
        assert!(drawing.description.ends_with(sentence), "{}", drawing.description);
        let words = words_of(drawing);
        let said: Vec<&str> = words.iter().map(|text| text.words.as_str()).collect();
        assert!(said.join(" ").ends_with(sentence), "{said:?}");
        // inside the drawing, below everything else
        let last = words.last().unwrap();
        assert!(words.iter().all(|text| text.at[1] <= last.at[1]) && last.at[1] < drawing.height);
        assert!(charts::text::width(&last.words, last.size, last.weight) <= drawing.width);
    }
    // a year each, and the change to each but the first
    assert_eq!(chart.table.columns.len(), 1 + 15 + 14);
}

#[test]
fn a_module_that_has_nothing_gives_way_to_the_first_that_has() {
    let asked = |module| {
        let choices = ChartChoices { breakdown: Some(module), ..ChartChoices::default() };
        example_set(choices, Lang::En).module.unwrap().module
    };
    assert_eq!(asked(ModuleType::Equipment), ModuleType::Equipment);
    assert_eq!(asked(ModuleType::ProfessionalTravel), ModuleType::Buildings);
    assert_eq!(asked(ModuleType::Headcount), ModuleType::Buildings);
}

#[test]
fn nothing_filtered_draws_nothing_and_does_not_fail() {
    for lang in Lang::ALL {
        let set = set(sum(&[2025, 2024], &[]), &[2025, 2024], ALL_DATA, lang);
        assert_eq!(set.shown.total(), 0.0);
        assert!(set.module.is_none() && set.it.is_none() && set.per_fte.is_none());
        assert!(svg::file(&set.years.unwrap().wide, Look::Patterned).ends_with("</svg>"));
    }
}

fn any_choices() -> impl Strategy<Value = ChartChoices> {
    (any::<bool>(), any::<bool>(), any::<bool>(), prop::sample::select(ModuleType::ALL)).prop_map(
        |(all, additional, bars, module)| ChartChoices {
            data: if all { Data::All } else { Data::Validated },
            additional,
            breakdown: Some(module),
            breakdown_as: if bars { Shape::Bars } else { Shape::Share },
        },
    )
}

proptest! {
    #[test]
    fn what_is_drawn_adds_up_to_what_is_written(
        units in prop::collection::vec(any_unit(), 0..6),
        choices in any_choices(),
    ) {
        let breakdown = sum(&[2025, 2024], &units);
        let total: Sum = breakdown.sums.total();
        let set = set(breakdown, &[2025, 2024], choices, Lang::Fr);
        let is_close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * total.all().max(1.0);

        let shown = set.shown;
        let whole = shown.total() + shown.additional_left_out + shown.not_validated_left_out;
        prop_assert!(is_close(whole, total.all()), "{whole} {}", total.all());
        let drawn = aggregated::bars(&set.breakdown.sums, choices, Words(Lang::Fr)).total();
        prop_assert!(is_close(drawn * 1000.0, shown.total()));
        prop_assert!(is_close(column(&set.aggregated.table.rows, 2) * 1000.0, shown.total()));
        if let Some(module) = &set.module {
            prop_assert!(is_close(column(&module.chart.table.rows, 3) * 1000.0, module.kg));
        }
        if let Some(per_fte) = &set.per_fte {
            prop_assert!(is_close(column(&per_fte.chart.table.rows, 1), per_fte.total));
        }
        let years = set.years.as_ref().unwrap();
        prop_assert!(is_close((column(&years.table.rows, 1) + column(&years.table.rows, 2)) * 1000.0, shown.total()));
        let drawn = Drawn::new(&set, Lang::Fr, Look::Patterned);
        prop_assert_eq!(drawn.aggregated.is_some(), shown.total() > 0.0);
    }
}

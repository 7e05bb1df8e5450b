//! The figures of every unit and year: as summed here from single emissions, as stored, and as exported.

use std::collections::{BTreeMap, HashMap, HashSet};

use axum::http::StatusCode;
use calco2::carbon::taxonomy::{Category, EmissionTypeId, ModuleType, counted_as};
use sqlx::PgPool;

use crate::export::Files;
use crate::support::TestApp;

/// Sums of floats may differ by the order of their terms, by no more than this share.
const TOLERANCE: f64 = 1e-9;

/// Figures by unit, year and name. One that is zero may be missing.
#[derive(Debug, Default)]
pub(super) struct Figures(BTreeMap<(String, i16, String), f64>);

impl Figures {
    fn add(&mut self, (unit, year): (&str, i16), name: impl Into<String>, value: f64) {
        *self.0.entry((unit.to_owned(), year, name.into())).or_default() += value;
    }

    /// How many are above zero.
    pub(super) fn count(&self) -> usize {
        self.0.values().filter(|value| **value > 0.0).count()
    }

    /// Fails unless every figure of `other` is the same here; figures that only one of them knows are zero.
    pub(super) fn assert_same(&self, other: &Self, what: &str) {
        for key in self.0.keys().chain(other.0.keys()) {
            let [a, b] = [self, other].map(|figures| figures.0.get(key).copied().unwrap_or_default());
            let is_same = (a - b).abs() <= TOLERANCE * a.abs().max(b.abs());
            assert!(is_same, "{what}: {key:?} is {b} instead of {a}");
        }
    }

    /// Those of some names; one that ends with a space stands for all that begin with it.
    pub(super) fn only(&self, names: &[&str]) -> Self {
        let is_meant = |name: &str| names.iter().any(|n| *n == name || n.ends_with(' ') && name.starts_with(n));
        Self(self.0.iter().filter(|((.., name), _)| is_meant(name)).map(|(key, value)| (key.clone(), *value)).collect())
    }
}

type Module = (i32, String, i16, i16, i16);
type Entry = (i64, i32, i16, Option<String>, Option<f64>);
type Emission = (i64, i32, i16, i32, i16, f64, Option<f64>);

/// Adds up every entry and every emission one by one.
pub(super) async fn summed(db: &PgPool) -> Figures {
    let mut figures = Figures::default();
    let modules: Vec<Module> = sqlx::query_as(
        "select m.id, u.institutional_id, m.year, m.module_type_id, m.status from carbon_report_modules m
         join units u on u.id = m.unit_id order by m.id",
    )
    .fetch_all(db)
    .await
    .unwrap();
    let modules: HashMap<i32, Module> = modules.into_iter().map(|module| (module.0, module)).collect();
    for (_, unit, year, module, status) in modules.values() {
        figures.add((unit, *year), format!("status {module}"), f64::from(*status));
        figures.add((unit, *year), "modules validated", f64::from(u8::from(*status == 2)));
    }
    let entries: Vec<Entry> = sqlx::query_as(
        "select id, carbon_report_module_id, data_entry_type_id, emission_reason,
             case when data_entry_type_id in (1, 2) then (payload ->> 'fte')::float8 end from data_entries",
    )
    .fetch_all(db)
    .await
    .unwrap();
    let mut known = HashSet::new();
    for (id, module, data_type, reason, fte) in entries {
        let (_, unit, year, ..) = &modules[&module];
        known.insert(id);
        figures.add((unit, *year), "entries", 1.0);
        figures.add((unit, *year), format!("entries of type {data_type}"), 1.0);
        figures.add((unit, *year), "fte", fte.unwrap_or_default());
        if let Some(reason) = reason {
            figures.add((unit, *year), "entries without emission", 1.0);
            figures.add((unit, *year), format!("type {data_type} {reason}"), 1.0);
        }
    }
    let emissions: Vec<Emission> = sqlx::query_as(
        "select data_entry_id, carbon_report_module_id, data_entry_type_id, emission_type_id, scope, kg, quantity
         from data_entry_emissions",
    )
    .fetch_all(db)
    .await
    .unwrap();
    for (entry, module, data_type, emission_type, scope, kg, quantity) in emissions {
        assert!(known.contains(&entry), "an emission of no entry");
        let (_, unit, year, module, status) = &modules[&module];
        let mut add = |name: String, value| figures.add((unit, *year), name, value);
        add(format!("leaf {module} {data_type} {emission_type}"), kg);
        add(format!("quantity {module} {data_type} {emission_type}"), quantity.unwrap_or_default());
        add(format!("module {module}"), kg);
        add(format!("scope {scope}"), kg);
        add("total".into(), kg);
        let node = counted_as(EmissionTypeId(emission_type)).unwrap();
        add(format!("category {}", node.category.unwrap()), kg);
        let (validated, it) = (f64::from(u8::from(*status == 2)), f64::from(u8::from(node.is_it)));
        add("validated".into(), kg * validated);
        add("it".into(), kg * it);
        add("it validated".into(), kg * it * validated);
    }
    figures
}

type Leaf = (String, i16, i16, i16, i32, f64, Option<f64>);
type Counts = (String, i16, i16, i32, [i32; 4]);
type Aggregate = (String, i16, Vec<i16>, Vec<f64>, Vec<f64>, [f64; 8], [i32; 2], i16);

/// What is stored beside the entries: leaves, counts, and the row that every page reads.
pub(super) async fn stored(db: &PgPool) -> Figures {
    let mut figures = Figures::default();
    let leaves: Vec<Leaf> = sqlx::query_as(
        "select u.institutional_id, m.year, m.module_type_id, s.data_entry_type_id, s.emission_type_id, s.kg, s.quantity
         from module_leaf_stats s join carbon_report_modules m on m.id = s.carbon_report_module_id
         join units u on u.id = m.unit_id",
    )
    .fetch_all(db)
    .await
    .unwrap();
    for (unit, year, module, data_type, emission_type, kg, quantity) in leaves {
        figures.add((&unit, year), format!("leaf {module} {data_type} {emission_type}"), kg);
        figures.add(
            (&unit, year),
            format!("quantity {module} {data_type} {emission_type}"),
            quantity.unwrap_or_default(),
        );
    }
    let counts: Vec<Counts> = sqlx::query_as(
        "select u.institutional_id, m.year, s.data_entry_type_id, s.entry_count,
             array[s.no_factor_count, s.unknown_location_count, s.no_surface_count, s.no_exchange_rate_count]
         from module_type_stats s join carbon_report_modules m on m.id = s.carbon_report_module_id
         join units u on u.id = m.unit_id",
    )
    .fetch_all(db)
    .await
    .unwrap();
    for (unit, year, data_type, entries, reasons) in counts {
        figures.add((&unit, year), format!("entries of type {data_type}"), f64::from(entries));
        let names = ["no_factor", "unknown_location", "no_surface", "no_exchange_rate"];
        for (name, count) in names.iter().zip(reasons) {
            figures.add((&unit, year), format!("type {data_type} {name}"), f64::from(count));
        }
    }
    let rows: Vec<Aggregate> = sqlx::query_as(
        "select u.institutional_id, a.year, a.module_status, a.module_kg, a.category_kg,
             array[a.scope1_kg, a.scope2_kg, a.scope3_kg, a.total_kg, a.validated_kg, a.it_kg, a.it_validated_kg, a.fte],
             array[a.entry_count, a.entries_without_emission], a.modules_validated
         from unit_year_aggregates a join units u on u.id = a.unit_id",
    )
    .fetch_all(db)
    .await
    .unwrap();
    for (unit, year, statuses, modules, categories, sums, counts, validated) in rows {
        let mut add = |name: String, value| figures.add((&unit, year), name, value);
        add("modules validated".into(), f64::from(validated));
        for (module, (status, kg)) in (1..).zip(statuses.into_iter().zip(modules)) {
            add(format!("status {module}"), f64::from(status));
            add(format!("module {module}"), kg);
        }
        for (category, kg) in Category::ALL.iter().zip(categories) {
            add(format!("category {category}"), kg);
        }
        let names = ["scope 1", "scope 2", "scope 3", "total", "validated", "it", "it validated", "fte"];
        for (name, sum) in names.iter().zip(sums) {
            add((*name).to_owned(), sum);
        }
        let names = ["entries", "entries without emission"];
        for (name, count) in names.iter().zip(counts) {
            add((*name).to_owned(), f64::from(count));
        }
    }
    figures
}

/// What the archives of all years say, by the name of the file that says it.
pub(super) async fn exported(browser: &mut TestApp, years: &str) -> Vec<(&'static str, Figures)> {
    browser.sign_in("superadmin").await;
    let (results, detailed) = (take(browser, "results", years).await, take(browser, "detailed", years).await);
    let mut of_results = Figures::default();
    let mut names: Vec<(String, String)> = vec![
        ("total_kg".into(), "total".into()),
        ("total_validated_kg".into(), "validated".into()),
        ("it_kg".into(), "it".into()),
        ("total_fte".into(), "fte".into()),
        ("modules_validated".into(), "modules validated".into()),
    ];
    names.extend(
        ModuleType::ALL.iter().map(|module| (format!("module_{module}_kg"), format!("module {}", module.id()))),
    );
    names.extend(
        Category::ALL.iter().map(|category| (format!("category_{category}_kg"), format!("category {category}"))),
    );
    names.extend((1..=3).map(|scope| (format!("scope{scope}_kg"), format!("scope {scope}"))));
    for row in results.rows("results.csv") {
        for (column, name) in &names {
            of_results.add(unit_year(&row), name, number(&row[column]));
        }
    }
    let mut of_leaves = Figures::default();
    for row in results.rows("results_by_emission_type.csv") {
        let (key, kg) = (unit_year(&row), number(&row["kg_co2eq"]));
        let module: ModuleType = row["module_name"].parse().unwrap();
        of_leaves.add(key, "total", kg);
        of_leaves.add(key, format!("module {}", module.id()), kg);
        of_leaves.add(key, format!("category {}", row["category"]), kg);
        of_leaves.add(key, format!("scope {}", row["scope"]), kg);
    }
    let mut of_entries = Figures::default();
    for name in detailed.names().filter(|name| *name != "README.txt") {
        for row in detailed.rows(name) {
            let key = unit_year(&row);
            of_entries.add(key, "total", number(&row["kg_co2eq_total"]));
            of_entries.add(key, "entries", 1.0);
            for scope in 1..=3 {
                of_entries.add(key, format!("scope {scope}"), number(&row[&format!("scope{scope}_kg")]));
            }
        }
    }
    vec![("results.csv", of_results), ("results_by_emission_type.csv", of_leaves), ("the detailed export", of_entries)]
}

async fn take(browser: &mut TestApp, kind: &str, years: &str) -> Files {
    let answer = browser.get(&format!("/reporting/export/{kind}?{years}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{kind}: {}", String::from_utf8_lossy(&answer.bytes));
    Files::of(&answer.bytes)
}

fn unit_year(row: &HashMap<String, String>) -> (&str, i16) {
    (&row["unit_institutional_id"], row["year"].parse().unwrap())
}

fn number(cell: &str) -> f64 {
    if cell.is_empty() { 0.0 } else { cell.parse().unwrap() }
}

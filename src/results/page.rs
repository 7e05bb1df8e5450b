//! `/units/{unit_id}/results/{year}`

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, Utc};

use super::store::{self, UnitYear};
use super::url;
use crate::access::{Action, Permission, Person};
use crate::carbon::taxonomy::{Category, ModuleStatus, ModuleType, Scope};
use crate::platform::App;
use crate::platform::ids::UnitId;
use crate::web::{Frame, Lang, Page, Problem, figures, filters};

#[derive(Template)]
#[template(path = "results/page.html")]
struct ResultsPage {
    unit: UnitYear,
    year: i16,
    lead: String,
    validated_modules: String,
    /// Year, address, whether it is the shown one.
    years: Vec<(i16, String, bool)>,
    modules: Vec<Module>,
    categories: Vec<CategoryLine>,
    /// The person may go back to reporting.
    has_reporting: bool,
}

struct Module {
    name: String,
    status: ModuleStatus,
    status_words: String,
    changed: Option<DateTime<Utc>>,
    is_recalculated: bool,
    tonnes: String,
}

struct CategoryLine {
    name: String,
    class: &'static str,
    scopes: String,
    kg: f64,
    share: String,
}

/// `GET /units/{unit_id}/results/{year}`
pub(super) async fn show(
    State(app): State<App>,
    person: Person,
    frame: Frame,
    Path((unit_id, year)): Path<(String, String)>,
) -> Result<Response, Problem> {
    let unit_id = UnitId(unit_id.parse().map_err(|_| Problem::NotFound)?);
    let year = year.parse().map_err(|_| Problem::NotFound)?;
    let scope = person.scope_of_results();
    let unit = store::unit_year(&app.read_db, &scope, unit_id, year).await?.ok_or(Problem::NotFound)?;
    let lang = frame.lang;
    let page = ResultsPage {
        year,
        lead: lead(&unit, year, lang),
        validated_modules: lang.t_with(
            "results-validated-modules",
            &[("validated", unit.modules_validated.into()), ("total", ModuleType::ALL.len().into())],
        ),
        years: unit.years.iter().map(|other| (*other, url(unit_id, *other), *other == year)).collect(),
        modules: ModuleType::DISPLAY_ORDER.map(|module| Module::new(module, &unit, lang)).into(),
        categories: Category::ALL.iter().filter_map(|category| CategoryLine::new(*category, &unit, lang)).collect(),
        has_reporting: person.may(Permission::BackofficeReporting, Action::View),
        unit,
    };
    Ok(Page(frame, page).into_response())
}

fn lead(unit: &UnitYear, year: i16, lang: Lang) -> String {
    let mut arguments = vec![
        ("year", year.to_string().into()),
        ("code", (&unit.code).into()),
        ("principal", unit.principal.as_deref().unwrap_or(figures::MISSING).into()),
    ];
    match unit.last_update {
        Some(moment) => {
            arguments.push(("moment", figures::date(moment).into()));
            lang.t_with("results-lead", &arguments)
        }
        None => lang.t_with("results-lead-empty", &arguments),
    }
}

impl ResultsPage {
    fn fte_words(&self) -> String {
        figures::decimal(self.unit.fte, 1)
    }

    fn has_data(&self) -> bool {
        self.unit.last_update.is_some() || self.unit.total_kg != 0.0
    }
}

impl Module {
    fn new(module: ModuleType, unit: &UnitYear, lang: Lang) -> Self {
        let index = module.index();
        let status = ModuleStatus::try_from(unit.module_status[index]).unwrap_or(ModuleStatus::NotStarted);
        let kg = unit.module_kg[index];
        Self {
            name: lang.t(&format!("module-{}", module.slug())),
            status,
            status_words: lang.t(&format!("status-{}", status.key().replace('_', "-"))),
            changed: unit.module_changed.get(index).copied().flatten(),
            is_recalculated: unit.module_recalculated.get(index).copied().unwrap_or_default(),
            tonnes: if status == ModuleStatus::NotStarted && kg == 0.0 {
                figures::MISSING.to_owned()
            } else {
                figures::tonnes(kg)
            },
        }
    }
}

impl CategoryLine {
    /// A category with emissions; none without.
    fn new(category: Category, unit: &UnitYear, lang: Lang) -> Option<Self> {
        let kg = unit.category_kg[category.index()];
        (kg != 0.0).then(|| Self {
            name: lang.t(&format!("category-{}", category.key().replace('_', "-"))),
            class: dot_class(category),
            scopes: lang.t_with("scope-number", &[("scope", scope(category).into())]),
            kg,
            share: format!("{}\u{a0}%", figures::decimal(kg * 100.0 / unit.total_kg, 1)),
        })
    }
}

/// Where a category counts; purchases mix scopes and count where nearly all of them do.
fn scope(category: Category) -> i16 {
    let scope = match category {
        Category::ProcessEmissions | Category::BuildingsEnergyCombustion => Scope::One,
        Category::BuildingsRoom | Category::Equipment => Scope::Two,
        _ => Scope::Three,
    };
    scope as i16
}

fn dot_class(category: Category) -> &'static str {
    match category {
        Category::ProcessEmissions => "dot-process-emissions",
        Category::BuildingsEnergyCombustion => "dot-thermal-energy",
        Category::BuildingsRoom => "dot-buildings",
        Category::Equipment => "dot-equipment",
        Category::ExternalCloudAndAi => "dot-clouds-ai",
        Category::Purchases => "dot-purchases",
        Category::ResearchFacilities => "dot-research-facilities",
        Category::ProfessionalTravel => "dot-professional-travel",
        Category::Commuting => "dot-commuting",
        Category::Food => "dot-food",
        Category::Waste => "dot-waste",
        Category::EmbodiedEnergy => "dot-construction",
    }
}

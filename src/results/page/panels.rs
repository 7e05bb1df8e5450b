//! Results by category: a panel for each module in the order in which people meet them.

use super::figure::{Figure, Style};
use super::numbers::Change;
use crate::carbon::taxonomy::{Category, ModuleStatus, ModuleType};
use crate::results::drawn::{Kind, TRIPS_HEIGHT, WIDE, module_legend};
use crate::results::explain::{module_url, trips_file};
use crate::results::load::Loaded;
use crate::results::parts;
use crate::results::words::module_name;
use crate::results::year::Comparison;
use crate::web::{Lang, figures};
use crate::years::Uncertainty;

/// The panel of a module.
pub(in crate::results) struct Panel {
    pub(in crate::results) module: ModuleType,
    pub(in crate::results) key: &'static str,
    pub(in crate::results) name: String,
    pub(in crate::results) category: Category,
    pub(in crate::results) status: ModuleStatus,
    pub(in crate::results) status_words: String,
    pub(in crate::results) is_recalculated: bool,
    pub(in crate::results) is_open: bool,
    /// Where its figure comes from.
    pub(in crate::results) url: String,
    pub(in crate::results) tonnes: Option<String>,
    pub(in crate::results) change: Option<Change>,
    /// Why there is no change to be told, in few words.
    pub(in crate::results) no_change: String,
    /// Family, icon, words of how sure its numbers are.
    pub(in crate::results) confidence: Option<(&'static str, &'static str, String)>,
    /// Why there is nothing to show.
    pub(in crate::results) missing: Option<String>,
    pub(in crate::results) car: String,
    pub(in crate::results) before: String,
    pub(in crate::results) per_fte: Option<String>,
    pub(in crate::results) fte: String,
    pub(in crate::results) figure: Option<Figure>,
    /// Class, name, tonnes.
    pub(in crate::results) legend: Vec<(String, String, String)>,
    /// What of its total is drawn elsewhere.
    pub(in crate::results) apart: Option<String>,
    /// Where its trips went; none where there are none to be seen.
    pub(in crate::results) trips: Option<TripFiles>,
}

/// The map of trips, loaded when it comes into sight, and their list.
pub(in crate::results) struct TripFiles {
    pub(in crate::results) title: String,
    /// Addresses.
    pub(in crate::results) map: String,
    pub(in crate::results) list: String,
    /// Width and height of the map.
    pub(in crate::results) size: (f64, f64),
}

impl TripFiles {
    fn new(loaded: &Loaded, lang: Lang) -> Self {
        let file = |name: &str| trips_file(loaded.id, loaded.year, name);
        Self {
            title: lang.t_with("trips-title", &[("year", loaded.year.to_string().into())]),
            map: file("map.svg"),
            list: file("trips.csv"),
            size: (WIDE, TRIPS_HEIGHT),
        }
    }
}

/// The panels; people give nothing but additional categories, which have their own place.
pub(super) fn panels(loaded: &Loaded, car_kg_per_km: f64, may_see_trips: bool, style: Style) -> Vec<Panel> {
    let shown = ModuleType::DISPLAY_ORDER.into_iter().filter(|module| match module {
        ModuleType::Headcount => false,
        ModuleType::ResearchFacilities => loaded.choices.research_facilities,
        _ => true,
    });
    let mut panels: Vec<Panel> = shown.map(|module| Panel::new(loaded, module, car_kg_per_km, style)).collect();
    for panel in panels.iter_mut().filter(|panel| panel.module == ModuleType::ProfessionalTravel) {
        let has_trips = may_see_trips && panel.missing.is_none();
        panel.trips = has_trips.then(|| TripFiles::new(loaded, style.0));
    }
    panels
}

/// The category whose colour a module has.
fn category(module: ModuleType) -> Category {
    match module {
        ModuleType::Buildings => Category::BuildingsRoom,
        other => Category::ALL
            .iter()
            .copied()
            .find(|category| category.module() == other)
            .unwrap_or(Category::ProcessEmissions),
    }
}

impl Panel {
    fn new(loaded: &Loaded, module: ModuleType, car_kg_per_km: f64, style: Style) -> Self {
        let (lang, _) = style;
        let (status, name) = (loaded.now.status(module), module_name(module, lang));
        let kg = loaded.now.module_kg(module);
        let before_year = (loaded.year - 1).to_string();
        let comparison = loaded.before.as_ref().and_then(|before| loaded.now.module_compared_with(before, module));
        let percent = comparison.as_ref().and_then(Comparison::percent);
        let missing = match (loaded.now.is_validated(module), kg) {
            (false, _) => Some(lang.t_with("results-validate-module", &[("module", (&name).into())])),
            (true, None) => Some(lang.t("results-module-empty")),
            (true, Some(_)) => None,
        };
        let fte = loaded.now.fte();
        Self {
            module,
            key: module.key(),
            category: category(module),
            status,
            status_words: lang.t(&format!("status-{}", status.key().replace('_', "-"))),
            is_recalculated: loaded.unit.module_recalculated.get(module.index()).copied().unwrap_or_default(),
            is_open: loaded.choices.open.contains(&module),
            url: module_url(loaded.id, loaded.year, module),
            tonnes: kg.map(figures::tonnes),
            change: percent.map(Change::new),
            no_change: lang.t_with("results-no-value-before", &[("year", (&before_year).into())]),
            confidence: loaded
                .choices
                .confidence
                .then(|| confidence(loaded.outlook.uncertainties[module.index()], lang)),
            missing,
            car: kg.map(|kg| super::numbers::car(kg, car_kg_per_km, lang)).unwrap_or_default(),
            before: comparison.filter(|_| percent.is_some()).map_or_else(
                || lang.t_with("results-no-value-before", &[("year", (&before_year).into())]),
                |comparison| {
                    let tonnes = figures::tonnes(comparison.before_kg);
                    lang.t_with("results-tonnes-in", &[("tonnes", tonnes.into()), ("year", (&before_year).into())])
                },
            ),
            per_fte: kg.zip(fte).map(|(kg, fte)| figures::tonnes_per_fte(kg, fte)),
            fte: fte.map_or_else(
                || lang.t("results-per-fte-unknown"),
                |fte| lang.t_with("results-fte", &[("fte", figures::decimal(fte, 1).into())]),
            ),
            figure: Figure::of(loaded, Kind::Module(module), style),
            legend: module_legend(loaded, module, lang)
                .into_iter()
                .map(|(paint, name, kg)| (paint.swatch(), name, figures::tonnes(kg)))
                .collect(),
            trips: None,
            apart: apart(loaded, module, lang),
            name,
        }
    }
}

/// What of the total of a module is an estimate, drawn with the additional categories.
fn apart(loaded: &Loaded, module: ModuleType, lang: Lang) -> Option<String> {
    let total = loaded.now.module_kg(module)?;
    let apart = total - parts::of_module(&loaded.now, module).iter().map(|(_, part)| part.kg).sum::<f64>();
    (apart > 1e-9 * total).then(|| lang.t_with("results-apart", &[("tonnes", figures::tonnes(apart).into())]))
}

fn confidence(uncertainty: Uncertainty, lang: Lang) -> (&'static str, &'static str, String) {
    let (family, icon) = match uncertainty {
        Uncertainty::None => ("", "minus"),
        Uncertainty::Low => ("ok", "circle-check"),
        Uncertainty::Medium => ("warn", "circle-alert"),
        Uncertainty::High => ("bad", "triangle-alert"),
    };
    (family, icon, lang.t(&format!("uncertainty-{}-words", uncertainty.key())))
}

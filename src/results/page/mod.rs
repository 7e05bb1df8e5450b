//! `/units/{unit_id}/results/{year}`

mod additional;
mod figure;
mod files;
mod goal;
mod it;
mod numbers;
mod panels;
mod report;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::response::{IntoResponse, Response};

pub(super) use files::{answer, download};
pub(super) use report::download as report;

use self::additional::Estimate;
use self::figure::Figure;
use self::goal::Goal;
use self::it::ItPart;
use self::numbers::Numbers;
use self::panels::Panel;
use super::choices::{Choices, Ignored};
use super::drawn::Kind;
use super::load::Loaded;
use super::words::module_name;
use super::{explain, url};
use crate::access::{Action, Permission, Person};
use crate::carbon::taxonomy::ModuleType;
use crate::charts::svg::Look;
use crate::platform::App;
use crate::web::{Frame, Lang, Page, Problem, figures, filters};

#[derive(Template)]
#[template(path = "results/page.html")]
struct ResultsPage {
    /// What of the address was ignored, and why.
    ignored: Vec<(String, String)>,
    loaded: Loaded,
    lead: String,
    validated_modules: String,
    /// Year, address, whether it is the shown one.
    years: Vec<(i16, String, bool)>,
    /// Address without choices.
    path: String,
    /// What the form of the display choices keeps.
    kept: Vec<(&'static str, String)>,
    /// Who printed what, for paper.
    printed: Vec<String>,
    /// Address of the same as a PDF file.
    pdf: String,
    numbers: Numbers,
    results: Option<Figure>,
    /// What keeps its place in the chart without counting.
    not_counted: Option<String>,
    per_fte: Option<Figure>,
    goal: Goal,
    panels: Vec<Panel>,
    open_all: String,
    close_all: String,
    as_share: String,
    as_bars: String,
    it: Option<ItPart>,
    additional: Vec<Estimate>,
    headcount: String,
    /// The person may go back to reporting.
    has_reporting: bool,
}

/// `GET /units/{unit_id}/results/{year}`
pub(super) async fn show(
    State(app): State<App>,
    person: Person,
    frame: Frame,
    Path((unit_id, year)): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (choices, ignored) = Choices::read(query.as_deref());
    let loaded = Loaded::read(&app, &person, (&unit_id, &year), choices).await?;
    let page = ResultsPage::new((loaded, ignored), &app, &person, &frame);
    Ok(Page(frame, page).into_response())
}

impl ResultsPage {
    fn new((loaded, ignored): (Loaded, Vec<Ignored>), app: &App, person: &Person, frame: &Frame) -> Self {
        let lang = frame.lang;
        let style = (lang, look_of(frame));
        let (id, path, choices) = (loaded.id, url(loaded.id, loaded.year), &loaded.choices);
        let with = |change: &dyn Fn(&mut Choices)| {
            let mut changed = choices.clone();
            change(&mut changed);
            changed.at(&path)
        };
        let year = |other: &i16| (*other, choices.at(&url(id, *other)), *other == loaded.year);
        let figure = |kind: Kind| Figure::of(&loaded, kind, style);
        let anchored = |address: String| format!("{address}#categories");
        Self {
            ignored: ignored.into_iter().map(|(part, reason)| (part, lang.t(reason))).collect(),
            lead: lead(&loaded, lang),
            validated_modules: validated_modules(&loaded, lang),
            years: loaded.unit.years.iter().map(year).collect(),
            kept: choices.kept(&["research", "additional", "confidence"]),
            printed: printed(&loaded, person, frame),
            pdf: choices.at(&format!("{path}/report.pdf")),
            numbers: Numbers::new(&loaded, app.config.car_kg_per_km, lang),
            results: figure(Kind::Results),
            not_counted: not_counted(&loaded, lang),
            per_fte: figure(Kind::PerFte),
            goal: Goal::new(&loaded, person, style),
            panels: panels::panels(
                &loaded,
                app.config.car_kg_per_km,
                explain::may_see_trips(person, &loaded.unit),
                style,
            ),
            open_all: anchored(with(&|choices| choices.open = ModuleType::ALL.to_vec())),
            close_all: anchored(with(&|choices| choices.open.clear())),
            as_share: anchored(with(&|choices| choices.as_bars = false)),
            as_bars: anchored(with(&|choices| choices.as_bars = true)),
            it: ItPart::new(&loaded, style),
            additional: additional::estimates(&loaded, style),
            headcount: explain::module_url(id, loaded.year, ModuleType::Headcount),
            has_reporting: person.may(Permission::BackofficeReporting, Action::View),
            path,
            loaded,
        }
    }

    fn unit(&self) -> &super::store::UnitYear {
        &self.loaded.unit
    }

    fn choices(&self) -> &Choices {
        &self.loaded.choices
    }

    fn year(&self) -> String {
        self.loaded.year.to_string()
    }
}

/// How a person wants categories told apart.
pub(super) fn look_of(frame: &Frame) -> Look {
    if frame.has_patterns { Look::Patterned } else { Look::Plain }
}

fn lead(loaded: &Loaded, lang: Lang) -> String {
    let unit = &loaded.unit;
    let mut arguments = vec![
        ("year", loaded.year.to_string().into()),
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

fn validated_modules(loaded: &Loaded, lang: Lang) -> String {
    let counts = [("validated", loaded.unit.modules_validated.into()), ("total", ModuleType::ALL.len().into())];
    lang.t_with("results-validated-modules", &counts)
}

/// The modules whose categories are shown without a bar.
fn not_counted(loaded: &Loaded, lang: Lang) -> Option<String> {
    let shown = |module: &ModuleType| match module {
        ModuleType::ResearchFacilities => loaded.choices.research_facilities,
        ModuleType::Headcount => loaded.choices.additional,
        _ => true,
    };
    let names: Vec<String> = ModuleType::DISPLAY_ORDER
        .into_iter()
        .filter(|module| shown(module) && !loaded.now.is_validated(*module))
        .map(|module| module_name(module, lang))
        .collect();
    let count = names.len();
    (count > 0)
        .then(|| lang.t_with("results-not-counted", &[("count", count.into()), ("modules", names.join(", ").into())]))
}

/// First on paper: what it is, of which choices, when and by whom.
fn printed(loaded: &Loaded, person: &Person, frame: &Frame) -> Vec<String> {
    let lang = frame.lang;
    vec![frame.printed_by(&person.display_name), included(loaded, lang), validated_modules(loaded, lang)]
}

/// What the figures include, by the choices of the person.
fn included(loaded: &Loaded, lang: Lang) -> String {
    let hidden = [
        (!loaded.choices.research_facilities, "results-research-facilities"),
        (!loaded.choices.additional, "results-additional"),
    ];
    let hidden: Vec<String> = hidden.into_iter().filter(|(is, _)| *is).map(|(_, key)| lang.t(key)).collect();
    if hidden.is_empty() {
        lang.t("results-printed-everything")
    } else {
        lang.t_with("results-printed-without", &[("hidden", hidden.join(", ").into())])
    }
}

//! `/reporting/reminders`, and the same as a file.

use askama::Template;
use axum::Extension;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};

use super::gathered::{Person, Reminders, Unfinished, mailto, unfinished};
use super::{FILE, store};
use crate::access::{Acting, Action, Permission, Visitor};
use crate::audit::{self, Act};
use crate::platform::App;
use crate::reporting::export::Options;
use crate::reporting::export::table::Table;
use crate::reporting::filter::Filter;
use crate::reporting::listing::Listing;
use crate::reporting::parse::Unusable;
use crate::reporting::snapshot::Snapshots;
use crate::reporting::units::module_label;
use crate::reporting::{choices, page, parse, record, sent};
use crate::web::address::address;
use crate::web::{Frame, Lang, Page, Problem, filters};

/// Records of who looked name so many people.
const MOST_HANDLED: usize = 20;

#[derive(Template)]
#[template(path = "reporting/reminders.html")]
struct RemindersPage {
    /// What of the address was ignored, and why.
    ignored: Vec<(String, String)>,
    /// Back to the units, as they were filtered.
    back: String,
    years: String,
    unit_count: usize,
    people: Vec<PersonLine>,
    without_address: Vec<UnitLine>,
    without_principal: Vec<UnitLine>,
    addresses: String,
    address_count: usize,
    messages: Vec<(String, usize)>,
    /// Empty without the right to take files out.
    file: String,
}

struct PersonLine {
    name: String,
    email: String,
    units: Vec<UnitLine>,
}

struct UnitLine {
    name: String,
    code: String,
    url: String,
    /// Number of a principal who is not known.
    principal: String,
    modules: Vec<String>,
}

impl UnitLine {
    fn new(unit: &Unfinished, principal: &str, has_several_years: bool, lang: Lang) -> Self {
        let newest = unit.years.first().map_or(0, |(year, _)| *year);
        Self {
            name: unit.name.clone(),
            code: unit.code.clone(),
            url: crate::results::url(unit.unit_id, newest),
            principal: principal.to_owned(),
            modules: unit.years.iter().map(|year| modules(year, has_several_years, lang)).collect(),
        }
    }
}

/// The modules of a year in words; the year is named when there are several.
fn modules((year, modules): &(i16, Vec<crate::carbon::taxonomy::ModuleType>), is_named: bool, lang: Lang) -> String {
    let names: Vec<String> = modules.iter().map(|module| module_label(*module, lang)).collect();
    let names = names.join(", ");
    if is_named {
        lang.t_with("chips-value", &[("name", year.to_string().into()), ("value", names.into())])
    } else {
        names
    }
}

impl PersonLine {
    fn new(person: &Person, has_several_years: bool, lang: Lang) -> Self {
        let line = |unit| UnitLine::new(unit, "", has_several_years, lang);
        Self { name: person.name.clone(), email: person.email.clone(), units: person.units.iter().map(line).collect() }
    }
}

/// The filter of an address, what of it was not understood, and whom it reaches.
async fn gather(
    app: &App,
    snapshots: &Snapshots,
    visitor: &Visitor,
    query: Option<&str>,
) -> Result<(Filter, Vec<Unusable>, Reminders), Problem> {
    let (listing, unusable) = parse::query(query, parse::Door::Page);
    let mut filter = listing.filter;
    let view = snapshots.view(&app.read_db, &visitor.scope).await?;
    if filter.years.is_empty() {
        let latest = choices::latest(&choices::years(&view, filter.all_levels));
        filter = filter.with_years(latest);
    }
    let units = unfinished(&view, &filter);
    let ids: Vec<_> = units.iter().map(|unit| unit.unit_id).collect();
    let principals = store::principals(&app.read_db, &visitor.scope, &ids).await?;
    Ok((filter, unusable, Reminders::of(units, principals)))
}

/// `GET /reporting/reminders`
pub(in crate::reporting) async fn show(
    State(app): State<App>,
    snapshots: Extension<Snapshots>,
    visitor: Visitor,
    Acting(actor): Acting,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (filter, unusable, reminders) = gather(&app, &snapshots, &visitor, query.as_deref()).await?;
    let lang = frame.lang;
    if !reminders.people.is_empty() {
        // the page gives out addresses
        let text = format!("looked at the addresses of {} principals", reminders.people.len());
        let mut act = Act::new(&actor, frame.now, audit::Action::Read, "user", text);
        act.handled_ids = reminders.people.iter().take(MOST_HANDLED).map(|person| person.number.clone()).collect();
        let mut transaction = app.db.begin().await?;
        audit::record(&mut transaction, act).await?;
        transaction.commit().await?;
    }
    let may_export = visitor.person.may(Permission::BackofficeReporting, Action::Export);
    let addresses = reminders.addresses();
    let years = filter.years_words();
    let has_several = filter.years.len() > 1;
    let line = |unit: &Unfinished, principal: &str| UnitLine::new(unit, principal, has_several, lang);
    let subject = lang.t_with("reminders-subject", &[("years", (&years).into())]);
    let shown = RemindersPage {
        ignored: unusable.iter().map(|unusable| unusable.part_and_words(lang)).collect(),
        unit_count: reminders.unit_count(),
        people: reminders.people.iter().map(|person| PersonLine::new(person, has_several, lang)).collect(),
        without_address: reminders.without_address.iter().map(|(number, unit)| line(unit, number)).collect(),
        without_principal: reminders.without_principal.iter().map(|unit| line(unit, "")).collect(),
        address_count: addresses.len(),
        messages: mailto(&addresses, &subject),
        addresses: addresses.join(", "),
        file: if may_export { address(FILE, &filter.pairs()) } else { String::new() },
        back: Listing { filter, ..Listing::default() }.url(page::PATH),
        years,
    };
    Ok(Page(frame, shown).into_response())
}

/// `GET /reporting/reminders/addresses.csv`: one row per unit.
pub(in crate::reporting) async fn file(
    State(app): State<App>,
    snapshots: Extension<Snapshots>,
    visitor: Visitor,
    Acting(actor): Acting,
    lang: Lang,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (options, _, query) = Options::of_table(query.as_deref());
    let (filter, _, reminders) = gather(&app, &snapshots, &visitor, Some(&query)).await?;
    let table = written(options, &reminders, filter.years.len() > 1, lang)?;
    let now = app.clock.now();
    let (years, at) = (filter.years_words(), now.format("%Y%m%dT%H%M%SZ"));
    let name = format!("co2_reminders_{years}_{at}.{}", options.format.key());
    record(&app, &actor, now, ("reminders", &name), &filter, reminders.unit_count()).await?;
    Ok(sent::as_file(table, options, &name).await?)
}

fn written(options: Options, reminders: &Reminders, has_several_years: bool, lang: Lang) -> anyhow::Result<Table> {
    let header = ["principal_user", "email", "unit_name", "unit_code", "modules_not_validated"];
    let mut file = Table::start(&options, &header)?;
    let mut row = |name: &str, email: &str, unit: &Unfinished| -> anyhow::Result<()> {
        let years: Vec<String> = unit.years.iter().map(|year| modules(year, has_several_years, lang)).collect();
        for text in [name, email, &unit.name, &unit.code, &years.join("; ")] {
            file.text(text)?;
        }
        file.end_row()
    };
    for person in &reminders.people {
        for unit in &person.units {
            row(&person.name, &person.email, unit)?;
        }
    }
    for (number, unit) in &reminders.without_address {
        row(number, "", unit)?;
    }
    for unit in &reminders.without_principal {
        row("", "", unit)?;
    }
    Ok(file)
}

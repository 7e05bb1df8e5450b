//! `GET /users`

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use serde_json::json;

use super::store::{self, Slice};
use super::view::{PAGE_SIZES, SortKey, View, address};
use super::words::{self, PersonLine, provider_words};
use crate::access::{Acting, Action, Permission, Role, Visitor};
use crate::audit::{self, Act};
use crate::directory::Provider;
use crate::platform::App;
use crate::web::{Frame, Lang, Page, Pager, Problem, filters};

/// A shorter list of people is a look at each of them.
const FEW: usize = 20;

#[derive(Template)]
#[template(path = "users/list.html")]
struct UsersPage {
    /// What of the address was ignored, and why.
    ignored: Vec<(String, String)>,
    /// The page asked for, when there are fewer.
    beyond_the_end: Option<u32>,
    explained: Vec<Explained>,
    roles_page: Option<String>,
    view: View,
    roles: Picker,
    providers: Picker,
    chips: Vec<(String, String)>,
    columns: Vec<Column>,
    rows: Vec<PersonLine>,
    total: i64,
    pager: Pager,
    pager_count: String,
    page_sizes: Vec<(u32, bool)>,
    /// What the form of the page size keeps.
    kept: Vec<(&'static str, String)>,
    /// Where the list is taken out as a file; none without the right to.
    export: Option<String>,
}

/// A choice of several values.
struct Picker {
    /// Value, label, whether it is chosen.
    choices: Vec<(&'static str, String, bool)>,
    chosen: usize,
}

impl Picker {
    fn new(choices: impl IntoIterator<Item = (&'static str, String, bool)>) -> Self {
        let choices: Vec<_> = choices.into_iter().collect();
        Self { chosen: choices.iter().filter(|(.., is_chosen)| *is_chosen).count(), choices }
    }
}

/// What a role is.
struct Explained {
    name: String,
    key: &'static str,
    text: String,
}

/// The head of a column.
struct Column {
    class: &'static str,
    label: String,
    /// None when the list cannot be ordered by it.
    sorted: Option<String>,
    direction: &'static str,
}

/// `GET /users`
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    acting: Acting,
    frame: Frame,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let (mut view, ignored) = View::parse(query.as_deref());
    if view.is_applied && ignored.is_empty() {
        // the form names every field; the address it leads to names only what constrains
        return Ok(Redirect::to(&format!("{}#people", View { is_applied: false, ..view }.url())).into_response());
    }
    let lang = frame.lang;
    let size = i64::from(view.page_size);
    let slice = |page: u32| Slice { offset: i64::from(page - 1) * size, limit: size };
    let mut rows = store::people(&app.db, &visitor.scope, &view, None, slice(view.page)).await?;
    let asked = view.page;
    if rows.is_empty() && asked > 1 {
        // how many there are, only a page that is there can tell
        let first = store::people(&app.db, &visitor.scope, &view, None, Slice { offset: 0, limit: 1 }).await?;
        let total = first.first().map_or(0, |row| row.total);
        view.page = u32::try_from((total - 1).max(0) / size + 1).unwrap_or(1);
        rows = store::people(&app.db, &visitor.scope, &view, None, slice(view.page)).await?;
    }
    let total = rows.first().map_or(0, |row| row.total);
    let rows = words::lines(&app, &visitor.scope, rows, lang).await?;
    record_look(&app, &acting, &view, &rows).await?;
    let may_export = visitor.person.may(Permission::BackofficeUsers, Action::Export);
    let pager = Pager::new(view.page, view.page_size, total.unsigned_abs(), |page| {
        format!("{}#people", View { page, ..view.clone() }.url())
    });
    let page = UsersPage {
        ignored: ignored.into_iter().map(|(part, reason)| (part, lang.t(reason))).collect(),
        beyond_the_end: (view.page < asked).then_some(asked),
        explained: Role::ALL.into_iter().map(|role| Explained::new(role, lang)).collect(),
        roles_page: app.config.roles_page.clone(),
        roles: Picker::new(Role::ALL.map(|role| (role.key(), lang.t(role.label()), view.roles.contains(&role)))),
        providers: Picker::new(Provider::ALL.map(|provider| {
            (provider.key(), provider_words(provider.key(), lang), view.providers.contains(&provider))
        })),
        chips: chips(&view, lang),
        columns: columns(&view, lang),
        pager_count: lang.t_with(
            "users-shown",
            &[("from", pager.first_row.into()), ("to", pager.last_row.into()), ("total", pager.total.into())],
        ),
        page_sizes: page_sizes(view.page_size),
        kept: view.pairs().into_iter().filter(|(key, _)| !matches!(*key, "page_size" | "page")).collect(),
        export: (may_export && total > 0).then(|| address("/users/export", &view.filter_pairs())),
        rows,
        total,
        pager,
        view,
    };
    Ok(Page(frame, page).into_response())
}

/// Who looks at few people looks at each of them.
async fn record_look(app: &App, acting: &Acting, view: &View, rows: &[PersonLine]) -> sqlx::Result<()> {
    if rows.is_empty() || rows.len() >= FEW {
        return Ok(());
    }
    let summary = format!("looked at a list of {} people", rows.len());
    let mut act = Act::new(&acting.0, app.clock.now(), audit::Action::Read, "user", summary);
    act.details = json!({ "filter": view.filter_pairs().into_iter().collect::<Vec<_>>() });
    act.handled_ids = rows.iter().map(|row| row.number.clone()).collect();
    let mut transaction = app.db.begin().await?;
    audit::record(&mut transaction, act).await?;
    transaction.commit().await
}

impl Explained {
    fn new(role: Role, lang: Lang) -> Self {
        Self { name: lang.t(role.label()), key: role.key(), text: lang.t(role.description()) }
    }
}

fn columns(view: &View, lang: Lang) -> Vec<Column> {
    let sorted = |key: SortKey| {
        let is_by_it = view.sort == key;
        let first = key.starts_descending();
        let next = view.changed(|view| match is_by_it {
            false => (view.sort, view.is_descending) = (key, first),
            true if view.is_descending == first => view.is_descending = !first,
            true => (view.sort, view.is_descending) = (SortKey::Name, false),
        });
        let direction = match (is_by_it, view.is_descending) {
            (false, _) => "",
            (true, false) => "ascending",
            (true, true) => "descending",
        };
        (format!("{}#people", next.url()), direction)
    };
    [
        ("c-person", "users-person", Some(SortKey::Name)),
        ("c-roles", "users-roles", None),
        ("c-membership", "users-units", None),
        ("c-signed-in", "users-last-sign-in", Some(SortKey::LastSignIn)),
        ("c-checked", "users-roles-checked", Some(SortKey::RolesChecked)),
    ]
    .map(|(class, label, key)| {
        let (sorted, direction) = key.map(sorted).unzip();
        Column { class, label: lang.t(label), sorted, direction: direction.unwrap_or_default() }
    })
    .into()
}

/// One chip per value that narrows the view: its words, and the address of the view without it.
fn chips(view: &View, lang: Lang) -> Vec<(String, String)> {
    let words =
        |name: &str, value: &str| lang.t_with("chips-value", &[("name", lang.t(name).into()), ("value", value.into())]);
    let without = |change: &dyn Fn(&mut View)| format!("{}#people", view.changed(change).url());
    let mut chips = Vec::new();
    if !view.search.is_empty() {
        chips.push((words("users-search", &view.search), without(&|view| view.search.clear())));
    }
    for role in &view.roles {
        let value = lang.t(role.label());
        chips.push((words("users-role", &value), without(&|view| view.roles.retain(|other| other != role))));
    }
    if !view.unit.is_empty() {
        chips.push((words("users-unit", &view.unit), without(&|view| view.unit.clear())));
    }
    for provider in &view.providers {
        let value = provider_words(provider.key(), lang);
        let rest = without(&|view| view.providers.retain(|other| other != provider));
        chips.push((words("users-provider", &value), rest));
    }
    if view.never_signed_in {
        chips.push((lang.t("users-never-signed-in"), without(&|view| view.never_signed_in = false)));
    }
    chips
}

/// The offered page sizes, and the present one when it is none of them.
fn page_sizes(present: u32) -> Vec<(u32, bool)> {
    let mut sizes = PAGE_SIZES.to_vec();
    sizes.push(present);
    sizes.sort_unstable();
    sizes.dedup();
    sizes.into_iter().map(|size| (size, size == present)).collect()
}

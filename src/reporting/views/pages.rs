//! The page that lists a person's views, and the forms that change them.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::Form;
use serde::Deserialize;

use super::store::{self, SavedView};
use super::{LONGEST_NAME, LONGEST_QUERY, MOST, PATH, canonical, name};
use crate::access::Visitor;
use crate::platform::App;
use crate::reporting::page;
use crate::web::{Flash, Flashes, Frame, Page, Problem, filters};

#[derive(Template)]
#[template(path = "reporting/views.html")]
struct ViewsPage {
    views: Vec<SavedView>,
    public_url: String,
    longest_name: usize,
    all_units: &'static str,
}

/// `GET /reporting/views`
pub(in crate::reporting) async fn list(
    State(app): State<App>,
    visitor: Visitor,
    frame: Frame,
) -> Result<Response, Problem> {
    let views = store::of_person(&app.db, visitor.person.id).await?;
    let public_url = app.config.public_url.trim_end_matches('/').to_owned();
    let page = ViewsPage { views, public_url, longest_name: LONGEST_NAME, all_units: page::ALL_UNITS };
    Ok(Page(frame, page).into_response())
}

/// A view to be kept.
#[derive(Debug, Deserialize)]
pub(in crate::reporting) struct Saving {
    #[serde(default)]
    name: String,
    #[serde(default)]
    query: String,
    /// A view of the same name is to go.
    replace: Option<String>,
    /// Whatever year is the newest, not the present one.
    newest_year: Option<String>,
    is_default: Option<String>,
}

/// `POST /reporting/views`
pub(in crate::reporting) async fn save(
    State(app): State<App>,
    visitor: Visitor,
    flashes: Flashes,
    Form(saving): Form<Saving>,
) -> Result<Response, Problem> {
    let user = visitor.person.id;
    let query = canonical(&saving.query, saving.newest_year.is_some());
    let flash = match name(&saving.name) {
        None => Flash::failed("views-name-needed").with("most", LONGEST_NAME as i64),
        Some(_) if query.len() > LONGEST_QUERY => Flash::failed("views-too-long"),
        Some(name) => {
            let mut tx = app.db.begin().await?;
            let known = store::of_person(&mut *tx, user).await?;
            let same = |view: &&SavedView| view.name.to_lowercase() == name.to_lowercase();
            let is_new = !known.iter().any(|view| same(&view));
            if is_new && known.len() >= MOST {
                Flash::failed("views-too-many").with("most", MOST as i64)
            } else if store::insert(&mut *tx, user, (&name, &query), saving.replace.is_some(), app.clock.now()).await? {
                if saving.is_default.is_some() {
                    let kept = store::of_person(&mut *tx, user).await?;
                    store::set_default(&mut tx, user, kept.iter().find(same).map(|view| view.id)).await?;
                }
                tx.commit().await?;
                Flash::done("views-saved").with("name", name)
            } else {
                Flash::failed("views-name-taken").with("name", name)
            }
        }
    };
    flashes.keep(flash).await?;
    let here = canonical(&saving.query, false);
    let back = if here.is_empty() { page::ALL_UNITS.to_owned() } else { format!("{}?{here}", page::PATH) };
    Ok(Redirect::to(&back).into_response())
}

/// What is to be done with a view.
#[derive(Debug, Deserialize)]
pub(in crate::reporting) struct Change {
    #[serde(default)]
    action: String,
    #[serde(default)]
    name: String,
}

/// `POST /reporting/views/{view_id}`
pub(in crate::reporting) async fn act(
    State(app): State<App>,
    visitor: Visitor,
    flashes: Flashes,
    Path(view_id): Path<String>,
    Form(change): Form<Change>,
) -> Result<Response, Problem> {
    let user = visitor.person.id;
    let id: i32 = view_id.parse().map_err(|_| Problem::NotFound)?;
    let mut tx = app.db.begin().await?;
    let known = store::of_person(&mut *tx, user).await?;
    let view = known.into_iter().find(|view| view.id == id).ok_or(Problem::NotFound)?;
    let flash = match change.action.as_str() {
        "delete" => {
            store::delete(&mut *tx, user, id).await?;
            Flash::done("views-deleted").with("name", view.name)
        }
        "make_default" => {
            store::set_default(&mut tx, user, Some(id)).await?;
            Flash::done("views-default-made").with("name", view.name)
        }
        "end_default" => {
            store::set_default(&mut tx, user, None).await?;
            Flash::done("views-default-ended")
        }
        _ => match name(&change.name) {
            None => Flash::failed("views-name-needed").with("most", LONGEST_NAME as i64),
            Some(name) if store::rename(&mut *tx, user, id, &name).await? => {
                Flash::done("views-renamed").with("name", name)
            }
            Some(name) => Flash::failed("views-name-taken").with("name", name),
        },
    };
    tx.commit().await?;
    flashes.keep(flash).await?;
    Ok(Redirect::to(PATH).into_response())
}

//! `GET /users/{user_id}`

use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};

use super::words::{self, PersonLine};
use super::{PATH, store};
use crate::access::{Acting, Action, Permission, Visitor, sessions};
use crate::audit::{self, Act};
use crate::directory::Source;
use crate::platform::App;
use crate::platform::ids::UserId;
use crate::web::{Frame, Page, Problem, filters};

#[derive(Template)]
#[template(path = "users/person.html")]
struct PersonPage {
    person: PersonLine,
    roles_page: Option<String>,
    /// Where the roles are asked for again; none when nobody can be asked, or without the right to.
    check: Option<String>,
    /// Where the person is signed in, for those who may end that.
    sessions: Option<String>,
}

/// The id that an address names.
pub(super) fn id(text: &str) -> Result<UserId, Problem> {
    text.parse().map(UserId).map_err(|_| Problem::NotFound)
}

/// `GET /users/{user_id}`
pub(super) async fn show(
    State(app): State<App>,
    visitor: Visitor,
    acting: Acting,
    frame: Frame,
    Path(user_id): Path<String>,
) -> Result<Response, Problem> {
    let row = store::person(&app.db, &visitor.scope, id(&user_id)?).await?.ok_or(Problem::NotFound)?;
    let may_check = visitor.person.may(Permission::BackofficeUsers, Action::Edit) && row.is_enabled;
    let asked = Source::provider_of(&app.config).filter(|provider| !provider.is_invented());
    let can_be_asked = asked.is_some_and(|provider| provider.key() == row.provider);
    let mut lines = words::lines(&app, &visitor.scope, vec![row], frame.lang).await?;
    let person = lines.pop().ok_or(Problem::NotFound)?;
    let mut act =
        Act::new(&acting.0, app.clock.now(), audit::Action::Read, "user", format!("looked at {}", person.name));
    act.entity_id = Some(person.id.to_string());
    act.handled_ids = vec![person.number.clone()];
    let mut transaction = app.db.begin().await?;
    audit::record(&mut transaction, act).await?;
    transaction.commit().await?;
    let page = PersonPage {
        roles_page: app.config.roles_page.clone(),
        sessions: sessions::page_of(&visitor.person, person.id),
        check: (may_check && can_be_asked).then(|| format!("{PATH}/{}/synchronise", person.id)),
        person,
    };
    Ok(Page(frame, page).into_response())
}

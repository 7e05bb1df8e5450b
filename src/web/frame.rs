//! What surrounds every page: language, person, navigation, flash, reference.

use std::any::Any;

use askama::Values;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum_login::tower_sessions::Session;
use chrono::{DateTime, Utc};

use super::navigation::{Entry, Section};
use super::request_id::RequestId;
use super::{Flash, Lang, Localised, Problem, browser, figures, patterns};
use crate::platform::App;

/// The signed-in person as the frame shows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Message keys of their roles, the widest first, each with the name of its unit.
    pub roles: Vec<(&'static str, Option<Localised>)>,
}

impl SignedIn {
    /// First letters of the first and the last name.
    pub fn initials(&self) -> String {
        let mut words = self.name.split_whitespace().filter_map(|word| word.chars().next());
        let first = words.next();
        first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
    }

    /// The widest role in words, for example "back-office manager of the Faculty of Arts".
    pub fn role(&self, lang: Lang) -> String {
        self.role_words(lang).into_iter().next().unwrap_or_else(|| lang.t("role-none"))
    }

    /// Every role in words, the widest first.
    pub fn role_words(&self, lang: Lang) -> Vec<String> {
        let words = |(key, place): &(&str, Option<Localised>)| match place {
            Some(place) => {
                lang.t_with("role-of-place", &[("role", lang.t(key).into()), ("place", place.of(lang).into())])
            }
            None => lang.t(key),
        };
        self.roles.iter().map(words).collect()
    }
}

/// What a person has to know about the age of their roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolesNotice {
    /// Whether they are too old to open anything.
    pub is_over: bool,
    /// When they were checked last.
    pub since: Option<DateTime<Utc>>,
}

/// Who is there and where they may go: left in the request by the access guard.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Name of the institution, when it is known.
    pub institution: Option<Localised>,
    /// The person, when signed in.
    pub person: Option<SignedIn>,
    /// The pages they may open.
    pub navigation: Vec<Section>,
    /// What they have to know about their roles.
    pub roles_notice: Option<RolesNotice>,
}

/// What surrounds a page; templates read it as the runtime values `frame` and `lang`.
#[derive(Debug, Clone)]
pub struct Frame {
    /// Language of the page.
    pub lang: Lang,
    /// Name of the institution.
    pub institution: String,
    /// Path of the page.
    pub path: String,
    /// Path and query of the page: where to come back to.
    pub here: String,
    /// Whether charts tell categories apart by patterns too.
    pub has_patterns: bool,
    /// Whether the browser says that it is a phone's: what is long there begins folded.
    pub is_on_phone: bool,
    /// The person, when signed in.
    pub person: Option<SignedIn>,
    /// The pages they may open.
    pub navigation: Vec<Section>,
    /// What they have to know about their roles.
    pub roles_notice: Option<RolesNotice>,
    /// Result of the last action.
    pub flash: Option<Flash>,
    /// Reference of the request.
    pub request_id: String,
    /// When the page was asked for.
    pub now: DateTime<Utc>,
}

impl Frame {
    /// A frame without person: what an error page has when nothing else is known.
    pub fn bare(app: &App, headers: &HeaderMap, uri: &Uri, request_id: Option<&RequestId>) -> Self {
        Self {
            lang: Lang::of_request(headers),
            institution: app.config.institution_name.clone().unwrap_or_default(),
            path: uri.path().to_owned(),
            here: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            has_patterns: patterns::are_chosen(headers),
            is_on_phone: browser::is_of_phone(headers),
            person: None,
            navigation: Vec::new(),
            roles_notice: None,
            flash: None,
            request_id: request_id.map(|id| id.0.clone()).unwrap_or_default(),
            now: app.clock.now(),
        }
    }

    /// Who printed a page and when, for its head on paper.
    pub fn printed_by(&self, person: &str) -> String {
        let facts = [
            ("moment", figures::date_time(self.now).into()),
            ("person", person.into()),
            ("institution", (&self.institution).into()),
        ];
        self.lang.t_with("frame-printed", &facts)
    }

    /// The frame with who is there.
    #[must_use]
    pub fn surrounded(mut self, surroundings: Surroundings) -> Self {
        if let Some(institution) = surroundings.institution {
            institution.of(self.lang).clone_into(&mut self.institution);
        }
        self.person = surroundings.person;
        self.navigation = surroundings.navigation;
        self.roles_notice = surroundings.roles_notice;
        self
    }

    /// The message of a key in the language of the page.
    pub fn t(&self, key: &str) -> String {
        self.lang.t(key)
    }

    /// The person's role in words.
    pub fn role(&self) -> String {
        self.person.as_ref().map(|person| person.role(self.lang)).unwrap_or_default()
    }

    /// The result of the last action in words.
    pub fn flash_text(&self) -> String {
        self.flash.as_ref().map(|flash| flash.text(self.lang)).unwrap_or_default()
    }

    /// The first page the person may open.
    pub fn first_page(&self) -> Option<&Entry> {
        self.navigation.first()?.entries.first()
    }

    /// Whether a page of the navigation, or one that belongs to it, is being shown.
    pub fn is_current(&self, entry: &Entry) -> bool {
        let is_below =
            |path: &str| self.path.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        is_below(entry.path) || entry.leads_to.is_some_and(is_below)
    }
}

impl Values for Frame {
    fn get_value<'a>(&'a self, key: &str) -> Option<&'a dyn Any> {
        match key {
            "frame" => Some(self),
            "lang" => Some(&self.lang),
            _ => None,
        }
    }
}

impl FromRequestParts<App> for Frame {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let extensions = &parts.extensions;
        let mut frame = Self::bare(app, &parts.headers, &parts.uri, extensions.get::<RequestId>());
        if let Some(surroundings) = extensions.get::<Surroundings>() {
            frame = frame.surrounded(surroundings.clone());
        }
        if let Some(session) = extensions.get::<Session>() {
            frame.flash = Flash::take(session).await?;
        }
        Ok(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str) -> SignedIn {
        SignedIn { name: name.to_owned(), email: String::new(), roles: Vec::new() }
    }

    #[test]
    fn initials_are_those_of_the_first_and_the_last_name() {
        assert_eq!(person("Nadia Brunner").initials(), "NB");
        assert_eq!(person("ana maria da silva").initials(), "AS");
        assert_eq!(person("Élodie").initials(), "É");
    }
}

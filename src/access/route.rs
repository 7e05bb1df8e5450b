//! A route as capabilities declare it: address, who may come, handler.

use axum::handler::Handler;
use axum::http::Method;
use axum::middleware::from_fn;
use axum::routing::{self, MethodRouter};
use futures_util::future::BoxFuture;

use super::{Action, Permission, Role};
use crate::carbon::taxonomy::ModuleType;
use crate::platform::App;
use crate::web::etag;
use crate::web::navigation::{Entry, Group};
use crate::web::rate_limit::Purpose;

/// Who may come to a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Machines: answered without looking at any session (health, static files).
    Machine,
    /// Anybody, signed in or not.
    Public,
    /// Whoever is signed in.
    SignedIn,
    /// Whoever holds the right on some units.
    Needs(Permission, Action),
    /// Whoever holds the right, and whoever brings files into some unit: those reach what belongs to their units.
    NeedsOrSync(Permission, Action),
    /// Whoever holds the right on a module of some units; which one, the address says and the handler checks.
    NeedsOnModule(Action),
}

impl Access {
    /// Whether somebody with this role alone may come.
    pub fn opens_to(self, role: Role) -> bool {
        let permits = |permission, action: Action| role.permits(permission).contains(&action);
        let on_a_module = |action| ModuleType::ALL.iter().any(|module| permits(Permission::Module(*module), action));
        match self {
            Self::Machine | Self::Public | Self::SignedIn => true,
            Self::Needs(permission, action) => permits(permission, action),
            Self::NeedsOrSync(permission, action) => permits(permission, action) || on_a_module(Action::Sync),
            Self::NeedsOnModule(action) => on_a_module(action),
        }
    }
}

/// Counts what failed and waits for somebody behind a page of the navigation; asked with every page, so it has to be cheap.
pub type CountFailures = fn(&App) -> BoxFuture<'_, sqlx::Result<i64>>;

/// One route of the table.
#[derive(Debug, Clone)]
pub struct Route {
    /// Its method; GET answers HEAD too.
    pub method: Method,
    /// Its address in axum's notation.
    pub path: &'static str,
    /// Who may come.
    pub access: Access,
    /// What answers.
    pub handler: MethodRouter<App>,
    /// Its place in the side navigation.
    pub entry: Option<Entry>,
    /// What the navigation says beside it.
    pub count_failures: Option<CountFailures>,
    /// What it counts as, when one client may do it only so often.
    pub limit: Option<Purpose>,
    /// Whether the browser may keep the answer and ask again.
    pub is_revalidated: bool,
}

impl Route {
    fn new(method: Method, path: &'static str, access: Access, handler: MethodRouter<App>) -> Self {
        Self { method, path, access, handler, entry: None, count_failures: None, limit: None, is_revalidated: false }
    }

    /// A page, file or JSON to read.
    pub fn get<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Method::GET, path, access, routing::get(handler))
    }

    /// A form or JSON to send.
    pub fn post<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Method::POST, path, access, routing::post(handler))
    }

    /// JSON that takes the place of what is there.
    pub fn put<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Method::PUT, path, access, routing::put(handler))
    }

    /// JSON that changes a part of what is there.
    pub fn patch<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Method::PATCH, path, access, routing::patch(handler))
    }

    /// Something that goes.
    pub fn delete<H, T>(path: &'static str, access: Access, handler: H) -> Self
    where
        H: Handler<T, App>,
        T: 'static,
    {
        Self::new(Method::DELETE, path, access, routing::delete(handler))
    }

    /// Puts the page into the side navigation of those who may open it.
    #[must_use]
    pub fn in_navigation(self, group: Group, label: &'static str, icon: &'static str) -> Self {
        Self { entry: Some(Entry { group, path: self.path, leads_to: None, label, icon, failures: 0 }), ..self }
    }

    /// Keeps the page marked in the navigation on pages elsewhere that people reach from it.
    #[must_use]
    pub fn leading_to(self, start: &'static str) -> Self {
        Self { entry: self.entry.map(|entry| Entry { leads_to: Some(start), ..entry }), ..self }
    }

    /// Shows beside the page's name in the navigation how much failed.
    #[must_use]
    pub fn counting_failures(self, count: CountFailures) -> Self {
        Self { count_failures: Some(count), ..self }
    }

    /// Lets the browser of the person keep the answer and ask each time whether it is still right.
    #[must_use]
    pub fn revalidated(self) -> Self {
        Self { handler: self.handler.layer(from_fn(etag::revalidate)), is_revalidated: true, ..self }
    }

    /// Refuses who does it too often: the person, or the address of who is not signed in.
    #[must_use]
    pub fn limited(self, purpose: Purpose) -> Self {
        Self { limit: Some(purpose), ..self }
    }
}

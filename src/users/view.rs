//! What a view of the list is: filter, order, page. Read from a query string, written back to one.

use super::PATH;
use crate::access::Role;
use crate::carbon::text::folded;
use crate::directory::Provider;
pub(super) use crate::web::address::address;
use crate::web::address::within;

/// Rows per page offered.
pub(super) const PAGE_SIZES: [u32; 4] = [25, 50, 100, 500];
const DEFAULT_PAGE_SIZE: u32 = 50;
const MAX_PAGE_SIZE: u32 = 500;
/// No address asks for more.
const LONGEST_TEXT: usize = 200;

/// What the list is ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SortKey {
    Name,
    LastSignIn,
    RolesChecked,
}

impl SortKey {
    pub(super) const ALL: [Self; 3] = [Self::Name, Self::LastSignIn, Self::RolesChecked];

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::LastSignIn => "last_sign_in",
            Self::RolesChecked => "roles_checked",
        }
    }

    /// The useful direction first.
    pub(super) fn starts_descending(self) -> bool {
        self != Self::Name
    }
}

/// A view of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct View {
    pub(super) search: String,
    pub(super) roles: Vec<Role>,
    pub(super) unit: String,
    pub(super) providers: Vec<Provider>,
    pub(super) never_signed_in: bool,
    pub(super) sort: SortKey,
    pub(super) is_descending: bool,
    pub(super) page: u32,
    pub(super) page_size: u32,
    /// The form was sent: the address is to be made canonical.
    pub(super) is_applied: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            search: String::new(),
            roles: Vec::new(),
            unit: String::new(),
            providers: Vec::new(),
            never_signed_in: false,
            sort: SortKey::Name,
            is_descending: false,
            page: 1,
            page_size: DEFAULT_PAGE_SIZE,
            is_applied: false,
        }
    }
}

/// A part of an address that was ignored, and the message key of why.
pub(super) type Ignored = (String, &'static str);

impl View {
    /// Reads a query string; what cannot be used is reported beside.
    pub(super) fn parse(query: Option<&str>) -> (Self, Vec<Ignored>) {
        let mut view = Self::default();
        let (mut ignored, mut direction) = (Vec::new(), None);
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let text = value.trim();
            if text.is_empty() {
                // forms send empty fields: they say nothing
                continue;
            }
            if key == "sort_dir" && matches!(text, "asc" | "desc") {
                direction = Some(text == "desc");
                continue;
            }
            if let Err(reason) = view.take(&key, text) {
                ignored.push((format!("{key}={value}").chars().take(LONGEST_TEXT).collect(), reason));
            }
        }
        view.is_descending = direction.unwrap_or(view.sort.starts_descending());
        (view, ignored)
    }

    fn take(&mut self, key: &str, value: &str) -> Result<(), &'static str> {
        const UNKNOWN: &str = "parameter-unknown";
        const MALFORMED: &str = "parameter-malformed";
        match key {
            "search" => self.search = text(value).ok_or(MALFORMED)?,
            "unit" => self.unit = text(value).ok_or(MALFORMED)?,
            "roles" => add(&mut self.roles, Role::parse(value).ok_or(UNKNOWN)?),
            "providers" => add(&mut self.providers, Provider::parse(value).ok_or(UNKNOWN)?),
            "never_signed_in" => {
                self.never_signed_in = match value {
                    "true" | "1" | "on" => true,
                    "false" | "0" => false,
                    _ => return Err(MALFORMED),
                }
            }
            "sort_by" => self.sort = SortKey::ALL.into_iter().find(|sort| sort.key() == value).ok_or(UNKNOWN)?,
            "page" => self.page = within(value, i32::MAX as u32)?,
            "page_size" => self.page_size = within(value, MAX_PAGE_SIZE)?,
            "apply" => self.is_applied = true,
            _ => return Err(UNKNOWN),
        }
        Ok(())
    }

    /// The words that all have to occur.
    pub(super) fn words(&self) -> Vec<String> {
        folded(&self.search).split(' ').filter(|word| !word.is_empty()).map(str::to_owned).collect()
    }

    /// The filter as parameters of a query string. Defaults are left out.
    pub(super) fn filter_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.search.is_empty() {
            pairs.push(("search", self.search.clone()));
        }
        pairs.extend(self.roles.iter().map(|role| ("roles", role.key().to_owned())));
        if !self.unit.is_empty() {
            pairs.push(("unit", self.unit.clone()));
        }
        pairs.extend(self.providers.iter().map(|provider| ("providers", provider.key().to_owned())));
        if self.never_signed_in {
            pairs.push(("never_signed_in", "true".to_owned()));
        }
        pairs
    }

    /// The view as parameters of a query string.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.filter_pairs();
        if self.sort != SortKey::Name {
            pairs.push(("sort_by", self.sort.key().to_owned()));
        }
        if self.is_descending != self.sort.starts_descending() {
            pairs.push(("sort_dir", if self.is_descending { "desc" } else { "asc" }.to_owned()));
        }
        if self.page_size != DEFAULT_PAGE_SIZE {
            pairs.push(("page_size", self.page_size.to_string()));
        }
        if self.page != 1 {
            pairs.push(("page", self.page.to_string()));
        }
        pairs
    }

    /// The address of the view.
    pub(super) fn url(&self) -> String {
        address(PATH, &self.pairs())
    }

    /// The view with something changed, on page 1.
    #[must_use]
    pub(super) fn changed(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut view = Self { page: 1, is_applied: false, ..self.clone() };
        change(&mut view);
        view
    }

    /// How many fields narrow the view.
    pub(super) fn active_count(&self) -> usize {
        [
            !self.search.is_empty(),
            !self.roles.is_empty(),
            !self.unit.is_empty(),
            !self.providers.is_empty(),
            self.never_signed_in,
        ]
        .into_iter()
        .filter(|is_active| *is_active)
        .count()
    }
}

/// Text that the database can compare with.
fn text(value: &str) -> Option<String> {
    (!value.contains('\0') && value.chars().count() <= LONGEST_TEXT).then(|| value.to_owned())
}

fn add<T: PartialEq>(values: &mut Vec<T>, value: T) {
    if !values.contains(&value) {
        values.push(value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_read_back_as_it_was_written() {
        let text = "search=caf%C3%A9+50%25&roles=calco2.user.principal&unit=U2031&providers=accred&providers=test\
            &never_signed_in=true&sort_by=last_sign_in&sort_dir=asc&page_size=25&page=3";
        let (view, ignored) = View::parse(Some(text));
        assert_eq!(ignored, []);
        assert_eq!(view.url(), format!("/users?{text}"));
        assert_eq!(View::parse(Some("sort_by=roles_checked")).0.url(), "/users?sort_by=roles_checked");
        assert_eq!(View::default().url(), "/users");
    }

    #[test]
    fn what_cannot_be_used_is_named_and_the_rest_is_kept() {
        let (view, ignored) = View::parse(Some(
            "search=a%00b&roles=king&providers=moon&sort_by=shoe&sort_dir=up&page=0&page_size=9999&colour=red\
             &never_signed_in=perhaps&unit=7",
        ));
        assert_eq!((view.unit.as_str(), view.page, view.page_size), ("7", 1, 50));
        assert_eq!(ignored.len(), 9, "{ignored:?}");
    }

    #[test]
    fn every_word_of_a_search_counts_without_case_and_accents() {
        let view = View { search: "  Éva  MÜLLER ".to_owned(), ..View::default() };
        assert_eq!(view.words(), ["eva", "muller"]);
    }
}

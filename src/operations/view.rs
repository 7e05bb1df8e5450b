//! What a view of the console is: filter, page, opened rows. Read from a query string, written back to one.

use uuid::Uuid;

use super::PATH;
use crate::carbon::ids::Year;
use crate::carbon::taxonomy::ModuleType;
use crate::pipeline::{JobKind, PipelineFilter, PipelineId, PipelineStatus};
use crate::web::Bound;
pub(super) use crate::web::address::address;
use crate::web::address::within;

/// Rows per page offered.
pub(super) const PAGE_SIZES: [u32; 4] = [25, 50, 100, 500];
const DEFAULT_PAGE_SIZE: u32 = 50;
const MAX_PAGE_SIZE: u32 = 500;
/// Rows that may be open at the same time: each one asks the database.
const MOST_OPEN: usize = 20;

/// A view of the console.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct View {
    pub(super) statuses: Vec<PipelineStatus>,
    pub(super) kinds: Vec<JobKind>,
    pub(super) modules: Vec<ModuleType>,
    pub(super) years: Vec<Year>,
    pub(super) author: String,
    pub(super) since: Option<Bound>,
    pub(super) until: Option<Bound>,
    pub(super) search: String,
    pub(super) has_errors: bool,
    pub(super) page: u32,
    pub(super) page_size: u32,
    pub(super) open: Vec<PipelineId>,
    /// The form was sent: the address is to be made canonical.
    pub(super) is_applied: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            statuses: Vec::new(),
            kinds: Vec::new(),
            modules: Vec::new(),
            years: Vec::new(),
            author: String::new(),
            since: None,
            until: None,
            search: String::new(),
            has_errors: false,
            page: 1,
            page_size: DEFAULT_PAGE_SIZE,
            open: Vec::new(),
            is_applied: false,
        }
    }
}

/// A part of an address that was ignored, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ignored {
    pub(super) part: String,
    /// Message key.
    pub(super) reason: &'static str,
}

impl View {
    /// Reads a query string; what cannot be used is reported beside.
    pub(super) fn parse(query: Option<&str>) -> (Self, Vec<Ignored>) {
        let mut view = Self::default();
        let mut ignored = Vec::new();
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let text = value.trim();
            // forms send empty fields: they say nothing
            if let Err(reason) = if text.is_empty() { Ok(()) } else { view.take(&key, text) } {
                let part: String = format!("{key}={value}").chars().take(200).collect();
                ignored.push(Ignored { part, reason });
            }
        }
        (view, ignored)
    }

    fn take(&mut self, key: &str, value: &str) -> Result<(), &'static str> {
        const UNKNOWN: &str = "parameter-unknown";
        const MALFORMED: &str = "parameter-malformed";
        match key {
            "statuses" => add(&mut self.statuses, PipelineStatus::parse(value).ok_or(UNKNOWN)?),
            "kinds" => add(&mut self.kinds, JobKind::parse(value).ok_or(UNKNOWN)?),
            "module_type_ids" => {
                let id: i16 = value.parse().map_err(|_| MALFORMED)?;
                add(&mut self.modules, id.try_into().map_err(|_| UNKNOWN)?);
            }
            "years" => add(&mut self.years, value.parse().map_err(|_| MALFORMED)?),
            "author" => value.clone_into(&mut self.author),
            "since" => self.since = Some(Bound::parse(value).ok_or(MALFORMED)?),
            "until" => self.until = Some(Bound::parse(value).ok_or(MALFORMED)?),
            "search" => value.clone_into(&mut self.search),
            "has_errors" => {
                self.has_errors = match value {
                    "true" | "1" | "on" => true,
                    "false" | "0" => false,
                    _ => return Err(MALFORMED),
                }
            }
            "page" => self.page = within(value, i32::MAX as u32)?,
            "page_size" => self.page_size = within(value, MAX_PAGE_SIZE)?,
            "open" => {
                if self.open.len() < MOST_OPEN {
                    add(&mut self.open, PipelineId(Uuid::parse_str(value).map_err(|_| MALFORMED)?));
                }
            }
            "apply" => self.is_applied = true,
            _ => return Err(UNKNOWN),
        }
        Ok(())
    }

    /// Which pipelines are wanted.
    pub(super) fn filter(&self) -> PipelineFilter {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        PipelineFilter {
            statuses: self.statuses.clone(),
            kinds: self.kinds.clone(),
            module_type_ids: self.modules.iter().map(|module| module.id()).collect(),
            years: self.years.iter().map(|year| year.get()).collect(),
            author: given(&self.author),
            since: self.since.map(Bound::beginning),
            until: self.until.map(Bound::end),
            search: given(&self.search),
            has_errors: self.has_errors,
        }
    }

    /// The view as parameters of a query string. Defaults are left out.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        pairs.extend(self.statuses.iter().map(|status| ("statuses", status.key().to_owned())));
        pairs.extend(self.kinds.iter().map(|kind| ("kinds", kind.key().to_owned())));
        pairs.extend(self.modules.iter().map(|module| ("module_type_ids", module.id().to_string())));
        pairs.extend(self.years.iter().map(|year| ("years", year.to_string())));
        if !self.author.is_empty() {
            pairs.push(("author", self.author.clone()));
        }
        pairs.extend(self.since.map(|since| ("since", since.text())));
        pairs.extend(self.until.map(|until| ("until", until.text())));
        if !self.search.is_empty() {
            pairs.push(("search", self.search.clone()));
        }
        if self.has_errors {
            pairs.push(("has_errors", "true".to_owned()));
        }
        if self.page_size != DEFAULT_PAGE_SIZE {
            pairs.push(("page_size", self.page_size.to_string()));
        }
        if self.page != 1 {
            pairs.push(("page", self.page.to_string()));
        }
        pairs.extend(self.open.iter().map(|id| ("open", id.0.to_string())));
        pairs
    }

    /// The address of the view.
    pub(super) fn url(&self) -> String {
        address(PATH, &self.pairs())
    }

    /// The view with something changed in its filter: back on page 1, no row opened.
    #[must_use]
    pub(super) fn refiltered(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut view = self.clone();
        change(&mut view);
        (view.page, view.is_applied) = (1, false);
        view.open.clear();
        view
    }

    /// The view with a row opened or closed.
    #[must_use]
    pub(super) fn toggled(&self, id: PipelineId) -> Self {
        let mut view = self.clone();
        if self.is_open(id) {
            view.open.retain(|open| *open != id);
        } else {
            view.open.push(id);
        }
        view
    }

    pub(super) fn is_open(&self, id: PipelineId) -> bool {
        self.open.contains(&id)
    }

    /// How many fields narrow the view.
    pub(super) fn active_count(&self) -> usize {
        [
            !self.statuses.is_empty(),
            !self.kinds.is_empty(),
            !self.modules.is_empty(),
            !self.years.is_empty(),
            !self.author.is_empty(),
            self.since.is_some(),
            self.until.is_some(),
            !self.search.is_empty(),
            self.has_errors,
        ]
        .into_iter()
        .filter(|is_active| *is_active)
        .count()
    }
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
        let text = "statuses=failed&statuses=partial&kinds=data_ingest&module_type_ids=4&years=2025&author=Nadia+B\
            &since=2026-03-11&until=2026-03-12T10%3A00%3A00Z&search=caf%C3%A9+50%25&has_errors=true&page_size=25&page=3\
            &open=0190f2a0-0000-7000-8000-000000000001";
        let (view, ignored) = View::parse(Some(text));
        assert_eq!(ignored, []);
        assert_eq!(view.url(), format!("/pipelines?{text}"));
    }

    #[test]
    fn what_cannot_be_used_is_named_and_the_rest_is_kept() {
        let (view, ignored) = View::parse(Some(
            "statuses=late&kinds=magic&module_type_ids=99&years=20x5&since=yesterday&page=0&page_size=9999&colour=red\
             &has_errors=perhaps&open=7&search=&years=2024",
        ));
        assert_eq!((view.years.len(), view.page, view.page_size), (1, 1, 50));
        assert_eq!(ignored.len(), 10, "{ignored:?}");
    }

    #[test]
    fn a_day_belongs_to_the_span_it_ends() {
        let (view, _) = View::parse(Some("since=2026-03-11&until=2026-03-11"));
        let filter = view.filter();
        let hours = (filter.until.unwrap() - filter.since.unwrap()).num_hours();
        assert_eq!(hours, 24);
    }
}

//! What a view of the trail is: filter, page, opened rows. Read from a query string, written back to one.

use chrono::{DateTime, Local, TimeDelta, Utc};

use super::PATH;
use crate::audit::Action;
use crate::audit::read::{COUNTED, Filter};
use crate::carbon::taxonomy::ModuleType;
use crate::web::Bound;
pub(super) use crate::web::address::address;
use crate::web::address::within;

/// Rows per page offered.
pub(super) const PAGE_SIZES: [u32; 4] = [25, 50, 100, 500];
/// Rows per page unless asked otherwise, and at most.
pub(super) const PAGE_SIZE: u32 = 50;
pub(super) const MOST_ROWS: u32 = 500;
const MOST_OPEN: usize = 20;

/// A span of time that ends now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Period {
    Today,
    Days(i64),
}

impl Period {
    pub(super) const ALL: [Self; 3] = [Self::Today, Self::Days(7), Self::Days(30)];

    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Today => "today",
            Self::Days(7) => "7_days",
            Self::Days(_) => "30_days",
        }
    }

    fn since(self, now: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::Today => Bound::Day(now.with_timezone(&Local).date_naive()).beginning(),
            Self::Days(days) => now - TimeDelta::days(days),
        }
    }
}

/// A view of the trail.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct View {
    pub(super) action: Option<Action>,
    pub(super) entity_type: String,
    pub(super) entity_id: String,
    pub(super) module: Option<ModuleType>,
    pub(super) actor: String,
    pub(super) handled_id: String,
    /// Gives way to days.
    pub(super) period: Option<Period>,
    pub(super) since: Option<Bound>,
    pub(super) until: Option<Bound>,
    pub(super) search: String,
    pub(super) page: Option<u32>,
    pub(super) page_size: Option<u32>,
    pub(super) open: Vec<i64>,
    /// The form was sent: the address is to be made canonical.
    pub(super) is_applied: bool,
}

/// A part of an address that was ignored, and the key of why.
pub(super) type Ignored = (String, &'static str);

impl View {
    /// Reads a query string; what cannot be used is reported beside.
    pub(super) fn parse(query: Option<&str>) -> (Self, Vec<Ignored>) {
        let mut view = Self::default();
        let mut ignored = Vec::new();
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let text = value.trim();
            // forms send empty fields: they say nothing
            if let Err(reason) = if text.is_empty() { Ok(()) } else { view.take(&key, text) } {
                ignored.push((format!("{key}={value}").chars().take(200).collect(), reason));
            }
        }
        if view.since.is_some() || view.until.is_some() {
            view.period = None;
        }
        (view, ignored)
    }

    fn take(&mut self, key: &str, value: &str) -> Result<(), &'static str> {
        const UNKNOWN: &str = "parameter-unknown";
        const MALFORMED: &str = "parameter-malformed";
        // the database knows no text with a zero byte
        if value.contains('\0') {
            return Err(MALFORMED);
        }
        match key {
            "action" => self.action = Some(Action::parse(value).ok_or(UNKNOWN)?),
            "entity_type" => value.clone_into(&mut self.entity_type),
            "entity_id" => value.clone_into(&mut self.entity_id),
            "module" => self.module = Some(value.parse().map_err(|_| UNKNOWN)?),
            "actor" => value.clone_into(&mut self.actor),
            "handled_id" => value.clone_into(&mut self.handled_id),
            "period" => {
                self.period = Some(Period::ALL.into_iter().find(|period| period.key() == value).ok_or(UNKNOWN)?);
            }
            "since" => self.since = Some(Bound::parse(value).ok_or(MALFORMED)?),
            "until" => self.until = Some(Bound::parse(value).ok_or(MALFORMED)?),
            "search" => value.clone_into(&mut self.search),
            "page" => self.page = Some(within(value, u32::MAX)?),
            "page_size" => self.page_size = Some(within(value, MOST_ROWS)?),
            "open" => {
                let id = value.parse().map_err(|_| MALFORMED)?;
                if self.open.len() < MOST_OPEN && !self.open.contains(&id) {
                    self.open.push(id);
                }
            }
            "apply" => self.is_applied = true,
            _ => return Err(UNKNOWN),
        }
        Ok(())
    }

    /// Which records are wanted.
    pub(super) fn filter(&self, now: DateTime<Utc>) -> Filter {
        let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Filter {
            action: self.action,
            entity_type: given(&self.entity_type),
            entity_id: given(&self.entity_id),
            module: self.module.map(|module| module.key().to_owned()),
            actor: given(&self.actor),
            handled_id: given(&self.handled_id),
            since: self.since.map(Bound::beginning).or(self.period.map(|period| period.since(now))),
            until: self.until.map(Bound::end),
            search: given(&self.search),
            before_id: None,
        }
    }

    /// What narrows the view, as parameters of a query string.
    pub(super) fn selection(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        pairs.extend(self.action.map(|action| ("action", action.key().to_owned())));
        let mut text = |name, value: &str| {
            if !value.is_empty() {
                pairs.push((name, value.to_owned()));
            }
        };
        text("entity_type", &self.entity_type);
        text("entity_id", &self.entity_id);
        text("module", self.module.map_or("", ModuleType::key));
        text("actor", &self.actor);
        text("handled_id", &self.handled_id);
        text("period", self.period.map_or("", Period::key));
        text("since", &self.since.map(Bound::text).unwrap_or_default());
        text("until", &self.until.map(Bound::text).unwrap_or_default());
        text("search", &self.search);
        pairs
    }

    fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = self.selection();
        pairs.extend(self.page_size.filter(|size| *size != PAGE_SIZE).map(|size| ("page_size", size.to_string())));
        pairs.extend(self.page.filter(|page| *page != 1).map(|page| ("page", page.to_string())));
        pairs.extend(self.open.iter().map(|id| ("open", id.to_string())));
        pairs
    }

    /// The address of the view.
    pub(super) fn url(&self) -> String {
        address(PATH, &self.pairs())
    }

    /// The view with something changed in its filter: back on page 1, no row opened.
    #[must_use]
    pub(super) fn refiltered(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut view = Self { page: None, open: Vec::new(), is_applied: false, ..self.clone() };
        change(&mut view);
        view
    }

    /// The view with a row opened or closed.
    #[must_use]
    pub(super) fn toggled(&self, id: i64) -> Self {
        let mut view = self.clone();
        if self.open.contains(&id) {
            view.open.retain(|open| *open != id);
        } else {
            view.open.push(id);
        }
        view
    }

    pub(super) fn rows(&self) -> u32 {
        self.page_size.unwrap_or(PAGE_SIZE)
    }

    /// The page shown of so many records: those that are counted can be paged through.
    pub(super) fn page_of(&self, total: i64) -> u32 {
        let pages = u32::try_from(total.min(COUNTED)).unwrap_or(0).div_ceil(self.rows()).max(1);
        self.page.unwrap_or(1).min(pages)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_view_is_read_back_as_it_was_written() {
        let text = "action=read&entity_type=data_entry&entity_id=42&module=headcount&actor=Nadia+B&handled_id=123456\
            &since=2026-03-11&until=2026-03-12T10%3A00%3A00Z&search=50%25+_x&page_size=25&page=3&open=7&open=9";
        let (view, ignored) = View::parse(Some(text));
        assert_eq!(ignored, []);
        assert_eq!(view.url(), format!("/logs?{text}"));
        let (view, _) = View::parse(Some("period=7_days"));
        assert_eq!(view.url(), "/logs?period=7_days");
    }

    #[test]
    fn what_cannot_be_used_is_named_and_the_rest_is_kept() {
        let wrong = "action=dance&module=99&period=year&since=yesterday&page=0&page_size=501&open=x&colour=red\
            &search=a%00b&entity_type=&actor=Ada";
        let (view, ignored) = View::parse(Some(wrong));
        assert_eq!((view.selection(), view.rows()), (vec![("actor", "Ada".to_owned())], 50));
        assert_eq!(ignored.len(), 9, "{ignored:?}");
    }

    #[test]
    fn days_win_over_a_period_and_a_period_ends_now() {
        let now = "2026-03-12T10:00:00Z".parse().unwrap();
        let since = |text: &str| View::parse(Some(text)).0.filter(now).since.map(|since| since.to_rfc3339());
        assert_eq!(since("period=7_days").unwrap(), "2026-03-05T10:00:00+00:00");
        assert_eq!(since("period=30_days&since=2026-03-11T00:00:00Z").unwrap(), "2026-03-11T00:00:00+00:00");
        assert_eq!(since("period=30_days&until=2026-03-11"), None);
    }

    #[test]
    fn only_what_is_counted_can_be_paged_through() {
        let (view, _) = View::parse(Some("page=900000&page_size=25"));
        assert_eq!((view.page_of(0), view.page_of(60), view.page_of(10_001)), (1, 3, 400));
    }
}

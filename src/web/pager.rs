//! Pages of a long list.

/// Links to the pages of a list: the first, the last, two around the present one, gaps between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pager {
    /// The page shown, from 1.
    pub page: u32,
    /// How many there are, at least 1.
    pub pages: u32,
    /// Number of the first row shown, 0 when there is none.
    pub first_row: u64,
    /// Number of the last row shown.
    pub last_row: u64,
    /// Rows on all pages.
    pub total: u64,
    /// Address of the page before.
    pub previous: Option<String>,
    /// Address of the page after.
    pub next: Option<String>,
    /// Page numbers with their addresses; `None` is a gap.
    pub items: Vec<Option<(u32, String)>>,
}

impl Pager {
    /// The pages of `total` rows, `size` on each; a page beyond the end becomes the last one.
    pub fn new(page: u32, size: u32, total: u64, href: impl Fn(u32) -> String) -> Self {
        let size = u64::from(size.max(1));
        let pages = u32::try_from(total.div_ceil(size)).unwrap_or(u32::MAX).max(1);
        let page = page.clamp(1, pages);
        let mut items = Vec::new();
        let mut before = 0;
        for number in (1..=pages).filter(|&number| number == 1 || number == pages || number.abs_diff(page) <= 2) {
            if number > before + 1 {
                items.push(None);
            }
            items.push(Some((number, href(number))));
            before = number;
        }
        let first_row = u64::from(page - 1) * size;
        Self {
            page,
            pages,
            first_row: if total == 0 { 0 } else { first_row + 1 },
            last_row: total.min(first_row + size),
            total,
            previous: (page > 1).then(|| href(page - 1)),
            next: (page < pages).then(|| href(page + 1)),
            items,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: u32, total: u64) -> String {
        let pager = Pager::new(page, 25, total, |number| number.to_string());
        let items =
            pager.items.iter().map(|item| item.as_ref().map_or("…".to_owned(), |(number, _)| number.to_string()));
        items.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn far_pages_hide_behind_gaps() {
        assert_eq!(shown(1, 148), "1 2 3 … 6");
        assert_eq!(shown(10, 500), "1 … 8 9 10 11 12 … 20");
        assert_eq!(shown(1, 10), "1");
    }

    #[test]
    fn a_page_beyond_the_end_is_the_last_one() {
        let pager = Pager::new(99, 25, 148, |number| number.to_string());
        assert_eq!((pager.page, pager.first_row, pager.last_row), (6, 126, 148));
        assert_eq!((pager.previous.as_deref(), pager.next), (Some("5"), None));
    }

    #[test]
    fn an_empty_list_has_one_page_without_rows() {
        let pager = Pager::new(1, 25, 0, |number| number.to_string());
        assert_eq!((pager.pages, pager.first_row, pager.last_row), (1, 0, 0));
    }
}

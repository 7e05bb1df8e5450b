//! The side navigation: groups of pages a person may open.

/// A group of the side navigation, in the order shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What came out.
    Results,
    /// What goes in.
    Data,
    /// How the application is set up.
    Settings,
}

impl Group {
    /// Message key of its title.
    pub fn title(self) -> &'static str {
        match self {
            Self::Results => "navigation-results",
            Self::Data => "navigation-data",
            Self::Settings => "navigation-settings",
        }
    }
}

/// A page that the navigation leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands.
    pub group: Group,
    /// Address of the page.
    pub path: &'static str,
    /// Where pages start that people reach from it and that are not below its address.
    pub leads_to: Option<&'static str>,
    /// Message key of its name.
    pub label: &'static str,
    /// Name of its icon.
    pub icon: &'static str,
    /// How much there waits for somebody to look at it.
    pub failures: i64,
}

/// A group with the entries a person may open, never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The group.
    pub group: Group,
    /// Its entries in the order of the route table.
    pub entries: Vec<Entry>,
}

/// Groups entries into sections.
pub fn sections(entries: impl IntoIterator<Item = Entry>) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for entry in entries {
        match sections.iter_mut().find(|section| section.group == entry.group) {
            Some(section) => section.entries.push(entry),
            None => sections.push(Section { group: entry.group, entries: vec![entry] }),
        }
    }
    sections.sort_by_key(|section| section.group);
    sections
}

//! What the person chose to see of a unit's year; the address holds it.

use super::goals::Levels;
use crate::carbon::taxonomy::{Category, ModuleType};
use crate::web::address::address;

/// So many characters of what was not understood are named.
const LONGEST_NAMED: usize = 200;

/// What is shown and how.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a choice of its own")]
pub(super) struct Choices {
    /// Research facilities count.
    pub(super) research_facilities: bool,
    /// Additional categories count.
    pub(super) additional: bool,
    /// How sure the numbers of each module are is said.
    pub(super) confidence: bool,
    /// Modules are broken down as bars instead of one strip.
    pub(super) as_bars: bool,
    /// The projection is that of the institution, not of the unit.
    pub(super) of_institution: bool,
    /// By how much the projection reduces.
    pub(super) levels: Levels,
    /// Opened panels.
    pub(super) open: Vec<ModuleType>,
}

impl Default for Choices {
    fn default() -> Self {
        Self {
            research_facilities: true,
            additional: true,
            confidence: false,
            as_bars: false,
            of_institution: false,
            levels: Levels::default(),
            open: Vec::new(),
        }
    }
}

/// A part of the address that was not understood, and the key of why.
pub(super) type Ignored = (String, &'static str);

impl Choices {
    /// Reads a query string; what is not understood stands beside.
    pub(super) fn read(query: Option<&str>) -> (Self, Vec<Ignored>) {
        let (mut choices, mut ignored) = (Self::default(), Vec::new());
        // an unchecked box is not sent: a hidden field of the same name goes before it and says no
        let mut switches: [Option<bool>; 3] = [None; 3];
        for (key, value) in form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
            let switch = ["research", "additional", "confidence"].iter().position(|name| *name == key);
            let problem = match (switch, value.as_ref()) {
                (Some(place), "0" | "1") => {
                    switches[place] = Some(switches[place].unwrap_or(false) || value == "1");
                    None
                }
                (Some(_), _) => Some("parameter-malformed"),
                (None, value) => choices.take(&key, value),
            };
            if let Some(problem) = problem {
                ignored.push((format!("{key}={value}").chars().take(LONGEST_NAMED).collect(), problem));
            }
        }
        let [research, additional, confidence] = switches;
        choices.research_facilities = research.unwrap_or(true);
        choices.additional = additional.unwrap_or(true);
        choices.confidence = confidence.unwrap_or(false);
        choices.open.sort_unstable();
        choices.open.dedup();
        (choices, ignored)
    }

    /// The key of what was wrong with a value, if anything.
    fn take(&mut self, key: &str, value: &str) -> Option<&'static str> {
        let understood = match (key, value) {
            ("breakdown_as", "bars" | "share") => {
                self.as_bars = value == "bars";
                true
            }
            ("goal", "institution" | "unit") => {
                self.of_institution = value == "institution";
                true
            }
            ("level", level) => Levels::read_all(level).map(|levels| self.levels = levels).is_some(),
            ("levels", one) => self.levels.read_one(one),
            ("open", "all") => {
                self.open = ModuleType::ALL.to_vec();
                true
            }
            ("open", module) => module.parse().map(|module| self.open.push(module)).is_ok(),
            ("breakdown_as" | "goal", _) => false,
            _ => return Some("parameter-unknown"),
        };
        (!understood).then_some("parameter-malformed")
    }

    /// The query string of the choices, only what differs from the usual.
    pub(super) fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        for (name, is_unusual, value) in [
            ("research", !self.research_facilities, "0"),
            ("additional", !self.additional, "0"),
            ("confidence", self.confidence, "1"),
            ("breakdown_as", self.as_bars, "bars"),
            ("goal", self.of_institution, "institution"),
        ] {
            pairs.extend(is_unusual.then(|| (name, value.to_owned())));
        }
        pairs.extend(self.levels.pairs());
        if self.open.len() == ModuleType::ALL.len() {
            pairs.push(("open", "all".to_owned()));
        } else {
            pairs.extend(self.open.iter().map(|module| ("open", module.key().to_owned())));
        }
        pairs
    }

    /// A page with these choices.
    pub(super) fn at(&self, path: &str) -> String {
        address(path, &self.pairs())
    }

    /// What a form has to keep beside the fields it shows.
    pub(super) fn kept(&self, shown: &[&str]) -> Vec<(&'static str, String)> {
        self.pairs().into_iter().filter(|(name, _)| !shown.contains(name)).collect()
    }

    /// Whether a category is shown.
    pub(super) fn shows(&self, category: Category) -> bool {
        let is_research = category == Category::ResearchFacilities;
        (self.additional || !super::year::is_additional(category)) && (self.research_facilities || !is_research)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let mut choices = Choices {
            research_facilities: false,
            confidence: true,
            as_bars: true,
            of_institution: true,
            open: vec![ModuleType::Buildings, ModuleType::Purchase],
            ..Choices::default()
        };
        choices.levels.read_one("purchases:4");
        let written = choices.at("/units/1/results/2025");
        assert_eq!(Choices::read(written.split_once('?').map(|(_, query)| query)), (choices, Vec::new()));
        assert_eq!(Choices::default().at("/x"), "/x");
        let all = Choices { open: ModuleType::ALL.to_vec(), ..Choices::default() };
        assert_eq!(all.at("/x"), "/x?open=all");
        assert_eq!(Choices::read(Some("open=all")), (all, Vec::new()));
    }

    #[test]
    fn an_unchecked_box_says_no_and_an_absent_one_leaves_the_usual() {
        let read = |query| Choices::read(Some(query)).0;
        assert!(!read("research=0").research_facilities && read("research=0&research=1").research_facilities);
        assert!(read("").additional && !read("additional=0").additional);
        assert!(read("confidence=0&confidence=1").confidence && !read("confidence=0").confidence);
    }

    #[test]
    fn nonsense_changes_nothing_and_is_named() {
        let nonsense = "research=maybe&open=cellar&levels=food&levels=food:9&level=7&goal=&breakdown_as=cake&x=1";
        let (choices, ignored) = Choices::read(Some(nonsense));
        assert_eq!(choices, Choices::default());
        let named: Vec<_> = ignored.iter().map(|(part, _)| part.as_str()).collect();
        assert_eq!(named.join("&"), nonsense);
        assert_eq!((ignored[0].1, ignored[7].1), ("parameter-malformed", "parameter-unknown"));
    }
}

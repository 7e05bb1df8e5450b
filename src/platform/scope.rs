//! How far a permission reaches. Every query that reads what belongs to units asks for one.

use super::ids::UserId;

/// The units a permission reaches. An unknown unit reaches nothing, never everything.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Every unit: operators, and the program itself.
    Institution,
    /// These units and everything below them, by directory number.
    Subtrees(Vec<String>),
    /// Exactly these units, by directory number.
    Units {
        /// Units reached as a whole.
        whole: Vec<String>,
        /// Units in which only the person's own entries are reached.
        own: Vec<String>,
        /// Whose entries those are.
        owner: Owner,
    },
    /// What any of these reaches; of none: nothing.
    Any(Vec<Scope>),
}

/// A person as entries name them.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Owner {
    /// The account that wrote an entry.
    pub user: UserId,
    /// Person number that an entry names.
    pub institutional_id: String,
}

/// A scope as values to bind: `$1 or u.path_codes && $2 or u.institutional_code = any($3)`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// Whether every unit is reached.
    pub everything: bool,
    /// Tops of subtrees.
    pub subtrees: Vec<String>,
    /// Single units reached as a whole: what belongs to the unit is reached with it.
    pub whole: Vec<String>,
    /// Single units reached in whatever way: those reached as a whole first.
    pub units: Vec<String>,
}

/// Which entries of a unit are reached. Only a scope says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entries(Option<Owner>);

impl Entries {
    /// The person to whose entries the reach is limited; none: every entry.
    pub fn owner(&self) -> Option<&Owner> {
        self.0.as_ref()
    }
}

impl Scope {
    /// What any of some scopes reaches.
    pub fn any(scopes: impl IntoIterator<Item = Self>) -> Self {
        let mut different: Vec<Self> = Vec::new();
        for scope in scopes {
            if scope.is_everything() {
                return Self::Institution;
            }
            if !different.contains(&scope) {
                different.push(scope);
            }
        }
        if different.len() == 1 { different.swap_remove(0) } else { Self::Any(different) }
    }

    /// Whether every unit is reached.
    pub fn is_everything(&self) -> bool {
        self.reach().everything
    }

    /// The scope as values to bind: the one way into a query.
    pub fn reach(&self) -> Reach {
        match self {
            Self::Institution => Reach { everything: true, ..Reach::default() },
            Self::Subtrees(codes) => Reach { subtrees: codes.clone(), ..Reach::default() },
            Self::Units { whole, own, .. } => {
                Reach { whole: whole.clone(), units: whole.iter().chain(own).cloned().collect(), ..Reach::default() }
            }
            Self::Any(scopes) => scopes.iter().map(Self::reach).fold(Reach::default(), |mut all, one| {
                all.everything |= one.everything;
                all.subtrees.extend(one.subtrees);
                all.whole.extend(one.whole);
                all.units.extend(one.units);
                all
            }),
        }
    }

    /// Directory numbers of the tops of the subtrees reached, for `$1 or u.path_codes && $2`; empty when single units
    /// are reached, which have no subtree.
    pub fn unit_codes(&self) -> Vec<String> {
        self.reach().subtrees
    }

    /// Whether the unit with this path of directory numbers (root to unit) is reached.
    pub fn covers(&self, path_codes: &[String]) -> bool {
        self.entries_of(path_codes).is_some()
    }

    /// Which entries of the unit with this path are reached; none when the unit is not.
    pub fn entries_of(&self, path_codes: &[String]) -> Option<Entries> {
        match self {
            Self::Institution => Some(Entries(None)),
            Self::Subtrees(codes) => path_codes.iter().any(|code| codes.contains(code)).then_some(Entries(None)),
            Self::Units { whole, own, owner } => {
                let unit = path_codes.last()?;
                if whole.contains(unit) {
                    return Some(Entries(None));
                }
                own.contains(unit).then(|| Entries(Some(owner.clone())))
            }
            // the widest of them: every entry before the person's own
            Self::Any(scopes) => {
                let reached = scopes.iter().filter_map(|scope| scope.entries_of(path_codes));
                reached.min_by_key(|entries| entries.owner().is_some())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn units(whole: &[&str], own: &[&str]) -> Scope {
        let codes = |codes: &[&str]| codes.iter().map(ToString::to_string).collect();
        let owner = Owner { user: UserId(1), institutional_id: "123456".into() };
        Scope::Units { whole: codes(whole), own: codes(own), owner }
    }

    fn path(codes: &str) -> Vec<String> {
        codes.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn a_subtree_holds_its_top_and_what_is_below() {
        let scope = Scope::Subtrees(vec!["12635".into()]);
        assert!(scope.covers(&path("10582 12635 11435 14270")));
        assert!(scope.covers(&path("10582 12635")));
        assert!(!scope.covers(&path("10582")));
    }

    #[test]
    fn codes_are_compared_whole() {
        assert!(!Scope::Subtrees(vec!["142".into()]).covers(&path("10582 1420")));
    }

    #[test]
    fn without_a_known_unit_nothing_is_reached() {
        let scope = Scope::Subtrees(Vec::new());
        assert!(!scope.covers(&path("10582 12635")));
        assert!(!scope.is_everything() && scope.unit_codes().is_empty());
    }

    #[test]
    fn a_unit_role_does_not_reach_units_below() {
        let scope = units(&["12635"], &["7"]);
        assert!(scope.covers(&path("10582 12635")) && scope.covers(&path("1 7")));
        assert!(!scope.covers(&path("10582 12635 11435")));
    }

    #[test]
    fn where_a_person_is_only_a_member_the_entries_are_their_own() {
        let scope = units(&["1"], &["7"]);
        assert_eq!(scope.entries_of(&path("10 1")).unwrap().owner(), None);
        let entries = scope.entries_of(&path("10 7")).unwrap();
        assert_eq!(entries.owner().unwrap().institutional_id, "123456");
        assert_eq!(scope.entries_of(&path("10 8")), None);
    }

    #[test]
    fn several_scopes_reach_what_any_of_them_does_and_none_reaches_nothing() {
        let both = Scope::any([Scope::Subtrees(vec!["12635".into()]), units(&["1"], &["7", "12635"])]);
        assert!(both.covers(&path("10582 12635 11435")) && both.covers(&path("10 7")) && !both.covers(&path("10 8")));
        // as a manager every entry of that unit is reached, although as a member only one's own
        assert_eq!(both.entries_of(&path("10582 12635")).unwrap().owner(), None);
        let reach = both.reach();
        assert_eq!((reach.everything, reach.subtrees.as_slice()), (false, &["12635".to_owned()][..]));
        assert_eq!((reach.whole, reach.units), (vec!["1".to_owned()], ["1", "7", "12635"].map(str::to_owned).to_vec()));
        assert!(Scope::any([both, Scope::Institution]).is_everything());
        assert_eq!(Scope::any([]).reach(), Reach::default());
    }
}

//! How far a permission reaches.

/// The units a permission reaches. An unknown unit reaches nothing, never everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// Every unit.
    Institution,
    /// These units and everything below them, by directory number.
    Subtrees(Vec<String>),
    /// Exactly these units, by directory number.
    Units {
        /// Units reached as a whole.
        whole: Vec<String>,
        /// Units in which only the person's own entries are reached.
        own: Vec<String>,
    },
}

impl Scope {
    /// Whether every unit is reached.
    pub fn is_everything(&self) -> bool {
        matches!(self, Self::Institution)
    }

    /// Directory numbers of the tops of the subtrees reached, for `$1 or u.path_codes && $2`; empty when single units
    /// are reached, which have no subtree.
    pub fn unit_codes(&self) -> Vec<String> {
        match self {
            Self::Subtrees(codes) => codes.clone(),
            Self::Institution | Self::Units { .. } => Vec::new(),
        }
    }

    /// Whether the unit with this path of directory numbers (root to unit) is reached.
    pub fn covers(&self, path_codes: &[String]) -> bool {
        match self {
            Self::Institution => true,
            Self::Subtrees(codes) => path_codes.iter().any(|code| codes.contains(code)),
            Self::Units { whole, own } => {
                path_codes.last().is_some_and(|code| whole.contains(code) || own.contains(code))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let scope = Scope::Units { whole: vec!["12635".into()], own: vec!["7".into()] };
        assert!(scope.covers(&path("10582 12635")) && scope.covers(&path("1 7")));
        assert!(!scope.covers(&path("10582 12635 11435")));
    }
}

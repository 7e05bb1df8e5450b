//! Roles as a directory or a token names them.

use super::Role;
use crate::directory::Authorization;

/// A role and the cost centre it is held on; administrators have none.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// Cost centre of the unit.
    pub cost_centre: Option<String>,
}

impl Held {
    /// What a right of the directory comes to; none when it is not one of our roles or does not count.
    pub fn of_right(right: &Authorization) -> Option<Self> {
        let (role, cost_centre) = (Role::parse(&right.name)?, right.active_cost_centre()?);
        Some(Self { role, cost_centre: (role != Role::Admin).then(|| cost_centre.to_owned()) })
    }

    /// `calco2.user.principal@unit:0184`, as a token says it.
    fn of_claim(text: &str) -> Result<Self, &'static str> {
        let (name, scope) = text.split_once('@').ok_or("names no scope")?;
        let role = Role::parse(name).ok_or("names no role of ours")?;
        let (kind, cost_centre) = scope.split_once(':').unwrap_or((scope, ""));
        match (role, kind, cost_centre) {
            (Role::Admin, "global", "") => Ok(Self { role, cost_centre: None }),
            (Role::Manager, "affiliation", cf) | (Role::Principal | Role::Standard, "unit", cf) if !cf.is_empty() => {
                Ok(Self { role, cost_centre: Some(cf.to_owned()) })
            }
            _ => Err("names no scope that the role may have"),
        }
    }

    /// The role and its cost centre, as records of changes name it.
    pub(super) fn in_words(&self) -> String {
        match &self.cost_centre {
            Some(cost_centre) => format!("{} {cost_centre}", self.role.key()),
            None => self.role.key().to_owned(),
        }
    }
}

/// The roles that a token's claim gives; what is none is left out.
pub(super) fn of_claims(institutional_id: &str, claims: &[String]) -> Vec<Held> {
    let read = claims.iter().filter_map(|claim| {
        let held = Held::of_claim(claim);
        if let Err(problem) = held {
            tracing::warn!("a role in the token of person {institutional_id} {problem} and is left out");
        }
        held.ok()
    });
    sorted(read)
}

/// Each role once.
pub(super) fn sorted(held: impl Iterator<Item = Held>) -> Vec<Held> {
    let mut held: Vec<Held> = held.collect();
    held.sort();
    held.dedup();
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_gives_the_roles_it_names_with_the_scope_that_is_theirs() {
        let claims = [
            "calco2.user.standard@unit:0184",
            "calco2.backoffice.admin@global",
            "calco2.user.principal@unit:0184",
            "calco2.backoffice.metier@affiliation:13030",
            "calco2.superadmin@global",
        ];
        let held = of_claims("1", &claims.map(str::to_owned));
        let words: Vec<String> = held.iter().map(Held::in_words).collect();
        assert_eq!(
            words,
            [
                "calco2.backoffice.admin",
                "calco2.backoffice.metier 13030",
                "calco2.user.principal 0184",
                "calco2.user.standard 0184"
            ]
        );
    }

    #[test]
    fn what_a_token_says_otherwise_gives_nothing() {
        let claims = [
            "",
            "calco2.backoffice.admin",
            "calco2.backoffice.admin@",
            "calco2.backoffice.admin@unit:0184",
            "calco2.backoffice.metier@global",
            "calco2.backoffice.metier@affiliation:",
            "calco2.user.principal@affiliation:13030",
            "calco2.user.principal@faculty:13030",
            "calco2.reader@unit:0184",
        ];
        assert_eq!(of_claims("1", &claims.map(str::to_owned)), []);
    }
}

//! Roles, where they hold, and the matrix of what they permit.

use super::{Action, Permission};
use crate::carbon::taxonomy::ModuleType;
use crate::web::Localised;

/// A role, the widest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Back-office administrator: every back-office page, the whole institution.
    Admin,
    /// Back-office manager: reporting of a subtree.
    Manager,
    /// Principal user: everything of one unit.
    Principal,
    /// Standard user: own travel and cloud entries of one unit.
    Standard,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 4] = [Self::Admin, Self::Manager, Self::Principal, Self::Standard];

    /// Its name, as stored and as role providers say it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Admin => "calco2.backoffice.admin",
            Self::Manager => "calco2.backoffice.metier",
            Self::Principal => "calco2.user.principal",
            Self::Standard => "calco2.user.standard",
        }
    }

    /// The role of a name; the administrator's older name is accepted.
    pub fn parse(key: &str) -> Option<Self> {
        if key == "calco2.superadmin" {
            return Some(Self::Admin);
        }
        Self::ALL.into_iter().find(|role| role.key() == key)
    }

    /// The only kind of scope it is held on.
    pub fn scope_kind(self) -> &'static str {
        match self {
            Self::Admin => "global",
            Self::Manager => "affiliation",
            Self::Principal => "unit",
            Self::Standard => "own",
        }
    }

    /// Message key of its name.
    pub fn label(self) -> &'static str {
        match self {
            Self::Admin => "role-admin",
            Self::Manager => "role-manager",
            Self::Principal => "role-principal",
            Self::Standard => "role-standard",
        }
    }

    /// Message key of what one does with it.
    pub fn description(self) -> &'static str {
        match self {
            Self::Admin => "role-admin-text",
            Self::Manager => "role-manager-text",
            Self::Principal => "role-principal-text",
            Self::Standard => "role-standard-text",
        }
    }

    /// What it permits in an area, wherever it is held.
    pub fn permits(self, permission: Permission) -> &'static [Action] {
        use Action::{Edit, Export, Sync, View};
        use Permission as P;
        match (self, permission) {
            (Self::Admin | Self::Manager, P::BackofficeReporting) => &[View, Export],
            (Self::Admin | Self::Manager, P::BackofficeUsers) => &[View, Edit, Export],
            (Self::Admin | Self::Manager, P::BackofficeDocumentation | P::BackofficeUiTexts)
            | (Self::Admin, P::BackofficeConfiguration | P::BackofficePipelineOperations)
            | (Self::Standard, P::Module(ModuleType::ProfessionalTravel | ModuleType::ExternalCloudAndAi)) => {
                &[View, Edit]
            }
            (Self::Admin, P::BackofficeLogs) => &[View],
            (Self::Principal, P::Module(_)) => &[View, Edit, Sync],
            (Self::Principal, P::ModuleStatus) => &[Edit],
            _ => &[],
        }
    }

    /// Whether a permission of this role does not depend on units.
    pub(super) fn is_unbound(self, permission: Permission) -> bool {
        match self {
            Self::Admin => true,
            Self::Manager => {
                matches!(permission, Permission::BackofficeDocumentation | Permission::BackofficeUiTexts)
            }
            Self::Principal | Self::Standard => false,
        }
    }
}

/// The unit a role is held on: named by its cost centre, known to us or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRef {
    /// The cost centre the role names.
    pub institutional_id: String,
    /// Directory number of that unit; none when no such unit is known: the role then reaches nothing.
    pub institutional_code: Option<String>,
    /// Name of that unit.
    pub name: Option<Localised>,
}

/// A role that a person holds, with its unit; administrators have none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The unit it is held on.
    pub unit: Option<UnitRef>,
}

impl Grant {
    /// Directory number of a unit this grant reaches.
    pub fn unit_code(&self) -> Option<&str> {
        self.unit.as_ref()?.institutional_code.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// v view, e edit, x export, s sync; roles from the widest to the narrowest.
    const MATRIX: &str = "
        backoffice.reporting            vx   vx   -    -
        backoffice.users                vex  vex  -    -
        backoffice.documentation        ve   ve   -    -
        backoffice.ui_texts             ve   ve   -    -
        backoffice.configuration        ve   -    -    -
        backoffice.pipeline_operations  ve   -    -    -
        backoffice.logs                 v    -    -    -
        module.status                   -    -    e    -
        modules.headcount               -    -    ves  -
        modules.professional_travel     -    -    ves  ve
        modules.buildings               -    -    ves  -
        modules.equipment               -    -    ves  -
        modules.purchase                -    -    ves  -
        modules.research_facilities     -    -    ves  -
        modules.external_cloud_and_ai   -    -    ves  ve
        modules.process_emissions       -    -    ves  -";

    #[test]
    fn roles_permit_what_the_matrix_says_and_nothing_else() {
        let lines: Vec<Vec<&str>> = MATRIX
            .lines()
            .map(|line| line.split_whitespace().collect())
            .filter(|line: &Vec<_>| !line.is_empty())
            .collect();
        assert_eq!(lines.len(), Permission::all().count());
        for permission in Permission::all() {
            let line = lines.iter().find(|line| line[0] == permission.key()).expect("a line for every permission");
            for (role, letters) in Role::ALL.into_iter().zip(&line[1..]) {
                for (action, letter) in Action::ALL.into_iter().zip(['v', 'e', 'x', 's']) {
                    let permits = role.permits(permission).contains(&action);
                    assert_eq!(permits, letters.contains(letter), "{role:?} {} {action:?}", permission.key());
                }
            }
        }
    }

    #[test]
    fn every_role_is_found_by_its_name_and_the_administrator_by_the_older_one() {
        for role in Role::ALL {
            assert_eq!(Role::parse(role.key()), Some(role));
        }
        assert_eq!(Role::parse("calco2.superadmin"), Some(Role::Admin));
        assert_eq!(Role::parse("calco2.reader"), None);
    }
}

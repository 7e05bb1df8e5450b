//! Roles, where they hold, and the matrix of what they permit.

use super::{Action, Permission};
use crate::carbon::taxonomy::ModuleType;

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
    pub name: Option<String>,
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
    pub(super) fn unit_code(&self) -> Option<&str> {
        self.unit.as_ref()?.institutional_code.as_deref()
    }
}

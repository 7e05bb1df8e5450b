//! What there is to be permitted.

use crate::carbon::taxonomy::ModuleType;
use crate::web::Problem;

/// An area of the application that roles open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Reporting over units.
    BackofficeReporting,
    /// People and their roles.
    BackofficeUsers,
    /// The documentation pages.
    BackofficeDocumentation,
    /// The texts of the interface.
    BackofficeUiTexts,
    /// Years, factors, references.
    BackofficeConfiguration,
    /// Pipelines and their jobs.
    BackofficePipelineOperations,
    /// The audit trail.
    BackofficeLogs,
    /// One module of a unit's report.
    Module(ModuleType),
    /// The status of modules.
    ModuleStatus,
}

impl Permission {
    /// Every permission.
    pub fn all() -> impl Iterator<Item = Self> {
        [
            Self::BackofficeReporting,
            Self::BackofficeUsers,
            Self::BackofficeDocumentation,
            Self::BackofficeUiTexts,
            Self::BackofficeConfiguration,
            Self::BackofficePipelineOperations,
            Self::BackofficeLogs,
            Self::ModuleStatus,
        ]
        .into_iter()
        .chain(ModuleType::ALL.iter().copied().map(Self::Module))
    }

    /// Its key: `backoffice.reporting`, `modules.headcount`.
    pub fn key(self) -> String {
        match self {
            Self::BackofficeReporting => "backoffice.reporting".to_owned(),
            Self::BackofficeUsers => "backoffice.users".to_owned(),
            Self::BackofficeDocumentation => "backoffice.documentation".to_owned(),
            Self::BackofficeUiTexts => "backoffice.ui_texts".to_owned(),
            Self::BackofficeConfiguration => "backoffice.configuration".to_owned(),
            Self::BackofficePipelineOperations => "backoffice.pipeline_operations".to_owned(),
            Self::BackofficeLogs => "backoffice.logs".to_owned(),
            Self::Module(module) => format!("modules.{}", module.key()),
            Self::ModuleStatus => "module.status".to_owned(),
        }
    }

    /// Message key of the area's name.
    pub fn label(self) -> String {
        format!("area-{}", self.key().replace(['.', '_'], "-"))
    }

    /// The refusal of somebody who may not do this there.
    pub fn missing(self, action: Action) -> Problem {
        Problem::Forbidden { area: self.label(), action: action.label() }
    }
}

/// What one does in an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Look.
    View,
    /// Change.
    Edit,
    /// Take figures out as files.
    Export,
    /// Bring files in.
    Sync,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 4] = [Self::View, Self::Edit, Self::Export, Self::Sync];

    /// Its key: `view`.
    pub fn key(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Edit => "edit",
            Self::Export => "export",
            Self::Sync => "sync",
        }
    }

    /// Message key of the right to do it, with the placeable `area`.
    pub fn label(self) -> &'static str {
        match self {
            Self::View => "right-view",
            Self::Edit => "right-edit",
            Self::Export => "right-export",
            Self::Sync => "right-sync",
        }
    }
}

//! The demo accounts: people of the demo institution that anybody may sign in as.

use crate::directory::Provider;

/// Provider of the demo institution's people.
pub const PROVIDER: &str = Provider::Test.key();

/// A demo account: what the form sends, the person's number in the demo institution, its words.
#[derive(Debug, Clone, Copy)]
pub struct Persona {
    /// Name in forms and on the command line.
    pub key: &'static str,
    /// Person number.
    pub institutional_id: &'static str,
    /// Message key of what the person is.
    pub label: &'static str,
    /// Message key of what the person sees.
    pub sees: &'static str,
    /// For the round picture.
    pub initials: &'static str,
}

/// The operator of the back office.
pub const SUPERADMIN: Persona = Persona {
    key: "superadmin",
    institutional_id: "demo-superadmin",
    label: "persona-superadmin",
    sees: "persona-superadmin-sees",
    initials: "SA",
};

/// The manager of one faculty.
pub const MANAGER: Persona = Persona {
    key: "manager",
    institutional_id: "demo-manager",
    label: "persona-manager",
    sees: "persona-manager-sees",
    initials: "BM",
};

/// The head of one unit, who validates its modules.
pub const PRINCIPAL: Persona = Persona {
    key: "principal",
    institutional_id: "demo-principal",
    label: "persona-principal",
    sees: "persona-principal-sees",
    initials: "PU",
};

/// A member of the same unit.
pub const MEMBER: Persona = Persona {
    key: "member",
    institutional_id: "demo-member",
    label: "persona-member",
    sees: "persona-member-sees",
    initials: "MU",
};

/// All of them, the widest rights first.
pub const PERSONAS: [Persona; 4] = [SUPERADMIN, MANAGER, PRINCIPAL, MEMBER];

//! docs/permissions.md is written from the code and is fresh.

use std::fmt::Write as _;

use calco2::access::{Access, Action, Permission, Role};
use calco2::routes;

const COMMITTED: &str = "docs/permissions.md";

const HEAD: &str = "\
# Who may do what

This page is written from the code: `cargo test --test it -- --ignored refresh_the_permissions`. The matrix is
`src/access/role.rs`; each capability declares its routes with the right they need, and `routes::table()` is all of them.

Roles are granted in ACCRED and are read again with every request. Nothing here is stored: rights follow from roles.

| Role | Name in ACCRED | Held on | Reaches |
|---|---|---|---|
| administrator | `calco2.backoffice.admin` (also `calco2.superadmin`) | the institution | every unit |
| manager | `calco2.backoffice.metier` | a unit at any level | that unit and all below it |
| principal | `calco2.user.principal` | a unit | that unit |
| member | `calco2.user.standard` | a unit | own entries of that unit, and the unit's totals |

- A role on a cost centre that no unit has reaches nothing. Several roles add up.
- What is out of reach does not exist: the answer is that of an unknown id (404), byte for byte but for the reference.
- Filters narrow what is reached and never widen it. Counts, totals and files are of what is reached.
- Documentation and interface texts belong to no unit: a manager's right to them is unbound.
- An administrator has no right to a unit's entries, which are the unit's own.

## Rights by role

v view · e edit · x export · s bring files in

| Right | administrator | manager | principal | member |
|---|---|---|---|---|
";

const ROUTES: &str = "
## Routes

“Signed in” is open to every person with an account; the page itself shows what is within reach. “or the unit's
principal” means: of things that belong to a unit (its own file, the job that read it) where the person may bring files in.
Signed out, an address under `/api/` answers 401 and every other one leads to the sign-in page. GET answers HEAD too.

| Method | Address | Needs | Opens to |
|---|---|---|---|
";

fn written() -> String {
    let mut text = HEAD.to_owned();
    for permission in Permission::all() {
        let letters = Role::ALL.map(|role| {
            let of = |action: &Action| match action {
                Action::View => 'v',
                Action::Edit => 'e',
                Action::Export => 'x',
                Action::Sync => 's',
            };
            let held: String = role.permits(permission).iter().map(of).collect();
            if held.is_empty() { "–".to_owned() } else { held }
        });
        let _ = writeln!(text, "| `{}` | {} |", permission.key(), letters.join(" | "));
    }
    text.push_str(ROUTES);
    for route in routes::table() {
        let needs = match route.access {
            Access::Machine => "nothing; no session is looked at".to_owned(),
            Access::Public => "nothing".to_owned(),
            Access::SignedIn => "signed in".to_owned(),
            Access::Needs(permission, action) => right(permission, action),
            Access::NeedsOrSync(permission, action) => {
                format!("{}, or the unit's principal", right(permission, action))
            }
            Access::NeedsOnModule(action) => format!("`modules.*` {} on the unit", action.key()),
        };
        let open: Vec<&str> = Role::ALL.into_iter().filter(|role| route.access.opens_to(*role)).map(name).collect();
        let open = match route.access {
            Access::Machine | Access::Public => "everybody".to_owned(),
            _ if open.len() == Role::ALL.len() => "every role".to_owned(),
            _ => open.join(", "),
        };
        let _ = writeln!(text, "| {} | `{}` | {needs} | {open} |", route.method, route.path);
    }
    text
}

fn right(permission: Permission, action: Action) -> String {
    format!("`{}` {}", permission.key(), action.key())
}

fn name(role: Role) -> &'static str {
    match role {
        Role::Admin => "administrator",
        Role::Manager => "manager",
        Role::Principal => "principal",
        Role::Standard => "member",
    }
}

#[test]
fn the_page_of_permissions_is_fresh() {
    let committed = std::fs::read_to_string(COMMITTED).unwrap_or_default();
    assert!(
        committed == written(),
        "{COMMITTED} is out of date; refresh it with: cargo test --test it -- --ignored refresh_the_permissions"
    );
}

#[test]
#[ignore = "writes docs/permissions.md"]
fn refresh_the_permissions() {
    std::fs::write(COMMITTED, written()).unwrap();
}

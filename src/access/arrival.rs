//! tmp
use crate::audit::Actor;
use crate::platform::App;
use crate::platform::ids::UserId;
/// tmp
#[derive(Debug)]
pub struct Identity {
    /// a
    pub issuer: String,
    /// a
    pub subject: String,
    /// a
    pub institutional_id: String,
    /// a
    pub email: Option<String>,
    /// a
    pub display_name: Option<String>,
    /// a
    pub roles: Option<Vec<String>>,
}
/// tmp
pub enum ArrivalError {
    /// a
    Refused(String),
    /// a
    RolesUnavailable(String),
    /// a
    Database(sqlx::Error),
}
/// tmp
pub async fn arrive(_: &App, _: &Actor, i: &Identity) -> Result<UserId, ArrivalError> {
    Err(ArrivalError::Refused(i.subject.clone()))
}

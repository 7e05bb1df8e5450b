//! Who looks at the trail is in the trail.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::access::Acting;
use crate::audit::{self, Act, Action, Recently};
use crate::platform::App;

/// Turning pages and opening rows of the same selection within this time is one consultation.
const SPAN: TimeDelta = TimeDelta::minutes(5);

/// Consultations recorded a moment ago.
#[derive(Debug, Clone)]
pub struct Consultations(Recently<(String, String)>);

impl Default for Consultations {
    fn default() -> Self {
        Self(Recently::within(SPAN))
    }
}

impl Consultations {
    /// Records that records with these properties were looked at.
    pub(super) async fn note(&self, app: &App, acting: &Acting, selection: &[(&'static str, String)]) {
        let now = app.clock.now();
        let filters: serde_json::Map<String, Value> =
            selection.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
        let filters = Value::Object(filters);
        if !self.0.is_new((acting.0.name.clone(), filters.to_string()), now) {
            return;
        }
        let mut act = Act::new(&acting.0, now, Action::Read, "audit_records", "audit records looked at".to_owned());
        act.details = json!({ "filters": filters });
        audit::note(&app.db, act).await;
    }
}

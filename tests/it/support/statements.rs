//! The statements that a test's requests send to the database, as the driver tells them.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

/// Everything the driver was told to run on this thread since it began to listen. Tests run on one thread, and so do the
/// requests and tasks they start.
pub(crate) struct Statements {
    heard: Heard,
    _listening: DefaultGuard,
}

#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<String>>>);

impl Statements {
    pub(crate) fn listen() -> Self {
        let heard = Heard::default();
        let listening = tracing::subscriber::set_default(tracing_subscriber::registry().with(heard.clone()));
        Self { heard, _listening: listening }
    }

    /// The statements since the last time; where transactions begin and end is none.
    pub(crate) fn queries(&self) -> Vec<String> {
        let mut statements = std::mem::take(&mut *self.heard.0.lock().unwrap());
        let words = ["begin", "commit", "rollback"];
        statements.retain(|statement| !words.iter().any(|word| statement.to_lowercase().starts_with(word)));
        statements
    }
}

impl<S: Subscriber> Layer<S> for Heard {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            let mut statement = Statement::default();
            event.record(&mut statement);
            self.0.lock().unwrap().push(statement.words());
        }
    }
}

/// A short statement is its own summary; a long one stands beside it.
#[derive(Default)]
struct Statement {
    summary: String,
    whole: String,
}

impl Statement {
    fn words(self) -> String {
        let words = if self.whole.is_empty() { self.summary } else { self.whole };
        words.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Visit for Statement {
    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "summary" => value.clone_into(&mut self.summary),
            "db.statement" => value.clone_into(&mut self.whole),
            _ => {}
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn Debug) {}
}

//! What pages share: frame, languages, figures, forms, errors, static files, HTTP layers.

pub mod address;
pub mod assets;
pub mod bound;
pub mod browser;
pub mod client_address;
pub mod client_errors;
#[cfg(test)]
mod component_tests;
pub mod etag;
pub mod figures;
pub mod filters;
pub mod flash;
pub mod frame;
pub mod health;
pub mod home;
pub mod json;
pub mod lang;
pub mod language;
pub mod layers;
pub mod local_path;
pub mod navigation;
pub mod numbers;
mod pace;
pub mod page;
pub mod pager;
pub mod patterns;
pub mod problem;
mod problem_details;
mod problem_page;
pub mod query;
pub mod rate_limit;
pub mod request_id;
pub mod server;
pub mod spreadsheet;

pub use bound::Bound;
pub use flash::{Flash, Flashes};
pub use frame::{Frame, SignedIn};
pub use json::JsonBody;
pub use lang::{Arg, Lang, Localised};
pub use local_path::LocalPath;
pub use page::Page;
pub use pager::Pager;
pub use problem::{FieldProblem, Problem};
pub use problem_details::{FieldDetails, ProblemDetails};
pub use query::Query;

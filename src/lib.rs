//! calco2: the carbon-footprint back office of a university. One line per room:

pub mod access; // sign-in, sessions, roles → permissions, data scope
pub mod audit; // who did what
pub mod carbon; // the pure core: taxonomy, entries, factors, engine, statistics
pub mod charts; // drawings made of parts that mean something, written as SVG
pub mod data_management; // a year's data as the back office feeds it
pub mod directory; // where units, people and roles are known: a service, a file, the demo
pub mod ingestion; // files in, checked rows out
pub mod institution; // units and their hierarchy, brought in line with the directory
pub mod jobs; // job types, one file each; the worker that runs them
pub mod ledger; // data entries, factors, emissions, statistics, read model: their only writer
pub mod logs; // the audit trail for people
pub mod metrics; // figures for monitoring
pub mod openapi; // the JSON API, described by its own types
pub mod operations; // the console: pipelines, their jobs, what became of them
pub mod pdf; // reports as PDF files that screen readers can follow
pub mod pipeline; // the queue: jobs, the pipelines they form, recalculation
pub mod platform; // configuration, database (private or given), telemetry
pub mod reporting; // filters → units table → exports
pub mod results; // one unit's year
pub mod routes; // every route: path → permission → handler
pub mod seed; // the demo institution
pub mod sync; // the JSON doors of jobs, pipelines, uploads, recalculation, and their streams
pub mod users; // who has an account and which roles
pub mod web; // what pages share: layout, forms, tables, errors, languages
pub mod workspace; // the units' own entries and module statuses
pub mod years; // a reporting year's life

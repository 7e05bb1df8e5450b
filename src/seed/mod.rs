//! The demo institution, through the real ingestion.

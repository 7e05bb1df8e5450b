//! Jobs and the pipelines they form.

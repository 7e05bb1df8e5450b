//! A reporting year, from creation to opening.

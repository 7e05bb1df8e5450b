//! Units and their hierarchy, people, directory synchronisation.

//! What pages are made of; knows no capability.

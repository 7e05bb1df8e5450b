//! Who comes in, what they may open, what they may see.

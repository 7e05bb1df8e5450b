//! Every route of the product: path, permission, handler.

//! The file of a module whose contents an attribute cannot see.

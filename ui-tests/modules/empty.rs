//! The file of a module that an attribute cannot see into.

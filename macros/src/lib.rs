//! The attribute macros of Gatewright.

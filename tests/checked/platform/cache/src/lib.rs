//! Nothing but its name matters.

//! A library with a feature.

pub fn stock() -> u32 {
    1
}

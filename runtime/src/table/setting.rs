//! Settings of the deployment, as a tree of constants that only the manifest reads.

use super::bytes::same;

/// A setting: the name of SAM's property in `snake_case`, and its value.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The name.
    pub name: &'static str,
    /// The value.
    pub value: SettingValue,
}

/// The value of a [`Setting`].
#[derive(Clone, Copy, Debug)]
pub enum SettingValue {
    /// A text.
    Text(&'static str),
    /// A number.
    Number(u32),
    /// `true` or `false`.
    Flag(bool),
    /// A list of texts.
    Texts(&'static [&'static str]),
    /// An object.
    Map(&'static [Setting]),
}

/// Whether both trees are the same, with the settings in the same order.
pub(super) const fn same_settings(left: &[Setting], right: &[Setting]) -> bool {
    let mut is_same = left.len() == right.len();
    let mut at = 0;
    while is_same && at < left.len() {
        is_same = same(left[at].name.as_bytes(), right[at].name.as_bytes())
            && same_values(&left[at].value, &right[at].value);
        at += 1;
    }
    is_same
}

const fn same_values(left: &SettingValue, right: &SettingValue) -> bool {
    match (left, right) {
        (SettingValue::Text(left), SettingValue::Text(right)) => {
            same(left.as_bytes(), right.as_bytes())
        }
        (SettingValue::Number(left), SettingValue::Number(right)) => *left == *right,
        (SettingValue::Flag(left), SettingValue::Flag(right)) => *left == *right,
        (SettingValue::Texts(left), SettingValue::Texts(right)) => {
            let mut is_same = left.len() == right.len();
            let mut at = 0;
            while is_same && at < left.len() {
                is_same = same(left[at].as_bytes(), right[at].as_bytes());
                at += 1;
            }
            is_same
        }
        (SettingValue::Map(left), SettingValue::Map(right)) => same_settings(left, right),
        _ => false,
    }
}

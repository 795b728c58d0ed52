//! A decimal number as text, without rounding.

/// A number: `0.digits`, multiplied by ten to the power of `point`. Equal numbers are equal, however they are written.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    is_negative: bool,
    /// Without zeros at either end. Empty is 0.
    digits: String,
    point: i64,
}

impl Decimal {
    /// Reads a number such as `-1.50`, `7` or `1.5E+3`. Returns `None` for other text.
    pub(super) fn of(number: &str) -> Option<Self> {
        let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
        let exponent: i64 = exponent.parse::<i32>().ok()?.into();
        let (is_negative, mantissa) = match mantissa.strip_prefix('-') {
            Some(mantissa) => (true, mantissa),
            None => (false, mantissa),
        };
        let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{part}");
        if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
            return None;
        }
        let significant = digits.trim_start_matches('0');
        let leading = digits.len() - significant.len();
        let significant = significant.trim_end_matches('0');
        if significant.is_empty() {
            return Some(Self {
                is_negative: false,
                digits: String::new(),
                point: 0,
            });
        }
        let point = i64::try_from(whole.len()).ok()? - i64::try_from(leading).ok()?;
        Some(Self {
            is_negative,
            digits: significant.to_owned(),
            point: point + exponent,
        })
    }

    /// Returns the digits of a whole number of at most 39 digits, which is the length of the largest `u128`.
    pub(super) fn integer(&self) -> Option<String> {
        let length = usize::try_from(self.point).ok()?;
        if length < self.digits.len() || length > 39 {
            return None;
        }
        if length == 0 {
            return Some("0".to_owned());
        }
        let sign = if self.is_negative { "-" } else { "" };
        Some(format!("{sign}{:0<length$}", self.digits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notation_does_not_matter() {
        for same in [
            ["1.50", "1.5"],
            ["0.0015", "1.5E-3"],
            ["-2e2", "-200"],
            ["0.0", "-0"],
        ] {
            assert_eq!(Decimal::of(same[0]), Decimal::of(same[1]), "{same:?}");
            assert!(Decimal::of(same[0]).is_some());
        }
        assert_ne!(Decimal::of("1.5"), Decimal::of("-1.5"));
        assert_ne!(Decimal::of("0.30000000000000004"), Decimal::of("0.3"));
        for other in ["", "-", ".", "1.2.3", "x", "1e", "NaN", "1 "] {
            assert_eq!(Decimal::of(other), None, "{other}");
        }
    }

    #[test]
    fn whole_number_is_an_integer() {
        for (number, integer) in [
            ("1.2E+3", Some("1200")),
            ("-12.00", Some("-12")),
            ("0", Some("0")),
            ("0.5", None),
            ("1E+39", None),
        ] {
            assert_eq!(
                Decimal::of(number).unwrap().integer().as_deref(),
                integer,
                "{number}"
            );
        }
    }
}

//! The address of the picture of aws-lambda-power-tuning.

use super::Size;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Returns the address: sizes as 16-bit integers, then durations in milliseconds and costs in dollars as 32-bit floating-point numbers,
/// all little-endian, each list in Base64.
pub(super) fn url(sizes: &[Size]) -> String {
    let integers: Vec<u8> = sizes
        .iter()
        .flat_map(|size| {
            i16::try_from(size.memory_mb)
                .unwrap_or(i16::MAX)
                .to_le_bytes()
        })
        .collect();
    #[expect(clippy::cast_possible_truncation, reason = "the format has 32 bits")]
    let floats = |value: fn(&Size) -> f64| -> Vec<u8> {
        sizes
            .iter()
            .flat_map(|size| (value(size) as f32).to_le_bytes())
            .collect()
    };
    format!(
        "https://lambda-power-tuning.show/#{};{};{}",
        STANDARD.encode(integers),
        STANDARD.encode(floats(|size| size.mean_ms)),
        STANDARD.encode(floats(|size| size.cost_per_million / 1e6)),
    )
}

#[cfg(test)]
mod tests {
    use super::url;
    use crate::tune::Size;

    // Encoded by Python: base64.b64encode(struct.pack("<2h", 128, 1024)), and with "<2f" of (16.0, 2.5) and (0.5, 0.25).
    #[test]
    fn lists_are_little_endian_numbers_in_base64() {
        let size = |memory_mb, mean_ms, cost| Size {
            memory_mb,
            mean_ms,
            cost_per_million: cost * 1e6,
            ..Size::default()
        };
        assert_eq!(
            url(&[size(128, 16.0, 0.5), size(1_024, 2.5, 0.25)]),
            "https://lambda-power-tuning.show/#gAAABA==;AACAQQAAIEA=;AAAAPwAAgD4="
        );
    }
}

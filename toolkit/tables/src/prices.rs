//! The prices of Lambda in us-east-1, as of November 2026, in US dollars.
//!
//! Source: <https://aws.amazon.com/lambda/pricing/>. The prices are those of the first tier, without the free tier and without discounts.

/// The month in which the prices were last compared with their source.
pub const AS_OF: &str = "November 2026";

/// The region of the prices.
pub const REGION: &str = "us-east-1";

/// What an invocation costs on one architecture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prices {
    /// A GB-second: 1,024 MB of memory for one second.
    pub gb_second: f64,
    /// A million requests.
    pub million_requests: f64,
    /// A GB-second of `/tmp` beyond its free 512 MB.
    pub tmp_gb_second: f64,
}

/// The prices of `x86_64`.
pub const X86_64: Prices = Prices {
    gb_second: 0.000_016_666_7,
    million_requests: 0.20,
    tmp_gb_second: 0.000_000_030_9,
};

/// The prices of `arm64`.
pub const ARM64: Prices = Prices {
    gb_second: 0.000_013_333_4,
    million_requests: 0.20,
    tmp_gb_second: 0.000_000_030_9,
};

impl Prices {
    /// The price of an invocation that is billed for so many milliseconds.
    #[must_use]
    pub fn invocation(&self, memory_mb: u32, tmp_mb: u32, billed_ms: u64) -> f64 {
        /// `/tmp` up to this size is free.
        const FREE_TMP_MB: u32 = 512;
        // A count of milliseconds is far below 2^52.
        #[expect(clippy::cast_precision_loss, reason = "see above")]
        let seconds = billed_ms as f64 / 1_000.0;
        let memory = f64::from(memory_mb) / 1_024.0 * seconds * self.gb_second;
        let tmp =
            f64::from(tmp_mb.saturating_sub(FREE_TMP_MB)) / 1_024.0 * seconds * self.tmp_gb_second;
        memory + tmp + self.million_requests / 1_000_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::X86_64;

    // The first example of the pricing page: 1,536 MB, 120 ms, 3 million requests. It subtracts the free tier (400,000 GB-seconds and
    // one million requests), which is added here: 540,000 GB-seconds cost 9.00 USD, and 3 million requests cost 0.60 USD.
    #[test]
    fn price_is_that_of_the_example_of_aws() {
        let month = 3_000_000.0 * X86_64.invocation(1_536, 512, 120);
        assert!((month - 9.60).abs() < 0.001, "{month}");
    }

    // 5,120 MB are 4.5 GB beyond the free 512 MB.
    #[test]
    fn tmp_beyond_512_mb_has_a_price() {
        let more = X86_64.invocation(128, 5_120, 1_000) - X86_64.invocation(128, 512, 1_000);
        assert!((more - 4.5 * 0.000_000_030_9).abs() < 1e-12, "{more}");
    }
}

//! The loops, compiled with and without `#[guarded]`.

macro_rules! twice {
    ($($item:item)*) => {
        pub mod plain {
            $(#[inline(never)] $item)*
        }
        pub mod guarded {
            $(#[gatewright::guarded] #[inline(never)] $item)*
        }
    };
}

twice! {
    /// Reads the numbers among the fields of a page.
    pub fn fields(page: &str) -> u64 {
        let mut sum = 0;
        for line in page.lines() {
            for field in line.split(',') {
                if let Ok(number) = field.parse::<u64>() {
                    sum += number;
                }
            }
        }
        sum
    }

    /// Counts the separators outside quotes, byte by byte.
    pub fn separators(page: &[u8]) -> u64 {
        let (mut at, mut count, mut quoted) = (0, 0, false);
        while at < page.len() {
            match page[at] {
                b'"' => quoted = !quoted,
                b',' | b'\n' if !quoted => count += 1,
                _ => {}
            }
            at += 1;
        }
        count
    }

    /// Hashes a page with FNV-1a.
    pub fn hash(page: &[u8]) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325;
        for byte in page {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        hash
    }

    /// Adds up numbers in a loop that LLVM vectorises.
    pub fn sum(numbers: &[u64]) -> u64 {
        let mut sum = 0u64;
        for number in numbers {
            sum = sum.wrapping_add(*number);
        }
        sum
    }
}

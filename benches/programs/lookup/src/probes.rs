//! The names to look up.

/// The number of lookups in one round, too many for the branch predictor to learn the sequence of names.
const SHUFFLED: usize = 16_384;

/// Names to look up. Like the names in an event, they are in other memory than those in the tables.
pub(crate) struct Probes {
    /// Each name once, with its expected value.
    pub(crate) expected: Vec<(&'static str, Option<u32>)>,
    /// The names in random order, with repetitions.
    pub(crate) shuffled: Vec<&'static str>,
}

impl Probes {
    pub(crate) fn hits(names: &[&str]) -> Self {
        let numbered = names.iter().zip(0..);
        Self::new(
            numbered
                .map(|(name, number)| (&*(*name).to_owned().leak(), Some(number)))
                .collect(),
        )
    }

    /// Makes names that are not in the table, each by replacing one letter at a random position.
    pub(crate) fn misses(names: &[&str]) -> Self {
        let mut random = Random(2);
        let misspelt = |name: &&str| {
            let mut bytes = name.as_bytes().to_vec();
            let at = random.below(bytes.len());
            // The names contain no capital letters.
            bytes[at] = b'X';
            (&*String::from_utf8_lossy(&bytes).into_owned().leak(), None)
        };
        Self::new(names.iter().map(misspelt).collect())
    }

    fn new(expected: Vec<(&'static str, Option<u32>)>) -> Self {
        let mut random = Random(3);
        let shuffled = (0..SHUFFLED)
            .map(|_| expected[random.below(expected.len())].0)
            .collect();
        Self { expected, shuffled }
    }

    /// Returns each name once.
    pub(crate) fn once(&self) -> Vec<&'static str> {
        self.expected.iter().map(|(name, _)| *name).collect()
    }
}

/// A generator of pseudo-random numbers, which are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit
    }
}

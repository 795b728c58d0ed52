use gatewright::Problem;
use std::fmt;
use std::time::Duration;

#[derive(Debug, Problem)]
#[problem(status = 429)]
pub struct Busy {
    #[problem(header = "retry-after")]
    pub time: Duration,
}

impl fmt::Display for Busy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("busy")
    }
}

fn main() {}

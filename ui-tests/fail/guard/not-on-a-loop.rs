use gatewright::prelude::*;

#[guarded]
fn work(numbers: &[u32]) -> u32 {
    #[guard(off)]
    let mut sum = 0;
    #[guard(off)]
    {
        for number in numbers {
            sum += number;
        }
    }
    sum
}

fn main() {
    work(&[1]);
}

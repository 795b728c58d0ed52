use gatewright::guarded;

#[guarded]
const fn sum_to(n: u32) -> u32 {
    let mut sum = 0;
    let mut i = 0;
    while i <= n {
        sum += i;
        i += 1;
    }
    sum
}

const TEN: u32 = sum_to(4);

fn main() {
    assert_eq!(TEN, 10);
}

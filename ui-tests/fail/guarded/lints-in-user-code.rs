//! Lints point to the user's tokens, and the attribute adds none.

#![deny(warnings, unused)]

use gatewright::guarded;

#[guarded]
fn unused(numbers: &[u32]) -> u32 {
    let mut sum = 0;
    for number in numbers {
        sum = 1;
    }
    'label: for n in 0..3 {
        sum += n;
    }
    while let (mut x, y) = (sum, 1) {
        return x;
    }
    sum
}

#[guarded]
fn unreachable(stop: bool) {
    loop {
        return;
        drop(stop);
    }
}

#[guarded]
fn unreachable_bodies() {
    while {
        return;
    } {
        drop(1);
    }
}

#[guarded]
fn style(n: u32) {
    while true {
        break;
    }
    for (i) in (0..n) {
        let _ = i;
    }
    while (n > 3) {
        break;
    }
}

#[guarded]
fn fine(n: u32) -> u32 {
    let mut sum = 0;
    for i in 0..n {
        sum += i;
    }
    for i in (0..n).filter(|i| i % 2 == 0) {
        sum += i;
    }
    while sum > 100 {
        sum -= 1;
    }
    sum
}

fn main() {
    unused(&[1]);
    unreachable(true);
    unreachable_bodies();
    style(1);
    fine(3);
}

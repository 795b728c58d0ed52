//! Errors of rustc in the user's code point to the user's tokens, as without the attribute.

use gatewright::guarded;

#[guarded]
fn not_an_iterator() {
    for x in 5 {
        let _ = x;
    }
    for x in Some(1).map(|x| x).unwrap() {
        drop(x);
    }
}

#[guarded]
fn types() -> u32 {
    let mut sum = 0u32;
    for x in [1u64] {
        sum = x;
    }
    while sum {
        sum -= 1;
    }
    for x in [1] {
        let y: &str = x;
        drop(y);
    }
    loop {
        break "text";
    }
}

#[guarded]
fn moved(numbers: Vec<u32>, text: String) -> usize {
    let mut sum = 0;
    for number in numbers {
        sum += number;
    }
    for _ in 0..2 {
        drop(text);
    }
    numbers.len()
}

#[guarded]
fn borrowed(mut numbers: Vec<u32>) {
    for number in &numbers {
        numbers[0] = *number;
    }
    for number in &numbers {
        numbers.push(*number);
    }
}

#[guarded]
fn assigned_twice() -> u32 {
    let found;
    for n in 0..3 {
        found = n;
    }
    found
}

fn main() {
    not_an_iterator();
    types();
    moved(Vec::new(), String::new());
    borrowed(Vec::new());
    assigned_twice();
}

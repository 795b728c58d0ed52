//! Loops that run in chunks: every kind of body and iterator that does, at lengths around the chunk's.

const LENGTHS: [usize; 7] = [0, 1, 100, 4095, 4096, 4097, 10_000];

twice! {
    pub fn sum(numbers: &[u64]) -> u64 {
        let mut sum = 0;
        for number in numbers {
            sum += number;
        }
        sum
    }

    pub fn owned(numbers: Vec<u64>) -> u64 {
        let mut sum = 0;
        for number in numbers {
            sum += number;
        }
        sum
    }

    pub fn by_index(numbers: &[u64], tripled: &mut [u64]) {
        for i in 0..numbers.len() {
            tripled[i] = numbers[i] * 3 + 1;
        }
    }

    pub fn dot(left: &[u64], right: &[u64]) -> u64 {
        let mut sum = 0u64;
        for (l, r) in left.iter().zip(right) {
            sum = sum.wrapping_add(l * r);
        }
        sum
    }

    pub fn in_place(numbers: &mut [u64]) {
        for number in numbers.iter_mut().rev() {
            *number = number.rotate_left(3).min(1 << 40);
        }
    }

    pub fn with_branches(numbers: &[u64]) -> (u64, u64, Option<usize>) {
        let (mut even, mut odd, mut last) = (0, 0, None);
        for (i, number) in numbers.iter().copied().enumerate() {
            let half = number / 2;
            match number % 2 {
                0 if half > 2 => even += 1,
                0 => continue,
                _ => {
                    odd += half;
                    last = Some(i);
                }
            }
        }
        (even, odd, last)
    }

    pub fn of_what_calls(numbers: &[u64]) -> u64 {
        let mut sum = 0;
        for number in numbers.iter().map(|number| number * 2).filter(|number| number % 3 == 0) {
            sum += number;
        }
        sum
    }

    pub fn bytes(text: &[u8]) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325;
        for byte in text {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
        hash
    }

    pub fn labelled(numbers: &[u64]) -> u64 {
        let mut sum = 0;
        'all: for number in numbers {
            if *number == 3 {
                continue 'all;
            }
            sum += number;
        }
        sum
    }

    pub fn of_an_unknown_iterator<I: IntoIterator<Item = u64>>(numbers: I) -> u64 {
        let mut sum = 0;
        for number in numbers {
            sum += number;
        }
        sum
    }

    pub fn inferred_late() -> Vec<u64> {
        let mut numbers = Vec::new();
        let mut count = 0;
        for _ in &numbers {
            count += 1;
        }
        numbers.push(count);
        numbers
    }
}

fn numbers(length: usize) -> Vec<u64> {
    (0..length as u64).collect()
}

#[test]
fn chunked_loop_sees_every_item_once() {
    for length in LENGTHS {
        let numbers = numbers(length);
        let n = length as u64;
        let sum = n * n.saturating_sub(1) / 2;
        both!(sum(&numbers) == sum);
        both!(owned(numbers.clone()) == sum);
        both!(of_an_unknown_iterator(numbers.clone()) == sum);
        both!(labelled(&numbers) == sum - if length > 3 { 3 } else { 0 });
        both!(dot(&numbers, &numbers) == numbers.iter().map(|n| n * n).sum::<u64>());
        let (mut once, mut twice) = (vec![0; length], vec![0; length]);
        plain::by_index(&numbers, &mut once);
        guarded::by_index(&numbers, &mut twice);
        assert_eq!(once, twice);
        plain::in_place(&mut once);
        guarded::in_place(&mut twice);
        assert_eq!(once, twice);
        assert_eq!(
            guarded::with_branches(&numbers),
            plain::with_branches(&numbers)
        );
        assert_eq!(
            guarded::of_what_calls(&numbers),
            plain::of_what_calls(&numbers)
        );
    }
    // The test vectors of FNV-1a, 64 bits.
    both!(bytes(b"") == 0xcbf2_9ce4_8422_2325);
    both!(bytes(b"a") == 0xaf63_dc4c_8601_ec8c);
    both!(bytes(b"foobar") == 0x8594_4171_f739_67e8);
    both!(inferred_late() == [0]);
}

#[test]
#[should_panic(expected = "index out of bounds")]
fn panic_in_a_chunk_is_passed_on() {
    guarded::by_index(&numbers(5000), &mut [0; 4999]);
}

//! Loops in every position, and constants that must stay constants.

use std::fmt::Display;

twice! {
    pub fn in_closures(numbers: &[u32]) -> Vec<u32> {
        let factorial = |n: u32| {
            let mut product = 1;
            for factor in 1..=n {
                product *= factor;
            }
            product
        };
        let sum = move |numbers| {
            let mut sum = 0;
            for number in numbers {
                sum += number;
            }
            sum
        };
        let mut all: Vec<u32> = numbers.iter().map(|n| factorial(*n)).collect();
        all.push(sum(numbers));
        all
    }

    pub fn constants() -> (u32, [u8; 6], usize) {
        const fn sum_to(n: u32) -> u32 {
            let mut sum = 0;
            let mut i = 0;
            while i <= n {
                sum += i;
                i += 1;
            }
            sum
        }
        const SUM: u32 = {
            let mut n = 0;
            loop {
                n += sum_to(3);
                if n > 20 {
                    break n;
                }
            }
        };
        static LENGTH: usize = {
            let mut n = 0;
            while n < 5 {
                n += 1;
            }
            n
        };
        let array: [u8; {
            let mut n = 0;
            while n < 6 {
                n += 1;
            }
            n
        }] = [1; const {
            let mut n = 0;
            while n < 6 {
                n += 1;
            }
            n
        }];
        let mut all = 0;
        for _ in [0; {
            let mut n = 0;
            while n < 4 {
                n += 1;
            }
            n
        }] {
            all += const {
                let mut n = 0;
                while n < 2 {
                    n += 1;
                }
                n
            };
        }
        (SUM + all, array, LENGTH)
    }

    pub fn in_guards_and_conditions(n: u32) -> &'static str {
        match n {
            n if {
                let mut halves = n;
                while halves > 1 && halves % 2 == 0 {
                    halves /= 2;
                }
                halves == 1
            } =>
            {
                "a power of two"
            }
            _ if loop { break n > 100; } => "large",
            _ => "another",
        }
    }

    pub fn in_arguments_and_indices(numbers: &[usize]) -> usize {
        numbers[{
            let mut i = 0;
            while numbers[i] != 3 {
                i += 1;
            }
            i
        }] + usize::max(
            loop {
                break 4;
            },
            2,
        )
    }

    pub fn in_macros(limit: u32) -> String {
        let text = format!("{}", loop { break limit; });
        assert!(
            {
                let mut any = false;
                for letter in text.chars() {
                    any |= letter.is_numeric();
                }
                any
            },
            "{text}"
        );
        text
    }

    pub fn empty_loops(mut n: u32) -> u32 {
        for _ in 0..n {}
        while { n -= 1; n > 2 } {}
        n
    }

    pub fn inner_attributes_and_lints(n: u32) -> u32 {
        let mut sum = 0;
        #[allow(unused_variables)]
        for i in 0..n {
            sum += 1;
        }
        for _ in 0..n {
            #![allow(unused_variables)]
            let unused = 1;
            sum += 1;
        }
        #[cfg(not(test))]
        for _ in 0..n {
            sum += 100;
        }
        sum
    }

    pub fn generic<T: Display, const N: usize>(items: [T; N], more: impl Iterator<Item = T>) -> String {
        let mut text = String::new();
        for item in &items {
            text += &item.to_string();
        }
        let mut count = 0;
        for _item in more {
            count += 1;
        }
        text + &count.to_string()
    }

    #[inline]
    #[must_use]
    pub fn qualifiers(n: u32) -> u32 {
        let mut sum = 0;
        for i in 0..n {
            sum += i;
        }
        sum
    }

    pub extern "C-unwind" fn called_from_outside(n: u32) -> u32 {
        let mut sum = 0;
        for i in 0..n {
            sum += i;
        }
        sum
    }

    pub fn nested_items(n: u32) -> u32 {
        struct Counter(u32);
        impl Counter {
            fn count(&mut self) {
                loop {
                    self.0 += 1;
                    break;
                }
            }
        }
        fn helper(counter: &mut Counter, n: u32) {
            for _ in 0..n {
                counter.count();
            }
        }
        let mut counter = Counter(0);
        helper(&mut counter, n);
        counter.0
    }
}

#[test]
fn loops_work_in_every_position() {
    both!(in_closures(&[3, 4]) == vec![6, 24, 7]);
    both!(constants() == (32, [1; 6], 5));
    both!(in_guards_and_conditions(64) == "a power of two");
    both!(in_guards_and_conditions(101) == "large");
    both!(in_guards_and_conditions(7) == "another");
    both!(in_arguments_and_indices(&[1, 2, 3]) == 7);
    both!(in_macros(12) == "12");
    both!(empty_loops(9) == 2);
    both!(inner_attributes_and_lints(3) == 6);
    both!(generic(["a", "b"], ["c"].into_iter()) == "ab1");
    both!(called_from_outside(5) == 10);
    both!(nested_items(4) == 4);
    both!(qualifiers(5) == 10);
}

/// Each method has its own attribute.
struct Pages(Vec<u32>);

trait Sum {
    fn sum(&self) -> u32;

    #[gatewright::guarded]
    fn twice(&self) -> u32 {
        let mut sum = 0;
        for _ in 0..2 {
            sum += self.sum();
        }
        sum
    }
}

impl Sum for Pages {
    #[gatewright::guarded]
    fn sum(&self) -> u32 {
        let mut sum = 0;
        for page in &self.0 {
            sum += page;
        }
        sum
    }
}

impl Pages {
    #[gatewright::guarded]
    fn drained(mut self) -> usize {
        let mut count = 0;
        while self.0.pop().is_some() {
            count += 1;
        }
        count
    }
}

#[test]
fn methods_can_be_guarded() {
    let pages = Pages(vec![1, 2, 3]);
    assert_eq!(pages.sum(), 6);
    assert_eq!(pages.twice(), 12);
    assert_eq!(pages.drained(), 3);
}

//! Borrows, moves and drops across iterations.

use std::cell::RefCell;
use std::rc::Rc;

/// Records its drop.
pub struct Noisy<'l>(pub &'l RefCell<Vec<String>>, pub &'static str);

impl Drop for Noisy<'_> {
    fn drop(&mut self) {
        self.0.borrow_mut().push(format!("drop {}", self.1));
    }
}

/// An iterator with a destructor.
#[allow(dead_code, reason = "the first field is there to be dropped")]
pub struct Counting<'l>(pub Noisy<'l>, pub u32);

impl Iterator for Counting<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        self.1 = self.1.checked_sub(1)?;
        Some(self.1)
    }
}

twice! {
    pub fn borrow_held_across_iterations(words: &mut Vec<String>) -> usize {
        let mut longest = &mut String::new();
        for word in words.iter_mut() {
            if word.len() > longest.len() {
                longest = word;
            }
        }
        longest.push('!');
        longest.len()
    }

    pub fn guard_held_across_iterations(shared: &RefCell<Vec<u32>>) -> u32 {
        let mut borrowed = shared.borrow_mut();
        let mut sum = 0;
        for number in borrowed.iter_mut() {
            *number += 1;
            sum += *number;
        }
        sum
    }

    pub fn moved_before_it_breaks(text: String) -> Vec<String> {
        let mut kept = Vec::new();
        for n in 0..5 {
            if n == 2 {
                kept.push(text);
                break;
            }
        }
        kept
    }

    pub fn plainly_moved_before_it_breaks(text: String) -> Option<String> {
        let mut kept = None;
        for n in 0..5 {
            if n == 2 {
                kept = Some(text);
                break;
            }
        }
        kept
    }

    pub fn assigned_once_before_it_breaks() -> u32 {
        let found;
        loop {
            found = 3;
            break;
        }
        found
    }

    pub fn linked_list(depth: u32) -> u32 {
        struct Node(u32, Option<Box<Node>>);
        let mut list = None;
        for n in 0..depth {
            list = Some(Box::new(Node(n, list)));
        }
        let mut sum = 0;
        let mut at = &mut list;
        while let Some(node) = at {
            sum += node.0;
            at = &mut node.1;
        }
        sum
    }

    pub fn not_send(numbers: &[u32]) -> u32 {
        let sum = Rc::new(RefCell::new(0));
        for number in numbers {
            *Rc::clone(&sum).borrow_mut() += number;
        }
        sum.take()
    }

    pub fn temporaries_live_as_long_as_the_loop(log: &RefCell<Vec<String>>) {
        fn logged<'a>(noisy: &'a Noisy<'a>) -> std::iter::Take<std::slice::Iter<'a, u32>> {
            noisy.0.borrow_mut().push(format!("made {}", noisy.1));
            [1, 2, 3].iter().take(2)
        }
        for n in logged(&Noisy(log, "temporary")) {
            log.borrow_mut().push(n.to_string());
        }
        let mut sum = 0;
        for n in logged(&Noisy(log, "second")) {
            sum += n;
        }
        log.borrow_mut().push(sum.to_string());
    }

    pub fn the_iterator_is_dropped_after_the_loop(log: &RefCell<Vec<String>>) {
        let mut sum = 0;
        for n in Counting(Noisy(log, "iterator"), 3) {
            sum += n;
        }
        log.borrow_mut().push(sum.to_string());
        'early: for n in Counting(Noisy(log, "left early"), 3) {
            let _noisy = Noisy(log, "of the iteration");
            if n == 1 {
                break 'early;
            }
        }
        log.borrow_mut().push("end".to_owned());
    }

    pub fn items_are_dropped_one_by_one(log: &RefCell<Vec<String>>) {
        for noisy in [Noisy(log, "1"), Noisy(log, "2"), Noisy(log, "3")] {
            if noisy.1 == "2" {
                continue;
            }
        }
    }

    pub fn mutable_iterator_goes_on(numbers: &[u32]) -> (u32, u32) {
        let mut numbers = numbers.iter();
        let mut first = 0;
        for number in numbers.by_ref().take(2) {
            first += number;
        }
        let mut rest = 0;
        for number in &mut numbers {
            rest += number;
        }
        (first, rest)
    }
}

fn log_of(function: fn(&RefCell<Vec<String>>)) -> String {
    let log = RefCell::default();
    function(&log);
    log.take().join(", ")
}

#[test]
fn borrows_and_moves_behave_the_same() {
    let words = || ["a", "abc", "ab"].map(str::to_owned).to_vec();
    both!(borrow_held_across_iterations(&mut words()) == 4);
    both!(guard_held_across_iterations(&RefCell::new(vec![1, 2, 3])) == 9);
    both!(moved_before_it_breaks("x".to_owned()) == ["x"]);
    both!(plainly_moved_before_it_breaks("x".to_owned()) == Some("x".to_owned()));
    both!(assigned_once_before_it_breaks() == 3);
    both!(linked_list(5) == 10);
    both!(not_send(&[1, 2, 3]) == 6);
    both!(mutable_iterator_goes_on(&[1, 2, 3, 4]) == (3, 7));
}

#[test]
fn values_are_dropped_at_the_same_moment() {
    let temporaries = "made temporary, 1, 2, drop temporary, made second, drop second, 3";
    assert_eq!(
        log_of(plain::temporaries_live_as_long_as_the_loop),
        temporaries
    );
    assert_eq!(
        log_of(guarded::temporaries_live_as_long_as_the_loop),
        temporaries
    );
    let iterators =
        "drop iterator, 3, drop of the iteration, drop of the iteration, drop left early, end";
    assert_eq!(
        log_of(plain::the_iterator_is_dropped_after_the_loop),
        iterators
    );
    assert_eq!(
        log_of(guarded::the_iterator_is_dropped_after_the_loop),
        iterators
    );
    let items = "drop 1, drop 2, drop 3";
    assert_eq!(log_of(plain::items_are_dropped_one_by_one), items);
    assert_eq!(log_of(guarded::items_are_dropped_one_by_one), items);
}

//! `break`, `continue`, labels, `?`, `return`, and loops that never end.

twice! {
    pub fn loop_with_a_value() -> u32 {
        let mut n = 1;
        loop {
            n *= 3;
            if n > 100 {
                break n;
            }
        }
    }

    pub fn labelled_block_and_loops(limit: u32) -> (u32, Vec<(u32, u32)>) {
        let mut seen = Vec::new();
        let mut left = 0;
        'rows: for row in 0..limit {
            'columns: for column in 0..limit {
                if column == row {
                    continue 'rows;
                }
                if column == 3 {
                    break 'rows;
                }
                if (row + column) % 2 == 0 {
                    continue 'columns;
                }
                seen.push((row, column));
            }
            left += 1;
        }
        let value = 'found: {
            for (row, _) in &seen {
                if *row == 2 {
                    break 'found 7;
                }
            }
            0
        };
        (left + value, seen)
    }

    pub fn loop_value_through_a_label() -> &'static str {
        'outer: loop {
            let mut n = 0;
            while n < 10 {
                n += 1;
                if n == 5 {
                    break 'outer "out of the inner loop";
                }
            }
        }
    }

    pub fn question_mark(words: &[&str]) -> Result<i64, std::num::ParseIntError> {
        let mut sum = 0;
        for word in words {
            sum += word.parse::<i64>()?;
        }
        Ok(sum)
    }

    pub fn first_even(numbers: &[u32]) -> Option<u32> {
        for number in numbers {
            if number % 2 == 0 {
                return Some(*number);
            }
        }
        None
    }

    pub fn let_chain(mut queue: Vec<Option<u32>>) -> u32 {
        let mut sum = 0;
        while let Some(next) = queue.pop()
            && let Some(number) = next
            && number < 10
        {
            sum += number;
        }
        sum
    }

    pub fn while_with_a_block_and_a_pattern(text: &str) -> (usize, usize) {
        let mut letters = text.chars();
        let (mut upper, mut lower) = (0, 0);
        while let Some('a'..='z' | 'A'..='Z') = {
            let next = letters.next();
            match next {
                Some(letter) if letter.is_uppercase() => upper += 1,
                Some(_) => lower += 1,
                None => {}
            }
            next
        } {}
        (upper, lower)
    }

    pub fn loop_as_an_operand(n: u32) -> u32 {
        let mut x = n;
        1 + loop {
            if x.is_multiple_of(7) {
                break x;
            }
            x += 1;
        } * 2
    }

    pub fn while_and_for_are_unit() -> [(); 3] {
        let mut once = true;
        [
            while once {
                once = false;
            },
            for _ in 0..3 {},
            for _ in [1].map(|one| one + 1) {},
        ]
    }

    pub fn never(mut left: u32) -> ! {
        loop {
            left -= 1;
            if left == 0 {
                panic!("at zero");
            }
        }
    }

    pub fn only_left_by_return(limit: u32) -> u32 {
        let mut n = 0;
        loop {
            n += 1;
            if n == limit {
                return n;
            }
        }
    }

    pub fn recursive(depth: u32) -> u32 {
        let mut leaves = 0;
        if depth == 0 {
            return 1;
        }
        for _ in 0..2 {
            leaves += recursive(depth - 1);
        }
        leaves
    }
}

#[test]
fn control_flow_behaves_the_same() {
    both!(loop_with_a_value() == 243);
    both!(labelled_block_and_loops(6) == (7, vec![(1, 0), (2, 1), (3, 0), (3, 2), (4, 1)]));
    both!(loop_value_through_a_label() == "out of the inner loop");
    both!(question_mark(&["1", "2", "39"]) == Ok(42));
    assert!(plain::question_mark(&["1", "", "39"]).is_err());
    assert!(guarded::question_mark(&["1", "", "39"]).is_err());
    both!(first_even(&[1, 3, 4, 6]) == Some(4));
    both!(first_even(&[1]) == None);
    both!(let_chain(vec![Some(1), Some(50), Some(2), Some(3)]) == 5);
    both!(let_chain(vec![Some(1), None, Some(3)]) == 3);
    both!(while_with_a_block_and_a_pattern("aBcD1eF") == (2, 3));
    both!(loop_as_an_operand(8) == 29);
    both!(while_and_for_are_unit() == [(), (), ()]);
    both!(only_left_by_return(9) == 9);
    both!(recursive(6) == 64);
}

#[test]
fn diverging_function_still_diverges() {
    for never in [plain::never as fn(u32) -> !, guarded::never] {
        let panic = std::panic::catch_unwind(|| never(3)).unwrap_err();
        assert_eq!(*panic.downcast::<&str>().unwrap(), "at zero");
    }
}

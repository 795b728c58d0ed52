use super::{expanded, headlines};
use crate::{dispatch, guarded};
use insta::assert_snapshot;
use quote::quote;

#[test]
fn each_loop_gets_a_check_at_its_head() {
    assert_snapshot!(expanded(
        guarded::attribute,
        quote!(),
        quote! {
            /// Reads a page.
            #[inline]
            fn parse(page: &str) -> Vec<Order> {
                let mut orders = Vec::new();
                'lines: for line in page.lines() {
                    let mut rest = line;
                    while let Some((field, more)) = rest.split_once(',') && !field.is_empty() {
                        orders.push(read(field));
                        rest = more;
                    }
                    let last = loop {
                        break 'lines;
                    };
                    let each = |field| loop {};
                }
                orders
            }
        },
    ));
}

#[test]
fn a_loop_that_only_calculates_runs_in_strides() {
    assert_snapshot!(expanded(
        guarded::attribute,
        quote!(crate = ::renamed),
        quote! {
            fn sum(numbers: &[u64]) -> u64 {
                let mut sum = 0;
                #[allow(unused)]
                'all: for (i, number) in numbers.iter().enumerate() {
                    if *number == 3 {
                        continue 'all;
                    }
                    sum = sum.wrapping_add(u64::from(*number)) + weights[i];
                }
                sum
            }
        },
    ));
}

/// The head of the one loop, after expansion.
fn is_in_strides(body: &proc_macro2::TokenStream) -> bool {
    let text = expanded(
        guarded::attribute,
        quote!(),
        quote!(fn work() { for item in items { #body } }),
    );
    assert_ne!(
        text.contains("chunked_loop("),
        text.contains("tick()"),
        "{text}"
    );
    text.contains("chunked_loop(")
}

#[test]
fn what_calls_or_leaves_is_checked_at_every_item() {
    for plain in [
        quote!(),
        quote!(sum += item;),
        quote!(let x = item as f64 * 0.5; sums[i % 4] += x;),
        quote!(if let Some(x) = item
            && x > 3
        {
            count += 1
        } else {
            continue;
        }),
        quote!(best = best.max(item.abs_diff(3)).saturating_sub(1);),
        quote!(last = Some(u32::from(item));),
        quote!(match item {
            b'0'..=b'9' if odd => (a, b) = (b, a),
            _ => {}
        }),
    ] {
        assert!(is_in_strides(&plain), "{plain}");
    }
    for checked in [
        quote!(sum += slow(item);),
        quote!(sum += item.parse();),
        quote!(println!("{item}");),
        quote!(let f = |x| x;),
        quote!(if item > 3 {
            break;
        }),
        quote!(if item > 3 {
            return;
        }),
        quote!(sum += item?;),
        quote!(sum += item.await;),
        quote!(let Some(x) = item else { break };),
        quote!(match item { x if slow(x) => 1, _ => 2 };),
        quote!(sum += Money::from(item);),
        quote!(unsafe { sum += *item };),
        quote!(
            fn helper() {}
        ),
    ] {
        assert!(!is_in_strides(&checked), "{checked}");
    }
}

#[test]
fn constants_items_and_macros_have_none() {
    let item = quote! {
        fn work() -> [u8; { loop { break 3 } }] {
            const A: u32 = loop { break 1 };
            fn helper() { loop {} }
            let array = [0; { while false {} 4 }];
            let inline = const { loop { break 2 } };
            let macros = vec![loop { break 1 }];
            let generic = call::<{ loop { break 5 } }>();
            let cast = x as [u8; loop { break 6 }];
            match x {
                const { loop { break 7 } } => {}
                _ => {}
            }
            array
        }
    };
    let text = expanded(guarded::attribute, quote!(), item);
    assert!(!text.contains("tick"), "{text}");
}

#[test]
fn a_loop_that_is_off_stays_as_it_is_with_the_loops_in_it() {
    assert_snapshot!(expanded(
        guarded::attribute,
        quote!(),
        quote! {
            fn work() {
                #[guard(off)]
                #[allow(unused)]
                for x in y {
                    loop {}
                }
                while x {}
            }
        },
    ));
}

#[test]
fn handlers_are_guarded_and_helpers_are_not() {
    assert_snapshot!(expanded(
        dispatch::attribute,
        quote!(),
        quote! {
            mod shop {
                #[get("/")]
                async fn home() {
                    loop {}
                }
                #[operation]
                #[guarded]
                async fn reindex() {
                    loop {}
                }
                #[guard(off)]
                #[operation]
                async fn publish() {
                    while step() {}
                }
                fn helper() {
                    while step() {}
                }
                #[guarded]
                fn guarded_helper() {
                    loop {}
                }
            }
        },
    ));
}

#[test]
fn guard_above_what_reads_it_goes_below() {
    assert_snapshot!(expanded(
        |args, item| guarded::guard_attribute(args, &item),
        quote!(off),
        quote! {
            #[lambda_handler(main = false)]
            async fn hello() {
                loop {}
            }
        },
    ));
}

#[test]
fn mistakes_are_all_reported() {
    let found = headlines(
        guarded::attribute,
        quote!(create = ::x),
        quote! {
            const fn work() {
                #[guard(on)]
                loop {}
                #[guard(off)]
                let x = 1;
            }
        },
    );
    assert_eq!(
        found,
        [
            "`#[guarded]` has no option `create`",
            "`work` is a `const fn`, whose loops cannot be interrupted",
            "`#[guard(…)]` says only `off`",
            "`#[guard(off)]` belongs on a loop or a function",
        ]
    );
}

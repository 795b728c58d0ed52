//! The form of a message, and the span that rustc underlines.

use gatewright_discipline::{Rule, judge_fn, judge_item};
use syn::parse_quote;

#[test]
fn message_has_headline_help_and_note() {
    let function: syn::ItemFn =
        syn::parse_str("fn handler() { std::thread::sleep(pause); }").expect("a function");
    let findings = judge_fn(&function);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].rule, Rule::Blocking);
    assert_eq!(
        findings[0].message(),
        "`std::thread::sleep` blocks the thread\n\
         help: write `tokio::time::sleep(duration).await`; if the code is right, write `#[exempt(blocking, reason = \"…\")]`\n\
         note: rule `blocking`: a blocked thread stops every future of the invocation, including its timeout guard, and is \
         billed while it waits; see `cargo gatewright explain blocking`"
    );
}

#[test]
fn error_spans_the_whole_path() {
    let function: syn::ItemFn =
        syn::parse_str("fn handler() { std::thread::sleep(pause); }").expect("a function");
    let finding = judge_fn(&function).remove(0);
    assert_eq!(
        (finding.span.start().column, finding.end.end().column),
        (15, 33)
    );
    let error = syn::Error::from(finding.clone());
    assert_eq!(error.span().start().column, 15);
    assert_eq!(error.to_string(), finding.message());
}

#[test]
fn handler_with_mut_self_is_refused() {
    let function: syn::ItemFn = parse_quote!(
        async fn hits(&mut self) -> u32 {
            1
        }
    );
    let findings = judge_fn(&function);
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].rule, Rule::SharedState);
    assert_eq!(
        findings[0].headline,
        "handler `hits` takes `&mut self`, so later invocations see its changes"
    );
}

#[test]
fn names_bound_outside_the_function_are_not_judged() {
    let function: syn::ItemFn = parse_quote!(
        async fn handler(order: Order) {
            // The imports of `thread` and `Mutex` are not visible.
            thread::spawn(|| ());
            let _ = Mutex::new(order);
        }
    );
    assert!(judge_fn(&function).is_empty());
}

#[test]
fn impl_is_judged_as_an_item() {
    let item: syn::Item = parse_quote!(
        impl Shop {
            fn wait(&self) {
                std::thread::park();
            }
        }
    );
    let headlines: Vec<String> = judge_item(&item)
        .into_iter()
        .map(|finding| finding.headline)
        .collect();
    assert_eq!(headlines, ["`std::thread::park` parks the thread"]);
}

#[test]
fn exemption_on_the_function_applies() {
    let function: syn::ItemFn = parse_quote!(
        #[exempt(blocking, reason = "measured: it takes a microsecond")]
        fn handler() {
            std::thread::sleep(pause);
        }
    );
    assert!(judge_fn(&function).is_empty());
}

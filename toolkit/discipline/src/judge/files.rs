//! Blocking file calls of the standard library in code that requests reach.
//!
//! One small file is read from the page cache in microseconds, which is less than a hand-over to another thread takes. Work that grows with
//! the number or the size of files can block the thread for long: a call in a loop, a copy of a whole file, the removal of a folder, a write
//! of a megabyte or more.

use super::Judge;
use super::context::ends;
use proc_macro2::Span;
use syn::{Expr, ExprCall, ExprMethodCall, Lit};

/// A file call, and the blocking that makes it refused.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    /// It takes a time that grows with the file or the folder.
    Unbounded(&'static str),
    /// It reads or writes one file, which is refused in loops.
    OneFile,
    /// It writes the argument with this index.
    Write(usize),
}

const CALLS: [(&str, Work); 11] = [
    ("std::fs::copy", Work::Unbounded("copies a whole file")),
    (
        "std::fs::remove_dir_all",
        Work::Unbounded("removes every file of a folder"),
    ),
    ("std::fs::read", Work::OneFile),
    ("std::fs::read_to_string", Work::OneFile),
    ("std::fs::File::open", Work::OneFile),
    ("std::fs::File::open_buffered", Work::OneFile),
    ("std::fs::File::create", Work::OneFile),
    ("std::fs::File::create_new", Work::OneFile),
    ("std::fs::File::create_buffered", Work::OneFile),
    ("std::fs::write", Work::Write(1)),
    (
        "std::io::copy",
        Work::Unbounded("copies a stream of any length"),
    ),
];

/// A loop over at most this many items is not one: two or three bundled files are still read in microseconds.
const FEW: usize = 8;

/// A write of this many bytes takes a millisecond or more.
const LARGE: u64 = 1 << 20;

/// A blocking file call: the headline and the help.
pub(super) struct FileWork {
    pub(super) at: (Span, Span),
    pub(super) headline: String,
    pub(super) help: String,
}

impl Judge {
    /// Walks code that runs again and again if `again` is set.
    pub(super) fn repeatedly(&mut self, again: bool, walk: impl FnOnce(&mut Self)) {
        let outer = self.repeated;
        self.repeated |= again;
        walk(self);
        self.repeated = outer;
    }

    /// Records a blocking file call; [`report_clients`](Self::report_clients) reports it if requests reach it.
    pub(super) fn check_file_call(&mut self, call: &ExprCall) {
        let Expr::Path(callee) = &*call.func else {
            return;
        };
        let Some(name) = self.cx.place_of(&callee.path) else {
            return;
        };
        let Some((_, work)) = CALLS.iter().find(|(path, _)| *path == name) else {
            return;
        };
        let is_write = matches!(work, Work::Write(_));
        let does = match work {
            // Streams in memory are not files.
            Work::Unbounded(_)
                if name == "std::io::copy" && !call.args.iter().any(|arg| self.is_file(arg)) =>
            {
                return;
            }
            Work::Unbounded(does) => format!("{does}, and blocks the thread until it is done"),
            Work::OneFile | Work::Write(_) if self.repeated => {
                "blocks the thread in each round of a loop".to_owned()
            }
            Work::Write(content) => match call.args.get(*content).and_then(length) {
                Some(bytes) if bytes >= LARGE => {
                    format!("blocks the thread while it writes {bytes} bytes")
                }
                _ => return,
            },
            Work::OneFile => return,
        };
        let asynchronous = if name == "std::io::copy" {
            "write `tokio::io::copy(&mut reader, &mut file).await`, with a `tokio::fs::File`"
                .to_owned()
        } else {
            format!(
                "write `{}(…).await`",
                name.replacen("std::", "tokio::", 1)
                    .replace("_buffered", "")
            )
        };
        let first = if is_write {
            "write files that later invocations need to S3"
        } else {
            "read files of the package once, in a `#[lazy_module]`"
        };
        let help = format!(
            "{first}, or {asynchronous}; if the files are few and small, write `#[exempt(blocking, reason = \"…\")]`"
        );
        let work = FileWork {
            at: ends(&callee.path),
            headline: format!("`{name}` {does}"),
            help,
        };
        self.note_file_work(work);
    }

    /// Whether an argument is a file of the standard library, as far as names show it.
    fn is_file(&self, argument: &Expr) -> bool {
        match argument {
            Expr::Reference(inner) => self.is_file(&inner.expr),
            Expr::Try(inner) => self.is_file(&inner.expr),
            Expr::MethodCall(call) => self.is_file(&call.receiver),
            Expr::Call(call) => matches!(&*call.func, Expr::Path(callee)
                if self.cx.place_of(&callee.path).is_some_and(|path| path.starts_with("std::fs::File::"))),
            Expr::Path(path) => path
                .path
                .get_ident()
                .is_some_and(|name| self.cx.is_known_as(name, "std::fs::File")),
            _ => false,
        }
    }
}

/// Whether a loop over `items` has few rounds: an array, or a range of literals.
pub(super) fn is_short(items: &Expr) -> bool {
    match items {
        Expr::Array(array) => array.elems.len() <= FEW,
        Expr::Reference(inner) => is_short(&inner.expr),
        Expr::Paren(inner) => is_short(&inner.expr),
        Expr::MethodCall(call) => {
            matches!(
                call.method.to_string().as_str(),
                "iter" | "into_iter" | "enumerate" | "rev" | "zip"
            ) && is_short(&call.receiver)
        }
        Expr::Range(range) => {
            let number = |end: Option<&Expr>| end.map_or(Some(0), number);
            let ends = (
                number(range.start.as_deref()),
                range.end.as_deref().and_then(self::number),
            );
            matches!(ends, (Some(start), Some(end)) if end.saturating_sub(start) <= FEW as u64)
        }
        _ => false,
    }
}

/// Whether a method calls its closure for each item of an iterator.
pub(super) fn calls_for_each_item(call: &ExprMethodCall) -> bool {
    let method = call.method.to_string();
    let is_each = matches!(
        method.as_str(),
        "map"
            | "for_each"
            | "filter"
            | "filter_map"
            | "flat_map"
            | "fold"
            | "try_for_each"
            | "try_fold"
            | "inspect"
            | "any"
            | "all"
            | "find_map"
    );
    is_each && is_iterator(&call.receiver)
}

/// Whether a receiver is an iterator rather than an `Option` or a `Result`, which have `map` too.
fn is_iterator(receiver: &Expr) -> bool {
    match receiver {
        Expr::MethodCall(call) => {
            let method = call.method.to_string();
            let makes = matches!(
                method.as_str(),
                "iter"
                    | "iter_mut"
                    | "into_iter"
                    | "drain"
                    | "chars"
                    | "lines"
                    | "split"
                    | "keys"
                    | "values"
                    | "windows"
                    | "chunks"
                    | "zip"
                    | "enumerate"
                    | "chain"
                    | "rev"
                    | "skip"
                    | "flatten"
            );
            if makes {
                !is_short(receiver)
            } else {
                is_iterator(&call.receiver)
            }
        }
        // `read_dir(path)?`
        Expr::Try(inner) => is_iterator(&inner.expr),
        Expr::Call(call) => matches!(&*call.func, Expr::Path(callee)
            if callee.path.segments.last().is_some_and(|last| last.ident == "read_dir")),
        Expr::Paren(inner) => is_iterator(&inner.expr),
        Expr::Range(_) => !is_short(receiver),
        _ => false,
    }
}

/// The number of bytes of a value, if it is visible: `vec![0; 1 << 20]`, `"x".repeat(2_000_000)`.
fn length(content: &Expr) -> Option<u64> {
    match content {
        Expr::Reference(inner) => length(&inner.expr),
        Expr::Paren(inner) => length(&inner.expr),
        Expr::Repeat(repeat) => number(&repeat.len),
        Expr::Macro(call) if call.mac.path.is_ident("vec") => {
            let repeat: syn::ExprRepeat = syn::parse2(bracketed(&call.mac.tokens)).ok()?;
            number(&repeat.len)
        }
        Expr::MethodCall(call) if call.method == "repeat" => {
            let item = length(&call.receiver).unwrap_or(1);
            Some(item.saturating_mul(number(call.args.first()?)?))
        }
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value().len() as u64),
            Lit::ByteStr(bytes) => Some(bytes.value().len() as u64),
            _ => None,
        },
        _ => None,
    }
}

fn bracketed(tokens: &proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    quote::quote!([#tokens])
}

/// The value of an integer expression of literals.
fn number(expr: &Expr) -> Option<u64> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        },
        Expr::Paren(inner) => number(&inner.expr),
        Expr::Cast(inner) => number(&inner.expr),
        Expr::Binary(binary) => {
            let (left, right) = (number(&binary.left)?, number(&binary.right)?);
            match binary.op {
                syn::BinOp::Mul(_) => left.checked_mul(right),
                syn::BinOp::Add(_) => left.checked_add(right),
                syn::BinOp::Sub(_) => left.checked_sub(right),
                syn::BinOp::Shl(_) => left.checked_shl(u32::try_from(right).ok()?),
                _ => None,
            }
        }
        _ => None,
    }
}

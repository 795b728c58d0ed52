//! Detects `for` loops whose body only calculates, compares, assigns and indexes.
//!
//! LLVM can vectorise those loops, and thousands of iterations take microseconds. A body that calls anything else, even a macro, may be
//! slow, so it is checked at every iteration; there, the call dominates the cost of the check.

use syn::{Block, Expr, ExprCall, ExprForLoop, ExprPath, Pat, Path, Stmt};

/// Methods of numbers, slices and options that compile to a few instructions.
const QUICK: &[&str] = &[
    "abs",
    "abs_diff",
    "clamp",
    "cmp",
    "copied",
    "count_ones",
    "div_euclid",
    "eq",
    "eq_ignore_ascii_case",
    "floor",
    "ceil",
    "get",
    "get_mut",
    "is_empty",
    "is_finite",
    "is_nan",
    "is_negative",
    "is_none",
    "is_positive",
    "is_power_of_two",
    "is_some",
    "ilog2",
    "leading_zeros",
    "len",
    "max",
    "min",
    "mul_add",
    "rem_euclid",
    "reverse_bits",
    "rotate_left",
    "rotate_right",
    "round",
    "signum",
    "sqrt",
    "swap_bytes",
    "to_ascii_lowercase",
    "to_ascii_uppercase",
    "total_cmp",
    "trailing_zeros",
    "trunc",
    "unsigned_abs",
    "unwrap_or",
];

/// Prefixes of families of such methods: `wrapping_add`, `is_ascii_digit`.
const QUICK_FAMILIES: &[&str] = &[
    "checked_",
    "is_ascii",
    "overflowing_",
    "saturating_",
    "wrapping_",
];

const NUMBERS: &[&str] = &[
    "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8", "u16", "u32",
    "u64", "u128", "usize",
];

/// Whether the loop's body is only arithmetic and the loop runs to its end. A loop with an early exit is not vectorised, and a value
/// that the body moves before the exit would seem to be moved twice, because of the outer loop over chunks. Parentheses around the
/// iterator stay as they are, so that rustc can warn about them.
pub(super) fn is_arithmetic(node: &ExprForLoop) -> bool {
    !matches!(*node.expr, Expr::Paren(_)) && block(&node.body)
}

fn block(block: &Block) -> bool {
    block.stmts.iter().all(|stmt| match stmt {
        Stmt::Local(local) => local
            .init
            .as_ref()
            .is_none_or(|init| init.diverge.is_none() && expr(&init.expr)),
        Stmt::Expr(value, _) => expr(value),
        Stmt::Item(_) | Stmt::Macro(_) => false,
    })
}

fn expr(value: &Expr) -> bool {
    match value {
        Expr::Array(node) => node.elems.iter().all(expr),
        Expr::Assign(node) => expr(&node.left) && expr(&node.right),
        Expr::Binary(node) => expr(&node.left) && expr(&node.right),
        Expr::Block(node) => node.label.is_none() && block(&node.block),
        Expr::Call(node) => is_conversion(node) && node.args.iter().all(expr),
        Expr::Cast(node) => expr(&node.expr),
        Expr::Continue(_) | Expr::Infer(_) | Expr::Lit(_) | Expr::Path(_) => true,
        Expr::Field(node) => expr(&node.base),
        Expr::Group(node) => expr(&node.expr),
        Expr::If(node) => {
            expr(&node.cond)
                && block(&node.then_branch)
                && node
                    .else_branch
                    .as_ref()
                    .is_none_or(|(_, other)| expr(other))
        }
        Expr::Index(node) => expr(&node.expr) && expr(&node.index),
        Expr::Let(node) => expr(&node.expr),
        Expr::Match(node) => {
            expr(&node.expr)
                && node.arms.iter().all(|arm| {
                    let guard = match &arm.pat {
                        Pat::Guard(pat) => expr(&pat.guard),
                        _ => true,
                    };
                    guard && expr(&arm.body)
                })
        }
        Expr::MethodCall(node) => {
            is_quick(&node.method.to_string()) && expr(&node.receiver) && node.args.iter().all(expr)
        }
        Expr::Paren(node) => expr(&node.expr),
        Expr::Range(node) => [&node.start, &node.end]
            .into_iter()
            .flatten()
            .all(|bound| expr(bound)),
        Expr::Reference(node) => expr(&node.expr),
        Expr::Tuple(node) => node.elems.iter().all(expr),
        Expr::Unary(node) => expr(&node.expr),
        _ => false,
    }
}

fn is_quick(method: &str) -> bool {
    QUICK.contains(&method)
        || QUICK_FAMILIES
            .iter()
            .any(|family| method.starts_with(family))
}

/// `Some(x)`, `u64::from(x)`.
fn is_conversion(call: &ExprCall) -> bool {
    let Expr::Path(ExprPath {
        path: Path { segments, .. },
        qself: None,
        ..
    }) = &*call.func
    else {
        return false;
    };
    let mut names = segments.iter().map(|segment| segment.ident.to_string());
    match (names.next(), names.next(), names.next()) {
        (Some(only), None, None) => only == "Some",
        (Some(number), Some(function), None) => {
            NUMBERS.contains(&&*number) && (function == "from" || is_quick(&function))
        }
        _ => false,
    }
}

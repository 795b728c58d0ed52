//! Detects cycles of lazy modules at compile time.
//!
//! At run time such modules would wait for each other for ever, and rustc's own errors about recursion give the wrong advice.
//! Traits cannot follow a cycle. The graph is therefore unfolded into a tree of constants, a fixed number of levels deep, and the
//! tree is searched level by level for the module at its root.

use super::lazy_module::LazyModule;
use crate::table::Message;

/// The levels that are unfolded. A longer cycle is not found here.
type Levels =
    Level<Level<Level<Level<Level<Level<Level<Level<Level<Level<Level<Level<Bottom>>>>>>>>>>>>;

/// One level, and those below it.
pub struct Level<Below>(Below);
/// The end of the levels.
pub struct Bottom;

/// A module with the modules that it needs.
pub struct Node {
    name: &'static str,
    needs: &'static [Node],
}

/// A module, unfolded to a number of levels.
pub trait Unfold<Levels>: LazyModule {
    /// The tree below it.
    const NODE: Node;
}

impl<L: LazyModule> Unfold<Bottom> for L {
    const NODE: Node = Node {
        name: L::NAME,
        needs: &[],
    };
}

impl<L: LazyModule, Below> Unfold<Level<Below>> for L
where
    L::Needs: UnfoldAll<Below>,
{
    const NODE: Node = Node {
        name: L::NAME,
        needs: <L::Needs as UnfoldAll<Below>>::NODES,
    };
}

/// A tuple of handles, each unfolded.
pub trait UnfoldAll<Levels> {
    /// Their trees.
    const NODES: &'static [Node];
}

macro_rules! unfold_tuples {
    ($($($need:ident)*;)*) => {$(
        impl<Levels, $($need: Unfold<Levels>),*> UnfoldAll<Levels> for ($($need,)*) {
            const NODES: &'static [Node] = &[$($need::NODE),*];
        }
    )*};
}

unfold_tuples! { ; A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H; }

/// The maximum number of modules that a search visits. Modules beyond it are not searched.
const MOST_NODES: usize = 256;

/// Fails to compile if a lazy module needs itself, directly or through others. Of the modules of a cycle, the one with the first name
/// reports it, so that one mistake is one error.
///
/// # Panics
///
/// At compile time, if there is a cycle.
#[track_caller]
pub const fn assert_no_cycle<L: Unfold<Levels>>() {
    if let Some(message) = cycle(&L::NODE) {
        panic!("{}", message.as_str());
    }
}

/// Searches the tree below `start` for `start` itself, nearest first.
const fn cycle(start: &Node) -> Option<Message> {
    let mut seen: [&Node; MOST_NODES] = [start; MOST_NODES];
    let mut parents = [0; MOST_NODES];
    let (mut filled, mut at) = (1, 0);
    while at < filled {
        let needs = seen[at].needs;
        let mut need = 0;
        while need < needs.len() {
            if same(needs[need].name, start.name) && is_first(&seen, &parents, at) {
                let message = path(
                    Message::new().text("lazy modules depend on each other: "),
                    &seen,
                    &parents,
                    at,
                );
                return Some(message.text(" -> ").text(start.name).text(
                    "\nhelp: move the part that they share into another `#[lazy_module]`, and take its `Lazy` in each `init`\nnote: each of them would wait for the other to start, for ever",
                ));
            }
            if filled < MOST_NODES && !contains(&seen, filled, needs[need].name) {
                seen[filled] = &needs[need];
                parents[filled] = at;
                filled += 1;
            }
            need += 1;
        }
        at += 1;
    }
    None
}

/// Whether no module on the path from the root to `at` has a name before that of the root.
const fn is_first(
    seen: &[&Node; MOST_NODES],
    parents: &[usize; MOST_NODES],
    mut at: usize,
) -> bool {
    while at != 0 {
        if is_before(seen[at].name.as_bytes(), seen[0].name.as_bytes()) {
            return false;
        }
        at = parents[at];
    }
    true
}

const fn is_before(one: &[u8], other: &[u8]) -> bool {
    let mut at = 0;
    while at < one.len() && at < other.len() {
        if one[at] != other[at] {
            return one[at] < other[at];
        }
        at += 1;
    }
    one.len() < other.len()
}

/// Appends the path from the root to `at`.
const fn path(
    message: Message,
    seen: &[&Node; MOST_NODES],
    parents: &[usize; MOST_NODES],
    at: usize,
) -> Message {
    if at == 0 {
        return message.text(seen[0].name);
    }
    path(message, seen, parents, parents[at])
        .text(" -> ")
        .text(seen[at].name)
}

const fn contains(seen: &[&Node; MOST_NODES], filled: usize, name: &str) -> bool {
    let mut at = 0;
    while at < filled {
        if same(seen[at].name, name) {
            return true;
        }
        at += 1;
    }
    false
}

const fn same(left: &str, right: &str) -> bool {
    crate::table::same(left.as_bytes(), right.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn message_names_the_path_of_the_cycle() {
        const END: Node = Node {
            name: "a",
            needs: &[],
        };
        const C: Node = Node {
            name: "c",
            needs: &[END],
        };
        const D: Node = Node {
            name: "d",
            needs: &[],
        };
        const B: Node = Node {
            name: "b",
            needs: &[D, C],
        };
        const A: Node = Node {
            name: "a",
            needs: &[D, B],
        };
        let message = cycle(&A).unwrap();
        assert!(
            message
                .as_str()
                .starts_with("lazy modules depend on each other: a -> b -> c -> a\nhelp:"),
            "{}",
            message.as_str()
        );
    }

    #[test]
    fn only_the_first_module_of_a_cycle_reports_it() {
        const fn end(name: &'static str) -> Node {
            Node { name, needs: &[] }
        }
        const A: Node = Node {
            name: "a",
            needs: &[Node {
                name: "ab",
                needs: &[end("a")],
            }],
        };
        const AB: Node = Node {
            name: "ab",
            needs: &[Node {
                name: "a",
                needs: &[end("ab")],
            }],
        };
        assert!(cycle(&A).is_some());
        assert!(cycle(&AB).is_none());
    }

    #[test]
    fn shared_dependency_is_not_a_cycle() {
        const D: Node = Node {
            name: "d",
            needs: &[],
        };
        const B: Node = Node {
            name: "b",
            needs: &[D],
        };
        const C: Node = Node {
            name: "c",
            needs: &[D],
        };
        assert!(
            cycle(&Node {
                name: "a",
                needs: &[B, C]
            })
            .is_none()
        );
    }
}

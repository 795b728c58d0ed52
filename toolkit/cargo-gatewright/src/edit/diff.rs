//! The lines that an edit keeps, adds and removes.

use std::fmt::Write as _;

/// Lines around a change in the printed diff.
const CONTEXT: usize = 3;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line<'t> {
    /// The line as it stands in the old text.
    Kept(&'t str),
    Added(&'t str),
    Removed(&'t str),
}

/// Returns the lines of both texts by their longest common subsequence. Lines are compared without their line endings.
pub(super) fn lines<'t>(before: &'t str, after: &'t str) -> Vec<Line<'t>> {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    let same = |one: &str, other: &str| without_ending(one) == without_ending(other);
    // The length of the longest common subsequence of the rests. A manifest has some hundred lines.
    let mut longest = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for at in (0..old.len()).rev() {
        for to in (0..new.len()).rev() {
            longest[at][to] = if same(old[at], new[to]) {
                longest[at + 1][to + 1] + 1
            } else {
                longest[at + 1][to].max(longest[at][to + 1])
            };
        }
    }
    let (mut at, mut to) = (0, 0);
    let mut lines = Vec::new();
    while at < old.len() || to < new.len() {
        if at < old.len() && to < new.len() && same(old[at], new[to]) {
            lines.push(Line::Kept(old[at]));
            at += 1;
            to += 1;
        } else if to == new.len() || at < old.len() && longest[at + 1][to] >= longest[at][to + 1] {
            lines.push(Line::Removed(old[at]));
            at += 1;
        } else {
            lines.push(Line::Added(new[to]));
            to += 1;
        }
    }
    lines
}

pub(super) fn without_ending(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// Writes a unified diff. It is empty if the texts have the same lines.
pub(super) fn unified(name: &str, lines: &[Line]) -> String {
    let mut diff = String::new();
    let is_change = |line: &Line| !matches!(line, Line::Kept(_));
    let changes: Vec<usize> = (0..lines.len())
        .filter(|at| is_change(&lines[*at]))
        .collect();
    let mut hunks: Vec<(usize, usize)> = Vec::new();
    for at in changes {
        let (from, to) = (
            at.saturating_sub(CONTEXT),
            (at + 1 + CONTEXT).min(lines.len()),
        );
        match hunks.last_mut() {
            Some(last) if from <= last.1 => last.1 = to,
            _ => hunks.push((from, to)),
        }
    }
    if !hunks.is_empty() {
        let _ = writeln!(diff, "--- {name}\n+++ {name}");
    }
    for (from, to) in hunks {
        let count = |lines: &[Line]| {
            let old = lines.iter().filter(|line| !matches!(line, Line::Added(_)));
            let new = lines
                .iter()
                .filter(|line| !matches!(line, Line::Removed(_)));
            (old.count(), new.count())
        };
        let (before, hunk) = (count(&lines[..from]), count(&lines[from..to]));
        // An empty range names the line in front of it.
        let first = |before: usize, count: usize| if count == 0 { before } else { before + 1 };
        let _ = writeln!(
            diff,
            "@@ -{},{} +{},{} @@",
            first(before.0, hunk.0),
            hunk.0,
            first(before.1, hunk.1),
            hunk.1
        );
        for line in &lines[from..to] {
            let (sign, line) = match line {
                Line::Kept(line) => (' ', line),
                Line::Added(line) => ('+', line),
                Line::Removed(line) => ('-', line),
            };
            let _ = writeln!(diff, "{sign}{}", without_ending(line));
        }
    }
    diff
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_old_endings() {
        assert_eq!(
            lines("a\r\nb\nc", "a\nx\nb\nc\n"),
            [
                Line::Kept("a\r\n"),
                Line::Added("x\n"),
                Line::Kept("b\n"),
                Line::Kept("c")
            ]
        );
        assert_eq!(
            lines("a\n", "b\n"),
            [Line::Removed("a\n"), Line::Added("b\n")]
        );
    }

    /// The expected text is that of `diff -u` (GNU diffutils) for the same files, but for the times of its headers.
    #[test]
    fn diff_has_the_form_of_diff_u() {
        let before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n";
        let after = "1\n2\nx\n3\n4\n5\n6\n7\n8\n9\n10\n12\ny\n";
        let expected = "--- f\n+++ f\n@@ -1,5 +1,6 @@\n 1\n 2\n+x\n 3\n 4\n 5\n@@ -8,5 +9,5 @@\n 8\n 9\n 10\n-11\n 12\n+y\n";
        assert_eq!(unified("f", &lines(before, after)), expected);
        assert_eq!(
            unified("f", &lines("", "a\n")),
            "--- f\n+++ f\n@@ -0,0 +1,1 @@\n+a\n"
        );
        assert_eq!(unified("f", &lines(before, before)), "");
    }
}

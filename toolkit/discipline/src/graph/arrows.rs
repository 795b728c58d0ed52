//! Draws the arrows of the picture, from box to box and between the boxes of the rows that they cross.

use super::ModuleGraph;
use super::layout::{BETWEEN, BOX_HEIGHT, Box, Layout};
use std::collections::HashMap;
use std::fmt::Write as _;

/// How high an arrow between boxes of one row rises above it, to the right and to the left.
const RISE: [usize; 2] = [34, 22];
/// Lanes of arrows that share a gap between two boxes. Further arrows share a lane.
const LANES: [usize; 5] = [14, 20, 8, 26, 2];

/// The curve of each dependency, as the `d` of an SVG path.
pub(super) struct Arrows {
    pub(super) curves: Vec<String>,
}

impl Arrows {
    pub(super) fn of(graph: &ModuleGraph, layout: &Layout) -> Self {
        let ports = ports(graph, layout);
        let mut rows: Vec<Vec<Box>> = Vec::new();
        for at in layout.boxes.iter().filter(|at| at.width > 0) {
            rows.resize(rows.len().max(at.row + 1), Vec::new());
            rows[at.row].push(*at);
        }
        for row in &mut rows {
            row.sort_by_key(|at| at.left);
        }
        let mut gaps = Gaps {
            rows,
            taken: HashMap::new(),
        };
        let all = graph.dependencies.iter().zip(ports);
        let curves = all
            .map(|(dependency, [x1, x2])| {
                let (from, to) = (&layout.boxes[dependency.from], &layout.boxes[dependency.to]);
                curve((from, x1), (to, x2), &mut gaps)
            })
            .collect();
        Self { curves }
    }
}

/// Returns where arrows leave and enter their boxes: in the order of their other ends, so that they do not cross there.
fn ports(graph: &ModuleGraph, layout: &Layout) -> Vec<[usize; 2]> {
    // Module, whether at the top of its box, middle of the other box, dependency, which end.
    let mut ports: Vec<(usize, bool, usize, usize, usize)> = Vec::new();
    for (at, dependency) in graph.dependencies.iter().enumerate() {
        let (from, to) = (&layout.boxes[dependency.from], &layout.boxes[dependency.to]);
        let [leaves_top, enters_top] = sides(from, to);
        ports.push((dependency.from, leaves_top, to.middle(), at, 0));
        ports.push((dependency.to, enters_top, from.middle(), at, 1));
    }
    ports.sort_unstable();
    let mut ends = vec![[0; 2]; graph.dependencies.len()];
    for side in ports.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
        for (nth, (module, _, _, at, end)) in side.iter().enumerate() {
            let Box { left, width, .. } = layout.boxes[*module];
            ends[*at][*end] = left + width * (nth + 1) / (side.len() + 1);
        }
    }
    ends
}

/// Whether an arrow leaves at the top of its box, and whether it enters at the top. Arrows within a row run above it.
fn sides(from: &Box, to: &Box) -> [bool; 2] {
    [from.row >= to.row, from.row <= to.row]
}

fn curve((from, x1): (&Box, usize), (to, x2): (&Box, usize), gaps: &mut Gaps) -> String {
    let [leaves_top, enters_top] = sides(from, to);
    let side = |at: &Box, top: bool| if top { at.top } else { at.top + BOX_HEIGHT };
    let (y1, y2) = (side(from, leaves_top), side(to, enters_top));
    let mut path = format!("M{x1} {y1}");
    if from.row == to.row {
        let y = y1.saturating_sub(RISE[usize::from(x1 > x2)]);
        let _ = write!(path, "C{x1} {y} {x2} {y} {x2} {y2}");
        return path;
    }
    let down = from.row < to.row;
    let crossed = from.row.min(to.row) + 1..from.row.max(to.row);
    let crossed: Vec<usize> = if down {
        crossed.collect()
    } else {
        crossed.rev().collect()
    };
    let steps = crossed.len() + 1;
    let (mut x, mut y) = (x1, y1);
    for (nth, row) in crossed.into_iter().enumerate() {
        // As near as possible to the straight line.
        let straight = (x1 * (steps - nth - 1) + x2 * (nth + 1)) / steps;
        let (gap, top) = gaps.nearest(row, straight);
        let (enter, leave) = if down {
            (top, top + BOX_HEIGHT)
        } else {
            (top + BOX_HEIGHT, top)
        };
        bend(&mut path, (x, y), (gap, enter));
        let _ = write!(path, "L{gap} {leave}");
        (x, y) = (gap, leave);
    }
    bend(&mut path, (x, y), (x2, y2));
    path
}

/// A curve between two points, vertical at both.
fn bend(path: &mut String, (x1, y1): (usize, usize), (x2, y2): (usize, usize)) {
    let middle = usize::midpoint(y1, y2);
    let _ = write!(path, "C{x1} {middle} {x2} {middle} {x2} {y2}");
}

/// The gaps between the boxes of a row, which arrows pass through.
struct Gaps {
    /// The boxes of each row, from left to right.
    rows: Vec<Vec<Box>>,
    /// How many arrows run through a gap.
    taken: HashMap<(usize, usize), usize>,
}

impl Gaps {
    /// Returns a free lane in the gap nearest to `x`, and the top of the row.
    fn nearest(&mut self, row: usize, x: usize) -> (usize, usize) {
        let boxes = &self.rows[row];
        // The left end of each gap: before the first box, and after each box.
        let first = boxes[0].left.saturating_sub(BETWEEN);
        let behind = boxes.iter().map(|at| at.left + at.width);
        let distance = |left: &usize| (left + BETWEEN / 2).abs_diff(x);
        let left = std::iter::once(first).chain(behind).min_by_key(distance);
        let left = left.unwrap_or_default();
        let taken = self.taken.entry((row, left)).or_default();
        let lane = LANES[*taken % LANES.len()];
        *taken += 1;
        (left + lane, boxes[0].top)
    }
}

//! A directed graph, with shortest paths and strongly connected components.

use std::collections::{HashMap, HashSet, VecDeque};

/// A directed graph. Its nodes and edges are numbers that the caller chooses.
#[derive(Default)]
pub(super) struct Digraph {
    /// The edges that leave a node: the node that each leads to, and its number.
    of: HashMap<usize, Vec<(usize, usize)>>,
    /// The nodes whose edges lead to a node.
    into: HashMap<usize, Vec<usize>>,
    things: Vec<usize>,
}

impl Digraph {
    pub(super) fn new(arrows: impl IntoIterator<Item = (usize, usize, usize)>) -> Self {
        let mut all = Self::default();
        let mut seen = HashSet::new();
        for (arrow, from, to) in arrows {
            all.of.entry(from).or_default().push((to, arrow));
            all.into.entry(to).or_default().push(from);
            all.things
                .extend([from, to].into_iter().filter(|thing| seen.insert(*thing)));
        }
        all
    }

    /// Returns the edges of a shortest path with at least one edge.
    pub(super) fn shortest(&self, from: usize, to: usize) -> Option<Vec<usize>> {
        // How each node was reached: from which node, by which edge.
        let mut reached: HashMap<usize, (usize, usize)> = HashMap::new();
        let mut queue = VecDeque::from([from]);
        while let Some(at) = queue.pop_front() {
            for &(next, arrow) in self.of.get(&at).into_iter().flatten() {
                if reached.contains_key(&next) {
                    continue;
                }
                reached.insert(next, (at, arrow));
                if next != to {
                    queue.push_back(next);
                    continue;
                }
                let mut way = Vec::new();
                let mut thing = to;
                loop {
                    let (before, arrow) = reached[&thing];
                    way.push(arrow);
                    thing = before;
                    if thing == from {
                        way.reverse();
                        return Some(way);
                    }
                }
            }
        }
        None
    }

    /// Returns the strongly connected components: nodes of one component have the same number.
    ///
    /// This is Kosaraju's algorithm. The node that the first walk leaves last begins a component in the second walk, which goes
    /// backwards.
    pub(super) fn sets(&self) -> HashMap<usize, usize> {
        let mut seen = HashSet::new();
        let mut left = Vec::new();
        for &start in &self.things {
            let mut open = vec![(start, false)];
            while let Some((thing, done)) = open.pop() {
                if done {
                    left.push(thing);
                } else if seen.insert(thing) {
                    open.push((thing, true));
                    let next = self.of.get(&thing).into_iter().flatten();
                    open.extend(next.map(|&(next, _)| (next, false)));
                }
            }
        }
        let mut sets = HashMap::new();
        for &start in left.iter().rev() {
            let mut open = vec![start];
            while let Some(thing) = open.pop() {
                if sets.contains_key(&thing) {
                    continue;
                }
                sets.insert(thing, start);
                open.extend(self.into.get(&thing).into_iter().flatten());
            }
        }
        sets
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digraph(ends: &[(usize, usize)]) -> Digraph {
        let numbered = ends.iter().enumerate();
        Digraph::new(numbered.map(|(arrow, &(from, to))| (arrow, from, to)))
    }

    #[test]
    fn the_shortest_way_is_found_and_one_back_to_the_start_too() {
        let graph = digraph(&[(1, 2), (2, 3), (3, 4), (1, 3), (4, 1), (5, 5)]);
        assert_eq!(graph.shortest(1, 4), Some(vec![3, 2]));
        assert_eq!(graph.shortest(1, 1), Some(vec![3, 2, 4]));
        assert_eq!(graph.shortest(5, 5), Some(vec![5]));
        assert_eq!(graph.shortest(1, 5), None);
    }

    #[test]
    fn sets_are_of_those_that_reach_each_other() {
        let sets = digraph(&[(1, 2), (2, 1), (2, 3), (3, 4), (4, 3), (6, 1), (4, 7)]).sets();
        assert_eq!(sets[&1], sets[&2]);
        assert_eq!(sets[&3], sets[&4]);
        let different: HashSet<usize> = [1, 3, 6, 7].map(|thing| sets[&thing]).into();
        assert_eq!(different.len(), 4);
    }
}

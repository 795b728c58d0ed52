//! A directed graph, with shortest paths and strongly connected components.

use std::collections::{HashMap, HashSet, VecDeque};

/// A directed graph. Its nodes and edges are numbers that the caller chooses.
#[derive(Default)]
pub(super) struct Digraph {
    /// The edges that leave a node: the node that each leads to, and its number.
    of: HashMap<usize, Vec<(usize, usize)>>,
    /// The nodes whose edges lead to a node.
    into: HashMap<usize, Vec<usize>>,
    nodes: Vec<usize>,
}

impl Digraph {
    pub(super) fn new(arrows: impl IntoIterator<Item = (usize, usize, usize)>) -> Self {
        let mut all = Self::default();
        let mut seen = HashSet::new();
        for (arrow, from, to) in arrows {
            all.of.entry(from).or_default().push((to, arrow));
            all.into.entry(to).or_default().push(from);
            all.nodes
                .extend([from, to].into_iter().filter(|node| seen.insert(*node)));
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
                let mut node = to;
                loop {
                    let (before, arrow) = reached[&node];
                    way.push(arrow);
                    node = before;
                    if node == from {
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
    pub(super) fn components(&self) -> HashMap<usize, usize> {
        let mut seen = HashSet::new();
        let mut left = Vec::new();
        for &start in &self.nodes {
            let mut open = vec![(start, false)];
            while let Some((node, done)) = open.pop() {
                if done {
                    left.push(node);
                } else if seen.insert(node) {
                    open.push((node, true));
                    let next = self.of.get(&node).into_iter().flatten();
                    open.extend(next.map(|&(next, _)| (next, false)));
                }
            }
        }
        let mut components = HashMap::new();
        for &start in left.iter().rev() {
            let mut open = vec![start];
            while let Some(node) = open.pop() {
                if components.contains_key(&node) {
                    continue;
                }
                components.insert(node, start);
                open.extend(self.into.get(&node).into_iter().flatten());
            }
        }
        components
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
    fn shortest_path_may_lead_back_to_its_start() {
        let graph = digraph(&[(1, 2), (2, 3), (3, 4), (1, 3), (4, 1), (5, 5)]);
        assert_eq!(graph.shortest(1, 4), Some(vec![3, 2]));
        assert_eq!(graph.shortest(1, 1), Some(vec![3, 2, 4]));
        assert_eq!(graph.shortest(5, 5), Some(vec![5]));
        assert_eq!(graph.shortest(1, 5), None);
    }

    #[test]
    fn components_hold_nodes_that_reach_each_other() {
        let components =
            digraph(&[(1, 2), (2, 1), (2, 3), (3, 4), (4, 3), (6, 1), (4, 7)]).components();
        assert_eq!(components[&1], components[&2]);
        assert_eq!(components[&3], components[&4]);
        let different: HashSet<usize> = [1, 3, 6, 7].map(|node| components[&node]).into();
        assert_eq!(different.len(), 4);
    }
}

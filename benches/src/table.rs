//! Tables of figures: ours, those of one or several peers, our ratio to the best of them, and the goal beside it.

use std::fmt::{self, Display, Formatter};

use anyhow::Result;

use crate::function::Function;

/// What a figure counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// User instructions.
    Instructions,
    /// Milliseconds.
    Milliseconds,
    /// Microseconds.
    Microseconds,
    /// Nanoseconds.
    Nanoseconds,
    /// Seconds.
    Seconds,
    /// Bytes.
    Bytes,
}

/// One measure of ours beside the same measure of each peer.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was measured.
    pub measure: String,
    /// The figures' unit.
    pub unit: Unit,
    /// Our figure.
    pub ours: f64,
    /// The figures of the table's peers, in their order; `None` where a peer was not measured.
    pub peers: Vec<Option<f64>>,
    /// What is good enough; `None` where there is no goal.
    pub goal: Option<Goal>,
}

/// What is good enough.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// Ours is at most this share of the best peer's.
    Share(f64),
    /// Ours is at most this share of the first peer's, and below that of each of the others.
    ShareOfFirst(f64),
    /// Ours is at most so much more than the best peer's, in the row's unit.
    Above(f64),
}

impl Row {
    /// The stripped sizes of two functions.
    pub fn of_sizes(ours: &Function, peer: &Function, goal: Option<f64>) -> Result<Self> {
        Ok(Self {
            measure: "stripped size".to_owned(),
            unit: Unit::Bytes,
            ours: figure(ours.size()?),
            peers: vec![Some(figure(peer.size()?))],
            goal: goal.map(Goal::Share),
        })
    }

    /// The figure of the peer that ours is compared with.
    fn yardstick(&self) -> f64 {
        match self.goal {
            Some(Goal::ShareOfFirst(_)) => {
                self.peers.first().copied().flatten().unwrap_or(f64::NAN)
            }
            _ => self.best(),
        }
    }

    fn best(&self) -> f64 {
        self.peers
            .iter()
            .flatten()
            .copied()
            .fold(f64::INFINITY, f64::min)
    }

    /// Ours for one of the peer's: below 1 we need less.
    pub fn ratio(&self) -> f64 {
        self.ours / self.yardstick()
    }

    /// Whether the goal, if there is one, is reached.
    pub fn is_good(&self) -> bool {
        match self.goal {
            None => true,
            Some(Goal::Share(share)) => self.ratio() <= share,
            Some(Goal::ShareOfFirst(share)) => self.ratio() <= share && self.ours < self.best(),
            Some(Goal::Above(most)) => self.ours - self.best() <= most,
        }
    }
}

/// The figures of one comparison.
#[derive(Clone, Debug)]
pub struct Table {
    /// What is compared with what, and on which input.
    pub title: String,
    /// The peers' column headings.
    pub peers: Vec<&'static str>,
    /// The measures.
    pub rows: Vec<Row>,
}

impl Table {
    /// Whether every goal is reached.
    pub fn is_good(&self) -> bool {
        self.rows.iter().all(Row::is_good)
    }
}

impl Display for Table {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let mut heading = vec!["measure", "gatewright"];
        heading.extend(&self.peers);
        heading.extend(["ratio", "goal", ""]);
        let mut lines = vec![heading.into_iter().map(str::to_owned).collect()];
        lines.extend(self.rows.iter().map(|row| {
            let mut line = vec![row.measure.clone(), row.unit.show(row.ours)];
            line.extend(row.peers.iter().map(|figure| match figure {
                Some(figure) => row.unit.show(*figure),
                None => String::new(),
            }));
            line.push(format!("{:.3}", row.ratio()));
            line.push(match row.goal {
                None => String::new(),
                Some(Goal::Share(share) | Goal::ShareOfFirst(share)) => format!("{share:.2}"),
                Some(Goal::Above(most)) => format!("+{}", row.unit.show(most)),
            });
            let verdict = match (row.goal, row.is_good()) {
                (None, _) => "",
                (Some(_), true) => "met",
                (Some(_), false) => "MISSED",
            };
            line.push(verdict.to_owned());
            line
        }));
        writeln!(out, "{}\n", self.title)?;
        for (index, line) in lines.iter().enumerate() {
            write_line(out, line, &widths(&lines))?;
            if index == 0 {
                let widths = widths(&lines);
                let rule: Vec<_> = widths.iter().map(|width| "-".repeat(*width)).collect();
                write_line(out, &rule, &widths)?;
            }
        }
        Ok(())
    }
}

impl Unit {
    fn show(self, figure: f64) -> String {
        match self {
            Self::Instructions => format!("{} Ir", grouped(figure)),
            Self::Milliseconds => format!("{figure:.3} ms"),
            Self::Microseconds => format!("{figure:.1} µs"),
            Self::Nanoseconds => format!("{figure:.1} ns"),
            Self::Seconds => format!("{figure:.2} s"),
            Self::Bytes => format!("{} B", grouped(figure)),
        }
    }
}

/// A whole number with commas between groups of three digits.
fn grouped(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut shown = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

fn widths(lines: &[Vec<String>]) -> Vec<usize> {
    let columns = lines.first().map_or(0, Vec::len);
    (0..columns)
        .map(|column| {
            let cells = lines.iter().map(|line| line[column].chars().count());
            cells.max().unwrap_or_default().max(1)
        })
        .collect()
}

fn write_line(out: &mut Formatter<'_>, cells: &[String], widths: &[usize]) -> fmt::Result {
    for (index, (cell, width)) in cells.iter().zip(widths).enumerate() {
        // Words to the left, figures to the right.
        if index == 0 {
            write!(out, "| {cell:<width$} |")?;
        } else {
            write!(out, " {cell:>width$} |")?;
        }
    }
    writeln!(out)
}

/// A count as a figure.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
pub fn figure(count: u64) -> f64 {
    count as f64
}

//! Tables of figures: Gatewright's, those of the peers, the ratio to the best peer, and the goal.

use std::fmt::{self, Display, Formatter};

use anyhow::Result;

use crate::function::Function;

/// The unit of a figure.
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
    /// A number without a unit.
    Count,
}

/// One measure of Gatewright and of each peer.
#[derive(Clone, Debug)]
pub struct Row {
    /// The name of the measure.
    pub measure: String,
    /// The unit of the figures.
    pub unit: Unit,
    /// Gatewright's figure.
    pub ours: f64,
    /// The figures of the table's peers in their order; `None` for a peer that was not measured.
    pub peers: Vec<Option<f64>>,
    /// The goal, if there is one.
    pub goal: Option<Goal>,
}

/// The largest acceptable figure of Gatewright.
#[derive(Clone, Copy, Debug)]
pub enum Goal {
    /// This share of the best peer's figure.
    Share(f64),
    /// This share of the first peer's figure, and less than the figure of every other peer.
    ShareOfFirst(f64),
    /// The best peer's figure plus this number in the row's unit.
    Above(f64),
    /// This number in the row's unit, independent of the peers.
    AtMost(f64),
}

impl Row {
    /// Makes a row of the stripped sizes of two functions.
    pub fn of_sizes(ours: &Function, peer: &Function, goal: Option<f64>) -> Result<Self> {
        Ok(Self {
            measure: "stripped size".to_owned(),
            unit: Unit::Bytes,
            ours: figure(ours.size()?),
            peers: vec![Some(figure(peer.size()?))],
            goal: goal.map(Goal::Share),
        })
    }

    /// Returns the figure of the peer with which Gatewright is compared.
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

    /// Returns Gatewright's figure divided by the peer's. Below 1, Gatewright needs less.
    pub fn ratio(&self) -> f64 {
        self.ours / self.yardstick()
    }

    /// Returns whether the goal is met. A row without a goal counts as met.
    pub fn is_good(&self) -> bool {
        match self.goal {
            None => true,
            Some(Goal::Share(share)) => self.ratio() <= share,
            Some(Goal::ShareOfFirst(share)) => self.ratio() <= share && self.ours < self.best(),
            Some(Goal::Above(most)) => self.ours - self.best() <= most,
            Some(Goal::AtMost(most)) => self.ours <= most,
        }
    }
}

/// The figures of one comparison.
#[derive(Clone, Debug)]
pub struct Table {
    /// The compared functions and their input.
    pub title: String,
    /// The column headings of the peers.
    pub peers: Vec<&'static str>,
    /// The measures.
    pub rows: Vec<Row>,
}

impl Table {
    /// Returns whether every goal is met.
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
            // A row without peers has no ratio.
            line.push(match row.ratio() {
                ratio if row.best().is_finite() => format!("{ratio:.3}"),
                _ => String::new(),
            });
            line.push(match row.goal {
                None => String::new(),
                Some(Goal::Share(share) | Goal::ShareOfFirst(share)) => format!("{share:.2}"),
                Some(Goal::Above(most)) => format!("+{}", row.unit.show(most)),
                Some(Goal::AtMost(most)) => row.unit.show(most),
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
            Self::Count => grouped(figure),
        }
    }
}

/// Formats a whole number with commas between groups of three digits.
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
        // Names are aligned to the left and figures to the right.
        if index == 0 {
            write!(out, "| {cell:<width$} |")?;
        } else {
            write!(out, " {cell:>width$} |")?;
        }
    }
    writeln!(out)
}

/// Converts a count to a figure.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
pub fn figure(count: u64) -> f64 {
    count as f64
}

//! Tables of figures: ours, a peer's, their ratio, and the goal beside it.

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
    /// Bytes.
    Bytes,
}

/// One measure of ours beside the same measure of a peer.
#[derive(Clone, Debug)]
pub struct Row {
    /// What was measured.
    pub measure: &'static str,
    /// The figures' unit.
    pub unit: Unit,
    /// Our figure.
    pub ours: f64,
    /// The peer's figure.
    pub peer: f64,
    /// The highest ratio that is good enough; `None` where there is no goal.
    pub goal: Option<f64>,
}

impl Row {
    /// The stripped sizes of two functions.
    pub fn of_sizes(ours: &Function, peer: &Function, goal: Option<f64>) -> Result<Self> {
        Ok(Self {
            measure: "stripped size",
            unit: Unit::Bytes,
            ours: figure(ours.size()?),
            peer: figure(peer.size()?),
            goal,
        })
    }

    /// Ours for one of the peer's: below 1 we need less.
    pub fn ratio(&self) -> f64 {
        self.ours / self.peer
    }

    /// Whether the goal, if there is one, is reached.
    pub fn is_good(&self) -> bool {
        self.goal.is_none_or(|goal| self.ratio() <= goal)
    }
}

/// The figures of one comparison.
#[derive(Clone, Debug)]
pub struct Table {
    /// What is compared with what, and on which input.
    pub title: String,
    /// The peer's column heading.
    pub peer: &'static str,
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
        let heading = ["measure", "gatewright", self.peer, "ratio", "goal", ""].map(str::to_owned);
        let mut lines = vec![heading];
        lines.extend(self.rows.iter().map(|row| {
            [
                row.measure.to_owned(),
                row.unit.show(row.ours),
                row.unit.show(row.peer),
                format!("{:.3}", row.ratio()),
                row.goal
                    .map(|goal| format!("{goal:.2}"))
                    .unwrap_or_default(),
                match (row.goal, row.is_good()) {
                    (None, _) => "",
                    (Some(_), true) => "met",
                    (Some(_), false) => "MISSED",
                }
                .to_owned(),
            ]
        }));
        writeln!(out, "{}\n", self.title)?;
        for (index, line) in lines.iter().enumerate() {
            write_line(out, line, &widths(&lines))?;
            if index == 0 {
                let rule = widths(&lines).map(|width| "-".repeat(width.max(1)));
                write_line(out, &rule, &widths(&lines))?;
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

fn widths<const COLUMNS: usize>(lines: &[[String; COLUMNS]]) -> [usize; COLUMNS] {
    std::array::from_fn(|column| {
        lines
            .iter()
            .map(|line| line[column].len())
            .max()
            .unwrap_or_default()
    })
}

fn write_line<const COLUMNS: usize>(
    out: &mut Formatter<'_>,
    cells: &[String; COLUMNS],
    widths: &[usize; COLUMNS],
) -> fmt::Result {
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

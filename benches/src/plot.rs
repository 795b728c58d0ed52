//! The plot of lookup times in the documentation.

use std::path::Path;

use anyhow::{Context, Result};
use plotters::prelude::*;

/// The curve of one structure: the time of a lookup in nanoseconds for each number of names.
#[derive(Clone, Debug)]
pub struct Curve {
    /// The name in the legend.
    pub name: &'static str,
    /// The numbers of names with their times.
    pub points: Vec<(usize, f64)>,
}

/// Colours of Okabe and Ito's palette, which colour-blind readers can tell apart. The first is Gatewright's.
const COLOURS: [RGBColor; 7] = [
    RGBColor(213, 94, 0),
    RGBColor(0, 0, 0),
    RGBColor(0, 158, 115),
    RGBColor(0, 114, 178),
    RGBColor(86, 180, 233),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
];

/// Draws the time of a lookup against the number of names, both on logarithmic scales.
pub fn lookups(file: &Path, curves: &[Curve]) -> Result<()> {
    let points = || curves.iter().flat_map(|curve| &curve.points);
    let most = points().map(|point| point.0).max().context("no points")?;
    let slowest = points().map(|point| point.1).fold(1.0, f64::max);

    let area = SVGBackend::new(file, (860, 520)).into_drawing_area();
    area.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&area)
        .caption(
            "Time to find one name, by the number of names in the table (median of one run)",
            ("sans-serif", 18),
        )
        .margin(16)
        .x_label_area_size(44)
        .y_label_area_size(56)
        .build_cartesian_2d(
            (10usize..most).log_scale(),
            (2.0..slowest * 1.5).log_scale(),
        )?;
    chart
        .configure_mesh()
        .x_desc("names in the table")
        .y_desc("ns")
        .light_line_style(WHITE)
        .draw()?;
    for (index, (curve, colour)) in curves.iter().zip(COLOURS).enumerate() {
        let style = colour.stroke_width(if index == 0 { 4 } else { 2 });
        chart
            .draw_series(LineSeries::new(curve.points.iter().copied(), style))?
            .label(curve.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], style));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperLeft)
        .background_style(WHITE)
        .border_style(BLACK.mix(0.3))
        .draw()?;
    area.present()?;
    Ok(())
}

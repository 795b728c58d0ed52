//! Places the boxes of the picture: layers are bands, top first, with their modules in rows.

use super::ModuleGraph;

/// All lengths are in whole pixels, so that a crate has the same picture everywhere.
pub(super) const MARGIN: usize = 24;
/// Room for the names of the layers, left of the boxes.
const NAMES: usize = 120;
pub(super) const BOX_HEIGHT: usize = 44;
/// Between the boxes of a row.
pub(super) const BETWEEN: usize = 28;
/// Between the rows of a band: arrows need space.
const BETWEEN_ROWS: usize = 46;
/// Between the edge of a band and its boxes.
const PADDING: usize = 22;
/// Between bands.
const BETWEEN_BANDS: usize = 34;
/// A longer row continues in the next.
const ROW: usize = 1040;
/// Width of a character of the modules' names.
const CHARACTER: usize = 8;
/// How often the boxes of each row are sorted by the boxes that they are connected to.
const SWEEPS: usize = 4;

/// A module's box.
#[derive(Clone, Copy, Default)]
pub(super) struct Box {
    pub(super) left: usize,
    pub(super) top: usize,
    pub(super) width: usize,
    /// Its row, counted through all bands.
    pub(super) row: usize,
}

impl Box {
    pub(super) fn middle(&self) -> usize {
        self.left + self.width / 2
    }
}

/// A layer's band.
pub(super) struct Band {
    pub(super) name: String,
    pub(super) top: usize,
    pub(super) height: usize,
    /// Whether it is a layer. Modules without a layer have a band too.
    pub(super) is_layer: bool,
}

pub(super) struct Layout {
    /// By module. A module that is not drawn has width 0.
    pub(super) boxes: Vec<Box>,
    pub(super) bands: Vec<Band>,
    pub(super) width: usize,
    pub(super) height: usize,
}

impl Layout {
    pub(super) fn of(graph: &ModuleGraph) -> Self {
        let widths: Vec<usize> = graph
            .modules
            .iter()
            .map(|module| {
                let longest = module
                    .path
                    .chars()
                    .count()
                    .max(module.fan().chars().count());
                longest * CHARACTER + 24
            })
            .collect();
        let mut bands = banded(graph);
        let mut rows: Vec<Vec<usize>> = Vec::new();
        let mut first_rows = Vec::new();
        for (_, _, modules) in &bands {
            first_rows.push(rows.len());
            rows.extend(broken(modules, &widths));
        }
        let inner = rows
            .iter()
            .map(|row| length(row, &widths))
            .max()
            .unwrap_or_default();
        let mut layout = Self {
            boxes: vec![Box::default(); graph.modules.len()],
            bands: Vec::new(),
            width: MARGIN * 2 + NAMES + PADDING * 2 + inner,
            height: 0,
        };
        for _ in 0..SWEEPS {
            for row in &mut rows {
                layout.place(row, inner, &widths);
            }
            for row in &mut rows {
                order(row, graph, &layout.boxes);
            }
        }
        let mut top = MARGIN;
        first_rows.push(rows.len());
        for (at, (name, is_layer, _)) in bands.drain(..).enumerate() {
            let own = first_rows[at]..first_rows[at + 1];
            let height = PADDING * 2 + own.len() * (BOX_HEIGHT + BETWEEN_ROWS) - BETWEEN_ROWS;
            for (nth, row) in own.enumerate() {
                layout.place(&rows[row], inner, &widths);
                for &module in &rows[row] {
                    layout.boxes[module].top = top + PADDING + nth * (BOX_HEIGHT + BETWEEN_ROWS);
                    layout.boxes[module].row = row;
                }
            }
            layout.bands.push(Band {
                name,
                top,
                height,
                is_layer,
            });
            top += height + BETWEEN_BANDS;
        }
        layout.height = top - BETWEEN_BANDS + MARGIN;
        layout
    }

    /// Puts the boxes of a row side by side, centred.
    fn place(&mut self, row: &[usize], inner: usize, widths: &[usize]) {
        let mut left = MARGIN + NAMES + PADDING + (inner - length(row, widths)) / 2;
        for &module in row {
            self.boxes[module].left = left;
            self.boxes[module].width = widths[module];
            left += widths[module] + BETWEEN;
        }
    }
}

/// Returns the name of each band, whether it is a layer, and its modules. A root without a layer is above all layers; other
/// modules without a layer are below.
fn banded(graph: &ModuleGraph) -> Vec<(String, bool, Vec<usize>)> {
    let of = |layer| graph.in_layer(layer).map(|(at, _)| at).collect::<Vec<_>>();
    let (root, loose): (Vec<_>, Vec<_>) = of(None).into_iter().partition(|&at| at == 0);
    let layers = graph.layers.iter().enumerate();
    let layers = layers.map(|(at, name)| (name.clone(), true, of(Some(at))));
    [("root".to_owned(), false, root)]
        .into_iter()
        .chain(layers)
        .chain([("no layer".to_owned(), false, loose)])
        .filter(|(_, _, modules)| !modules.is_empty())
        .collect()
}

fn length(row: &[usize], widths: &[usize]) -> usize {
    let boxes: usize = row.iter().map(|&module| widths[module]).sum();
    boxes + BETWEEN * row.len().saturating_sub(1)
}

/// Splits the modules of a band into rows of about the same number.
fn broken(modules: &[usize], widths: &[usize]) -> Vec<Vec<usize>> {
    let rows = length(modules, widths).div_ceil(ROW).max(1);
    let each = modules.len().div_ceil(rows);
    modules.chunks(each).map(<[usize]>::to_vec).collect()
}

/// Sorts a row by the boxes that its boxes are connected to, so that fewer arrows cross.
fn order(row: &mut [usize], graph: &ModuleGraph, boxes: &[Box]) {
    let pull = |module: usize| {
        let tied = graph.dependencies.iter().filter_map(|one| {
            let other = match (one.from == module, one.to == module) {
                (true, _) => one.to,
                (_, true) => one.from,
                _ => return None,
            };
            Some(boxes[other].middle())
        });
        let (sum, count) = tied.fold((0, 0), |(sum, count), x| (sum + x, count + 1));
        usize::checked_div(sum, count).unwrap_or_else(|| boxes[module].middle())
    };
    let mut pulled: Vec<(usize, usize)> =
        row.iter().map(|&module| (pull(module), module)).collect();
    pulled.sort_unstable();
    for (place, (_, module)) in row.iter_mut().zip(pulled) {
        *place = module;
    }
}

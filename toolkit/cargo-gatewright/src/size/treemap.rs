//! A binary as a treemap: an SVG whose areas are bytes, by crate, and by module in the function's own crates.
//!
//! The layout is "squarified": rows are filled as long as their rectangles become squarer. Bruls, Huizing and van Wijk, *Squarified
//! Treemaps*, 2000: <https://doi.org/10.1007/978-3-7091-6783-0_4>.

use crate::report::Sizes;
use std::cmp::Reverse;
use std::fmt::Write as _;

const WIDTH: f64 = 1_200.0;
const HEIGHT: f64 = 700.0;
/// The height of the title.
const TITLE: f64 = 32.0;

const STYLE: &str = "\
text{font:13px system-ui,sans-serif;fill:#fff;pointer-events:none}.title{font-size:16px;fill:#1b1f24}\
rect{stroke:#fff;stroke-width:1}.own{fill:#bc4c00}.module{fill:#d4763b}.platform{fill:#0969da}.standard{fill:#57606a}\
.other{fill:#1a7f37}.nameless{fill:#8c959f}";

/// A rectangle.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Area {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

/// A name, its kind and its bytes.
struct Tile<'s> {
    name: &'s str,
    class: &'static str,
    bytes: u64,
}

/// Draws a binary.
pub(super) fn draw(sizes: &Sizes) -> String {
    let own: Vec<&str> = sizes
        .modules
        .iter()
        .filter_map(|module| module.module.split("::").next())
        .collect();
    let mut tiles: Vec<Tile> = sizes
        .crates
        .iter()
        .map(|size| Tile {
            name: &size.name,
            class: class(&size.name, &own),
            bytes: size.bytes,
        })
        .collect();
    tiles.push(Tile {
        name: "no symbol",
        class: "nameless",
        bytes: sizes.nameless,
    });
    tiles.retain(|tile| tile.bytes > 0);
    tiles.sort_by_key(|tile| Reverse(tile.bytes));
    let whole = Area {
        x: 0.0,
        y: TITLE,
        width: WIDTH,
        height: HEIGHT - TITLE,
    };
    let mut body = String::new();
    for (tile, area) in tiles.iter().zip(squarified(&bytes(&tiles), whole)) {
        rectangle(&mut body, tile, area, sizes.loaded);
        if tile.class != "own" {
            continue;
        }
        let mut modules: Vec<Tile> = sizes
            .modules
            .iter()
            .filter(|module| module.own > 0)
            .filter(|module| module.module.split("::").next() == Some(tile.name))
            .map(|module| Tile {
                name: &module.module,
                class: "module",
                bytes: module.own,
            })
            .collect();
        modules.sort_by_key(|module| Reverse(module.bytes));
        if modules.len() > 1 {
            for (module, area) in modules.iter().zip(squarified(&bytes(&modules), area)) {
                rectangle(&mut body, module, area, sizes.loaded);
            }
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" aria-label=\"Bytes of {name} by crate\">\
         <style>{STYLE}</style><text class=\"title\" x=\"6\" y=\"21\">{name}: {loaded} bytes by crate. Blue: Gatewright and its runtime; \
         orange: own; grey: standard library</text>{body}</svg>\n",
        name = escaped(&sizes.binary),
        loaded = sizes.loaded,
    )
}

fn bytes(tiles: &[Tile]) -> Vec<u64> {
    tiles.iter().map(|tile| tile.bytes).collect()
}

fn class(name: &str, own: &[&str]) -> &'static str {
    match name {
        _ if own.contains(&name) => "own",
        _ if super::names::is_standard(name) => "standard",
        _ if name.starts_with("gatewright") || name.starts_with("lambda_runtime") => "platform",
        _ => "other",
    }
}

fn rectangle(to: &mut String, tile: &Tile, area: Area, whole: u64) {
    let name = escaped(tile.name);
    // Writing to a string cannot fail.
    let _ = write!(
        to,
        "<rect class=\"{}\" x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{:.2}\" data-name=\"{name}\" data-bytes=\"{bytes}\">\
         <title>{name}: {bytes} bytes, {:.1} %</title></rect>",
        tile.class,
        area.x,
        area.y,
        area.width,
        area.height,
        float(tile.bytes) / float(whole.max(1)) * 100.0,
        bytes = tile.bytes,
    );
    // About 7.5 units a character.
    let fitting = (area.width - 8.0) / 7.5;
    if area.height > 18.0 && float(tile.name.chars().count() as u64) <= fitting {
        let _ = write!(
            to,
            "<text x=\"{:.2}\" y=\"{:.2}\">{name}</text>",
            area.x + 4.0,
            area.y + 15.0
        );
    }
}

/// Divides an area among sizes that are sorted, the largest first.
fn squarified(sizes: &[u64], area: Area) -> Vec<Area> {
    let total: u64 = sizes.iter().sum();
    let scale = area.width * area.height / float(total.max(1));
    let mut placed = Vec::with_capacity(sizes.len());
    let (mut rest, mut free) = (sizes, area);
    while !rest.is_empty() {
        let side = free.width.min(free.height);
        let mut length = 1;
        while length < rest.len()
            && worst(&rest[..=length], side, scale) <= worst(&rest[..length], side, scale)
        {
            length += 1;
        }
        free = row(&rest[..length], free, scale, &mut placed);
        rest = &rest[length..];
    }
    placed
}

/// The worst ratio of sides in a row along this side.
fn worst(row: &[u64], side: f64, scale: f64) -> f64 {
    let area = float(row.iter().sum()) * scale;
    let depth = area / side;
    row.iter()
        .map(|bytes| {
            let length = float(*bytes) * scale / depth;
            (length / depth).max(depth / length)
        })
        .fold(0.0, f64::max)
}

/// Places a row along the shorter side, and returns what is left of the area.
fn row(row: &[u64], area: Area, scale: f64, placed: &mut Vec<Area>) -> Area {
    let is_column = area.width >= area.height;
    let side = if is_column { area.height } else { area.width };
    let depth = float(row.iter().sum()) * scale / side;
    let mut along = 0.0;
    for bytes in row {
        let length = float(*bytes) * scale / depth;
        placed.push(if is_column {
            Area {
                x: area.x,
                y: area.y + along,
                width: depth,
                height: length,
            }
        } else {
            Area {
                x: area.x + along,
                y: area.y,
                width: length,
                height: depth,
            }
        });
        along += length;
    }
    if is_column {
        Area {
            x: area.x + depth,
            width: (area.width - depth).max(0.0),
            ..area
        }
    } else {
        Area {
            y: area.y + depth,
            height: (area.height - depth).max(0.0),
            ..area
        }
    }
}

// Sizes of binaries are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "see above")]
fn float(bytes: u64) -> f64 {
    bytes as f64
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{Area, squarified};

    // The example of the paper: areas 6, 6, 4, 3, 2, 2, 1 in a rectangle of 6 by 4. Its figure 5 has the aspect ratios 3/2, 3/2, then
    // 49/27, 16/9 and so on; the first two rectangles are the left column.
    #[test]
    fn layout_is_that_of_the_paper() {
        let area = Area {
            x: 0.0,
            y: 0.0,
            width: 6.0,
            height: 4.0,
        };
        let placed = squarified(&[6, 6, 4, 3, 2, 2, 1], area);
        let expected = [
            (0.0, 0.0, 3.0, 2.0),
            (0.0, 2.0, 3.0, 2.0),
            (3.0, 0.0, 12.0 / 7.0, 7.0 / 3.0),
            (3.0 + 12.0 / 7.0, 0.0, 9.0 / 7.0, 7.0 / 3.0),
        ];
        for (area, (x, y, width, height)) in placed.iter().zip(expected) {
            for (one, other) in [
                (area.x, x),
                (area.y, y),
                (area.width, width),
                (area.height, height),
            ] {
                assert!((one - other).abs() < 1e-9, "{area:?}");
            }
        }
        let covered: f64 = placed.iter().map(|area| area.width * area.height).sum();
        assert!((covered - 24.0).abs() < 1e-9, "{covered}");
    }

    #[test]
    fn nothing_has_no_areas() {
        let area = Area {
            x: 0.0,
            y: 0.0,
            width: 6.0,
            height: 4.0,
        };
        assert_eq!(squarified(&[], area), []);
    }
}

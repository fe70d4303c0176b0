//! Connected areas of a map of pixels or squares.

use crate::document::layout::BBox;

/// What hangs together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Component {
    /// The box around it.
    pub(crate) bbox: BBox,
    /// Its places in the map, the topmost first.
    pub(crate) places: Vec<usize>,
}

/// What hangs together of what is `marked` in a map of `width` columns, at sides or corners, in the order of the first
/// places.
pub(crate) fn components(mut marked: Vec<bool>, width: usize) -> impl Iterator<Item = Component> {
    let height = marked.len() / width.max(1);
    let mut first = 0;
    std::iter::from_fn(move || {
        first += marked.get(first..)?.iter().position(|&marked| marked)?;
        marked[first] = false;
        let (mut places, mut next) = (vec![first], 0);
        let mut bbox: Option<BBox> = None;
        while let Some(&place) = places.get(next) {
            next += 1;
            let (x, y) = (place % width, place / width);
            let here = BBox::from([x, y, x + 1, y + 1].map(|at| at as i32));
            bbox = Some(bbox.map_or(here, |b| b.union(here)));
            for y in y.saturating_sub(1)..(y + 2).min(height) {
                for x in x.saturating_sub(1)..(x + 2).min(width) {
                    if std::mem::take(&mut marked[y * width + x]) {
                        places.push(y * width + x);
                    }
                }
            }
        }
        Some(Component {
            bbox: bbox?,
            places,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_touches_at_a_corner_hangs_together() {
        let map = ["#..#", ".#.#", "....", "##.."];
        let marked = map.iter().flat_map(|row| row.chars().map(|c| c == '#'));
        let found: Vec<(BBox, usize)> = components(marked.collect(), 4)
            .map(|component| (component.bbox, component.places.len()))
            .collect();
        let expected = [([0, 0, 2, 2], 2), ([3, 0, 4, 2], 2), ([0, 3, 2, 4], 2)];
        assert_eq!(found, expected.map(|(b, count)| (BBox::from(b), count)));
        assert_eq!(components(Vec::new(), 0).count(), 0);
    }
}

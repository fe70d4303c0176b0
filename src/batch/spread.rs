//! The order in which documents are looked at and read. What lies in one folder is much alike, and takes about as long to
//! read: documents that are spread over all folders tell early what the others will take.

/// The numbers below `count`, each time spread over all: every 8th, those halfway between them, and so on.
pub(crate) fn spread(count: usize) -> impl Iterator<Item = usize> {
    let widest = count.next_power_of_two();
    let steps = std::iter::successors(Some(widest), |step| (*step > 1).then_some(step / 2));
    steps.flat_map(move |step| {
        let is_new = move |index: &usize| step == widest || !index.is_multiple_of(2 * step);
        (0..count).step_by(step).filter(is_new)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spread() {
        assert_eq!(spread(7).collect::<Vec<_>>(), [0, 4, 2, 6, 1, 3, 5]);
        assert_eq!(spread(1).collect::<Vec<_>>(), [0]);
        assert_eq!(spread(0).count(), 0);
    }
}

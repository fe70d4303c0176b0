//! The order in which documents are looked at and read. What lies in one folder is much alike, and takes about as long to
//! read: documents that are spread over all folders tell early what the others will take.

/// The numbers below `count`, so that those of each half of them, of each half of these, and so on, are spread over all:
/// those of reversed bits.
pub(crate) fn spread(count: usize) -> impl Iterator<Item = usize> {
    let bits = count.next_power_of_two().trailing_zeros();
    let reversed = move |number: usize| match bits {
        0 => number,
        bits => number.reverse_bits() >> (usize::BITS - bits),
    };
    (0..1 << bits)
        .map(reversed)
        .filter(move |&number| number < count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_spread() {
        assert_eq!(spread(7).collect::<Vec<_>>(), [0, 4, 2, 6, 1, 5, 3]);
        assert_eq!(spread(1).collect::<Vec<_>>(), [0]);
        assert_eq!(spread(0).count(), 0);
    }
}

//! The n-grams of one order: a hash table of cache lines. A bucket holds 16 n-grams as 16
//! fingerprints, 16 probability codes and 16 back-off codes; an n-gram that does not fit goes to the
//! next bucket. A look-up costs one cache miss. With 16-bit fingerprints an absent n-gram is taken
//! for a present one about once in 5000 look-ups.

/// N-grams in a bucket.
const SLOTS: usize = 16;

/// Share of the slots that are used: fuller tables are smaller but overflow more often.
const LOAD: f64 = 0.88;

/// One cache line.
#[repr(C, align(64))]
#[derive(Debug, Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
pub(super) struct Bucket {
    /// 0: empty.
    fingerprints: [u16; SLOTS],
    probabilities: [u8; SLOTS],
    backoffs: [u8; SLOTS],
}

/// Codes of an n-gram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) probability: u8,
    pub(super) backoff: u8,
}

/// Bucket number and fingerprint of a key.
fn place(key: u64, buckets: usize) -> (usize, u16) {
    // The finaliser of MurmurHash3 (public domain): every bit of the key moves every bit of the hash.
    let mut h = key.wrapping_add(0x9E37_79B9_7F4A_7C15);
    h = (h ^ (h >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    h = (h ^ (h >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    h ^= h >> 33;
    let bucket = ((h >> 32) * buckets as u64) >> 32;
    (bucket as usize, (h as u16).max(1))
}

/// The entry of `key` among the buckets.
pub(super) fn find(buckets: &[Bucket], key: u64) -> Option<Entry> {
    if buckets.is_empty() {
        return None;
    }
    let (mut at, fingerprint) = place(key, buckets.len());
    for _ in 0..buckets.len() {
        let bucket = &buckets[at];
        let hits = mask(&bucket.fingerprints, fingerprint);
        if hits != 0 {
            let slot = hits.trailing_zeros() as usize;
            return Some(Entry {
                probability: bucket.probabilities[slot],
                backoff: bucket.backoffs[slot],
            });
        }
        if bucket.fingerprints[SLOTS - 1] == 0 {
            return None;
        }
        at = if at + 1 == buckets.len() { 0 } else { at + 1 };
    }
    None
}

/// Reads the bucket of `key` so that it is near when it is looked for.
pub(super) fn fetch(buckets: &[Bucket], key: u64) {
    if !buckets.is_empty() {
        let (at, _) = place(key, buckets.len());
        std::hint::black_box(buckets[at].fingerprints[0]);
    }
}

/// Bit `i` is set where `fingerprints[i]` is the wanted one; written so that it becomes a few vector
/// instructions.
fn mask(fingerprints: &[u16; SLOTS], wanted: u16) -> u32 {
    let mut bits = 0;
    for (i, &fingerprint) in fingerprints.iter().enumerate() {
        bits |= u32::from(fingerprint == wanted) << i;
    }
    bits
}

/// Lays the n-grams out; the order of `entries` decides who overflows, so it must be fixed.
pub(super) fn build(entries: &[(u64, Entry)]) -> Vec<Bucket> {
    let count = ((entries.len() as f64 / LOAD / SLOTS as f64).ceil() as usize).max(1) + 1;
    let mut buckets: Vec<Bucket> = vec![bytemuck::Zeroable::zeroed(); count];
    let mut used = vec![0u8; count];
    for &(key, entry) in entries {
        let (mut at, fingerprint) = place(key, count);
        while used[at] as usize == SLOTS {
            at = (at + 1) % count;
        }
        let slot = used[at] as usize;
        buckets[at].fingerprints[slot] = fingerprint;
        buckets[at].probabilities[slot] = entry.probability;
        buckets[at].backoffs[slot] = entry.backoff;
        used[at] += 1;
    }
    buckets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_in_is_found_and_little_else() {
        let entries: Vec<(u64, Entry)> = (0..50_000u64)
            .map(|i| {
                (
                    i * i + 1,
                    Entry {
                        probability: i as u8,
                        backoff: (i >> 8) as u8,
                    },
                )
            })
            .collect();
        let buckets = build(&entries);
        let wrong = entries
            .iter()
            .filter(|(key, entry)| find(&buckets, *key) != Some(*entry));
        // Two keys of one bucket may share a fingerprint; then the first one wins.
        assert!(wrong.count() < 25);
        let ghosts = (0..50_000u64)
            .filter(|i| find(&buckets, u64::MAX - i).is_some())
            .count();
        assert!(ghosts < 50, "{ghosts}");
        assert_eq!(find(&[], 1), None);
    }
}

//! The n-grams of one order: a hash table of cache lines. A bucket holds 16 n-grams, each as a
//! fingerprint of 20 bits, a probability code of 7 and a back-off code of 5. N-grams whose newest
//! words differ only by their marks (`của`, `cửa`) share a bucket, so that all candidates for a word
//! read without marks cost one cache miss together.
//!
//! An n-gram that finds no room goes to a second bucket, moving others to theirs where that is full
//! too (cuckoo hashing: Pagh and Rodler 2004); a full bucket shows by the order of its first two
//! slots whether any of its n-grams did, so nearly all look-ups end in the first. An absent
//! n-gram is taken for a present one about once in 50 000 look-ups; with fingerprints of 16 bits it was
//! often enough to be seen in the results.

use crate::lm::WordId;

/// N-grams in a bucket.
const SLOTS: usize = 16;

/// Share of the slots that are used: fuller tables are smaller but overflow more often.
const LOAD: f64 = 0.88;

/// One cache line.
#[repr(C, align(64))]
#[derive(Debug, Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
pub(crate) struct Bucket {
    /// The first 16 bits of each; 0: empty.
    fingerprints: [u16; SLOTS],
    /// Rest of the fingerprint, back-off code, probability code, high to low.
    codes: [u16; SLOTS],
}

/// Probability codes.
pub(crate) const PROBABILITIES: usize = 1 << PROBABILITY_BITS;
/// Back-off codes.
pub(crate) const BACKOFFS: usize = 1 << BACKOFF_BITS;

const PROBABILITY_BITS: u32 = 7;
const BACKOFF_BITS: u32 = 5;

/// Codes of an n-gram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) probability: u8,
    pub(crate) backoff: u8,
}

/// An n-gram as the table sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ngram {
    /// The words before the newest, 16 bits each, the one before it lowest.
    pub(crate) context: u64,
    /// Number of the newest word without its marks.
    pub(crate) plain: u16,
    /// The newest word.
    pub(crate) word: WordId,
}

impl Entry {
    fn pack(self, check: u16) -> u16 {
        let [probability, backoff] = [self.probability, self.backoff].map(u16::from);
        debug_assert!(probability < 1 << PROBABILITY_BITS && backoff < 1 << BACKOFF_BITS);
        check << (PROBABILITY_BITS + BACKOFF_BITS) | backoff << PROBABILITY_BITS | probability
    }

    fn unpack(codes: u16) -> Self {
        Entry {
            probability: (codes as usize % PROBABILITIES) as u8,
            backoff: ((codes >> PROBABILITY_BITS) as usize % BACKOFFS) as u8,
        }
    }
}

/// The two buckets that an n-gram may lie in, and how it is recognised there.
#[derive(Debug, Clone, Copy)]
struct BucketChoice {
    first: usize,
    second: usize,
    fingerprint: u16,
    /// The rest of the fingerprint, below 16.
    check: u16,
}

impl Ngram {
    #[inline]
    fn buckets(self, count: usize) -> BucketChoice {
        // The finaliser of MurmurHash3 (public domain): every bit of the key moves every bit of the
        // hash.
        let key = self.context << 16 | u64::from(self.plain);
        let mut h = key.wrapping_add(0x9E37_79B9_7F4A_7C15);
        h = (h ^ (h >> 33)).wrapping_mul(0xFF51_AFD7_ED55_8CCD);
        h = (h ^ (h >> 33)).wrapping_mul(0xC4CE_B9FE_1A85_EC53);
        h ^= h >> 33;
        let scale = |half: u64| ((half * count as u64) >> 32) as usize;
        // An odd factor gives every word of a bucket a number of its own.
        let fingerprint = (h as u16) ^ self.word.0.wrapping_mul(0x9E35);
        BucketChoice {
            first: scale(h >> 32),
            second: scale(h.rotate_left(16) & 0xFFFF_FFFF),
            fingerprint: fingerprint.max(1),
            check: (h >> 16) as u16 >> (PROBABILITY_BITS + BACKOFF_BITS),
        }
    }
}

impl Bucket {
    #[inline]
    fn find(&self, choice: BucketChoice) -> Option<Entry> {
        let mut hits = mask(&self.fingerprints, choice.fingerprint);
        while hits != 0 {
            let codes = self.codes[hits.trailing_zeros() as usize];
            if codes >> (PROBABILITY_BITS + BACKOFF_BITS) == choice.check {
                return Some(Entry::unpack(codes));
            }
            hits &= hits - 1;
        }
        None
    }

    /// Whether an n-gram that belongs here lies in its second bucket.
    #[inline]
    fn overflows(&self) -> bool {
        self.fingerprints[SLOTS - 1] != 0 && self.fingerprints[0] >= self.fingerprints[1]
    }
}

/// The entry of an n-gram among the buckets.
#[inline]
pub(crate) fn find(buckets: &[Bucket], ngram: Ngram) -> Option<Entry> {
    if buckets.is_empty() {
        return None;
    }
    let choice = ngram.buckets(buckets.len());
    let first = &buckets[choice.first];
    first.find(choice).or_else(|| {
        first
            .overflows()
            .then(|| buckets[choice.second].find(choice))?
    })
}

/// Has the bucket of an n-gram brought near for when it is looked for, without waiting for it.
#[inline]
pub(crate) fn fetch(buckets: &[Bucket], ngram: Ngram) {
    if !buckets.is_empty() {
        let choice = ngram.buckets(buckets.len());
        prefetch(&buckets[choice.first]);
    }
}

#[allow(unsafe_code)] // A hint to the processor; the invariant stands at the call.
#[inline]
fn prefetch(bucket: &Bucket) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch never faults, and changes nothing but the cache.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(bucket).cast()) };
    }
    // Elsewhere the bucket is read, which waits for memory where nothing else is left to do.
    #[cfg(not(target_arch = "x86_64"))]
    std::hint::black_box(bucket.fingerprints[0]);
}

/// Bit `i` is set where `fingerprints[i]` is the wanted one; written so that it becomes a few vector
/// instructions.
#[inline]
fn mask(fingerprints: &[u16; SLOTS], wanted: u16) -> u16 {
    const BITS: [u16; SLOTS] = {
        let mut bits = [0; SLOTS];
        let mut i = 0;
        while i < SLOTS {
            bits[i] = 1 << i;
            i += 1;
        }
        bits
    };
    let mut hits = [0u16; SLOTS];
    for i in 0..SLOTS {
        hits[i] = if fingerprints[i] == wanted {
            BITS[i]
        } else {
            0
        };
    }
    hits.iter().fold(0, |all, hit| all | hit)
}

/// Lays the n-grams out; the order of `entries` decides who overflows, so it must be fixed.
pub(crate) fn build(entries: &[(Ngram, Entry)]) -> Vec<Bucket> {
    let count = ((entries.len() as f64 / LOAD / SLOTS as f64).ceil() as usize).max(1) + 1;
    let choices: Vec<BucketChoice> = entries.iter().map(|e| e.0.buckets(count)).collect();
    let held = distribute(&choices, count);
    let mut overflows = vec![false; count];
    for (at, numbers) in held.iter().enumerate() {
        for &number in numbers {
            let first = choices[number as usize].first;
            overflows[first] |= first != at;
        }
    }
    let write = |(numbers, overflows): (&Vec<u32>, bool)| {
        let slot = |&number: &u32| {
            let choice = choices[number as usize];
            let codes = entries[number as usize].1.pack(choice.check);
            (choice.fingerprint, codes)
        };
        let mut slots: Vec<(u16, u16)> = numbers.iter().map(slot).collect();
        order_slots(&mut slots, overflows);
        let mut bucket: Bucket = bytemuck::Zeroable::zeroed();
        for (slot, (fingerprint, codes)) in slots.into_iter().enumerate() {
            bucket.fingerprints[slot] = fingerprint;
            bucket.codes[slot] = codes;
        }
        bucket
    };
    held.iter().zip(overflows).map(write).collect()
}

/// The numbers of the n-grams in each bucket.
fn distribute(choices: &[BucketChoice], count: usize) -> Vec<Vec<u32>> {
    let mut held: Vec<Vec<u32>> = vec![Vec::new(); count];
    let mut unplaced = Vec::new();
    for (number, choice) in (0..).zip(choices) {
        match &mut held[choice.first] {
            bucket if bucket.len() < SLOTS => bucket.push(number),
            _ => unplaced.push((number, choice.second)),
        }
    }
    for (number, at) in unplaced {
        insert(number, at, choices, &mut held);
    }
    held
}

/// N-grams that move for one that has no room. A chain as long as this only comes about where more
/// than two buckets' worth of n-grams share both; the last of it is left out.
const MOST_MOVES: usize = 500;

/// Finds room for an n-gram, beginning with bucket `at`.
fn insert(mut number: u32, mut at: usize, choices: &[BucketChoice], held: &mut [Vec<u32>]) {
    for turn in 0..MOST_MOVES {
        let bucket = &mut held[at];
        if bucket.len() < SLOTS {
            bucket.push(number);
            return;
        }
        // Who moves takes turns, so that no two n-grams move each other for ever.
        number = std::mem::replace(&mut bucket[(7 * turn) % SLOTS], number);
        let BucketChoice { first, second, .. } = choices[number as usize];
        at = if at == first { second } else { first };
    }
}

/// Puts the slots of a full bucket in the order that shows whether it overflows.
fn order_slots(slots: &mut [(u16, u16)], overflows: bool) {
    if slots.len() < SLOTS {
        return;
    }
    slots.sort_by_key(|slot| slot.0);
    if overflows {
        slots.reverse();
    } else {
        // The first and the last differ, or all are one n-gram's fingerprint.
        slots.swap(1, SLOTS - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ngram(number: u64) -> Ngram {
        let word = (number % 60_000) as u16;
        Ngram {
            context: number * number,
            plain: word / 5,
            word: WordId(word),
        }
    }

    #[test]
    fn what_was_put_in_is_found_and_little_else() {
        let entries: Vec<(Ngram, Entry)> = (0..50_000u64)
            .map(|i| {
                (
                    ngram(i),
                    Entry {
                        probability: (i % 128) as u8,
                        backoff: (i / 128 % 32) as u8,
                    },
                )
            })
            .collect();
        let buckets = build(&entries);
        let wrong = entries
            .iter()
            .filter(|(ngram, entry)| find(&buckets, *ngram) != Some(*entry));
        // Two n-grams of one bucket may share a fingerprint; then the first one wins.
        assert!(wrong.count() < 4);
        let full: Vec<&Bucket> = buckets.iter().filter(|b| b.fingerprints[15] != 0).collect();
        let over = full.iter().filter(|bucket| bucket.overflows()).count();
        assert!(0 < over && over < full.len(), "{over} of {}", full.len());
        let ghosts = (100_000..150_000u64)
            .filter(|&i| find(&buckets, ngram(i)).is_some())
            .count();
        assert!(ghosts < 8, "{ghosts}");
        assert_eq!(find(&[], ngram(1)), None);
    }

    #[test]
    fn words_that_differ_by_marks_lie_together() {
        let of = |word| Ngram {
            context: 77,
            plain: 5,
            word: WordId(word),
        };
        let choices: Vec<BucketChoice> = (20..30).map(|word| of(word).buckets(1000)).collect();
        assert!(
            choices
                .iter()
                .all(|choice| choice.first == choices[0].first)
        );
        let mut fingerprints: Vec<u16> = choices.iter().map(|choice| choice.fingerprint).collect();
        fingerprints.sort_unstable();
        fingerprints.dedup();
        assert_eq!(fingerprints.len(), 10);
    }
}

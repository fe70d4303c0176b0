//! Time of extraction grows no faster than the text, whatever the text: a shape that is repeated four times as often
//! takes four times as long, not sixteen times.

use baocao::Extractor;
use std::time::Instant;

/// Bytes of the short text; the long one has four times as many.
const SHORT: usize = 1500;
const TIMES: usize = 4;
/// What the long text may take for each such part of it, of what the short one takes: machines are busy with other
/// things meanwhile.
const SLACK: f64 = 1.9;

/// Pieces that rules look for, without what they look for behind them.
const SHAPES: [&str; 32] = [
    "Số: ",
    "số ",
    "ngày ",
    "tháng 5 ",
    "năm 2023 ",
    "ngày 01 tháng 02 năm 2023 ",
    "12/2023 ",
    "quý I ",
    "12/BC-UBND ",
    "Quyết định số 12/QĐ-UBND ",
    "Căn cứ ",
    "Luật ",
    "UBND ",
    "BÁO CÁO ",
    "V/v ",
    "Nơi nhận: ",
    "Kính gửi: ",
    "KT. ",
    "TM. ",
    "GIÁM ĐỐC ",
    "I. ",
    "1.1. ",
    "a) ",
    "- ",
    "((1 ) ",
    "(",
    "1.234,5 ",
    "5/7 ",
    "tăng 5% so với ",
    "trong đó ",
    "từ 5 đến 6 ",
    "đạt 5% kế hoạch ",
];

#[test]
fn time_grows_with_the_text_and_no_faster() {
    let extractor = Extractor::builtin();
    let mut slow = Vec::new();
    for shape in SHAPES {
        let count = SHORT / shape.len();
        let seconds = |count: usize| {
            let text = shape.repeat(count);
            let one = || {
                let start = Instant::now();
                extractor.extract(&text);
                start.elapsed().as_secs_f64()
            };
            one().min(one())
        };
        let (short, long) = (seconds(count), seconds(TIMES * count));
        // Shorter times are those of the clock and the caches.
        if long > 0.05 && long > SLACK * TIMES as f64 * short {
            slow.push(format!("{shape:?}: {short:.3} s, {long:.3} s"));
        }
    }
    assert!(slow.is_empty(), "{slow:#?}");
}

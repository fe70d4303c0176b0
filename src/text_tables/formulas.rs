//! Rows that number the columns of a table, and say how some are computed: `A`, `1`, `3=2/1`.

/// How a column is computed from others.
#[derive(Debug, PartialEq)]
pub(crate) struct Formula {
    pub(crate) column: usize,
    pub(crate) sign: char,
    pub(crate) terms: Vec<usize>,
}

/// The columns that a row of column numbers says are computed: `3=2/1`, `(9)=(8-7)`, `4=5+6+...+13`.
pub(crate) fn formulas(numbering: &[String]) -> Vec<Formula> {
    let number = |text: &str| text.trim_matches(['(', ')', '[', ']', '-', ' ']).to_owned();
    let left = |text: &String| number(text.split('=').next().unwrap_or(text));
    let place = |wanted: &str| numbering.iter().position(|text| left(text) == wanted);
    let formula = |(column, text): (usize, &String)| {
        let (_, right) = text.split_once('=')?;
        let right = right.trim_matches(['(', ')', ' ']).replace('…', "...");
        let sign = right.chars().find(|c| matches!(c, '+' | '-' | '/' | ':'))?;
        let mut terms: Vec<usize> = Vec::new();
        let mut gap = false;
        for term in right.split(sign).map(str::trim) {
            if !term.is_empty() && term.chars().all(|c| c == '.') {
                gap = true;
                continue;
            }
            let factor = term.split(['*', 'x', '%']).next().unwrap_or("");
            let at = place(&number(factor))?;
            match terms.last() {
                Some(&last) if gap && last < at => terms.extend(last + 1..=at),
                _ => terms.push(at),
            }
            gap = false;
        }
        Some(Formula {
            column,
            sign,
            terms,
        })
    };
    numbering.iter().enumerate().filter_map(formula).collect()
}

/// Whether a cell numbers its column, or says how it is computed: `A`, `1`, `(2)`, `3=2/1`.
pub(crate) fn numbers_column(text: &str) -> bool {
    let number = text.trim_matches(['(', ')', '-', '[', ']']);
    let single = text.len() <= 4 && number.parse::<u32>().is_ok_and(|n| n < 60);
    let letter = text.len() == 1 && text.starts_with(|c: char| c.is_ascii_uppercase());
    let sign = |c: char| c.is_ascii_digit() || "()=+-–/:*xX%.…,[] ".contains(c);
    single || letter || text.contains('=') && text.chars().all(sign)
}

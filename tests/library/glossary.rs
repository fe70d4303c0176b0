//! What the program and its page say calls one thing by one word in each language: that of `docs/glossary.tsv`.

use std::path::Path;

fn file(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Pairs between tabs.
fn rows(list: &str) -> Vec<(String, String)> {
    let lines = list.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once('\t'));
    pairs.map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
}

/// English and Vietnamese texts of the web page: lines such as `find: ["Tìm", "Find"],`.
fn words_of_the_page(script: &str) -> Vec<(String, String)> {
    let lines = script.lines().filter_map(|line| {
        let (_, pair) = line.trim().split_once(": [\"")?;
        let (vietnamese, english) = pair.strip_suffix("\"],")?.split_once("\", \"")?;
        Some((english.to_owned(), vietnamese.to_owned()))
    });
    lines.collect()
}

/// Whether a text has a word or its plural: names of files and options are none.
fn says(text: &str, word: &str) -> bool {
    let in_name = |c: char| c.is_alphanumeric() || "-_.`".contains(c);
    let lower = text.to_lowercase();
    let plural = match word.strip_suffix('y') {
        Some(stem) => format!("{stem}ies"),
        None => format!("{word}s"),
    };
    lower
        .split(|c| !in_name(c))
        .map(|found| found.trim_end_matches('.'))
        .any(|found| found == word || found == plural)
}

#[test]
fn one_thing_has_one_word_in_each_language() {
    let mut texts = rows(&file("dictionaries/messages.tsv"));
    let page = words_of_the_page(&file("src/serve/assets/words.js"));
    assert!(texts.len() > 300 && page.len() > 100, "{}", page.len());
    texts.extend(page);
    for (english, vietnamese) in rows(&file("docs/glossary.tsv")) {
        let saying: Vec<_> = texts
            .iter()
            .filter(|text| says(&text.0, &english))
            .collect();
        assert!(!saying.is_empty(), "nothing says {english}");
        for (text, translated) in saying {
            // What is a name stays as it is.
            let is_kept = says(translated, &english);
            assert!(
                is_kept || translated.to_lowercase().contains(&vietnamese),
                "{english} is {vietnamese}: {text}: {translated}"
            );
        }
    }
}

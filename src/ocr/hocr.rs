//! Tesseract's hOCR → lines with what else the engine saw in each place (`lstm_choice_mode` 2): it is the one
//! output that has both.

use super::engine::OcrError;
use crate::document::layout::{Choice, Line, Word};
use roxmltree::{Document, Node, ParsingOptions};

/// By how much less than what was read a choice may be believed that is still worth a look.
const FARTHEST: f32 = 0.6;

/// Lines in the engine's order; an empty line stands between paragraphs.
pub(crate) fn lines(hocr: &str) -> Result<Vec<Line>, OcrError> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    let page = Document::parse_with_options(hocr, options)
        .map_err(|error| OcrError::Engine(format!("its hOCR is broken: {error}")))?;
    let mut lines = Vec::new();
    for paragraph in of_class(page.root(), "ocr_par") {
        let read = paragraph.children().filter(Node::is_element).map(line);
        let mut read = read.filter(|line| !line.words.is_empty()).peekable();
        if read.peek().is_some() && !lines.is_empty() {
            lines.push(Line::default());
        }
        lines.extend(read);
    }
    Ok(lines)
}

fn of_class<'a>(node: Node<'a, 'a>, class: &'static str) -> impl Iterator<Item = Node<'a, 'a>> {
    node.descendants()
        .filter(move |node| node.attribute("class") == Some(class))
}

fn line(line: Node) -> Line {
    Line {
        words: of_class(line, "ocrx_word").filter_map(word).collect(),
    }
}

fn word(node: Node) -> Option<Word> {
    let own = |text: &Node| {
        text.ancestors()
            .all(|of| of.attribute("class") != Some("ocrx_cinfo"))
    };
    let texts = node
        .descendants()
        .filter(|part| part.is_text() && own(part));
    let text: String = texts.filter_map(|part| part.text()).collect();
    let text = text.trim().to_owned();
    let title = node.attribute("title")?;
    let bbox: Vec<i32> = numbers(title, "bbox ").collect();
    let bbox: [i32; 4] = bbox.try_into().ok()?;
    let confidence: f32 = numbers(title, "x_wconf ").next()?;
    let choices = choices(&text, node);
    let text = with_printed_apostrophes(&text);
    (!text.is_empty()).then(|| Word {
        choices,
        ..Word::new(text, (confidence / 100.0).clamp(0.0, 1.0), bbox.into())
    })
}

/// The text with apostrophes between letters as documents print them (*R’Lấp*): the engine gives that of keyboards as often.
pub(super) fn with_printed_apostrophes(text: &str) -> String {
    let mut before = None;
    let mut letters = text.chars().peekable();
    let mut printed = String::with_capacity(text.len() + 2);
    while let Some(letter) = letters.next() {
        let beside = [before, letters.peek().copied()];
        let between = beside.iter().all(|c| c.is_some_and(char::is_alphabetic));
        printed.push(if letter == '\'' && between {
            '’'
        } else {
            letter
        });
        before = Some(letter);
    }
    printed
}

/// The numbers behind a name among the properties of a title.
fn numbers<T: std::str::FromStr>(title: &str, name: &str) -> impl Iterator<Item = T> {
    let properties = title.split(';').map(str::trim);
    let value = properties.filter_map(move |property| property.strip_prefix(name));
    value.flat_map(|value| value.split_whitespace().map_while(|part| part.parse().ok()))
}

/// What else was seen in the places of a word. The engine reports it step by step; steps between letters have
/// none of the word's.
fn choices(text: &str, word: Node) -> Vec<Choice> {
    let groups = of_class(word, "ocrx_cinfo").filter(|node| {
        let id = node.attribute("id");
        id.is_some_and(|id| id.starts_with("lstm_choices"))
    });
    let mut letters = text.chars().zip(0u16..).peekable();
    let mut choices = Vec::new();
    for group in groups {
        let seen: Vec<(&str, f32)> = group.children().filter_map(seen).collect();
        let Some(&(letter, at)) = letters.peek() else {
            break;
        };
        let is_letter = |sign: &str| sign.chars().eq([letter]);
        let Some(&(_, believed)) = seen.iter().find(|(sign, _)| is_letter(sign)) else {
            continue;
        };
        letters.next();
        let others = seen
            .iter()
            .filter(|(sign, _)| !is_letter(sign) && !sign.trim().is_empty());
        choices.extend(others.filter_map(|&(sign, belief)| {
            let confidence_gap = (believed - belief).max(0.0) / 100.0;
            (confidence_gap <= FARTHEST).then(|| Choice {
                at,
                sign: sign.to_owned(),
                confidence_gap,
            })
        }));
    }
    choices
}

/// A sign and how much it was believed, of 100.
fn seen<'a>(choice: Node<'a, 'a>) -> Option<(&'a str, f32)> {
    let believed = numbers(choice.attribute("title")?, "x_confs ").next()?;
    Some((choice.text()?, believed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::BBox;

    const PAGE: &str = "<?xml version=\"1.0\"?><!DOCTYPE html PUBLIC \"a\" \"b\"><html><body>\
        <div class='ocr_carea'><p class='ocr_par' lang='vie'>\
        <span class='ocr_header' title='bbox 0 0 90 9'>\
        <span class='ocrx_word' title='bbox 10 20 40 28; x_wconf 96'>S&amp;</span>\
        <span class='ocrx_word' title='bbox 50 20 80 28; x_wconf 40'>V1.\
        <span class='ocrx_cinfo' id='lstm_choices_1'><span class='ocrx_cinfo' title='x_confs 90'> </span></span>\
        <span class='ocrx_cinfo' id='lstm_choices_2'><span class='ocrx_cinfo' title='x_confs 70.5'>V</span></span>\
        <span class='ocrx_cinfo' id='lstm_choices_3'><span class='ocrx_cinfo' title='x_confs 60'>1</span>\
        <span class='ocrx_cinfo' title='x_confs 50'>l</span><span class='ocrx_cinfo' title='x_confs 40'> </span>\
        <span class='ocrx_cinfo' title='x_confs 70'>I</span></span></span></span></p>\
        <p class='ocr_par'><span class='ocr_line'><span class='ocrx_word' title='bbox 1 2 3 4; x_wconf 9'> </span>\
        </span></p><p class='ocr_par'><span class='ocr_line'>\
        <span class='ocrx_word' title='bbox 1 2 3 4; x_wconf 90'>Kính</span></span></p></div></body></html>";

    #[test]
    fn spans_become_words_in_lines() {
        let lines = lines(PAGE).expect("well formed");
        let texts: Vec<String> = lines.iter().map(Line::text).collect();
        assert_eq!(texts, ["S& V1.", "", "Kính"]);
        let word = &lines[0].words[1];
        assert_eq!(word.bbox, BBox::from([50, 20, 80, 28]));
        assert_eq!(word.confidence, 0.4);
        let choice = |sign: &str, confidence_gap| Choice {
            at: 1,
            sign: sign.to_owned(),
            confidence_gap,
        };
        assert_eq!(word.choices, [choice("l", 0.1), choice("I", 0.0)]);
        assert!(super::lines("nonsense <").is_err());
    }

    #[test]
    fn apostrophes_between_letters_are_those_that_are_printed() {
        for (read, expected) in [("R'Lấp,", "R’Lấp,"), ("'ngày'", "'ngày'"), ("5'", "5'")] {
            assert_eq!(with_printed_apostrophes(read), expected);
        }
    }
}

//! How likely a text is: what of several readings of a line is the better language.

use super::form::Normalizer;
use super::model::NgramModel;
use crate::lm::{LanguageModel, LogProb, WordId};
use crate::text::tokens::{TokenKind, tokens};

impl NgramModel {
    /// Mean log probability of the tokens of a text; a word that the model does not know costs its
    /// spelling. 0 for a text without tokens.
    pub fn fluency(&self, text: &str) -> LogProb {
        let mut normalizer = Normalizer::default();
        let (mut state, mut sum, mut count) = (self.start(), 0.0, 0);
        for token in tokens(text) {
            let (word, spelling) = match token.kind {
                TokenKind::Number => (WordId::NUMBER, 0.0),
                _ => {
                    let form = normalizer.form(text, &token);
                    self.id(form).map_or_else(
                        || (WordId::UNKNOWN, self.chars().score(form)),
                        |id| (id, 0.0),
                    )
                }
            };
            let (next, score) = self.score(state, word);
            state = next;
            sum += score + spelling;
            count += 1;
        }
        sum / count.max(1) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn language_is_likelier_than_what_an_engine_makes_of_it() {
        let model = NgramModel::builtin();
        for (right, wrong) in [
            ("- Lưu: VT, VP.", "-1,ƯU:VTL VỀ"),
            ("Các sở, ban, ngành tỉnh;", "Cac sớ, ban, ngánh tinh;"),
            ("HÌNH VÀ KẾT QUẢ", "HÌNH VÀ KÊÉT QUẢ"),
        ] {
            let scores = [right, wrong].map(|text| model.fluency(text));
            assert!(scores[0] > scores[1], "{right}: {scores:?}");
        }
        assert_eq!(model.fluency(" "), 0.0);
    }
}

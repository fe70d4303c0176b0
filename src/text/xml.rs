//! Text inside XML.

use std::fmt::{Display, Formatter, Result, Write};

/// Shows a text with what XML would misunderstand escaped; what it forbids is left out.
pub(crate) struct Escaped<'a>(pub(crate) &'a str);

impl Display for Escaped<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\u{FFFE}' | '\u{FFFF}' => {}
                c if c.is_control() && !matches!(c, '\n' | '\t') => {}
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_would_misunderstand_is_escaped() {
        assert_eq!(
            Escaped("a<b> & \"ế\u{1}").to_string(),
            "a&lt;b&gt; &amp; &quot;ế"
        );
    }
}

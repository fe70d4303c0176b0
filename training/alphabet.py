"""The characters that the reader of print knows, in the order of its classes, and what of a text it is to read."""

import unicodedata

TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
VOWELS = "aăâeêioôơuưy"
LETTERS = "bcdđfghjklmnpqrstvwxz" + "".join(unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES)
MARKS = ".,;:!?'\"“”()[]/\\-–+=%&*#@$°²³½<>≤≥±×÷|_~§^{}€…•"
CHARACTERS = " 0123456789" + LETTERS + LETTERS.upper() + MARKS
# Class 0 is nothing.
INDEX = {character: number + 1 for number, character in enumerate(CHARACTERS)}

# What looks alike in print is one class.
ALIKE = str.maketrans({
    "—": "–", "−": "–", "‐": "-", "‑": "-", "‘": "'", "’": "'", "‚": ",", "´": "'", "`": "'", "„": "“",
    "●": "•", "·": "•", "▪": "•", "\u00a0": " ", "\t": " ", "º": "°", "˚": "°", "∙": "•",
})


def canonical(text):
    """The text with one character for those that look alike, dots that lead to the next word as one, or `None`
    where it has others than the reader knows."""
    text = " ".join(unicodedata.normalize("NFC", text).translate(ALIKE).split())
    return text if all(c in INDEX for c in text) else None

"""Where the n-grams leave it open which word stands in a place, in text that they have not seen.

    python close_calls.py PROGRAM CORPUS... OUT [--folds 6]

PROGRAM is `baocao`; each CORPUS is correct text, a paragraph a line, unpacked. OUT gets `words.txt`, the words of the
network; `NAME.text.npy`, the words of each corpus; and `NAME.FOLD.npz` for each fold: n-grams are counted in all other
folds, the fold loses its marks and is restored with them, and what is kept of it is listed at `Calls`.
"""

import argparse
import array
import collections
import json
import re
import subprocess
import unicodedata
from pathlib import Path

import numpy as np

# Words of the network; the first ones are none of the language.
WORDS = 8192
SPECIAL = ["<unk>", "<pad>", "<line>"]
UNKNOWN, PADDING, LINE = range(len(SPECIAL))
NUMBER, SIGN = "<num>", "<sign>"
SIGNS = '.,;:()-/"?!%'
# Lines that go to a fold together, so that a document is learned from or restored, but not both.
TOGETHER = 500
# Readings of a place that are kept, and probability of one that is missing.
READINGS = 4
MISSING = -30.0
# Words beyond either end of a text.
EDGE = 64

PIECE = re.compile(r"[^\W\d_]+|\d+(?:[.,/-]\d+)*|[^\w\s]|_")
# Old and new places of tone marks (hòa, hoà) are one word, as in the language model.
NEW_PLACES = {
    unicodedata.normalize("NFC", a + b + tone): unicodedata.normalize("NFC", a + tone + b)
    for a, b in ("oa", "oe", "uy")
    for tone in "\u0300\u0301\u0303\u0309\u0323"
}
NEW_PLACE = re.compile("(?<!q)(" + "|".join(NEW_PLACES) + ")$")


def small(text):
    """A word in small letters, its tone mark where the model has it."""
    text = unicodedata.normalize("NFC", text).lower()
    return NEW_PLACE.sub(lambda found: NEW_PLACES[found.group(1)], text)


def word(piece):
    """What the network sees of a piece of text."""
    if piece[0].isdigit():
        return NUMBER
    if piece[0].isalpha():
        return small(piece)
    return piece if piece in SIGNS else SIGN


def plain(text):
    """A text without marks, letter by letter."""
    text = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in text if not unicodedata.combining(c))


class Numbers(dict):
    """Numbers of pieces of text, which are remembered."""

    def __init__(self, words):
        super().__init__()
        self.words = {word: number for number, word in enumerate(words)}

    def __missing__(self, piece):
        self[piece] = self.words.get(word(piece), UNKNOWN)
        return self[piece]


def count_words(corpora):
    counts = collections.Counter()
    for corpus in corpora:
        with open(corpus, encoding="utf-8", errors="ignore") as lines:
            for line in lines:
                counts.update(PIECE.findall(line))
    words = collections.Counter()
    for piece, count in counts.items():
        words[word(piece)] += count
    return SPECIAL + [word for word, _ in words.most_common(WORDS - len(SPECIAL))]


def numbered(corpus, numbers):
    """The words of a corpus, lines apart."""
    found = array.array("H")
    with open(corpus, encoding="utf-8", errors="ignore") as lines:
        for line in lines:
            found.extend(numbers[piece] for piece in PIECE.findall(line))
            found.append(LINE)
    return np.frombuffer(found, np.uint16)


def fold_of(line, folds):
    return line // TOGETHER % folds


def split(corpus, fold, folds, others):
    """Writes the other folds of a corpus; gives the lines of this one whose marks can be taken off letter by letter."""
    kept = []
    with open(corpus, encoding="utf-8", errors="ignore") as lines, open(others, "w", encoding="utf-8") as out:
        for number, line in enumerate(lines):
            if fold_of(number, folds) != fold:
                out.write(line)
                continue
            line = unicodedata.normalize("NFC", re.sub(r"[\r\n\x0c]", " ", line)).rstrip()
            if len(plain(line)) == len(line):
                kept.append(line)
    return kept


class Calls:
    """The words of restored text, and where it was open which it is.

    words: the restored words; shapes: 0 small, 1 with a capital, 2 all capitals.
    places: where more than one reading is probable; readings: the best ones there, the one that was written first;
    logs: logarithms of their probabilities; right: which one is; -1 where none.
    """

    def __init__(self, numbers):
        self.numbers = numbers
        self.words, self.shapes = array.array("H", [LINE] * EDGE), array.array("B", [0] * EDGE)
        self.places, self.readings = array.array("I"), array.array("H")
        self.logs, self.right = array.array("f"), array.array("b")

    def add_line(self, row, correct):
        for token in row["tokens"]:
            start, end = token["ocr_span"]
            if token["text"]:
                self.add_token(token, correct[start:end])
        self.words.append(LINE)
        self.shapes.append(0)

    def add_token(self, token, correct):
        text = token["text"]
        others = [other for other in token["alternatives"] if other[0][:1].isalpha()][: READINGS - 1]
        if text[0].isalpha() and others:
            readings = [(text, token["confidence"]), *map(tuple, others)]
            right = [small(reading) == small(correct) for reading, _ in readings]
            self.right.append(right.index(True) if True in right else -1)
            self.places.append(len(self.words))
            self.readings.extend(self.numbers[reading] for reading, _ in readings)
            self.logs.extend(float(np.log(max(probability, 1e-4))) for _, probability in readings)
            missing = READINGS - len(readings)
            self.readings.extend([PADDING] * missing)
            self.logs.extend([MISSING] * missing)
        self.words.append(self.numbers[text])
        upper = 2 if text.isupper() and len(text) > 1 else 1
        self.shapes.append(upper if text[0].isupper() else 0)

    def write(self, path):
        self.words.extend([LINE] * EDGE)
        self.shapes.extend([0] * EDGE)
        np.savez(
            path,
            words=np.frombuffer(self.words, np.uint16),
            shapes=np.frombuffer(self.shapes, np.uint8),
            places=np.frombuffer(self.places, np.uint32),
            readings=np.frombuffer(self.readings, np.uint16).reshape(-1, READINGS),
            logs=np.frombuffer(self.logs, np.float32).reshape(-1, READINGS),
            right=np.frombuffer(self.right, np.int8),
        )


def restore(program, model, lines, scratch, numbers):
    stripped = scratch / "stripped.txt"
    stripped.write_text("\n".join(map(plain, lines)) + "\n", encoding="utf-8")
    command = [program, "restore", "--format", "jsonl", "--model", model, stripped]
    calls = Calls(numbers)
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as restored:
        for row in map(json.loads, restored.stdout):
            calls.add_line(row, lines[row["line"] - 1])
    return calls


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("corpora", type=Path, nargs="+")
    parser.add_argument("out", type=Path)
    parser.add_argument("--folds", type=int, default=6)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    scratch = options.out / "scratch"
    scratch.mkdir(exist_ok=True)

    words = count_words(options.corpora)
    (options.out / "words.txt").write_text("\n".join(words), encoding="utf-8")
    numbers = Numbers(words)
    for corpus in options.corpora:
        np.save(options.out / f"{corpus.stem}.text.npy", numbered(corpus, numbers))
    for fold in range(options.folds):
        others = [scratch / corpus.name for corpus in options.corpora]
        folds = [
            split(corpus, fold, options.folds, other) for corpus, other in zip(options.corpora, others, strict=True)
        ]
        subprocess.run([options.program, "train", "--corpus", *others, "-o", scratch], check=True)
        for corpus, lines in zip(options.corpora, folds, strict=True):
            calls = restore(options.program, scratch / "vi.lm", lines, scratch, numbers)
            calls.write(options.out / f"{corpus.stem}.{fold}.npz")


if __name__ == "__main__":
    main()
